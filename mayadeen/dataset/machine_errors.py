"""Say what the machine lacks, in the one line that a user is shown."""

from __future__ import annotations

import errno
import re
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from mayadeen.dataset.feeds import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CLOSED = {
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT),
    *(errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG),
}


@contextmanager
def one_line(output: Path) -> Iterator[None]:
    """Raise ReleaseError for a full disk, short memory or a closed folder; else it is a defect.

    An interrupt in the middle of a query, which DuckDB tells as an error, is an interrupt again.
    """
    full = f"the disk is full: no release was written to {output}"
    short = (
        f"there is too little memory: no release was written to {output}; end other programs,"
        " or ask for fewer posts or formats"
    )
    try:
        yield
    except MemoryError as error:
        raise ReleaseError(short) from error
    except duckdb.Error as error:
        # Of many kinds: a write, a commit, or a block that found no room beside the others.
        if re.search("space left|disk space", str(error)):
            raise ReleaseError(full) from error
        if isinstance(error, duckdb.OutOfMemoryException):
            raise ReleaseError(short) from error
        raise
    except RuntimeError as error:
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from error
        raise
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise ReleaseError(full) from error
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ReleaseError(full) from error
        if error.errno in _CLOSED:
            raise ReleaseError(f"{error.filename}: {error.strerror}") from error
        raise
