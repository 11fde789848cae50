"""A printed date → a moment: explicit forms only, read on Beirut's clock unless the page says more.

What is not one of the forms below, and what cannot be true, is None; nothing is ever guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from mayadeen.normalise.text import fold

BEIRUT = ZoneInfo("Asia/Beirut")
_SITE_CLOCKS = (BEIRUT, ZoneInfo("Asia/Jerusalem"))
_EARLIEST = 1990  # no news site printed a date before
_FUTURE = timedelta(days=2)  # a planned post or a clock that goes wrong, no more

_WORDS = json.loads(files(__package__).joinpath("dates.json").read_text("utf-8"))
_MONTH_OF: dict[str, int] = {
    name: number for number, names in enumerate(_WORDS["months"], 1) for name in names
}
_VAGUE = ("months ago", "years ago")  # units too coarse to name a day
_UNITS = {
    word: unit for unit in ("minutes", "hours", "days", "weeks", *_VAGUE) for word in _WORDS[unit]
}
_ZONES = {word: ZoneInfo(zone) for zone, words in _WORDS["zones"].items() for word in words}
_HALVES = {word: hours for half, hours in (("am", 0), ("pm", 12)) for word in _WORDS[half]}


def _any(words: Iterable[str]) -> str:
    """Give the alternation of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_MONTH = rf"(?:{_any(_MONTH_OF)})(?!\w)\.?"
_WEEKDAY = rf"(?:(?:{_any(_WORDS['weekdays'])})(?!\w)\.?[,،]?\s)?"
_NAMED_ZONE = rf"\(?(?:{_any(_ZONES)})\)?"
_ZONE = rf"(?P<zone>\(?(?:gmt|utc)?\s?[+−-]\d\d?(?::?\d\d)?\)?|{_NAMED_ZONE})(?![\w:])"
_HALF = rf"(?:[ap]\.?\s?m\b\.?|{_any(w for w in _HALVES if w[0] > 'z')})(?!\w)"
_TIME = (  # a bare number behind a day is a count of something
    rf"(?:(?P<before>{_NAMED_ZONE})\s)?(?P<hour>\d\d?)(?=[:.h]\d\d(?!\d)|\s?{_HALF})(?:[:.h](?P<minute>\d\d))?"
    r"(?:[:.](?P<second>\d\d)(?:[.,]\d+)?)?"
    rf"(?:\s?(?P<half>{_HALF})|\s?h(?:rs?|s)?\b\.?)?"
    rf"(?:\s?{_ZONE})?(?![\w:])"
)
_DAY = r"(?P<day>\d\d?)(?:st|nd|rd|th|º|°)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_YEAR_ALONE = re.compile(r"\d{4}")
_OF = r"(?:\s|-|\s?de\s|\sof\s|/)"
# Arab media print both names of a month: `تموز/يوليو`.
_BOTH_MONTHS = rf"(?P<month>{_MONTH})(?:\s?[/(]\s?{_MONTH}\)?)?"
_DATES = (
    rf"{_DAY}{_OF}{_BOTH_MONTHS}(?:,?\s|-|,|\sdel?\s|/){_YEAR}",
    rf"{_BOTH_MONTHS}[\s-]{_DAY}(?:,\s?|\s|-){_YEAR}",
    rf"(?P<day>\d\d?)(?P<sep>[/.-])(?P<month>\d\d?)(?P=sep){_YEAR}",
    rf"{_YEAR}(?P<sep>[/.-])(?P<month>\d\d?)(?P=sep)(?P<day>\d\d?)(?!\d)",
)
_BETWEEN = r"(?:\s?[,،|–—•·/-]\s?|\s)"
_BEFORE_TIME = rf"(?:{_BETWEEN}|t)(?:(?:at|a las?|الساعة|في)\s)?"
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:[t ](?P<hour>\d\d):(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d)(?:[.,]\d+)?)?(?:\s?(?P<zone>z|[+-]\d\d(?::?\d\d)?))?)?",
    re.ASCII,
)
_PRINTED = tuple(
    re.compile(rf"(?<![\w/.:-]){form}")
    for d in _DATES
    for form in (
        rf"{_WEEKDAY}{d}(?:{_BEFORE_TIME}{_TIME})?",
        rf"{_TIME}{_BETWEEN}(?:(?:on|del?|في)\s)?{_WEEKDAY}{d}",
    )
)
_PREFIX = re.compile(rf"(?:{_any(_WORDS['prefixes'])})\s?(?:on|at|el|في)?\s?[::–-]?\s?")
_LABEL = re.compile(
    rf"(?:^|(?<=[\s,;.(/–—-]))(?:(?:{_any(_WORDS['prefixes'])})(?:\s(?:on|at|el|في))?|on|at|el|في)"
    r"\s?[::–-]?$"
)
_NAMED_DAY = re.compile(
    rf"(?:(?P<today>{_any(_WORDS['today'])})|(?P<yesterday>{_any(_WORDS['yesterday'])}))"
    rf"(?:{_BEFORE_TIME}{_TIME})?",
)
_UNIT = rf"(?P<unit>{_any(_UNITS)})"
_AGO = tuple(
    re.compile(form)
    for form in (
        rf"(?:about\s)?(?P<n>\d{{1,3}}|an?)\s?{_UNIT}\sago",
        rf"hace\s(?P<n>\d{{1,3}}|una?)\s{_UNIT}",
        rf"(?:منذ|قبل)\s(?:(?P<n>\d{{1,3}})\s)?{_UNIT}(?:\sواحدة?)?",
    )
)
_AGO_BEHIND = tuple(re.compile(rf"(?<=\s){form.pattern}$") for form in _AGO)
# The site leaves the year out of its Arabic cards in the current one; `7 Oct` can be a name, too.
_THIS_YEAR = re.compile(
    rf"{_WEEKDAY}(?P<day>\d\d?)\s(?P<month>(?:{_any(m for m in _MONTH_OF if m[0] > 'z')})(?!\w))"
    rf"(?:{_BEFORE_TIME}{_TIME})?"
)
_TURN_OF_THE_YEAR = timedelta(days=31)
# What names a zone that is not in the table: a date beside it is nobody's to read.
_ABBREVIATED = (
    r"(?!POST|LAST|EDIT|FIRST)[A-Z]{2,4}T|MSK|ب?(?:ال)?توقيت\s\w+(?:\s(?:المكرمة|المحتلة))?"
)
_NAMES_A_ZONE = (
    rf"(?:{_ABBREVIATED}|(?:[A-Z][\w'’-]*\s){{1,2}}[Tt]ime|local\s[Tt]ime|hora\s(?:de\s)?[\w-]+)"
)
_ZONE_BEHIND = re.compile(rf"\s?(?:\({_NAMES_A_ZONE}\)|{_NAMES_A_ZONE}(?!\w))")
_ZONE_IN_FRONT = re.compile(rf"(?:^|(?<=\s))(?:{_ABBREVIATED}|\((?:{_ABBREVIATED})\))\s$")
_READING = re.compile(
    r"(?:(?:est(?:imated|\.)?\s)?(?:reading(?: time)?|read time|time to read|read in)"
    r"|(?:tiempo (?:estimado )?de )?lectura(?: de)?|(?:مدة|وقت|زمن) القراءة)?\s?[::]?\s?"
    r"(?:[<~≈]|less than|under|about)?\s?"
    r"(?:(?P<n>\d{1,3})[\s-]?(?:min(?:ute|uto)?s?\b\.?|دقيقة|دقائق)|(?P<two>دقيقتان|دقيقتين))"
    r"(?:\s?(?:(?:of |to )?read(?:ing)?(?: time)?|de lectura|للقراءة|قراءة))?"
)

_HOUR = re.compile(
    r"(?:(?P<label>time|hora|الساعة|الوقت|at|a las)\s?[::]?\s?)?"
    rf"(?P<clock>\d\d?(?:[:.h]\d\d)?(?P<half>\s?{_HALF})?(?:\s?h(?:rs?|s)?\b\.?)?)"
)

_VOWELS = re.compile("[\u064b-\u0652\u0640]")
# Lower case, digits of any script, alef forms; the length is kept. (A case-blind pattern would also
# take letters such as `ſ` that no table holds.)
_PLAIN = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÁÉÍÓÚÑأإآٱى٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹",
    "abcdefghijklmnopqrstuvwxyzáéíóúñااااي01234567890123456789",
)


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
    s = line.translate(_PLAIN)
    if _YEAR_ALONE.search(s):
        longest = 0, 0
        for form in (_ISO, *_PRINTED):
            if match := form.search(s):
                start, end = _with_zone(line, match)
                if end - start > longest[1] - longest[0]:
                    longest = start, end
                if end - start == len(s):
                    break
        if longest[1]:
            return _as_printed(text, *longest).strip()
    start = match.end() if (match := _PREFIX.match(s)) else 0
    if any(form.fullmatch(s, start) for form in (_NAMED_DAY, _THIS_YEAR, *_AGO)):
        return _as_printed(text, start)
    return None


@lru_cache(maxsize=4096)
def is_relative(text: str) -> bool:
    """Say whether all of a line is a moment as seen from today: `2 hours ago`, `Today 09:05`."""
    s = _unprefixed(text)
    return any(form.fullmatch(s) for form in (_NAMED_DAY, *_AGO))


@lru_cache(maxsize=4096)
def ago(text: str) -> str:
    """Give the words at the end of a text that say how long ago it was, or ""."""
    line = fold(text)
    s = line.translate(_PLAIN)
    match = next((m for form in _AGO_BEHIND if (m := form.search(s))), None)
    return line[match.start() :] if match else ""


def _with_zone(line: str, match: re.Match[str]) -> tuple[int, int]:
    """The extent of a date with the words beside it that name a zone unknown to us."""
    start, end = match.span()
    parts = match.groupdict()
    if parts["hour"] is None or parts["zone"] or parts.get("before"):
        return start, end
    if behind := _ZONE_BEHIND.match(line, end):
        end = behind.end()
    elif in_front := _ZONE_IN_FRONT.search(line[:start]):
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


def reading_minutes(text: str) -> int | None:
    """Give the minutes of a line that states a reading time (`2 Min Read`), else None."""
    match = _READING.fullmatch(_unvowelled(text).translate(_PLAIN))
    return None if match is None else 2 if match["two"] else int(match["n"])


def hour(text: str) -> str | None:
    """Give the hour of a line that says that it is one: `Time: 23:20`, `11:20 PM`; else None.

    A bare `23:20` can be a film's length.
    """
    match = _HOUR.fullmatch(_unvowelled(text).translate(_PLAIN))
    is_hour = match and (match["label"] or match["half"])
    return _as_printed(text, match.start("clock")) if match and is_hour else None


def label(text: str) -> str:
    """Give the words at the end of a text that announce a date (`Last updated on`), or ""."""
    match = _LABEL.search(_unvowelled(text).translate(_PLAIN))
    return _as_printed(text, match.start()) if match else ""


@lru_cache(maxsize=4096)  # a page's dates are read for header, layers and their comparison
def _absolute(raw: str, in_utc: bool) -> Moment | None:
    s = _unprefixed(raw)
    match = next((m for form in (_ISO, *_PRINTED) if (m := form.fullmatch(s))), None)
    if match is None:
        return None
    try:
        stated = date(int(match["year"]), _month(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return _moment(stated, match, in_utc=in_utc)


def _relative(raw: str, now: datetime) -> Moment | None:
    s = _unprefixed(raw)
    if match := _NAMED_DAY.fullmatch(s):
        today = now.astimezone(BEIRUT).date()
        return _moment(today - timedelta(days=1) if match["yesterday"] else today, match)
    if match := _THIS_YEAR.fullmatch(s):
        return _this_year(match, now)
    match = next((m for form in _AGO if (m := form.fullmatch(s))), None)
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
    s = _unvowelled(raw).translate(_PLAIN)
    match = _PREFIX.match(s)
    return s[match.end() :] if match else s


def _is_after(moment: Moment, limit: datetime) -> bool:
    if moment.at is None:
        return moment.local > limit.astimezone(BEIRUT).date().isoformat()
    return moment.at > f"{limit.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _unvowelled(printed: str) -> str:
    """The text with its white space folded, and without the vowel marks that words may carry."""
    return _VOWELS.sub("", fold(printed))


def _as_printed(text: str, start: int, end: int | None = None) -> str:
    """The part of a text that stands from `start` to `end` of it without its vowel marks."""
    line = fold(text)
    if not _VOWELS.search(line):
        return line[start:end]
    letters = [place for place, letter in enumerate(line) if not _VOWELS.match(letter)]
    places = [*letters, len(line)]
    return line[places[start] : None if end is None else places[end]]


def _month(printed: str) -> int:
    if printed[0].isdigit():
        return int(printed)
    return _MONTH_OF[printed.rstrip(".")]


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
        half_day = _HALVES[re.sub(r"[.\s]", "", half)]
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
    if name in _ZONES:
        return _ZONES[name]
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
    unit = _UNITS[word]
    if unit in _VAGUE:
        return None
    # Arabic has a form of its own for two: `ساعتين`.
    n = int(count) if count and count.isdigit() else 2 if word.endswith("ين") else 1
    then = (now - timedelta(**{unit: n})).astimezone(BEIRUT)
    if unit == "minutes":
        return _spell(then.replace(second=0, microsecond=0), "minute", "assumed", None)
    return Moment(None, then.date().isoformat(), "day", "assumed", None)
