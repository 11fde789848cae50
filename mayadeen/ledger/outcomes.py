"""Record what became of a request."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from mayadeen.ledger.addresses import FORMER, Addresses
from mayadeen.ledger.frontier import Frontier
from mayadeen.ledger.known import add_marks, is_another, key_of, marks
from mayadeen.ledger.memory import Memory
from mayadeen.ledger.records import Fetched, Found, State, UrlRow
from mayadeen.ledger.revisit import next_attempt
from mayadeen.ledger.session import Session
from mayadeen.ledger.tables import HUB
from mayadeen.ledger.unwritten import Unwritten

_LONGEST_TEXT = 500

_NOTHING_WANTED: dict[str, Any] = {
    "wanted_run": None,
    "wanted_via": None,
    "wanted_source": None,
    "claimed_by": None,
}


def _printable(said: str) -> str:
    """Cut a message to what both databases take: no NUL, no lone surrogate, no megabytes."""
    return said.replace("\0", "")[:_LONGEST_TEXT].encode("utf-8", "replace").decode()


class Outcomes:
    """The fates of requests, kept in memory and buffered until `flush`."""

    def __init__(
        self,
        session: Session,
        unwritten: Unwritten,
        memory: Memory,
        frontier: Frontier,
        addresses: Addresses,
    ) -> None:
        self._session = session
        self._unwritten = unwritten
        self._memory = memory
        self._frontier = frontier
        self._addresses = addresses

    def fetched(self, post: Fetched) -> None:
        """Record a post that was read, under the address asked for and its canonical one."""
        row, key = self._settle(post.url)
        address = post.canonical or post.url
        if address != post.url:
            alias_of, article_id = key_of(address), post.article_id
            self._record(key, row, "fetched", alias_of=alias_of, article_id=article_id, due_at=None)
            row, key = self._settle(address, found_by=row)
        first_seen, published_at = row.first_seen, post.published_at
        # What another page says of this address is no proof of what stands there.
        if address == post.url and is_another(row.article_id, post.article_id):
            self._supersede(row, post.article_id)
            first_seen = self._session.now()
        else:
            published_at = published_at or row.published_at
        known = self._memory.known.get(key)
        self._record(
            key,
            row,
            "fetched",
            alias_of=None,
            article_id=post.article_id,
            kind=post.kind,
            section=post.section,
            etag=post.etag,
            last_modified=post.last_modified,
            published_at=published_at,
            content_hash=post.content_hash,
            revision=post.revision,
            withheld=post.withheld,
            due_at=self._due_at(published_at or first_seen),
            shown=add_marks(known.shown if known else row.shown, marks(post.title, post.day)),
        )
        self._memory.articles[post.article_id] = key
        self._memory.former.pop(post.article_id, None)

    def unchanged(self, url: str, etag: str | None, last_modified: str | None) -> None:
        """Record that a known post is the same, with the validators that are not None."""
        row, key = self._settle(url)
        validators = {"etag": etag, "last_modified": last_modified}
        self._record(
            key,
            row,
            "fetched",
            due_at=self._due_at(row.published_at or row.first_seen),
            **{name: value for name, value in validators.items() if value is not None},
        )

    def gone(self, url: str) -> bool:
        """Record a 404 or 410; say whether a post that was once fetched is first found gone."""
        row, key = self._settle(url)
        self._record(key, row, "gone", due_at=self._due_at(row.published_at or row.first_seen))
        return row.revision > 0 and row.state != "gone"

    def not_a_post(self, url: str) -> None:
        """Record that the page is a hub or the like."""
        row, key = self._settle(url)
        self._record(key, row, "fetched", kind=HUB, due_at=None)

    def not_had(self, url: str, state: State, reason: str) -> None:
        """Record a page that failed or was refused, and when it is tried again."""
        row, key = self._settle(url)
        attempts = row.attempts + 1
        self._record(
            key,
            row,
            state,
            attempts=attempts,
            error=_printable(reason),
            due_at=next_attempt(attempts, self._session.now()),
        )

    def _supersede(self, row: UrlRow, article_id: str) -> None:
        """Keep the post at whose address another was read."""
        assert row.article_id
        former = replace(row, superseded_at=self._session.now())
        kept = FORMER - {"superseded_at"}
        self._unwritten.add_outcome(
            self._session.statements.superseded,
            {
                **{name: getattr(former, name) for name in kept},
                "edition": self._session.run.edition,
                "superseded_by": article_id,
                "superseded_at": former.superseded_at,
            },
        )
        self._memory.articles.pop(row.article_id, None)
        self._memory.former[row.article_id] = former

    def _due_at(self, base: datetime) -> datetime | None:
        # The stored moment serves a schedule alone; `always` goes by the time of the last fetch.
        revisit = self._session.revisit
        return revisit.next_due(base, self._session.now()) if revisit.mode == "ages" else None

    def _settle(self, url: str, found_by: UrlRow | None = None) -> tuple[UrlRow, bytes]:
        """Find the row that an outcome is about, or add one where nobody discovered the address."""
        key = key_of(url)
        row = self._memory.handed_out.pop(key, None)
        if row is not None:
            return row, key
        # Until its outcome is written, it must not be handed out as one that waits.
        self._memory.unclaimed.add(key)
        row = self._addresses.get(url)
        if row is None:
            now = self._session.now()
            via, source = (found_by.via, found_by.source) if found_by else ("start", None)
            scope = self._session.run.scope
            self._frontier.add(key, Found(url, via, source), now, scope=scope, wanted=None)
            row = UrlRow(url, "discovered", via, source, now)
        return row, key

    def _record(self, key: bytes, row: UrlRow, state: State, **values: Any) -> None:
        """Buffer an outcome, and remember the row as it will be."""
        if state in {"fetched", "gone"}:
            now = self._session.now()
            values = {"fetched_at": now, "attempts": 0, "error": None, **values}
        values["state"] = state
        written = values | {"last_run": self._session.run.id, **_NOTHING_WANTED}
        self._unwritten.add_outcome(self._session.statements.outcome, {"row_key": key, **written})
        self._memory.settled[key] = replace(
            row, **{name: value for name, value in values.items() if name != "alias_of"}
        )
        if key in self._memory.known:
            self._memory.known[key].update(written)
        self._session.counts[state] += 1
