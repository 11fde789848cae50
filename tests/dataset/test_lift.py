"""What a release makes of lines that an older program wrote."""

from __future__ import annotations

import pytest

from mayadeen.dataset.release import Order, build
from tests.dataset.conftest import Quiet
from tests.dataset.feeds import article, write
from tests.dataset.formats import jsonl

FIELDS = (
    *("published_at", "published_local", "published_precision", "published_zone"),
    *("published_flag", "updated_at"),
)


def released(tmp_path, version="1.0", **values):
    line = article(1, **values) | {"schema_version": version}
    write(tmp_path / "data/a/1/articles.jsonl", line)
    build(Order((str(tmp_path / "data"),), tmp_path / "out", formats=("jsonl",)), Quiet())
    (row,) = jsonl(tmp_path / "out", "articles")
    assert row["schema_version"] == version
    return tuple(row[name] for name in FIELDS)


# As the first version read them: the head's UTC on Beirut's clock.
WINTER = {
    "published_raw": "2023-12-18T22:34:00.0000000",
    "published_at": "2023-12-18T20:34:00Z",
    "published_local": "2023-12-18T22:34:00+02:00",
    "published_precision": "second",
    "published_zone": "assumed",
    "updated_at": "2023-12-18T21:00:07Z",
    "field_sources": {"published_raw": "opengraph", "updated_at": "opengraph"},
}
SUMMER = WINTER | {
    "published_raw": "2023-10-28T20:30:05.2500000",
    "published_at": "2023-10-28T21:30:05Z",
    "published_local": "2023-10-28T23:30:05+02:00",
    "published_flag": "ambiguous",
    "updated_at": "2024-07-01T05:00:00Z",
}


@pytest.mark.parametrize(
    ("line", "lifted"),
    [
        (
            WINTER,
            (
                "2023-12-18T22:34:00Z",
                "2023-12-19T00:34:00+02:00",
                "minute",
                "convention",
                None,
                "2023-12-18T23:00:07Z",
            ),
        ),
        (
            SUMMER,
            (
                "2023-10-28T20:30:05Z",
                "2023-10-28T23:30:05+03:00",
                "second",
                "convention",
                None,
                "2024-07-01T08:00:00Z",
            ),
        ),
    ],
)
def test_moments_of_the_head_are_utc(tmp_path, line, lifted):
    assert released(tmp_path, **line) == lifted


def test_a_last_edit_of_another_layer_stays(tmp_path):
    sources = WINTER["field_sources"] | {"updated_at": "page"}
    assert released(tmp_path, **WINTER | {"field_sources": sources})[5] == WINTER["updated_at"]


@pytest.mark.parametrize(
    "change",
    [
        {"published_raw": "2023-12-18T22:34:00"},  # of any of the head's names
        {"field_sources": {"published_raw": "jsonld"}},
        {"published_zone": "stated"},
    ],
)
def test_what_does_not_tell_where_it_stood_stays(tmp_path, change):
    line = WINTER | change
    row = released(tmp_path, **line)
    assert row[:2] == (line["published_at"], line["published_local"])
    assert row[2:4] == ("minute", line["published_zone"])


def test_lines_of_today_stay(tmp_path):
    line = WINTER | {"published_precision": "second"}
    assert released(tmp_path, "2.0", **line) == tuple(line.get(name) for name in FIELDS)
