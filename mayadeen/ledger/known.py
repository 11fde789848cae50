"""What is remembered of an address between two times that it is found, and what that decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from mayadeen.ledger.records import Found, Run, State
from mayadeen.ledger.revisit import Revisit
from mayadeen.ledger.tables import HUB


def key_of(url: str) -> bytes:
    """The key of an address: 16 bytes."""
    return blake2b(url.encode("utf-8", "replace"), digest_size=16).digest()


@dataclass(slots=True)
class Known:
    """The columns of an address that decide about it."""

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

    def update(self, values: Mapping[str, Any]) -> None:
        """Take over the columns that were written."""
        for name in self.__slots__:
            if name in values:
                setattr(self, name, values[name])

    def is_due(self, found: Found, run: Run, revisit: Revisit, now: datetime) -> bool:
        """Whether the run is to fetch the address once more."""
        if self.last_run is not None and self.last_run >= run.floor:
            return False
        if found.force or run.full:
            return True
        if self.kind == HUB:
            # A listing that another leads to, as to a programme: new posts can stand on it.
            return found.via == "listing"
        if self.state in {"failed", "refused"} or self.fetched_at is None:
            return self.due_at is not None and self.due_at <= now
        return (
            (found.lastmod is not None and found.lastmod > self.fetched_at)
            or (self.withheld is not None and self.withheld != run.filter)
            or revisit.is_due(self.published_at or self.first_seen, self.fetched_at, now)
        )
