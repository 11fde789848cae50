"""A second crawl costs little, and sees every edit."""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections import Counter

import pytest

from tests.crawl import Because, crawl, run_to_end
from tests.replica import serve
from tests.spiders.test_articles import differences, wanted

ALWAYS = Because("no age passes within a test", MAYADEEN_REVISIT="always")
NEVER = Because("what was just published is due in an hour", MAYADEEN_REVISIT="never")


def asked(site, since=0):
    """What was asked of the site after its `since`-th answer: (path, status) pairs."""
    return [(hit.path, hit.status) for hit in site.log[since:]]


@pytest.fixture
def site():
    with serve(posts=120, seed=5, markup="mixed") as running:
        yield running


@pytest.fixture
def on(database):
    """The settings of a run on the database, SQLite or PostgreSQL."""
    return Because("the promise holds on each database", MAYADEEN_LEDGER=database)


@pytest.fixture
def crawled(site, tmp_path):
    ended = crawl("articles", site.url, tmp_path)
    assert ended.code == 0, ended.log
    return ended


def test_a_second_crawl_asks_for_listings_alone(site, crawled, tmp_path):
    before = len(site.log)
    again = crawl("articles", site.url, tmp_path, settings=NEVER)
    assert (again.code, again.articles, again.lines("links")) == (0, [], [])
    paths = Counter(path.partition("?")[0] for path, _ in asked(site, before))
    listings = {"/" + row["url"].removeprefix(site.url) for row in site.listings}
    assert set(paths) <= listings | {"/", "/robots.txt"}
    assert max(paths.values()) == 1


def test_after_time_moved_on_the_edited_come_as_revisions(site, on, tmp_path):
    crawled = crawl("articles", site.url, tmp_path, settings=on)
    moved = site.advance(edits=6, new=5, withdrawn=4, resaved=3)
    truth = wanted(site)
    by_url = {row["url"]: row for row in truth.values()}
    before = len(site.log)
    again = crawl(
        "articles", site.url, tmp_path, settings=Because("both of the above", **on, **ALWAYS)
    )
    assert again.code == 0, again.log
    got = {article["url"]: article for article in again.articles}
    known = {article["url"] for article in crawled.articles}
    edited = {url for url in moved["edited"] if url in known}
    new = {url for url in by_url if url not in known}
    assert set(got) == edited | new
    assert {got[url]["revision"] for url in edited} == {2}
    assert {got[url]["revision"] for url in new} == {1}
    for url in edited:
        assert got[url]["body"] == by_url[url]["body"]
    withdrawn = {url for url in moved["withdrawn"] if url in known}
    assert set(again.manifest["gone"]) == withdrawn
    paths = {"/" + url.removeprefix(site.url) for url in known - edited - withdrawn}
    resaved = {"/" + url.removeprefix(site.url) for url in moved["resaved"]}
    statuses = {path: status for path, status in asked(site, before) if path in paths}
    assert {path for path, status in statuses.items() if status != 304} <= resaved


def test_a_later_post_at_a_known_address_is_another_post(tmp_path):
    """With the shipped ages nothing is due any more; only cards tell of such posts."""
    with serve(posts=50, seed=5, markup="mixed") as site:
        first = crawl("articles", site.url, tmp_path)
        before = {article["id"]: article for article in first.articles}
        moved = site.advance(taken_over=5)["taken_over"]
        later = {row["id"]: row for row in wanted(site).values() if row["id"] not in before}
        assert len(later) > 3
        assert {row["url"] for row in later.values()} <= set(moved)
        # The ledger counts in seconds, and tells by them which of the two posts a region shows.
        ended = int(time.time())
        while int(time.time()) == ended:
            time.sleep(0.01)
        again = crawl("articles", site.url, tmp_path)
        assert again.code == 0, again.log
        got = {article["id"]: article for article in again.articles}
        assert set(got) == set(later)
        for key, article in got.items():
            assert article["revision"] == 1
            assert differences(article, later[key]) == {}
        since = len(site.log)
        third = crawl("articles", site.url, tmp_path)
        assert third.articles == []
        addresses = {"/" + url.removeprefix(site.url) for url in moved}
        assert not [path for path, _ in asked(site, since) if path in addresses]
    status = json.loads(scrapy("status", "--json", "-s", f"MAYADEEN_DATA_DIR={tmp_path}").stdout)
    lost = {row["article_id"]: row["url"] for row in status["taken_over"]}
    assert status["superseded"] == len(later)
    assert lost == {key: row["url"] for key, row in before.items() if row["url"] in lost.values()}
    release = tmp_path / "dataset"
    scrapy("dataset", "--output", str(release), "-s", f"MAYADEEN_DATA_DIR={tmp_path}")
    with gzip.open(release / "articles.jsonl.gz", "rt", encoding="utf-8") as file:
        released = {row["id"]: row for row in map(json.loads, file)}
    assert set(released) == set(before) | set(later)
    for key in lost:
        assert (released[key]["title"], released[key]["revision"]) == (before[key]["title"], 1)


def scrapy(*arguments):
    ended = run_to_end([sys.executable, "-m", "scrapy", *arguments])
    assert ended.returncode == 0, ended.stderr
    return ended


def test_a_withdrawn_post_is_gone_once(site, crawled, tmp_path):
    site.advance(withdrawn=4)
    first = crawl("articles", site.url, tmp_path, settings=ALWAYS)
    second = crawl("articles", site.url, tmp_path, settings=ALWAYS)
    assert first.manifest["gone"]
    assert second.manifest["gone"] == []


def test_full_fetches_everything_again_and_numbers_rightly(site, crawled, tmp_path):
    edited = set(site.advance(edits=6)["edited"])
    again = crawl("articles", site.url, tmp_path, {"full": "1"})
    assert {article["id"] for article in again.articles} == set(wanted(site))
    for article in again.articles:
        assert article["revision"] == (2 if article["url"] in edited else 1)


def test_a_limited_run_leaves_the_rest_to_the_next(site, tmp_path):
    first = crawl("articles", site.url, tmp_path, {"limit": "7"})
    assert (first.code, len(first.articles)) == (0, 7)
    second = crawl("articles", site.url, tmp_path)
    got = [article["id"] for article in first.articles + second.articles]
    assert len(got) == len(set(got))
    assert set(got) == set(wanted(site))


def test_what_a_filter_left_out_comes_when_it_is_asked_for(site, tmp_path):
    narrow = crawl("articles", site.url, tmp_path, {"sections": "Politics"})
    assert {article["category"] for article in narrow.articles} == {"Politics"}
    again = crawl("articles", site.url, tmp_path, {"sections": "Politics"})
    assert again.articles == []
    rest = crawl("articles", site.url, tmp_path)
    got = [article["id"] for article in narrow.articles + rest.articles]
    assert len(got) == len(set(got))
    assert set(got) == set(wanted(site))


@pytest.mark.parametrize(
    "narrow",
    [{"follow": "none"}, {"sections": "Politics"}, {"regions": "Palestine"}, {"keywords": "water"}],
    ids=str,
)
def test_what_a_narrow_run_passes_by_comes_in_a_wider_one(narrow, tmp_path):
    """Posts that only a known post leads to, and those that a filter kept out of the feed."""
    with serve(posts=90, seed=9) as site:
        first = crawl("articles", site.url, tmp_path, narrow)
        later = crawl("articles", site.url, tmp_path, settings=NEVER)
        got = [article["id"] for run in (first, later) for article in run.articles]
        assert (first.code, later.code) == (0, 0), later.log
        assert sorted(got) == sorted(wanted(site))
        again = len(site.log)
        crawl("articles", site.url, tmp_path, settings=NEVER)
        assert not [path for path, _ in asked(site, again) if path.count("/") > 2]
