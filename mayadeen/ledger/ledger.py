"""The ledger of one run: what is found goes in, what is to be fetched comes out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    Select,
    and_,
    func,
    or_,
    select,
)
from sqlalchemy import (
    Row as Record,
)

from mayadeen.ledger import runs, summary
from mayadeen.ledger.addresses import regions_of, row_values
from mayadeen.ledger.database import clear_errors, connect, read_url, where
from mayadeen.ledger.frontier import BEFORE_ALL, REMEMBERED
from mayadeen.ledger.known import Known, add_marks, is_another, key_of, marks
from mayadeen.ledger.locks import AdvisoryLocks, FileLocks, RunLocks
from mayadeen.ledger.outcomes import NOTHING_WANTED, printable
from mayadeen.ledger.records import (
    Found,
    LedgerError,
    Listing,
    OtherSite,
    Outcome,
    Row,
    Run,
    RunRow,
    State,
    Verdict,
)
from mayadeen.ledger.revisit import Revisit, next_attempt
from mayadeen.ledger.session import utcnow
from mayadeen.ledger.statements import (
    CLAIM,
    HANDED_OUT,
    KNOWN,
    ROW,
    WAITING,
    Statements,
    Write,
    write,
)
from mayadeen.ledger.tables import (
    HUB,
    closures,
    headlines,
    listings,
    prepare,
    superseded,
    urls,
)
from mayadeen.ledger.unwritten import BATCH, ORDER, SECONDS_UNWRITTEN


def open_ledger(
    url: str, *, revisit: Revisit, now: Callable[[], datetime] = utcnow, create: bool = True
) -> Ledger:
    """Open the ledger at a database URL, made with its folder where there is none.

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
    engine = connect(parsed)
    try:
        with clear_errors(parsed), engine.begin() as connection:
            prepare(connection, where(parsed), create=create)
        with clear_errors(parsed):
            return Ledger(parsed, engine, revisit, now)
    except LedgerError:
        engine.dispose()
        raise


_FORMER = {field.name for field in fields(Row)} & {column.name for column in superseded.c}


class Ledger:
    """What is known of every address, and the frontier of the run that was begun on it.

    Discoveries reach the database within a second, and before `take` hands them out. LostItems
    reach it in `flush` alone, so that the caller can first bring its feeds to disk. Every method
    raises LedgerError where the database fails; what was to be written is kept for the next try.
    """

    def __init__(
        self, url: URL, engine: Engine, revisit: Revisit, now: Callable[[], datetime]
    ) -> None:
        self.url = url
        self._engine = engine
        self._revisit = revisit
        self._now = now
        self._reader = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._locks: RunLocks = (
            FileLocks(url) if engine.dialect.name == "sqlite" else AdvisoryLocks(self._reader)
        )
        self._begun: tuple[Run, Statements] | None = None
        self._known: dict[bytes, Known] = {}
        self._handed_out: dict[bytes, Row] = {}
        self._discoveries: list[Write] = []
        self._outcomes: list[Write] = []
        self._settled: dict[bytes, Row] = {}
        self._articles: dict[str, bytes] = {}
        self._former: dict[str, Row] = {}
        self._news: dict[bytes, set[bytes]] = {}
        self._unclaimed: set[bytes] = set()
        self._headlines: dict[tuple[str, str], datetime] = {}
        self._noted: set[bytes] = set()
        self._none_due: set[tuple[frozenset[str], frozenset[str] | None]] = set()
        self._position = 0
        self._written = time.monotonic()
        self._counts: Counter[str] = Counter()

    @property
    def run(self) -> Run:
        """The run that was begun; RuntimeError where there is none."""
        if self._begun is None:
            raise RuntimeError("no run was begun on this ledger")
        return self._begun[0]

    @property
    def _statements(self) -> Statements:
        if self._begun is None:
            raise RuntimeError("no run was begun on this ledger")
        return self._begun[1]

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with clear_errors(self.url):
            yield self._reader

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with clear_errors(self.url), self._engine.begin() as connection:
            yield connection

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
    ) -> Run:
        """Begin a run, which lives until `end_run`, `close` or the end of the process.

        `site` is the host that the run asks; OtherSite where the edition's posts here are of
        another. `filter` says in one text which posts the run keeps, empty for all; with `full`
        whatever is found is due. Runs that died are closed as `interrupted` and given back in the
        Run; what was handed out to them waits again. Raises AlreadyRunning where the same spider
        with the same arguments is alive, unless `shared`.
        """
        with self._writing() as db:
            held = runs.keep_to_site(db, edition, site) if site else None
            if held != site:
                raise OtherSite(
                    f"{where(self.url)} holds posts of {held} ({edition}), and the run is of"
                    f" {site}: give each site a folder of its own, by MAYADEEN_DATA_DIR"
                    " (and MAYADEEN_LEDGER, where it is set)"
                )
            run = runs.begin(
                db,
                self._locks,
                self._now(),
                spider=spider,
                arguments=arguments,
                folder=Path(folder),
                edition=edition,
                kept=filter,
                full=full,
                shared=shared,
            )
            stored = runs.schedule(db, self._revisit)
        self._begun = run, Statements.of(self._engine.dialect.name, run.floor)
        self._none_due.clear()
        self._counts.clear()
        if stored != str(self._revisit):
            runs.reschedule(self._writing, self._revisit)
        return run

    def end_run(self, status: str, counts: dict[str, Any] | None = None) -> None:
        """Write everything, give back what was handed out, and note how the run ended."""
        self.flush()
        with self._writing() as db:
            counts = self.counts() if counts is None else counts
            runs.end(db, self.run, self._now(), status, counts)
        self._locks.drop(self.run.id)
        self._begun = None

    def close(self) -> None:
        """Let go of the database. A run that was not ended counts as interrupted from now on."""
        if self._begun is not None:
            self._locks.drop(self.run.id)
            self._begun = None
        self._reader.close()
        self._engine.dispose()

    def last_runs(self, limit: int = 10) -> list[RunRow]:
        """The latest runs, newest first; one that died is `interrupted` though not yet closed."""
        with self._reading() as db:
            return [
                replace(row, status="interrupted")
                if row.status == "running" and not self._locks.is_held(row.id)
                else row
                for row in summary.last_runs(db, limit)
            ]

    # Discovery

    def discover(
        self, found: Sequence[Found], *, ground: datetime | None = None, aside: bool = False
    ) -> list[Outcome]:
        """Note a page's worth of addresses; say of each, in order, what is to be done with it.

        `ground` is the listing's `closed_at`: what was first seen later does not count as seen
        before, so that a walk broken off above older ground leaves no gap. What is set `aside` is
        not for this run: it waits until somebody finds it again or takes what was set aside.
        """
        if len(self._known) > REMEMBERED:
            self._write_discoveries()
            self._known.clear()
        keys = [key_of(one.url) for one in found]
        self._load(keys)
        now = self._now()
        if aside:
            for key, one in zip(keys, found, strict=True):
                if key not in self._known:
                    self._insert(key, one, now, self._aside, BEFORE_ALL)
            return []
        outcomes = [
            self._decide(key, one, ground, now) for key, one in zip(keys, found, strict=True)
        ]
        self._counts.update(outcome.verdict for outcome in outcomes)
        if len(self._discoveries) >= BATCH or time.monotonic() - self._written > SECONDS_UNWRITTEN:
            self._write_discoveries()
        return outcomes

    def _load(self, keys: Collection[bytes]) -> None:
        unread = list({key: None for key in keys if key not in self._known})
        for start in range(0, len(unread), BATCH):
            with self._reading() as db:
                batch = unread[start : start + BATCH]
                read = {key: Known(*rest) for key, *rest in db.execute(KNOWN, {"keys": batch})}
            self._known.update(read)
            targets = [one.alias_of for one in read.values() if one.alias_of is not None]
            if targets:
                self._load(targets)

    def _decide(self, key: bytes, found: Found, ground: datetime | None, now: datetime) -> Outcome:
        run = self.run
        known = self._known.get(key)
        if known is None:
            self._insert(key, found, now, run.scope, run.id)
            return Outcome(found.url, "new", seen_before=False)
        seen_before = known.first_run < run.floor and (ground is None or known.first_seen <= ground)
        target = known.alias_of or key
        known = self._known.get(target, known)
        printed = marks(found.title, found.day)
        unheard, news = known.notice(printed)
        if unheard:
            shown = {"row_key": target, "shown": known.shown}
            self._discoveries.append((self._statements.shown, shown))
        if news:
            self._news.setdefault(target, set()).update(news)
        verdict: Verdict = "known"
        if known.wanted_run is not None:
            left_behind = known.wanted_run < run.floor and known.claimed_by is None
            if left_behind and known.scope != run.scope:
                self._want(target, known, found)
            # A page that failed is asked for again of itself and must not keep a listing open.
            if known.state not in {"failed", "refused"}:
                verdict = "pending"
        elif known.is_due(found, run, self._revisit, now, is_news=bool(news)):
            self._want(target, known, found)
            verdict = "due"
        return Outcome(found.url, verdict, seen_before)

    def is_news(self, found: Found) -> bool:
        """Whether the place prints another title or day than was known of the address before this
        run."""
        key = key_of(found.url)
        known = self._known.get(key)
        news = self._news.get(known.alias_of or key, set()) if known else set()
        return not news.isdisjoint(marks(found.title, found.day))

    @property
    def _aside(self) -> str:
        return f"{self.run.scope} aside"

    def _insert(
        self, key: bytes, found: Found, now: datetime, scope: str, wanted: int | None
    ) -> None:
        shown = add_marks(None, marks(found.title, found.day))
        self._known[key] = Known(self.run.id, now, wanted_run=wanted, scope=scope, shown=shown)
        self._position += 1
        self._discoveries.append(
            (
                self._statements.discovery,
                {
                    "key": key,
                    "url": found.url,
                    "edition": self.run.edition,
                    "state": "discovered",
                    "via": found.via,
                    "source": found.source,
                    "first_seen": now,
                    "first_run": self.run.id,
                    "published_at": found.published,
                    "revision": 0,
                    "attempts": 0,
                    "scope": scope,
                    "wanted_run": wanted,
                    "priority": found.priority,
                    "position": self._position,
                    "shown": shown,
                },
            )
        )

    def _want(self, key: bytes, known: Known, found: Found) -> None:
        self._position += 1
        known.wanted_run, known.scope = self.run.id, self.run.scope
        self._discoveries.append(
            (
                self._statements.want,
                {
                    "row_key": key,
                    "scope": self.run.scope,
                    "wanted_run": self.run.id,
                    "wanted_via": found.via,
                    "wanted_source": found.source,
                    "priority": found.priority,
                    "position": self._position,
                },
            )
        )

    # The frontier

    def take(self, limit: int, *, aside: bool = False) -> list[Row]:
        """Hand out at most `limit` rows that wait in this run's scope (spider and edition).

        What earlier runs left comes first, with `via` `pending`; then by priority, and in the
        order of discovery. No other process gets these rows while this run lives. `aside` hands
        out what was set aside instead.
        """
        scope = {"scope": self._aside if aside else self.run.scope}
        return (
            self._claim(WAITING, limit, **scope)
            or (self._bury() and self._claim(WAITING, limit, **scope))
            or []
        )

    def take_due(
        self, limit: int, *, kinds: Collection[str], sections: Collection[str] | None = None
    ) -> list[Row]:
        """Hand out known posts of the edition that are due by the schedule, whoever found them,
        and those that another run's filter kept out of its feed.

        Given `sections`, as in Article, they are the posts of these, and of the posts without a
        section those of these `kinds`. Their `via` is `pending`. This is how a post is asked for
        that no listing shows any more.
        """
        # What is due is settled when a run begins, so that an empty answer stays one; to find it
        # again could mean to pass by a hundred thousand due posts of another kind each time.
        asked = frozenset(kinds), None if sections is None else frozenset(sections)
        if asked in self._none_due:
            return []
        known = (
            HANDED_OUT.where(urls.c.edition == self.run.edition)
            .where(urls.c.state.in_(("fetched", "gone")), urls.c.kind != HUB)
            .where(urls.c.wanted_run.is_(None), urls.c.claimed_by.is_(None))
            .where(urls.c.alias_of.is_(None))
            .where(or_(urls.c.last_run.is_(None), urls.c.last_run < self.run.floor))
        )
        section = func.coalesce(urls.c.section, "")
        of_kind = urls.c.kind.in_(kinds)
        if sections is None:
            known = known.where(of_kind)
        else:
            known = known.where(or_(section.in_(sections), and_(section == "", of_kind)))
        by = urls.c.fetched_at if self._revisit.mode == "always" else urls.c.due_at
        due = known.where(by <= self.run.started_at).order_by(by)
        left_out = known.where(urls.c.withheld != self.run.filter).order_by(urls.c.withheld)
        rows = self._claim(due, limit) if self._revisit.mode != "never" else []
        rows = rows or self._claim(left_out, limit)
        if not rows:
            self._none_due.add(asked)
        return rows

    def _claim(self, waiting: Select[Any], limit: int, **values: str) -> list[Row]:
        run = self.run
        if self._unclaimed:
            waiting = waiting.where(urls.c.key.not_in(self._unclaimed))
        waiting = waiting.limit(limit)
        if not self._discoveries:
            # Asked again and again at the end of a run, so without the writers' lock.
            with self._reading() as db:
                if db.execute(waiting, values).first() is None:
                    return []
        with self._writing() as db:
            write(db, self._ordered_discoveries())
            records = db.execute(waiting, values).all()
            keys = [record.key for record in records]
            shown = regions_of(db, keys)
            if keys:
                db.execute(CLAIM, {"keys": keys, "run": run.id, "by_scope": run.scope})
        self._discoveries_written()
        rows = [self._hand_out(record, shown.get(record.key, ())) for record in records]
        self._counts["taken"] += len(rows)
        return rows

    def _hand_out(self, record: Record[Any], shown: tuple[str, ...]) -> Row:
        run = self.run
        values = row_values(record)
        if record.wanted_run is None or record.wanted_run < run.floor:
            values["via"] = "pending"
        else:
            values["via"] = record.wanted_via or record.via
            values["source"] = record.wanted_source or record.source
        if run.full or (record.withheld is not None and record.withheld != run.filter):
            values["etag"] = values["last_modified"] = None
        row = Row(**values, regions=shown)
        self._handed_out[record.key] = row
        known = self._known.get(record.key)
        if known is not None:
            known.wanted_run, known.claimed_by = known.wanted_run or run.id, run.id
        return row

    def _bury(self) -> bool:
        """Set free what runs that died since this one began were handed; whether any did."""
        with self._reading() as db:
            if all(row.id == self.run.id for row in summary.running(db)):
                return False
        with self._writing() as db:
            return bool(runs.bury(db, self._locks, self._now())[1])

    def handed_out(self) -> list[str]:
        """The addresses that this run was handed and of which it has noted nothing yet."""
        return [row.url for row in self._handed_out.values()]

    def release(self, url: str) -> None:
        """Nothing became of a row that was handed out: it waits for the next run, and comes first.

        This run does not get it again.
        """
        self._handed_out.pop(key_of(url), None)

    # What became of a request

    def fetched(
        self,
        url: str,
        *,
        article_id: str,
        kind: str,
        section: str | None,
        etag: str | None,
        last_modified: str | None,
        published_at: datetime | None,
        content_hash: str | None,
        revision: int,
        withheld: str | None = None,
        canonical: str | None = None,
        title: str | None = None,
        day: str | None = None,
    ) -> None:
        """A post was read. `withheld` is the run's filter where that kept it out of the feed.

        `canonical` is the address it turned out to have; then both are known, and the one asked
        for leads to it. `title` and `day` are what it prints itself. Where the address was known as
        another post's, that one is kept as superseded.
        """
        row, key = self._settle(url)
        if canonical is not None and canonical != url:
            self._outcome(
                key, row, "fetched", alias_of=key_of(canonical), article_id=article_id, due_at=None
            )
            row, key = self._settle(canonical, found_by=row)
        first_seen = row.first_seen
        # What another page says of this address is no proof of what stands there.
        if canonical in (None, url) and is_another(row.article_id, article_id):
            self._supersede(row, article_id)
            first_seen = self._now()
        else:
            published_at = published_at or row.published_at
        known = self._known.get(key)
        self._outcome(
            key,
            row,
            "fetched",
            alias_of=None,
            article_id=article_id,
            kind=kind,
            section=section,
            etag=etag,
            last_modified=last_modified,
            published_at=published_at,
            content_hash=content_hash,
            revision=revision,
            withheld=withheld,
            due_at=self._due_at(published_at or first_seen),
            shown=add_marks(known.shown if known else row.shown, marks(title, day)),
        )
        self._articles[article_id] = key
        self._former.pop(article_id, None)

    def _supersede(self, row: Row, article_id: str) -> None:
        """Another post was read at the address of this one."""
        assert row.article_id
        former = replace(row, superseded_at=self._now())
        kept = _FORMER - {"superseded_at"}
        self._outcomes.append(
            (
                self._statements.superseded,
                {
                    **{name: getattr(former, name) for name in kept},
                    "edition": self.run.edition,
                    "superseded_by": article_id,
                    "superseded_at": former.superseded_at,
                },
            )
        )
        self._articles.pop(row.article_id, None)
        self._former[row.article_id] = former

    def unchanged(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> None:
        """A known post was asked for again and is the same; None keeps the validator known."""
        row, key = self._settle(url)
        validators = {"etag": etag, "last_modified": last_modified}
        self._outcome(
            key,
            row,
            "fetched",
            due_at=self._due_at(row.published_at or row.first_seen),
            **{name: value for name, value in validators.items() if value is not None},
        )

    def gone(self, url: str) -> bool:
        """The site says 404 or 410. True where a post that was once fetched is first found gone.

        A page that is gone keeps the schedule of its age, for a site may bring it back.
        """
        row, key = self._settle(url)
        self._outcome(key, row, "gone", due_at=self._due_at(row.published_at or row.first_seen))
        return row.revision > 0 and row.state != "gone"

    def failed(self, url: str, reason: str) -> None:
        """The page could not be had; the next runs try it again, see `revisit.next_attempt`."""
        self._not_had(url, "failed", reason)

    def refused(self, url: str, reason: str) -> None:
        """The site, or its robots.txt, does not allow the page; tried again as a failed one."""
        self._not_had(url, "refused", reason)

    def not_a_post(self, url: str) -> None:
        """The page is a hub or the like: known, and due in each run where a listing leads to it."""
        row, key = self._settle(url)
        self._outcome(key, row, "fetched", kind=HUB, due_at=None)

    def _not_had(self, url: str, state: State, reason: str) -> None:
        row, key = self._settle(url)
        attempts = row.attempts + 1
        self._outcome(
            key,
            row,
            state,
            attempts=attempts,
            error=printable(reason),
            due_at=next_attempt(attempts, self._now()),
        )

    def _due_at(self, base: datetime) -> datetime | None:
        # The stored moment serves a schedule alone; `always` goes by the time of the last fetch.
        return self._revisit.next_due(base, self._now()) if self._revisit.mode == "ages" else None

    def _settle(self, url: str, found_by: Row | None = None) -> tuple[Row, bytes]:
        """The row that an outcome is about, made where the address was never discovered."""
        key = key_of(url)
        row = self._handed_out.pop(key, None)
        if row is not None:
            return row, key
        # Until its outcome is written, it must not be handed out as one that waits.
        self._unclaimed.add(key)
        row = self.get(url)
        if row is None:
            now = self._now()
            via, source = (found_by.via, found_by.source) if found_by else ("start", None)
            self._insert(key, Found(url, via, source), now, self.run.scope, None)
            row = Row(url, "discovered", via, source, now)
        return row, key

    def _outcome(self, key: bytes, row: Row, state: State, **values: Any) -> None:
        if state in {"fetched", "gone"}:
            values = {"fetched_at": self._now(), "attempts": 0, "error": None, **values}
        values["state"] = state
        more = {"last_run": self.run.id, **NOTHING_WANTED}
        self._outcomes.append((self._statements.outcome, {"row_key": key, **values, **more}))
        self._settled[key] = replace(
            row, **{name: value for name, value in values.items() if name != "alias_of"}
        )
        if key in self._known:
            self._known[key].update(values | more)
        self._counts[state] += 1

    def get(self, url: str) -> Row | None:
        """What the ledger knows of one address."""
        key = key_of(url)
        row = self._settled.get(key) or self._read_one(urls.c.key == key)
        if row is None and key in self._known:
            self._write_discoveries()
            row = self._read_one(urls.c.key == key)
        return row

    def published(self, url: str) -> datetime | None:
        """When a post just discovered was published, where an earlier run has read it."""
        known = self._known.get(key_of(url))
        if known is not None and known.alias_of is not None:
            known = self._known.get(known.alias_of, known)
        return known.published_at if known is not None else None

    def by_article_id(self, article_id: str) -> Row | None:
        """The post of this id, under whichever of its addresses; for numbering its revisions."""
        if article_id in self._articles:
            return self._settled[self._articles[article_id]]
        if article_id in self._former:
            return self._former[article_id]
        return self._read_one(urls.c.article_id == article_id) or self._read_former(article_id)

    def _read_former(self, article_id: str) -> Row | None:
        statement = select(superseded).where(superseded.c.article_id == article_id)
        with self._reading() as db:
            record = db.execute(statement).mappings().one_or_none()
        if record is None:
            return None
        kept = {name: value for name, value in record.items() if name in _FORMER}
        return Row(
            state="fetched", via="pending", source=None, first_seen=record["superseded_at"], **kept
        )

    def _read_one(self, condition: ColumnElement[bool]) -> Row | None:
        with self._reading() as db:
            record = db.execute(
                select(*ROW, urls.c.key)
                .where(condition)
                .order_by(urls.c.alias_of.is_not(None), urls.c.revision.desc())
                .limit(1)
            ).first()
            if record is None:
                return None
            shown = regions_of(db, [record.key])
        return Row(**row_values(record), regions=shown.get(record.key, ()))

    # Regions, listings, the ticker

    def note_region(
        self, addresses: Sequence[str], region: str, *, anew: Collection[str] = ()
    ) -> None:
        """A region's listing shows these posts; `anew` are those of which it may be another post
        than before."""
        now = self._now()
        for url in addresses:
            key = key_of(url)
            self._noted.add(key)
            statement = self._statements.region_anew if url in anew else self._statements.region
            self._discoveries.append((statement, {"key": key, "region": region, "noted_at": now}))

    def regions(self, url: str, article_id: str | None = None) -> list[str]:
        """The regions whose listings were seen to show the post, in the order they were noted.

        Where the address was known as another post's than `article_id`, only those that were noted
        after that one was last fetched.
        """
        key = key_of(url)
        if key in self._noted:
            self._write_discoveries()
        row = self._handed_out.get(key)
        since = row.fetched_at if row and is_another(row.article_id, article_id) else None
        with self._reading() as db:
            return list(regions_of(db, [key], since).get(key, ()))

    def listing(self, url: str, closed_for: str = "") -> Listing:
        """What is known of a listing, for a walk that the text `closed_for` narrows.

        A walk that nothing narrowed closed the listing for every other.
        """
        key = key_of(url)
        if key in self._noted:
            self._write_discoveries()
        with self._reading() as db:
            known = select(listings.c.learned, listings.c.posts).where(listings.c.key == key)
            learned, posts = db.execute(known).one_or_none() or (None, 0)
            closed = select(closures.c.closed_at).where(
                closures.c.key == key, closures.c.closed_for.in_({"", closed_for})
            )
            return Listing(learned, max(db.scalars(closed), default=None), posts or 0)

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
        """A walk of a listing ended; `closed_for` is None where it left a gap before known ground.

        `means` says how its pages were had: plain links, a learned request, a browser.
        """
        key, now = key_of(url), self._now()
        self._noted.add(key)
        walk = {"label": label, "walked_at": now, "pages": pages, "posts": posts, "means": means}
        self._discoveries.append((self._statements.walked, {"key": key, "url": url, **walk}))
        if closed_for is not None:
            closure = {"key": key, "closed_for": closed_for, "closed_at": now}
            self._discoveries.append((self._statements.closure, closure))

    def learned(self, url: str, request: Any) -> None:
        """Keep, as JSON, the request that a listing's button makes; None forgets it."""
        key = key_of(url)
        self._noted.add(key)
        self._discoveries.append(
            (self._statements.learned, {"key": key, "url": url, "learned": request})
        )

    def learned_requests(self) -> list[tuple[str, Any]]:
        """Each listing whose button's request is known, with that request."""
        self._write_discoveries()
        known = select(listings.c.url, listings.c.learned).where(listings.c.learned.is_not(None))
        with self._reading() as db:
            return [(url, learned) for url, learned in db.execute(known)]

    def headlines(
        self, lines: Sequence[tuple[str, str]], edition: str
    ) -> list[tuple[datetime, bool]]:
        """For each ticker line (hash, text): when it was first seen, and whether that is now."""
        unread = {one for one, _ in lines if (edition, one) not in self._headlines}
        if unread:
            with self._reading() as db:
                statement = select(headlines.c.text_hash, headlines.c.first_seen).where(
                    headlines.c.edition == edition, headlines.c.text_hash.in_(unread)
                )
                for text_hash, first_seen in db.execute(statement):
                    self._headlines[edition, text_hash] = first_seen
        now = self._now()
        answers = []
        for text_hash, line in lines:
            first_seen = self._headlines.get((edition, text_hash))
            is_new = first_seen is None
            self._headlines[edition, text_hash] = first_seen = first_seen or now
            answers.append((first_seen, is_new))
            self._outcomes.append(
                (
                    self._statements.headline,
                    {
                        "text_hash": text_hash,
                        "edition": edition,
                        "text": line,
                        "first_seen": first_seen,
                        "last_seen": now,
                    },
                )
            )
        return answers

    # Writing

    @property
    def unwritten(self) -> int:
        """How many outcomes wait for `flush`."""
        return len(self._outcomes)

    def flush(self) -> None:
        """Write everything in one transaction. Call it once the feeds' lines are on disk."""
        if self._discoveries or self._outcomes:
            with self._writing() as db:
                write(db, self._ordered_discoveries())
                write(db, self._outcomes)
        self._discoveries_written()
        self._outcomes.clear()
        self._articles.clear()
        self._former.clear()
        self._unclaimed.clear()
        self._settled.clear()

    def _write_discoveries(self) -> None:
        if self._discoveries:
            with self._writing() as db:
                write(db, self._ordered_discoveries())
        self._discoveries_written()

    def _ordered_discoveries(self) -> list[Write]:
        # Statement by statement, so that each is sent once; they touch different rows.
        order = {id(getattr(self._statements, name)): place for place, name in enumerate(ORDER)}
        return sorted(self._discoveries, key=lambda one: order[id(one[0])])

    def _discoveries_written(self) -> None:
        self._discoveries.clear()
        self._noted.clear()
        self._written = time.monotonic()

    # Telling

    def counts(self) -> dict[str, int]:
        """How often this run heard each verdict, was handed a row, and noted each outcome."""
        return dict(sorted(self._counts.items()))

    def status(self, *, failed: int = 20) -> summary.Status:
        """The whole ledger in figures, with at most `failed` of the pages that failed."""
        with self._reading() as db:
            figures = summary.status(db, self._revisit, self._now(), failed)
        return replace(figures, runs=self.last_runs())
