"""Keep what is known of listings, and of the regions whose listings show a post."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from mayadeen.ledger.addresses import regions_of
from mayadeen.ledger.known import is_another, key_of
from mayadeen.ledger.memory import Memory
from mayadeen.ledger.records import KnownListing
from mayadeen.ledger.session import Session
from mayadeen.ledger.tables import closures, listings
from mayadeen.ledger.unwritten import Unwritten


class Listings:
    """Walks of listings, the requests of their buttons, and the regions they note."""

    def __init__(self, session: Session, unwritten: Unwritten, memory: Memory) -> None:
        self._session = session
        self._unwritten = unwritten
        self._memory = memory

    def note_region(self, addresses: Sequence[str], region: str, anew: Collection[str]) -> None:
        """Note that a region's listing shows these posts."""
        statements, now = self._session.statements, self._session.now()
        for url in addresses:
            key = key_of(url)
            statement = statements.region_anew if url in anew else statements.region
            values = {"key": key, "region": region, "noted_at": now}
            self._unwritten.add_note(key, statement, values)

    def regions(self, url: str, article_id: str | None) -> list[str]:
        """Read the regions of a post, in the order they were noted."""
        key = key_of(url)
        self._unwritten.write_notes(key)
        row = self._memory.handed_out.get(key)
        since = row.fetched_at if row and is_another(row.article_id, article_id) else None
        with self._session.reading() as db:
            return list(regions_of(db, [key], since).get(key, ()))

    def get(self, url: str, closed_for: str) -> KnownListing:
        """Read what is known of a listing, for a walk that `closed_for` narrows."""
        key = key_of(url)
        self._unwritten.write_notes(key)
        with self._session.reading() as db:
            known = select(listings.c.learned, listings.c.posts).where(listings.c.key == key)
            learned, posts = db.execute(known).one_or_none() or (None, 0)
            closed = select(closures.c.closed_at).where(
                closures.c.key == key, closures.c.closed_for.in_({"", closed_for})
            )
            return KnownListing(learned, max(db.scalars(closed), default=None), posts or 0)

    def walked(self, url: str, closed_for: str | None, **walk: Any) -> None:
        """Note the end of a walk, and that it closed the listing unless `closed_for` is None."""
        key, now, statements = key_of(url), self._session.now(), self._session.statements
        values = {"key": key, "url": url, "walked_at": now, **walk}
        self._unwritten.add_note(key, statements.walked, values)
        if closed_for is not None:
            closure = {"key": key, "closed_for": closed_for, "closed_at": now}
            self._unwritten.add_note(key, statements.closure, closure)

    def learned(self, url: str, request: Any) -> None:
        """Keep the request of a listing's button; None forgets it."""
        key = key_of(url)
        values = {"key": key, "url": url, "learned": request}
        self._unwritten.add_note(key, self._session.statements.learned, values)

    def learned_requests(self) -> list[tuple[str, Any]]:
        """Read each listing whose button's request is known, with that request."""
        self._unwritten.write_discoveries()
        known = select(listings.c.url, listings.c.learned).where(listings.c.learned.is_not(None))
        with self._session.reading() as db:
            return [(url, learned) for url, learned in db.execute(known)]
