"""The state of a run that its components share, and the signals between them."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

from scrapy.exceptions import CloseSpider

from mayadeen.archives.sources import Source
from mayadeen.ledger import Fetched
from mayadeen.normalise.dates import BEIRUT
from mayadeen.normalise.days import MonthFiles
from mayadeen.normalise.houses import Houses
from mayadeen.run.arguments import FOLLOW, Arguments
from mayadeen.run.editions import Edition
from mayadeen.run.status import Reason, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from mayadeen.items import Article, Author, Link
    from mayadeen.ledger import Found, Ledger, UrlRow
    from mayadeen.pages.menu import Menu
    from mayadeen.run.scope import Scope


logger = logging.getLogger(__name__)


# Ways in which the reading of a listing ended before its end without being asked to.
CUT_SHORT = {"load_more", "empty", "failed", "left", "disallowed", "overloaded"}


# Outcomes that show a run did reach the site's posts.
GOT = ("new", "changed", "unchanged", "withheld", "undated")


# Some posts stand in no listing of their section: so many that are older than its end show that it
# does not reach back to its beginning.
FIRST_POSTS = 3


# What is asked of a web archive, and not of the site.
OF_ARCHIVES = frozenset(("index", "capture"))


# Signal: a listing needs no browser page any more; sent with its `url`.
walk_ended = object()


# Signal: all wait on purpose; sent with `until`, on the clock `time.monotonic`.
resting = object()


# Signal: the run ends, and waits for no answer any more.
give_up = object()


class RunSpider(Protocol):
    """What a spider declares about itself, and its callbacks, for the parts around it."""

    name: str
    accepts: ClassVar[tuple[str, ...]]
    main_item: ClassVar[type]
    run: Run
    crawler: Crawler

    def note_home(self) -> None: ...
    def further(self) -> Iterator[Request]: ...
    def post_request(self, row: UrlRow) -> Request: ...
    def parse_search(self, response: Response, **given: Any) -> Iterator[Request]: ...
    def parse_listing(self, response: Response, **given: Any) -> Iterator[Any]: ...
    def parse_sitemap(self, response: Response, **given: Any) -> Iterator[Request]: ...
    def parse_load_more(self, response: Response, **given: Any) -> Iterator[Any]: ...
    def parse_post(self, response: Response, **given: Any) -> Iterator[Any]: ...
    def on_search_error(self, failure: Failure) -> Iterator[Request]: ...
    def on_listing_error(self, failure: Failure) -> None: ...
    def on_load_more_error(self, failure: Failure) -> Iterator[Any]: ...
    def on_post_error(self, failure: Failure) -> None: ...


@dataclass
class Walk:
    """How far one listing was read: `posts` it showed, and how many of them were new or known.

    `repeats` are its latest pages in a row that showed nothing which had not been shown before.
    `first_lacking_day` is the first of the days that the sitemaps lack and the walk is for. It has
    seen all days after `reached`, beginning with `newest`; `ends_at` is the oldest of its last
    page. `author` is whose listing it is, where that is told by its posts and none of them is
    fetched.
    """

    label: str
    url: str
    kind: str
    pages: int = 0
    posts: int = 0
    new: int = 0
    known: int = 0
    means: str = "links"
    ended_by: str | None = None
    repeats: int = 0
    first_lacking_day: date | None = None
    newest: date | None = None
    reached: date | None = None
    ends_at: date | None = None
    seen: set[int] = field(default_factory=set, repr=False)
    author: Author | None = field(default=None, repr=False)


@dataclass
class Browser:
    """Whose turn in the browser it is: one listing's page is open at a time.

    The others wait here, each with the request that opens it, and not in the downloader, where they
    would keep the click that ends the turn from being sent. `useless` are the kinds of learned
    requests that another listing's server would not answer.
    """

    holder: str | None = None
    waiting: list[Request] = field(default_factory=list)
    useless: set[str] = field(default_factory=set)

    def waits(self) -> set[str]:
        """The listings that wait for their turn."""
        return {request.cb_kwargs["listing"] for request in self.waiting}

    def leave(self, listing: str) -> None:
        """A listing needs the browser no more, or not yet."""
        if self.holder == listing:
            self.holder = None
        self.waiting = [one for one in self.waiting if one.cb_kwargs["listing"] != listing]

    def next(self) -> Request | None:
        """Give the turn to the first of the highest priority; None where it is taken."""
        if self.holder or not self.waiting:
            return None
        request = max(self.waiting, key=lambda one: one.priority)
        self.waiting.remove(request)
        self.holder = request.cb_kwargs["listing"]
        return request


@dataclass(frozen=True)
class PendingDelivery:
    """What is written with a post's line, and what the ledger must learn once that is on disk."""

    url: str
    etag: str | None
    last_modified: str | None
    published_at: datetime | None
    day: str | None
    changed: bool
    links: Sequence[Link] = ()


@dataclass(frozen=True)
class Check:
    """What came of one look at the whole run: `status` is `passed`, `failed` or `skipped`.

    `detail` says why it did not pass; `fatal` is true where nothing that was written can be used.
    """

    name: str
    status: str
    detail: str | None = None
    fatal: bool = False


@dataclass
class Run:
    """The state of a run that its components share; spiders and middlewares keep none."""

    spider: str
    arguments: Arguments
    edition: Edition
    base_url: str
    folder: Path
    started_at: datetime
    houses: Houses
    fault: str | None = None
    wrong_setting: str | None = None
    reason: str | None = None
    status: Status | None = None
    has_folder: bool = False
    is_unwritable: bool = False
    is_summary_logged: bool = False
    unsent: list[str] = field(default_factory=list)
    unsettled: list[str] = field(default_factory=list)
    ledger: Ledger = field(init=False)
    menu: Menu = field(init=False)
    scope: Scope = field(init=False)
    ready: bool = False
    rules: str = field(default="", repr=False)
    sitemaps: list[str] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    home: list[Found] = field(default_factory=list)
    walks: dict[str, Walk] = field(default_factory=dict)
    browser: Browser = field(default_factory=Browser)
    scripts: dict[str, bool] = field(default_factory=dict)
    months: MonthFiles = field(default_factory=MonthFiles)
    news: MonthFiles = field(default_factory=MonthFiles)
    first_posts: dict[str, list[date]] = field(default_factory=dict)
    filling: list[date] = field(default_factory=list)
    days: dict[str, str] = field(default_factory=dict)
    dated: set[int] = field(default_factory=set, repr=False)
    gone: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    # Of each post its address, title and text, as first met.
    numbers: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    withdrawn: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    coverage: dict[str, dict[str, float]] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    receipts: dict[str, PendingDelivery] = field(default_factory=dict)
    accepted: int = 0

    @property
    def filter(self) -> str:
        """What decides which posts this run keeps; the ledger remembers it with those left out."""
        return f"{self.spider} {self.arguments.filter()}".rstrip()

    @property
    def narrowed(self) -> bool:
        """True where less than the spider's whole part of the site was asked for."""
        asked = self.arguments
        return bool(asked.filter() or asked.tags or asked.authors) or asked.limit is not None

    @property
    def follows_all(self) -> bool:
        """True where the run follows every sort of link."""
        return set(self.arguments.follow) == set(FOLLOW)

    def is_full(self) -> bool:
        """True once as many items as `limit=` asks for are on their way."""
        return self.arguments.limit is not None and self.accepted >= self.arguments.limit

    def found_anything(self) -> bool:
        """Whether any page showed a post, a ticker line or an author."""
        # That an archive has nothing is an answer, and one that is too busy may answer later.
        return bool(self.counts) or any(
            walk.posts
            or walk.ended_by == "elsewhere"
            or (walk.kind == "index" and walk.ended_by in ("end", "known", "overloaded"))
            for walk in self.walks.values()
        )

    def failed_checks(self) -> list[Check]:
        """The looks at the whole run that it did not pass."""
        return [check for check in self.checks if check.status == "failed"]

    def refuse(self, line: str) -> CloseSpider:
        """What ends the run for a wrong argument; `line` names it and what is allowed."""
        self.fault = line
        self.warnings.append(f"Bad argument: {line}")
        logger.error("Bad argument: %s", line)
        return CloseSpider(Reason.BAD_ARGUMENT)

    def cannot_start(self, error: Exception | str, reason: Reason = Reason.LEDGER) -> CloseSpider:
        """What ends a run whose settings, ledger or folder cannot be used."""
        self.fault = str(error)
        self.warnings.append(f"The run cannot start: {error}")
        logger.error("The run cannot start: %s", error)
        return CloseSpider(reason)

    def walk(self, url: str, label: str, kind: str) -> Walk:
        """The walk of a listing, begun where there is none yet."""
        return self.walks.setdefault(url, Walk(label, url, kind))

    @property
    def first_day(self) -> date | None:
        """The day back to which listings are read; None where they are read to their end."""
        return self.filling[0] if self.filling else self.arguments.since

    def wants_day(self, day: str) -> bool:
        """Whether a listing's post of a day, `2023-01-31`, is one to fetch."""
        is_lacking = not self.filling or date.fromisoformat(day) in self.filling
        return is_lacking and self.arguments.holds(day)

    def note_first(self, url: str, published: datetime | None) -> None:
        """Remember the days of the first few posts of each section, where sitemaps are read."""
        place = self.menu.place(url) if self.months.are_met and published else None
        if place and published:
            day = published.astimezone(BEIRUT).date()
            posts = sorted([*self.first_posts.get(place.url, ()), day])
            self.first_posts[place.url] = posts[:FIRST_POSTS]

    def warn(self, line: str, *, is_quiet: bool = False) -> None:
        """Say something once, in the log and in the manifest; on a terminal not what is quiet."""
        if line not in self.warnings:
            self.warnings.append(line)
            logger.warning("%s", line, extra={"is_quiet": is_quiet})

    def delivered(self, article: Article) -> None:
        """The article's line is written; the ledger commits it after the feed is synced."""
        receipt = self.receipts.pop(article.id or "")
        self._fetched(article, receipt, article.content_hash, None)
        self.counts["changed" if receipt.changed else "new"] += 1

    def withheld(self, article: Article, receipt: PendingDelivery, content_hash: str) -> None:
        """The article is not what was asked for; it is known for runs that ask the same."""
        self._fetched(article, receipt, content_hash, self.filter)
        self.counts["withheld"] += 1

    def undated(self, url: str) -> None:
        """The article's day cannot be read, so nobody knows whether it is of those asked for."""
        self.ledger.failed(url, "undated")
        self.counts["undated"] += 1

    def _fetched(
        self,
        article: Article,
        receipt: PendingDelivery,
        content_hash: str | None,
        withheld: str | None,
    ) -> None:
        self.months.learn(receipt.url, receipt.published_at)
        self.news.learn(receipt.url, receipt.published_at)
        self.note_first(receipt.url, receipt.published_at)
        self.ledger.fetched(
            Fetched(
                url=receipt.url,
                canonical=article.url,
                article_id=article.id or "",
                kind=article.kind,
                section=article.section or "",
                etag=receipt.etag,
                last_modified=receipt.last_modified,
                published_at=receipt.published_at,
                content_hash=content_hash,
                revision=article.revision,
                withheld=withheld,
                title=article.title,
                day=receipt.day,
            )
        )

    def undelivered(self, article: Article, reason: str) -> None:
        """The article was lost between its page and the feed."""
        receipt = self.receipts.pop(article.id or "", None)
        if receipt:
            self.failed(receipt.url, reason)

    def disallowed(self, url: str) -> None:
        """robots.txt keeps the page from crawlers."""
        self.ledger.refused(url, "robots.txt")
        self.counts["disallowed"] += 1

    def failed(self, url: str, reason: str) -> None:
        """A page was not got; the next run tries again."""
        self.ledger.failed(url, reason)
        self.failures[url] = reason
        self.counts["failed"] += 1


def is_of_archive(request: Request) -> bool:
    """Whether a request goes to a web archive, be it for its robots.txt."""
    return request.meta.get("purpose") in OF_ARCHIVES or "of_archive" in request.meta


def allowed(request: Request, run: Run) -> list[str]:
    """The base addresses that a request may lie on: the site's, or those of the run's archives."""
    if is_of_archive(request):
        return [address for one in run.sources for address in (one.index, one.pages)]
    return [run.base_url]


def run_of(crawler: Crawler) -> Run:
    """The run that a component works for."""
    return cast("RunSpider", crawler.spider).run
