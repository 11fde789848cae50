"""Choose the dates among what the layers state and the page prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from mayadeen.normalise import dates
from mayadeen.normalise.text import fold
from mayadeen.pages.fields.chosen import Chosen
from mayadeen.pages.flat.page import BREAK, LONGEST_LABEL, TEXT, FlatPage, Line
from mayadeen.pages.roles import Role
from mayadeen.pages.story.byline import Byline, tells_of_a_member, tells_of_an_edit
from mayadeen.pages.story.visible import Visible

YEAR = re.compile(r"\d{4}")

_MICRODATA = "//*[@itemprop='datePublished' or @itemprop='dateCreated'] | //time[@pubdate]"
_LONGEST = 80
"""Letters of a line that says when. Half loses two days of 33 real pages, double none;
tests/pages/fields/test_dates.py holds the lower side."""

_MOST_WORDS = 4
"""Words beside the date of such a line. Real pages do not depend on it."""

# Elements whose line says when and by whom, in whatever words: `documentByLine`, `post-meta`.
_SAYS_WHEN = re.compile(r"byline|(?<![a-z])(?:date|post-?meta|postmetadata)")

# Around the date of a dateline: a place in front, a mark behind, unless it is of numbers.
_PLACE = re.compile(r"\w[\w .'’-]{1,30}(?:,\s|\s\(|\s[/–—-]\s)")
_NUMBERS = re.compile(r"[\d./-]+")
_PARTED = re.compile(r"\)?\s*[–—:|/-]\s")


class _Dated(NamedTuple):
    """A date as a layer states it; `in_utc` where it is UTC by convention if it names no zone."""

    layer: str
    raw: str
    in_utc: bool = False


def choose_dates(chosen: Chosen, visible: Visible) -> None:
    """Choose the dates of publication and of the last edit."""
    byline = visible.byline
    published = _dated(chosen, "published_raw", byline.published)
    if not published and (found := _elsewhere(chosen, visible)):
        published = [found]
    if found := _best(chosen, _dated(chosen, "updated_at", byline.updated)):
        by_convention = _is_by_convention(chosen, found)
        chosen.put("updated_at", f"{found.raw}Z" if by_convention else found.raw, found.layer)
    if found := _best(chosen, published):
        chosen.put("published_raw", found.raw, found.layer)
        if _is_by_convention(chosen, found):
            chosen.values["published_zone"] = "convention"
        if any(_another_day(chosen, found, one) for one in _printed(chosen, byline, published)):
            chosen.warnings.append("date_disagrees")
    elif published:
        # What cannot be read is kept as it stands; the pipeline warns.
        chosen.put("published_raw", published[0].raw, published[0].layer)
    else:
        chosen.warnings.append("date_missing")


def _dated(chosen: Chosen, name: str, printed: tuple[str, Line] | None) -> list[_Dated]:
    """What the layers state of one of the two dates, the page last, but for a head's date of which
    is not said what happened then."""
    utc = chosen.layers["opengraph"].get("utc", ())
    found = [
        _Dated(layer, raw, layer == "opengraph" and name in utc)
        for layer, raw in chosen.stated(name)
    ]
    if printed:
        raw, chosen.lines[name] = printed
        vague = name == "published_raw" and chosen.layers["opengraph"].get("vague")
        found.insert(len(found) - bool(vague), _Dated("page", raw))
    return found


def _best(chosen: Chosen, candidates: list[_Dated]) -> _Dated | None:
    """The first date that can be read; where that is a day alone, one with its hour, and where
    its clock showed it twice, the one in UTC."""
    readable = [(one, m) for one in candidates if (m := _moment(chosen, one))]
    if not readable:
        return None
    first, moment = readable[0]
    surer: Iterator[_Dated]
    if dates.is_day_first(first.raw):
        surer = (one for one, m in readable if m.zone == "stated")
    elif moment.at is None or (first.layer != "metadata" and dates.is_midnight(first.raw)):
        surer = _with_hour(readable, moment)
    elif first.layer == "metadata" and dates.comes_twice(moment):
        surer = _an_hour_off(readable[1:], moment.at)
    else:
        return first
    return next(surer, first)


def _with_hour(
    readable: list[tuple[_Dated, dates.Moment]], known: dates.Moment
) -> Iterator[_Dated]:
    """The dates of the same day that tell its hour; none where one says that it was midnight."""
    hours = [(one, m) for one, m in readable if m.at and not dates.is_midnight(one.raw)]
    if any(moment.at == known.at for _, moment in hours):
        return
    for one, moment in hours:
        if moment.local[:10] == known.local[:10]:
            yield one


def _an_hour_off(readable: list[tuple[_Dated, dates.Moment]], moment: str) -> Iterator[_Dated]:
    """The dates in UTC that are an hour from a moment: its clock's other showing of it."""
    for one, other in readable:
        if one.in_utc and other.at and abs(_apart(moment, other.at) - 3600) < 60:
            yield one


def _day(chosen: Chosen, found: _Dated) -> str | None:
    moment = _moment(chosen, found)
    return moment.local[:10] if moment else None


def _printed(chosen: Chosen, byline: Byline, published: list[_Dated]) -> list[_Dated]:
    """The date of the header, and what a reader sees of it where its machine's form was taken."""
    if byline.published is None:
        return []
    printed = next(one for one in published if one.layer == "page")
    shown = dates.find(byline.published[1].text)
    if shown is None or shown == printed.raw or not dates.is_day_first(shown):
        return [printed]
    return [printed, _Dated("page", shown)]


def _elsewhere(chosen: Chosen, visible: Visible) -> _Dated | None:
    """A date that stands neither in the head nor in the header: in microdata, or in a short line,
    where the page's lines know no other day; first in lines called after it. Else the dateline."""
    if found := _in_microdata(chosen):
        return found
    page = chosen.page
    lines = [(day, line) for line in page.lines for day in _days_of_line(page, line)]
    named = [(day, line) for day, line in lines if _says_when(page, line)]
    for group in (named, lines):
        if len({_day(chosen, _Dated("page", raw)) for raw, _ in group} - {None}) == 1:
            raw, chosen.lines["published_raw"] = group[0]
            return _Dated("page", raw)
    for text, line in _openings(visible):
        if opening := _dateline(text):
            chosen.lines["published_raw"] = line
            return _Dated("page", opening)
    return None


def _in_microdata(chosen: Chosen) -> _Dated | None:
    page = chosen.page
    root = page.elements[0].getroottree() if page.elements else None
    for element in root.xpath(_MICRODATA) if root is not None else ():
        for raw in (element.get("content"), element.get("datetime"), "".join(element.itertext())):
            if raw and _moment(chosen, found := _Dated("page", fold(raw))):
                return found
    return None


def _openings(visible: Visible) -> Iterator[tuple[str, Line]]:
    """The first text of the summary, and the first of the story."""
    for line in visible.summary[:1]:
        yield line.text, line
    for paragraph in visible.body:
        if paragraph.line.is_prose:
            yield paragraph.text, paragraph.line
            return


def _dateline(text: str) -> str | None:
    """The date with which a story opens, as `Lima, 3 May 2024 – The road …`; none that its first
    sentence is about (`3 May 2024 was a Friday`)."""
    found = dates.find(text[:_LONGEST])
    if not found or not YEAR.search(found):
        return None
    before, _, after = text.partition(found)
    opens = not before or _PLACE.fullmatch(before)
    return found if opens and (_NUMBERS.fullmatch(found) or _PARTED.match(after)) else None


def _days_of_line(page: FlatPage, line: Line) -> Iterator[str]:
    """The dates in the short rows of a line that no rule took and that is no card's; none that is
    the last edit's, or of when its writer came to a forum."""
    if line.kind != TEXT or line.hidden_by or line.is_mostly_link or not YEAR.search(line.text):
        return
    says_when = _says_when(page, line)
    may_be = (None, Role.BESIDE, Role.HEADER, *([Role.BODY] if says_when else []))
    if line.role not in may_be:
        return
    found = [day for row in _rows(line) if (day := _day_of_row(row, says_when))]
    if not found:
        return
    beside = page.inside(page.container(line))
    if not any(other.is_link and len(other.text) > LONGEST_LABEL for other in beside):
        yield from found


def _rows(line: Line) -> list[str]:
    """What stands between the breaks of a line."""
    return [fold(row) for row in "".join(line.parts).split(BREAK)]


def _day_of_row(row: str, says_when: bool) -> str | None:
    if len(row) > _LONGEST or not YEAR.search(row) or tells_of_a_member(row):
        return None
    found = dates.find(row)
    if not found or (_is_in_a_sentence(row, found) and not says_when):
        return None
    before, _, _ = row.partition(found)
    return None if tells_of_an_edit(dates.label(before.rstrip())) else found


def _says_when(page: FlatPage, line: Line) -> bool:
    return bool(_SAYS_WHEN.search(page.names(line.node)))


def _is_in_a_sentence(text: str, date: str) -> bool:
    before, _, after = text.partition(date)
    before = before.removesuffix(dates.label(before.rstrip()))
    return bool(before and after) or len(f"{before} {after}".split()) > _MOST_WORDS


def _is_by_convention(chosen: Chosen, found: _Dated) -> bool:
    moment = _moment(chosen, found)
    return moment is not None and moment.zone == "convention"


def _moment(chosen: Chosen, found: _Dated) -> dates.Moment | None:
    asked = found.raw, found.in_utc
    if asked not in chosen.moments:
        chosen.moments[asked] = dates.read(found.raw, now=chosen.now, in_utc=found.in_utc)
    return chosen.moments[asked]


def card_day(chosen: Chosen, raw: str) -> str | None:
    """The day that a card prints."""
    # What is no `2 hours ago` depends on the moment of fetching as far as its day.
    absolute = YEAR.search(raw)
    now = chosen.now.replace(hour=12, minute=0, second=0) if absolute else chosen.now
    return printed_day(raw, now)


def _another_day(chosen: Chosen, one: _Dated, other: _Dated) -> bool:
    first, second = _moment(chosen, one), _moment(chosen, other)
    if first is None or second is None or first.local[:10] == second.local[:10]:
        return False
    if first.at and second.at:
        return _apart(first.at, second.at) > 2 * 3600  # an hour's error at midnight is a trifle
    return True


@lru_cache(maxsize=1024)  # a day's cards show the same few days on page after page
def printed_day(raw: str, now: datetime) -> str | None:
    return dates.day(raw, now=now)


def _apart(one: str, other: str) -> float:
    """The seconds between two moments."""
    return abs((datetime.fromisoformat(one) - datetime.fromisoformat(other)).total_seconds())
