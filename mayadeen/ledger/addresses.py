"""Look up what is known of an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select

from mayadeen.ledger.known import key_of
from mayadeen.ledger.memory import Memory
from mayadeen.ledger.records import UrlRow
from mayadeen.ledger.session import Session
from mayadeen.ledger.statements import BY_ID, BY_KEY, FORMER_POST, REGIONS, ROW
from mayadeen.ledger.tables import superseded
from mayadeen.ledger.unwritten import Unwritten

FORMER = {field.name for field in fields(UrlRow)} & {column.name for column in superseded.c}
"""The fields of a UrlRow that are kept of a post at whose address another was read."""

_ROW = [column.name for column in ROW]


def row_values(record: Sequence[Any]) -> dict[str, Any]:
    """Name the values of a record that begins with the columns of a UrlRow."""
    return dict(zip(_ROW, record, strict=False))


def regions_of(
    db: Connection, keys: Sequence[bytes], since: datetime | None = None
) -> dict[bytes, tuple[str, ...]]:
    """Read the regions noted of each key, after `since` alone where that is given."""
    shown: dict[bytes, tuple[str, ...]] = {}
    for key, region, noted_at in db.execute(REGIONS, {"keys": keys}):
        if since is None or noted_at > since:
            shown[key] = (*shown.get(key, ()), region)
    return shown


class Addresses:
    """Rows by address or id: from the outcomes not written yet, else from the database."""

    def __init__(self, session: Session, unwritten: Unwritten, memory: Memory) -> None:
        self._session = session
        self._unwritten = unwritten
        self._memory = memory

    def get(self, url: str) -> UrlRow | None:
        """Look up an address; what was just discovered is written first."""
        key = key_of(url)
        row = self._memory.settled.get(key) or self._read(BY_KEY, {"key": key})
        if row is None and key in self._memory.known:
            self._unwritten.write_discoveries()
            row = self._read(BY_KEY, {"key": key})
        return row

    def by_article_id(self, article_id: str) -> UrlRow | None:
        """Look up a post by its id, also one at whose address another was read."""
        memory = self._memory
        if article_id in memory.articles:
            return memory.settled[memory.articles[article_id]]
        if article_id in memory.former:
            return memory.former[article_id]
        asked = {"article_id": article_id}
        return self._read(BY_ID, asked) or self._read_former(asked)

    def _read(self, statement: Select[Any], asked: dict[str, Any]) -> UrlRow | None:
        with self._session.reading() as db:
            record = db.execute(statement, asked).first()
            if record is None:
                return None
            shown = regions_of(db, [record.key])
        return UrlRow(**row_values(record), regions=shown.get(record.key, ()))

    def _read_former(self, asked: dict[str, Any]) -> UrlRow | None:
        with self._session.reading() as db:
            record = db.execute(FORMER_POST, asked).mappings().one_or_none()
        if record is None:
            return None
        kept = {name: value for name, value in record.items() if name in FORMER}
        return UrlRow(
            state="fetched", via="pending", source=None, first_seen=record["superseded_at"], **kept
        )
