"""What is handed out to be fetched, and in which order."""

from __future__ import annotations

from datetime import timedelta

from mayadeen.ledger import Ledger
from tests.ledger.conftest import Clock, OpenLedger
from tests.ledger.posts import LISTING, address, crawl, discover, due, fetch, found, taken


def test_a_row_is_handed_out_once(ledger: Ledger) -> None:
    discover(ledger, 1, 2, 3)
    assert taken(ledger, 2) == [1, 2]
    assert taken(ledger, 2) == [3]
    assert taken(ledger, 2) == []


def test_the_order_is_that_of_the_pages_and_of_their_priority(ledger: Ledger) -> None:
    discover(ledger, 9, 8, priority=0)
    discover(ledger, 4, 7, priority=10)
    discover(ledger, 6, priority=-5)
    assert taken(ledger) == [4, 7, 9, 8, 6]


def test_a_row_says_how_this_run_came_to_it(ledger: Ledger) -> None:
    discover(ledger, 1, via="most_read")
    [row] = ledger.take(1)
    assert (row.via, row.source, row.state, row.revision) == ("most_read", LISTING, "discovered", 0)


def test_a_due_row_says_how_this_run_came_to_it_and_what_is_known(
    ledger: Ledger, opened: OpenLedger, clock: Clock
) -> None:
    crawl(ledger, 1, published_at=clock(), last_modified="Sun, 22 Nov 2026 08:00:00 GMT")
    ledger.end_run("complete")
    clock.pass_by(hours=1)
    later = opened()
    later.begin_run("articles", {}, "data/articles/2")
    discover(later, 1, via="read_next")
    [row] = later.take(1)
    assert (row.via, row.state, row.article_id) == ("read_next", "fetched", "en:1")
    assert (row.etag, row.last_modified) == ('"1"', "Sun, 22 Nov 2026 08:00:00 GMT")
    assert (row.revision, row.content_hash) == (1, "a" * 64)
    stored = later.get(address(1))
    assert stored is not None
    assert stored.via == "listing"  # how it was first come upon stays


def test_what_an_interrupted_run_left_comes_first_as_pending(
    ledger: Ledger, opened: OpenLedger
) -> None:
    discover(ledger, 1, 2, 3, via="region")
    assert taken(ledger, 1) == [1]
    ledger.close()
    later = opened()
    later.begin_run("articles", {}, "data/articles/2")
    discover(later, 4, priority=100)
    rows = later.take(10)
    assert [row.url for row in rows] == [address(number) for number in (1, 2, 3, 4)]
    assert [row.via for row in rows] == ["pending", "pending", "pending", "listing"]
    assert rows[0].source == LISTING


def test_another_spider_leaves_it_alone_unless_it_comes_upon_it(
    ledger: Ledger, opened: OpenLedger
) -> None:
    discover(ledger, 1, 2)
    ledger.flush()
    ledger.close()
    videos = opened()
    videos.begin_run("videos", {}, "data/videos/1")
    assert taken(videos) == []
    assert discover(videos, 2) == ["pending"]
    assert taken(videos) == [2]


def test_another_edition_leaves_it_alone(ledger: Ledger, opened: OpenLedger) -> None:
    discover(ledger, 1)
    ledger.flush()
    ledger.close()
    spanish = opened()
    spanish.begin_run("articles", {}, "data/articles/2", edition="es")
    assert taken(spanish) == []


def test_a_released_row_waits_for_the_next_run(ledger: Ledger, opened: OpenLedger) -> None:
    discover(ledger, 1, 2)
    assert taken(ledger) == [1, 2]
    ledger.release(address(1))
    ledger.flush()
    assert taken(ledger) == []
    ledger.end_run("partial")
    later = opened()
    later.begin_run("articles", {}, "data/articles/2")
    assert taken(later) == [1, 2]


def test_a_failed_page_is_tried_first_in_the_next_runs_and_then_ever_more_rarely(
    ledger: Ledger, opened: OpenLedger, clock: Clock
) -> None:
    discover(ledger, 1, 2)
    tried = []
    for day in range(8):
        if day:
            ledger = opened()
            ledger.begin_run("articles", {}, f"data/articles/{day}")
        rows = ledger.take(10)
        if any(row.url == address(2) for row in rows):
            tried.append(day)
            assert rows[0].attempts == len(tried) - 1
            ledger.failed(address(2), "timeout")
        if day == 0:
            fetch(ledger, 1)
        ledger.end_run("complete")
        clock.pass_by(days=1)
    assert tried == [0, 1, 2, 3, 4, 6]


def test_a_page_that_came_at_last_starts_anew(ledger: Ledger, opened: OpenLedger) -> None:
    discover(ledger, 1)
    taken(ledger)
    ledger.failed(address(1), "timeout")
    ledger.end_run("complete")
    later = opened()
    later.begin_run("articles", {}, "data/articles/2")
    assert taken(later) == [1]
    fetch(later, 1)
    later.flush()
    row = later.get(address(1))
    assert row is not None
    assert (row.state, row.attempts, row.error) == ("fetched", 0, None)


def test_due_posts_are_asked_for_though_no_listing_shows_them(
    ledger: Ledger, opened: OpenLedger, clock: Clock
) -> None:
    crawl(ledger, 1, published_at=clock())
    crawl(ledger, 2, published_at=clock() - timedelta(minutes=50))
    crawl(ledger, 3, published_at=clock() - timedelta(days=400))
    assert due(ledger) == []
    ledger.end_run("complete")
    clock.pass_by(minutes=30)
    later = opened()
    later.begin_run("articles", {}, "data/articles/2")
    [row] = later.take_due(10, kinds=["article"])
    assert (row.url, row.via, row.etag) == (address(2), "pending", '"1"')
    assert due(later) == []
    later.unchanged(address(2))
    later.flush()
    assert due(later) == []


def test_always_asks_for_every_post_once_in_a_run(
    ledger: Ledger, opened: OpenLedger, clock: Clock
) -> None:
    crawl(ledger, 1, 2, published_at=clock() - timedelta(days=400))
    ledger.end_run("complete")
    for _ in range(2):  # at the very same moment
        later = opened("always")
        later.begin_run("articles", {}, "data/articles/2")
        assert sorted(due(later, 1) + due(later, 1)) == [1, 2]
        fetch(later, 1)
        later.unchanged(address(2))
        later.flush()
        assert due(later) == []
        assert discover(later, 1, 2) == ["known", "known"]
        later.end_run("complete")


def test_never_asks_for_none(ledger: Ledger, opened: OpenLedger, clock: Clock) -> None:
    crawl(ledger, 1, published_at=clock())
    ledger.end_run("complete")
    clock.pass_by(days=1)
    later = opened("never")
    later.begin_run("articles", {}, "data/articles/2")
    assert due(later) == []


def test_due_posts_are_those_of_the_kinds_sections_and_edition_asked_for(
    ledger: Ledger, opened: OpenLedger
) -> None:
    crawl(ledger, 1)
    crawl(ledger, 2, section="Articles")
    crawl(ledger, 3, kind="video")
    discover(ledger, 4, 5)
    taken(ledger)
    ledger.not_a_post(address(4))
    ledger.gone(address(5))
    ledger.end_run("complete")
    later = opened("always")
    later.begin_run("archive", {}, "data/archive/1")
    assert due(later, kind="video") == [3]
    assert due(later, sections=["News"]) == [1]
    assert due(later) == [2]
    spanish = opened("always")
    spanish.begin_run("articles", {}, "data/articles/1", edition="es")
    assert due(spanish) == []


def test_due_rows_of_a_killed_run_come_again(
    ledger: Ledger, opened: OpenLedger, clock: Clock
) -> None:
    crawl(ledger, 1, published_at=clock())
    ledger.end_run("complete")
    clock.pass_by(hours=1)
    killed = opened()
    killed.begin_run("articles", {}, "data/articles/2")
    assert due(killed) == [1]
    killed.close()
    later = opened()
    later.begin_run("articles", {}, "data/articles/3")
    assert taken(later) == [1]


def test_a_changed_schedule_counts_at_once(
    ledger: Ledger, opened: OpenLedger, clock: Clock
) -> None:
    crawl(ledger, *range(1, 30), published_at=clock())
    discover(ledger, 99)
    taken(ledger)
    ledger.not_a_post(address(99))
    ledger.end_run("complete")
    clock.pass_by(minutes=20)
    sooner = opened("15m,1d")
    sooner.begin_run("articles", {}, "data/articles/2")
    assert sorted(due(sooner)) == list(range(1, 30))
    sooner.end_run("complete")
    once = opened("10m")  # that age passed before the fetch
    clock.pass_by(days=2)
    once.begin_run("articles", {}, "data/articles/3")
    for number in taken(once):
        once.unchanged(address(number))
    once.flush()
    row = once.get(address(1))
    assert row is not None
    assert row.due_at is None


def test_a_post_fetched_under_another_address_is_not_handed_out(ledger: Ledger) -> None:
    discover(ledger, 1, 2)
    assert taken(ledger, 1) == [1]
    fetch(ledger, 1, canonical=address(2))
    assert taken(ledger) == []
    ledger.flush()
    assert taken(ledger) == []


def test_regions_that_showed_the_post_come_with_it(ledger: Ledger, clock: Clock) -> None:
    ledger.discover(found(1, 2))
    ledger.note_region([address(1)], "Palestine")
    clock.pass_by(minutes=1)
    ledger.note_region([address(1), address(2)], "MENA")
    ledger.note_region([address(1)], "Palestine")
    assert [row.regions for row in ledger.take(2)] == [("Palestine", "MENA"), ("MENA",)]
    assert ledger.regions(address(1)) == ["Palestine", "MENA"]
    assert ledger.regions(address(3)) == []


def test_what_a_run_sets_aside_waits_for_a_wider_one(ledger: Ledger, opened: OpenLedger) -> None:
    crawl(ledger, 1)
    ledger.discover(found(1, 2, 3), deferred=True)
    assert taken(ledger) == []
    ledger.end_run("complete")
    narrow = opened()
    narrow.begin_run("articles", {"sections": "Politics"}, "data/articles/2")
    # A listing of its own shows one of them.
    assert discover(narrow, 3) == ["pending"]
    assert taken(narrow) == [3]
    fetch(narrow, 3)
    narrow.end_run("complete")
    wide = opened()
    wide.begin_run("articles", {}, "data/articles/3")
    assert taken(wide) == []
    [row] = wide.take(10, deferred=True)
    assert (row.url, row.via) == (address(2), "pending")
    assert wide.take(10, deferred=True) == []


def test_what_another_filter_left_out_is_due(ledger: Ledger, opened: OpenLedger) -> None:
    crawl(ledger, 1, withheld="articles keywords=water")
    crawl(ledger, 2)
    ledger.end_run("complete")
    wide = opened("never")
    wide.begin_run("articles", {}, "data/articles/2", filter="articles")
    assert due(wide) == [1]
    fetch(wide, 1, withheld="articles")
    wide.flush()
    assert due(wide) == []
    wide.end_run("complete")
    again = opened("never")
    again.begin_run("articles", {}, "data/articles/3", filter="articles")
    assert due(again) == []
