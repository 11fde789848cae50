"""Which days a month's file lacks, from the moments of its posts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from mayadeen.normalise.days import (
    MonthFiles,
    are_whole_months,
    lacking,
    may_hold,
    month_of,
    spans,
)

JANUARY = [date(2023, 1, day) for day in range(1, 32)]
HOURS = (1, 7, 13, 20, 23)


def moments(until, *, hours=HOURS, without=()):
    """Posts at these hours of each day of January 2023, up to a wall time."""
    end = datetime.fromisoformat(until)
    all_of_them = [datetime.combine(day, time(hour, 35)) for day in JANUARY for hour in hours]
    return [one for one in all_of_them if one <= end and one.day not in without]


@pytest.mark.parametrize(
    ("named", "lacks"),
    [
        pytest.param(moments("2023-01-30T23:40"), [31], id="frozen at midnight"),
        pytest.param(moments("2023-01-31T02:16"), [31], id="frozen in the night"),
        pytest.param(moments("2023-01-31T23:40"), [], id="to its end"),
        pytest.param(moments("2023-01-29T23:40"), [30, 31], id="stopped a night early"),
        pytest.param(moments("2023-01-29T13:40"), [29, 30, 31], id="stopped by day"),
        pytest.param(moments("2023-01-31T23:40", without=[12]), [12], id="a gap"),
        pytest.param(moments("2023-01-30T23:40", without=[1, 12]), [1, 12, 31], id="two gaps"),
        pytest.param(
            moments("2023-01-31T23:40", without=range(2, 30, 2)), [], id="many a silent day"
        ),
        pytest.param(moments("2023-01-20T23:40", hours=[9]), range(21, 32), id="one post a day"),
        pytest.param([], range(1, 32), id="no post"),
        pytest.param(moments("2023-01-01T00:50"), range(1, 32), id="no post before its own night"),
    ],
)
def test_days_that_a_file_lacks(named, lacks):
    assert [day.day for day in lacking(JANUARY, named)] == [*lacks]


@pytest.mark.parametrize(
    ("address", "month"),
    [
        ("https://a.example/sitemaps/all/sitemap-2024-1.xml", (2024, 1)),
        ("/sitemaps/news/sitemap-2012-12.xml.gz", (2012, 12)),
        ("/sitemap-2024-13.xml", None),
        ("/sitemaps/2024-1/all.xml", None),
        ("/all.xml", None),
    ],
)
def test_the_month_of_a_file(address, month):
    assert month_of(address) == month


@pytest.mark.parametrize(
    ("since", "until", "held"),
    [
        (None, None, True),
        (date(2024, 1, 31), None, True),
        (date(2024, 2, 1), None, False),
        (None, date(2024, 1, 1), True),
        (None, date(2023, 12, 31), False),
    ],
)
def test_what_a_file_may_hold(since, until, held):
    assert may_hold("/sitemap-2024-1.xml", since, until) is held
    assert may_hold("/all.xml", since, until)


def test_stretches_of_days():
    days = [date(2023, 1, 30), date(2023, 1, 31), date(2023, 2, 1), date(2023, 2, 4)]
    assert spans(days) == [(days[0], days[2]), (days[3], days[3])]


def test_a_month_without_a_file_is_unknown_and_one_of_another_name_tells_nothing():
    files = MonthFiles()
    today = date(2023, 2, 2)
    assert files.unknown(date(2023, 1, 1), None, today) == []
    files.are_met = True
    files.meet((2023, 1))
    for moment in moments("2023-01-31T23:40"):
        files.name(f"/{moment}", (2023, 1), (moment - timedelta(hours=2)).replace(tzinfo=UTC))
    assert files.unknown(None, None, today) == [date(2023, 2, 1), date(2023, 2, 2)]
    assert files.unknown(date(2022, 12, 30), date(2023, 1, 5), today) == [
        date(2022, 12, 30),
        date(2022, 12, 31),
    ]


def test_an_address_of_another_months_post_is_shadowed():
    files = MonthFiles()
    files.meet((2023, 1))
    files.name("/a", (2023, 1), None)
    files.learn("/a", datetime(2023, 2, 3, tzinfo=UTC))
    files.learn("/b", datetime(2023, 2, 3, tzinfo=UTC))
    assert (files.shadowed, files.moments) == (["/a"], {(2023, 1): []})


def test_it_stands_in_its_own_months_file_as_well():
    files = MonthFiles()
    for number in (1, 2):
        files.meet((2023, number))
        files.name("/a", (2023, number), None)
    files.learn("/a", datetime(2023, 2, 3, 9, tzinfo=UTC))
    assert files.shadowed == ["/a"]
    assert [len(files.moments[2023, number]) for number in (1, 2)] == [0, 1]


def test_a_few_days_that_end_early_do_not_make_a_cut_day_whole():
    named = moments("2023-01-19T09:40")
    early = {date(2023, 1, 3), date(2023, 1, 11)}
    named = [one for one in named if one.date() not in early or one.hour < 8]
    assert [day.day for day in lacking(JANUARY, named)] == [*range(19, 32)]


@pytest.mark.parametrize(
    ("since", "until", "are_whole"),
    [
        ("2024-02-01", "2024-02-29", True),
        ("2023-11-01", "2024-02-29", True),
        (None, "2024-12-31", True),
        ("2023-02-01", "2023-02-27", False),
        ("2024-02-01", "2024-02-28", False),
        ("2024-02-02", "2024-02-29", False),
        (None, "2024-02-01", False),
    ],
)
def test_whole_months(since, until, are_whole):
    first = date.fromisoformat(since) if since else None
    assert are_whole_months(first, date.fromisoformat(until)) is are_whole
