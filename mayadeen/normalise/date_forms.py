"""The forms in which dates, hours and reading times are printed: words and patterns."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from importlib.resources import files
from zoneinfo import ZoneInfo

_WORDS = json.loads(files(__package__).joinpath("dates.json").read_text("utf-8"))
MONTH_OF: dict[str, int] = {
    name: number for number, names in enumerate(_WORDS["months"], 1) for name in names
}
VAGUE = ("months ago", "years ago")  # units too coarse to name a day
UNITS = {
    word: unit for unit in ("minutes", "hours", "days", "weeks", *VAGUE) for word in _WORDS[unit]
}
ZONES = {word: ZoneInfo(zone) for zone, words in _WORDS["zones"].items() for word in words}
HALVES = {word: hours for half, hours in (("am", 0), ("pm", 12)) for word in _WORDS[half]}


def _any(words: Iterable[str]) -> str:
    """Give the alternation of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_MONTH = rf"(?:{_any(MONTH_OF)})(?!\w)\.?"
_WEEKDAY = rf"(?:(?:{_any(_WORDS['weekdays'])})(?!\w)\.?[,،]?\s)?"
_NAMED_ZONE = rf"\(?(?:{_any(ZONES)})\)?"
_ZONE = rf"(?P<zone>\(?(?:gmt|utc)?\s?[+−-]\d\d?(?::?\d\d)?\)?|{_NAMED_ZONE})(?![\w:])"
_HALF = rf"(?:[ap]\.?\s?m\b\.?|{_any(w for w in HALVES if w[0] > 'z')})(?!\w)"
_TIME = (  # a bare number behind a day is a count of something
    rf"(?:(?P<before>{_NAMED_ZONE})\s)?(?P<hour>\d\d?)(?=[:.h]\d\d(?!\d)|\s?{_HALF})(?:[:.h](?P<minute>\d\d))?"
    r"(?:[:.](?P<second>\d\d)(?:[.,]\d+)?)?"
    rf"(?:\s?(?P<half>{_HALF})|\s?(?:h(?:rs?|s)?|uhr)\b\.?)?"
    rf"(?:\s?{_ZONE})?(?![\w:])"
)
_DAY = r"(?P<day>\d\d?)(?:st|nd|rd|th|er|º|°|\.)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
YEAR_ALONE = re.compile(r"\d{4}")
_OF = r"(?:\s|-|\s?de\s|\sof\s|/|(?<=\.))"
# Arab media print both names of a month: `تموز/يوليو`.
_BOTH_MONTHS = rf"(?P<month>{_MONTH})(?:\s?[/(]\s?[^\W\d_]{{3,8}}(?:\s[^\W\d_]{{3,7}})?\)?)?"
_DATES = (
    rf"{_DAY}{_OF}{_BOTH_MONTHS}(?:,?\s|-|,|\sdel?\s|/){_YEAR}",
    rf"{_BOTH_MONTHS}[\s-]{_DAY}(?:,\s?|\s|-){_YEAR}",
    rf"(?P<day>\d\d?)(?P<sep>\s?[/.-]\s?)(?P<month>\d\d?)(?P=sep){_YEAR}",
    rf"{_YEAR}(?P<sep>[/.-])(?P<month>\d\d?)(?P=sep)(?P<day>\d\d?)(?!\d)",
)
_BETWEEN = r"(?:\s?[,،|–—•·/-]\s?|\s)"
# Labels stand between day and hour, too: `12 March 2024, last updated 14:20`.
_BEFORE_TIME = (
    rf"(?:{_BETWEEN}|t)(?:(?:at|a las?|الساعة|في|um|à|{_any(_WORDS['between'])})\s?:?\s)?"
)
ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:[t ](?P<hour>\d\d):(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d)(?:[.,]\d+)?)?(?:\s?(?P<zone>z|[+-]\d\d(?::?\d\d)?))?)?",
    re.ASCII,
)
COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)t(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?"
    r"(?:\.\d+)?(?P<zone>z|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)
# As programs write a moment by themselves: `Tue Oct 28 13:51:07 UTC 2025`.
STAMP = re.compile(
    rf"{_WEEKDAY}(?P<month>{_MONTH})\s(?P<day>\d\d?)\s(?P<hour>\d\d):(?P<minute>\d\d)"
    rf":(?P<second>\d\d)\s(?:{_ZONE}\s)?{_YEAR}"
)
PRINTED = tuple(
    re.compile(rf"(?<![\w/.:-]){form}")
    for d in _DATES
    for form in (
        rf"{_WEEKDAY}{d}(?:{_BEFORE_TIME}{_TIME})?",
        rf"{_TIME}{_BETWEEN}(?:(?:on|del?|في)\s)?{_WEEKDAY}{d}",
    )
)
PREFIX = re.compile(rf"(?:{_any(_WORDS['prefixes'])})\s?(?:on|at|am|le|el|في)?\s?[::–-]?\s?")
LABEL = re.compile(
    rf"(?:^|(?<=[\s,;.(/–—-]))(?:(?:{_any(_WORDS['prefixes'])})(?:\s(?:on|at|am|le|el|في))?|on|at|(?<!\d\s)am|vom|le|el|في)"
    r"\s?[::–-]?$"
)
NAMED_DAY = re.compile(
    rf"(?:(?P<today>{_any(_WORDS['today'])})|(?P<yesterday>{_any(_WORDS['yesterday'])}))"
    rf"(?:{_BEFORE_TIME}{_TIME})?",
)
_UNIT = rf"(?P<unit>{_any(UNITS)})"
AGO = tuple(
    re.compile(form)
    for form in (
        rf"(?:about\s)?(?P<n>\d{{1,3}}|an?)\s?{_UNIT}\sago",
        rf"hace\s(?P<n>\d{{1,3}}|una?)\s{_UNIT}",
        rf"(?:منذ|قبل)\s(?:(?P<n>\d{{1,3}})\s)?{_UNIT}(?:\sواحدة?)?",
    )
)
AGO_BEHIND = tuple(re.compile(rf"(?<=\s){form.pattern}$") for form in AGO)
# The site leaves the year out of its Arabic cards in the current one; `7 Oct` can be a name, too.
THIS_YEAR = re.compile(
    rf"{_WEEKDAY}(?P<day>\d\d?)\s(?P<month>(?:{_any(m for m in MONTH_OF if m[0] > 'z')})(?!\w))"
    rf"(?:{_BEFORE_TIME}{_TIME})?"
)
# What names a zone that is not in the table: a date beside it is nobody's to read.
_ABBREVIATED = (
    r"(?!POST|LAST|EDIT|FIRST)[A-Z]{2,4}T|MSK|ب?(?:ال)?توقيت\s\w+(?:\s(?:المكرمة|المحتلة))?"
)
_NAMES_A_ZONE = (
    rf"(?:{_ABBREVIATED}|(?:[A-Z][\w'’-]*\s){{1,2}}[Tt]ime|local\s[Tt]ime|hora\s(?:de\s)?[\w-]+)"
)
ZONE_BEHIND = re.compile(rf"\s?(?:\({_NAMES_A_ZONE}\)|{_NAMES_A_ZONE}(?!\w))")
ZONE_IN_FRONT = re.compile(rf"(?:^|(?<=\s))(?:{_ABBREVIATED}|\((?:{_ABBREVIATED})\))\s$")
READING = re.compile(
    r"(?:(?:est(?:imated|\.)?\s)?(?:reading(?: time)?|read time|time to read|read in)"
    r"|(?:tiempo (?:estimado )?de )?lectura(?: de)?|(?:مدة|وقت|زمن) القراءة)?\s?[::]?\s?"
    r"(?:[<~≈]|less than|under|about)?\s?"
    r"(?:(?P<n>\d{1,3})[\s-]?(?:min(?:ute|uto)?s?\b\.?|دقيقة|دقائق)|(?P<two>دقيقتان|دقيقتين))"
    r"(?:\s?(?:(?:of |to )?read(?:ing)?(?: time)?|de lectura|للقراءة|قراءة))?"
)

HOUR = re.compile(
    r"(?:(?P<label>time|hora|الساعة|الوقت|at|a las)\s?[::]?\s?)?"
    rf"(?P<clock>\d\d?(?:[:.h]\d\d)?(?P<half>\s?{_HALF})?(?:\s?(?:h(?:rs?|s)?|uhr)\b\.?)?(?:\s?{_ZONE})?)"
)

VOWELS = re.compile("[\u064b-\u0652\u0640]")
# Lower case, digits of any script, alef forms; the length is kept. (A case-blind pattern would also
# take letters such as `ſ` that no table holds.)
PLAIN = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÁÉÍÓÚÑÄÖÜÇÛأإآٱى٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹",
    "abcdefghijklmnopqrstuvwxyzáéíóúñäöüçûااااي01234567890123456789",
)
