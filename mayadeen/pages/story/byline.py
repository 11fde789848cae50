"""Read the byline's lines by what they say: credits, dates, reading time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from mayadeen.normalise import dates
from mayadeen.pages.flat.page import FlatPage, Line
from mayadeen.pages.menu import Menu
from mayadeen.pages.parts.credits import is_mark, is_marked, names_under, people_in, split_caption
from mayadeen.pages.roles import BY_VALUE, Role
from mayadeen.pages.story.byline_pieces import YEAR, cut_line, shown_by_a_time
from mayadeen.pages.vocabulary import words

_UPDATED = re.compile(
    r"(?:last\s+)?(?:updated?|modified|edited)\b|(?:آخر\s)?تحديث|تم التحديث|حُ?دِّ?ث|"
    r"(?:última\s)?(?:actualiza\w+|modifica\w+)|"
    r"letzte\s(?:änderung|aktualisierung|bearbeitung)|(?:zuletzt\s)?(?:aktualisiert|geändert|bearbeitet)"
    r"|mis(?:e)?\sà\sjour",
    re.IGNORECASE,
)


_LATER = datetime(2200, 1, 1, tzinfo=UTC)  # than any date that is read by itself


LONGEST_BYLINE = 160
"""Letters of a line of credits, dates and the like. Half loses a date, of 77 real pages;
tests/pages/test_thresholds.py holds it."""


@dataclass
class Byline:
    """What was found so far, as printed, each with the line it stands in."""

    credits: list[tuple[str, Line]] = field(default_factory=list)
    published: tuple[str, Line] | None = None
    updated: tuple[str, Line] | None = None
    minutes: tuple[int, Line] | None = None
    label: str = ""  # in a line of its own, of the date in the next
    #: A mark alone, and its place or that of the last name listed below it.
    listing: tuple[str, int] | None = None

    def fill(self, other: Byline) -> None:
        """Take what is lacking from what was found elsewhere, and its credits too."""
        self.published = self.published or other.published
        self.updated = self.updated or other.updated
        self.minutes = self.minutes or other.minutes
        self.credits += other.credits


def read_byline_line(page: FlatPage, line: Line, byline: Byline, menu: Menu) -> bool:
    """Take a line into the header if it is of its kind; whether it was.

    Claims the line; where the line holds several things, `roles` of its pieces.
    """
    if len(line.text) > LONGEST_BYLINE:
        return False
    if _take_listed(line, byline):
        return True
    if tells_of_a_member(line.text):
        line.claim(Role.AUTHOR_BOX, by="member-since")
        return True
    pieces = cut_line(page, line, menu)
    if not pieces and not any(map(str.isalnum, line.text)):
        line.claim(Role.SEPARATOR, by="byline-separator")
        return True
    if all(role is None for _, role in pieces):
        return False
    label, byline.label = byline.label, ""
    roles: list[tuple[str, Role]] = []
    for piece, role in pieces:
        if role == "date_label":
            label, role = piece, "label"
        elif role == "date":
            role, label = _take_date(page, line, byline, piece, label), ""
        else:
            role = _take_piece(line, byline, piece, role)
        roles.append((piece, BY_VALUE[role] if role else Role.HEADER))
    byline.label = label
    line.when = None  # said by now, if it says anything
    if len(roles) == 1:
        line.claim(roles[0][1], by="byline-fact")
    else:
        line.claim(Role.HEADER, by="byline-facts", roles=roles)
    return True


def tells_of_an_edit(label: str) -> bool:
    """Whether words that announce a date say that it is the last edit's."""
    return bool(_UPDATED.search(label))


def tells_of_a_member(text: str) -> bool:
    """Whether a line says since when its writer has been a member of a forum."""
    return words.plain(text).startswith(words.MEMBER_SINCE)


def _take_piece(line: Line, byline: Byline, piece: str, role: str | None) -> str | None:
    """Take a piece that is no date; its role."""
    if role == "reading_minutes":
        byline.minutes = byline.minutes or (dates.reading_minutes(piece) or 0, line)
    elif role == "hour":
        return _take_hour(byline, piece)
    elif role == "attribution_raw":
        byline.credits.append((piece, line))
        if is_mark(piece):
            byline.listing = piece, line.index
    return role


def _take_listed(line: Line, byline: Byline) -> bool:
    """Take a name of the list under a mark alone (`By` above `Rana Haddad,`); whether it is one."""
    if byline.listing is None or not 0 < line.index - byline.listing[1] < 3:
        return False
    mark, _ = byline.listing
    names = [] if dates.find(line.text) else names_under(mark, line.text)
    if not names or (len(names) == 1 and " " not in names[0]):
        return False
    byline.listing = (mark, line.index) if people_in(f"{mark} {line.text}") else None
    byline.credits.append((line.text, line))
    line.claim(Role.ATTRIBUTION, by="listed-name")
    return True


def is_byline_line(page: FlatPage, line: Line, menu: Menu) -> bool:
    """Whether a line would be taken into the header; takes nothing."""
    return len(line.text) <= LONGEST_BYLINE and any(role for _, role in cut_line(page, line, menu))


def is_fact_line(page: FlatPage, line: Line, menu: Menu) -> bool:
    """Whether a line is nothing but dates, reading times and marked credits, as no caption is."""
    text = line.text
    if len(text) > LONGEST_BYLINE or not (any(map(str.isdigit, text)) or is_marked(text)):
        return False
    pieces = cut_line(page, line, menu)
    return bool(pieces) and all(
        role in ("date", "date_label", "reading_minutes")
        or (role == "attribution_raw" and is_marked(piece) and split_caption(piece)[1] is None)
        for piece, role in pieces
    )


def _take_date(page: FlatPage, line: Line, byline: Byline, printed: str, label: str) -> str:
    """Take a date as the story's or as its last edit's; which of them."""
    date, modified = _stated(page, line, printed)
    later = byline.published is not None and _is_later(date, byline.published[0])
    if modified or later or tells_of_an_edit(label):
        byline.updated = byline.updated or (date, line)
        return "updated_at"
    byline.published = byline.published or (date, line)
    return "published_raw"


def _take_hour(byline: Byline, printed: str) -> str | None:
    """Take the hour of the day that is known, if none is known yet."""
    if byline.published is None:
        return None
    day, line = byline.published
    moment = dates.read(day, now=_LATER) if YEAR.search(day) else None
    if moment is None or moment.at:
        return None
    byline.published = f"{moment.local} {dates.hour(printed)}", line
    return "published_raw"


def _stated(page: FlatPage, line: Line, printed: str) -> tuple[str, bool]:
    """A printed date in the machine's form of its `<time>`, if that is of the same day and no
    vaguer; and whether the element says that it is the last edit's."""
    time = shown_by_a_time(page, line, printed) if line.when else None
    if time is None:
        return printed, False
    modified = "modified" in (time.get("itemprop") or "").lower()
    stated = time.get("datetime") or ""
    machine, shown = (dates.read(raw, now=_LATER) for raw in (stated, printed))
    if machine is None:
        return printed, modified
    if shown is None or not YEAR.search(printed):
        return stated, modified
    midnight = dates.is_midnight(stated) and stated[:10] == shown.local[:10]
    vaguer = shown.at is not None and (machine.at is None or midnight)
    return printed if vaguer or _tell_two_days(machine, shown, printed) else stated, modified


def _tell_two_days(machine: dates.Moment, shown: dates.Moment, printed: str) -> bool:
    """Whether the machine's form tells another day; of numbers nobody knows which is the month."""
    surer = machine.zone == "stated" and dates.is_day_first(printed)
    return machine.local[:10] != shown.local[:10] and not surer


def _is_later(date: str, other: str) -> bool:
    if not (YEAR.search(date) and YEAR.search(other)):
        return False
    one, two = (dates.read(raw, now=_LATER) for raw in (date, other))
    return bool(one and two and one.at and two.at and one.at > two.at)
