from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import duckdb
import pytest

from mayadeen.dataset.feeds import ReleaseError
from mayadeen.dataset.machine_errors import one_line

FULL = "the disk is full: no release was written to out"
SHORT = "there is too little memory: no release was written to out; "


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), FULL),
        (sqlite3.OperationalError("database or disk is full"), FULL),
        (duckdb.IOException("IO Error: Could not write file: No space left on device"), FULL),
        (duckdb.TransactionException("Failed to commit: No space left on device"), FULL),
        (duckdb.OutOfMemoryException("by default, the available disk space is used"), FULL),
        (PermissionError(errno.EACCES, "Permission denied", "/x/out"), "/x/out: Permission denied"),
        (OSError(errno.EROFS, "Read-only file system", "/x"), "/x: Read-only file system"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "/proc/x"), "/proc/x: No s"),
        (duckdb.OutOfMemoryException("failed to allocate data of size 8.0 MiB"), SHORT),
        (MemoryError(), SHORT),
    ],
    ids=str,
)
def test_what_the_machine_lacks_is_one_line(error, told):
    with pytest.raises(ReleaseError) as caught, one_line(Path("out")):
        raise error
    assert str(caught.value).startswith(told)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EBADF, "Bad file descriptor"),
        sqlite3.OperationalError("no such table: articles"),
        duckdb.IOException("Could not set lock on file"),
    ],
    ids=str,
)
def test_a_defect_is_shown_whole(error):
    with pytest.raises(type(error)), one_line(Path("out")):
        raise error


def test_an_interrupt_in_a_query_is_one():
    with pytest.raises(KeyboardInterrupt), one_line(Path("out")):
        raise RuntimeError("Query interrupted")  # as DuckDB tells it
