"""Turn a printed date into a moment: explicit forms only, on Beirut's clock unless it says more.

What is not one of the forms below, and what cannot be true, is None; nothing is ever guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from mayadeen.normalise.date_forms import (
    AGO,
    AGO_BEHIND,
    COMPACT,
    HALVES,
    HOUR,
    ISO,
    LABEL,
    MONTH_OF,
    NAMED_DAY,
    PLAIN,
    PREFIX,
    PRINTED,
    READING,
    STAMP,
    THIS_YEAR,
    UNITS,
    VAGUE,
    VOWELS,
    YEAR_ALONE,
    ZONE_BEHIND,
    ZONE_IN_FRONT,
    ZONES,
)
from mayadeen.normalise.moments import utc
from mayadeen.normalise.text import fold

BEIRUT = ZoneInfo("Asia/Beirut")
_SITE_CLOCKS = (BEIRUT, ZoneInfo("Asia/Jerusalem"))
_EARLIEST = 1990
"""No news site printed a date before; tests/normalise/test_dates.py holds it."""

_TURN_OF_THE_YEAR = timedelta(days=31)
_MIDNIGHT = re.compile(r"\d[T ]00:00(?::00(?:[.,]0+)?)?\s?(?:Z|[+-]\d\d(?::?\d\d)?)?$")
_NUMBERS = re.compile(r"(\d\d?)\s?[/.-]\s?(\d\d?)\s?[/.-]\s?\d{4}(?!\d)")
_FUTURE = timedelta(days=2)  # a planned post or a clock that goes wrong, no more


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment as the Article's `published_*` fields hold it.

    `at`: UTC, `2021-07-28T20:20:00Z`, None for a day alone. `local`: the same on the site's clock
    with its offset, or the day. `precision`: `second`, `minute`, `day`. `zone`: `stated`,
    `convention` or `assumed`. `flag`: `ambiguous` or `nonexistent` wall time, else None.
    """

    at: str | None
    local: str
    precision: str
    zone: str
    flag: str | None


def read(raw: str, *, now: datetime, in_utc: bool = False) -> Moment | None:
    """Give the moment that a printed or machine-written date states; None where it states none.

    `now` is the moment of fetching, aware; it resolves `Today`, `Yesterday` and `2 hours ago`, and
    a date more than two days after it, or before 1990, is not believed.

    A stated zone wins; it is turned to Beirut's clock unless its offset is one that Beirut knows
    (+02:00, +03:00), which is kept. `Beirut time` and `Al-Quds time` (Asia/Jerusalem) state a zone
    too. Otherwise it is Beirut's wall time, or UTC's with `in_utc`, by the convention of the place
    it stood in. Seconds that are 00 say no more than the minute. Where a clock was changed, the
    offset in force after the change is taken and the moment flagged: 2023-03-26 00:30, which no
    clock showed, is `nonexistent` and 00:30+03:00; 2023-10-28 23:30, which was shown twice, is
    `ambiguous` and 23:30+02:00. Numbers alone are day first, `2021-07-28` apart.

    A relative form is no finer than its unit: `5 minutes ago` is a minute, `2 hours ago` the day it
    fell on in Beirut. An Arabic day without its year is of this one; at its turn, of the last.
    """
    moment = _absolute(raw, in_utc) or _relative(raw, now)
    return None if moment is None or _is_after(moment, now + _FUTURE) else moment


@lru_cache(maxsize=4096)  # a line is asked for several times, and cards repeat their days
def find(text: str) -> str | None:
    """Give the part of a line that is an absolute date, with its time; or the whole of a line that
    is a relative one (`Yesterday`, `2 hours ago`). None where there is neither. A zone beside it
    belongs to it, one that cannot be read as well.

    It says what looks like a date, `read` whether it is one.
    """
    line = _unvowelled(text)
    s = line.translate(PLAIN)
    if YEAR_ALONE.search(s):
        longest = 0, 0
        for form in (ISO, COMPACT, *PRINTED):
            if match := form.search(s):
                start, end = _with_zone(line, match)
                if end - start > longest[1] - longest[0]:
                    longest = start, end
                if end - start == len(s):
                    break
        if longest[1]:
            return _as_printed(text, *longest).strip()
    start = match.end() if (match := PREFIX.match(s)) else 0
    if any(form.fullmatch(s, start) for form in (NAMED_DAY, THIS_YEAR, *AGO)):
        return _as_printed(text, start)
    return None


@lru_cache(maxsize=4096)
def is_relative(text: str) -> bool:
    """Say whether all of a line is a moment as seen from today: `2 hours ago`, `Today 09:05`."""
    s = _unprefixed(text)
    return any(form.fullmatch(s) for form in (NAMED_DAY, *AGO))


@lru_cache(maxsize=4096)
def ago(text: str) -> str:
    """Give the words at the end of a text that say how long ago it was, or ""."""
    line = fold(text)
    s = line.translate(PLAIN)
    match = next((m for form in AGO_BEHIND if (m := form.search(s))), None)
    return line[match.start() :] if match else ""


def _with_zone(line: str, match: re.Match[str]) -> tuple[int, int]:
    """The extent of a date with the words beside it that name a zone unknown to us."""
    start, end = match.span()
    parts = match.groupdict()
    if parts["hour"] is None or parts["zone"] or parts.get("before"):
        return start, end
    if behind := ZONE_BEHIND.match(line, end):
        end = behind.end()
    elif in_front := ZONE_IN_FRONT.search(line[:start]):
        start = in_front.start()
    return start, end


def comes_twice(moment: Moment) -> bool:
    """Say whether the wall time of a stated moment is one that a clock of the site showed twice.

    The site's system changes its clocks as Asia/Jerusalem does, its pages are read in Beirut.
    """
    if moment.at is None:
        return False
    wall = datetime.fromisoformat(moment.local).replace(tzinfo=None)
    return any(_on_the_clock(wall.replace(tzinfo=z))[1] == "ambiguous" for z in _SITE_CLOCKS)


def day(raw: str, *, now: datetime) -> str | None:
    """Give the day, `2025-10-28`, that a date states on the site's clock; None as in `read`."""
    moment = read(raw, now=now)
    return moment.local[:10] if moment else None


def is_midnight(raw: str) -> bool:
    """Say whether a machine's date ends in the hour 00:00, as one does that knows the day alone."""
    return bool(_MIDNIGHT.search(raw))


def is_day_first(raw: str) -> bool:
    """Say whether a date is of numbers that could be meant month first as well: `10/03/2026`."""
    match = _NUMBERS.match(fold(raw).translate(PLAIN))
    one, other = (int(number) for number in match.groups()) if match else (0, 0)
    return one != other and max(one, other) <= 12


def reading_minutes(text: str) -> int | None:
    """Give the minutes of a line that states a reading time (`2 Min Read`), else None."""
    match = READING.fullmatch(_unvowelled(text).translate(PLAIN))
    return None if match is None else 2 if match["two"] else int(match["n"])


def hour(text: str) -> str | None:
    """Give the hour of a line that says that it is one: `Time: 23:20`, `11:20 PM`; else None.

    A bare `23:20` can be a film's length.
    """
    match = HOUR.fullmatch(_unvowelled(text).translate(PLAIN))
    is_hour = match and (match["label"] or match["half"])
    return _as_printed(text, match.start("clock")) if match and is_hour else None


def label(text: str) -> str:
    """Give the words at the end of a text that announce a date (`Last updated on`), or ""."""
    match = LABEL.search(_unvowelled(text).translate(PLAIN))
    return _as_printed(text, match.start()) if match else ""


@lru_cache(maxsize=4096)  # a page's dates are read for header, layers and their comparison
def _absolute(raw: str, in_utc: bool) -> Moment | None:
    s = _unprefixed(raw)
    match = next((m for form in (ISO, COMPACT, STAMP, *PRINTED) if (m := form.fullmatch(s))), None)
    if match is None:
        return None
    try:
        stated = date(int(match["year"]), _month(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return _moment(stated, match, in_utc=in_utc)


def _relative(raw: str, now: datetime) -> Moment | None:
    s = _unprefixed(raw)
    if match := NAMED_DAY.fullmatch(s):
        today = now.astimezone(BEIRUT).date()
        return _moment(today - timedelta(days=1) if match["yesterday"] else today, match)
    if match := THIS_YEAR.fullmatch(s):
        return _this_year(match, now)
    match = next((m for form in AGO if (m := form.fullmatch(s))), None)
    return _ago(match, now) if match else None


def _this_year(match: re.Match[str], now: datetime) -> Moment | None:
    today = now.astimezone(BEIRUT).date()
    for year in (today.year, today.year - 1):
        try:
            stated = date(year, _month(match["month"]), int(match["day"]))
        except ValueError:
            continue
        if year == today.year and stated <= today + _FUTURE:
            return _moment(stated, match)
        if stated.year < today.year and today - stated <= _TURN_OF_THE_YEAR:
            return _moment(stated, match)
    return None


def _unprefixed(raw: str) -> str:
    s = _unvowelled(raw).translate(PLAIN)
    match = PREFIX.match(s)
    return s[match.end() :] if match else s


def _is_after(moment: Moment, limit: datetime) -> bool:
    if moment.at is None:
        return moment.local > limit.astimezone(BEIRUT).date().isoformat()
    return moment.at > utc(limit)


def _unvowelled(printed: str) -> str:
    """The text with its white space folded, and without the vowel marks that words may carry."""
    return VOWELS.sub("", fold(printed))


def _as_printed(text: str, start: int, end: int | None = None) -> str:
    """The part of a text that stands from `start` to `end` of it without its vowel marks."""
    line = fold(text)
    if not VOWELS.search(line):
        return line[start:end]
    letters = [place for place, letter in enumerate(line) if not VOWELS.match(letter)]
    places = [*letters, len(line)]
    return line[places[start] : None if end is None else places[end]]


def _month(printed: str) -> int:
    if printed[0].isdigit():
        return int(printed)
    return MONTH_OF[printed.rstrip(".")]


def _moment(on: date, match: re.Match[str], *, in_utc: bool = False) -> Moment | None:
    if not _EARLIEST <= on.year < MAXYEAR:  # in the last year other zones' clocks run over
        return None
    if match["hour"] is None:
        return Moment(None, on.isoformat(), "day", "assumed", None)
    parts = match.groupdict()
    clock = _clock(match["hour"], match["minute"], match["second"], parts.get("half"))
    if clock is None:
        return None
    zone: tzinfo | None
    zone, known = (UTC, "convention") if in_utc else (BEIRUT, "assumed")
    if named := match["zone"] or parts.get("before"):
        zone, known = _zone(named), "stated"
        if zone is None:
            return None
    local, flag = _on_the_clock(datetime.combine(on, clock, zone))
    return _spell(local, "second" if clock.second else "minute", known, flag)


def _clock(hour: str, minute: str | None, second: str | None, half: str | None) -> time | None:
    h = int(hour)
    if half:
        half_day = HALVES[re.sub(r"[.\s]", "", half)]
        if 1 <= h <= 12:
            h = h % 12 + half_day
        elif (h > 12) != (half_day == 12):  # 13:20 am, 0:20 pm; but 13:20 pm says what it means
            return None
    elif minute is None:
        return None
    try:
        return time(h, int(minute or 0), int(second or 0))
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _zone(printed: str) -> tzinfo | None:
    name = printed.strip("() ")
    if name in ZONES:
        return ZONES[name]
    match = re.fullmatch(r"(?:gmt|utc)?\s?([+−-])(\d\d?):?(\d\d)?", name)
    if not match:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if offset > timedelta(hours=14) or int(match[3] or 0) > 59:
        return None
    return timezone(offset if match[1] == "+" else -offset)


def _on_the_clock(wall: datetime) -> tuple[datetime, str | None]:
    """Give the wall time with the offset in force, after the change where there are two."""
    after = wall.replace(fold=1)
    # Wall times of one zone compare by the clock's face: the difference is taken in UTC.
    apart = after.astimezone(UTC) - wall.astimezone(UTC)
    if not apart:
        return wall, None
    return after, "ambiguous" if apart > timedelta(0) else "nonexistent"


def _spell(local: datetime, precision: str, zone: str, flag: str | None) -> Moment:
    if local.utcoffset() not in (timedelta(hours=2), timedelta(hours=3)):
        local = local.astimezone(BEIRUT)
    at = local.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"
    return Moment(at, local.isoformat(), precision, zone, flag)


def _ago(match: re.Match[str], now: datetime) -> Moment | None:
    count = match["n"]
    word = match["unit"]
    unit = UNITS[word]
    if unit in VAGUE:
        return None
    # Arabic has a form of its own for two: `ساعتين`.
    n = int(count) if count and count.isdigit() else 2 if word.endswith("ين") else 1
    then = (now - timedelta(**{unit: n})).astimezone(BEIRUT)
    if unit == "minutes":
        return _spell(then.replace(second=0, microsecond=0), "minute", "assumed", None)
    return Moment(None, then.date().isoformat(), "day", "assumed", None)
