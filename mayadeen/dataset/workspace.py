"""Open the database of a build: one process makes it, then several read it side by side."""

# ruff: noqa: S608 - the names in the SQL are our own tables'

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

# DuckDB holds whole row groups at a time, and its usual 122,880 stories are more than a gigabyte.
_ROWS = "ROW_GROUP_SIZE 2048"
# What takes most of a row.
_LONG = ("summary", "body", "text_folded")
# Each has buffers of its own.
_THREADS = 4


def making(folder: Path, memory: int) -> duckdb.DuckDBPyConnection:
    """Open a database for writing; it works out of core in the folder, within MB of memory."""
    threads = min(_THREADS, os.cpu_count() or 1)
    con = _opened(folder, memory_limit=f"{memory}MB", threads=str(threads))
    con.execute(f"ATTACH {_quoted(folder / 'build.duckdb')} AS build ({_ROWS}); USE build")
    return con


def folding(folder: Path, memory: int) -> duckdb.DuckDBPyConnection:
    """Open what was made for reading, and beside it the empty database `texts` for writing."""
    con = _reading(folder, memory)
    con.execute(f"ATTACH {_quoted(folder / 'texts.duckdb')} AS texts ({_ROWS})")
    return con


def reading(
    folder: Path, memory: int, *, texts: bool, whole: bool = True
) -> duckdb.DuckDBPyConnection:
    """Open what was made for reading; with `texts`, which must be whole, the view `articles` too.

    The view is the latest revisions beside their texts. These have a row for each row of
    `revisions`, in its order, which joining by position keeps. Not `whole`, of the long columns
    there may be only the beginning: enough to count them.
    """
    con = _reading(folder, memory)
    if texts:
        con.execute(f"ATTACH {_quoted(folder / 'texts.duckdb')} AS texts (READ_ONLY)")
        number = parts(con)
        if number == 1:
            latest = _latest(0)
        elif whole:
            latest = " UNION ALL ".join(f"FROM texts.articles_{part}" for part in range(number))
        else:
            latest = "FROM texts.begun"
        con.execute(f"CREATE TEMP VIEW articles AS {latest}")
    return con


def _latest(part: int) -> str:
    return (
        f"SELECT * FROM build.revisions_{part} POSITIONAL JOIN texts.folded_{part}"
        f" POSITIONAL JOIN texts.clusters_{part} WHERE latest"
    )


def join(con: duckdb.DuckDBPyConnection) -> None:
    """Put revisions and texts of several parts together: joined while they are read, each part
    would hold its last rows until the end. Beside them one table without the stories."""
    if (number := parts(con)) > 1:
        for part in range(number):
            con.execute(f"CREATE TABLE texts.articles_{part} AS {_latest(part)}")
            con.execute(f"DROP TABLE texts.folded_{part}")
            con.execute(f"DROP TABLE texts.clusters_{part}")
            make = "INSERT INTO texts.begun" if part else "CREATE TABLE texts.begun AS"
            begun = ", ".join(f"left({name}, 1) AS {name}" for name in _LONG)
            con.execute(f"{make} SELECT * REPLACE ({begun}) FROM texts.articles_{part}")


def parts(con: duckdb.DuckDBPyConnection) -> int:
    """Of how many tables the view `revisions` is made."""
    found: int = con.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE regexp_full_match(table_name, 'revisions_\\d+')"
    ).fetchall()[0][0]
    return found


def _reading(folder: Path, memory: int) -> duckdb.DuckDBPyConnection:
    # Each of those who read side by side has one core.
    con = _opened(folder, memory_limit=f"{memory}MB", threads="1")
    con.execute(f"ATTACH {_quoted(folder / 'build.duckdb')} AS build (READ_ONLY); USE build")
    return con


def _opened(folder: Path, **config: str) -> duckdb.DuckDBPyConnection:
    # Processes that share a folder for spilling take each other's files for their own.
    spill = str(folder / f"spill-{os.getpid()}")
    con = duckdb.connect(config={**config, "temp_directory": spill})
    con.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    # What is read a few times and thrown away is not worth the time of packing it.
    con.execute("SET force_compression = 'uncompressed'")
    return con


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
