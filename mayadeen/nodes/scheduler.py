"""Share the walks of listings and sitemaps with other nodes, as Scrapy's scheduler."""

from __future__ import annotations

import hashlib
import json
import logging
from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from redis import RedisError
from scrapy import signals
from scrapy.core.scheduler import Scheduler
from scrapy.exceptions import CloseSpider
from scrapy.utils.asyncio import create_looping_call

from mayadeen.extensions.feeds import Feeds
from mayadeen.nodes.queue import WalkQueue, connect
from mayadeen.run.ending import end
from mayadeen.run.state import resting, run_of
from mayadeen.run.status import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request, Spider
    from twisted.internet.defer import Deferred

T = TypeVar("T")

logger = logging.getLogger(__name__)

# What the site says to one node holds for all. That it does not answer one may be the node's fault.
FOR_ALL = {Reason.REFUSED, Reason.ROBOTS_REFUSED, Reason.DISALLOWED}
# Longer than PostgreSQL takes to notice that a machine has vanished, so that what the ledger had
# handed it is free again before the others could think that nothing is left.
LEASE = 120


class SharedScheduler(Scheduler):
    """Posts stay on the node that the ledger handed them to; walks are leased from Redis.

    A walk is gone through by one node, for what it has seen decides where it ends; another takes it
    up only when that node dies. A node without work waits for as long as others have any: what
    they find is work for all.

    Settings: `MAYADEEN_FRONTIER`, a Redis URL; `MAYADEEN_LEASE`, after how many seconds of silence
    a node is taken for dead. Close reasons: `frontier_lost`, and those of `FOR_ALL`.
    """

    def open(self, spider: Spider) -> Deferred[None] | None:
        assert self.crawler
        settings, run = self.crawler.settings, run_of(self.crawler)
        asked = json.dumps([run.base_url, run.arguments.asked()], sort_keys=True, default=str)
        digest = hashlib.sha256(asked.encode()).hexdigest()[:12]
        self.queued: Counter[str] = Counter()
        self.busy = False
        self.lost = False
        url = settings["MAYADEEN_FRONTIER"]
        try:
            connect(url, attempts=5).ping()  # one that never answered is not waited for
            self.walks = WalkQueue(
                connect(url),
                spider,
                f"mayadeen:{run.spider}:{run.edition.code}:{digest}",
                settings.getfloat("MAYADEEN_LEASE", LEASE),
            )
        except (RedisError, ValueError) as error:
            self.lost = True
            logger.error("MAYADEEN_FRONTIER cannot be reached: %s", error)
            # Scrapy itself does not expect a scheduler to give up, but asks everybody once more.
            self.crawler.signals.connect(self.give_up, signals.spider_opened)
        else:
            self.clock = create_looping_call(self.beat)
            self.clock.start(self.walks.lease / 4, now=False)
        if run.arguments.limit:
            run.warn("limit= counts on each node for itself")
        return super().open(spider)

    @staticmethod
    def give_up() -> None:
        raise CloseSpider(Reason.FRONTIER_LOST)

    def ask(self, call: Callable[..., T], *given: Any) -> T | None:
        """What Redis answers to a call; None, and the run ends, where it stays away.

        Without it nobody may ask the site for anything.
        """
        assert self.crawler
        try:
            return call(*given)
        except RedisError as error:
            if not self.lost:
                self.lost = True
                logger.error("Redis was lost: %s. The next run goes on from the ledger.", error)
                end(self.crawler, Reason.FRONTIER_LOST)
            return None

    def beat(self) -> None:
        """Say that this node lives, and hear whether all are to stop."""
        assert self.crawler
        reason = self.ask(self.walks.beat)
        if reason:
            logger.error("This node stops: %s", reason)
            end(self.crawler, reason)

    def enqueue_request(self, request: Request) -> bool:
        walk = request.cb_kwargs.get("listing")
        if walk is None:
            return super().enqueue_request(request)
        begins = request.meta.pop("begins", False)
        if walk in self.walks.held:
            if begins:
                return False  # another node had found it first, and this one reads it already
            if not _is_resumable(request):
                return self._keep(walk, request)
            if not self._on_disk():
                return False
        request.meta["pages"] = self._pages(walk)
        said = self.ask(self.walks.push, request)
        return self._keep(walk, request) if said == "own" else said == "new"

    def _keep(self, walk: str, request: Request) -> bool:
        kept = super().enqueue_request(request)
        self.queued[walk] += kept
        return kept

    def _pages(self, walk: str) -> int:
        assert self.crawler
        known = run_of(self.crawler).walks.get(walk)
        return known.pages if known else 0

    def _on_disk(self) -> bool:
        """What a page showed must be in the ledger before its walk goes on without that page."""
        assert self.crawler
        feeds = self.crawler.get_extension(Feeds)
        assert feeds
        feeds.checkpoint()
        return not feeds.broken

    def next_request(self) -> Request | None:
        self._settle()
        request = super().next_request()
        if request is None:
            request = self._lease()
        elif walk := request.cb_kwargs.get("listing"):
            self.queued[walk] -= 1
        if request is not None and not self.busy:
            self.busy = True
            self.ask(self.walks.work)
        return request

    def _lease(self) -> Request | None:
        assert self.crawler
        run = run_of(self.crawler)
        if self.lost or not run.ready:
            return None  # a listing cannot be read before the menu
        request = self.ask(self.walks.pop)
        if request is not None:
            given = request.cb_kwargs
            if not {"label", "kind"} <= given.keys() or "pages" not in request.meta:
                self.ask(self.walks.drop, given["listing"], "it is no page of a walk")
                return None
            walk = run.walk(given["listing"], given["label"], given["kind"])
            walk.pages = max(walk.pages, request.meta.pop("pages"))
        elif self.ask(len, self.walks) == 0:
            self._end_walks()
        return request

    def _end_walks(self) -> None:
        """No walk is left, so those that did not end here ended on other nodes."""
        assert self.crawler
        for walk in run_of(self.crawler).walks.values():
            walk.ended_by = walk.ended_by or "elsewhere"

    def _settle(self) -> None:
        """Let go of the walks that have ended here: no request of theirs waits or is under way."""
        assert self.crawler
        if not self.walks.held or self.lost:
            return
        engine = self.crawler.engine
        assert engine
        assert engine._slot  # noqa: SLF001 - no signal tells that a request's callback is done
        going = {request.cb_kwargs.get("listing") for request in engine._slot.inprogress}  # noqa: SLF001
        run = run_of(self.crawler)
        going |= run.browser.waits()
        for url in self.walks.held - going:
            if not self.queued[url] and self._on_disk():
                walk = run.walks[url]
                walk.ended_by = walk.ended_by or "failed"  # its request was lost on the way
                run.browser.leave(url)
                self.ask(self.walks.ack, url)

    def has_pending_requests(self) -> bool:
        assert self.crawler
        self._settle()
        if len(self):
            return True
        if self.lost:
            return False
        self.busy = False
        if self.ask(self.walks.rest):
            until = monotonic() + self.walks.lease
            self.crawler.signals.send_catch_log(resting, until=until)
            return True
        if not self.lost:
            self._end_walks()
        return False

    def close(self, reason: str) -> Deferred[None] | None:
        if hasattr(self, "clock"):
            self.clock.stop()
            self.ask(self.walks.leave, reason if reason in FOR_ALL else "")
        return super().close(reason)


def _is_resumable(request: Request) -> bool:
    """Another node cannot go on in this one's browser, nor with half an author."""
    return request.meta.get("purpose") != "browser" and request.cb_kwargs["kind"] != "author"
