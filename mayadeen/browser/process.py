"""Watch the browser from outside: measure its processes' memory, and end them."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

# Fields of /proc/PID/stat behind the name, which may hold anything: state, parent, group, …
_GROUP = 2
_OWN = ("RssAnon:", "RssShmem:")


def memory(group: int) -> int:
    """Bytes that a process group has to itself; 0 where the system does not tell (no /proc)."""
    return sum(_memory(path) for path in Path("/proc").glob("[0-9]*") if _group(path) == group)


def end(group: int) -> None:
    """End all processes of a group, whatever they are doing; 0 is none."""
    if not group:  # which the system would take for our own
        return
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def _group(path: Path) -> int | None:
    try:
        return int((path / "stat").read_text("latin-1").rpartition(")")[2].split()[_GROUP])
    except (OSError, IndexError):  # it has just ended
        return None


def _memory(path: Path) -> int:
    try:
        lines = (path / "status").read_text("latin-1").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(_OWN))
