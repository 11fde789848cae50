"""Which days without a post were silent, and which nobody has read."""

from __future__ import annotations

import pytest

from mayadeen.dataset.manifests import RunManifest
from mayadeen.dataset.report.day_figures import calendar_sheet, read_days
from mayadeen.dataset.report.plots import calendar
from mayadeen.dataset.report.sheet import Facts

FIRST, LAST = "2026-03-01", "2026-03-08"
ALL = list(range(1, 9))


def run(**told):
    """A run in the morning of 5 March that got all it was asked, but for what is `told`."""
    whole = {
        "spider": "articles",
        "edition": "en",
        "status": "complete",
        "arguments": {},
        "started_at": "2026-03-05T09:00:00Z",
    }
    return RunManifest("a run", whole | told)


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ({}, [1, 2, 3, 4]),  # the run's own day was not over
        # Half past ten in the evening by UTC is the next day in Beirut.
        ({"started_at": "2026-03-05T22:30:00Z"}, [1, 2, 3, 4, 5]),
        ({"started_at": "2026-04-01T09:00:00Z"}, ALL),
        ({"arguments": {"since": "2026-03-03"}}, [3, 4]),
        ({"arguments": {"since": "2026-03-02", "until": "2026-03-03"}}, [2, 3]),
        ({"arguments": {"follow": ["none"]}}, [1, 2, 3, 4]),
        ({"status": "partial"}, []),
        ({"arguments": {"sections": ["Politics"]}}, []),
        ({"arguments": {"limit": 20}}, []),
        ({"arguments": {"keywords": ["water"]}}, []),
        ({"edition": "ar"}, []),
        ({"spider": "breaking"}, []),
        ({"started_at": "long ago"}, []),
        ({"arguments": None}, []),
        (
            {
                "spider": "archive",
                "status": "partial",
                "arguments": {"since": "2026-03-01", "until": "2026-03-31"},
                "days_unknown": ["2026-03-02", "2026-03-04"],
            },
            [1, 3],
        ),
    ],
)
def test_a_run_tells_of_the_days_that_it_was_asked_for_whole(told, days):
    assert read_days([run(**told)], ["en"], FIRST, LAST) == {f"2026-03-0{day}" for day in days}


def test_a_day_is_read_where_it_was_read_in_every_edition():
    runs = [run(), run(edition="ar", arguments={"until": "2026-03-02"})]
    assert read_days(runs, ["ar", "en"], FIRST, LAST) == {"2026-03-01", "2026-03-02"}
    assert read_days([], ["en"], FIRST, LAST) == set()


POSTED = [("2025-12-30", 8), ("2026-01-01", 2), ("2026-01-05", 1)]
SILENT = {"2025-12-31", "2026-01-03"}


def test_the_calendar_counts_each_day_once():
    assert calendar_sheet(POSTED, SILENT).rows == [
        ("2025", 8, 1, 1, 0),
        ("2026", 3, 2, 1, 2),
    ]
    assert calendar_sheet([], set()).rows == []


def test_a_day_stands_in_its_week_by_what_is_known_of_it():
    drawn = calendar(
        Facts(
            {},
            "2025-12-30",
            "2026-01-05",
            "",
            ["en"],
            POSTED,
            {},
            missing_days=4,
            silent=frozenset(SILENT),
        )
    )
    # Weeks run from left to right, Monday on top: 30 December 2025 was a Tuesday, 5 January 2026
    # the Monday of the second week. The second year's squares begin 114 below the first's head.
    assert '<path class="posts4" d="M520 32h9v9h-9z"/>' in drawn
    assert '<path class="silent" d="M520 42h9v9h-9z"/>' in drawn
    assert '<path class="posts1" d="M0 144h9v9h-9zM10 114h9v9h-9z"/>' in drawn
    assert '<path class="silent" d="M0 164h9v9h-9z"/>' in drawn
    assert '<path class="unread" d="M3 157h3v3h-3zM3 177h3v3h-3z"/>' in drawn
    assert "the darker the more; 2 silent, 2 not known." in drawn
