"""End a run in which nothing moves any more, and let no run that ends wait for answers."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from mayadeen.run.ending import end, is_ending
from mayadeen.run.state import give_up, resting, run_of
from mayadeen.run.status import Reason

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

# How often it looks, and for how long a run that ends waits for what is under way, in seconds.
POLL_SECONDS = 1.0
GRACE = 3.0
# What is counted without any progress: by the clock, by the log, by a page's own scripts.
_IDLE = ("memusage/", "log_count/", "mayadeen/browser/")
_MOST_NAMED = 5


class StallWatchdog:
    """Every request, answer, item and refusal is counted in a stat. Where none has changed for
    `MAYADEEN_STALLED` seconds and a download delay, the run ends and names what it waited for.

    Pauses and waits that a component announces by the signal `run.state.resting` are no standstill.
    Time in which the process is busy does not count: the clock does not tick then. Nor do ticks
    beyond one a second: it can give several where it wakes a little early.

    A run that ends, for whatever reason, gives what is under way three seconds; then the signal
    `run.state.give_up` tells the download handler to leave it.

    Setting: `MAYADEEN_STALLED`; 0 is never. Close reason: `stalled`.
    """

    def __init__(self, crawler: Crawler, limit: float) -> None:
        self.crawler = crawler
        self.limit = limit
        self.seen: dict[str, Any] = {}
        self.looked_at = monotonic()
        self.still = 0.0
        self.ending = 0.0
        self.rests_until = 0.0
        self.clock = create_looping_call(self.look)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler, crawler.settings.getfloat("MAYADEEN_STALLED"))
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        crawler.signals.connect(extension.rest, resting)
        return extension

    def spider_opened(self) -> None:
        self.looked_at = monotonic()
        self.clock.start(POLL_SECONDS, now=False)

    def spider_closed(self) -> None:
        if self.clock.running:
            self.clock.stop()

    def rest(self, until: float) -> None:
        """All wait on purpose until then."""
        self.rests_until = max(self.rests_until, until)

    def look(self) -> None:
        """One look at the run, once a second."""
        now = monotonic()
        passed, self.looked_at = min(now - self.looked_at, POLL_SECONDS), now
        if is_ending(self.crawler):
            if self.ending < GRACE <= self.ending + passed:
                self.crawler.signals.send_catch_log(give_up)
            self.ending += passed
            self._close_scraper()
            return
        assert self.crawler.stats
        stats = self.crawler.stats.get_stats()
        counts = {name: value for name, value in stats.items() if not name.startswith(_IDLE)}
        if counts != self.seen or now < self.rests_until:
            self.seen, self.still = counts, 0.0
            return
        self.still += passed
        if self.limit and self.still >= self.limit + self._delay():
            self._stall()

    def _close_scraper(self) -> None:
        """Let a run end whose last item came from `start()`.

        Scrapy looks whether its scraper is done where an answer is, and not where such an item is.
        """
        assert self.crawler.engine
        slot = self.crawler.engine.scraper.slot
        if slot and slot.closing and slot.is_idle() and not slot.closing.called:
            assert self.crawler.spider
            slot.closing.callback(self.crawler.spider)

    def _delay(self) -> float:
        assert self.crawler.engine
        return max(
            (slot.delay for slot in self.crawler.engine.downloader.slots.values()), default=0
        )

    def _stall(self) -> None:
        run, engine = run_of(self.crawler), self.crawler.engine
        assert engine
        assert engine._slot  # noqa: SLF001 - nothing else tells what is under way
        waited = [_name(request) for request in engine._slot.inprogress]  # noqa: SLF001
        waited += [f"the listing {url}, for the browser" for url in sorted(run.browser.waits())]
        named = "; ".join(waited[:_MOST_NAMED]) or "nothing that is under way"
        more = f"; and {len(waited) - _MOST_NAMED} more" if len(waited) > _MOST_NAMED else ""
        run.warn(
            f"Nothing moved for {self.still:.0f} s, so the run ends. Waited for: {named}{more}"
        )
        for walk in run.walks.values():
            walk.ended_by = walk.ended_by or "left"
        end(self.crawler, Reason.STALLED)


def _name(request: Request) -> str:
    browser = request.meta.get("browser")
    if browser is None:
        return f"{request.method} {request.url}"
    return f"the browser's page of {request.url}, {'a click' if browser['click'] else 'opening'}"
