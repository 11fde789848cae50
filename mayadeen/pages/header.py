"""The lines between headline and story, told by what they say: credits, dates, reading time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from mayadeen.normalise import attribution, dates
from mayadeen.normalise.attribution import Houses
from mayadeen.normalise.text import fold, key
from mayadeen.pages import words
from mayadeen.pages.addresses import first_segment
from mayadeen.pages.flow import BREAK, Flow, Item
from mayadeen.pages.menu import Menu
from mayadeen.pages.words import plain

_UPDATED = re.compile(
    r"(?:last\s+)?(?:updated?|modified|edited)\b|(?:آخر\s)?تحديث|تم التحديث|حُ?دِّ?ث|"
    r"(?:última\s)?(?:actualiza\w+|modifica\w+)",
    re.IGNORECASE,
)
_MARK = re.compile(r"\s*[|•·]\s*")
_SOFT = re.compile(r"\s+[-–—/]\s+|\s*[,،;.]\s+")
_GAP = "\x1f"  # in place of a space: here one element ends and the next begins
_SIGN = re.compile(r"^[^\w\s\"'(@#©“‘«<~≈]+(?=\s)")  # an icon of a font
_EDGES = " )-–—/,،;." + _GAP
_YEAR = re.compile(r"\d{4}")
_ARABIC = re.compile("[\u0620-\u064a]")
_LATER = datetime(2200, 1, 1, tzinfo=UTC)  # than any date that is read by itself
_LISTED = re.compile("[,،+/;؛]")
_MOST_NAMED = 6  # words of an Arabic line without such a mark, two names of three words
_LONGEST = 160


@dataclass
class Header:
    """What was found so far, as printed, each with the item it stands in."""

    credits: list[tuple[str, Item]] = field(default_factory=list)
    published: tuple[str, Item] | None = None
    updated: tuple[str, Item] | None = None
    minutes: tuple[int, Item] | None = None
    label: str = ""  # in a line of its own, of the date in the next


@cache
def houses() -> Houses:
    """The built-in names: enough to know a credit line from others."""
    return attribution.load_houses()


# The same few houses and writers sign page after page.


@lru_cache(maxsize=4096)
def is_marked(text: str) -> bool:
    """Whether a line opens with a mark (`By`, `Source:`) and names somebody."""
    return attribution.is_marked_credit(text, houses())


@lru_cache(maxsize=4096)
def _is_credit(text: str) -> bool:
    return attribution.is_credit_line(text, houses())


@lru_cache(maxsize=4096)
def contradicts(line: str, stated: str | None) -> bool:
    """Whether a line that looks like names is none, by the author whom another layer states.

    Letters of Arabic have no case, so that any few words have the form of names: without a mark
    they are believed only as far as nobody else is stated.
    """
    if stated is None or is_marked(line) or not _ARABIC.search(line):
        return False
    people = attribution.read([line], houses()).authors
    others = {key(name) for name in attribution.read(stated.split(" | "), houses()).authors}
    return bool(people) and not others & set(map(key, people))


@lru_cache(maxsize=4096)
def photo_credit(text: str) -> tuple[str | None, str | None, str | None]:
    """`attribution.photo_credit` by the built-in names."""
    return attribution.photo_credit(text, houses())


def read_header_line(flow: Flow, item: Item, header: Header, menu: Menu) -> bool:
    """Take a line into the header if it is of its kind; whether it was.

    Marks the line's `role`; where the line holds several things, `roles` of its pieces.
    """
    if len(item.text) > _LONGEST:
        return False
    pieces = _pieces(flow, item, menu)
    if not pieces and not any(map(str.isalnum, item.text)):
        item.role = "separator"
        return True
    if all(role is None for _, role in pieces):
        return False
    label, header.label = header.label, ""
    roles: list[tuple[str, str]] = []
    for piece, role in pieces:
        if role == "date_label":
            label, role = piece, "label"
        elif role == "date":
            role, label = _take_date(flow, item, header, piece, label), ""
        elif role == "reading_minutes":
            header.minutes = header.minutes or (dates.reading_minutes(piece) or 0, item)
        elif role == "hour":
            role = _take_hour(header, piece)
        elif role == "attribution_raw":
            header.credits.append((piece, item))
        roles.append((piece, role or "header"))
    header.label = label
    item.when = None  # said by now, if it says anything
    if len(roles) == 1:
        item.role = roles[0][1]
    else:
        item.role, item.roles = "header", roles
    return True


def is_header_line(flow: Flow, item: Item, menu: Menu) -> bool:
    """Whether a line would be taken into the header; takes nothing."""
    return len(item.text) <= _LONGEST and any(role for _, role in _pieces(flow, item, menu))


def is_fact_line(flow: Flow, item: Item, menu: Menu) -> bool:
    """Whether a line is nothing but dates, reading times and marked credits, as no caption is."""
    text = item.text
    if len(text) > _LONGEST or not (any(map(str.isdigit, text)) or is_marked(text)):
        return False
    pieces = _pieces(flow, item, menu)
    return bool(pieces) and all(
        role in ("date", "date_label", "reading_minutes")
        or (role == "attribution_raw" and is_marked(piece) and photo_credit(piece)[1] is None)
        for piece, role in pieces
    )


def _pieces(flow: Flow, item: Item, menu: Menu) -> Sequence[tuple[str, str | None]]:
    """The pieces of a line with their roles; none for a sentence that holds a date."""
    if item.pieces is None:  # a line is asked for as a caption, a fact and a part of the header
        item.pieces = _divided(flow, item, menu)
    return item.pieces


def _divided(flow: Flow, item: Item, menu: Menu) -> list[tuple[str, str | None]]:
    pieces: list[tuple[str, str | None]] = []
    beside = 0  # words that say nothing and run into a date
    for piece, is_date, is_apart in _cut(_line(item)):
        if is_date:
            pieces.append((piece, "date"))
            continue
        for text, role in _told(flow, item, piece, menu):
            if role is None:
                beside += 0 if is_apart else len(text.split())
                ends = text.endswith(".") or piece.rstrip(_GAP + " ").endswith(text + ".")
                if beside > 3 or ends:
                    return []
            pieces.append((text, role))
    return pieces


def _line(item: Item) -> str:
    """The line with `_GAP` for a space between elements, and `|` for a break.

    Elements side by side are parted by their style alone, unless the second goes on in the word.
    """
    line = ""
    for part in item.parts:
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
    found = dates.find(spaced) if _YEAR.search(line) else None
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


def _told(flow: Flow, item: Item, piece: str, menu: Menu) -> Iterator[tuple[str, str | None]]:
    """Divide a piece into what says something by itself and the names between."""
    body = _SIGN.sub("", piece.strip(_EDGES).rstrip("(")).lstrip()
    label = dates.label(body.replace(_GAP, " "))
    body = body[: len(body) - len(label)].rstrip(_EDGES)
    signers = _signers(flow, item)
    waiting: list[str] = []
    for part in filter(None, body.split(_GAP)):
        for text in _apart(part):
            if not any(map(str.isalnum, text)) and not waiting:
                continue
            role = _plain_role(text)
            if waiting and (role or is_marked(text) or _is_after(waiting, text, signers)):
                yield _named(flow, item, " ".join(waiting), menu)
                waiting = []
            if role == "date":
                found = dates.find(text) or ""
                if before := text.removesuffix(found).strip():
                    yield before, "date_label"
                yield found, role
            elif role or (not waiting and _is_label(text, menu)):
                yield text, role or "label"
            else:
                waiting.append(text)
    if waiting:
        yield _named(flow, item, " ".join(waiting), menu)
    if label:
        yield label, "date_label"


def _signers(flow: Flow, item: Item) -> set[str]:
    """The names under which a line links to people's pages."""
    return {
        name
        for link, name in item.link_texts()
        if first_segment(flow.absolute(flow.hrefs[link])) in words.AUTHOR_SEGMENTS
    }


def _is_after(waiting: list[str], text: str, signers: set[str]) -> bool:
    """Whether a text that opens like a phrase of its own follows a linked name."""
    return waiting[-1] in signers and text not in signers and text[0].isupper()


def _apart(text: str) -> list[str]:
    """A piece, cut at commas and dashes where a reading time stands between them."""
    cut = [part for part in _SOFT.split(text) if part]
    return cut if len(cut) > 1 and any(map(_is_reading_time, cut)) else [text]


def _is_reading_time(text: str) -> bool:
    return len(text) < 40 and dates.reading_minutes(text) is not None


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
    if len(text) > 40 or not word:
        return None
    return "date" if dates.find(text) else "hour" if dates.hour(text) else None


def _is_label(text: str, menu: Menu) -> bool:
    word = plain(text)
    return bool(menu.region(text)) or menu.is_word(text) or word in words.OTHERS


def _named(flow: Flow, item: Item, text: str, menu: Menu) -> tuple[str, str | None]:
    """A text with its role: a credit, a label of the menu, what a `<time>` shows, or None."""
    if is_marked(text):
        return text, "attribution_raw"
    if _is_label(text, menu):
        return text, "label"
    if item.when and _shown_by_a_time(flow, item, text) is not None:
        return text, "date"
    if len(text) <= 80 and _is_name(flow, item, text):
        return text, "attribution_raw"
    return text, None


def _take_date(flow: Flow, item: Item, header: Header, printed: str, label: str) -> str:
    """Take a date as the story's or as its last edit's; which of them."""
    date, modified = _stated(flow, item, printed)
    later = header.published is not None and _is_later(date, header.published[0])
    if modified or later or _UPDATED.search(label):
        header.updated = header.updated or (date, item)
        return "updated_at"
    header.published = header.published or (date, item)
    return "published_raw"


def _take_hour(header: Header, printed: str) -> str | None:
    """Take the hour of the day that is known, if none is known yet."""
    if header.published is None:
        return None
    day, item = header.published
    moment = dates.read(day, now=_LATER) if _YEAR.search(day) else None
    if moment is None or moment.at:
        return None
    header.published = f"{moment.local} {dates.hour(printed)}", item
    return "published_raw"


def _stated(flow: Flow, item: Item, printed: str) -> tuple[str, bool]:
    """A printed date in the machine's form of its `<time>`, if that is of the same day and no
    vaguer; and whether the element says that it is the last edit's."""
    time = _shown_by_a_time(flow, item, printed) if item.when else None
    if time is None:
        return printed, False
    modified = "modified" in (time.get("itemprop") or "").lower()
    stated = time.get("datetime") or ""
    machine, shown = (dates.read(raw, now=_LATER) for raw in (stated, printed))
    if machine is None:
        return printed, modified
    vaguer = machine.at is None and shown is not None and shown.at is not None
    if shown and _YEAR.search(printed) and (vaguer or machine.local[:10] != shown.local[:10]):
        return printed, modified
    return stated, modified


def _shown_by_a_time(flow: Flow, item: Item, printed: str) -> Any:
    """The `<time>` of a line that shows this text."""
    for time in flow.elements[item.node].iter("time"):
        text = fold("".join(time.itertext()))
        if text and (text in printed or printed in text):
            return time
    return None


def _is_later(date: str, other: str) -> bool:
    if not (_YEAR.search(date) and _YEAR.search(other)):
        return False
    one, two = (dates.read(raw, now=_LATER) for raw in (date, other))
    return bool(one and two and one.at and two.at and one.at > two.at)


def _is_name(flow: Flow, item: Item, text: str) -> bool:
    """Whether an unmarked line names somebody: by the names known, a name's form, or its link."""
    if max(item.links) >= 0:
        return any(name in text for name in _signers(flow, item))
    if _ARABIC.search(text) and not _LISTED.search(text) and len(text.split()) > _MOST_NAMED:
        return False  # a sentence in which an `and` is written as one with its word
    return _is_credit(text) and not text.endswith((".", "!", "?"))
