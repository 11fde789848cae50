from __future__ import annotations

import re

import pytest

from mayadeen.dataset.report import plots
from mayadeen.dataset.report.sheet import Facts, Sheet


def facts(days: list[tuple[str, int]], months: list[tuple[str, int]]) -> Facts:
    """Nothing was measured but when posts were published."""
    sheet = Sheet("months", "Posts by month", ("month", "posts"), months)
    return Facts({}, days[0][0], days[-1][0], "", [], days, {"months": sheet})


@pytest.mark.parametrize(
    ("days", "months", "key", "title", "meaning"),
    [
        (
            [("2026-03-01", 1)],
            [("2026-03", 1)],
            "days",
            "Posts by day",
            "1 days with posts from 2026-03-01 to 2026-03-01; most, 1: 2026-03-01.",
        ),
        (
            [("2025-01-01", 1), ("2026-02-04", 2)],
            [("2025-01", 1), ("2026-02", 2)],
            "days",
            "Posts by day",
            "2 days with posts from 2025-01-01 to 2026-02-04; most, 2: 2026-02-04.",
        ),
        (
            [("2025-01-01", 1), ("2025-01-02", 1), ("2026-02-05", 1)],
            [("2025-01", 2), ("2026-02", 1)],
            "months",
            "Posts by month",
            "2 months with posts from 2025-01 to 2026-02; most, 2: 2025-01.",
        ),
    ],
)
def test_long_times_are_drawn_by_month(days, months, key, title, meaning):
    drawn = plots.draw(facts(days, months))
    assert list(drawn) == [key, "calendar"]
    assert f">{title}</title>" in drawn[key]
    assert f">{meaning}</desc>" in drawn[key]


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5, 7, 10, 23])
def test_posts_are_counted_in_whole_numbers(most):
    drawn = plots.draw(facts([("2026-03-01", 1), ("2026-03-02", most)], [("2026-03", 1 + most)]))
    texts = re.findall("<text[^>]*>([^<]*)</text>", drawn["days"])
    assert "0" in texts
    assert not [text for text in texts if "." in text]
