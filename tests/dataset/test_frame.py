"""`from mayadeen import load`: the feeds of runs as a DataFrame."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from mayadeen import load
from mayadeen.dataset import frame
from mayadeen.dataset.feeds import ReleaseError
from tests.dataset.feeds import article, headline, link, write


@pytest.fixture
def data(tmp_path):
    """Two runs: the second holds an edit of the first's first post, and a post without a date."""
    first = [
        article(1, tags=["silt", "mole"], images=[{"url": "https://x.example/1.jpg"}]),
        article(
            2, published_at="2026-01-31T22:00:00Z", published_local="2026-02-01T00:00:00+02:00"
        ),
    ]
    edited = article(1, title="Invented headline, edited", fetched_at="2026-03-02T09:00:05Z")
    undated = article(3, published_at=None, published_local=None, published_raw=None)
    write(tmp_path / "data/articles/2026-03-01T09-00-00/articles.jsonl", *first)
    write(tmp_path / "data/articles/2026-03-01T09-00-00/links.jsonl", link(2, 1), link(3, 1))
    write(tmp_path / "data/articles/2026-03-02T09-00-00/articles.jsonl", edited, undated)
    write(tmp_path / "data/breaking/2026-03-02T09-00-00/breaking.jsonl", headline("A crane fell"))
    return tmp_path / "data"


def test_the_latest_revision_of_each_post(data):
    posts = load(data).set_index("id")
    assert sorted(posts.index) == ["en:1", "en:2", "en:3"]
    assert posts.loc["en:1", "title"] == "Invented headline, edited"
    assert posts.loc["en:1", "revisions_seen"] == 2
    assert posts.loc["en:1", "in_related"] == 2


def test_columns_have_the_types_that_are_counted_with(data):
    posts = load(data).set_index("id")
    assert str(posts["published_at"].dtype.tz) == "UTC"
    assert posts.loc["en:2", "published_at"] == pd.Timestamp("2026-01-31T22:00Z")
    assert posts.loc["en:2", "local_date"] == pd.Timestamp(date(2026, 2, 1))
    assert list(posts["local_date"].dt.month.dropna()) == [2, 2]
    assert pd.isna(posts.loc["en:3", "published_at"])
    assert posts.loc["en:3", "local_date"] is pd.NaT
    assert posts["post_id"].loc["en:1"] == "1"
    first = load(data, table="revisions").query("id == 'en:1' and revision == 1").iloc[0]
    assert first["tags"] == ["silt", "mole"]
    assert first["images"][0]["url"] == "https://x.example/1.jpg"


def test_other_tables(data):
    revisions = load(data, table="revisions")
    told = revisions[["id", "revision", "changed"]].values.tolist()
    assert [row for row in told if row[0] == "en:1"] == [["en:1", 1, []], ["en:1", 2, ["title"]]]
    assert len(load(data, table="links")) == 2
    assert load(data / "breaking", table="breaking")["text"].tolist() == ["A crane fell"]


def test_sources_are_those_that_are_named(data):
    feed = data / "articles/2026-03-01T09-00-00/articles.jsonl"
    assert set(load(feed)["title"]) == {"Invented headline 1", "Invented headline 2"}
    assert len(load(str(data / "articles/*/articles.jsonl"))) == 3
    assert len(load(feed, data / "articles/2026-03-02T09-00-00")) == 3


def test_nothing_to_load_is_said(data, tmp_path):
    with pytest.raises(ReleaseError, match="no authors in"):
        load(data, table="authors")
    with pytest.raises(ReleaseError, match="no such feed"):
        load(tmp_path / "none")
    with pytest.raises(ValueError, match="table='posts'"):
        load(data, table="posts")


def test_posts_of_several_sites_are_refused_until_wanted(data):
    other = article(9, url="http://127.0.0.1:8765/news/politics/post-9")
    write(data / "articles/2026-03-03T09-00-00/articles.jsonl", other)
    with pytest.raises(ReleaseError, match=r"several sites.*127\.0\.0\.1:8765"):
        load(data)
    assert len(load(data, mixed=True)) == 4


def test_without_pandas_it_is_named(data, monkeypatch):
    monkeypatch.setattr(frame, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match="pip install pandas"):
        load(data)
