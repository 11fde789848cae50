"""Show that a run is alive by a lock that falls with its process, however it dies."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import SQLAlchemyError

from mayadeen.ledger.records import LedgerError

_NAMESPACE = 0x6D617961
"""The first of the two numbers of PostgreSQL's advisory locks, kept apart from other programs'."""


class RunLocks(Protocol):
    """Holds this process's run and tells whether another one's is held."""

    def hold(self, run: int) -> None:
        """Take the run's lock; it is kept until `drop` or the end of the process."""

    def is_held(self, run: int) -> bool:
        """Whether a living process holds the run's lock."""

    def drop(self, run: int) -> None:
        """Give the run's lock back, or clear away that of a run that died."""


class FileLocks:
    """Beside an SQLite ledger: one locked file a run."""

    def __init__(self, url: URL) -> None:
        self._stem = f"{url.database}-run-"
        self._held: dict[int, int] = {}

    def _path(self, run: int) -> Path:
        return Path(f"{self._stem}{run}.lock")

    def hold(self, run: int) -> None:
        try:
            descriptor = os.open(self._path(run), os.O_CREAT | os.O_RDWR, 0o644)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError as error:
            raise LedgerError(f"{self._path(run)} cannot be locked: {error.strerror}") from error
        self._held[run] = descriptor

    def is_held(self, run: int) -> bool:
        try:
            descriptor = os.open(self._path(run), os.O_RDONLY)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def drop(self, run: int) -> None:
        self._path(run).unlink(missing_ok=True)
        if run in self._held:
            os.close(self._held.pop(run))


class AdvisoryLocks:
    """In PostgreSQL: one advisory lock a run, held by the session of `connection`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: set[int] = set()

    def _call(self, function: str, run: int) -> bool:
        statement = text(f"SELECT {function}(:space, :run)")
        return bool(self._connection.scalar(statement, {"space": _NAMESPACE, "run": run}))

    def hold(self, run: int) -> None:
        self._call("pg_try_advisory_lock", run)
        self._held.add(run)

    def is_held(self, run: int) -> bool:
        # A session gets its own lock as often as it asks.
        if run in self._held:
            return True
        if not self._call("pg_try_advisory_lock", run):
            return True
        self._call("pg_advisory_unlock", run)
        return False

    def drop(self, run: int) -> None:
        if run in self._held:
            self._held.remove(run)
            # A session that is gone has let go of its locks.
            with suppress(SQLAlchemyError):
                self._call("pg_advisory_unlock", run)
