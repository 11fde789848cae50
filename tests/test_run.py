"""The status that a run is given when it closes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mayadeen.logs.terminal import is_for_people
from mayadeen.run.ending import conclude
from mayadeen.run.state import Check, Walk
from mayadeen.run.status import Reason, Status
from tests.runs import run

SEEN = {"politics": Walk("Politics", "https://site.example/news/politics", "section", posts=20)}
CUT = {
    "politics": Walk(
        "Politics", "https://site.example/news/politics", "section", posts=20, ended_by="load_more"
    )
}
LOST = {"https://site.example/news/politics/1": "HTTP 500"}


@pytest.mark.parametrize(
    ("reason", "state", "status"),
    [
        ("finished", {"counts": Counter(new=3)}, "complete"),
        ("finished", {"counts": Counter(unchanged=3)}, "complete"),
        ("finished", {"walks": SEEN}, "complete"),
        ("limit", {"counts": Counter(new=3)}, "complete"),
        ("help", {}, "complete"),
        ("finished", {}, "failed"),
        ("finished", {"counts": Counter(new=3), "failures": LOST}, "partial"),
        ("finished", {"counts": Counter(failed=1), "failures": LOST}, "failed"),
        ("finished", {"counts": Counter(new=3), "walks": CUT}, "partial"),
        ("finished", {"counts": Counter(new=3), "checks": [Check("errors", "failed")]}, "partial"),
        (
            "finished",
            {"counts": Counter(new=3), "checks": [Check("errors", "skipped")]},
            "complete",
        ),
        (
            "finished",
            {"counts": Counter(new=3), "checks": [Check("validity", "failed", fatal=True)]},
            "failed",
        ),
        ("shutdown", {"counts": Counter(new=3)}, "partial"),
        ("shutdown", {}, "partial"),
        ("forced", {"counts": Counter(new=3)}, "partial"),
        ("closespider_timeout", {"counts": Counter(new=3)}, "partial"),
        ("memusage_exceeded", {"counts": Counter(new=3)}, "partial"),
        ("refused", {"counts": Counter(new=3), "failures": LOST}, "refused"),
        ("robots_refused", {}, "refused"),
        ("robots_unavailable", {}, "failed"),
        ("home_unreadable", {}, "failed"),
        ("ledger", {}, "failed"),
        ("already_running", {}, "failed"),
        ("unwritable", {"counts": Counter(new=3)}, "failed"),
        ("finished", {"counts": Counter(new=3), "is_unwritable": True}, "failed"),
        ("limit", {"counts": Counter(new=3), "unsent": ["unsent-articles.jsonl"]}, "partial"),
        ("disallowed", {}, "refused"),
        ("stalled", {"counts": Counter(new=3)}, "partial"),
        ("stalled", {}, "partial"),
        ("bad_argument", {}, "bad_argument"),
    ],
)
def test_a_reason_and_what_was_got_make_a_status(
    reason: str, state: dict[str, Any], status: str
) -> None:
    given = run(**state)
    conclude(given, reason)
    assert given.status == status


def test_each_status_has_an_exit_code_of_its_own() -> None:
    assert {str(status): status.exit_code for status in Status} == {
        "complete": 0,
        "failed": 1,
        "bad_argument": 2,
        "partial": 3,
        "refused": 4,
    }


def test_every_reason_stands_in_the_documentation() -> None:
    told = (Path(__file__).parent.parent / "docs" / "logs.md").read_text("utf-8")
    assert [reason for reason in Reason if f"`{reason}`" not in told] == []


def test_a_listing_cut_short_is_named() -> None:
    given = run(counts=Counter(new=3), walks=CUT)
    conclude(given, "finished")
    assert given.warnings == [
        "The listing Politics (https://site.example/news/politics) was cut short: load_more"
    ]


def test_a_run_that_found_nothing_says_so() -> None:
    given = run()
    conclude(given, "finished")
    assert (given.status, given.reason) == ("failed", "nothing_found")


def test_a_terminal_is_spared_all_but_the_first_listings_that_were_cut(caplog: Any) -> None:
    names = [f"https://site.example/news/{number}" for number in range(9)]
    walks = {url: Walk(url[-1], url, "section", ended_by="failed") for url in names}
    made = run(walks=walks, counts=Counter(new=3, undated=2))
    conclude(made, "finished")
    assert len(made.warnings) == 10
    shown = [record.getMessage() for record in caplog.records if is_for_people(record)]
    assert shown == [*made.warnings[:3], made.warnings[-1]]
