"""Look up outlets and agencies in the data file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from mayadeen.normalise.text import BLANKS, SOME_BLANKS, key


class Name(NamedTuple):
    """Somebody credited, in canonical spelling.

    `kind` is `house`, `wire`, `picture` or `outlet` for a name of the data file, else `desk`,
    `outlet`, or the part that a person plays: `author`, `translator`, `other`.
    """

    kind: str
    spelling: str


@dataclass(frozen=True, slots=True)
class Houses:
    """The data file, ready for looking up: every set and mapping is by `match_key`."""

    names: dict[str, Name]
    desks: frozenset[str]
    places: frozenset[str]
    organisation_words: frozenset[str]
    outlet_words: frozenset[str]
    titles: frozenset[str]
    positions: frozenset[str]
    label_words: frozenset[str]
    waw_names: frozenset[str]
    function_words: frozenset[str]
    credit_words: frozenset[str]


_KINDS = {"houses": "house", "wires": "wire", "picture_houses": "picture", "outlets": "outlet"}


_LISTS = (
    *("desks", "places", "organisation_words", "outlet_words", "titles", "positions"),
    *("label_words", "waw_names", "function_words", "credit_words"),
)


def load_houses(extra: Path | None = None) -> Houses:
    """Give the names of `houses.json`, and of a user's file of the same shape, which wins.

    Parts that the user's file leaves out stay as they are. Raises OSError where it cannot be read,
    ValueError where it is not JSON of that shape.
    """
    sources = [json.loads(files(__package__).joinpath("houses.json").read_text("utf-8"))]
    if extra is not None:
        sources.append(_checked(json.loads(extra.read_text("utf-8")), extra))
    names: dict[str, Name] = {}
    for data in sources:
        for part, kind in _KINDS.items():
            for spelling, others in data.get(part, {}).items():
                for other in (spelling, *others):
                    names[match_key(other)] = Name(kind, spelling)
    return Houses(
        names,
        *(
            frozenset(match_key(word) for data in sources for word in data.get(part, ()))
            for part in _LISTS
        ),
    )


def _checked(data: object, path: Path) -> dict[str, object]:
    if not isinstance(data, dict):
        raise ValueError(f"{path}: not an object")
    for part, value in data.items():
        if part in _KINDS:
            good = isinstance(value, dict) and all(_strings(others) for others in value.values())
        else:
            good = part == "about" or (part in _LISTS and _strings(value))
        if not good:
            raise ValueError(f"{path}: {part!r} is not a part of houses.json, or not of its shape")
    return data


def _strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


MOST_WORDS = 10
"""Words of a house with what it is, and who signs for it. Real pages do not depend on it."""


@lru_cache(maxsize=8192)
def match_key(text: str) -> str:
    """Give the form in which names are compared: its letters and digits alone, by `text.key`."""
    return re.sub(r"[\W_]+", "", key(text))


AND = "and|y|e|und|et"
"""What joins two names, as a pattern; the Arabic `and` is written as one with its word."""


SURE_SEPARATOR = re.compile(rf"{BLANKS}[+;؛/|]\s*|{SOME_BLANKS}(?:with|via)\s+", re.IGNORECASE)


MAYBE_SEPARATOR = re.compile(
    rf"{BLANKS}[,،](?!\s?(?:jr|sr|ph\.?d|m\.?d)\b)\s*(?:(?:and|y|و)\s+)?|{BLANKS}&\s*"
    rf"|{SOME_BLANKS}(?:and|for|und|et|og|och|و|(?-i:[ye]))\s+",
    re.IGNORECASE,
)


_POSSESSIVE = re.compile("['’]s$")


def look_up(text: str, houses: Houses) -> Name | None:
    """Look a name up; also with what it is (`صحيفة …`, `… newspaper`), and a house with who signs
    for it or what it is credited for (`Al Mayadeen's correspondent in …`, `Special to …`).
    """
    if name := houses.names.get(match_key(text)):
        return name
    words = text.split()
    if len(words) > 1 and words[0].lower() == "the":
        words = words[1:]
    if MAYBE_SEPARATOR.search(text) or SURE_SEPARATOR.search(text) or len(words) > MOST_WORDS:
        return None
    for cut in range(1, len(words)):
        for name_words, rest in ((words[cut:], words[:cut]), (words[:-cut], words[-cut:])):
            name = houses.names.get(match_key(_POSSESSIVE.sub("", " ".join(name_words))))
            is_last = name_words[-1] is words[-1]
            if name and _goes_with(name, rest, houses, is_last=is_last):
                return name
    return None


def _goes_with(name: Name, rest: list[str], houses: Houses, *, is_last: bool) -> bool:
    """Whether what stands before or behind a name says what it is or, of a house, who signs."""
    if all(match_key(word) in houses.outlet_words for word in rest):
        return True
    is_signed = is_last or has_word(" ".join(rest), houses.organisation_words)
    return name.kind == "house" and is_signed


def has_word(text: str, words: frozenset[str]) -> bool:
    return any(match_key(word) in words for word in text.split())
