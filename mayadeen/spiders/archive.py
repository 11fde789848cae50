"""Backfill by month: every post that the site's sitemaps name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from scrapy import Request
from scrapy.http import TextResponse

from mayadeen.crawl import sitemaps
from mayadeen.spiders.articles import ArticlesSpider


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
        yield from sitemaps.begin(self)

    def further(self) -> Iterator[Request]:
        yield from sitemaps.fill(self)
