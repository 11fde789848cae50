"""Walk the indexes of web archives, one question at a time each, and store what they list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from mayadeen.archives import index
from mayadeen.archives.answers import Verdict
from mayadeen.archives.index import CdxLine, Window
from mayadeen.archives.sources import slot
from mayadeen.crawl.captures_spider import IndexCursor
from mayadeen.crawl.failure_reasons import is_disallowed, reason
from mayadeen.ledger import Capture
from mayadeen.middlewares.archives import verdict_of
from mayadeen.normalise import urls
from mayadeen.pages.listing import is_post_address

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from mayadeen.archives.sources import Source
    from mayadeen.crawl.captures_spider import CapturesProtocol
    from mayadeen.run.state import Run

# An index that is not closed for good is asked again after a day: a run that was killed is not to
# ask it twice, and a new one is to see what was captured meanwhile.
_FRESH = timedelta(days=1)
# An answer that breaks off is asked for again so often.
_CUTS = 3


def begin(spider: CapturesProtocol) -> Iterator[Request]:
    """The first question to each archive."""
    for source in spider.run.sources:
        if source.dialect == "commoncrawl":
            yield _list_of_crawls(spider, source)
        else:
            yield from _begin(spider, source, source.index, source.name, spider.window)


def _list_of_crawls(spider: CapturesProtocol, source: Source) -> Request:
    address = urljoin(source.index, "collinfo.json")
    spider.run.walk(address, "the crawls of Common Crawl", "index")
    return _request(spider, address, source, address)


def _begin(
    spider: CapturesProtocol,
    source: Source,
    address: str,
    label: str,
    asked: Window,
    closed_for: str = "",
) -> Iterator[Request]:
    run = spider.run
    closed_for = closed_for or f"captures {asked.since:%Y-%m-%d} {asked.until:%Y-%m-%d}"
    walk = run.walk(address, label, "index")
    known = run.ledger.listing(address, closed_for)
    is_final = closed_for == _WHOLE
    if known.complete_at and (is_final or datetime.now(UTC) - known.complete_at < _FRESH):
        walk.ended_by, walk.posts, walk.known = "known", known.posts, known.posts
        return
    spider.cursors[address] = cursor = IndexCursor(source, address, walk, [asked], closed_for)
    yield _ask(spider, cursor)


_WHOLE = "captures of a crawl that is over"


def _ask(spider: CapturesProtocol, cursor: IndexCursor) -> Request:
    url = index.query(
        cursor.source,
        urls.site(spider.run.base_url) or "",
        cursor.windows[0],
        index=cursor.address,
        page=cursor.page,
        small=cursor.small,
        resume=cursor.resume,
    )
    is_divisible = cursor.may_be_small or cursor.windows[0].halves() is not None
    return _request(spider, url, cursor.source, cursor.address, divisible=is_divisible)


def _request(
    spider: CapturesProtocol, url: str, source: Source, walk: str, *, divisible: bool = False
) -> Request:
    return Request(
        url,
        spider.parse_index,
        errback=spider.on_index_error,
        cb_kwargs={"source": source.name, "walk": walk},
        meta={
            "purpose": "index",
            "divisible": divisible,
            "download_maxsize": index.LARGEST,
            **of_archive(url, is_index=True),
        },
        dont_filter=True,
    )


def of_archive(url: str, *, is_index: bool) -> dict[str, object]:
    """The meta of a request to an archive: its slot, and that its answer is judged here."""
    return {
        "download_slot": slot(url, is_index=is_index),
        "autothrottle_dont_adjust_delay": True,
        "dont_redirect": True,
        "handle_httpstatus_all": True,
    }


def read(spider: CapturesProtocol, response: Response, source: str, walk: str) -> Iterator[Request]:
    """Read an index's answer, and ask what comes next."""
    assert response.request
    cursor = spider.cursors.get(walk)
    verdict = verdict_of(response.request, response)
    text = response.body.decode("utf-8", "replace")
    try:
        if verdict is Verdict.WRONG:
            raise ValueError(f"HTTP {response.status}")
        if cursor is None:
            yield from _crawls(spider, text, walk)
        else:
            yield from _read(spider, cursor, verdict, text)
    except ValueError as error:
        _is_wrong(spider, source, walk, str(error))


def _is_wrong(spider: CapturesProtocol, source: str, walk: str, why: str) -> None:
    """End the run where the user's address leads to no index; a crawl's may be missing."""
    run, cursor = spider.run, spider.cursors.get(walk)
    is_crawl = cursor is not None and cursor.source.dialect == "commoncrawl"
    if not run.walks[walk].pages and not is_crawl:
        raise run.refuse(f"source={source!r}: allowed is an archive; no index is at {walk} ({why})")
    run.walks[walk].ended_by = "failed"
    run.failures[walk] = why


def _crawls(spider: CapturesProtocol, text: str, walk: str) -> Iterator[Request]:
    [source] = [one for one in spider.run.sources if one.dialect == "commoncrawl"]
    crawls = index.crawls(text, source.index, spider.window)
    spider.run.walks[walk].ended_by = "end"
    for one in crawls:
        closed_for = ""
        if one.since and one.until and _is_over(one.until):
            inside = spider.window.since <= one.since and one.until <= spider.window.until
            closed_for = _WHOLE if inside else ""
        yield from _begin(spider, source, one.address, one.id, spider.window, closed_for)


def _is_over(until: datetime) -> bool:
    return until < datetime.now(UTC) - timedelta(days=31)


def _read(
    spider: CapturesProtocol, cursor: IndexCursor, verdict: Verdict, text: str
) -> Iterator[Request]:
    if verdict is Verdict.EXCLUDED:
        cursor.walk.ended_by = "excluded"
        spider.run.warn(f"{cursor.source.name} may not show what it holds of the site")
        return
    cursor.walk.pages += 1
    if verdict is not Verdict.USABLE:
        yield from _go_on(spider, cursor, is_end=verdict is Verdict.END)
        return
    is_paged = cursor.source.dialect != "wayback"
    if is_paged and cursor.page is None and (pages := index.pages(text)) is not None:
        cursor.pages = pages
        yield from _go_on(spider, cursor, is_end=pages == 0)
        return
    answer = index.read(cursor.source, text)
    spider.note(cursor, answer.lines)
    if answer.malformed:
        spider.crawler.stats.inc_value("mayadeen/passed_by/malformed", answer.malformed)
    if answer.is_cut and cursor.cuts < _CUTS:
        cursor.cuts += 1
        yield _ask(spider, cursor)
        return
    is_whole = not answer.is_cut and (cursor.pages or len(answer.lines) < index.PYWB_ROWS)
    cursor.resume = answer.resume
    if is_paged and not is_whole:
        yield from _too_much(spider, cursor)
        return
    yield from _go_on(spider, cursor, is_end=False)


def _too_much(spider: CapturesProtocol, cursor: IndexCursor) -> Iterator[Request]:
    """What an index gives at once was not all."""
    if cursor.pages or cursor.windows[0].halves() is None:
        cursor.walk.ended_by = "failed"
        spider.run.failures[cursor.address] = "the index's answer breaks off"
        return
    cursor.small = True
    cursor.shrink_query()
    yield _ask(spider, cursor)


def _go_on(spider: CapturesProtocol, cursor: IndexCursor, *, is_end: bool) -> Iterator[Request]:
    """Ask for the next page, or the next window; close the walk behind the last."""
    page = 0 if cursor.page is None else cursor.page + 1
    if not is_end and (cursor.resume or page < cursor.pages):
        cursor.page = page if page < cursor.pages else None
        yield _ask(spider, cursor)
        return
    del cursor.windows[0]
    cursor.restart()
    if cursor.windows:
        yield _ask(spider, cursor)
        return
    _close(spider.run, cursor)


def _close(run: Run, cursor: IndexCursor) -> None:
    walk = cursor.walk
    before = run.ledger.listing(cursor.address, cursor.closed_for)
    if before.complete_at and walk.posts < before.posts:
        run.warn(
            f"The index of {walk.label} lists {walk.posts} captures of posts; it listed"
            f" {before.posts} before"
        )
    walk.ended_by = "end"
    run.ledger.listing_walked(
        walk.url,
        label=walk.label,
        closed_for=cursor.closed_for,
        pages=walk.pages,
        posts=walk.posts,
        means="index",
    )


def on_error(spider: CapturesProtocol, failure: Failure) -> Iterator[Request]:
    """Ask less where an index's time was up; else end the walk."""
    run, why = spider.run, getattr(failure.value, "reason", "")
    address = failure.request.cb_kwargs["walk"]  # type: ignore[attr-defined]  # Scrapy sets it
    cursor, walk = spider.cursors.get(address), run.walks[address]
    if why == "late" and cursor:
        cursor.shrink_query()
        yield _ask(spider, cursor)
    elif is_disallowed(failure):
        walk.ended_by = "disallowed"
    elif why in ("overloaded", "late"):
        walk.ended_by = "overloaded"
    elif getattr(failure.value, "later", False):
        walk.ended_by = "left"
    else:
        walk.ended_by = "failed"
        run.failures[address] = reason(failure)


def captures_of(run: Run, source: Source, lines: Sequence[CdxLine]) -> tuple[list[Capture], int]:
    """The captures of posts among an index's lines, and how many are of other addresses."""
    found = []
    for line in lines:
        address = urls.canonical(line.url)
        if not (address and is_post_address(line.url, run.menu, run.base_url)):
            continue
        # Indexes hold http and https as one, and so does the site.
        scheme = run.base_url.partition(":")[0]
        url = f"{scheme}:{address.partition(':')[2]}"
        found.append(
            Capture(
                address=line.url,
                source=source.name,
                url=url,
                state=_state(line, source),
                **{name: value for name, value in vars(line).items() if name != "url"},
            )
        )
    return found, len(lines) - len(found)


def _state(line: CdxLine, source: Source) -> str:
    """What a capture is, as far as its index tells."""
    if line.is_revisit:
        return "revisit"
    if line.status in (404, 410):
        return "gone"
    if line.status is not None and 300 <= line.status < 400:
        return "redirect"
    if line.status not in (200, None):
        return "status"
    if line.truncated:
        return "truncated"
    is_placed = line.file is not None and line.offset is not None and line.length
    if source.dialect == "commoncrawl" and not is_placed:
        return "lost"
    return "listed" if index.is_page(line) else "no_page"
