"""What the ledger says of an address that was found."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mayadeen.ledger import Fetched, Found, Ledger
from tests.ledger.conftest import Clock, OpenLedger
from tests.ledger.posts import LISTING, address, crawl, discover, fetch, found, taken


def next_run(
    opened: OpenLedger, previous: Ledger, revisit: str = "1h,6h,1d", **run: object
) -> Ledger:
    previous.end_run("complete")
    ledger = opened(revisit)
    ledger.begin_run("articles", {}, "data/articles/2", **run)  # type: ignore[arg-type]
    return ledger


def test_an_unknown_post_is_new_and_then_waits(ledger: Ledger) -> None:
    assert discover(ledger, 1, 2) == ["new", "new"]
    assert discover(ledger, 2, 3) == ["pending", "new"]


def test_a_post_shown_twice_on_a_page_is_new_once(ledger: Ledger) -> None:
    assert discover(ledger, 1, 1) == ["new", "pending"]


def test_a_post_that_was_fetched_in_this_run_is_known(ledger: Ledger) -> None:
    discover(ledger, 1)
    taken(ledger)
    fetch(ledger, 1)
    assert discover(ledger, 1) == ["known"]
    ledger.flush()
    assert discover(ledger, 1) == ["known"]


def test_more_posts_than_one_statement_takes(ledger: Ledger) -> None:
    numbers = range(1_201)
    assert set(discover(ledger, *numbers)) == {"new"}
    ledger.flush()
    ledger._memory.known.clear()  # noqa: SLF001 - as after very many posts
    assert discover(ledger, *numbers) == ["pending"] * 1_201


def test_nothing_found_is_no_question(ledger: Ledger) -> None:
    assert ledger.discover([]) == []


@pytest.mark.parametrize(
    ("revisit", "hours_later", "verdict"),
    [
        ("1h,6h,1d", 0.5, "known"),
        ("1h,6h,1d", 1, "due"),
        ("1h,6h,1d", 400, "due"),
        ("never", 400, "known"),
        ("always", 0, "due"),
    ],
)
def test_the_schedule_decides_about_a_known_post(
    ledger: Ledger, opened: OpenLedger, clock: Clock, revisit: str, hours_later: float, verdict: str
) -> None:
    crawl(ledger, 1, published_at=clock())
    clock.pass_by(hours=hours_later)
    later = next_run(opened, ledger, revisit)
    assert discover(later, 1) == [verdict]
    assert discover(later, 1) == ["pending" if verdict == "due" else "known"]


def test_without_a_date_the_age_counts_from_the_discovery(
    ledger: Ledger, opened: OpenLedger, clock: Clock
) -> None:
    crawl(ledger, 1)
    clock.pass_by(minutes=59)
    later = next_run(opened, ledger)
    assert discover(later, 1) == ["known"]
    clock.pass_by(minutes=1)
    assert discover(next_run(opened, later), 1) == ["due"]


@pytest.mark.parametrize(("minutes", "verdict"), [(-10, "known"), (0, "known"), (10, "due")])
def test_a_later_lastmod_makes_a_post_due(
    ledger: Ledger, opened: OpenLedger, clock: Clock, minutes: int, verdict: str
) -> None:
    crawl(ledger, 1)
    fetched_at = clock()
    clock.pass_by(minutes=30)
    later = next_run(opened, ledger)
    assert discover(later, 1) == ["known"]  # a listing, which states no lastmod
    lastmod = fetched_at + timedelta(minutes=minutes)
    assert discover(later, 1, via="sitemap", lastmod=lastmod) == [verdict]


def test_force_and_a_full_run_make_everything_due_once(ledger: Ledger, opened: OpenLedger) -> None:
    crawl(ledger, 1, 2)
    second = next_run(opened, ledger, "never")
    assert discover(second, 1, force=True) == ["due"]
    full = next_run(opened, second, "never", full=True)
    assert discover(full, 2) == ["due"]
    assert 2 in taken(full)
    fetch(full, 2)
    assert discover(full, 2) == ["known"]


def test_what_a_filter_kept_out_is_due_for_another_filter(
    ledger: Ledger, opened: OpenLedger
) -> None:
    crawl(ledger, 1, withheld="keywords=harbour")
    crawl(ledger, 2)
    same = next_run(opened, ledger, filter="keywords=harbour")
    assert discover(same, 1, 2) == ["known", "known"]
    other = next_run(opened, same, filter="keywords=bridge")
    assert discover(other, 1, 2) == ["due", "known"]
    [row] = other.take(5)
    assert (row.withheld, row.etag) == ("keywords=harbour", None)  # a 304 would give no item


@pytest.mark.parametrize(
    ("via", "verdict"),
    [
        ("listing", "due"),  # a programme among the programmes: new episodes can stand on it
        ("sitemap", "known"),
        ("related", "known"),
    ],
)
def test_a_hub_is_due_where_a_listing_leads_to_it(
    via: str, verdict: str, ledger: Ledger, opened: OpenLedger
) -> None:
    discover(ledger, 1)
    taken(ledger)
    ledger.not_a_post(address(1))
    later = next_run(opened, ledger, "always")
    assert discover(later, 1, via=via) == [verdict]


def test_a_failed_page_does_not_keep_a_listing_open(ledger: Ledger, opened: OpenLedger) -> None:
    discover(ledger, 1)
    taken(ledger)
    ledger.failed(address(1), "timeout")
    later = next_run(opened, ledger)
    assert later.discover(found(1)) == [(address(1), "known", True)]
    assert taken(later) == [1]


def test_an_alias_leads_to_its_post(ledger: Ledger, opened: OpenLedger, clock: Clock) -> None:
    old = "https://news.example/old/1"
    ledger.discover([Found(old, "related", LISTING)])
    ledger.take(1)
    ledger.fetched(
        Fetched(
            old,
            article_id="en:1",
            kind="article",
            section="News",
            etag=None,
            last_modified=None,
            published_at=clock(),
            content_hash="a" * 64,
            revision=1,
            canonical=address(1),
        )
    )
    assert discover(ledger, 1) == ["known"]
    clock.pass_by(hours=2)
    later = next_run(opened, ledger)
    by_alias, by_itself = later.discover([Found(old, "related", LISTING), *found(1)])
    assert (by_alias.verdict, by_itself.verdict) == ("due", "pending")
    assert taken(later) == [1]


def test_seen_before_means_by_a_run_that_had_ended(ledger: Ledger, opened: OpenLedger) -> None:
    ledger.discover(found(1))
    assert [one.seen_before for one in ledger.discover(found(1))] == [False]
    beside = opened()
    beside.begin_run("archive", {}, "data/archive/1")
    ledger.flush()
    assert [one.seen_before for one in beside.discover(found(1))] == [False]
    beside.end_run("complete")
    later = next_run(opened, ledger)
    assert [one.seen_before for one in later.discover(found(1, 2))] == [True, False]


def test_what_was_found_after_the_listing_was_closed_is_not_its_ground(
    ledger: Ledger, opened: OpenLedger, clock: Clock
) -> None:
    crawl(ledger, 1)
    ledger.listing_walked(LISTING, label=None, closed_for="", pages=1, posts=1, means="links")
    clock.pass_by(minutes=1)
    broken_off = next_run(opened, ledger)
    discover(broken_off, 3)  # post 2, on the second page, was not reached
    broken_off.close()
    clock.pass_by(minutes=1)
    later = opened()
    later.begin_run("articles", {}, "data/articles/3")
    complete_at = later.listing(LISTING).complete_at
    assert [one.seen_before for one in later.discover(found(3, 2, 1), complete_at=complete_at)] == [
        False,
        False,
        True,
    ]


def test_the_date_that_a_listing_prints_counts_until_the_page_is_read(
    ledger: Ledger, opened: OpenLedger, clock: Clock
) -> None:
    listed = clock() - timedelta(days=2)
    discover(ledger, 1, published=listed)
    [row] = ledger.take(1)
    assert row.published_at == listed
    fetch(ledger, 1)
    ledger.flush()
    later = next_run(opened, ledger)
    stored = later.get(address(1))
    assert stored is not None
    assert stored.published_at == listed


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/" + "%D8%A7" * 2_000,  # longer than an index of PostgreSQL takes
        "https://news.example/a'b\"c;--",
        "https://news.example/%00",
    ],
)
def test_strange_addresses_are_kept_whole(ledger: Ledger, url: str) -> None:
    ledger.discover([Found(url, "listing", LISTING)])
    assert [row.url for row in ledger.take(1)] == [url]


def test_what_is_found_survives_a_restart_unfetched(ledger: Ledger, opened: OpenLedger) -> None:
    discover(ledger, 1, 2)
    ledger.flush()
    ledger.close()
    later = opened()
    later.begin_run("articles", {}, "data/articles/2")
    assert later.discover(found(1)) == [(address(1), "pending", True)]
