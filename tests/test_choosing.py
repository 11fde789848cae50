"""Which captures of a post are asked for, in which order, and what they tell of its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from mayadeen.archives.index import window
from mayadeen.crawl.choosing import Wanted, gone_between, next_capture
from mayadeen.ledger import Capture

POST = "https://news.example/politics/a"
LATE = window(date(2012, 6, 11), date(2026, 11, 28))


def day(number: int) -> datetime:
    return datetime(2024, 3, number, 10, tzinfo=UTC)


def capture(
    number: int,
    what: str = "200",
    digest: str | None = None,
    source: str = "wayback",
    address: str = POST,
) -> Capture:
    """The capture of a day in March: a status, or a state that needs no asking."""
    status = int(what) if what.isdecimal() else None
    states = {"200": "listed", "404": "gone", "410": "gone", "301": "redirect", "403": "status"}
    return Capture(
        address,
        day(number),
        source,
        POST,
        state=states.get(what, what),
        status=status,
        digest=digest or f"{number}{source}{what}",
    )


def asked(group, mode="latest", comes_of=None, texts=None, asked_for=None):
    """The days that are asked for in turn; `comes_of` says what came of a day's capture,
    `texts` what is read on it."""
    wanted = Wanted(
        mode=mode, window=asked_for or LATE, sources={"wayback", "commoncrawl"}, run=7, filter="f"
    )
    group, days = sorted(group, key=lambda one: one.at), []
    while one := next_capture(group, wanted):
        number = one.at.day
        days.append(number)
        assert len(days) <= len(group), days
        state = (comes_of or {}).get(number, "fetched")
        text = (texts or {}).get(number, "a")
        settled = replace(one, state=state, run=7, attempts=1, content_hash=text)
        group[group.index(one)] = settled
    return days


FIVE = [capture(number) for number in (1, 2, 3, 4, 5)]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("latest", [5]),
        ("first", [1]),
        ("ends", [1, 5]),
        ("changed", [1, 5]),
        ("all", [1, 2, 3, 4, 5]),
    ],
)
def test_what_each_mode_asks_for(mode, expected):
    assert asked(FIVE, mode) == expected


@pytest.mark.parametrize("lost", ["challenge", "truncated", "lost", "failed", "unread", "no_page"])
def test_the_next_best_is_taken_where_one_cannot_be_read(lost):
    assert asked(FIVE, "latest", {5: lost, 4: lost}) == [5, 4, 3]
    assert asked(FIVE, "first", {1: lost}) == [1, 2]
    assert asked(FIVE, "ends", {1: lost, 5: lost}) == [1, 2, 5, 4]


def test_bisection_finds_each_change_with_few_requests():
    group = [capture(number) for number in range(1, 29)]
    texts = {number: "a" if number < 10 else "b" if number < 23 else "c" for number in range(1, 29)}
    days = asked(group, "changed", texts=texts)
    assert {9, 10, 22, 23} <= set(days)
    assert len(days) <= 14
    assert asked(group, "changed") == [1, 28]  # nothing changed, as far as the ends tell


@pytest.mark.parametrize("mode", ["latest", "all", "first", "ends", "changed"])
def test_the_same_bytes_are_fetched_once_and_from_common_crawl(mode):
    group = [
        capture(1, digest="A"),
        capture(2, digest="A", source="commoncrawl"),
        capture(3, digest="A"),
    ]
    assert asked(group, mode) == [2]


def test_another_copy_of_the_same_bytes_is_taken_where_one_is_damaged():
    group = [capture(1, digest="A"), capture(2, digest="A", source="commoncrawl")]
    assert asked(group, "all", {2: "truncated"}) == [2, 1]
    assert asked(group, "all", {2: "challenge"}) == [2]


def test_what_is_excluded_is_sought_nowhere_else():
    group = [capture(1), capture(2, source="commoncrawl")]
    assert asked(group, "all", {1: "excluded"}) == [1]


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ([capture(1, "revisit", digest="A"), capture(2, digest="B")], [1, 2]),
        ([capture(1, digest="A"), capture(2, "revisit", digest="A")], [1]),
        ([capture(1, "revisit", digest="A", source="commoncrawl")], []),
        ([capture(1, "404"), capture(2, "403"), capture(3, "truncated")], []),
        # Whether it was withdrawn is asked first.
        ([capture(1), capture(2, "301")], [2, 1]),
        ([capture(1), capture(2, "301"), capture(3, "301")], [2, 1]),
        ([capture(1), capture(2, "301"), capture(3)], [1, 3]),
        ([capture(1), capture(2, "404"), capture(3, "301")], [1]),
        ([capture(1), capture(2, "301", address=POST.replace("https", "http"))], [1]),
    ],
)
def test_what_is_no_page(group, expected):
    assert asked(group, "all", {2: "gone"} if expected[:1] == [2] else {}) == expected


def test_only_captures_of_the_window_are_asked_for():
    assert asked(FIVE, "all", asked_for=window(date(2024, 3, 2), date(2024, 3, 3))) == [2, 3]


def test_what_a_run_did_not_get_the_next_ones_try_a_few_times():
    wanted = Wanted("all", LATE, {"wayback"}, 7, "f")
    for state, tries in (("failed", 5), ("lost", 2), ("truncated", 0), ("challenge", 0)):
        one = replace(capture(1), state=state, run=6)
        got = [next_capture([replace(one, attempts=n)], wanted) is not None for n in range(7)]
        assert got.count(True) == tries
        assert next_capture([replace(one, run=7)], wanted) is None


def test_what_a_filter_kept_out_is_asked_for_by_another():
    one = replace(capture(1), state="fetched", withheld="f", run=6)
    assert next_capture([one], Wanted("latest", LATE, {"wayback"}, 7, "f")) is None
    assert next_capture([one], Wanted("latest", LATE, {"wayback"}, 7, "g")) == one


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ([capture(1)], None),
        ([capture(1), capture(3, "404")], (1, 3)),
        ([capture(1), capture(3, "404"), capture(5, "410")], (1, 3)),
        ([capture(1), capture(3, "404"), capture(5)], None),
        ([capture(1), capture(3, "403"), capture(4, "redirect")], None),
        # The same bytes, or a revisit of them, were there later still.
        ([capture(1, digest="A"), capture(2, digest="A"), capture(3, "404")], (2, 3)),
        ([capture(1, digest="A"), capture(2, "revisit", digest="A"), capture(3, "404")], (2, 3)),
        # A challenge shows nothing.
        ([capture(1), capture(2, "challenge"), capture(3, "404")], (1, 3)),
        ([capture(1), capture(2), capture(3, "404")], (1, 3)),
    ],
)
def test_between_which_moments_a_post_vanished(group, expected):
    assert gone_between(group, group[0]) == (expected and tuple(map(day, expected)))
