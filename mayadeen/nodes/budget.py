"""Keep one pace for all nodes: the site's rate is one budget, not one each."""

from __future__ import annotations

from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Self, cast

from mayadeen.exceptions import Rejected
from mayadeen.middlewares.retry import retry_after
from mayadeen.run.ending import end, rest
from mayadeen.run.state import resting
from mayadeen.run.status import Reason

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.core.downloader import Downloader
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from mayadeen.nodes.scheduler import SharedScheduler


class Budget:
    """Each request takes the host's next turn from Redis and waits for it.

    Turns lie a download slot's delay apart: `DOWNLOAD_DELAY`, or what robots.txt or AutoThrottle
    made of it on the node that asks. `Retry-After` holds the turns of all nodes. Where one node was
    refused, the others hear it here and stop.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self.longest = crawler.settings.getfloat("MAYADEEN_RETRY_AFTER_MAX")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def scheduler(self) -> SharedScheduler:
        assert self.crawler.engine
        return cast("SharedScheduler", self.crawler.engine.scheduler)

    @property
    def downloader(self) -> Downloader:
        assert self.crawler.engine
        return self.crawler.engine.downloader

    async def process_request(self, request: Request) -> None:
        host = self.downloader.get_slot_key(request)
        slot = self.downloader.slots.get(host)
        delay = slot.delay if slot else self._settled(host)
        turn = self.scheduler.ask(self.scheduler.walks.turn, host, delay)
        wait, reason = turn or (0, Reason.FRONTIER_LOST)
        if reason:
            end(self.crawler, reason)
            raise Rejected(reason, request.url, later=True)
        until = monotonic() + wait
        self.crawler.signals.send_catch_log(resting, until=until)
        await rest(self.crawler, request, lambda: until)

    def _settled(self, host: str) -> float:
        """Scrapy forgets the slot of a host that rests, but not what robots.txt asked for."""
        return float(self.downloader.per_slot_settings.get(host, {}).get("delay", self.delay))

    def process_response(self, request: Request, response: Response) -> Response:
        if response.status in {429, 503}:
            wanted = retry_after(response.headers.get("Retry-After"), now=datetime.now(UTC))
            if wanted:
                host, seconds = self.downloader.get_slot_key(request), min(wanted, self.longest)
                self.scheduler.ask(self.scheduler.walks.hold, host, seconds)
        return response
