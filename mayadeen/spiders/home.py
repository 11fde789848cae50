"""Ask for the home page, with which every crawl begins, and say what it means not to get it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mayadeen.crawl.failure_reasons import is_disallowed, reason
from mayadeen.run.ending import end
from mayadeen.run.state import run_of
from mayadeen.run.status import Reason

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure


def on_error(crawler: Crawler, failure: Failure) -> None:
    """End the run: forbidden and refused mean stop, whatever else befell it may pass."""
    run = run_of(crawler)
    if is_disallowed(failure):
        run.warn(
            f"robots.txt forbids the home page {run.base_url}: nothing is fetched. Ask the"
            " publisher for access, or read archives with `scrapy crawl warc`."
        )
        end(crawler, Reason.DISALLOWED)
        return
    run.warn(f"The home page {run.base_url} was not got: {reason(failure)}")
    # Where the site refuses it for good, the middleware that saw it has ended the run.
    if not getattr(failure.value, "reason", "").startswith("refused_"):
        end(crawler, Reason.HOME_UNREADABLE)
