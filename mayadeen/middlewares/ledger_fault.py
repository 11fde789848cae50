"""End the run, in one line, where the ledger fails while a page is read."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from mayadeen.ledger import LedgerError
from mayadeen.run.ending import end
from mayadeen.run.status import Reason

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)


class LedgerFault:
    """Ends the run with the close reason `unwritable`; what is under way is left to the next one.

    Without it each further callback would fail for the same, with a traceback.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.is_told = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_spider_exception(
        self, response: Response, exception: Exception
    ) -> list[Request] | None:
        if not isinstance(exception, LedgerError):
            return None
        if not self.is_told:
            logger.error("%s", exception)
            self.is_told = True
        end(self.crawler, Reason.UNWRITABLE)
        return []
