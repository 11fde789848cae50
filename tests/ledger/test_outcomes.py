"""What became of a request, and when it is written."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from mayadeen.ledger import Fetched, Found, Ledger, LedgerError, Revisit, open_ledger
from tests.ledger.conftest import Clock, OpenLedger
from tests.ledger.posts import LISTING, address, crawl, discover, fetch, found, taken


def test_a_fetched_post_is_known_with_all_that_was_read(ledger: Ledger, clock: Clock) -> None:
    published = clock() - timedelta(hours=3)
    crawl(ledger, 1, published_at=published, last_modified="Sun, 22 Nov 2026 08:00:00 GMT")
    row = ledger.get(address(1))
    assert row is not None
    assert (row.state, row.kind, row.section) == ("fetched", "article", "News")
    assert (row.via, row.source, row.first_seen) == ("listing", LISTING, clock())
    assert (row.published_at, row.fetched_at) == (published, clock())
    assert row.due_at == published + timedelta(hours=6)
    assert (row.etag, row.last_modified) == ('"1"', "Sun, 22 Nov 2026 08:00:00 GMT")
    assert (row.content_hash, row.revision, row.withheld) == ("a" * 64, 1, None)


def test_a_post_counts_as_fetched_only_after_flush(ledger: Ledger, opened: OpenLedger) -> None:
    discover(ledger, 1)
    taken(ledger)
    fetch(ledger, 1)
    assert ledger.unwritten == 1
    discover(ledger, 2)
    taken(ledger)  # writes what was found, not what was fetched
    other = opened()
    row = other.get(address(1))
    assert row is not None
    assert row.state == "discovered"
    ledger.flush()
    assert ledger.unwritten == 0
    row = other.get(address(1))
    assert row is not None
    assert row.state == "fetched"


def test_an_article_is_found_by_its_id_before_and_after_flush(ledger: Ledger) -> None:
    assert ledger.by_article_id("en:1") is None
    discover(ledger, 1)
    taken(ledger)
    fetch(ledger, 1, revision=3, content_hash="b" * 64)
    for _ in range(2):
        row = ledger.by_article_id("en:1")
        assert row is not None
        assert (row.url, row.revision, row.content_hash) == (address(1), 3, "b" * 64)
        ledger.flush()


def test_what_was_not_flushed_is_read_all_the_same(ledger: Ledger, clock: Clock) -> None:
    discover(ledger, 1, 2)
    taken(ledger)
    fetch(ledger, 1, published_at=clock())
    ledger.failed(address(2), "timeout")
    rows = [ledger.get(address(number)) for number in (1, 2)]
    assert [(row.state, row.published_at) for row in rows if row] == [
        ("fetched", clock()),
        ("failed", None),
    ]
    discover(ledger, 3)
    row = ledger.get(address(3))
    assert row is not None
    assert row.state == "discovered"


def test_two_addresses_of_one_post_are_both_known(ledger: Ledger, opened: OpenLedger) -> None:
    alias = "https://news.example/old/1"
    ledger.discover([Found(alias, "related", LISTING)])
    ledger.take(1)
    ledger.fetched(
        Fetched(
            alias,
            article_id="en:1",
            kind="article",
            section="News",
            etag='"1"',
            last_modified=None,
            published_at=None,
            content_hash="a" * 64,
            revision=1,
            canonical=address(1),
        )
    )
    row = ledger.by_article_id("en:1")
    assert row is not None
    assert (row.url, row.via, row.source) == (address(1), "related", LISTING)
    ledger.end_run("complete")
    later = opened("never")
    later.begin_run("articles", {}, "data/articles/2")
    verdicts = [one.verdict for one in later.discover([Found(alias, "related", None), *found(1)])]
    assert verdicts == ["known", "known"]
    stored = later.by_article_id("en:1")
    assert stored is not None
    assert stored.url == address(1)


def test_unchanged_keeps_the_validators_unless_new_ones_came(
    ledger: Ledger, opened: OpenLedger, clock: Clock
) -> None:
    crawl(ledger, 1, 2, published_at=clock(), last_modified="yesterday")
    ledger.end_run("complete")
    clock.pass_by(hours=2)
    later = opened()
    later.begin_run("articles", {}, "data/articles/2")
    discover(later, 1, 2)
    taken(later)
    later.unchanged(address(1))
    later.unchanged(address(2), etag='"2"')
    later.flush()
    rows = [later.get(address(number)) for number in (1, 2)]
    assert [row.etag for row in rows if row] == ['"1"', '"2"']
    assert [row.last_modified for row in rows if row] == ["yesterday", "yesterday"]
    assert [(row.revision, row.fetched_at) for row in rows if row] == [(1, clock())] * 2
    assert [row.due_at for row in rows if row] == [clock() + timedelta(hours=4)] * 2


def test_a_known_post_is_found_gone_once_and_keeps_its_last_revision(
    ledger: Ledger, opened: OpenLedger
) -> None:
    crawl(ledger, 1, revision=4)
    told = []
    for run in range(3):
        ledger.end_run("complete")
        ledger = opened("always")
        ledger.begin_run("articles", {}, f"data/articles/{run}")
        assert discover(ledger, 1) == ["due"]
        taken(ledger)
        told.append(ledger.gone(address(1)))
        ledger.flush()
    assert told == [True, False, False]
    row = ledger.get(address(1))
    assert row is not None
    assert (row.state, row.revision, row.content_hash) == ("gone", 4, "a" * 64)


def test_a_page_that_never_was_is_gone_without_news(ledger: Ledger) -> None:
    discover(ledger, 1)
    taken(ledger)
    assert ledger.gone(address(1)) is False


def test_a_post_that_comes_back_is_fetched_again(ledger: Ledger, opened: OpenLedger) -> None:
    crawl(ledger, 1)
    ledger.gone(address(1))
    ledger.end_run("complete")
    later = opened("always")
    later.begin_run("articles", {}, "data/articles/2")
    discover(later, 1)
    taken(later)
    fetch(later, 1, revision=2)
    later.flush()
    row = later.get(address(1))
    assert row is not None
    assert (row.state, row.revision) == ("fetched", 2)


@pytest.mark.parametrize("outcome", ["failed", "refused"])
def test_a_page_that_could_not_be_had_keeps_its_reason(ledger: Ledger, outcome: str) -> None:
    discover(ledger, 1)
    taken(ledger)
    getattr(ledger, outcome)(address(1), "read\x00 timeout \ud800" + "x" * 1000)
    ledger.flush()
    row = ledger.get(address(1))
    assert row is not None
    assert (row.state, row.attempts) == (outcome, 1)
    assert row.error is not None
    assert row.error.startswith("read timeout ?xxx")
    assert len(row.error) == 500


def test_an_edited_post_that_cannot_be_had_now_keeps_its_revision(
    ledger: Ledger, opened: OpenLedger
) -> None:
    crawl(ledger, 1, revision=2)
    ledger.end_run("complete")
    later = opened("always")
    later.begin_run("articles", {}, "data/articles/2")
    discover(later, 1)
    taken(later)
    later.failed(address(1), "timeout")
    later.flush()
    row = later.get(address(1))
    assert row is not None
    assert (row.state, row.revision, row.content_hash) == ("failed", 2, "a" * 64)


def test_an_outcome_of_an_address_that_nobody_discovered_is_kept(ledger: Ledger) -> None:
    fetch(ledger, 1)
    ledger.failed(address(2), "timeout")
    ledger.flush()
    rows = [ledger.get(address(number)) for number in (1, 2)]
    assert [(row.state, row.via) for row in rows if row] == [
        ("fetched", "start"),
        ("failed", "start"),
    ]
    assert taken(ledger) == []


def test_the_run_counts_what_it_heard(ledger: Ledger) -> None:
    crawl(ledger, 1, 2)
    discover(ledger, 1, 3)
    taken(ledger)
    ledger.failed(address(3), "timeout")
    assert ledger.counts() == {"failed": 1, "fetched": 2, "known": 1, "new": 3, "taken": 3}


def test_what_cannot_be_written_is_kept_for_the_next_try(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "ledger.sqlite"
    ledger = open_ledger(f"sqlite:///{path}?timeout=0.05", revisit=Revisit.parse("1h"), now=clock)
    ledger.begin_run("articles", {}, "data/articles/1")
    discover(ledger, 1)
    taken(ledger)
    fetch(ledger, 1)
    discover(ledger, 2)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for attempt in (ledger.flush, lambda: ledger.take(1), lambda: ledger.end_run("complete")):
        with pytest.raises(LedgerError) as caught:
            attempt()
        assert str(caught.value) == (
            f"the ledger {path} stayed locked by another process for 0.05 s"
        )
    other.execute("COMMIT")
    other.close()
    ledger.flush()
    row = ledger.get(address(1))
    assert row is not None
    assert row.state == "fetched"
    assert taken(ledger) == [2]
    ledger.end_run("complete")
    ledger.close()


def test_a_full_disk_is_one_clear_line_and_loses_nothing(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "ledger.sqlite"
    ledger = open_ledger(f"sqlite:///{path}", revisit=Revisit.parse("1h"), now=clock)
    ledger.begin_run("articles", {}, "data/articles/1")
    with ledger._session.engine.connect() as pooled:  # noqa: SLF001 - the database's own limit
        pages = pooled.exec_driver_sql("PRAGMA page_count").scalar()
        pooled.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    discover(ledger, *range(300))
    with pytest.raises(LedgerError) as caught:
        ledger.flush()
    assert str(caught.value) == f"the ledger {path} cannot be written: the disk is full"
    with ledger._session.engine.connect() as pooled:  # noqa: SLF001
        pooled.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert taken(ledger, 1000) == list(range(300))
    ledger.close()
