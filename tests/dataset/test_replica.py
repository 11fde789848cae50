"""A release out of two real crawls, before and after the site moved on, against its truth."""

from __future__ import annotations

import pytest

from mayadeen.dataset.columns import TABLES
from mayadeen.dataset.release import Order, build
from tests.crawl import Because, crawl
from tests.dataset.conftest import Quiet
from tests.dataset.formats import cells, jsonl, parquet, sqlite
from tests.replica import serve
from tests.spiders.test_articles import differences, wanted

ALWAYS = Because("no age passes within a test", MAYADEEN_REVISIT="always")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """The data of both crawls, the last feed hurt, and the site's truth before and after."""
    data = tmp_path_factory.mktemp("crawled") / "data"
    with serve(posts=50, seed=5, markup="mixed") as site:
        first = crawl("articles", site.url, data)
        before = {row["url"]: row for row in wanted(site).values()}
        moved = site.advance(edits=5, new=4, withdrawn=3)
        second = crawl("articles", site.url, data, settings=ALWAYS)
        after = {row["url"]: row for row in wanted(site).values()}
    assert (first.code, second.code) == (0, 0), second.log
    feed = second.folder / "articles.jsonl"
    lines = feed.read_text("utf-8").splitlines(keepends=True)
    feed.write_text("".join([*lines, lines[0], lines[1][:300]]), "utf-8")
    return data, before, after, set(moved["edited"])


@pytest.fixture(scope="module")
def release(crawled):
    data, *_ = crawled
    output = data.parent / "dataset"
    return output, build(Order((str(data),), output), Quiet())


def test_articles_are_the_truths_latest_revisions(crawled, release):
    _, before, after, edited = crawled
    # A post that was withdrawn stays as it was last seen.
    truth = before | after
    posts = {post["url"]: post for post in jsonl(release[0], "articles")}
    assert set(posts) == set(truth)
    assert set(before) - set(after)
    assert not {url: diff for url in truth if (diff := differences(posts[url], truth[url]))}
    assert {url for url, post in posts.items() if post["revision"] == 2} == edited & set(before)


def test_revisions_hold_what_an_edit_replaced(crawled, release):
    _, before, after, edited = crawled
    both = edited & set(before)
    kept = {(row["url"], row["revision"]): row for row in jsonl(release[0], "revisions")}
    assert len(both) > 1
    assert len(kept) == len(before | after) + len(both)
    for url in both:
        assert kept[url, 1]["body"] == before[url]["body"]
        assert kept[url, 2]["body"] == after[url]["body"]
        assert "body" in kept[url, 2]["changed"]


def test_the_line_met_twice_and_the_cut_one_are_told(release):
    counts = release[1].counts
    assert (counts["unusable"], counts["repeated"]) == (1, 1)


@pytest.mark.parametrize("read", [parquet, sqlite, cells])
@pytest.mark.parametrize("table", TABLES)
def test_the_formats_agree_row_by_row(release, table, read):
    assert read(release[0], table) == jsonl(release[0], table)


def test_a_second_build_gives_the_same_bytes(crawled, release, tmp_path):
    build(Order((str(crawled[0]),), tmp_path / "again"), Quiet())
    for path in release[0].iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name
