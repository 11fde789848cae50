"""Chromium at work: opens a listing, clicks its button, and tells what the page asked and got."""

from __future__ import annotations

import asyncio
import logging
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page
from playwright.async_api import TimeoutError as PlaywrightTimeout
from scrapy import Request
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy.http import HtmlResponse, Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from mayadeen.exceptions import INSTALL, Rejected
from mayadeen.middlewares.robots import Robots
from mayadeen.normalise.hosts import foreign
from mayadeen.pages.load_more import NO_ANSWER, SCROLL
from mayadeen.run.state import run_of, walk_ended

if TYPE_CHECKING:
    from playwright.async_api import Dialog, Locator
    from playwright.async_api import Request as PageRequest
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_NO_LIMIT = 1_000_000
_BLOCKED = {"image", "font", "media"}
_SCRIPTED = {"xhr", "fetch"}
# How long a page that asks for nothing is given to grow, in seconds.
_QUIET = 1.0
# How long a button may be covered or moving before it is clicked by a script, in milliseconds.
_COVERED = 3000
# How long a button may take to appear, or to come back after a click, in seconds.
_APPEARS = 3.0
# How long the browser may take to close, in seconds; its process ends with ours in any case.
_CLOSES = 5.0
# A request is learned from two clicks, some of which may fail; of further ones the last is kept.
_RECORDED = 4
# How many requests of a page's scripts are kept of these.
_MOST = 200
# Up and down again: what watches the end of the list is told of it when that comes into sight,
# which a leap to the page's foot would pass by. A
# page that fits the window cannot be scrolled; its script is told so all the same.
_TO_THE_END = """async () => {
    const page = document.documentElement;
    const boxes = [...document.querySelectorAll("*")].filter((box) =>
        box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY));
    scrollTo(0, 0);
    for (const box of boxes) box.scrollTop = 0;
    await new Promise((go) => setTimeout(go, 100));
    const from = Math.max(0, page.scrollHeight - 20 * innerHeight);
    for (let y = from; y < page.scrollHeight; y += innerHeight / 2) {
        scrollTo(0, y);
        await new Promise((go) => setTimeout(go, 40));
    }
    scrollTo(0, page.scrollHeight);
    for (const box of boxes) box.scrollTop = box.scrollHeight;
    if (page.scrollHeight <= innerHeight) {
        document.dispatchEvent(new Event("scroll", { bubbles: true }));
    }
}"""


@dataclass
class Tab:
    """An open page: what its scripts asked and got, and which of their requests are open."""

    page: Page
    clicks: int = 0
    pending: set[PageRequest] = field(default_factory=set)
    exchanges: list[dict[str, Any]] = field(default_factory=list)


class Chromium:
    """One browser, with a page for each listing that is being walked.

    A request with `meta["browser"]`, `{"listing": URL, "click": None or an XPath}`, opens the
    listing's page, or clicks there once, or scrolls to its end for `growth.SCROLL`; the click is a
    request of its own so that delay, pauses and limits hold for it. The response is the page as it
    stands then, `meta["exchanges"]` what its scripts asked for and were answered, from its opening
    to the fourth click, and then by the last click; what is still without an answer has status 0.
    `meta["control"]` is what became of the button: `absent` before the click, `gone` after it,
    `disabled` or `enabled`. The page is closed by the signal `run.walk_ended`, all by the end of
    the run. An opening waits for the button `meta["browser"]["expects"]`, where there is one.

    A page that does not answer within the time-outs of its opening or of a click is closed, and its
    request rejected for the reason `browser_stuck`; `browser_gone` is a click on a closed page.

    Pictures, fonts and media are not loaded, nor what robots.txt forbids, nor any other host.
    Dialogs are dismissed, windows closed, downloads refused.

    Settings: `MAYADEEN_CHROMIUM` (its path; empty is Playwright's own, else the system's),
    scrapy-playwright's `PLAYWRIGHT_…`, Scrapy's `DOWNLOAD_TIMEOUT`.
    Stats: `mayadeen/browser/unread`, requests of pages that went before their answer was read;
    scrapy-playwright's `playwright/…`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.stats = crawler.stats
        self.base_url = run_of(crawler).base_url
        self.user_agent = crawler.settings["USER_AGENT"]
        self.timeout = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self.robots = crawler.get_downloader_middleware(Robots)
        self.tabs: dict[str, Tab] = {}
        self.closing: set[asyncio.Future[None]] = set()
        self.forbidden: set[str] = set()
        self.playwright = ScrapyPlaywrightDownloadHandler(crawler)
        self.playwright.abort_request = self._is_unwanted
        # Whose turn it is, the crawl says; a page that waited here for another's end would keep the
        # downloader from sending the click that ends it.
        self.playwright.config.max_pages_per_context = _NO_LIMIT
        self.playwright.config.navigation_timeout_ms = self.timeout * 1000
        crawler.signals.connect(self._leave, walk_ended)

    @classmethod
    async def start(cls, crawler: Crawler) -> Self:
        """Start Playwright and find a Chromium. Raises Rejected where there is none."""
        chromium = cls(crawler)
        # The handler waits for a signal that was sent before it was made, and for a page.
        await chromium.playwright._launch()  # noqa: SLF001
        provider = chromium.playwright.browser_provider
        path = crawler.settings["MAYADEEN_CHROMIUM"] or _installed(
            provider.browser_type.executable_path
        )
        if not path:
            await chromium.close()
            raise Rejected("no_browser", f"Chromium is not installed: {INSTALL}")
        launch_options = chromium.playwright.config.launch_options
        launch_options["executable_path"] = path
        # Redirects pass by the hook that judges a page's requests; nothing resolves for them.
        host = urlsplit(chromium.base_url).hostname
        launch_options.setdefault("args", []).append(
            f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {host}"
        )
        logger.info("Listings are opened in %s", path)
        try:
            await chromium.playwright._maybe_launch_browser()  # noqa: SLF001
        except PlaywrightError as error:
            await chromium.close()
            reason = f"{path} does not start ({error.message.splitlines()[0]}): {INSTALL}"
            raise Rejected("no_browser", reason) from None
        return chromium

    async def browse(self, request: Request) -> Response:
        """Open a listing's page, or click in it."""
        listing = request.meta["browser"]["listing"]
        try:
            # A navigation, and what the page asks for then, may each take its time.
            async with asyncio.timeout(2 * self.timeout + _QUIET):
                response = await self._act(request, listing)
        except PlaywrightTimeout as error:
            raise DownloadTimeoutError(str(error)) from error
        except PlaywrightError as error:
            raise DownloadFailedError(str(error)) from error
        except TimeoutError:
            self._leave(listing)
            raise Rejected("browser_stuck", listing) from None
        # A page's own time, some seconds, says nothing about how the site bears the crawl.
        request.meta["autothrottle_dont_adjust_delay"] = True
        response.request = request
        return response

    async def _act(self, request: Request, listing: str) -> Response:
        xpath, tab = request.meta["browser"]["click"], self.tabs.get(listing)
        if xpath is None:
            await self._close(listing)  # of an attempt that failed
            response = await self._open(request, listing)
            tab = self.tabs.get(listing)
        elif tab is None:
            raise Rejected("browser_gone", listing)
        else:
            request.meta["control"] = await self._click(tab, xpath)
            response = HtmlResponse(
                tab.page.url, body=await tab.page.content(), encoding="utf-8", request=request
            )
        request.meta["exchanges"] = _told(tab) if tab else []
        return response

    async def _open(self, request: Request, listing: str) -> Response:
        inner = request.replace(
            meta={
                "playwright": True,
                "playwright_include_page": True,
                "playwright_page_init_callback": self._watch,
                "playwright_context_kwargs": {
                    "user_agent": self.user_agent,
                    "service_workers": "block",
                    "accept_downloads": False,
                },
                "listing": listing,
            }
        )
        try:
            response: Response = await self.playwright.download_request(inner)
        except PlaywrightError:
            await self._close(listing)
            raise
        tab = self.tabs[listing]
        if response.status != 200:
            # Judged like any other answer, and asked for again where that is due.
            await self._close(listing)
            return response
        await self._settle(tab, await _links(tab.page))
        if expected := request.meta["browser"].get("expects"):
            await _appears(_control(tab.page, expected))
        return response.replace(body=await tab.page.content(), encoding="utf-8")

    async def _watch(self, page: Page, request: Request) -> None:
        tab = self.tabs[request.meta["listing"]] = Tab(page)

        def asked(one: PageRequest) -> None:
            if one.resource_type in _SCRIPTED:
                tab.pending.add(one)

        async def ended(one: PageRequest) -> None:
            if one.resource_type in _SCRIPTED:
                try:
                    await self._record(tab, one)
                except PlaywrightError as error:  # the page went before it could be read
                    self.stats.inc_value("mayadeen/browser/unread")
                    logger.info("Not read: %s (%s)", one.url, error.message)
                finally:
                    tab.pending.discard(one)

        page.on("request", asked)
        page.on("requestfinished", ended)
        page.on("requestfailed", ended)
        page.on("dialog", _dismiss)
        page.on("popup", _shut)

    async def _record(self, tab: Tab, one: PageRequest) -> None:
        status, text = 0, ""
        if len(tab.exchanges) >= _MOST:
            return
        if one.url in self.forbidden:
            text = "robots.txt"
        elif one.failure:
            text = one.failure
        else:
            response = await one.response()
            if response:
                status, text = response.status, await response.text()
        tab.exchanges.append(
            {
                "click": tab.clicks,
                "method": one.method,
                "url": one.url,
                "headers": await one.all_headers(),
                "body": one.post_data,
                "status": status,
                "text": text,
            }
        )

    async def _click(self, tab: Tab, xpath: str) -> str:
        """Click, or scroll; gives what became of the control."""
        control = _control(tab.page, xpath)
        if xpath != SCROLL and not await _appears(control):
            return "absent"
        links = await _links(tab.page)
        tab.clicks += 1
        if tab.clicks > _RECORDED:
            tab.exchanges.clear()
        try:
            if xpath == SCROLL:
                await tab.page.evaluate(_TO_THE_END)
            else:
                await control.click(timeout=_COVERED)
        except PlaywrightTimeout:
            # What lies over it would not stop a script; what is disabled is not to be clicked.
            if await control.is_enabled(timeout=_COVERED):
                await control.dispatch_event("click", timeout=_COVERED)
        await self._settle(tab, links)
        if xpath == SCROLL or not await control.count():
            return "gone"
        return "enabled" if await control.is_enabled(timeout=_COVERED) else "disabled"

    async def _settle(self, tab: Tab, links: int) -> None:
        """Wait until all that was asked for has come and the page has grown, or does not grow.

        A page that has grown may go on asking for other things.
        """
        began = quiet = monotonic()
        grown: float | None = None
        while (now := monotonic()) - began < self.timeout:
            if grown is None and await _links(tab.page) > links:
                grown = now
            if grown is not None and (not tab.pending or now - grown > _QUIET):
                return
            if tab.pending:
                quiet = now
            elif now - quiet > _QUIET:
                return
            await asyncio.sleep(0.05)

    async def _is_unwanted(self, asked: PageRequest) -> bool:
        """Judge each request of a page, redirects excepted."""
        if asked.resource_type in _BLOCKED or foreign(asked.url, self.base_url):
            return True
        if self.robots:
            rules = await self.robots.robot_parser(Request(asked.url))
            if not rules.allowed(asked.url, self.user_agent):
                self.forbidden.add(asked.url)
                return True
        return False

    def _leave(self, url: str) -> None:
        task = asyncio.ensure_future(self._close(url))
        self.closing.add(task)
        task.add_done_callback(self.closing.discard)

    async def _close(self, listing: str) -> None:
        if tab := self.tabs.pop(listing, None):
            await _shut(tab.page)

    async def close(self) -> None:
        """Close the pages, the browser and Playwright."""
        try:
            await asyncio.wait_for(self.playwright.close(), _CLOSES)
        except TimeoutError:
            logger.info("The browser does not close by itself")


def _installed(own: str) -> str | None:
    """Playwright's own Chromium where it was downloaded, else the system's."""
    return own if Path(own).exists() else next(filter(None, map(shutil.which, _NAMES)), None)


async def _links(page: Page) -> int:
    return int(await page.evaluate("document.links.length"))


def _control(page: Page, xpath: str) -> Locator:
    """The first of what an XPath finds that can be seen."""
    return page.locator(f"xpath={xpath}").locator("visible=true").first


async def _appears(control: Locator) -> bool:
    try:
        await control.wait_for(state="visible", timeout=_APPEARS * 1000)
    except PlaywrightTimeout:
        return False
    return True


def _told(tab: Tab) -> list[dict[str, Any]]:
    """What the page's scripts asked and got, and what got no answer."""
    unanswered = [
        {
            "click": tab.clicks,
            "method": one.method,
            "url": one.url,
            "headers": one.headers,
            "body": one.post_data,
            "status": 0,
            "text": NO_ANSWER,
        }
        for one in tab.pending
    ]
    return [*tab.exchanges, *unanswered]


async def _dismiss(dialog: Dialog) -> None:
    with suppress(PlaywrightError):
        await dialog.dismiss()


async def _shut(page: Page) -> None:
    with suppress(PlaywrightError, TimeoutError):
        await asyncio.wait_for(page.close(), _CLOSES)
