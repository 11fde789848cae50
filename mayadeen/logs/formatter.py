"""Format log lines of items in one line each; the item itself stands in the feed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter, LogFormatterResult

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Response
    from twisted.python.failure import Failure


class QuietLogFormatter(LogFormatter):
    """Scrapy's own prints the whole item, an article's body with it."""

    def scraped(self, item: Any, response: Any, spider: Spider) -> LogFormatterResult:
        return _line(logging.DEBUG, "Scraped", item)

    def dropped(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        return _line(logging.WARNING, f"Dropped ({exception})", item)

    def item_error(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        return _line(logging.ERROR, "Error processing", item)


def _line(level: int, what: str, item: Any) -> LogFormatterResult:
    values = item if isinstance(item, dict) else vars(item)
    name = values.get("url") or values.get("page_url")
    return {
        "level": level,
        "msg": "%(what)s %(type)s %(name)s",
        "args": {"what": what, "type": type(item).__name__, "name": name},
    }
