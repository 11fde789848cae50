"""Runs: who is alive, who died, and what they leave to the next."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path

import pytest

from mayadeen.ledger import AlreadyRunning, Ledger, Revisit, open_ledger
from tests.ledger.conftest import Clock, OpenLedger
from tests.ledger.posts import discover, fetch, taken


def test_a_run_that_ended_is_listed_with_its_outcome(ledger: Ledger, clock: Clock) -> None:
    began = clock()
    clock.pass_by(minutes=5)
    ledger.end_run("partial", {"items": 7})
    [row] = ledger.last_runs()
    assert (row.spider, row.edition, row.arguments) == ("articles", "en", {})
    assert (row.folder, row.status, row.counts) == ("data/articles/1", "partial", {"items": 7})
    assert (row.started_at, row.ended_at) == (began, clock())
    assert (row.host, row.pid) == (socket.gethostname(), os.getpid())


def test_the_last_runs_come_newest_first(opened: OpenLedger) -> None:
    ledger = opened()
    for number in range(4):
        ledger.begin_run("breaking", {"limit": number}, "data")
        ledger.end_run("complete")
    assert [row.arguments["limit"] for row in ledger.last_runs(3)] == [3, 2, 1]


def test_a_run_that_died_is_closed_by_the_next_which_is_told_its_folder(
    ledger: Ledger, opened: OpenLedger
) -> None:
    ledger.close()
    later = opened()
    run = later.begin_run("videos", {}, "data/videos/1")
    assert [(row.spider, row.folder) for row in run.interrupted] == [
        ("articles", "data/articles/1")
    ]
    assert [row.status for row in later.last_runs()] == ["running", "interrupted"]
    later.end_run("complete")
    assert later.begin_run("videos", {}, "data/videos/2").interrupted == ()


def test_the_same_spider_with_the_same_arguments_runs_once(
    opened: OpenLedger, clock: Clock
) -> None:
    first, second = opened(), opened()
    first.begin_run("articles", {"sections": "news", "limit": "5"}, "data/articles/1")
    clock.pass_by(minutes=5)
    with pytest.raises(AlreadyRunning) as caught:
        second.begin_run("articles", {"limit": "5", "sections": "news"}, "data/articles/2")
    assert re.fullmatch(
        r"articles is already running with these arguments:"
        rf" process {os.getpid()} on {re.escape(socket.gethostname())}, since 2026-11-22T09:00:00Z",
        str(caught.value),
    )
    first.end_run("complete")
    second.begin_run("articles", {"limit": "5", "sections": "news"}, "data/articles/2")


@pytest.mark.parametrize(
    ("spider", "arguments", "edition", "shared"),
    [
        ("articles", {"sections": "opinion"}, "en", False),
        ("videos", {"sections": "news"}, "en", False),
        ("articles", {"sections": "news"}, "es", False),
        ("articles", {"sections": "news"}, "en", True),
    ],
)
def test_other_runs_may_go_side_by_side(
    opened: OpenLedger, spider: str, arguments: dict[str, str], edition: str, shared: bool
) -> None:
    first, second = opened(), opened()
    first.begin_run("articles", {"sections": "news"}, "data/articles/1")
    run = second.begin_run(spider, arguments, "data/2", edition=edition, shared=shared)
    assert run.interrupted == ()
    assert [row.status for row in second.last_runs()] == ["running", "running"]


def test_runs_side_by_side_do_not_ask_for_a_page_twice(opened: OpenLedger) -> None:
    one, two = opened("always"), opened("always")
    one.begin_run("articles", {"sections": "news"}, "data/articles/1")
    two.begin_run("articles", {"sections": "opinion"}, "data/articles/2")
    discover(one, 1, 2)
    one.flush()
    assert discover(two, 1, 2, 3) == ["pending", "pending", "new"]
    assert taken(one, 2) == [1, 2]
    assert taken(two) == [3]
    fetch(one, 1, 2)
    one.flush()
    assert discover(two, 1) == ["pending"]  # as it remembers it
    assert taken(two) == []
    late = opened("always")
    late.begin_run("archive", {}, "data/archive/1", full=True)
    assert discover(late, 1) == ["known"]


def test_the_work_of_a_sibling_that_died_is_taken_over(opened: OpenLedger) -> None:
    one, two = opened(), opened()
    one.begin_run("articles", {}, "data/articles/1")
    two.begin_run("articles", {}, "data/articles/2", shared=True)
    discover(one, 1, 2)
    assert taken(one) == [1, 2]
    assert taken(two) == []
    one.close()
    assert taken(two) == [1, 2]
    assert [row.status for row in two.last_runs()] == ["running", "interrupted"]


def test_a_run_must_be_begun(opened: OpenLedger) -> None:
    with pytest.raises(RuntimeError, match="no run was begun"):
        opened().take(1)


def test_no_lock_file_stays(tmp_path: Path) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", revisit=Revisit.parse("always"))
    ledger.begin_run("articles", {}, "data/articles/1")
    assert [path.name for path in tmp_path.glob("*.lock")] == ["ledger.sqlite-run-1.lock"]
    ledger.end_run("complete")
    assert list(tmp_path.glob("*.lock")) == []
    ledger.close()
