"""What `-a` may say, and the one line that a wrong one gives."""

from datetime import date

import pytest

from mayadeen.run.arguments import FOLLOW, Arguments, BadArgument, describe, read_arguments

ALL = tuple(Arguments.model_fields)
TODAY = date(2024, 11, 26)
DAY = "a day such as 2023-01-31 or a month such as 2023-01"


@pytest.mark.parametrize(
    ("given", "field", "value"),
    [
        ({}, "follow", ("related", "read_next", "most_read")),
        ({"follow": "none"}, "follow", ()),
        ({"follow": "related, read_next"}, "follow", ("related", "read_next")),
        ({"sections": "Politics, Arts&Culture,"}, "sections", ("Politics", "Arts&Culture")),
        ({"sections": "a,b,a"}, "sections", ("a", "b")),
        ({"since": "2023-01-31"}, "since", date(2023, 1, 31)),
        ({"since": "2024-11-26"}, "since", date(2024, 11, 26)),
        ({"until": "2099-01"}, "until", date(2099, 1, 31)),
        ({"since": "2024-02"}, "since", date(2024, 2, 1)),
        ({"until": "2024-02"}, "until", date(2024, 2, 29)),
        ({"limit": "3", "sections": "Politics"}, "follow", FOLLOW),
        ({"since": "2023-01"}, "follow", ()),
        ({"until": "2023-01"}, "follow", ()),
        ({"keywords": "grain"}, "follow", ()),
        ({"tags": "Qarmat"}, "follow", ()),
        ({"authors": "Celia Haddad"}, "follow", ()),
        ({"regions": "MENA"}, "follow", ()),
        ({"since": "2023-01", "follow": "read_next"}, "follow", ("read_next",)),
        ({"limit": "20"}, "limit", 20),
        ({"full": "1"}, "full", True),
        ({"edition": "ar"}, "edition", "ar"),
        ({"source": "commoncrawl, wayback"}, "source", ("commoncrawl", "wayback")),
        ({"source": "http://127.0.0.1:8091/a"}, "source", ("http://127.0.0.1:8091/a",)),
        ({"captured_since": "2024-02"}, "captured_since", date(2024, 2, 1)),
        ({"captured_until": "2024-02"}, "captured_until", date(2024, 2, 29)),
        ({}, "captures", "latest"),
        ({"captures": "changed"}, "captures", "changed"),
        ({"count": "yes"}, "count", True),
        ({"count": "no"}, "count", False),
        # Scrapyd hands every spider the name of its job.
        ({"_job": "6f2d"}, "limit", None),
    ],
)
def test_what_is_understood(given, field, value):
    assert getattr(read_arguments(given, accepted=ALL, today=TODAY), field) == value


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"limit": "0"}, "limit='0': allowed is a whole number from 1"),
        ({"limit": "-1"}, "limit='-1': allowed is a whole number from 1"),
        ({"max_pages": "many"}, "max_pages='many': allowed is a whole number from 1"),
        ({"max_pages": "٣"}, "max_pages='٣': allowed is a whole number from 1"),
        ({"since": "yesterday"}, f"since='yesterday': allowed is {DAY}"),
        ({"since": "2023-1"}, f"since='2023-1': allowed is {DAY}"),
        (
            {"until": "2023-13"},
            f"until='2023-13': bad month number 13; must be 1-12; allowed is {DAY}",
        ),
        (
            {"since": "2024-11-27"},
            "since='2024-11-27': allowed is a day not after today in Beirut, 2024-11-26",
        ),
        (
            {"since": "2024-12"},
            "since='2024-12': allowed is a day not after today in Beirut, 2024-11-26",
        ),
        (
            {"since": "2099-01-01"},
            "since='2099-01-01': allowed is a day not after today in Beirut, 2024-11-26",
        ),
        (
            {"until": "2023-02-31"},
            f"until='2023-02-31': day is out of range for month; allowed is {DAY}",
        ),
        (
            {"since": "2024-02-01", "until": "2024-01-01"},
            "since='2024-02-01': allowed is a day not after until='2024-01-01'",
        ),
        (
            {"follow": "comments"},
            "follow='comments': allowed is any of related, read_next, most_read separated by"
            " commas, or none",
        ),
        (
            {"captured_since": "2024-02", "captured_until": "2024-01"},
            "captured_since='2024-02': allowed is a day not after captured_until='2024-01'",
        ),
        (
            {"captured_since": "2025-01"},
            "captured_since='2025-01': allowed is a day not after today in Beirut, 2024-11-26",
        ),
        ({"captured_until": "soon"}, f"captured_until='soon': allowed is {DAY}"),
        (
            {"captures": "some"},
            "captures='some': allowed is latest, first, ends, changed or all",
        ),
        ({"count": "maybe"}, "count='maybe': allowed is yes or no"),
        ({"edition": "fr"}, "edition='fr': allowed is en, ar or es"),
        ({"full": "yes"}, "full='yes': allowed is 1 or 0"),
        (
            {"tags": " , "},
            "tags=' , ': allowed is at least one name, several separated by commas",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(given, line):
    with pytest.raises(BadArgument) as error:
        read_arguments(given, accepted=ALL, today=TODAY)
    assert str(error.value) == line


def test_an_argument_that_the_spider_does_not_know_is_wrong():
    with pytest.raises(BadArgument, match=r"sektion='x': no such argument; known: limit, help"):
        read_arguments({"sektion": "x"}, accepted=("limit", "help"), today=TODAY)


@pytest.mark.parametrize(
    ("day", "held"),
    [("2023-01-09", False), ("2023-01-10", True), ("2023-01-12", True), ("2023-01-13", False)],
)
def test_both_ends_count(day, held):
    asked = read_arguments(
        {"since": "2023-01-10", "until": "2023-01-12"}, accepted=ALL, today=TODAY
    )
    assert asked.holds(day) is held


def test_the_filter_names_only_what_decides_which_posts_are_kept():
    asked = read_arguments(
        {"keywords": "gaza,oil", "since": "2023-01-10", "limit": "3", "follow": "none"},
        accepted=ALL,
        today=TODAY,
    )
    assert asked.filter() == "keywords=gaza,oil since=2023-01-10"


def test_help_describes_every_argument_that_is_accepted():
    assert describe(("limit", "help")).splitlines() == [
        "  limit  stop after this many items",
        "  help   1: print this list and end",
    ]
