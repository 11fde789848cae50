"""Record what became of a request."""

from __future__ import annotations

from typing import Any

_LONGEST_TEXT = 500


def printable(said: str) -> str:
    """A message as both databases take it: no NUL, no lone surrogate, no megabytes."""
    return said.replace("\0", "")[:_LONGEST_TEXT].encode("utf-8", "replace").decode()


NOTHING_WANTED: dict[str, Any] = {
    "wanted_run": None,
    "wanted_via": None,
    "wanted_source": None,
    "claimed_by": None,
}
