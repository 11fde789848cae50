"""When a known post is due again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayadeen.ledger import Revisit
from mayadeen.ledger.revisit import next_attempt

PUBLISHED = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@pytest.mark.parametrize(
    ("fetched_at_age", "due_at_age"),
    [
        (0, 1),
        (0.5, 1),
        (1, 6),  # fetched at the very age: that age is served
        (5.9, 6),
        (7, 24),
        (25, None),
        (24 * 400, None),
        (-1, 1),  # a date of publication that lies ahead
    ],
)
def test_the_next_age_after_the_last_fetch_counts(
    fetched_at_age: float, due_at_age: float | None
) -> None:
    revisit = Revisit.parse("1h,6h,1d")
    expected = None if due_at_age is None else PUBLISHED + hours(due_at_age)
    assert revisit.next_due(PUBLISHED, PUBLISHED + hours(fetched_at_age)) == expected


def test_ages_that_passed_unseen_count_once() -> None:
    revisit = Revisit.parse("1h,6h,1d,3d")
    fetched_again = PUBLISHED + hours(30)
    assert revisit.is_due(PUBLISHED, PUBLISHED, fetched_again)
    assert revisit.next_due(PUBLISHED, fetched_again) == PUBLISHED + hours(72)


@pytest.mark.parametrize(("text", "due"), [("always", True), ("never", False)])
def test_always_and_never(text: str, due: bool) -> None:
    assert Revisit.parse(text).is_due(PUBLISHED, PUBLISHED, PUBLISHED) is due


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("1h", [1]),
        (" 1H , 6h,1D ", [1, 6, 24]),
        ("1d,1h,24h", [1, 24]),
        ("30m,2w", [0.5, 336]),
    ],
)
def test_ages_are_read(text: str, ages: list[float]) -> None:
    assert Revisit.parse(text).ages == tuple(hours(age) for age in ages)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "''"),
        ("1h,,6h", "''"),
        ("1h,6x", "'6x'"),
        ("0h", "'0h'"),
        ("-1h", "'-1h'"),
        ("1.5h", "'1.5h'"),
        ("sometimes", "'sometimes'"),
        ("always,1h", "'always'"),
        ("1h 6h", "'1h 6h'"),
    ],
)
def test_a_wrong_part_is_named(text: str, part: str) -> None:
    with pytest.raises(ValueError, match="is no age") as caught:
        Revisit.parse(text)
    assert str(caught.value).startswith(part)


@given(st.lists(st.integers(1, 9999), min_size=1), st.integers(-100, 10_000_000))
def test_the_next_moment_lies_after_the_fetch_and_none_lies_between(
    ages: list[int], fetched_after_minutes: int
) -> None:
    revisit = Revisit.parse(",".join(f"{age}m" for age in ages))
    fetched = PUBLISHED + timedelta(minutes=fetched_after_minutes)
    due = revisit.next_due(PUBLISHED, fetched)
    later = [moment for age in ages if (moment := PUBLISHED + timedelta(minutes=age)) > fetched]
    assert due == (min(later) if later else None)


@pytest.mark.parametrize(
    ("attempts", "days"), [(1, 0), (3, 0), (4, 1), (5, 2), (6, 4), (9, 32), (10, 32), (5000, 32)]
)
def test_a_failing_page_is_asked_for_ever_more_rarely(attempts: int, days: int) -> None:
    assert next_attempt(attempts, PUBLISHED) == PUBLISHED + timedelta(days=days)
