"""Send requests in the site's pace, the few that need one by a browser."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

from mayadeen import extras
from mayadeen.downloader.pace import Pace
from mayadeen.exceptions import Rejected
from mayadeen.run.state import give_up

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from mayadeen.browser.chromium import Chromium


class PacedDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's own handler, but for requests with `meta["browser"]`; see `chromium.Chromium`.

    Whatever asks for something, robots.txt and a browser's click too, comes by here last of all: so
    this is where it waits for its turn among the runs of the machine; see `pace.Pace`. Playwright
    is an extra: where it or a Chromium is missing, such a request is rejected for the reason
    `no_browser`. By the signal `run.state.give_up` all that is under way or waits for its delay is
    left to a later run.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.crawler = crawler
        self.pace = Pace(crawler)
        self.chromium: asyncio.Future[Chromium] | None = None
        self.going: set[asyncio.Future[Response]] = set()
        self.given_up = False
        crawler.signals.connect(self._give_up, give_up)

    async def download_request(self, request: Request) -> Response:
        going = asyncio.ensure_future(self._paced(request))
        self.going.add(going)
        going.add_done_callback(self.going.discard)
        try:
            return await going
        except asyncio.CancelledError:
            if not self.given_up:
                raise
            raise _left(request) from None

    def _give_up(self) -> None:
        self.given_up = True
        assert self.crawler.engine
        for slot in self.crawler.engine.downloader.slots.values():
            while slot.queue:
                request, answer = slot.queue.popleft()
                answer.errback(_left(request))
        for going in self.going:
            going.cancel()

    async def _paced(self, request: Request) -> Response:
        await self.pace.wait(request)
        response = await self._send(request)
        await self.pace.heed(request, response)
        return response

    async def _send(self, request: Request) -> Response:
        if "browser" not in request.meta:
            return await super().download_request(request)
        if self.chromium is None:
            self.chromium = asyncio.ensure_future(self._start())
        return await (await self.chromium).browse(request)

    async def _start(self) -> Chromium:
        try:
            from mayadeen.browser.chromium import Chromium
        except ImportError as error:
            raise Rejected(
                "no_browser", f"{error.name} is not installed: {extras.BROWSER}"
            ) from None
        return await Chromium.start(self.crawler, super().download_request)

    async def close(self) -> None:
        await super().close()
        started = self.chromium and self.chromium.done() and not self.chromium.cancelled()
        if self.chromium and started and not self.chromium.exception():
            await self.chromium.result().close()


def _left(request: Request) -> Rejected:
    return Rejected("shutdown", request.url, later=True)
