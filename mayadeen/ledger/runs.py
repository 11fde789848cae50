"""Begin and end runs, refuse a second one of the same arguments, close those that died."""

from __future__ import annotations

import json
import logging
import os
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    case,
    func,
    insert,
    or_,
    select,
    true,
    type_coerce,
    update,
)

from mayadeen.ledger import summary
from mayadeen.ledger.locks import RunLocks
from mayadeen.ledger.records import AlreadyRunning, LedgerRun, RunRow
from mayadeen.ledger.revisit import Revisit
from mayadeen.ledger.tables import HUB, meta, runs, urls
from mayadeen.normalise import urls as addresses
from mayadeen.normalise.moments import utc

logger = logging.getLogger(__name__)

_SCHEDULE = meta.c.name == "revisit"


def begin(
    db: Connection,
    locks: RunLocks,
    now: datetime,
    *,
    spider: str,
    arguments: dict[str, Any],
    folder: Path,
    edition: str,
    kept: str,
    full: bool,
    shared: bool,
) -> LedgerRun:
    """Enter a run and take its lock.

    AlreadyRunning where a run of the same arguments is alive, unless the crawl is `shared`.
    """
    printed = json.dumps(arguments, sort_keys=True, default=str)
    alive, dead = close_dead_runs(db, locks, now)
    for row in alive:
        same = json.dumps(row.arguments, sort_keys=True) == printed
        if same and row.spider == spider and row.edition == edition and not shared:
            raise AlreadyRunning(
                f"{spider} is already running with these arguments: process {row.pid} on"
                f" {row.host}, since {utc(row.started_at)}"
            )
    number: int = db.execute(
        insert(runs)
        .values(
            spider=spider,
            edition=edition,
            arguments=json.loads(printed),
            folder=str(folder),
            status="running",
            started_at=now,
            host=socket.gethostname(),
            pid=os.getpid(),
            counts={},
        )
        .returning(runs.c.id)
    ).scalar_one()
    run = LedgerRun(
        id=number,
        oldest_live_run=min([number, *(row.id for row in alive)]),
        scope=f"{spider}:{edition}",
        edition=edition,
        filter=kept,
        full=full,
        started_at=now,
        interrupted=tuple(dead),
    )
    # Run 0 is a placeholder: what it wants comes before all else, as something left behind.
    db.execute(
        update(urls)
        .where(urls.c.scope == run.scope, urls.c.error.is_not(None))
        .where(urls.c.due_at <= now, urls.c.wanted_run.is_(None))
        .values(wanted_run=0)
    )
    locks.hold(run.id)
    return run


def keep_to_site(db: Connection, edition: str, site: str) -> str:
    """The site that the posts of an edition are of; `site` from now on where there is none."""
    held = site_of(db, edition)
    if held is None or not _noted(db, edition):
        db.execute(insert(meta).values(name=_name(edition), value=held or site))
    return held or site


def site_of(db: Connection, edition: str) -> str | None:
    """The site that the posts of an edition are of; None where there are none yet.

    A ledger that never noted it is of the site of what it found last.
    """
    last = (
        select(urls.c.url)
        .where(urls.c.edition == edition)
        .order_by(urls.c.first_run.desc(), urls.c.position.desc())
        .limit(1)
    )
    return _noted(db, edition) or addresses.site(db.scalar(last) or "")


def _noted(db: Connection, edition: str) -> str | None:
    noted: str | None = db.scalar(select(meta.c.value).where(meta.c.name == _name(edition)))
    return noted


def _name(edition: str) -> str:
    return f"site {edition}"


def close_dead_runs(
    db: Connection, locks: RunLocks, now: datetime
) -> tuple[list[RunRow], list[RunRow]]:
    """The runs that are alive; and those that died, closed now and what they were handed free."""
    alive: list[RunRow] = []
    dead: list[RunRow] = []
    for row in summary.running(db):
        (alive if locks.is_held(row.id) else dead).append(row)
    if dead:
        numbers = [row.id for row in dead]
        db.execute(
            update(runs).where(runs.c.id.in_(numbers)).values(status="interrupted", ended_at=now)
        )
        db.execute(update(urls).where(urls.c.claimed_by.in_(numbers)).values(claimed_by=None))
        for number in numbers:
            locks.drop(number)
    return alive, dead


def end(db: Connection, run: LedgerRun, now: datetime, status: str, counts: dict[str, Any]) -> None:
    """Note how a run ended, and set free what it was handed and did not fetch."""
    db.execute(update(urls).where(urls.c.claimed_by == run.id).values(claimed_by=None))
    db.execute(
        update(runs).where(runs.c.id == run.id).values(status=status, ended_at=now, counts=counts)
    )


def schedule(db: Connection, revisit: Revisit) -> str:
    """The schedule by which the stored moments were worked out; `revisit` in a new ledger."""
    stored = db.scalar(select(meta.c.value).where(_SCHEDULE))
    if stored is None:
        db.execute(insert(meta).values(name="revisit", value=str(revisit)))
    return stored or str(revisit)


def reschedule(writing: Callable[[], AbstractContextManager[Connection]], revisit: Revisit) -> None:
    """Work out anew when each post is due, once for each change of the schedule.

    A million posts take seconds, and up to a minute where the moment of every one changes.
    """
    logger.info("MAYADEEN_REVISIT changed to %s: working out when each post is due", revisit)
    if revisit.mode == "ages":
        base = type_coerce(func.coalesce(urls.c.published_at, urls.c.first_seen), BigInteger)
        fetched = type_coerce(urls.c.fetched_at, BigInteger)
        ages = [int(age.total_seconds()) for age in revisit.ages]
        due = case(*((base + age > fetched, base + age) for age in ages), else_=None)
        stored = type_coerce(urls.c.due_at, BigInteger)
        posts = (
            update(urls)
            .where(urls.c.state.in_(("fetched", "gone")), urls.c.alias_of.is_(None))
            .where(or_(urls.c.kind.is_(None), urls.c.kind != HUB))
            .where(stored.is_distinct_from(due))
            .values(due_at=due)
        )
        # Keys are digests, so each first byte holds as many rows: short transactions, between
        # which another process can write.
        for first in range(256):
            with writing() as db:
                db.execute(
                    posts.where(
                        urls.c.key >= bytes([first]),
                        urls.c.key < bytes([first + 1]) if first < 255 else true(),
                    )
                )
    with writing() as db:
        db.execute(update(meta).where(_SCHEDULE).values(value=str(revisit)))
