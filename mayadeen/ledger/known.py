"""What is remembered of an address between two times that it is found, and what that decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from mayadeen.ledger.records import Found, LedgerRun, State
from mayadeen.ledger.revisit import Revisit
from mayadeen.ledger.tables import HUB
from mayadeen.normalise import text

_NUMBERLESS = re.compile(r":u[0-9a-f]{16}\Z")
_MARK = 6
# Of a post that is edited again and again, or of an address that went through many hands.
_MOST_MARKS = 16


def key_of(url: str) -> bytes:
    """The key of an address: 16 bytes."""
    return blake2b(url.encode("utf-8", "replace"), digest_size=16).digest()


def is_another(known: str | None, found: str | None) -> bool:
    """Whether two ids are of two posts: an id without the site's number is of an address alone."""
    both = known, found
    return known != found and all(one and not _NUMBERLESS.search(one) for one in both)


def marks(title: str | None, day: str | None) -> list[bytes]:
    """What is kept of a title and a day that were printed: five bytes each, and its kind."""
    printed = {b"t": text.key(title) if title else "", b"d": day}
    return [
        kind + blake2b(said.encode("utf-8", "replace"), digest_size=_MARK - 1).digest()
        for kind, said in printed.items()
        if said
    ]


def add_marks(shown: bytes | None, new: Iterable[bytes]) -> bytes | None:
    """The marks with further ones; beyond a number the oldest are forgotten."""
    kept = _apart(shown)
    kept += [mark for mark in new if mark not in kept]
    return b"".join(kept[-_MOST_MARKS:]) or None


def is_known(shown: bytes | None, printed: Iterable[bytes]) -> bool:
    """Whether one of the marks is among those shown."""
    return not set(printed).isdisjoint(_apart(shown))


def _apart(shown: bytes | None) -> list[bytes]:
    shown = shown or b""
    return [shown[at : at + _MARK] for at in range(0, len(shown), _MARK)]


@dataclass(slots=True)
class Known:
    """The columns of an address that decide about it.

    `shown` are the marks of each title and day that a card, or the post itself, ever printed of it.
    """

    first_run: int
    first_seen: datetime
    last_run: int | None = None
    state: State = "discovered"
    kind: str | None = None
    alias_of: bytes | None = None
    published_at: datetime | None = None
    fetched_at: datetime | None = None
    due_at: datetime | None = None
    withheld: str | None = None
    scope: str | None = None
    wanted_run: int | None = None
    claimed_by: int | None = None
    shown: bytes | None = None

    def notice(self, printed: Sequence[bytes]) -> tuple[list[bytes], list[bytes]]:
        """Keep the marks of what a place prints of the address. Gives those that are unheard of,
        and those of them that are news: another title or day than any before, hence an edit or
        another post."""
        known = _apart(self.shown)
        unheard = [mark for mark in printed if mark not in known]
        self.shown = add_marks(self.shown, unheard)
        kinds = {mark[:1] for mark in known}
        return unheard, [mark for mark in unheard if mark[:1] in kinds]

    def update(self, values: Mapping[str, Any]) -> None:
        """Take over the columns that were written."""
        for name in self.__slots__:
            if name in values:
                setattr(self, name, values[name])

    def is_due(
        self, found: Found, run: LedgerRun, revisit: Revisit, now: datetime, *, is_news: bool
    ) -> bool:
        """Whether the run is to fetch the address once more; `is_news` as `notice` says."""
        if is_news and self.kind != HUB and self.last_run != run.id:
            return True
        if self._was_seen_to(run):
            return False
        if found.force or run.full:
            return True
        if self.kind == HUB:
            # A listing that another leads to, as to a programme: new posts can stand on it.
            return found.via == "listing"
        if self.state in {"failed", "refused"} or self.fetched_at is None:
            return self._is_to_be_retried(now)
        return (
            (found.lastmod is not None and found.lastmod > self.fetched_at)
            or self._is_withheld_by_another(run)
            or revisit.is_due(self.published_at or self.first_seen, self.fetched_at, now)
        )

    def _was_seen_to(self, run: LedgerRun) -> bool:
        """Whether this run, or another that is still alive, has fetched the address."""
        return self.last_run is not None and self.last_run >= run.oldest_live_run

    def _is_to_be_retried(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at <= now

    def _is_withheld_by_another(self, run: LedgerRun) -> bool:
        """Whether another filter than the run's kept the post out of the feeds."""
        return self.withheld is not None and self.withheld != run.filter
