"""Open listings in Chromium and click their buttons, one page a listing."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Self

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout
from playwright.async_api import async_playwright
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy.http import HtmlResponse, Response

from mayadeen import extras
from mayadeen.browser import process
from mayadeen.browser.gate import Fetch, Gate
from mayadeen.browser.proxy import Proxy
from mayadeen.browser.tab import Tab, quietly
from mayadeen.exceptions import Rejected, hostile
from mayadeen.run.state import walk_ended

if TYPE_CHECKING:
    from playwright.async_api import Browser, Playwright
    from scrapy import Request
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

_ARGUMENTS = (
    # What would pass by a proxy: loopback, names looked up ahead, calls (WebRTC).
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--disable-remote-fonts",  # no listing needs them
)
# What a step may take beyond twice the time-out, in seconds.
_QUIET = 1.0
# What all processes of the browser may have to themselves, in bytes, and how often that is seen, in
# seconds. A section's page takes 250 MB.
_MEMORY = 1024 * 1024 * 1024
_MEMORY_POLL = 0.5


class Chromium:
    """One browser, with a page for each listing that is being walked.

    A request with `meta["browser"]`, `{"listing": URL, "click": None or an XPath}`, opens the
    listing's page, or clicks there once, or scrolls to its end for `load_more.SCROLL`; the click is
    a request of its own so that delay, pauses and limits hold for it. The response is the page as
    it stands then, `meta["exchanges"]` what its scripts asked for and were answered, from its
    opening to the fourth click, and then by the last click; what is still without an answer has
    status 0. `meta["control"]` is what became of the button: `absent` before the click, `gone`
    after it, `disabled` or `enabled`. The page is closed by the signal `run.walk_ended`, all by the
    end of the run. An opening waits for the button `meta["browser"]["expects"]`, where there is
    one.

    Whatever the browser asks for goes through a `Proxy` to the `Gate`, where the crawler's rules
    hold. Dialogs are dismissed, windows closed, downloads refused.

    A page that does not answer in time ends the browser by its processes (`browser_stuck`), and so
    does one that takes too much memory (`browser_memory`); the next listing gets another browser.
    `too_large` is a page longer than DOWNLOAD_MAXSIZE, and that again for each click;
    `browser_gone` one that was closed or has left the site.

    Settings: `MAYADEEN_CHROMIUM` (its path; empty is Playwright's own, else the system's), Scrapy's
    `DOWNLOAD_TIMEOUT`, `DOWNLOAD_MAXSIZE`.
    Stats: `mayadeen/browser/started`; `mayadeen/hostile/browser_stuck`, `…/browser_memory`,
    `…/too_large`.
    """

    def __init__(self, crawler: Crawler, fetch: Fetch) -> None:
        assert crawler.stats
        self.stats = crawler.stats
        self.user_agent = crawler.settings["USER_AGENT"]
        self.timeout = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self.largest = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self.path = crawler.settings["MAYADEEN_CHROMIUM"]
        self.gate = Gate(crawler, fetch)
        self.proxy = Proxy(self.gate.send)
        self.port = 0
        self.driver: Playwright | None = None
        self.browser: Browser | None = None
        self.group = 0
        self.faults: dict[str, Rejected] = {}
        self.watching: asyncio.Future[None] | None = None
        self.tabs: dict[str, Tab] = {}
        self.closing: set[asyncio.Future[None]] = set()
        crawler.signals.connect(self._leave, walk_ended)

    @classmethod
    async def start(cls, crawler: Crawler, fetch: Fetch) -> Self:
        """Start Playwright and find a Chromium. Raises Rejected where there is none."""
        chromium = cls(crawler, fetch)
        chromium.driver = await async_playwright().start()
        chromium.port = await chromium.proxy.start()
        chromium.path = chromium.path or _installed(chromium.driver.chromium.executable_path)
        if not chromium.path:
            await chromium.close()
            raise Rejected("no_browser", f"Chromium is not installed: {extras.BROWSER}")
        try:
            await chromium._running()
        except PlaywrightError as error:
            await chromium.close()
            line = error.message.splitlines()[0]
            reason = f"{chromium.path} does not start ({line}): {extras.BROWSER}"
            raise Rejected("no_browser", reason) from None
        logger.info("Listings are opened in %s", chromium.path)
        return chromium

    async def _running(self) -> Browser:
        """The browser, or another where it was ended."""
        if self.browser and self.browser.is_connected():
            return self.browser
        assert self.driver
        self.group = 0
        self.browser = await self.driver.chromium.launch(
            executable_path=self.path,
            args=[f"--proxy-server=http://127.0.0.1:{self.port}", *_ARGUMENTS],
            ignore_default_args=["--disable-popup-blocking"],
        )
        session = await self.browser.new_browser_cdp_session()
        told = await session.send("SystemInfo.getProcessInfo")
        [pid] = [one["id"] for one in told["processInfo"] if one["type"] == "browser"]
        self.group = os.getpgid(pid)
        self.stats.inc_value("mayadeen/browser/started")
        self.watching = asyncio.ensure_future(self._watch(self.browser))
        return self.browser

    async def _watch(self, browser: Browser) -> None:
        while browser.is_connected():
            if process.memory(self.group) > _MEMORY:
                self._end("browser_memory", *self.tabs)
                return
            await asyncio.sleep(_MEMORY_POLL)

    def _end(self, why: str, *listings: str) -> None:
        """End the browser by its processes, whatever it is doing; `why` is for these listings."""
        self.faults |= {one: hostile(self.stats, why, one) for one in listings}
        self.browser = None
        self.tabs.clear()
        self.proxy.drop()
        process.end(self.group)

    async def browse(self, request: Request) -> Response:
        """Open a listing's page, or click in it."""
        listing = request.meta["browser"]["listing"]
        try:
            if request.meta["browser"]["click"] is None:
                await self._running()
            # A navigation, and what the page asks for then, may each take its time.
            async with asyncio.timeout(2 * self.timeout + _QUIET):
                response = await self._act(request, listing)
        except TimeoutError:
            self._end("browser_stuck", listing)
            raise self.faults.pop(listing) from None
        except PlaywrightError as error:
            if fault := self.faults.pop(listing, None):
                raise fault from None
            if isinstance(error, PlaywrightTimeout):
                raise DownloadTimeoutError(str(error)) from error
            raise DownloadFailedError(str(error)) from error
        # A page's own time, some seconds, says nothing about how the site bears the crawl.
        request.meta["autothrottle_dont_adjust_delay"] = True
        return response

    async def _act(self, request: Request, listing: str) -> Response:
        xpath, tab = request.meta["browser"]["click"], self.tabs.get(listing)
        if xpath is None:
            await self._close(listing)  # of an attempt that failed
            self.faults.pop(listing, None)
            return await self._open(request, listing)
        if tab is None:
            raise self.faults.pop(listing, None) or Rejected("browser_gone", listing)
        self.gate.click()
        request.meta["control"] = await tab.click(xpath)
        return await self._page(request, tab, listing)

    async def _open(self, request: Request, listing: str) -> Response:
        self.gate.open()
        tab = self.tabs[listing] = await self._tab()
        try:
            answer = await tab.page.goto(request.url, timeout=0)
        except PlaywrightError:
            await self._close(listing)
            if error := self.gate.refused(tab.lost):
                raise error from None
            raise
        assert answer
        headers = await answer.all_headers()
        headers.pop("content-encoding", None)  # the text that it is here is not packed
        if answer.status == 200:
            await tab.opened(request.meta["browser"].get("expects"))
        response = await self._page(request, tab, listing)
        if answer.status != 200:
            # Judged like any other answer, and asked for again where that is due.
            await self._close(listing)
        return response.replace(status=answer.status, headers=headers)

    async def _tab(self) -> Tab:
        browser = await self._running()
        context = await browser.new_context(
            user_agent=self.user_agent,
            service_workers="block",
            accept_downloads=False,
            # That of our proxy; the site's certificate is for the download handler to verify.
            ignore_https_errors=True,
        )
        return Tab(await context.new_page(), self.gate, self.timeout, self.stats)

    async def _page(self, request: Request, tab: Tab, listing: str) -> Response:
        if not tab.page.url.startswith("http"):  # it has sent itself where it may not go
            raise Rejected("browser_gone", listing)
        text = await tab.content(self.largest)
        if text is None:
            raise hostile(self.stats, "too_large", listing)
        request.meta["exchanges"] = tab.all_exchanges()
        return HtmlResponse(tab.page.url, body=text, encoding="utf-8", request=request)

    def _leave(self, url: str) -> None:
        task = asyncio.ensure_future(self._close(url))
        self.closing.add(task)
        task.add_done_callback(self.closing.discard)

    async def _close(self, listing: str) -> None:
        """Close a listing's page, or the browser with it where the page does not close."""
        if tab := self.tabs.pop(listing, None):
            self.proxy.drop()
            if not await tab.close():
                self._end("browser_stuck", listing)

    async def close(self) -> None:
        """Close the pages, the browser, Playwright and the proxy."""
        if self.watching:
            self.watching.cancel()
        if not await quietly(self._stop()):
            logger.info("The browser does not close by itself")
            if self.browser:
                process.end(self.group)
        await self.proxy.close()

    async def _stop(self) -> None:
        if self.browser:
            await self.browser.close()
        if self.driver:
            await self.driver.stop()


def _installed(own: str) -> str | None:
    """Playwright's own Chromium where it was downloaded, else the system's."""
    return (
        own if Path(own).exists() else next(filter(None, map(shutil.which, extras.CHROMIUMS)), None)
    )
