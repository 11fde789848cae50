"""Tell the ledger of posts whose item was lost on its way to the feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scrapy import signals

from mayadeen.exceptions import TooSlow
from mayadeen.items import Article
from mayadeen.run.state import run_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure


class LostItems:
    """A callback or a pipeline that fails makes its post a failure, to be fetched again."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_error, signals.spider_error)
        crawler.signals.connect(extension.item_error, signals.item_error)
        crawler.signals.connect(extension.item_dropped, signals.item_dropped)
        return extension

    def spider_error(self, failure: Failure, response: Response | None) -> None:
        if response is not None and response.request is not None:
            url = response.request.cb_kwargs.get("url", response.request.url)
            is_told = isinstance(failure.value, TooSlow)
            why = str(failure.value) if is_told else f"callback: {type(failure.value).__name__}"
            run_of(self.crawler).failed(url, why)

    def item_error(self, item: Any, failure: Failure) -> None:
        self._lost(item, f"pipeline: {type(failure.value).__name__}")

    def item_dropped(self, item: Any, exception: BaseException) -> None:
        self._lost(item, f"dropped: {exception}")

    def _lost(self, item: Any, reason: str) -> None:
        run = run_of(self.crawler)
        if isinstance(item, Article):
            run.undelivered(item, reason)
        else:
            where = getattr(item, "page_url", None) or getattr(item, "url", None)
            run.failures[where or type(item).__name__] = reason
