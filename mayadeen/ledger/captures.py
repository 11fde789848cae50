"""Keep what web archives hold of posts, and what was read of it, beside the live site's rows."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mayadeen.ledger.known import key_of
from mayadeen.ledger.ledger import Ledger
from mayadeen.ledger.records import Capture, Discovery, Fetched, Found, UrlRow
from mayadeen.ledger.session import Session
from mayadeen.ledger.summary import what_of_capture
from mayadeen.ledger.tables import captures

Choose = Callable[[Sequence[Capture]], Capture | None]
"""Says which of a post's captures is to be asked for next; None where it is done."""

_POSTS_AT_ONCE = 200
_ROWS_AT_ONCE = 500

_COLUMNS = [captures.c[one.name] for one in fields(Capture)]
_OUTCOME = update(captures).where(
    captures.c.key == bindparam("row_key"),
    captures.c.at == bindparam("row_at"),
    captures.c.source == bindparam("row_source"),
)


@dataclass
class Figures:
    """What one archive holds of posts: captures by what they are or came to, and by month.

    `months` have for each month its captures by status or state, `posts` how many posts each
    month's captures and all are of. `first` and `last` are the moments of capture.
    """

    states: Counter[str] = field(default_factory=Counter)
    months: dict[str, Counter[str]] = field(default_factory=dict)
    posts: Counter[str] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None


class CaptureLedger(Ledger):
    """A ledger whose posts are read from archives.

    Each method that tells or asks something of a post does so of its captures; rows of live posts
    are neither read nor written. Of one post one capture is handed out at a time. What is known of
    a post is what was read of it before the capture that is being read.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.choose: Choose = lambda _: None
        self._groups: dict[str, list[Capture]] = {}
        self._waiting: deque[str] = deque()
        self._active: dict[str, Capture] = {}
        self._cursor = b""
        self._now: Capture | None = None
        self._known: UrlRow | None = None
        self._unwritten_readings: dict[str, list[Capture]] = defaultdict(list)

    # What the indexes list

    def list_captures(self, found: Sequence[Capture]) -> set[Capture]:
        """Store captures of which an index tells, and give those that nobody knew."""
        insert = (
            postgresql.insert
            if self._session.engine.dialect.name == "postgresql"
            else sqlite.insert
        )
        by_key = {(key_of(one.address), one.at, one.source): one for one in found}
        rows = [
            {
                **{name.name: getattr(one, name.name) for name in fields(Capture)},
                "key": key,
                "post": key_of(one.url),
                "edition": self.run.edition,
            }
            for (key, _, _), one in by_key.items()
        ]
        new: set[Capture] = set()
        with self._session.writing() as db:
            for start in range(0, len(rows), _ROWS_AT_ONCE):
                statement = (
                    insert(captures)
                    .on_conflict_do_nothing()
                    .returning(captures.c.key, captures.c.at, captures.c.source)
                )
                batch = db.execute(statement, rows[start : start + _ROWS_AT_ONCE])
                new |= {by_key[key, at, source] for key, at, source in batch}
        return new

    def figures(self) -> dict[str, Figures]:
        """What each archive that was asked for this edition holds, and what came of it."""
        found: dict[str, Figures] = defaultdict(Figures)
        seen: set[tuple[str, str, bytes]] = set()
        columns = [captures.c[name] for name in ("source", "at", "state", "status", "post")]
        with self._session.reading() as db:
            rows = db.execute(select(*columns).where(captures.c.edition == self.run.edition))
            for source, at, state, status, post in rows:
                figures, month = found[source], f"{at:%Y-%m}"
                figures.states[what_of_capture(state, status)] += 1
                by_status = figures.months.setdefault(month, Counter())
                by_status[str(status) if status else state] += 1
                for span in (month, ""):
                    if (source, span, post) not in seen:
                        seen.add((source, span, post))
                        figures.posts[span] += 1
                figures.first = min(at, figures.first or at)
                figures.last = max(at, figures.last or at)
        return dict(found)

    # Handing out

    def take(self, limit: int, *, deferred: bool = False) -> list[UrlRow]:
        """Hand out posts of which `choose` wants a capture; `handed` tells which one."""
        rows: list[UrlRow] = []
        while not deferred and len(rows) < limit and (url := self._next()):
            chosen = self.choose(self._groups[url])
            if chosen is None:
                del self._groups[url]
                continue
            self._active[url] = chosen
            rows.append(UrlRow(url, "discovered", chosen.source, chosen.address, chosen.at))
        return rows

    def take_due(
        self, limit: int, *, kinds: Collection[str], sections: Collection[str] | None = None
    ) -> list[UrlRow]:
        """Nothing is due: a capture stays as it is."""
        return []

    def handed(self, url: str) -> Capture:
        """The capture of a post that is being asked for."""
        return self._active[url]

    def handed_out(self) -> list[str]:
        return list(self._active)

    def release(self, url: str) -> None:
        self._active.pop(url, None)
        self._groups.pop(url, None)

    def group(self, url: str) -> Sequence[Capture]:
        """All captures of a post that is being asked for, by time; none once it was given back."""
        return self._groups.get(url, ())

    def _next(self) -> str | None:
        if not self._waiting:
            self._load()
        return self._waiting.popleft() if self._waiting else None

    def _load(self) -> None:
        wanted = (captures.c.edition == self.run.edition, captures.c.post > self._cursor)
        posts = select(captures.c.post).where(*wanted).distinct()
        with self._session.reading() as db:
            keys = db.scalars(posts.order_by(captures.c.post).limit(_POSTS_AT_ONCE)).all()
            if not keys:
                return
            rows = _captures(db, *wanted, captures.c.post <= keys[-1])
        self._cursor = keys[-1]
        for url, group in groupby(rows, key=attrgetter("url")):
            self._groups[url] = list(group)
            self._waiting.append(url)

    # What is known before the capture that is being read

    def reading(self, url: str) -> Capture:
        """The capture of a post that is read from here on."""
        self._now = self.handed(url)
        self._known = None
        return self._now

    def get(self, url: str) -> UrlRow | None:
        return self._last(one for one in self._groups.get(url, ()) if one.article_id)

    def by_article_id(self, article_id: str) -> UrlRow | None:
        assert self._now
        with self._session.reading() as db:
            stored = _captures(
                db, captures.c.article_id == article_id, captures.c.at < self._now.at
            )
        return self._last([*stored, *self._unwritten_readings.get(article_id, ())])

    def _last(self, readings: Any) -> UrlRow | None:
        assert self._now
        earlier: Iterator[Capture] = (one for one in readings if one.at < self._now.at)
        last = max(earlier, key=attrgetter("at"), default=None)
        if last is None:
            return None
        self._known = UrlRow(
            self._now.url,
            "fetched",
            last.source,
            last.address,
            last.at,
            article_id=last.article_id,
            published_at=last.published_at,
            fetched_at=last.at,
            content_hash=last.content_hash,
            revision=last.revision,
            withheld=last.withheld,
        )
        return self._known

    def published(self, url: str) -> datetime | None:
        return None

    def regions(self, url: str, article_id: str | None = None) -> list[str]:
        return []

    # What came of a capture

    def fetched(self, post: Fetched) -> None:
        self._settle(
            post.url,
            "fetched",
            article_id=post.article_id,
            content_hash=post.content_hash,
            revision=post.revision,
            published_at=post.published_at,
            withheld=post.withheld,
            error=None,
        )

    def unchanged(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> None:
        known = self._known
        assert known
        self._settle(
            url,
            "fetched",
            article_id=known.article_id,
            content_hash=known.content_hash,
            revision=known.revision,
            published_at=known.published_at,
            withheld=None,
            error=None,
        )

    def gone(self, url: str) -> bool:
        self._settle(url, "gone")
        return True

    def not_a_post(self, url: str) -> None:
        self._settle(url, "no_post")

    def failed(self, url: str, reason: str) -> None:
        """A page that was got and cannot be read stays as it is; one that was not got may come."""
        is_read = self._now is not None and self._active.get(url) == self._now
        attempts = self._active[url].attempts + 1 if url in self._active else 1
        self._settle(url, "unread" if is_read else "failed", error=reason[:500], attempts=attempts)

    def refused(self, url: str, reason: str) -> None:
        self.failed(url, reason)

    def passed(self, url: str, state: str) -> None:
        """The capture of a post that was asked for is no page of it, for the reason `state`."""
        attempts = self._active[url].attempts + 1
        self._settle(url, state, attempts=attempts)

    def mark(self, one: Capture, state: str) -> None:
        """Note what a capture is that needs no asking."""
        self._write(one, {"state": state})

    def discover(
        self, found: Sequence[Found], *, complete_at: datetime | None = None, deferred: bool = False
    ) -> list[Discovery]:
        """What a page leads to is the live site's, or another capture."""
        return []

    def note_region(
        self, addresses: Sequence[str], region: str, *, anew: Collection[str] = ()
    ) -> None:
        """No listing is read."""

    def flush(self) -> None:
        super().flush()
        self._unwritten_readings.clear()

    def _settle(self, url: str, state: str, **values: Any) -> None:
        one = self._active.pop(url, None)
        if one is None:
            return
        if one == self._now:
            self._now = None
        settled = self._write(one, {"state": state, "run": self.run.id, **values})
        if settled.article_id:
            self._unwritten_readings[settled.article_id].append(settled)
        group = self._groups[url]
        group[group.index(one)] = settled
        self._waiting.append(url)
        self._session.counts[state] += 1

    def _write(self, one: Capture, values: dict[str, Any]) -> Capture:
        place = {"row_key": key_of(one.address), "row_at": one.at, "row_source": one.source}
        self._unwritten.add_outcome(_OUTCOME, {**place, **values})
        return replace(one, **values)


def _captures(db: Connection, *wanted: Any) -> list[Capture]:
    rows = select(*_COLUMNS).where(*wanted).order_by(captures.c.post, captures.c.at)
    return [Capture(*row) for row in db.execute(rows.order_by(captures.c.source))]
