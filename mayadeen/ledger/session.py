"""The open database of a ledger and the run begun on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import URL, Connection, Engine

from mayadeen.ledger.database import clear_errors
from mayadeen.ledger.locks import AdvisoryLocks, FileLocks, RunLocks
from mayadeen.ledger.records import LedgerRun
from mayadeen.ledger.revisit import Revisit
from mayadeen.ledger.statements import Statements


def utcnow() -> datetime:
    """Give the present moment, aware and UTC."""
    return datetime.now(UTC)


class Session:
    """The database, its clock and schedule; and, once a run has begun, its statements and counts.

    Reads go through one connection of their own, without a transaction and the writers' lock.
    """

    def __init__(
        self, url: URL, engine: Engine, revisit: Revisit, now: Callable[[], datetime]
    ) -> None:
        self.url = url
        self.engine = engine
        self.revisit = revisit
        self.now = now
        self._reader = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self.locks: RunLocks = (
            FileLocks(url) if engine.dialect.name == "sqlite" else AdvisoryLocks(self._reader)
        )
        self.counts: Counter[str] = Counter()
        self._begun: tuple[LedgerRun, Statements] | None = None

    @property
    def run(self) -> LedgerRun:
        """The run that was begun; RuntimeError where there is none."""
        if self._begun is None:
            raise RuntimeError("no run was begun on this ledger")
        return self._begun[0]

    @property
    def statements(self) -> Statements:
        """What the run writes; RuntimeError where none was begun."""
        if self._begun is None:
            raise RuntimeError("no run was begun on this ledger")
        return self._begun[1]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend the connection to read with; LedgerError where the database fails."""
        with clear_errors(self.url):
            yield self._reader

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction and commit it; LedgerError where the database fails."""
        with clear_errors(self.url), self.engine.begin() as connection:
            yield connection

    def begin(self, run: LedgerRun) -> None:
        """Take up a run that was entered in the database, with counts of its own."""
        self._begun = run, Statements.of(self.engine.dialect.name, run.oldest_live_run)
        self.counts.clear()

    def end(self) -> None:
        """Drop the run's lock and forget the run, where there is one."""
        if self._begun is not None:
            self.locks.drop(self.run.id)
            self._begun = None

    def close(self) -> None:
        """End the run and let go of the database."""
        self.end()
        self._reader.close()
        self.engine.dispose()
