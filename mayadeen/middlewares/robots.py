"""Obey robots.txt, and crawl nothing without having read it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from scrapy import Request, signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import load_object
from scrapy.utils.sitemap import sitemap_urls_from_robots
from twisted.internet.error import ConnectError, ConnectionClosed

from mayadeen.exceptions import Rejected
from mayadeen.normalise.encodings import encoding_of
from mayadeen.run.ending import end
from mayadeen.run.state import is_of_archive, run_of
from mayadeen.run.status import Reason

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)

_UNREACHABLE = (
    IgnoreRequest,
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    ConnectError,
    ConnectionClosed,
    OSError,
)
# An archive's index and its pages have a slot each.
_SLOT = ("download_slot", "autothrottle_dont_adjust_delay")
# RFC 9309, 2.5: a crawler reads at least the first 500 KiB.
_READ = 512 * 1024
# A longer file is no reason to go without its rules.
_MAXSIZE = 64 * 2**20


class Robots(RobotsTxtMiddleware):
    """Asks for robots.txt before anything else, and ends the run where there is no answer.

    RFC 9309, 2.3.1: a file that is not there (404 and other 4xx) allows everything; a server that
    fails (5xx, 429, time-out, reset, a redirect that leaves the site), after the usual retries,
    disallows everything. Scrapy goes on as if allowed. A refusal (401, 403, a challenge) counts as
    one, though the RFC would let a crawler go on. Every request then fails with a reason that
    leaves it to a later run. Its text and the sitemaps that it names
    are left in the run.

    Settings: Scrapy's `ROBOTSTXT_OBEY`, `ROBOTSTXT_USER_AGENT`, `ROBOTSTXT_PARSER`.
    Stats: Scrapy's `robotstxt/…`. Close reasons: `robots_unavailable`, `robots_refused`.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.stats = crawler.stats
        self.parser_class: type[RobotParser] = load_object(crawler.settings["ROBOTSTXT_PARSER"])
        self.parsers: dict[str, asyncio.Future[RobotParser]] = {}

    async def robot_parser(self, request: Request) -> RobotParser:
        """The rules for the request's host, asked for once a run. Raises Rejected without them."""
        host = urlparse_cached(request).netloc
        if host not in self.parsers:
            self.parsers[host] = asyncio.ensure_future(self._fetch(request))
        return await self.parsers[host]

    async def _fetch(self, request: Request) -> RobotParser:
        url = urlparse_cached(request)
        of_archive: dict[str, object] = {}
        if is_of_archive(request):
            of_archive = {"of_archive": True} | {name: request.meta[name] for name in _SLOT}
        robots = Request(
            f"{url.scheme}://{url.netloc}/robots.txt",
            priority=self.DOWNLOAD_PRIORITY,
            meta={"dont_obey_robotstxt": True, "download_maxsize": _MAXSIZE, **of_archive},
            callback=NO_CALLBACK,
        )
        self.stats.inc_value("robotstxt/request_count")
        assert self.crawler.engine
        try:
            response = await self.crawler.engine.download_async(robots)
        except _UNREACHABLE as error:
            raise self._ended(robots, error) from None
        self.stats.inc_value("robotstxt/response_count")
        self.stats.inc_value(f"robotstxt/response_status_count/{response.status}")
        rules = self._rules(robots, response)
        # Without a base, for joining raises where an address is none.
        if not of_archive:
            run = run_of(self.crawler)
            run.rules = rules.decode("utf-8", "replace")
            run.sitemaps = list(sitemap_urls_from_robots(rules))
        parser = self.parser_class.from_crawler(self.crawler, rules)
        await self.crawler.signals.send_catch_log_async(
            signal=signals.robots_parsed, robotparser=parser, request=request
        )
        return parser

    def _rules(self, robots: Request, response: Response) -> bytes:
        if response.status < 300:
            body = response.body
            # Scrapy would take no rule at all from a text with one broken letter.
            text = body.decode(encoding_of(body, ()), "replace").lstrip("\ufeff")
            body = text.encode("utf-8", "replace")
            if len(body) > _READ:  # half a line would forbid more than was meant
                body = body[: body.rfind(b"\n", 0, _READ) + 1]
            return body
        if 400 <= response.status < 500 and response.status != 429:
            return b""
        raise self._ended(robots, response.status)

    def _ended(self, robots: Request, cause: object) -> Rejected:
        reason = getattr(cause, "reason", "")
        if reason == "shutdown":
            return Rejected("shutdown", robots.url, later=True)
        if reason.startswith("refused"):
            close_reason = Reason.ROBOTS_REFUSED
            advice = "ask the publisher, or read archives with `scrapy crawl warc`"
        else:
            close_reason = Reason.ROBOTS_UNAVAILABLE
            advice = "nothing is fetched without its rules; try again later"
        logger.error("%s gave no rules (%s): %s", robots.url, cause, advice)
        end(self.crawler, close_reason)
        return Rejected(close_reason, str(cause), later=True)
