"""Tell text that changes by itself: how long ago something was, how often it was read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from mayadeen.normalise import dates
from mayadeen.normalise.text import BLANKS, SOME_BLANKS, key
from mayadeen.pages.flat.page import BREAK

_LONGEST = 60
"""Letters of a line that moves with the clock. It saves time; half and double read a hundred real
pages alike."""

_MARK = re.compile(rf"{BLANKS}[|•·]\s*|{SOME_BLANKS}[–—-]\s+")
_EDGES = re.compile(r"^[^\w٠-٩]+|(?<=[\w٠-٩])[^\w٠-٩]+$")
_NUMBER = r"(?:[\d٠-٩][\d٠-٩.,٬٫\s]*(?:k|m|mn|thousand|million|الف|مليون|mil)?)"
_READERS = (
    r"(?:(?:page|total|video)?\s?views?|reads?|readers?|shares?|likes?|comments?|watching|visits?"
    r"|people (?:are )?(?:reading|watching)(?: (?:this|now))*"
    r"|(?:ال)?مشاهد(?:ة|ات|ين)|(?:ال)?زيار(?:ة|ات)|(?:ال)?قراء(?:ة|ات)?|قارئا?|مشارك(?:ة|ات)|(?:ال)?تعليقا?ت?"
    r"|اعجابا?ت?|vistas?|visitas?|lecturas?|lectores|visualizaciones|reproducciones|comentarios)"
)
_COUNTER = re.compile(
    rf"(?:{_NUMBER}\s?{_READERS}|(?:عدد |number of )?{_READERS}\s?[::]?\s?{_NUMBER})"
)


@lru_cache(maxsize=4096)
def is_counter(text: str) -> bool:
    """Whether a line counts a post's readers: `1,234 views`, `عدد المشاهدات: 1234`."""
    line = key(text) if len(text) <= _LONGEST else ""
    return any(map(str.isdigit, line)) and bool(_COUNTER.fullmatch(_EDGES.sub("", line)))


@lru_cache(maxsize=4096)
def is_moving(text: str) -> bool:
    """Whether all of a line says how long ago something was, or how often it was read."""
    pieces = [piece for piece in _MARK.split(text) if piece.strip()]
    return 0 < len(text) <= _LONGEST and bool(pieces) and all(map(_is_moving_piece, pieces))


def _is_moving_piece(piece: str) -> bool:
    return dates.is_relative(piece) or is_counter(piece)


def moving_ends(parts: Sequence[str]) -> tuple[int, int]:
    """Give the first and the last (exclusive) of a line's parts without moving ones at its ends.

    Only an element of its own counts: in `He came two hours ago` it is a word of the sentence.
    """
    first, last = 0, len(parts)
    while first < last and _is_apart(parts[first]):
        first += 1
    while last > first and _is_apart(parts[last - 1]):
        last -= 1
    said = [n for n in range(len(parts)) if parts[n] != BREAK and is_moving(parts[n].strip())]
    if not any(n < first or n >= last for n in said) or first == last:
        return 0, len(parts)
    return first, last


def _is_apart(part: str) -> bool:
    stripped = part.strip()
    return not any(map(str.isalnum, stripped)) or is_moving(stripped)
