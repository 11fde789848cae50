"""Judge what the browser's pages may ask for: the crawler's own rules, so much a step."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from scrapy import Request
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest

from mayadeen.exceptions import Rejected
from mayadeen.middlewares.compression import Compression
from mayadeen.middlewares.own_hosts import OwnHosts
from mayadeen.middlewares.robots import Robots
from mayadeen.normalise.hosts import foreign
from mayadeen.pages.load_more import NO_ANSWER
from mayadeen.run.state import run_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

Fetch = Callable[[Request], Awaitable["Response"]]

# In Scrapy's own words, by which such a failure is known.
DISALLOWED = "Forbidden by robots.txt"
# What a page may ask the site for when it opens, and besides for each click. A section's page of
# the site asks for some thirty files of its own.
OPENING = 200
CLICK = 20
# How many of these at a time, as a person's browser does.
_AT_A_TIME = 6
# How many answers as long as a page may be (DOWNLOAD_MAXSIZE) they may be together.
_ANSWERS = 4


class Gate:
    """Makes a page's requests by the crawler's own download handler, where its rules allow them.

    They are judged like Scrapy's: own host and port, robots.txt, the address behind the name, the
    length and packing of the answer, the time for it; and they are sent under the crawler's user
    agent. Redirects come back to the page, whose next request is judged anew. Refused are besides
    WebSockets, which have no end, parts of files, which only films ask for, and pictures.

    `refused` gives what kept an address from being answered, the exception that the same would be
    for the crawler. Stats: `mayadeen/browser/sent`, `mayadeen/browser/refused/<reason>`.
    """

    def __init__(self, crawler: Crawler, fetch: Fetch) -> None:
        self.crawler = crawler
        self.stats = crawler.stats
        self.fetch = fetch
        self.base_url = run_of(crawler).base_url
        self.user_agent = crawler.settings["USER_AGENT"]
        self.largest = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self.timeout = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self.robots = crawler.get_downloader_middleware(Robots)
        self.own_hosts = crawler.get_downloader_middleware(OwnHosts)
        self.proxies = crawler.get_downloader_middleware(HttpProxyMiddleware)
        self.compression = crawler.get_downloader_middleware(Compression)
        self.turns = asyncio.Semaphore(_AT_A_TIME)
        self.errors: dict[str, Exception] = {}
        self.open()

    def open(self) -> None:
        """Begin with another listing."""
        self.errors.clear()
        self.requests, self.bytes = OPENING, _ANSWERS * self.largest

    def click(self) -> None:
        """Let the page ask for what a click may bring."""
        # What an opening took beyond its share, by answers under way, is no debt of the button's.
        self.requests, self.bytes = self.requests + CLICK, max(self.bytes, 0) + self.largest

    async def send(self, request: Request) -> Response | None:
        """The answer to a page's request; None where there is none, for what `refused` gives."""
        url = request.url
        try:
            response = await self._send(request)
        except Exception as error:  # noqa: BLE001 - no request of a page's is worth more than it
            self.stats.inc_value(f"mayadeen/browser/refused/{reason_of(error)}")
            logger.debug("Not for the browser (%s): %s", reason_of(error), url)
            self.errors[url] = error
            return None
        self.errors.pop(url, None)
        return response

    def refused(self, url: str) -> Exception | None:
        """What kept an address, as the browser spells it, from being answered."""
        return self.errors.get(Request(urldefrag(url).url).url) if url else None

    async def _send(self, request: Request) -> Response:
        if reason := foreign(request.url, self.base_url) or _strange(request):
            raise Rejected(reason, request.url)
        await self._obey(request)
        if self.requests <= 0 or self.bytes <= 0:
            raise Rejected("too_much", request.url)
        self.requests -= 1
        request.headers["User-Agent"] = self.user_agent
        request.headers.pop("Accept-Encoding", None)
        if self.own_hosts:  # which may ask for another address in its stead
            request = await self.own_hosts.process_request(request) or request
        if self.proxies:
            self.proxies.process_request(request)
        if self.compression:
            self.compression.process_request(request)
        request.meta["download_timeout"] = self.timeout
        async with self.turns:
            most = request.meta["download_maxsize"] = max(min(self.largest, self.bytes), 1)
            self.stats.inc_value("mayadeen/browser/sent")
            try:
                response = await self.fetch(request)
            except DownloadCancelledError:  # it was longer
                self.bytes -= most
                raise
            self.bytes -= len(response.body)
        if self.own_hosts:
            response = self.own_hosts.process_response(request, response)
        if self.compression:
            response = self.compression.process_response(request, response)
        return response

    async def _obey(self, request: Request) -> None:
        """Hold to robots.txt; the site's own where an address spells the site otherwise.

        It is known, since the listing was judged by it; here none could be asked for, as the
        downloader waits for the page.
        """
        if not self.robots:
            return
        known = self.robots.parsers
        hosts = (urlsplit(url).netloc for url in (request.url, self.base_url))
        rules = await next(known[host] for host in hosts if host in known)
        if not rules.allowed(request.url, self.user_agent):
            raise IgnoreRequest(DISALLOWED)


def _strange(request: Request) -> str | None:
    """Why a request is none that a listing needs."""
    if "Upgrade" in request.headers:
        return "websocket"
    if "Range" in request.headers:
        return "range"
    return "image" if (request.headers.get("Accept") or b"").startswith(b"image/") else None


def reason_of(error: Exception) -> str:
    """What an exchange says of a request that has no answer."""
    if isinstance(error, DownloadTimeoutError):
        return NO_ANSWER
    if isinstance(error, Rejected):
        return error.reason
    return "robots.txt" if str(error) == DISALLOWED else type(error).__name__
