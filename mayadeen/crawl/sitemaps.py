"""Read the sitemaps of the months asked for, and the listings for the days that they lack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from mayadeen.crawl import listings
from mayadeen.crawl.discovery import note
from mayadeen.crawl.failure_reasons import is_disallowed
from mayadeen.ledger import Found
from mayadeen.normalise import dates, days, urls
from mayadeen.normalise.dates import BEIRUT, Moment
from mayadeen.pages.sitemap import EMPTY, NO_SITEMAP, SitemapRow, read_sitemap
from mayadeen.run import day_coverage
from mayadeen.run.state import Run, RunSpider, Walk

if TYPE_CHECKING:
    from twisted.python.failure import Failure

# The protocol allows 50 MB and 50,000 addresses a file.
SITEMAP_MAXSIZE = 64 * 1024 * 1024
# An index of indexes is allowed nowhere, but harmless; deeper is a trap.
DEPTH = 3
BATCH = 500
NEWS_INDEX = "/sitemaps/news.xml"
GONE = (404, 410)


def begin(spider: RunSpider) -> Iterator[Request]:
    """Ask for the indexes."""
    robots = urljoin(spider.run.base_url, "/robots.txt")
    for loc in spider.run.sitemaps or ["/sitemaps/all.xml"]:
        yield from _ask(spider, loc, robots, depth=1)
    # The site has it beside the main index and need not name it; one that is named was asked
    # for above, and is not asked for twice.
    yield from _ask(spider, NEWS_INDEX, robots, depth=1)


def fill(spider: RunSpider) -> Iterator[Request]:
    """The listings, once, for the days that the sitemaps lack, as far as they reach."""
    run = spider.run
    # Of several machines none knows what the others have read.
    if run.filling or spider.crawler.settings["MAYADEEN_FRONTIER"]:
        return
    run.filling = lacks = day_coverage.lacking(run)
    if not lacks:
        return
    for url, (label, kind) in day_coverage.listings(run).items():
        if url in run.walks:
            continue  # read for all days already
        walk = run.walk(url, label, kind)
        if days_left := day_coverage.open_days(run, url, lacks):
            walk.first_lacking_day = days_left[0]
            yield listings.first_page(spider, url, label, kind, priority=10)
        else:
            walk.ended_by = "known"


def _ask(spider: RunSpider, loc: str, at: str, *, depth: int) -> Iterator[Request]:
    """Ask for the sitemap that `loc` on the page `at` leads to, where it is the site's."""
    try:
        url = urljoin(at, loc)
    except ValueError:
        url = ""
    if not urls.is_page_of(url, spider.run.base_url):
        spider.crawler.stats.inc_value("mayadeen/hostile/sitemap_offsite")
        return
    asked, files = spider.run.arguments, day_coverage.month_files(spider.run, url)
    files.are_met = files.are_met or days.month_of(url) is not None
    if not days.may_hold(url, asked.since, asked.until):
        return
    yield Request(
        url,
        spider.parse_sitemap,
        errback=spider.on_listing_error,
        priority=20,
        meta={"purpose": "sitemap", "download_maxsize": SITEMAP_MAXSIZE},
        cb_kwargs={
            "listing": url,
            "label": url.rsplit("/", 1)[-1],
            "kind": "sitemap",
            "depth": depth,
        },
    )


def read(
    spider: RunSpider, response: Response, listing: str, label: str, kind: str, depth: int
) -> Iterator[Request]:
    """Note the posts that a sitemap names, and ask for the sitemaps that an index leads to."""
    run = spider.run
    walk = run.walk(listing, label, kind)
    walk.pages += 1
    month, files = days.month_of(listing), day_coverage.month_files(run, listing)
    if month:
        files.meet(month)
    sitemap = read_sitemap(response.body)
    while batch := list(islice(sitemap.rows, BATCH)):
        for row in batch:
            if row.is_sitemap and depth < DEPTH:
                yield from _ask(spider, row.loc, response.url, depth=depth + 1)
        _note(run, walk, [row for row in batch if not row.is_sitemap], response)
    # The first file of a month can be written before its first post.
    is_young = sitemap.fault == EMPTY and month == days.this_month(run.started_at)
    if sitemap.fault == NO_SITEMAP and _is_guessed(run, listing):
        del run.walks[listing]
    elif sitemap.fault and not is_young:
        walk.ended_by = "failed"
        run.failures[listing] = sitemap.fault
    else:
        walk.ended_by = "end"


def _note(run: Run, walk: Walk, rows: list[SitemapRow], response: Response) -> None:
    """Put posts into the ledger, and what it knows of their days into their month's files."""
    found = _found(run, rows, response)
    walk.posts += len(found)
    outcomes = note(run, found)
    walk.new += sum(outcome.verdict == "new" for outcome in outcomes)
    walk.known += sum(outcome.seen_before for outcome in outcomes)
    month, files = days.month_of(walk.url), day_coverage.month_files(run, walk.url)
    if month:
        for outcome in outcomes:
            published = run.ledger.published(outcome.url)
            run.note_first(outcome.url, published)
            files.name(outcome.url, month, published)


def may_be_missing(run: Run, failure: Failure) -> bool:
    """Whether a sitemap was not got that nothing names: such a one may be absent, or forbidden."""
    is_absent = isinstance(failure.value, HttpError) and failure.value.response.status in GONE
    listing = failure.request.cb_kwargs["listing"]  # type: ignore[attr-defined]  # Scrapy sets it
    return _is_guessed(run, listing) and (is_absent or is_disallowed(failure))


def _is_guessed(run: Run, listing: str) -> bool:
    is_named = any(loc.strip().endswith(NEWS_INDEX) for loc in run.sitemaps)
    return listing.endswith(NEWS_INDEX) and not is_named


def _found(run: Run, rows: list[SitemapRow], response: Response) -> list[Found]:
    """The posts that may be of the days asked for.

    A row that states when its post was published, as a news sitemap's do, tells of the post
    that had the address then; it shows of itself which days the file reaches.
    """
    asked, month = run.arguments, days.month_of(response.url)
    found = []
    for row in rows:
        address = urls.canonical(row.loc, response.url)
        if not address:
            continue
        if published := _moment(run, row.published):
            if month:
                files = day_coverage.month_files(run, response.url)
                files.name(address, month, _instant(published))
            if not asked.holds(_day(published)):
                continue
        touched = _moment(run, row.lastmod)
        if not (touched and asked.since and _is_before(touched, asked.since, month)):
            lastmod = _instant(touched) if touched else None
            found.append(Found(address, via="sitemap", source=response.url, lastmod=lastmod))
    return found


def _is_before(touched: Moment, since: date, month: tuple[int, int] | None) -> bool:
    """Whether a post was last touched, and hence published, before the first day asked for.

    Nothing is touched before it is published: a day before the file's month says nothing.
    """
    day = touched.local[:10]
    is_possible = not month or day >= f"{month[0]}-{month[1]:02}"
    return is_possible and day < str(since)


def _moment(run: Run, stamp: str | None) -> Moment | None:
    return dates.read(stamp, now=run.started_at) if stamp else None


def _day(moment: Moment) -> str:
    return f"{_instant(moment).astimezone(BEIRUT):%Y-%m-%d}"


def _instant(moment: Moment) -> datetime:
    """The earliest instant that the stamp can mean: a day alone counts from its start."""
    return datetime.fromisoformat(moment.at or f"{moment.local}T00:00:00+03:00")
