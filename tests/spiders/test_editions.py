"""The Arabic and the Spanish edition: whole archives against the stand-in site's truth."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from urllib.parse import quote, unquote, urlsplit

import pytest

from tests.crawl import crawl
from tests.replica import serve
from tests.spiders.test_articles import differences

SIZES = {"ar": 1000, "es": 150}


def facts(row):
    """What the truth says of a post that sitemaps alone lead to: no listing told of it."""
    listed = row["_category_from"] == "listing"
    return {
        **row,
        "regions": row["_regions_page"],
        "category": None if listed else row["category"],
        # A link around nothing, which begins a paragraph, is not seen.
        "_open": [*row["_open"], "outlinks"],
    }


@pytest.fixture(scope="module", params=SIZES)
def edition(request):
    return request.param


@pytest.fixture(scope="module")
def site(edition):
    with serve(posts=SIZES[edition], seed=3, edition=edition, markup="mixed") as running:
        yield running


@pytest.fixture(scope="module")
def archive(edition, site, tmp_path_factory):
    return crawl("archive", site.url, tmp_path_factory.mktemp("archive"), {"edition": edition})


def test_every_post_once(site, archive):
    # Few posts a month: where files and listings cannot be shown to tell of a day, that is all.
    assert (archive.code == 3) == bool(archive.manifest["days_unknown"]), archive.log
    assert (archive.code in (0, 3), archive.manifest["failures"]) == (True, [])
    assert Counter(article["id"] for article in archive.articles) == Counter(
        row["id"] for row in site.truth
    )


def test_every_field_is_as_the_truth_says(site, archive):
    truth = {row["id"]: facts(row) for row in site.truth}
    wrong = {
        article["url"]: found
        for article in archive.articles
        if (found := differences(article, truth[article["id"]]))
    }
    assert not wrong


def test_language_and_addresses(edition, archive):
    for article in archive.articles:
        assert (article["edition"], article["language"]) == (edition, edition)
        path = urlsplit(article["url"]).path
        assert path == quote(unquote(path), safe="/-._~")


def test_each_page_is_asked_for_once(site, archive):
    """Raw or encoded, twice in a file or in two: one address."""
    asked = Counter(unquote(hit.path) for hit in site.log if hit.path != "/robots.txt")
    assert set(asked.values()) == {1}
    assert not [path for path in asked if path.startswith(("/authors/", "/coverage/"))]


def test_the_menus_own_spiders(edition, tmp_path):
    """What the menu calls videos, pictures and the rest, in the edition's own words."""
    families = {"articles": "text", "videos": "video", "pictures": "picture"}
    got = {}
    with serve(posts=120, seed=4, edition=edition, markup="mixed") as site:
        for spider, family in families.items():
            run = crawl(spider, site.url, tmp_path, {"edition": edition})
            assert (run.code, run.manifest["status"]) == (0, "complete"), run.log
            truth = {
                row["id"]: row
                for row in site.truth
                if row["_family"] == family and row["_reachable"]
            }
            assert sorted(article["id"] for article in run.articles) == sorted(truth)
            got |= {
                article["url"]: found
                for article in run.articles
                if (found := differences(article, truth[article["id"]]))
            }
    assert not got


def test_editions_share_a_ledger_without_touching(tmp_path):
    """The same number of a post in two editions is two posts."""
    ids = {}
    for edition in ("en", "ar", "es"):
        with serve(posts=30, seed=9, edition=edition) as site:
            run = crawl("archive", site.url, tmp_path, {"edition": edition})
            assert (run.code, len(run.articles)) == (3 if site.lost_everywhere else 0, 30), run.log
            ids[edition] = {article["id"] for article in run.articles}
    assert all(one.startswith(f"{edition}:") for edition in ids for one in ids[edition])
    assert len(set.union(*ids.values())) == 90
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as db:
        counted = dict(
            db.execute("SELECT edition, count(*) FROM urls WHERE revision = 1 GROUP BY edition")
        )
    assert counted == {"en": 30, "ar": 30, "es": 30}
