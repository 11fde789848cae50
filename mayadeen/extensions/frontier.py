"""Hand the ledger's discovered posts to Scrapy whenever its scheduler runs empty."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self, cast

from scrapy import signals
from scrapy.exceptions import DontCloseSpider

from mayadeen.ledger import LedgerError, UrlRow
from mayadeen.run.ending import end
from mayadeen.run.state import Run, RunSpider, run_of
from mayadeen.run.status import Reason

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

# Few enough that memory stays flat and a kill leaves little in flight; many enough that the
# ledger is asked once for several pages.
BATCH = 32


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
        crawler.signals.connect(frontier.spider_idle, signals.spider_idle)
        return frontier

    def scheduler_empty(self) -> None:
        """Posts wait until the listings are read: a post's regions are those that list it."""
        run = run_of(self.crawler)
        if run.ready and all(walk.ended_by for walk in run.walks.values()):
            self._hand_out(run)
        elif request := run.browser.next():
            self._crawl(request)

    def spider_idle(self) -> None:
        """Nothing is on its way any more, so a walk without an end has lost its request."""
        run = run_of(self.crawler)
        waiting = run.browser.waits()
        for walk in run.walks.values():
            if walk.url not in waiting:
                walk.ended_by = walk.ended_by or "failed"
                run.browser.leave(walk.url)
        if request := run.browser.next():
            self._crawl(request)
            raise DontCloseSpider
        if run.ready and self._hand_out(run, is_idle=True):
            raise DontCloseSpider

    def _hand_out(self, run: Run, *, is_idle: bool = False) -> bool:
        spider = cast("RunSpider", self.crawler.spider)
        if run.is_full():
            return False
        try:
            if run.home:
                # Last of all, for a listing tells more of a post than the home page does.
                spider.note_home()
            rows = run.ledger.take(BATCH) or self._left(run)
            requests = [spider.post_request(row) for row in rows]
            if is_idle and not requests:
                # What further reading is worth shows when all that was found is fetched.
                requests = list(spider.further())
        except LedgerError as error:
            logger.error("%s", error)
            end(self.crawler, Reason.UNWRITABLE)
            return False
        for request in requests:
            self._crawl(request)
        return bool(requests)

    def _crawl(self, request: Request) -> None:
        assert self.crawler.engine
        self.crawler.engine.crawl(request)

    @staticmethod
    def _left(run: Run) -> list[UrlRow]:
        """Posts that no listing shows any more: what narrower runs passed by, and what is due.

        Only where the whole of the spider's part of the site was asked for.
        """
        if run.narrowed:
            return []
        scope = run.scope
        deferred = run.ledger.take(BATCH, deferred=True) if run.follows_all else []
        return deferred or run.ledger.take_due(BATCH, kinds=scope.kinds, sections=scope.groups)
