"""A later post at a known address: noticed by what cards print, and kept apart from the older."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, text

from mayadeen.ledger import Fetched, Found, Ledger
from tests.ledger.conftest import Clock, OpenLedger
from tests.ledger.posts import LISTING, address, fetch, taken
from tests.ledger.test_discovery import next_run

TITLE, DAY = "The ferry’s night: “no sailing”", "2026-11-20"
PRINTED = "Night ferry cancelled"


def card(title: str | None = TITLE, day: str | None = DAY) -> Found:
    return Found(address(1), "listing", LISTING, title=title, day=day)


def verdict(ledger: Ledger, *cards: Found) -> list[str]:
    return [one.verdict for one in ledger.discover(cards)]


def first_run(ledger: Ledger, one: Found) -> None:
    """A post is found by a card, fetched, and prints another title itself."""
    ledger.discover([one])
    taken(ledger)
    fetch(ledger, 1, title=PRINTED, day=DAY)
    ledger.flush()


@pytest.mark.parametrize(
    ("first", "later", "expected"),
    [
        (card(), card(), "known"),
        (card(), card('THE FERRY\'S NIGHT:  "no sailing"'), "known"),
        (card(), card(PRINTED), "known"),
        (card(), card(None, None), "known"),
        (card(), card("The ferry sails again"), "due"),
        (card(), card(day="2026-11-21"), "due"),
        (card(), card(None, "2026-11-21"), "due"),
        (card(None, None), card(PRINTED), "known"),
        (card(None, None), card(), "due"),
    ],
)
@pytest.mark.parametrize("revisit", ["30d", "never"])
def test_a_card_that_differs_is_news(
    ledger: Ledger, opened: OpenLedger, first: Found, later: Found, expected: str, revisit: str
) -> None:
    first_run(ledger, first)
    ledger = next_run(opened, ledger, revisit)
    [outcome] = ledger.discover([later])
    assert outcome.verdict == expected
    assert outcome.seen_before
    assert ledger.is_news(later) == (expected == "due")


def test_a_change_is_asked_for_once(ledger: Ledger, opened: OpenLedger) -> None:
    first_run(ledger, card())
    newer = card("The ferry sails again", "2026-11-22")
    ledger = next_run(opened, ledger)
    assert verdict(ledger, newer, card(), newer) == ["due", "pending", "pending"]
    assert taken(ledger) == [1]
    ledger.unchanged(address(1))
    assert verdict(ledger, newer) == ["known"]
    ledger.flush()
    for _ in range(2):  # older cards of the address stay where they are, deep in the listings
        ledger = next_run(opened, ledger)
        assert verdict(ledger, newer, card()) == ["known", "known"]


def test_a_run_that_dies_before_it_fetched_leaves_the_change_to_the_next(
    ledger: Ledger, opened: OpenLedger
) -> None:
    first_run(ledger, card())
    ledger = next_run(opened, ledger)
    assert verdict(ledger, card("The ferry sails again")) == ["due"]
    assert taken(ledger) == [1]
    ledger.close()
    again = opened()
    again.begin_run("articles", {}, "data/articles/3")
    assert taken(again) == [1]


def test_what_is_forgotten_is_the_oldest(ledger: Ledger, opened: OpenLedger) -> None:
    first_run(ledger, card())
    cards = [card(f"Title {number}") for number in range(40)]
    ledger = next_run(opened, ledger)
    ledger.discover(cards)
    taken(ledger)
    fetch(ledger, 1)
    ledger = next_run(opened, ledger)
    assert verdict(ledger, cards[-1]) == ["known"]
    assert verdict(ledger, cards[0]) == ["due"]


def take_over(ledger: Ledger, article_id: str = "en:2", **more: object) -> None:
    ledger.fetched(
        Fetched(
            address(1),
            **{  # type: ignore[arg-type]
                "article_id": article_id,
                "kind": "article",
                "section": "News",
                "etag": None,
                "last_modified": None,
                "published_at": None,
                "content_hash": "b" * 64,
                "revision": 1,
                **more,
            },
        )
    )


def test_another_post_at_an_address_leaves_the_older_as_it_was(
    ledger: Ledger, opened: OpenLedger, clock: Clock
) -> None:
    old = datetime(2026, 11, 1, 9, tzinfo=UTC)
    ledger.discover([card()])
    taken(ledger)
    fetch(ledger, 1, published_at=old, revision=3)
    ledger = next_run(opened, ledger)
    clock.pass_by(hours=2)
    ledger.discover([card("The ferry sails again")])
    taken(ledger)
    take_over(ledger)
    for _ in range(2):  # before it is written, and after
        older, newer = ledger.by_article_id("en:1"), ledger.by_article_id("en:2")
        assert older
        assert newer
        assert (older.url, older.revision, older.content_hash) == (address(1), 3, "a" * 64)
        assert (older.published_at, older.superseded_at) == (old, clock.at)
        assert (newer.url, newer.revision, newer.superseded_at) == (address(1), 1, None)
        assert newer.published_at is None
        ledger.flush()
    status = ledger.status()
    assert (status.posts, status.superseded) == (1, 1)
    [one] = status.taken_over
    assert (one.article_id, one.superseded_by, one.url) == ("en:1", "en:2", address(1))


def test_a_post_that_comes_back_is_lost_no_more(ledger: Ledger) -> None:
    first_run(ledger, card())
    take_over(ledger)
    fetch(ledger, 1, revision=1)
    for _ in range(2):
        back = ledger.by_article_id("en:1")
        assert back
        assert back.superseded_at is None
        ledger.flush()
    assert [one.article_id for one in ledger.status().taken_over] == ["en:2"]


@pytest.mark.parametrize("article_id", ["en:u0123456789abcdef", "en:1"])
def test_a_page_without_a_number_takes_nothing_over(ledger: Ledger, article_id: str) -> None:
    first_run(ledger, card())
    take_over(ledger, article_id)
    ledger.flush()
    assert ledger.status().superseded == 0


def test_regions_are_those_of_the_post_that_stands_there(
    ledger: Ledger, opened: OpenLedger, clock: Clock
) -> None:
    ledger.discover([card()])
    ledger.note_region([address(1)], "Palestine")
    ledger.note_region([address(1)], "MENA")
    taken(ledger)
    fetch(ledger, 1)
    ledger = next_run(opened, ledger)
    clock.pass_by(hours=2)
    ledger.discover([card("The ferry sails again")])
    ledger.note_region([address(1)], "MENA", anew={address(1)})
    ledger.note_region([address(1)], "Africa")
    taken(ledger)
    assert set(ledger.regions(address(1), "en:1")) == {"Palestine", "MENA", "Africa"}
    assert set(ledger.regions(address(1), "en:2")) == {"MENA", "Africa"}


def test_a_ledger_of_version_1_is_taken_over(ledger: Ledger, opened: OpenLedger) -> None:
    first_run(ledger, card())
    ledger.end_run("complete")
    ledger.close()
    engine = create_engine(ledger.url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE urls DROP COLUMN shown"))
        connection.execute(text("DROP TABLE superseded"))
        connection.execute(text("DROP TABLE captures"))
        connection.execute(text("UPDATE meta SET value = '1' WHERE name = 'version'"))
    engine.dispose()
    ledger = opened()
    ledger.begin_run("articles", {}, "data/articles/2")
    assert verdict(ledger, card("Whatever it prints now")) == ["known"]
    ledger = next_run(opened, ledger)
    assert verdict(ledger, card("The ferry sails again")) == ["due"]
    taken(ledger)
    take_over(ledger)
    ledger.flush()
    assert ledger.status().superseded == 1
