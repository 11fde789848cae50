"""Decide on what is found, and hand out what is to be fetched."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row as Record
from sqlalchemy import Select, and_, func, or_

from mayadeen.ledger import runs, summary
from mayadeen.ledger.addresses import regions_of, row_values
from mayadeen.ledger.known import Known, add_marks, key_of, marks
from mayadeen.ledger.memory import Memory
from mayadeen.ledger.records import Discovery, Found, LedgerRun, UrlRow, Verdict
from mayadeen.ledger.session import Session
from mayadeen.ledger.statements import CLAIM, HANDED_OUT, KNOWN, WAITING
from mayadeen.ledger.tables import HUB, urls
from mayadeen.ledger.unwritten import BATCH, Unwritten

_BEFORE_ALL = 0  # no run's number: what waits for it is any later run's

# A repeat is answered from memory; beyond this many addresses the memory starts anew, so that it
# stays small in a run of a million.
_REMEMBERED = 20_000


def _known_posts(
    run: LedgerRun, kinds: Collection[str], sections: Collection[str] | None
) -> Select[Any]:
    """Select the posts of the kinds or sections that are nobody's and that no live run fetched."""
    known = (
        HANDED_OUT.where(urls.c.edition == run.edition)
        .where(urls.c.state.in_(("fetched", "gone")), urls.c.kind != HUB)
        .where(urls.c.wanted_run.is_(None), urls.c.claimed_by.is_(None))
        .where(urls.c.alias_of.is_(None))
        .where(or_(urls.c.last_run.is_(None), urls.c.last_run < run.oldest_live_run))
    )
    of_kind = urls.c.kind.in_(kinds)
    if sections is None:
        return known.where(of_kind)
    section = func.coalesce(urls.c.section, "")
    return known.where(or_(section.in_(sections), and_(section == "", of_kind)))


class Frontier:
    """Discoveries with their verdicts, and the rows that wait in a run's scope."""

    def __init__(self, session: Session, unwritten: Unwritten, memory: Memory) -> None:
        self._session = session
        self._unwritten = unwritten
        self._memory = memory
        self._position = 0
        self._none_due: set[tuple[frozenset[str], frozenset[str] | None]] = set()

    def begin(self) -> None:
        """Forget what an earlier run found not to be due."""
        self._none_due.clear()

    def discover(
        self, found: Sequence[Found], complete_at: datetime | None, *, deferred: bool
    ) -> list[Discovery]:
        """Note addresses and decide on each; those `deferred` are noted alone."""
        if len(self._memory.known) > _REMEMBERED:
            self._unwritten.write_discoveries()
            self._memory.known.clear()
        keys = [key_of(one.url) for one in found]
        self._load(keys)
        now = self._session.now()
        if deferred:
            for key, one in zip(keys, found, strict=True):
                if key not in self._memory.known:
                    self.add(key, one, now, scope=self._deferred_scope, wanted=_BEFORE_ALL)
            return []
        outcomes = [
            self._decide(key, one, complete_at, now) for key, one in zip(keys, found, strict=True)
        ]
        self._session.counts.update(outcome.verdict for outcome in outcomes)
        self._unwritten.write_when_due()
        return outcomes

    def add(
        self, key: bytes, found: Found, now: datetime, *, scope: str, wanted: int | None
    ) -> None:
        """Add an address that nobody knew, which waits in the scope where a run wants it."""
        run, shown = self._session.run, add_marks(None, marks(found.title, found.day))
        self._memory.known[key] = Known(run.id, now, wanted_run=wanted, scope=scope, shown=shown)
        self._unwritten.add_discovery(
            self._session.statements.discovery,
            {
                "key": key,
                "url": found.url,
                "edition": run.edition,
                "state": "discovered",
                "via": found.via,
                "source": found.source,
                "first_seen": now,
                "first_run": run.id,
                "published_at": found.published,
                "revision": 0,
                "attempts": 0,
                "scope": scope,
                "wanted_run": wanted,
                "priority": found.priority,
                "position": self._next_position(),
                "shown": shown,
            },
        )

    def _load(self, keys: Collection[bytes]) -> None:
        unread = self._memory.unread(keys)
        for start in range(0, len(unread), BATCH):
            with self._session.reading() as db:
                batch = unread[start : start + BATCH]
                read = {key: Known(*rest) for key, *rest in db.execute(KNOWN, {"keys": batch})}
            self._memory.known.update(read)
            targets = [one.alias_of for one in read.values() if one.alias_of is not None]
            if targets:
                self._load(targets)

    def _decide(
        self, key: bytes, found: Found, complete_at: datetime | None, now: datetime
    ) -> Discovery:
        run, remembered = self._session.run, self._memory.known
        known = remembered.get(key)
        if known is None:
            self.add(key, found, now, scope=run.scope, wanted=run.id)
            return Discovery(found.url, "new", seen_before=False)
        seen_before = known.first_run < run.oldest_live_run and (
            complete_at is None or known.first_seen <= complete_at
        )
        target = known.alias_of or key
        known = remembered.get(target, known)
        is_news = self._notice(target, known, found)
        verdict: Verdict = "known"
        if known.wanted_run is not None:
            left_behind = known.wanted_run < run.oldest_live_run and known.claimed_by is None
            if left_behind and known.scope != run.scope:
                self._want(target, known, found)
            # A page that failed is asked for again of itself and must not keep a listing open.
            if known.state not in {"failed", "refused"}:
                verdict = "pending"
        elif known.is_due(found, run, self._session.revisit, now, is_news=is_news):
            self._want(target, known, found)
            verdict = "due"
        return Discovery(found.url, verdict, seen_before)

    def _notice(self, key: bytes, known: Known, found: Found) -> bool:
        """Keep the marks of the title and day printed of an address; say whether one is news."""
        unheard, news = known.notice(marks(found.title, found.day))
        if unheard:
            shown = {"row_key": key, "shown": known.shown}
            self._unwritten.add_discovery(self._session.statements.shown, shown)
        self._memory.add_news(key, news)
        return bool(news)

    def _want(self, key: bytes, known: Known, found: Found) -> None:
        """Ask for a known address in this run."""
        run = self._session.run
        known.wanted_run, known.scope = run.id, run.scope
        self._unwritten.add_discovery(
            self._session.statements.want,
            {
                "row_key": key,
                "scope": run.scope,
                "wanted_run": run.id,
                "wanted_via": found.via,
                "wanted_source": found.source,
                "priority": found.priority,
                "position": self._next_position(),
            },
        )

    def _next_position(self) -> int:
        self._position += 1
        return self._position

    @property
    def _deferred_scope(self) -> str:
        return f"{self._session.run.scope} aside"

    def take(self, limit: int, *, deferred: bool) -> list[UrlRow]:
        """Hand out rows that wait in the run's scope, or those `deferred` for it."""
        scope = {"scope": self._deferred_scope if deferred else self._session.run.scope}
        rows = self._claim(WAITING, limit, **scope)
        if not rows and self._close_dead_runs():
            rows = self._claim(WAITING, limit, **scope)
        return rows

    def take_due(
        self, limit: int, kinds: Collection[str], sections: Collection[str] | None
    ) -> list[UrlRow]:
        """Hand out known posts that are due, or that another run's filter kept out of its feed."""
        # What is due is settled when a run begins, so that an empty answer stays one; to find it
        # again could mean to pass by a hundred thousand due posts of another kind each time.
        asked = frozenset(kinds), None if sections is None else frozenset(sections)
        if asked in self._none_due:
            return []
        run, mode = self._session.run, self._session.revisit.mode
        known = _known_posts(run, kinds, sections)
        by = urls.c.fetched_at if mode == "always" else urls.c.due_at
        due = known.where(by <= run.started_at).order_by(by)
        left_out = known.where(urls.c.withheld != run.filter).order_by(urls.c.withheld)
        rows = self._claim(due, limit) if mode != "never" else []
        rows = rows or self._claim(left_out, limit)
        if not rows:
            self._none_due.add(asked)
        return rows

    def release(self, url: str) -> None:
        """Give back a row that was handed out."""
        self._memory.handed_out.pop(key_of(url), None)

    def _claim(self, waiting: Select[Any], limit: int, **values: str) -> list[UrlRow]:
        """Give at most `limit` of the rows to this run, and write what was discovered."""
        run = self._session.run
        if self._memory.unclaimed:
            waiting = waiting.where(urls.c.key.not_in(self._memory.unclaimed))
        waiting = waiting.limit(limit)
        if not self._unwritten.has_discoveries:
            # Asked again and again at the end of a run, so without the writers' lock.
            with self._session.reading() as db:
                if db.execute(waiting, values).first() is None:
                    return []
        with self._unwritten.writing() as db:
            records = db.execute(waiting, values).all()
            keys = [record.key for record in records]
            shown = regions_of(db, keys)
            if keys:
                db.execute(CLAIM, {"keys": keys, "run": run.id, "by_scope": run.scope})
        rows = [self._hand_out(record, shown.get(record.key, ())) for record in records]
        self._session.counts["taken"] += len(rows)
        return rows

    def _hand_out(self, record: Record[Any], shown: tuple[str, ...]) -> UrlRow:
        """Make a row of a claimed record, and remember that it is out."""
        run = self._session.run
        values = row_values(record)
        if record.wanted_run is None or record.wanted_run < run.oldest_live_run:
            values["via"] = "pending"
        else:
            values["via"] = record.wanted_via or record.via
            values["source"] = record.wanted_source or record.source
        if run.full or (record.withheld is not None and record.withheld != run.filter):
            values["etag"] = values["last_modified"] = None
        row = UrlRow(**values, regions=shown)
        self._memory.handed_out[record.key] = row
        known = self._memory.known.get(record.key)
        if known is not None:
            known.wanted_run, known.claimed_by = known.wanted_run or run.id, run.id
        return row

    def _close_dead_runs(self) -> bool:
        """Set free what runs that died since this one began were handed; say whether any did."""
        session = self._session
        with session.reading() as db:
            if all(row.id == session.run.id for row in summary.running(db)):
                return False
        with session.writing() as db:
            return bool(runs.close_dead_runs(db, session.locks, session.now())[1])
