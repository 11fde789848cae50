"""Keep the pace that robots.txt asks for."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.extensions.throttle import AutoThrottle

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)


class CrawlDelay:
    """Applies `Crawl-delay` to the host's download slot; Scrapy reads it and does nothing.

    The delay is never lowered by it, and neither jitter nor AutoThrottle goes below it: jitter is
    off for a host whose `Crawl-delay` is longer than the shortest delay of its own settings.

    Settings: `MAYADEEN_CRAWL_DELAY_MAX` (seconds; a longer wish is cut to it, with a warning),
    Scrapy's `DOWNLOAD_DELAY`, `DOWNLOAD_DELAY_JITTER`, `DOWNLOAD_SLOTS`, `AUTOTHROTTLE_…`.
    Stat: `mayadeen/crawl_delay`, the seconds applied.
    """

    def __init__(self, crawler: Crawler, longest: float, user_agent: str) -> None:
        self.crawler = crawler
        self.longest = longest
        self.user_agent = user_agent

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        o = cls(
            crawler,
            settings.getfloat("MAYADEEN_CRAWL_DELAY_MAX"),
            settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"],
        )
        crawler.signals.connect(o.robots_parsed, signals.robots_parsed)
        return o

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        asked = robotparser.crawl_delay(self.user_agent)
        if not asked or not asked > 0:  # the second also tells a NaN
            return
        delay = min(asked, self.longest)
        if delay < asked:
            logger.warning(
                "robots.txt asks for %s s between requests, MAYADEEN_CRAWL_DELAY_MAX allows %s s",
                asked,
                delay,
            )
        assert self.crawler.engine
        downloader = self.crawler.engine.downloader
        key = downloader.get_slot_key(request)
        slot = downloader.slots[key]  # robots.txt itself has just passed through it
        if "/" in key:  # an archive's index, beside whose slot its pages will have one
            pages = downloader.per_slot_settings.setdefault(key.partition("/")[0], {})
            pages["delay"] = max(delay, pages.get("delay", 0))
        if slot.delay * (1 - slot.jitter) >= delay:
            return
        slot.delay = max(slot.delay, delay)
        slot.jitter = 0
        # Scrapy forgets a slot that rests for a minute and makes it anew from these.
        downloader.per_slot_settings[key] = {
            **downloader.per_slot_settings.get(key, {}),
            "delay": slot.delay,
            "jitter": 0,
        }
        throttle = self.crawler.get_extension(AutoThrottle)
        if throttle:
            throttle.mindelay = max(throttle.mindelay, delay)
            throttle.maxdelay = max(throttle.maxdelay, delay)
        self.crawler.stats.set_value("mayadeen/crawl_delay", delay)
        logger.info("robots.txt asks for %s s between requests", delay)
