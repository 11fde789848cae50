"""What goes into the ledger and comes out of it: plain values, times are aware and UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple


class LedgerError(Exception):
    """The ledger cannot be opened, read or written; the message is one line for the user."""


class AlreadyRunning(LedgerError):
    """The same spider with the same arguments is at work on this ledger."""


class OtherSite(LedgerError):
    """The ledger is of another site than the run."""


State = Literal["discovered", "fetched", "gone", "failed", "refused"]
Verdict = Literal["new", "due", "pending", "known"]


@dataclass(frozen=True, slots=True)
class Found:
    """A post's canonical address as it was come upon.

    `title`, `day` (such as `2026-11-22`), `published` and `lastmod` are what the place it stood on
    says of it; `force` makes it due whatever is known; rows of a higher `priority` are handed out
    first.
    """

    url: str
    via: str
    source: str | None
    title: str | None = None
    day: str | None = None
    published: datetime | None = None
    lastmod: datetime | None = None
    force: bool = False
    priority: int = 0


class Discovery(NamedTuple):
    """What the ledger says of a found address.

    `new`: unknown until now, to be fetched. `due`: known, to be fetched again. `pending`: to be
    fetched already. `known`: nothing to do. `seen_before`: found by a run that had ended when
    this one began, and not later than the `complete_at` given to `discover`.
    """

    url: str
    verdict: Verdict
    seen_before: bool


@dataclass(frozen=True, slots=True)
class UrlRow:
    """One address as the ledger knows it, or as it hands it out to be fetched.

    A row that is handed out carries `etag` and `last_modified` only where an answer 304 would be
    enough: not in a full run, and not where a filter kept the post out of the feed.
    `revision` is 0 for what was never fetched. `superseded_at` is when another post was first read
    at the address of this one, which then is served no more.
    """

    url: str
    state: State
    via: str
    source: str | None
    first_seen: datetime
    kind: str | None = None
    section: str | None = None
    article_id: str | None = None
    published_at: datetime | None = None
    fetched_at: datetime | None = None
    due_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    content_hash: str | None = None
    revision: int = 0
    withheld: str | None = None
    attempts: int = 0
    error: str | None = None
    shown: bytes | None = None
    regions: tuple[str, ...] = ()
    superseded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A post that was read at `url`.

    `canonical` is the address it turned out to have; then both are known, and the one asked for
    leads to it. `withheld` is the run's filter where that kept the post out of the feed. `title`
    and `day` are what the post prints itself.
    """

    url: str
    article_id: str
    kind: str
    section: str | None
    etag: str | None
    last_modified: str | None
    published_at: datetime | None
    content_hash: str | None
    revision: int
    withheld: str | None = None
    canonical: str | None = None
    title: str | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True)
class KnownListing:
    """What is known of a listing: the request its button makes, and when a walk last closed it.

    `posts` is how many the last walk saw. `complete_at` is None where no walk came to the end, or
    to known ground, without a gap.
    """

    learned: Any = None
    complete_at: datetime | None = None
    posts: int = 0


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture of a post's page in a web archive: as its index tells it, and what came of it.

    `address` is the one that was captured, `url` the post's. `state` is `listed` for a page that
    nobody asked for yet; `fetched` for one that was read, with `article_id`, `content_hash` and
    `revision`; any other says why it is none. `run` is the last run that asked for it. `withheld`
    is the filter that kept it out of a feed.
    """

    address: str
    at: datetime
    source: str
    url: str
    state: str = "listed"
    status: int | None = None
    mime: str | None = None
    digest: str | None = None
    file: str | None = None
    offset: int | None = None
    length: int | None = None
    truncated: str | None = None
    attempts: int = 0
    error: str | None = None
    run: int | None = None
    article_id: str | None = None
    content_hash: str | None = None
    revision: int = 0
    published_at: datetime | None = None
    withheld: str | None = None


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run: `status` is `running`, what `end_run` was told, or `interrupted`."""

    id: int
    spider: str
    edition: str
    arguments: dict[str, Any]
    folder: str
    status: str
    started_at: datetime
    ended_at: datetime | None
    host: str
    pid: int
    counts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LedgerRun:
    """The run that this process has begun.

    `oldest_live_run` is the smallest number of a run that was alive when this one began, itself
    included: what such a run found or fetched counts as found or fetched just now. `interrupted`
    are the runs that died without ending and were closed by this one.
    """

    id: int
    oldest_live_run: int
    scope: str
    edition: str
    filter: str
    full: bool
    started_at: datetime
    interrupted: tuple[RunRow, ...]
