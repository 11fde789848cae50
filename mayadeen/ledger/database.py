"""Reach the ledger's database, and turn what goes wrong there into one clear line."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    JSON,
    URL,
    Column,
    ColumnElement,
    Connection,
    Engine,
    LargeBinary,
    Text,
    and_,
    case,
    create_engine,
    event,
    exists,
    func,
    make_url,
    not_,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from mayadeen.ledger.records import LedgerError
from mayadeen.ledger.tables import metadata

LOCK_WAIT = 20
"""Seconds to wait for another process's write; `?timeout=` in an SQLite URL changes it."""

_WRITERS = 0x6D6179616465656E
"""The number of PostgreSQL's advisory lock that a writing transaction holds."""

_LOCKED = "{where} stayed locked by another process for {wait} s"
_LOCK_NOT_AVAILABLE = "55P03"
# Keep-alives let the locks of a machine that vanished fall within a minute instead of two hours.
_SESSION = (
    f"-c lock_timeout={LOCK_WAIT}s -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10"
    " -c tcp_keepalives_count=3"
)
_DAMAGED = "{where} is damaged: restore it from a copy"
_SQLITE_LINES = {
    "file is not a database": "{where} is no ledger: the file is no SQLite database",
    "database disk image is malformed": _DAMAGED,
    "database is locked": _LOCKED,
    "attempt to write a readonly database": "{where} cannot be written: check its permissions",
    "unable to open database file": "{where} cannot be opened: check the path and its permissions",
    "database or disk is full": "{where} cannot be written: the disk is full",
    "disk I/O error": "{where} cannot be written: the disk reports an error or is full",
}


def ledger_url(setting: str | None, data_dir: str | Path) -> str:
    """The ledger's URL: `MAYADEEN_LEDGER` where set, else an SQLite file in the data folder."""
    return setting or f"sqlite:///{Path(data_dir) / 'ledger.sqlite'}"


def read_url(url: str) -> URL:
    """Parse a database URL; `postgresql://` means psycopg. Raises LedgerError."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise LedgerError(
            "MAYADEEN_LEDGER is no database URL, such as"
            " sqlite:///data/ledger.sqlite or postgresql://user@host/database"
        ) from error
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    backend = parsed.get_backend_name()
    if backend not in {"sqlite", "postgresql"}:
        raise LedgerError(f"a ledger is kept in sqlite or postgresql, not in {backend}")
    if backend == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise LedgerError("a ledger in memory would keep nothing: name a file")
    return parsed


def check(connection: Connection, url: URL) -> None:
    """Raise LedgerError for an SQLite file that is damaged anywhere, before a run relies on it."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if found != "ok":
            raise LedgerError(_DAMAGED.format(where=where(url)))
        for table in metadata.sorted_tables:
            strange = or_(*map(_is_strange, table.columns))
            if connection.execute(select(exists().select_from(table).where(strange))).scalar():
                raise LedgerError(_DAMAGED.format(where=where(url)) + f" (values of {table.name})")


def _is_strange(column: Column[Any]) -> ColumnElement[bool]:
    """Whether a value is of another kind than its column, which SQLite takes all the same."""
    kind = func.typeof(column)
    if isinstance(column.type, JSON):
        stored = type_coerce(column, Text)
        is_object = (
            case((func.json_valid(stored) == 1, func.json_type(stored)), else_="") == "object"
        )
        return and_(stored.is_not(None), not_(is_object))
    if isinstance(column.type, LargeBinary):
        return kind.not_in(("blob", "null"))
    return kind.not_in(("text" if isinstance(column.type, Text) else "integer", "null"))


def where(url: URL) -> str:
    """How messages name the ledger, its password masked."""
    if url.get_backend_name() == "sqlite":
        return f"the ledger {url.database}"
    return f"the ledger {url.render_as_string(hide_password=True)}"


def connect(url: URL, *, read_only: bool = False) -> Engine:
    """An engine whose connections are set up; nothing is opened yet.

    An SQLite file that is `read_only` is opened without the files beside it that SQLite makes.
    """
    if url.get_backend_name() == "postgresql":
        try:
            engine = create_engine(
                url,
                hide_parameters=True,
                connect_args={"connect_timeout": 10, "options": _SESSION},
            )
        except ImportError as error:
            missing = "psycopg: pip install '.[postgres]' in the project's folder"
            raise LedgerError(f"{where(url)} needs {missing}") from error
        except NoSuchModuleError as error:
            raise LedgerError(f"{where(url)}: unknown driver {url.drivername}") from error
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    wait = {} if "timeout" in url.query else {"timeout": LOCK_WAIT}
    if read_only:
        file = f"file:{quote(str(url.database))}"
        url = url.set(database=file, query=url.query | {"immutable": "1", "uri": "true"})
        return create_engine(url, hide_parameters=True)
    engine = create_engine(url, connect_args=wait, hide_parameters=True)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own implicit BEGIN is deferred and fails at once, without waiting, where another
    # process wrote between a transaction's read and its write.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    # Addresses come in the order of a digest: 32 MB hold the inner pages of a million of them.
    connection.execute("PRAGMA cache_size = -32768")


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    # One writer at a time, as in SQLite: then two runs that touch the same rows in another order
    # cannot block each other for good. Transactions are short, readers do not wait.
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")


@contextmanager
def clear_errors(url: URL) -> Iterator[None]:
    """Turn the database's errors to LedgerError with one line that a user can act on."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise LedgerError(_line(url, error)) from error
    except (TypeError, ValueError) as error:  # what stands in a column is not of its kind
        raise LedgerError(f"{_DAMAGED.format(where=where(url))} ({error})") from error


def _line(url: URL, error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    said = " ".join(str(cause).split())
    if isinstance(cause, sqlite3.Error):
        for sign, line in _SQLITE_LINES.items():
            if sign in said:
                wait = url.query.get("timeout", LOCK_WAIT)
                return line.format(where=where(url), wait=wait)
    if isinstance(error, DBAPIError) and url.get_backend_name() == "postgresql":
        if getattr(cause, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
            return _LOCKED.format(where=where(url), wait=LOCK_WAIT)
        if url.password:
            said = said.replace(str(url.password), "***")
        if error.connection_invalidated or "connection" in said:
            return f"{where(url)} cannot be reached: {said}"
    return f"{where(url)}: {said}"
