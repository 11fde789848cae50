"""Cut a byline into dates, labels and credits; `normalise/attribution.py` tells people apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from mayadeen.normalise import dates
from mayadeen.normalise.houses import AND, look_up
from mayadeen.normalise.person_names import is_position
from mayadeen.normalise.text import BLANKS, SOME_BLANKS, fold
from mayadeen.pages.flat.page import BREAK, LONGEST_LABEL, FlatPage, Line
from mayadeen.pages.menu import Menu
from mayadeen.pages.parts.addresses import first_segment
from mayadeen.pages.parts.credits import is_credit, is_marked, known_houses, names_people
from mayadeen.pages.vocabulary import page_kinds, words
from mayadeen.pages.vocabulary.words import plain

_MARK = re.compile(rf"{BLANKS}[|•·]\s*")


_SOFT = re.compile(rf"{SOME_BLANKS}[-–—/]\s+|{BLANKS}[,،;.]\s+")


_JOINT = re.compile(rf"(?:[,،;+&/-]|\s(?:{AND}|و))\s*$", re.IGNORECASE)


_JOINED = re.compile(rf"(?:{AND})\s", re.IGNORECASE)


_GAP = "\x1f"  # in place of a space: here one element ends and the next begins


_SIGN = re.compile(r"^[^\w\s\"'(@#©“‘«<~≈]+(?=\s)")  # an icon of a font


_EDGES = " )-–—/,،;." + _GAP


YEAR = re.compile(r"\d{4}")


ARABIC = re.compile("[\u0620-\u064a]")


_LISTED = re.compile("[,،+/;؛]")


_MOST_BESIDE = 3
"""Words that say nothing, in one line with a date. Of eleven real pages 1 spoils three and loses
two days, 6 changes three of five; tests/pages/story/test_byline.py holds it."""


_LONGEST_CREDIT = 80
"""Letters of names without a mark. Half spoils two of 67 real pages, double none;
tests/pages/test_thresholds.py holds it."""


_MOST_NAMED = 6
"""Words of an Arabic line without such a mark: two names of three words. None of the real pages
asks it."""


def cut_line(page: FlatPage, line: Line, menu: Menu) -> Sequence[tuple[str, str | None]]:
    """The pieces of a line with their roles; none for a sentence that holds a date."""
    if line.pieces is None:  # a line is asked for as a caption, a fact and a part of the header
        line.pieces = _divided(page, line, menu)
    return line.pieces


def _divided(page: FlatPage, line: Line, menu: Menu) -> list[tuple[str, str | None]]:
    pieces: list[tuple[str, str | None]] = []
    beside = 0  # words that say nothing and run into a date
    for piece, is_date, is_apart in _cut(_joined(line.parts)):
        if is_date:
            pieces.append((piece, "date"))
            continue
        for text, role in _classify(page, line, piece, menu):
            if role is None:
                beside += 0 if is_apart else len(text.split())
                ends = text.endswith(".") or piece.rstrip(_GAP + " ").endswith(text + ".")
                if beside > _MOST_BESIDE or ends:
                    return []
            pieces.append((text, role))
    return pieces


def _joined(parts: Sequence[str]) -> str:
    """A line's parts as one text, with `_GAP` for a space between elements, and `|` for a break.

    Elements side by side are parted by their style alone, unless the second goes on in the word.
    """
    line = ""
    for part in parts:
        text = fold(part)
        if part == BREAK:
            line += "|"
        elif not text:
            line += _GAP if part else ""
        else:
            if (part[0].isspace() or _are_words(line[-1:], text[0])) and not _ends_in_waw(line):
                line += _GAP
            line += text + (_GAP if part[-1].isspace() else "")
    return line.strip(_GAP)


def _ends_in_waw(line: str) -> bool:
    """Whether a line ends in the Arabic `and`, which is written as one with the name behind it."""
    return line.endswith((" و", _GAP + "و"))


def _are_words(end: str, start: str) -> bool:
    """Whether the letters where two elements meet end one word and begin another."""
    return (end.isalnum() or end == ":") and start.isalnum() and not start.islower()


def _cut(line: str, *, left: bool = True, right: bool = True) -> Iterator[tuple[str, bool, bool]]:
    """The dates of a line and what stands between them and its marks: (piece, whether it is a
    date, whether a mark, an element or the line's end parts it from the dates beside it)."""
    spaced = line.replace(_GAP, " ")
    found = dates.find(spaced) if YEAR.search(line) else None
    start = spaced.find(found) if found else -1
    if found and start >= 0:
        yield from _cut(line[:start], left=left, right=False)
        yield found, True, True
        yield from _cut(line[start + len(found) :], left=False, right=right)
        return
    pieces = _MARK.split(line)
    for number, piece in enumerate(pieces):
        if any(map(str.isalnum, piece)):
            parted_left = left or number > 0 or piece[0] == _GAP
            parted_right = right or number + 1 < len(pieces) or piece[-1] == _GAP
            yield piece, False, parted_left and parted_right


def _classify(
    page: FlatPage, line: Line, piece: str, menu: Menu
) -> Iterator[tuple[str, str | None]]:
    """Divide a piece into what says something by itself and the names between."""
    body = _SIGN.sub("", piece.strip(_EDGES).rstrip("(")).lstrip()
    label = dates.label(body.replace(_GAP, " "))
    body = body[: len(body) - len(label)].rstrip(_EDGES)
    signers = _signers(page, line)
    waiting: list[str] = []
    for part in filter(None, body.split(_GAP)):
        for text in _apart(part):
            if not any(map(str.isalnum, text)) and not waiting:
                continue
            role = _plain_role(text)
            if waiting and _ends_name(waiting, text, role, signers):
                yield _named(page, line, " ".join(waiting), menu)
                waiting = []
            if role == "date":
                yield from _label_and_date(text)
            elif role or (not waiting and _is_label(text, menu)):
                yield text, role or "label"
            else:
                waiting.append(text)
    if waiting:
        yield _named(page, line, " ".join(waiting), menu)
    if label:
        yield label, "date_label"


def _ends_name(waiting: list[str], text: str, role: str | None, signers: set[str]) -> bool:
    """Whether a text is no part of the name that the waiting texts are."""
    return bool(role) or is_marked(text) or _opens_another(waiting, text, signers)


def _label_and_date(text: str) -> Iterator[tuple[str, str]]:
    found = dates.find(text) or ""
    if before := text.removesuffix(found).strip():
        yield before, "date_label"
    yield found, "date"


def _signers(page: FlatPage, line: Line) -> set[str]:
    """The names under which a line links to people's pages."""
    return {
        name
        for link, name in line.link_texts()
        if first_segment(page.absolute(page.hrefs[link])) in page_kinds.AUTHOR_SEGMENTS
    }


def _opens_another(waiting: list[str], text: str, signers: set[str]) -> bool:
    """Whether an element's text behind names is a name, a house or a position of its own."""
    if waiting[-1] in signers and text[0].isupper():
        return True
    named = " ".join(waiting)
    if not (text[0].isalpha() and names_people(named)):
        return False
    # The Arabic `and` is one with the name behind it.
    if _JOINT.search(named) or _JOINED.match(text) or text[0] == "و":
        return False
    houses = known_houses()
    if look_up(text, houses) or is_position(text, houses):
        return True
    return " " in text and names_people(text)


def _apart(text: str) -> list[str]:
    """A piece, cut at commas and dashes where a reading time stands between them, and before the
    words behind a name that say how long ago it was."""
    if (ago := dates.ago(text)) and is_credit(before := text[: -len(ago)].rstrip(_EDGES + "|")):
        return [before, ago]
    cut = [part for part in _SOFT.split(text) if part]
    return cut if len(cut) > 1 and any(map(_is_reading_time, cut)) else [text]


def _is_reading_time(text: str) -> bool:
    return len(text) <= LONGEST_LABEL and dates.reading_minutes(text) is not None


def _plain_role(text: str) -> str | None:
    """Tell a reading time, a relative date, an hour, a share link or an advertisement's label."""
    word = plain(text)
    if word in words.SHARE:
        return "share"
    if word in words.ADVERTISEMENT:
        return "advertisement"
    if word in words.FACT_LABEL or word in words.HEADING:
        return "label"
    if _is_reading_time(text):
        return "reading_minutes"
    if len(text) > LONGEST_LABEL or not word:
        return None
    return "date" if dates.find(text) else "hour" if dates.hour(text) else None


def _is_label(text: str, menu: Menu) -> bool:
    word = plain(text)
    return bool(menu.region(text)) or menu.is_word(text) or word in words.OTHERS


def _named(page: FlatPage, line: Line, text: str, menu: Menu) -> tuple[str, str | None]:
    """A text with its role: a credit, a label of the menu, what a `<time>` shows, or None."""
    if is_marked(text):
        return text, "attribution_raw"
    if _is_label(text, menu):
        return text, "label"
    if line.when and shown_by_a_time(page, line, text) is not None:
        return text, "date"
    if len(text) <= _LONGEST_CREDIT and _is_name(page, line, text):
        return text, "attribution_raw"
    return text, None


def shown_by_a_time(page: FlatPage, line: Line, printed: str) -> Any:
    """The `<time>` of a line that shows this text."""
    for time in page.elements[line.node].iter("time"):
        text = fold("".join(time.itertext()))
        if text and (text in printed or printed in text):
            return time
    return None


def _is_name(page: FlatPage, line: Line, text: str) -> bool:
    """Whether an unmarked line names somebody: by the names known, a name's form, or its link."""
    if max(line.links) >= 0:
        return any(name in text for name in _signers(page, line))
    if ARABIC.search(text) and not _LISTED.search(text) and len(text.split()) > _MOST_NAMED:
        return False  # a sentence in which an `and` is written as one with its word
    return is_credit(text) and not text.endswith((".", "!", "?"))
