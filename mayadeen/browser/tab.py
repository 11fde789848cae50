"""Drive one page in the browser: click, give it time to grow, keep what its scripts got."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout

from mayadeen.browser.gate import reason_of
from mayadeen.normalise.encodings import encoding_of
from mayadeen.pages.load_more import NO_ANSWER, SCROLL

if TYPE_CHECKING:
    from playwright.async_api import Dialog, Locator, Page
    from playwright.async_api import Request as PageRequest
    from scrapy.statscollectors import StatsCollector

    from mayadeen.browser.gate import Gate

logger = logging.getLogger(__name__)

_SCRIPTED = {"xhr", "fetch"}
# How long a page that asks for nothing is given to grow, in seconds.
_QUIET = 1.0
# How long a button may be covered or moving before it is clicked by a script, in milliseconds.
_COVERED = 3000
# How long a button may take to appear, or to come back after a click, in seconds.
_APPEARS = 3.0
# How long a page, or all of the browser, may take to close, in seconds.
_CLOSES = 5.0
# A request is learned from two clicks, some of which may fail; of further ones the last is kept.
_RECORDED = 4
# How many requests of a page's scripts are kept of its opening, and of each of these.
_MOST = 200
# Up and down again: what watches the end of the list is told of it when that comes into sight,
# which a leap to the page's foot would pass by. A page that
# fits the window cannot be scrolled; its script is told so all the same.
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


class Tab:
    """A listing's page; what it asks for passes the `gate`. It opens no other and holds no dialog.

    `lost` is the address at which the way to the page itself ended, where it was not got.
    Stat: `mayadeen/browser/unread`, requests of pages that went before their answer was read.
    """

    def __init__(self, page: Page, gate: Gate, timeout: float, stats: StatsCollector) -> None:
        self.page = page
        self.gate = gate
        self.timeout = timeout
        self.stats = stats
        self.clicks = self.kept = 0
        self.lost = ""
        self.pending: set[PageRequest] = set()
        self.exchanges: list[dict[str, Any]] = []
        page.on("request", self._asked)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._failed)
        page.context.on("dialog", _dismiss)
        page.context.on("page", _shut)

    async def close(self) -> bool:
        """Close the page with all that it opened; gives whether it did in time."""
        return await quietly(self.page.context.close())

    def _asked(self, one: PageRequest) -> None:
        if one.resource_type in _SCRIPTED and one.url.startswith("http"):
            self.pending.add(one)

    async def _failed(self, one: PageRequest) -> None:
        if one.resource_type == "document" and one.frame == self.page.main_frame:
            self.lost = one.url
        await self._ended(one)

    async def _ended(self, one: PageRequest) -> None:
        if one not in self.pending:
            return
        try:
            await self._record(one)
        except PlaywrightError as error:  # the page went before it could be read
            self.stats.inc_value("mayadeen/browser/unread")
            logger.debug("Not read: %s (%s)", one.url, error.message)
        finally:
            self.pending.discard(one)

    async def _record(self, one: PageRequest) -> None:
        status, text = 0, ""
        if self.kept >= _MOST:
            return
        self.kept += 1
        if error := self.gate.refused(one.url):
            text = reason_of(error)
        elif one.failure:
            text = one.failure
        elif response := await one.response():
            body = await response.body()
            status, text = response.status, body.decode(encoding_of(body, ()), "replace")
        headers = await one.all_headers()
        self.exchanges.append(self._exchange(one, headers, status, text))

    def _exchange(
        self, one: PageRequest, headers: dict[str, str], status: int, text: str
    ) -> dict[str, Any]:
        body = one.post_data_buffer
        return {
            "click": self.clicks,
            "method": one.method,
            "url": one.url,
            "headers": headers,
            "body": None if body is None else body.decode("utf-8", "replace"),
            "status": status,
            "text": text,
        }

    def all_exchanges(self) -> list[dict[str, Any]]:
        """What the page's scripts asked and got, and what got no answer."""
        open_ = [self._exchange(one, one.headers, 0, NO_ANSWER) for one in self.pending]
        return [*self.exchanges, *open_]

    async def content(self, most: int) -> str | None:
        """The page as its scripts have made it; None where that has more than so many letters, and
        as many again for each click."""
        most *= self.clicks + 1
        length = await self._number("document.documentElement.outerHTML.length")
        text = await self.page.content() if length <= most else None
        return text if text is not None and len(text) <= most else None

    async def opened(self, expected: str | None) -> None:
        """Wait until the page is done, and for the button that it is said to have."""
        await self._settle(await self._links())
        if expected:
            await _appears(self._control(expected))

    async def click(self, xpath: str) -> str:
        """Click, or scroll; gives what became of the control."""
        control = self._control(xpath)
        if xpath != SCROLL and not await _appears(control):
            return "absent"
        links = await self._links()
        self.clicks, self.kept = self.clicks + 1, 0
        if self.clicks > _RECORDED:
            self.exchanges.clear()
        try:
            if xpath == SCROLL:
                await self.page.evaluate(_TO_THE_END)
            else:
                await control.click(timeout=_COVERED)
        except PlaywrightTimeout:
            # What lies over it would not stop a script; what is disabled is not to be clicked.
            if await control.is_enabled(timeout=_COVERED):
                await control.dispatch_event("click", timeout=_COVERED)
        await self._settle(links)
        if xpath == SCROLL or not await control.count():
            return "gone"
        return "enabled" if await control.is_enabled(timeout=_COVERED) else "disabled"

    async def _settle(self, links: int) -> None:
        """Wait until all that was asked for has come and the page has grown, or does not grow.

        A page that has grown may go on asking for other things.
        """
        began = quiet = monotonic()
        grown: float | None = None
        while (now := monotonic()) - began < self.timeout:
            if grown is None and await self._links() > links:
                grown = now
            if grown is not None and (not self.pending or now - grown > _QUIET):
                return
            if self.pending:
                quiet = now
            elif now - quiet > _QUIET:
                return
            await asyncio.sleep(0.05)

    def _control(self, xpath: str) -> Locator:
        """The first of what an XPath finds that can be seen."""
        return self.page.locator(f"xpath={xpath}").locator("visible=true").first

    async def _links(self) -> int:
        return await self._number("document.links.length")

    async def _number(self, script: str) -> int:
        """What a script counts, whatever the page has made of its words."""
        return int(await self.page.evaluate(f"{script} | 0"))


async def quietly(closing: Awaitable[None]) -> bool:
    """Whether something closed in time, or was closed already."""
    try:
        with suppress(PlaywrightError):
            await asyncio.wait_for(closing, _CLOSES)
    except TimeoutError:
        return False
    return True


async def _appears(control: Locator) -> bool:
    try:
        await control.wait_for(state="visible", timeout=_APPEARS * 1000)
    except PlaywrightTimeout:
        return False
    return True


async def _dismiss(dialog: Dialog) -> None:
    await quietly(dialog.dismiss())


async def _shut(opened: Page) -> None:
    await quietly(opened.close())
