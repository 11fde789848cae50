"""Make the hidden folder in which a build works, and clear what killed builds left."""

from __future__ import annotations

import fcntl
import shutil
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCK = "build.lock"


@contextmanager
def scratch(output: Path) -> Iterator[Path]:
    """Give a new folder beside the output, removed at the end.

    It is locked while this process lives; folders of the same output whose lock nobody holds are
    removed first.
    """
    prefix = f".{output.name}-"
    for folder in output.parent.iterdir():
        if folder.name.startswith(prefix):
            _remove_abandoned(folder)
    with TemporaryDirectory(prefix=prefix, dir=output.parent) as name:
        folder = Path(name)
        # Named only when locked, so that nobody finds it free.
        unnamed = folder / f"{_LOCK}.new"
        with unnamed.open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            unnamed.rename(folder / _LOCK)
            yield folder


def _remove_abandoned(folder: Path) -> None:
    try:
        with (folder / _LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except (FileNotFoundError, NotADirectoryError, BlockingIOError):
        return
