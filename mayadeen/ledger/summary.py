"""Count what the ledger holds, for `scrapy status` and the manifest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Select,
    exists,
    false,
    func,
    select,
    type_coerce,
)

from mayadeen.ledger.records import RunRow
from mayadeen.ledger.revisit import Revisit
from mayadeen.ledger.tables import HUB, captures, headlines, listings, runs, superseded, urls

_RUN = [runs.c[name] for name in RunRow.__slots__]
_DAY = 86400
# One that came back, under this or another address, is lost no more.
_LOST = ~exists().where(urls.c.article_id == superseded.c.article_id)
_POSTS = urls.c.kind.is_not(None), urls.c.kind != HUB, urls.c.alias_of.is_(None)


@dataclass(frozen=True, slots=True)
class Failure:
    """One page that could not be had, and when it is tried again."""

    url: str
    state: str
    reason: str
    attempts: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Superseded:
    """A post whose address a later one took over: it is kept, and served nowhere any more."""

    url: str
    article_id: str
    superseded_by: str
    superseded_at: datetime


@dataclass(frozen=True, slots=True)
class Learned:
    """A listing whose button's request is known; `request` as `Ledger.learned` was given it."""

    url: str
    label: str | None
    request: Any


@dataclass(frozen=True, slots=True)
class Status:
    """The whole ledger in figures.

    `states` counts addresses, of which `pending` wait to be fetched and `aliases` and `hubs` are
    no posts of their own; `superseded` are posts that lost their address to a later one, of which
    `taken_over` names the latest; `sections`, `kinds` and `months` (of publication, UTC, newest
    first) count posts; `due` are the posts that the schedule asks for now; `withheld` were
    fetched, but kept out of the feeds by a filter. `captures` are those that each web archive
    lists, by what they are or came to.
    """

    states: dict[str, int]
    pending: int
    pending_by_scope: dict[str, int]
    due: int
    posts: int
    hubs: int
    aliases: int
    withheld: int
    superseded: int
    taken_over: list[Superseded]
    kinds: dict[str, int]
    sections: dict[str, int]
    months: dict[str, int]
    failures: list[Failure]
    failure_reasons: dict[str, int]
    learned: list[Learned]
    headlines: int
    captures: dict[str, dict[str, int]]
    runs: list[RunRow]


def last_runs(db: Connection, limit: int) -> list[RunRow]:
    """The latest runs, newest first."""
    return _runs(db, select(*_RUN).order_by(runs.c.id.desc()).limit(limit))


def running(db: Connection) -> list[RunRow]:
    """The runs that were begun and not ended, be they alive or not."""
    return _runs(db, select(*_RUN).where(runs.c.status == "running").order_by(runs.c.id))


def _runs(db: Connection, statement: Select[*tuple[Any, ...]]) -> list[RunRow]:
    return [RunRow(*row) for row in db.execute(statement)]


def status(db: Connection, revisit: Revisit, now: datetime, failed: int) -> Status:
    """Read the figures; with a million addresses it takes seconds.

    Of the pages that failed, and of the posts superseded, at most `failed` are named.
    """

    def count(*conditions: ColumnElement[bool]) -> int:
        return db.scalar(select(func.count()).select_from(urls).where(*conditions)) or 0

    def tally(column: Column[Any], *conditions: ColumnElement[bool]) -> dict[str, int]:
        statement = select(column, func.count()).where(*conditions).group_by(column)
        found = {
            str(name) if name is not None else "": number for name, number in db.execute(statement)
        }
        return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))

    due = {
        "never": false(),
        "always": urls.c.fetched_at.is_not(None),
        "ages": urls.c.due_at <= now,
    }[revisit.mode]
    return Status(
        states=tally(urls.c.state),
        pending=count(urls.c.wanted_run.is_not(None)),
        pending_by_scope=tally(urls.c.scope, urls.c.wanted_run.is_not(None)),
        due=count(urls.c.state.in_(("fetched", "gone")), urls.c.wanted_run.is_(None), *_POSTS, due),
        posts=count(*_POSTS),
        hubs=count(urls.c.kind == HUB),
        aliases=count(urls.c.alias_of.is_not(None)),
        withheld=count(urls.c.withheld.is_not(None)),
        superseded=db.scalar(select(func.count()).select_from(superseded).where(_LOST)) or 0,
        taken_over=[
            Superseded(*row)
            for row in db.execute(
                select(*(superseded.c[name] for name in Superseded.__slots__))
                .where(_LOST)
                .order_by(superseded.c.superseded_at.desc(), superseded.c.article_id)
                .limit(failed)
            )
        ],
        kinds=tally(urls.c.kind, *_POSTS),
        sections=tally(urls.c.section, *_POSTS),
        months=_months(db),
        failures=[
            Failure(*row)
            for row in db.execute(
                select(urls.c.url, urls.c.state, urls.c.error, urls.c.attempts, urls.c.due_at)
                .where(urls.c.error.is_not(None))
                .order_by(urls.c.attempts.desc(), urls.c.url)
                .limit(failed)
            )
        ],
        failure_reasons=tally(urls.c.error, urls.c.error.is_not(None)),
        learned=_learned(db),
        headlines=db.scalar(select(func.count()).select_from(headlines)) or 0,
        captures=_captured(db),
        runs=[],
    )


def _captured(db: Connection) -> dict[str, dict[str, int]]:
    columns = captures.c.source, captures.c.state, captures.c.status
    found: dict[str, dict[str, int]] = {}
    rows = db.execute(select(*columns, func.count()).group_by(*columns).order_by(*columns))
    for source, state, status, number in rows:
        counts = found.setdefault(source, {})
        name = what_of_capture(state, status)
        counts[name] = counts.get(name, 0) + number
    return found


def what_of_capture(state: str, status: int | None) -> str:
    """What a capture is counted as: its status where that alone says why it is no page."""
    return str(status or state) if state in ("gone", "redirect", "status") else state


def _learned(db: Connection) -> list[Learned]:
    statement = (
        select(listings.c.url, listings.c.label, listings.c.learned)
        .where(listings.c.learned.is_not(None))
        .order_by(listings.c.url)
    )
    return [Learned(*row) for row in db.execute(statement)]


def _months(db: Connection) -> dict[str, int]:
    # The databases name months by different functions; both divide whole numbers alike.
    day = type_coerce(urls.c.published_at, BigInteger) // _DAY
    months: dict[str, int] = {}
    for number, posts in db.execute(
        select(day, func.count())
        .where(urls.c.published_at.is_not(None), *_POSTS)
        .group_by(day)
        .order_by(day.desc())
    ):
        month = f"{datetime.fromtimestamp(0, UTC) + timedelta(days=number):%Y-%m}"
        months[month] = months.get(month, 0) + posts
    return months
