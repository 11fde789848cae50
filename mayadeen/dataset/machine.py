"""Decide how much memory a build takes on this machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_MEGABYTE = 1 << 20
# More than this brings nothing; what is less than the second is for one process after the other.
_MOST, _BESIDE = 1300, 1000
# What Python and what it loads take beside DuckDB in each process.
_PYTHON = 120


@dataclass(frozen=True)
class Memory:
    """DuckDB's limits in MB: while it works alone, of one that writes tables, of any other."""

    alone: int
    tables: int
    other: int
    side_by_side: bool


def memory(free: int | None = None) -> Memory:
    """Give a build's share of the memory that is free, in MB; at least what it must have."""
    share = min(_MOST, (_free() if free is None else free) * 3 // 4)
    side_by_side = share >= _BESIDE
    # JSON takes twelve times the rows that are turned into it at once.
    tables = share * 2 // 5 if side_by_side else share - 2 * _PYTHON
    other = (share - tables - 3 * _PYTHON) // 2 if side_by_side else tables
    return Memory(
        alone=max(share - 3 * _PYTHON, 250),
        tables=max(tables, 200),
        other=max(other, 150),
        side_by_side=side_by_side,
    )


def _free() -> int:
    """The machine's free memory in MB, or what its group of processes may still take."""
    rooms = [os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    for line in _read(Path("/proc/meminfo")).splitlines():
        if line.startswith("MemAvailable:"):
            rooms = [int(line.split()[1]) * 1024]
    group = Path("/sys/fs/cgroup") / _read(Path("/proc/self/cgroup")).strip().rpartition(":/")[2]
    for folder in (group, *group.parents):
        limit, used = (_read(folder / f"memory.{name}").strip() for name in ("max", "current"))
        if limit.isdigit() and used.isdigit():
            rooms.append(int(limit) - int(used) + _pages(folder))
    return min(rooms) // _MEGABYTE


def _pages(group: Path) -> int:
    """What a group holds of files, which makes room where it is wanted."""
    for line in _read(group / "memory.stat").splitlines():
        if line.startswith("inactive_file "):
            return int(line.split()[1])
    return 0


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
