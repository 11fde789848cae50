"""What is kept of listings and of the ticker."""

from __future__ import annotations

import pytest

from mayadeen.ledger import Ledger
from tests.ledger.conftest import Clock, OpenLedger
from tests.ledger.posts import LISTING

REQUEST = {"url": "https://news.example/api/more", "page": 2, "headers": {"X-Ask": "é"}}


def walked(ledger: Ledger, closed_for: str | None) -> None:
    ledger.listing_walked(
        LISTING, label="Politics", closed_for=closed_for, pages=3, posts=60, means="learned"
    )


def test_a_listing_is_unknown_at_first(ledger: Ledger) -> None:
    listing = ledger.listing(LISTING)
    assert (listing.learned, listing.complete_at) == (None, None)


def test_what_its_button_requests_is_kept_over_runs_and_can_be_forgotten(
    ledger: Ledger, opened: OpenLedger
) -> None:
    ledger.learned(LISTING, REQUEST)
    walked(ledger, "")
    ledger.end_run("complete")
    later = opened()
    later.begin_run("articles", {}, "data/articles/2")
    assert later.listing(LISTING).learned == REQUEST
    later.learned(LISTING, None)
    assert later.listing(LISTING).learned is None
    assert later.listing(LISTING).complete_at is not None


@pytest.mark.parametrize(
    ("walks", "asked", "closed"),
    [
        ([""], "", True),
        ([""], "since=2026-11-01", True),  # the whole of it holds the part
        (["since=2026-11-01"], "since=2026-11-01", True),
        (["since=2026-11-01"], "", False),
        (["since=2026-11-01"], "since=2026-10-01", False),
        ([None], "", False),
        (["", None], "", True),  # older ground stays where it was
        (["", "since=2026-11-01"], "", True),
    ],
)
def test_a_listing_is_closed_for_what_a_walk_saw(
    ledger: Ledger, walks: list[str | None], asked: str, closed: bool
) -> None:
    for closed_for in walks:
        walked(ledger, closed_for)
    assert (ledger.listing(LISTING, asked).complete_at is not None) is closed


def test_the_latest_closing_walk_counts(ledger: Ledger, clock: Clock) -> None:
    walked(ledger, "since=2026-11-01")
    clock.pass_by(hours=1)
    walked(ledger, "")
    clock.pass_by(hours=1)
    walked(ledger, None)
    assert ledger.listing(LISTING, "since=2026-11-01").complete_at == ledger.run.started_at.replace(
        hour=10
    )


def test_a_ticker_line_is_new_once(ledger: Ledger, opened: OpenLedger, clock: Clock) -> None:
    first = clock()
    assert ledger.headlines([("h1", "One"), ("h2", "Two"), ("h1", "One")], "en") == [
        (first, True),
        (first, True),
        (first, False),
    ]
    ledger.end_run("complete")
    clock.pass_by(hours=1)
    later = opened()
    later.begin_run("breaking", {}, "data/breaking/2")
    assert later.headlines([("h3", "Three"), ("h2", "Two")], "en") == [
        (clock(), True),
        (first, False),
    ]
    assert later.headlines([("h2", "Dos")], "es") == [(clock(), True)]


def test_a_ticker_line_counts_as_seen_only_after_flush(ledger: Ledger, opened: OpenLedger) -> None:
    ledger.headlines([("h1", "One")], "en")
    ledger.close()
    later = opened()
    later.begin_run("breaking", {}, "data/breaking/2")
    assert [new for _, new in later.headlines([("h1", "One")], "en")] == [True]
