"""Backfill by month: every post that the site's sitemaps name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError

from mayadeen.crawl import listings
from mayadeen.crawl.discovery import note
from mayadeen.crawl.failure_reasons import is_disallowed
from mayadeen.ledger import Found
from mayadeen.normalise import dates, days, urls
from mayadeen.normalise.dates import BEIRUT, Moment
from mayadeen.pages.sitemap import EMPTY, NO_SITEMAP, SitemapRow, read_sitemap
from mayadeen.run import day_coverage
from mayadeen.spiders.articles import ArticlesSpider

if TYPE_CHECKING:
    from twisted.python.failure import Failure

# The protocol allows 50 MB and 50,000 addresses a file.
SITEMAP_MAXSIZE = 64 * 1024 * 1024
# An index of indexes is allowed nowhere, but harmless; deeper is a trap.
DEPTH = 3
BATCH = 500
NEWS_INDEX = "/sitemaps/news.xml"
GONE = (404, 410)


class ArchiveSpider(ArticlesSpider):
    """`since` and `until` choose the sitemaps by the month in their name, then the posts by day.

    Posts of every section are kept; links are followed only where `follow=` says so.
    """

    name = "archive"
    kinds: ClassVar[tuple[str, ...]] = ()
    defaults: ClassVar[dict[str, str]] = {"follow": "none"}
    accepts: ClassVar[tuple[str, ...]] = (
        "since",
        "until",
        "sections",
        "regions",
        "keywords",
        "follow",
        "limit",
        "full",
        "edition",
        "help",
    )

    def entry_points(self, response: TextResponse) -> Iterator[Request]:
        robots = response.urljoin("/robots.txt")
        for loc in self.run.sitemaps or ["/sitemaps/all.xml"]:
            yield from self._sitemap(loc, robots, depth=1)
        # The site has it beside the main index and need not name it; one that is named was asked
        # for above, and is not asked for twice.
        yield from self._sitemap(NEWS_INDEX, robots, depth=1)

    def further(self) -> Iterator[Request]:
        """The listings, once, for the days that the sitemaps lack, as far as they reach."""
        run = self.run
        # Of several machines none knows what the others have read.
        if run.filling or self.crawler.settings["MAYADEEN_FRONTIER"]:
            return
        run.filling = lacks = day_coverage.lacking(run)
        if not lacks:
            return
        for url, (label, kind) in day_coverage.listings(run).items():
            walk = run.walk(url, label, kind)
            if days_left := day_coverage.open_days(run, url, lacks):
                walk.first_lacking_day = days_left[0]
                yield listings.first_page(self, url, label, kind, priority=10)
            else:
                walk.ended_by = "known"

    def _sitemap(self, loc: str, at: str, *, depth: int) -> Iterator[Request]:
        """Ask for the sitemap that `loc` on the page `at` leads to, where it is the site's."""
        try:
            url = urljoin(at, loc)
        except ValueError:
            url = ""
        if not urls.is_page_of(url, self.run.base_url):
            self.crawler.stats.inc_value("mayadeen/hostile/sitemap_offsite")
            return
        asked, files = self.run.arguments, day_coverage.month_files(self.run, url)
        files.are_met = files.are_met or days.month_of(url) is not None
        if not days.may_hold(url, asked.since, asked.until):
            return
        yield Request(
            url,
            self.parse_sitemap,
            errback=self.on_listing_error,
            priority=20,
            meta={"purpose": "sitemap", "download_maxsize": SITEMAP_MAXSIZE},
            cb_kwargs={
                "listing": url,
                "label": url.rsplit("/", 1)[-1],
                "kind": "sitemap",
                "depth": depth,
            },
        )

    def parse_sitemap(
        self, response: Response, listing: str, label: str, kind: str, depth: int
    ) -> Iterator[Request]:
        run = self.run
        walk = run.walk(listing, label, kind)
        walk.pages += 1
        month, files = days.month_of(listing), day_coverage.month_files(run, listing)
        if month:
            files.meet(month)
        sitemap = read_sitemap(response.body)
        while batch := list(islice(sitemap.rows, BATCH)):
            for row in batch:
                if row.is_sitemap and depth < DEPTH:
                    yield from self._sitemap(row.loc, response.url, depth=depth + 1)
            found = self._found([row for row in batch if not row.is_sitemap], response)
            walk.posts += len(found)
            outcomes = note(run, found)
            walk.new += sum(outcome.verdict == "new" for outcome in outcomes)
            walk.known += sum(outcome.seen_before for outcome in outcomes)
            if month:
                for outcome in outcomes:
                    published = run.ledger.published(outcome.url)
                    run.note_first(outcome.url, published)
                    files.name(outcome.url, month, published)
        if sitemap.fault == NO_SITEMAP and self._is_guessed(listing):
            del run.walks[listing]
            return
        # The first file of a month can be written before its first post.
        is_young = sitemap.fault == EMPTY and month == days.this_month(run.started_at)
        walk.ended_by = "failed" if sitemap.fault and not is_young else "end"
        if sitemap.fault and not is_young:
            run.failures[listing] = sitemap.fault

    def on_listing_error(self, failure: Failure) -> None:
        """An index that nothing names may be absent, or forbidden."""
        is_absent = isinstance(failure.value, HttpError) and failure.value.response.status in GONE
        if self._is_guessed(failure.request.cb_kwargs["listing"]) and (  # type: ignore[attr-defined]  # Scrapy sets it
            is_absent or is_disallowed(failure)
        ):
            return
        super().on_listing_error(failure)

    def _is_guessed(self, listing: str) -> bool:
        is_named = any(loc.strip().endswith(NEWS_INDEX) for loc in self.run.sitemaps)
        return listing.endswith(NEWS_INDEX) and not is_named

    def _found(self, rows: list[SitemapRow], response: Response) -> list[Found]:
        """The posts that may be of the days asked for.

        A row that states when its post was published, as a news sitemap's do, tells of the post
        that had the address then; it shows of itself which days the file reaches.
        """
        asked, month = self.run.arguments, days.month_of(response.url)
        found = []
        for row in rows:
            address = urls.canonical(row.loc, response.url)
            published = self._moment(row.published)
            if address and published:
                if month:
                    files = day_coverage.month_files(self.run, response.url)
                    files.name(address, month, _instant(published))
                if not asked.holds(_day(published)):
                    continue
            moment = self._moment(row.lastmod)
            day = moment.local[:10] if moment else None
            if month and day and day < f"{month[0]}-{month[1]:02}":
                day = None  # nothing is touched before it is published
            # What was last touched before the first day asked for was published before it.
            if address and not (asked.since and day and day < str(asked.since)):
                found.append(
                    Found(
                        address,
                        via="sitemap",
                        source=response.url,
                        lastmod=_instant(moment) if moment else None,
                    )
                )
        return found

    def _moment(self, stamp: str | None) -> Moment | None:
        return dates.read(stamp, now=self.run.started_at) if stamp else None


def _day(moment: Moment) -> str:
    return f"{_instant(moment).astimezone(BEIRUT):%Y-%m-%d}"


def _instant(moment: Moment) -> datetime:
    """The earliest instant that the stamp can mean: a day alone counts from its start."""
    return datetime.fromisoformat(moment.at or f"{moment.local}T00:00:00+03:00")
