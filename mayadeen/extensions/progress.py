"""Show how far a run is: in a line that stays at the foot of a terminal, or in the log."""

from __future__ import annotations

import atexit
import logging
import sys
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Self, cast

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from mayadeen.items import Article
from mayadeen.ledger import LedgerError
from mayadeen.run.state import RunSpider, run_of

if TYPE_CHECKING:
    from rich.console import Console
    from scrapy.crawler import Crawler
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

logger = logging.getLogger(__name__)

# How often the line of a terminal changes, and what part of the past its rate is taken from.
POLL_SECONDS = 1.0
WINDOW = 30.0


@dataclass(frozen=True)
class Snapshot:
    """A run at one moment. `rate` is requests a second, `left` seconds that it still takes.

    `listings` are those done and those known; while there are more of these, `left` is the least
    that can be told.
    """

    spider: str
    items: str
    status: str | None
    seconds: float
    counts: Mapping[str, int]
    rate: float
    queue: int
    listings: tuple[int, int]
    errors: int
    left: float | None

    def __str__(self) -> str:
        kinds = {what: number for what, number in self.counts.items() if what != "failed"}
        told = ", ".join(f"{number:,} {what}" for what, number in kinds.items() if number)
        done, known = self.listings
        parts = [
            f"{self.spider} {self.status or 'running'} {_clock(self.seconds)}",
            f"{sum(kinds.values()):,} {self.items}" + (f": {told}" if told else ""),
            f"{self.rate:.1f} requests/s",
            f"queue {self.queue:,}",
            _phase(done, known),
            f"{self.errors:,} error" + ("" if self.errors == 1 else "s"),
            f"{'at least ' if done < known else ''}{_clock(self.left)} left" if self.left else "",
        ]
        return " · ".join(part for part in parts if part)


def _phase(done: int, known: int) -> str:
    """Posts are fetched when the last listing is read: until then none comes."""
    if done < known:
        return f"reading listings {done} of {known}; posts follow"
    return f"listings {done} of {known}" if known else ""


def _clock(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))


class Progress:
    """Stands in the place of Scrapy's LogStats.

    On a terminal one line is kept below the log and renewed every second. Otherwise, or where the
    log goes to a file, the same line is logged every `LOGSTATS_INTERVAL` seconds; 0 is off.
    """

    def __init__(self, crawler: Crawler, interval: float) -> None:
        self.crawler = crawler
        self.interval = interval
        self.foot: Foot | None = None
        self.clocks: list[AsyncioLoopingCall | LoopingCall] = []
        self.sent: deque[tuple[float, int]] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        interval = crawler.settings.getfloat("LOGSTATS_INTERVAL")
        if not interval:
            raise NotConfigured
        progress = cls(crawler, interval)
        crawler.signals.connect(progress.spider_opened, signals.spider_opened)
        crawler.signals.connect(progress.spider_closed, signals.spider_closed)
        crawler.signals.connect(progress.engine_stopped, signals.engine_stopped)
        return progress

    def spider_opened(self) -> None:
        if not hasattr(run_of(self.crawler), "ledger"):
            return  # it ends before its first request
        self.began = monotonic()
        self.sent.append((self.began, 0))
        # Counted once: with a million addresses this takes seconds.
        run = run_of(self.crawler)
        try:
            waiting = run.ledger.status(failed=0).pending_by_scope
        except LedgerError as error:  # the first that looks at all of it
            raise run.cannot_start(error) from None
        self.left_behind = waiting.get(run.ledger.run.scope, 0)
        if (console := _terminal()) is not None:
            self.snapshot()
            self.foot = Foot(console)
            # A second signal ends Scrapy where it stands, but the cursor must come back.
            atexit.register(self.engine_stopped)
            self._every(POLL_SECONDS, self.foot.show)
        if not self.foot or self.crawler.settings["LOG_FILE"]:
            self._every(self.interval, self._log)

    def _every(self, seconds: float, show: Callable[[str], None]) -> None:
        clock = create_looping_call(lambda: show(str(self.snapshot())))
        clock.start(seconds, now=False)
        self.clocks.append(clock)

    @staticmethod
    def _log(line: str) -> None:
        logger.info("%s", line)

    def spider_closed(self) -> None:
        """The last look while the ledger is open."""
        for clock in self.clocks:
            clock.stop()
        if self.foot:
            self.snapshot(ended=True)

    def engine_stopped(self) -> None:
        if self.foot:
            status = run_of(self.crawler).status
            self.foot.show(str(replace(self.latest, status=status, left=None)))
            self.foot.stop()
            self.foot = None

    def snapshot(self, *, ended: bool = False) -> Snapshot:
        """The run as it stands, or as it ended."""
        spider, engine = cast("RunSpider", self.crawler.spider), self.crawler.engine
        assert engine
        run, item = spider.run, spider.main_item
        asked = run.ledger.counts()
        waiting = self.left_behind + asked.get("new", 0) + asked.get("due", 0)
        waiting = max(0, waiting - asked.get("taken", 0))
        queue = waiting + len(engine.scheduler) + len(engine.downloader.active)  # type: ignore[arg-type]
        walks = run.walks.values()
        done = sum(walk.ended_by is not None for walk in walks)
        limit, rate = run.arguments.limit, self._rate(ended=ended)
        to_go = queue if limit is None else min(queue, limit - run.accepted)
        self.latest = Snapshot(
            spider=run.spider,
            items="posts" if item is Article else f"{item.__name__.lower()}s",
            status=run.status,
            seconds=monotonic() - self.began,
            counts=run.counts,
            rate=rate,
            queue=queue,
            listings=(done, len(walks)),
            errors=len(run.failures),
            left=to_go / rate if rate and not ended else None,
        )
        return self.latest

    def _rate(self, *, ended: bool) -> float:
        """Requests a second of late; of the whole run when it has ended."""
        now = monotonic()
        requests: int = self.crawler.stats.get_value("downloader/request_count", 0)
        while len(self.sent) > 1 and self.sent[1][0] < now - WINDOW:
            self.sent.popleft()
        since, before = (self.began, 0) if ended else self.sent[0]
        self.sent.append((now, requests))
        return (requests - before) / max(now - since, POLL_SECONDS)


def _terminal() -> Console | None:
    """The terminal on stderr, where there is one whose lines can be drawn anew."""
    if not sys.stderr.isatty():
        return None
    # A run without a terminal need not wait for what draws on one.
    from rich.console import Console

    console = Console(stderr=True)
    return None if console.is_dumb_terminal else console


class Foot:
    """A line that stays below whatever else is written to the terminal."""

    def __init__(self, console: Console) -> None:
        from rich.live import Live

        self.live = Live(console=console, auto_refresh=False, redirect_stdout=False)
        self.terminal = sys.stderr
        self.handlers = [
            handler
            for handler in logging.root.handlers
            if isinstance(handler, logging.StreamHandler) and handler.stream is self.terminal
        ]
        self.live.start()
        for handler in self.handlers:
            handler.setStream(Above(console))

    def show(self, line: str) -> None:
        """Put another line in its place; where the terminal is narrow it takes several rows."""
        # Its own say on wrapping: rich would wrap it as the log line that happens to be written.
        from rich.text import Text

        self.live.update(Text(line, no_wrap=False, overflow="fold"), refresh=True)

    def stop(self) -> None:
        """Leave the last line where it is and give the terminal back."""
        for handler in self.handlers:
            handler.setStream(self.terminal)
        self.live.stop()


class Above:
    """Writes lines above the foot as they are: not wrapped, so that they can be copied."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def write(self, text: str) -> None:
        self.console.out(text, end="", highlight=False)

    def flush(self) -> None:
        """Every write is."""
