"""The reasons for which a run closes and its statuses, each with its exit code."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """What a run's user may make of it; `exit_code` says the same to a shell."""

    exit_code: int

    def __new__(cls, value: str, exit_code: int) -> Status:
        member = str.__new__(cls, value)
        member._value_ = value
        member.exit_code = exit_code
        return member

    COMPLETE = "complete", 0
    FAILED = "failed", 1
    BAD_ARGUMENT = "bad_argument", 2
    PARTIAL = "partial", 3
    REFUSED = "refused", 4

    __repr__ = str.__repr__  # Scrapy prints its stats so


class Reason(StrEnum):
    """Why a run closes; `status` is the best that a run can be which closes for it."""

    status: Status

    def __new__(cls, value: str, status: Status) -> Reason:
        member = str.__new__(cls, value)
        member._value_ = value
        member.status = status
        return member

    FINISHED = "finished", Status.COMPLETE
    LIMIT = "limit", Status.COMPLETE
    HELP = "help", Status.COMPLETE
    BAD_ARGUMENT = "bad_argument", Status.BAD_ARGUMENT
    # The site, or its robots.txt, does not want this crawl.
    REFUSED = "refused", Status.REFUSED
    ROBOTS_REFUSED = "robots_refused", Status.REFUSED
    DISALLOWED = "disallowed", Status.REFUSED
    # Something is missing, and a later run fetches it.
    STALLED = "stalled", Status.PARTIAL
    FORCED = "forced", Status.PARTIAL
    OVERLOADED = "overloaded", Status.PARTIAL
    # Nothing came of it.
    SETTING = "setting", Status.FAILED
    LEDGER = "ledger", Status.FAILED
    OTHER_SITE = "other_site", Status.FAILED
    ALREADY_RUNNING = "already_running", Status.FAILED
    UNWRITABLE = "unwritable", Status.FAILED
    HOME_UNREADABLE = "home_unreadable", Status.FAILED
    ROBOTS_UNAVAILABLE = "robots_unavailable", Status.FAILED
    UNAVAILABLE = "unavailable", Status.FAILED
    FRONTIER_LOST = "frontier_lost", Status.FAILED
    NOTHING_FOUND = "nothing_found", Status.FAILED
    START_ERROR = "start_error", Status.FAILED

    __repr__ = str.__repr__


def best_status(reason: str) -> Status:
    """The best that a run can be which closes for `reason`.

    Reasons that are not ours are Scrapy's (`shutdown`, `closespider_timeout`, …): the run was
    stopped before its end.
    """
    return next((known.status for known in Reason if known == reason), Status.PARTIAL)
