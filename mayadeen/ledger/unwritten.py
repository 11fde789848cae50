"""Hold discoveries and outcomes that are not in the database yet, and write them in order."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Insert, Update

from mayadeen.ledger.session import Session
from mayadeen.ledger.statements import Write, write

BATCH = 500
"""How many rows are sent or asked for at once."""

_SECONDS_UNWRITTEN = 1.0
_ORDER = ("discovery", "want", "shown", "region", "region_anew", "walked", "learned", "closure")


class Unwritten:
    """Two buffers: discoveries, written within a second; and outcomes, written by `flush` alone.

    Where the database fails, both are kept for the next try.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._discoveries: list[Write] = []
        self._outcomes: list[Write] = []
        self._noted: set[bytes] = set()
        self._written = time.monotonic()

    @property
    def outcomes(self) -> int:
        """How many outcomes wait for `flush`."""
        return len(self._outcomes)

    @property
    def has_discoveries(self) -> bool:
        """Whether any discovery waits to be written."""
        return bool(self._discoveries)

    def add_discovery(self, statement: Insert | Update, values: dict[str, Any]) -> None:
        """Buffer what was found of an address."""
        self._discoveries.append((statement, values))

    def add_note(self, key: bytes, statement: Insert, values: dict[str, Any]) -> None:
        """Buffer what was noted of a listing, or by one of a post, so that `write_notes` knows."""
        self._noted.add(key)
        self._discoveries.append((statement, values))

    def add_outcome(self, statement: Insert | Update, values: dict[str, Any]) -> None:
        """Buffer what may be written only after the feeds are on disk."""
        self._outcomes.append((statement, values))

    def write_notes(self, key: bytes) -> None:
        """Write the discoveries where anything was noted of the key, before it is read."""
        if key in self._noted:
            self.write_discoveries()

    def write_discoveries(self) -> None:
        """Write the discoveries in one transaction."""
        if self._discoveries:
            with self.writing():
                pass
        self._discoveries_written()

    def write_when_due(self) -> None:
        """Write the discoveries where they are many or a second old."""
        late = time.monotonic() - self._written > _SECONDS_UNWRITTEN
        if late or len(self._discoveries) >= BATCH:
            self.write_discoveries()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes the discoveries first."""
        with self._session.writing() as db:
            write(db, self._ordered_discoveries())
            yield db
        self._discoveries_written()

    def flush(self) -> None:
        """Write everything in one transaction."""
        if self._discoveries or self._outcomes:
            with self.writing() as db:
                write(db, self._outcomes)
        self._discoveries_written()
        self._outcomes.clear()

    def _ordered_discoveries(self) -> list[Write]:
        # Statement by statement, so that each is sent once; they touch different rows.
        statements = self._session.statements
        order = {id(getattr(statements, name)): place for place, name in enumerate(_ORDER)}
        return sorted(self._discoveries, key=lambda one: order[id(one[0])])

    def _discoveries_written(self) -> None:
        self._discoveries.clear()
        self._noted.clear()
        self._written = time.monotonic()
