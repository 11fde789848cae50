"""A printed moment in, the published fields out."""

import pytest

from mayadeen.pipelines.dates import DatesPipeline
from tests.pipelines.test_text import article


@pytest.mark.parametrize(
    ("raw", "at", "local", "precision", "zone", "flag"),
    [
        (
            "28 Jul 2021 23:20",
            "2021-07-28T20:20:00Z",
            "2021-07-28T23:20:00+03:00",
            "minute",
            "assumed",
            None,
        ),
        (
            "2024-01-28T14:18:05+02:00",
            "2024-01-28T12:18:05Z",
            "2024-01-28T14:18:05+02:00",
            "second",
            "stated",
            None,
        ),
        ("28 Oct 2025", None, "2025-10-28", "day", "assumed", None),
    ],
)
def test_publication(raw, at, local, precision, zone, flag):
    item = DatesPipeline().process_item(article(published_raw=raw))
    assert item.published_raw == raw
    assert item.published_at == at
    assert item.published_local == local
    assert item.published_precision == precision
    assert item.published_zone == zone
    assert item.published_flag == flag


def test_what_is_no_date_stays_null_and_is_said():
    item = DatesPipeline().process_item(article(published_raw="31 Feb 2021 10:00"))
    assert (item.published_at, item.published_local) == (None, None)
    assert item.warnings == ["date_unreadable"]


def test_the_last_edit_is_given_in_utc():
    item = DatesPipeline().process_item(article(updated_at="2021-07-29T01:00:00+03:00"))
    assert item.updated_at == "2021-07-28T22:00:00Z"


def test_an_article_without_dates_stays_as_it_is():
    item = DatesPipeline().process_item(article())
    assert (item.published_at, item.updated_at, item.warnings) == (None, None, [])
