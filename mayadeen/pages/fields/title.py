"""Choose headline and summary."""

from __future__ import annotations

from mayadeen.normalise.text import key


def is_cut(value: str, whole: str) -> bool:
    """Whether a text is the beginning of another, and shorter."""
    if value == whole or not value:
        return False
    start, full = key(value).rstrip(" .…"), key(whole)
    return len(start) < len(full.rstrip(" .…")) and full.startswith(start)


def say_the_same(one: str, other: str) -> bool:
    if one == other:
        return True
    first, second = key(one), key(other)
    if first == second or first in second or second in first:
        return True
    a, b = set(first.split()), set(second.split())
    return len(a & b) >= 0.6 * max(len(a), len(b))
