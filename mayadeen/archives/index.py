"""Write queries to the indexes of archives, and read their answers, in three dialects."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

from mayadeen.archives.sources import Source

# What Wayback gives at once. It allows 150,000, and times out long before.
ROWS = 10_000
# A pywb without pages gives no more than this, and does not say so.
PYWB_ROWS = 100_000
# A page of Common Crawl's index is 15,000 lines of some 500 bytes.
LARGEST = 64 * 1024 * 1024

# The key of a revisit's next page breaks without `urlkey`.
_WAYBACK_FIELDS = "urlkey,timestamp,original,mimetype,statuscode,digest,length"
_CRAWL = re.compile(r"CC-MAIN-(\d{4})-(\d\d)")


@dataclass(frozen=True)
class CdxLine:
    """One capture, as an index tells it: `url` as it was asked for, `at` in UTC.

    `status` is None where the index tells none, as of revisits. `file`, `offset` and `length` are
    where Common Crawl keeps the record.
    """

    url: str
    at: datetime
    status: int | None = None
    mime: str | None = None
    digest: str | None = None
    file: str | None = None
    offset: int | None = None
    length: int | None = None
    truncated: str | None = None

    @property
    def is_revisit(self) -> bool:
        """Whether it says no more than that the page was as at an earlier capture."""
        return self.mime == "warc/revisit"


@dataclass(frozen=True)
class IndexAnswer:
    """What an index answered: `resume` asks for what comes behind, where there is more.

    `malformed` counts lines that are none; `is_cut` is true where the last one breaks off.
    """

    lines: list[CdxLine] = field(default_factory=list)
    resume: str | None = None
    malformed: int = 0
    is_cut: bool = False


@dataclass(frozen=True)
class Window:
    """The moments of capture that are asked for, both ends counted."""

    since: datetime
    until: datetime

    def halves(self) -> tuple[Window, Window] | None:
        """Two windows in its place; None where it is as short as a day."""
        if self.until - self.since <= timedelta(days=1):
            return None
        middle = (self.since + (self.until - self.since) / 2).replace(microsecond=0)
        earlier = replace(self, until=middle)
        return earlier, replace(self, since=middle + timedelta(seconds=1))


class Crawl(NamedTuple):
    """One crawl of Common Crawl's and the address of its index."""

    id: str
    address: str
    since: datetime | None
    until: datetime | None


def window(since: date, until: date) -> Window:
    """The window of whole days, UTC."""
    end = datetime(until.year, until.month, until.day, 23, 59, 59, tzinfo=UTC)
    return Window(datetime(since.year, since.month, since.day, tzinfo=UTC), end)


def stamp(moment: datetime) -> str:
    """A moment as archives write it: 14 digits, UTC."""
    return f"{moment:%Y%m%d%H%M%S}"


def query(
    source: Source,
    site: str,
    asked: Window,
    *,
    index: str | None = None,
    page: int | None = None,
    small: bool = False,
    resume: str | None = None,
) -> str:
    """The address that gives the captures of a site in a window.

    `index` is the one of a crawl. Of the dialects with pages, `page` None asks how many there are,
    and `small` for the smallest pages. `resume` is what the answer before said.
    """
    given: dict[str, Any] = {"url": f"{site}/*", "output": "json"}
    given |= {"from": stamp(asked.since), "to": stamp(asked.until)}
    if source.dialect == "wayback":
        given |= {"fl": _WAYBACK_FIELDS, "limit": ROWS, "showResumeKey": "true"}
        given |= {"resumeKey": resume} if resume else {}
    else:
        # Without a page's number the first is given, and nothing says that there are more.
        given |= {"showNumPages": "true"} if page is None else {"page": page}
        given |= {"pageSize": 1} if small else {}
    return f"{index or source.index}?{urlencode(given, safe='*/:')}"


def crawls(text: str, index: str, asked: Window) -> list[Crawl]:
    """The crawls of a window, oldest first, out of Common Crawl's `collinfo.json`.

    Their indexes are taken to be on the host of `index`. One that states no days is asked.
    Raises ValueError where it is no such list.
    """
    told = json.loads(text)
    if not isinstance(told, list):
        raise ValueError("no list of crawls")
    found = []
    for one in told:
        if not (isinstance(one, dict) and isinstance(one.get("cdx-api"), str)):
            raise ValueError("no list of crawls")
        name = str(one.get("id") or one["cdx-api"])
        address = urljoin(index, urlsplit(one["cdx-api"]).path)
        since, until = _moment(one.get("from")), _moment(one.get("to"))
        if since is None and (named := _CRAWL.fullmatch(name)):
            # The week that ends its name; its first captures may be some weeks older.
            since = datetime.fromisocalendar(int(named[1]), min(int(named[2]) or 1, 52), 1)
            since = since.replace(tzinfo=UTC) - timedelta(days=31)
        is_late = since is not None and since > asked.until
        if not (is_late or (until is not None and until < asked.since)):
            found.append(Crawl(name, address, since, until))
    return found[::-1]


def pages(text: str) -> int | None:
    """How many pages there are; None where an index without pages answered with its lines."""
    try:
        told = json.loads(text)
    except ValueError:
        return None
    number = told.get("pages") if isinstance(told, dict) else told
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def read(source: Source, text: str) -> IndexAnswer:
    """The captures in an answer. Raises ValueError where it is no answer of an index."""
    return _table(text) if source.dialect == "wayback" else _objects(text)


def _table(text: str) -> IndexAnswer:
    """Wayback's: a row of names, rows of values; behind an empty row the key of what follows."""
    rows = json.loads(text) if text.strip() else []
    if not (isinstance(rows, list) and all(isinstance(row, list) for row in rows)):
        raise ValueError("no table")
    resume = None
    if len(rows) > 1 and rows[-2] == [] and len(rows[-1]) == 1:
        resume = str(rows[-1][0])
        rows = rows[:-2]
    if not rows:
        return IndexAnswer(resume=resume)
    names = [str(name) for name in rows[0]]
    if "timestamp" not in names:
        raise ValueError("no table of captures")
    told = [
        dict(zip(names, row, strict=False)) if len(row) == len(names) else {} for row in rows[1:]
    ]
    return _answer(map(_line, told), resume)


def _objects(text: str) -> IndexAnswer:
    """Of pywb: an object a line."""
    found: list[CdxLine | None] = []
    rows = text.splitlines()
    is_cut = False
    for number, row in enumerate(rows):
        if not row.strip():
            continue
        try:
            told = json.loads(row)
        except ValueError:
            if number == 0 and not row.lstrip().startswith("{"):
                raise ValueError("no lines of an index") from None
            is_cut = number == len(rows) - 1
            found += [] if is_cut else [None]
            continue
        found.append(_line(told) if isinstance(told, dict) else None)
    return replace(_answer(found), is_cut=is_cut)


def _answer(found: Iterable[CdxLine | None], resume: str | None = None) -> IndexAnswer:
    rows = list(found)
    lines = [line for line in rows if line]
    return IndexAnswer(lines, resume, len(rows) - len(lines))


def _line(told: Mapping[str, Any]) -> CdxLine | None:
    """A capture; None where its moment or address cannot be read, as with a month 00."""
    at = _stamped(told.get("timestamp"))
    url = _text(told, "url", "original")
    if at is None or url is None:
        return None
    return CdxLine(
        url=url,
        at=at,
        status=_number(told, "status", "statuscode"),
        mime=_text(told, "mime", "mimetype"),
        digest=_text(told, "digest"),
        file=_text(told, "filename"),
        offset=_number(told, "offset"),
        length=_number(told, "length"),
        truncated=_text(told, "truncated"),
    )


def _text(told: Mapping[str, Any], *names: str) -> str | None:
    value = next((told[name] for name in names if told.get(name) is not None), None)
    return value if isinstance(value, str) and value not in ("", "-") else None


def _number(told: Mapping[str, Any], *names: str) -> int | None:
    value = str(next((told[name] for name in names if told.get(name) is not None), None))
    return int(value) if re.fullmatch("[0-9]{1,15}", value) else None


def _stamped(value: Any) -> datetime | None:
    if not re.fullmatch("[0-9]{14}", str(value)):
        return None
    try:
        return datetime.strptime(f"{value}+0000", "%Y%m%d%H%M%S%z")
    except ValueError:
        return None


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def is_page(line: CdxLine) -> bool:
    """Whether an index takes a capture for a page, or does not tell what it is."""
    return line.mime in (None, "unk", "text/html", "application/xhtml+xml", "warc/revisit")


def months(first: datetime, last: datetime, seen: Sequence[str]) -> list[str]:
    """The months of a span, `2024-03`, that are not among those seen."""
    spans = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    names = (f"{number // 12}-{number % 12 + 1:02}" for number in spans)
    return [name for name in names if name not in set(seen)]
