"""The ledger of one run: what is found goes in, what is to be fetched comes out."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from mayadeen.ledger import runs, summary
from mayadeen.ledger.addresses import Addresses
from mayadeen.ledger.database import check, clear_errors, connect, read_url, where
from mayadeen.ledger.frontier import Frontier
from mayadeen.ledger.listings import Listings
from mayadeen.ledger.memory import Memory
from mayadeen.ledger.outcomes import Outcomes
from mayadeen.ledger.records import (
    Discovery,
    Fetched,
    Found,
    KnownListing,
    LedgerError,
    LedgerRun,
    OtherSite,
    RunRow,
    UrlRow,
)
from mayadeen.ledger.revisit import Revisit
from mayadeen.ledger.session import Session, utcnow
from mayadeen.ledger.tables import prepare
from mayadeen.ledger.ticker import Ticker
from mayadeen.ledger.unwritten import Unwritten


def open_ledger(
    url: str,
    *,
    revisit: Revisit,
    now: Callable[[], datetime] = utcnow,
    create: bool = True,
    kind: Callable[[Session], Ledger] | None = None,
) -> Ledger:
    """Open the ledger at a database URL, made with its folder where there is none.

    `kind` is another class of ledger than the one of posts, such as `CaptureLedger`.

    Raises LedgerError with one line for the user: the file is no ledger or of a newer version,
    stays locked, cannot be written, the server does not answer; with `create` false also where
    there is no ledger yet.
    """
    parsed = read_url(url)
    if parsed.get_backend_name() == "sqlite":
        path = Path(str(parsed.database))
        if not create and not path.exists():
            raise LedgerError(f"there is no ledger at {path} yet: a crawl makes it")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LedgerError(
                f"the ledger's folder {path.parent} cannot be made: {error.strerror}"
            ) from error
    read_only = not create and _is_read_only(parsed)
    engine = connect(parsed, read_only=read_only)
    try:
        with clear_errors(parsed), engine.begin() as connection:
            prepare(connection, where(parsed), create=create)
            check(connection, parsed)
        with clear_errors(parsed):
            return (kind or Ledger)(Session(parsed, engine, revisit, now))
    except LedgerError:
        engine.dispose()
        raise


def _is_read_only(url: URL) -> bool:
    if url.get_backend_name() != "sqlite":
        return False
    path = Path(str(url.database))
    return not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


class Ledger:
    """What is known of every address, and the frontier of the run that was begun on it.

    Discoveries reach the database within a second, and before `take` hands them out. Outcomes
    reach it in `flush` alone, so that the caller can first bring its feeds to disk. Every method
    raises LedgerError where the database fails; what was to be written is kept for the next try.
    """

    def __init__(self, session: Session) -> None:
        self.url = session.url
        self._session = session
        self._unwritten = Unwritten(session)
        self._memory = Memory()
        state = session, self._unwritten, self._memory
        self._addresses = Addresses(*state)
        self._frontier = Frontier(*state)
        self._outcomes = Outcomes(*state, self._frontier, self._addresses)
        self._listings = Listings(*state)
        self._ticker = Ticker(session, self._unwritten)

    @property
    def run(self) -> LedgerRun:
        """The run that was begun; RuntimeError where there is none."""
        return self._session.run

    # Runs

    def begin_run(
        self,
        spider: str,
        arguments: dict[str, Any],
        folder: str | Path,
        *,
        edition: str = "en",
        site: str | None = None,
        filter: str = "",  # noqa: A002 - the trade's word
        full: bool = False,
        shared: bool = False,
    ) -> LedgerRun:
        """Begin a run, which lives until `end_run`, `close` or the end of the process.

        `site` is the host that the run asks; OtherSite where the edition's posts here are of
        another. `filter` says in one text which posts the run keeps, empty for all; with `full`
        whatever is found is due. Runs that died are closed as `interrupted` and given back in the
        LedgerRun; what was handed out to them waits again. Raises AlreadyRunning where the same
        spider with the same arguments is alive, unless `shared`.
        """
        with self._session.writing() as db:
            held = runs.keep_to_site(db, edition, site) if site else None
            if held != site:
                raise OtherSite(
                    f"{where(self.url)} holds posts of {held} ({edition}), and the run is of"
                    f" {site}: give each site a folder of its own, by MAYADEEN_DATA_DIR"
                    " (and MAYADEEN_LEDGER, where it is set)"
                )
            run = runs.begin(
                db,
                self._session.locks,
                self._session.now(),
                spider=spider,
                arguments=arguments,
                folder=Path(folder),
                edition=edition,
                kept=filter,
                full=full,
                shared=shared,
            )
            stored = runs.schedule(db, self._session.revisit)
        self._session.begin(run)
        self._frontier.begin()
        if stored != str(self._session.revisit):
            runs.reschedule(self._session.writing, self._session.revisit)
        return run

    def end_run(self, status: str, counts: dict[str, Any] | None = None) -> None:
        """Write everything, give back what was handed out, and note how the run ended."""
        self.flush()
        with self._session.writing() as db:
            counts = self.counts() if counts is None else counts
            runs.end(db, self.run, self._session.now(), status, counts)
        self._session.end()

    def close(self) -> None:
        """Let go of the database. A run that was not ended counts as interrupted from now on."""
        self._session.close()

    def last_runs(self, limit: int = 10) -> list[RunRow]:
        """List the latest runs, newest first; one that died is `interrupted`, closed or not."""
        with self._session.reading() as db:
            return [
                replace(row, status="interrupted")
                if row.status == "running" and not self._session.locks.is_held(row.id)
                else row
                for row in summary.last_runs(db, limit)
            ]

    # Discovery

    def discover(
        self, found: Sequence[Found], *, complete_at: datetime | None = None, deferred: bool = False
    ) -> list[Discovery]:
        """Note a page's worth of addresses; say of each, in order, what is to be done with it.

        `complete_at` is the listing's: what was first seen later does not count as seen before, so
        that a walk broken off above older ground leaves no gap. What is `deferred` is not for this
        run: it waits until somebody finds it again or takes what was deferred.
        """
        return self._frontier.discover(found, complete_at, deferred=deferred)

    def is_news(self, found: Found) -> bool:
        """Say whether the place prints another title or day than was known of the address before
        this run."""
        return self._memory.is_news(found)

    # The frontier

    def take(self, limit: int, *, deferred: bool = False) -> list[UrlRow]:
        """Hand out at most `limit` rows that wait in this run's scope (spider and edition).

        What earlier runs left comes first, with `via` `pending`; then by priority, and in the
        order of discovery. No other process gets these rows while this run lives. `deferred` hands
        out what was deferred instead.
        """
        return self._frontier.take(limit, deferred=deferred)

    def take_due(
        self, limit: int, *, kinds: Collection[str], sections: Collection[str] | None = None
    ) -> list[UrlRow]:
        """Hand out known posts of the edition that are due by the schedule, whoever found them,
        and those that another run's filter kept out of its feed.

        Given `sections`, as in Article, they are the posts of these, and of the posts without a
        section those of these `kinds`. Their `via` is `pending`. This is how a post is asked for
        that no listing shows any more.
        """
        return self._frontier.take_due(limit, kinds, sections)

    def handed_out(self) -> list[str]:
        """List the addresses that this run was handed and of which it has noted nothing yet."""
        return [row.url for row in self._memory.handed_out.values()]

    def release(self, url: str) -> None:
        """Give back a row of which nothing became: it waits for the next run, and comes first.

        This run does not get it again.
        """
        self._frontier.release(url)

    # What became of a request

    def fetched(self, post: Fetched) -> None:
        """Record a post that was read. Where its address was known as another post's, that one is
        kept as superseded."""
        self._outcomes.fetched(post)

    def unchanged(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> None:
        """Record a known post as asked for again and the same; None keeps the validator known."""
        self._outcomes.unchanged(url, etag, last_modified)

    def gone(self, url: str) -> bool:
        """Record a 404 or 410. True where a post that was once fetched is first found gone.

        A page that is gone keeps the schedule of its age, for a site may bring it back.
        """
        return self._outcomes.gone(url)

    def failed(self, url: str, reason: str) -> None:
        """Record a page not had; the next runs try it again, see `revisit.next_attempt`."""
        self._outcomes.not_had(url, "failed", reason)

    def refused(self, url: str, reason: str) -> None:
        """Record a page that the site, or its robots.txt, does not allow; tried again as a failed
        one."""
        self._outcomes.not_had(url, "refused", reason)

    def not_a_post(self, url: str) -> None:
        """Record a hub or the like: known, and due in each run where a listing leads to it."""
        self._outcomes.not_a_post(url)

    # What is known of an address

    def get(self, url: str) -> UrlRow | None:
        """Look up what is known of one address."""
        return self._addresses.get(url)

    def published(self, url: str) -> datetime | None:
        """Tell when a post just discovered was published, where an earlier run has read it."""
        return self._memory.published(url)

    def by_article_id(self, article_id: str) -> UrlRow | None:
        """Look up the post of this id, under whichever of its addresses; for numbering its
        revisions."""
        return self._addresses.by_article_id(article_id)

    # Regions, listings, the ticker

    def note_region(
        self, addresses: Sequence[str], region: str, *, anew: Collection[str] = ()
    ) -> None:
        """Note that a region's listing shows these posts; `anew` are those of which it may be
        another post than before."""
        self._listings.note_region(addresses, region, anew)

    def regions(self, url: str, article_id: str | None = None) -> list[str]:
        """List the regions whose listings were seen to show the post, in the order they were noted.

        Where the address was known as another post's than `article_id`, only those that were noted
        after that one was last fetched.
        """
        return self._listings.regions(url, article_id)

    def listing(self, url: str, closed_for: str = "") -> KnownListing:
        """Look up what is known of a listing, for a walk that the text `closed_for` narrows.

        A walk that nothing narrowed closed the listing for every other.
        """
        return self._listings.get(url, closed_for)

    def listing_walked(
        self,
        url: str,
        *,
        label: str | None,
        closed_for: str | None,
        pages: int,
        posts: int,
        means: str,
    ) -> None:
        """Note a walk's end; `closed_for` is None where it left a gap before known ground.

        `means` says how its pages were had: plain links, a learned request, a browser.
        """
        walk = {"label": label, "pages": pages, "posts": posts, "means": means}
        self._listings.walked(url, closed_for, **walk)

    def learned(self, url: str, request: Any) -> None:
        """Keep, as JSON, the request that a listing's button makes; None forgets it."""
        self._listings.learned(url, request)

    def learned_requests(self) -> list[tuple[str, Any]]:
        """List each listing whose button's request is known, with that request."""
        return self._listings.learned_requests()

    def headlines(
        self, lines: Sequence[tuple[str, str]], edition: str
    ) -> list[tuple[datetime, bool]]:
        """Note ticker lines (hash, text); tell of each when it was first seen, and whether that is
        now."""
        return self._ticker.note(lines, edition)

    # Writing

    @property
    def unwritten(self) -> int:
        """How many outcomes wait for `flush`."""
        return self._unwritten.outcomes

    def flush(self) -> None:
        """Write everything in one transaction. Call it once the feeds' lines are on disk."""
        self._unwritten.flush()
        self._memory.forget_written()

    # Telling

    def counts(self) -> dict[str, int]:
        """Count how often this run heard each verdict, was handed a row, and noted each outcome."""
        return dict(sorted(self._session.counts.items()))

    def site(self, edition: str) -> str | None:
        """The host that an edition's posts are of; None where there are none yet."""
        with self._session.reading() as db:
            return runs.site_of(db, edition)

    def status(self, *, failed: int = 20) -> summary.Status:
        """Sum up the whole ledger, with at most `failed` of the pages that failed."""
        with self._session.reading() as db:
            figures = summary.status(db, self._session.revisit, self._session.now(), failed)
        return replace(figures, runs=self.last_runs())
