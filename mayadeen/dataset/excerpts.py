"""Cut two long texts to two short ones, where they part."""

from __future__ import annotations

# About a line of a terminal.
_WIDTH = 90


def parted(old: str, new: str, *, words: bool = False) -> tuple[str, str]:
    """Give both from a little before the place where they part; with `words` from a whole word."""
    part = next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
        min(len(old), len(new)),
    )
    start = max(part - _WIDTH // 3, 0) if max(len(old), len(new)) > _WIDTH else 0
    if words and start:
        start = old.rfind(" ", 0, start) + 1
    return _cut(old, start), _cut(new, start)


def _cut(text: str, start: int) -> str:
    end = start + _WIDTH
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
