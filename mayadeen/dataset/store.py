"""The database of a build: one process makes it, then several read it side by side."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

# DuckDB holds whole row groups at a time, and its usual 122,880 stories are more than a gigabyte.
_ROWS = "ROW_GROUP_SIZE 8192"


def making(folder: Path) -> duckdb.DuckDBPyConnection:
    """Open a database for writing; it works out of core in the folder."""
    con = _opened(folder, memory_limit="900MB")
    con.execute(f"ATTACH {_quoted(folder / 'build.duckdb')} AS build ({_ROWS}); USE build")
    return con


def folding(folder: Path) -> duckdb.DuckDBPyConnection:
    """Open what was made for reading, and beside it the empty database `texts` for writing."""
    con = _reading(folder)
    con.execute(f"ATTACH {_quoted(folder / 'texts.duckdb')} AS texts ({_ROWS})")
    return con


def reading(folder: Path, *, texts: bool) -> duckdb.DuckDBPyConnection:
    """Open what was made for reading; with `texts`, which must be whole, the view `articles` too.

    The view is the latest revisions beside their texts. These have a row for each row of
    `revisions`, in its order, which joining by position keeps.
    """
    con = _reading(folder)
    if texts:
        con.execute(f"ATTACH {_quoted(folder / 'texts.duckdb')} AS texts (READ_ONLY)")
        con.execute(
            "CREATE TEMP VIEW articles AS SELECT * FROM revisions"
            " POSITIONAL JOIN texts.folded POSITIONAL JOIN texts.clusters WHERE latest"
        )
    return con


def _reading(folder: Path) -> duckdb.DuckDBPyConnection:
    # Each of those who read side by side has one core.
    con = _opened(folder, memory_limit="300MB", threads="1")
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
