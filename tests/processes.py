"""The processes that a run starts, as the system tells them."""

from __future__ import annotations

import time
from pathlib import Path


def descendants(pid: int) -> dict[int, str]:
    """The processes below one, with their names."""
    found = {}
    for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        found[child] = Path(f"/proc/{child}/comm").read_text()
        found |= descendants(child)
    return found


def await_end(family: dict[int, str], seconds: float = 20) -> None:
    """Wait until none of these processes runs."""
    deadline = time.monotonic() + seconds
    while left := [pid for pid in family if is_alive(pid)]:
        assert time.monotonic() < deadline, [family[pid] for pid in left]
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that only waits for its parent to notice its end does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
