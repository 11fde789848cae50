"""Tell whether a text looks like a person's name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mayadeen.normalise.houses import MAYBE_SEPARATOR, Houses, has_word, look_up, match_key
from mayadeen.normalise.text import BLANKS, SOME_BLANKS

_DASH = re.compile(rf"{SOME_BLANKS}[-–—]+\s*|{BLANKS}(?<![–—])[–—]+\s+|{BLANKS}[(\[]\s*")


_AT_PLACE = re.compile(r"(.+?),?\s(?:in|from|en|desde|في|من)\s(.+)")


_WAW = re.compile("^و?ال|^و")


_DEGREE = re.compile(r",?\s(?:ph\.?\s?d|m\.d)\.?$", re.IGNORECASE)


_PARTICLE = re.compile(
    r"(?:al|el|bin|ibn|ben|bint|abu|abou|de|del|della|di|da|dos|das|do|du|la|las|los|le|van|von|der"
    r"|den|ter|ten|y|e|st|jr|sr|ii|iii|iv)\.?",
    re.IGNORECASE,
)


MOST_WORDS = 6
"""Words of a person's name. Half and double read 99 real pages alike;
tests/normalise/test_attribution.py holds the lower side."""


_NOT_IN_A_NAME = re.compile(r'[\d@_:?!"“”«»…*#<>=→←©]|\w\.[a-z]{2}')


_ARTICLE = re.compile(r"(?:a[ldrstnz]|el|ash)-\w|[dl]['’]\w", re.IGNORECASE)


def is_place(text: str, houses: Houses) -> bool:
    return match_key(text) in houses.places


def without_place(text: str, houses: Houses, *, marked: bool = False) -> str:
    """Drop what follows a dash or bracket (`Rana Haddad - Beirut`), and `in Beirut`; behind a mark
    whatever has the form of a place (`By Rana Haddad in Upper Valley`)."""
    text = _DASH.split(text)[0].strip() or text
    match = _AT_PLACE.fullmatch(text)
    if match is None:
        return text
    words = match[2].split()
    capitalised = len(words) < 4 and all(name_word(word) for word in words)
    return match[1] if is_place(match[2], houses) or (marked and capitalised) else text


def behind_place(text: str, houses: Houses) -> str | None:
    """The house behind a place and a dash: `Old Quay - Northern News Agency`; else None."""
    first, *rest = _DASH.split(text, maxsplit=1)
    if not rest or look_up(first, houses) or has_word(first, houses.organisation_words):
        return None
    known = look_up(rest[0], houses) or has_word(rest[0], houses.organisation_words)
    return rest[0] if known else None


def without_title(text: str, houses: Houses) -> str:
    """Drop forms of address, and what a person is, before a name."""
    words = text.split()
    last = max((n for n, word in enumerate(words) if is_position(word, houses)), default=-1)
    if len(words) - last > 2:  # `Political analyst Rana Haddad`
        words = words[last + 1 :]
    while len(words) > 1 and match_key(words[0]) in houses.titles:
        words = words[1:]
    return _DEGREE.sub("", " ".join(words))


def is_position(text: str, houses: Houses) -> bool:
    """Say whether the text is what a person is (`Senior Fellow`, `كاتبة وباحثة`), and no name."""
    return any(
        match_key(word) in houses.positions or match_key(_WAW.sub("", word)) in houses.positions
        for word in text.split()
    )


def is_dateline(text: str, houses: Houses) -> bool:
    """Say whether a line is the place that a story is told from: `OSTER BAY, North Coast`."""
    first, comma, rest = text.partition(",")
    return bool(comma) and first.isupper() and not rest.isupper() and not is_position(rest, houses)


def is_sentence(words: Sequence[str], houses: Houses) -> bool:
    # A capital makes a name of most of them: Ali Said, Will Khoury.
    return words[0].lower() == "the" or any(
        not word[0].isupper() and match_key(word) in houses.function_words for word in words
    )


def is_person(text: str, houses: Houses, *, marked: bool = False, sure: bool = False) -> bool:
    """Say whether the text has the shape of a person's name.

    After a mark one word will do; after one with its colon the letters may be of any case.
    """
    words = text.split()
    if not (1 if marked else 2) <= len(words) <= MOST_WORDS or _NOT_IN_A_NAME.search(text):
        return False
    if _is_nobody(text, words, houses) or (not marked and has_word(text, houses.label_words)):
        return False
    if marked:  # `By Rana and Samir Haddad`: no list of names, so kept whole
        words = [word for word in words if not MAYBE_SEPARATOR.fullmatch(f" {word} ")]
    return all(name_word(word) for word in words) or (sure and words[0][0].isalpha())


def _is_nobody(text: str, words: Sequence[str], houses: Houses) -> bool:
    """Whether the text is a place, an organisation, a sentence, or what somebody is."""
    return (
        is_place(text, houses)
        or has_word(text, houses.organisation_words)
        or is_sentence(words, houses)
        or is_position(text, houses)
    )


def name_word(word: str) -> bool:
    return bool(_PARTICLE.fullmatch(word)) or (
        (word[0].isalpha() and not word[0].islower()) or bool(_ARTICLE.match(word))
    )
