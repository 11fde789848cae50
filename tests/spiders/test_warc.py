"""What was archived gives the same items again, without a network."""

from __future__ import annotations

from tests.crawl import crawl
from tests.replica import serve

# What tells how a run came to the post, and when it did.
OF_THE_RUN = ("discovered_via", "discovered_from", "fetched_at", "regions", "field_sources")
OF_THE_LISTING = ("section", "category")


def story(article):
    return {name: article[name] for name in article if name not in OF_THE_RUN + OF_THE_LISTING}


def test_the_archive_of_a_crawl_gives_its_articles_and_links(tmp_path):
    with serve(posts=40, seed=9, markup="mixed") as site:
        address = site.url
        live = crawl(
            "articles",
            address,
            tmp_path,
            settings={"MAYADEEN_ARCHIVE": str(tmp_path / "warc")},
        )
    assert live.code == 0, live.log
    again = crawl("warc", address, tmp_path, {"path": str(tmp_path / "warc" / "*.warc.gz")})
    assert again.code == 0, again.log
    assert {article["id"]: story(article) for article in again.articles} == {
        article["id"]: story(article) for article in live.articles
    }
    assert len(again.lines("links")) == len(live.lines("links"))
    assert {article["discovered_via"] for article in again.articles} == {"warc"}


def test_a_path_that_matches_nothing_is_a_bad_argument(tmp_path):
    ended = crawl("warc", "http://127.0.0.1:9/", tmp_path, {"path": str(tmp_path / "none*.warc")})
    assert ended.code == 2
    assert "Bad argument: path=" in ended.log
