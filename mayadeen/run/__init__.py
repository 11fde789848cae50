"""A run: what was asked, how it starts, what it knows, how it ends."""

from mayadeen.run.ending import conclude, end, is_ending
from mayadeen.run.starting import feed_params, prepare
from mayadeen.run.state import Check, PendingDelivery, Run, RunSpider, Walk, run_of, walk_ended
from mayadeen.run.status import Reason, Status

__all__ = [
    "Check",
    "PendingDelivery",
    "Reason",
    "Run",
    "RunSpider",
    "Status",
    "Walk",
    "conclude",
    "end",
    "feed_params",
    "is_ending",
    "prepare",
    "run_of",
    "walk_ended",
]
