"""Decide a run's status, and with it the exit code; say what it lacks, and end it."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING

from scrapy.utils.asyncio import sleep

from mayadeen.exceptions import Rejected
from mayadeen.normalise.days import spans
from mayadeen.run import day_coverage
from mayadeen.run.state import CUT_SHORT, GOT, Run
from mayadeen.run.status import Reason, Status, best_status

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.crawler import Crawler

# How soon a waiting request notices that the run is being stopped, in seconds.
POLL_SECONDS = 0.5


_MOST_SHOWN = 3  # listings on a terminal


def conclude(run: Run, reason: str) -> None:
    """Settle reason and status of a run that closes for `reason`, and say what it lacks."""
    run.reason = Reason.UNWRITABLE if run.is_unwritable else reason
    run.status = best_status(run.reason)
    cut, lacks = _cut_listings(run), _lacks(run)
    for number, line in enumerate(cut):
        # A screen holds some; a site whose listings all fail has a hundred.
        run.warn(line, is_quiet=number >= _MOST_SHOWN)
    for line in lacks:
        run.warn(line)
    lacks = [*cut, *lacks]
    if run.reason == Reason.HELP or run.status not in (Status.COMPLETE, Status.PARTIAL):
        return
    if run.status is Status.COMPLETE and _is_forbidden(run):
        run.reason, run.status = Reason.DISALLOWED, Status.REFUSED
    elif run.status is Status.COMPLETE and not run.found_anything():
        run.reason, run.status = Reason.NOTHING_FOUND, Status.FAILED
        run.warn("Nothing was found: no listing and no page showed a post")
    elif _is_worthless(run):
        run.status = Status.FAILED
    elif lacks or run.failures or run.failed_checks():
        run.status = Status.PARTIAL


def _is_worthless(run: Run) -> bool:
    """Whether nothing that was written can be used, or pages failed and no other was got."""
    if any(check.fatal for check in run.checks):
        return True
    got = run.reason == Reason.STALLED or any(run.counts[what] for what in GOT) or _read_any(run)
    return bool(run.failures) and not got


def _read_any(run: Run) -> bool:
    """Whether listings alone failed, and others were read, though they showed nothing new."""
    walks = run.walks.values()
    return not run.counts["failed"] and any(
        walk.posts and walk.ended_by not in {*CUT_SHORT, None} for walk in walks
    )


def _is_forbidden(run: Run) -> bool:
    """Whether robots.txt keeps all that was asked for from crawlers."""
    walks = run.walks.values()
    is_kept_off = run.counts["disallowed"] or any(
        one.ended_by in ("disallowed", "excluded") for one in walks
    )
    got = any(run.counts[what] for what in GOT) or any(one.known for one in walks)
    return bool(is_kept_off) and not (got or run.failures)


def _cut_listings(run: Run) -> list[str]:
    """The listings that were not read as far as they were to be, a line each."""
    return [
        f"The listing {walk.label} ({walk.url}) was cut short: {walk.ended_by}"
        for walk in run.walks.values()
        if walk.ended_by in CUT_SHORT
    ]


def _lacks(run: Run) -> list[str]:
    """What else a run lacks beside pages that failed, a line each."""
    lines = []
    if number := run.counts["disallowed"]:
        lines.append(f"Forbidden by robots.txt: {number} posts")
    if number := run.counts["undated"]:
        lines.append(
            f"No day could be read of {number} posts, so `since` and `until` left them out:"
            " `scrapy explain` shows what one prints"
        )
    if run.unsettled:
        lines.append(
            f"Nothing came of {len(run.unsettled)} posts that were asked for, such as"
            f" {run.unsettled[0]}; the next run asks again"
        )
    if days := day_coverage.unknown(run):
        told = ", ".join(
            str(first) if first == last else f"{first} to {last}" for first, last in spans(days)
        )
        lines.append(f"Neither sitemaps nor listings tell all posts of {len(days)} days: {told}")
    if run.unsent:
        lines.append(f"A feed could not be stored; it is kept as {', '.join(run.unsent)}")
    return lines


_ending: set[asyncio.Future[None]] = set()


def end(crawler: Crawler, reason: str) -> None:
    """Close the spider in an orderly way with this reason."""
    assert crawler.engine
    task = asyncio.ensure_future(crawler.engine.close_spider_async(reason=reason))
    _ending.add(task)
    task.add_done_callback(_ending.discard)


def is_ending(crawler: Crawler) -> bool:
    """Whether the run is being stopped; what waits is to wait no longer.

    Scrapy sends no signal before it waits for requests in progress, so its state is read.
    """
    engine = crawler.engine
    assert engine
    slot = engine._slot  # noqa: SLF001
    return not engine.running or slot is None or slot.closing is not None


async def rest(crawler: Crawler, request: Request, until: Callable[[], float]) -> None:
    """Let a request wait until a moment of the monotonic clock, which may move meanwhile.

    Raises Rejected where the run is stopped before it.
    """
    while (left := until() - monotonic()) > 0:
        if is_ending(crawler):
            raise Rejected("shutdown", request.url, later=True)
        await sleep(min(left, POLL_SECONDS))
