"""Hands the ledger's discovered posts to Scrapy whenever its scheduler runs empty."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self, cast

from scrapy import signals

from mayadeen.ledger import LedgerError, Row
from mayadeen.run import Run, RunSpider, end

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

# Few enough that memory stays flat and a kill leaves little in flight; many enough that the
# ledger is asked once for several pages.
BATCH = 32
KINDS = ("article", "video", "infograph", "gallery")


class Frontier:
    """Callbacks only note what they found, in the ledger; here it becomes requests.

    So a post is in the ledger before its request can be lost, and a crawl's memory does not
    grow with what it has still to fetch.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        frontier = cls(crawler)
        crawler.signals.connect(frontier.scheduler_empty, signals.scheduler_empty)
        return frontier

    def scheduler_empty(self) -> None:
        spider, engine = cast("RunSpider", self.crawler.spider), self.crawler.engine
        assert engine
        # Before the menu is read nothing can be told about a post's place.
        run = spider.run
        if not run.ready or run.is_full():
            return
        try:
            rows = run.ledger.take(BATCH) or self._due(run)
        except LedgerError as error:
            logger.error("%s", error)
            end(self.crawler, "unwritable")
            return
        for row in rows:
            engine.crawl(spider.post_request(row))

    @staticmethod
    def _due(run: Run) -> list[Row]:
        """Known posts that are due though no listing shows them any more.

        Only where the whole of the spider's part of the site was asked for.
        """
        if run.narrowed:
            return []
        groups = run.scope.groups
        sections = None if groups is None else [*groups, ""]
        return run.ledger.take_due(BATCH, kinds=KINDS, sections=sections)
