"""Work out when a known post is due again, and when a page that failed is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_AGE = re.compile(r"([1-9]\d{0,4})([mhdw])")

RETRIES_AT_ONCE = 3
"""A page that failed is asked for again in each of this many following runs."""
_LONGEST_WAIT = timedelta(days=32)


@dataclass(frozen=True, slots=True)
class Revisit:
    """The schedule of `MAYADEEN_REVISIT`.

    `ages` are the ages after publication at which a known post is due again, ascending; with
    `always` a post is due in every run, with `never` in none.
    """

    mode: Literal["ages", "always", "never"]
    ages: tuple[timedelta, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Revisit:
        """Read `1h,6h,1d`, `always` or `never`; units m, h, d, w. ValueError names a bad part."""
        folded = text.strip().lower()
        if folded == "always":
            return cls("always")
        if folded == "never":
            return cls("never")
        ages = []
        for part in folded.split(","):
            found = _AGE.fullmatch(part.strip())
            if not found:
                raise ValueError(
                    f"{part.strip()!r} is no age: expected ages such as 1h,6h,1d"
                    " (units m, h, d, w), or always, or never"
                )
            ages.append(timedelta(**{_UNITS[found[2]]: int(found[1])}))
        return cls("ages", tuple(sorted(set(ages))))

    def __str__(self) -> str:
        if self.mode != "ages":
            return self.mode
        return ",".join(f"{int(age.total_seconds()) // 60}m" for age in self.ages)

    def next_due(self, published_at: datetime, fetched_at: datetime) -> datetime | None:
        """The first moment published + age that lies after the fetch, or None where none does.

        Ages that passed unseen count once: only the latest of them still matters.
        """
        if self.mode == "always":
            return fetched_at
        for age in self.ages:
            if published_at + age > fetched_at:
                return published_at + age
        return None

    def is_due(self, published_at: datetime, fetched_at: datetime, now: datetime) -> bool:
        """Whether a post fetched at `fetched_at` is to be asked for again at `now`."""
        due = self.next_due(published_at, fetched_at)
        return due is not None and due <= now


def next_attempt(attempts: int, now: datetime) -> datetime:
    """When a page that failed `attempts` times in a row may be asked for again.

    At once (in the next run) for the first three failures, then after 1, 2, 4, … at most 32 days.
    """
    if attempts <= RETRIES_AT_ONCE:
        return now
    return now + min(timedelta(days=2 ** min(attempts - RETRIES_AT_ONCE - 1, 10)), _LONGEST_WAIT)
