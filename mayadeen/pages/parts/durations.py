"""Read how long a film lasts."""

from __future__ import annotations

import re
from operator import mul

_ISO_DURATION = re.compile(
    r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?", re.IGNORECASE
)


_NUMBER = re.compile(r"[0-9]{1,6}|\d{1,6}\.\d+")


_UNITS = (1, 60, 3600, 86400)  # seconds, from the last number of a length to the first


_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d\d)")


_LABELLED = re.compile(
    r"(?:duration|length|running time|المدة|مدة الفيديو|duración)\s?[:：]?\s?(?=\d)", re.IGNORECASE
)


def seconds(text: str) -> int | None:
    """Give the length that `PT3M25S`, `03:25`, `1:02:03`, `205` or `205.4` states, else None."""
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return int(float(text)) or None
    match = _CLOCK.fullmatch(text) or _ISO_DURATION.fullmatch(text)
    if match is None:
        return None
    counts = (int(group or 0) for group in reversed(match.groups()))
    return sum(map(mul, counts, _UNITS)) or None


def stated_length(text: str) -> int | None:
    """Give the length that a line with its label states: `Duration: 3:05`; else None."""
    label = _LABELLED.match(text)
    clock = text[label.end() :] if label else ""
    return seconds(clock) if is_clock(clock) else None


def is_clock(text: str) -> bool:
    """Whether a printed line is a film's length: `03:25`."""
    return bool(_CLOCK.fullmatch(text.strip()))
