"""Backfill by month: every post that the site's sitemaps name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import ClassVar
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response, TextResponse

from mayadeen.crawl.discovery import note
from mayadeen.ledger import Found
from mayadeen.normalise import dates, days, urls
from mayadeen.normalise.dates import Moment
from mayadeen.pages.sitemap import EMPTY, Row, read_sitemap
from mayadeen.spiders.articles import ArticlesSpider

# The protocol allows 50 MB and 50,000 addresses a file.
SITEMAP_MAXSIZE = 64 * 1024 * 1024
# An index of indexes is allowed nowhere, but harmless; deeper is a trap.
DEPTH = 3
BATCH = 500


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

    def _sitemap(self, loc: str, at: str, *, depth: int) -> Iterator[Request]:
        """Ask for the sitemap that `loc` on the page `at` leads to, where it is the site's."""
        try:
            url = urljoin(at, loc)
        except ValueError:
            url = ""
        if not urls.is_page_of(url, self.run.base_url):
            self.crawler.stats.inc_value("mayadeen/hostile/sitemap_offsite")
            return
        asked, months = self.run.arguments, self.run.months
        months.are_met = months.are_met or days.month_of(url) is not None
        if not days.may_hold(url, asked.since, asked.until):
            return
        yield Request(
            url,
            self.parse_sitemap,
            errback=self.lose_listing,
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
        month = days.month_of(listing)
        if month:
            run.months.meet(month)
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
                    run.months.name(outcome.url, month, run.ledger.published(outcome.url))
        # The first file of a month can be written before its first post.
        is_young = sitemap.fault == EMPTY and month == days.this_month(run.started_at)
        walk.ended_by = "failed" if sitemap.fault and not is_young else "end"
        if sitemap.fault and not is_young:
            run.failures[listing] = sitemap.fault

    def _found(self, rows: list[Row], response: Response) -> list[Found]:
        since, month = self.run.arguments.since, days.month_of(response.url)
        found = []
        for row in rows:
            address = urls.canonical(row.loc, response.url)
            moment = dates.read(row.lastmod, now=self.run.started_at) if row.lastmod else None
            day = moment.local[:10] if moment else None
            if month and day and day < f"{month[0]}-{month[1]:02}":
                day = None  # nothing is touched before it is published
            # What was last touched before the first day asked for was published before it.
            if address and not (since and day and day < str(since)):
                found.append(
                    Found(
                        address,
                        via="sitemap",
                        source=response.url,
                        lastmod=_instant(moment) if moment else None,
                    )
                )
        return found


def _instant(moment: Moment) -> datetime:
    """The earliest instant that the stamp can mean: a day alone counts from its start."""
    return datetime.fromisoformat(moment.at or f"{moment.local}T00:00:00+03:00")
