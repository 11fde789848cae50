"""Refuse addresses that a site can make without end."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qsl, urlsplit

from mayadeen.exceptions import hostile
from mayadeen.run.state import is_of_archive

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

# An Arabic slug of sixty letters is some 360 bytes when encoded, a title in full some 1,000.
LONGEST_URL = 2000
DEEPEST_PATH = 12
MOST_PARAMETERS = 8
# The archive of the busiest section, at ten posts a page, is below this.
LAST_PAGE = 20_000
# The channel went on air on 11 June 2012; a calendar goes further back.
FIRST_YEAR = 2012

_SESSION = re.compile(
    r"[;?&/](?:jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|session_?id|sessid|sid)=",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(?:[?&](?:page|paged|p|pg)=|/page/)(\d+)", re.IGNORECASE)
_MONTH = re.compile(r"(?:/|=)(\d{4})[-/](0?[1-9]|1[0-2])(?=[-/&?]|$)")

_PART = re.compile(r"[?&](month|day)=(\d{1,9})(?=&|$)")
_MOST = {"month": 12, "day": 31}


class Traps:
    """Rejects the requests that `trap` recognises, before they cost the site anything.

    Stats: `mayadeen/hostile/trap_<kind>`.
    """

    def __init__(self, stats: StatsCollector) -> None:
        self.stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.stats)

    def process_request(self, request: Request) -> None:
        if is_of_archive(request):
            return  # made here, and of an archive's index
        if kind := trap(request.url, today=datetime.now(UTC).date()):
            raise hostile(self.stats, f"trap_{kind}", request.url[:200])


def trap(url: str, *, today: date) -> str | None:
    """The kind of endless space that an address seems to belong to, None for an ordinary one.

    - `length`: more than 2,000 characters
    - `depth`: more than 12 path segments
    - `repetition`: a path segment three times over, as `/a/a/a` or `/a/b/a/b/a` (not numbers)
    - `parameters`: more than 8 in the query, or one name more than twice
    - `session`: a session's number in path or query
    - `page`: past page 20,000
    - `calendar`: a month, in path or query, before 2012 or more than a month ahead of `today`, or
      a thirteenth month or 32nd day
    """
    if len(url) > LONGEST_URL:
        return "length"
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    if len(segments) > DEEPEST_PATH:
        return "depth"
    if _is_repetitive(segments):
        return "repetition"
    if _has_many_parameters(parts.query):
        return "parameters"
    place = f"{parts.path}?{parts.query}"
    if _SESSION.search(place):
        return "session"
    if (page := _PAGE.search(place)) and int(page[1][:9]) > LAST_PAGE:
        return "page"
    if _is_in_no_calendar(place, today):
        return "calendar"
    return None


def _is_repetitive(segments: list[str]) -> bool:
    return any(not name.isdecimal() and segments.count(name) > 2 for name in segments)


def _has_many_parameters(query: str) -> bool:
    names = [name for name, _ in parse_qsl(query, keep_blank_values=True)]
    return len(names) > MOST_PARAMETERS or any(names.count(name) > 2 for name in names)


def _is_in_no_calendar(place: str, today: date) -> bool:
    months = ((int(year), int(month)) for year, month in _MONTH.findall(place))
    if any(not (FIRST_YEAR, 1) <= month <= _next_month(today) for month in months):
        return True
    return any(int(number) > _MOST[part] for part, number in _PART.findall(place))


def _next_month(today: date) -> tuple[int, int]:
    following = today.replace(day=1) + timedelta(days=31)
    return following.year, following.month
