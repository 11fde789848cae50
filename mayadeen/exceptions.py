"""The exceptions by which a component refuses a request or an answer."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from scrapy.statscollectors import StatsCollector


logger = logging.getLogger(__name__)


class TooSlow(Exception):
    """A page takes longer to read than any page of the site does."""

    def __str__(self) -> str:
        return "too slow to read"


class Rejected(IgnoreRequest):
    """Reaches the request's errback.

    `reason` is a short code; `later` is true where the address itself is not to blame, so that a
    later run should ask for it again.
    """

    def __init__(self, reason: str, detail: str, *, later: bool = False) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.later = later


def hostile(stats: StatsCollector, reason: str, detail: str) -> Rejected:
    """Count `mayadeen/hostile/<reason>`, log it, and give the exception to raise."""
    stats.inc_value(f"mayadeen/hostile/{reason}")
    logger.info("Rejected (%s): %s", reason, detail)
    return Rejected(reason, detail)
