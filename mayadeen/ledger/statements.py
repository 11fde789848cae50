"""The statements that a run writes again and again, built once for the database at hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Insert, Table, Update, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mayadeen.ledger.known import Known
from mayadeen.ledger.records import UrlRow
from mayadeen.ledger.tables import (
    WANTED,
    closures,
    headlines,
    listings,
    regions,
    superseded,
    urls,
)

_ELSEWHERE = {"regions", "superseded_at"}

ROW = [urls.c[field.name] for field in fields(UrlRow) if field.name not in _ELSEWHERE]
"""The columns of a UrlRow, in its order."""

_KEYS = urls.c.key.in_(bindparam("keys", expanding=True))

_ANY = select(*ROW, urls.c.key).limit(1)

BY_KEY = _ANY.where(urls.c.key == bindparam("key"))
"""The columns of a UrlRow and its key, of an address."""

BY_ID = _ANY.where(urls.c.article_id == bindparam("article_id")).order_by(
    urls.c.alias_of.is_not(None), urls.c.revision.desc()
)
"""The same of a post, by its main address where it has several."""

FORMER_POST = select(superseded).where(superseded.c.article_id == bindparam("article_id"))
"""A post at whose address another was read."""

KNOWN = select(urls.c.key, *(urls.c[field.name] for field in fields(Known))).where(_KEYS)
"""The key, and the fields of Known in their order, of the rows of `keys`."""

HANDED_OUT = select(*ROW, urls.c.key, urls.c.wanted_run, urls.c.wanted_via, urls.c.wanted_source)
"""The columns that are needed to hand a row out."""

WAITING = HANDED_OUT.where(urls.c.scope == bindparam("scope"), WANTED).order_by(
    urls.c.wanted_run, urls.c.priority.desc(), urls.c.position
)
"""What waits in a scope, the first to be handed out first."""

CLAIM = (
    update(urls)
    .where(_KEYS)
    .values(
        claimed_by=bindparam("run"),
        scope=bindparam("by_scope"),
        wanted_run=func.coalesce(urls.c.wanted_run, bindparam("run")),
    )
)
"""Give the rows of `keys` to a run."""

REGIONS = (
    select(regions.c.key, regions.c.region, regions.c.noted_at)
    .where(regions.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(regions.c.noted_at, regions.c.region)
)
"""The regions whose listings show the posts of `keys`."""

Write = tuple[Insert | Update, dict[str, Any]]
"""One row to write: the statement, and the values of its columns."""


@dataclass(frozen=True, slots=True)
class Statements:
    """What is written of addresses, listings, regions and headlines.

    `want`, `shown` and `outcome` name their row by `row_key`; `want` leaves alone what another run
    has claimed or asks for.
    """

    discovery: Insert
    want: Update
    shown: Update
    region: Insert
    region_anew: Insert
    walked: Insert
    learned: Insert
    closure: Insert
    outcome: Update
    superseded: Insert
    headline: Insert

    @classmethod
    def of(cls, dialect: str, oldest_live_run: int) -> Statements:
        """The statements of a run, by its `oldest_live_run`, for `sqlite` or `postgresql`."""
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert

        def upsert(table: Table, key: list[str], *changed: str) -> Insert:
            statement = insert(table)
            if not changed:
                return statement.on_conflict_do_nothing(index_elements=key)
            return statement.on_conflict_do_update(
                index_elements=key, set_={name: statement.excluded[name] for name in changed}
            )

        row = update(urls).where(urls.c.key == bindparam("row_key"))
        return cls(
            discovery=upsert(urls, ["key"]),
            want=row.where(
                urls.c.claimed_by.is_(None),
                or_(urls.c.wanted_run.is_(None), urls.c.wanted_run < oldest_live_run),
            ),
            shown=row,
            region=upsert(regions, ["key", "region"]),
            region_anew=upsert(regions, ["key", "region"], "noted_at"),
            walked=upsert(listings, ["key"], "label", "walked_at", "pages", "posts", "means"),
            learned=upsert(listings, ["key"], "learned"),
            closure=upsert(closures, ["key", "closed_for"], "closed_at"),
            outcome=row,
            superseded=upsert(
                superseded,
                ["article_id"],
                *(column.name for column in superseded.c if not column.primary_key),
            ),
            headline=upsert(headlines, ["text_hash", "edition"], "last_seen"),
        )


def write(connection: Connection, writes: Iterable[Write]) -> None:
    """Execute the writes in their order, neighbours of one shape in one call."""
    for _, group in groupby(writes, key=lambda one: (id(one[0]), tuple(one[1]))):
        rows = list(group)
        connection.execute(rows[0][0], list(map(itemgetter(1), rows)))
