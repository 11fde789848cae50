"""Which moment a post is dated by, where its metadata, its head and its reader see several."""

from __future__ import annotations

import json

import pytest

from mayadeen.pipelines.text import date
from tests.pages.reading import article_of, page_of

URL = "https://www.almayadeen.net/news/politics/مصباح-المرفأ"
TEXT = "أضاء حارس المنارة مصباحها قبل الفجر، وقال الصيادون إنهم رأوا ضوءها من الجزيرتين البعيدتين."


def dated(*, stated=None, updated=None, published_time=None, modified_time=None, shown=None):
    """The Article of a page that states these dates in its metadata, its head and its text."""
    metadata = {
        "postid": "1700001",
        "title": "المصباح مضاء",
        "published_time": stated,
        "last_updated": updated,
    }
    script = f'<script type="text/tawsiyat">{json.dumps(metadata)}</script>' if stated else ""
    metas = "".join(
        f'<meta property="article:{name}_time" content="{value}">'
        for name, value in (("published", published_time), ("modified", modified_time))
        if value
    )
    html = (
        f'<html lang="ar"><head><title>المصباح مضاء</title>{metas}{script}</head><body>'
        f'<div class="details-white-box"><h2>المصباح مضاء</h2><ul><li>المصدر: الميادين نت</li>'
        f"{f'<li>{shown}</li>' if shown else ''}</ul>"
        f'<div class="p-content">{f"<p>{TEXT}</p>" * 3}</div></div></body></html>'
    )
    article = article_of(page_of(html, URL, "ar"), URL, "ar")
    date(article)
    return article


def published(article):
    return (
        article.published_at,
        article.published_local,
        article.published_precision,
        article.published_zone,
        article.field_sources["published_raw"],
    )


def test_the_head_is_utc_without_saying_so():
    article = dated(
        published_time="2023-12-18T08:34:00.0000000", modified_time="2023-12-18T09:15:20.4370000"
    )
    assert published(article) == (
        "2023-12-18T08:34:00Z",
        "2023-12-18T10:34:00+02:00",
        "minute",
        "convention",
        "opengraph",
    )
    assert article.published_raw == "2023-12-18T08:34:00.0000000"
    assert article.updated_at == "2023-12-18T09:15:20Z"
    assert article.field_sources["published_at"] == "opengraph"


@pytest.mark.parametrize(
    ("published_time", "shown"),
    [
        ("2023-12-18T22:40:00.0000000", "19 كانون الأول 2023 00:40"),
        ("2023-07-18T21:40:00.0000000", "19 تموز 2023 00:40"),
        ("2023-12-18T08:34:00", "18 كانون أول 2023 10:34"),
        ("2023-07-18T00:00:00.0000000", "18 تموز 2023 03:00"),  # midnight in UTC is an hour too
    ],
)
def test_head_and_print_say_the_same(published_time, shown):
    article = dated(published_time=published_time, shown=shown)
    assert article.published_zone == "convention"
    assert not {"date_disagrees", "date_unreadable"} & set(article.warnings)
    printed_alone = dated(shown=shown)
    assert printed_alone.published_zone == "assumed"
    assert printed_alone.published_at == article.published_at


def test_a_stated_offset_in_the_head_is_kept():
    article = dated(published_time="2023-12-18T10:34:05+02:00")
    assert published(article)[3] == "stated"
    assert article.published_at == "2023-12-18T08:34:05Z"


def test_metadata_goes_before_the_head():
    article = dated(
        stated="2023-12-18T10:34:00+02:00",
        published_time="2023-12-18T08:34:00.0000000",
        updated="2023-12-18T10:40:00+02:00",
        modified_time="2023-12-18T08:40:07.1000000",
    )
    assert published(article)[2:] == ("minute", "stated", "metadata")
    assert article.updated_at == "2023-12-18T08:40:00Z"


@pytest.mark.parametrize(
    ("stated", "published_time", "at", "local"),
    [
        # The second pass of the hour that Jerusalem's clock showed twice, with the first's offset.
        (
            "2023-10-29T01:58:00+03:00",
            "2023-10-28T23:58:00.0000000",
            "2023-10-28T23:58:00Z",
            "2023-10-29T01:58:00+02:00",
        ),
        # The same of Beirut's hour.
        (
            "2023-10-28T23:20:09+03:00",
            "2023-10-28T21:20:09.5000000",
            "2023-10-28T21:20:09Z",
            "2023-10-28T23:20:09+02:00",
        ),
    ],
)
def test_the_head_is_right_in_the_repeated_hour(stated, published_time, at, local):
    article = dated(
        stated=stated, updated=stated, published_time=published_time, modified_time=published_time
    )
    assert (article.published_at, article.published_local) == (at, local)
    assert (article.published_zone, article.published_flag) == ("convention", None)
    assert article.updated_at == at
    assert article.field_sources["published_raw"] == "opengraph"


@pytest.mark.parametrize(
    ("stated", "published_time"),
    [
        ("2023-10-29T01:58:00+03:00", "2023-10-28T22:58:00.0000000"),  # they agree
        ("2023-10-29T04:58:00+02:00", "2023-10-29T03:58:00.0000000"),  # a clock went once there
        ("2023-10-29T01:58:20+03:00", "2023-10-28T22:58:00.0000000"),  # cut to the minute
    ],
)
def test_elsewhere_the_metadata_stays_first(stated, published_time):
    article = dated(stated=stated, published_time=published_time)
    assert (article.published_local, article.published_zone) == (stated, "stated")


def test_less_than_a_minute_is_no_disagreement():
    article = dated(stated="2023-12-18T23:59:50+02:00", shown="18 كانون الأول 2023 23:59")
    assert "date_disagrees" not in article.warnings
    article = dated(stated="2023-12-18T23:59:50+02:00", shown="19 كانون الأول 2023 00:00")
    assert "date_disagrees" not in article.warnings


def test_a_zone_that_cannot_be_read_leaves_the_date_unread():
    article = dated(shown="18 كانون الأول 2023 10:34 بتوقيت صنعاء")
    assert (article.published_at, article.published_local) == (None, None)
    assert article.published_zone is None
    assert "date_unreadable" in article.warnings
    assert "صنعاء" in article.published_raw
