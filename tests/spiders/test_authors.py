"""`scrapy crawl authors`, and `authors=` and `tags=` as entry points of the other spiders."""

from __future__ import annotations

import shutil
from urllib.parse import unquote

import pytest

from tests.crawl import crawl
from tests.replica import serve

FEW = {"posts": 120, "seed": 3, "per_page": 5, "markup": "mixed"}


def told(run):
    """The run's authors without the moment of fetching, by address."""
    return {
        line["url"]: {name: value for name, value in line.items() if name != "fetched_at"}
        for line in run.lines("authors")
    }


def texts_of(site, *labels):
    """Addresses of the text posts that the listings of these names show."""
    listed = {url for one in site.listings if one["label"] in labels for url in one["posts"]}
    return {row["url"] for row in site.truth if row["_family"] == "text"} & listed


def urls(run):
    return sorted(article["url"] for article in run.articles)


@pytest.fixture(scope="module")
def site():
    with serve(**FEW) as running:
        yield running


@pytest.mark.parametrize("edition", ["en", "ar"])
def test_everybody_with_all_their_posts(edition, tmp_path):
    with serve(**FEW, edition=edition) as site:
        run = crawl("authors", site.url, tmp_path, {"edition": edition})
        assert (run.code, run.manifest["status"]) == (0, "complete"), run.log
        assert told(run) == {author["url"]: author for author in site.authors}
        assert run.articles == []
        posts = {row["url"] for row in site.truth}
        assert not posts & {site.url + hit.path.lstrip("/") for hit in site.log}


@pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium on this machine")
def test_listings_that_grow_by_a_button(tmp_path):
    with serve(**FEW, growth="button") as site:
        run = crawl("authors", site.url, tmp_path)
        assert (run.code, run.manifest["status"]) == (0, "complete"), run.log
        assert told(run) == {author["url"]: author for author in site.authors}


def test_one_author_by_name(site, tmp_path):
    author = site.authors[2]
    run = crawl("authors", site.url, tmp_path, {"authors": author["name"].upper()})
    assert (run.code, told(run)) == (0, {author["url"]: author})


def test_a_limit_of_authors(site, tmp_path):
    run = crawl("authors", site.url, tmp_path, {"limit": "3"})
    assert (run.code, run.manifest["reason"], len(told(run))) == (0, "limit", 3)


def test_an_authors_posts(site, tmp_path):
    author = site.authors[0]
    run = crawl("articles", site.url, tmp_path, {"authors": author["name"]})
    assert (run.code, run.manifest["status"]) == (0, "complete"), run.log
    assert urls(run) == sorted(texts_of(site, author["name"]))


@pytest.mark.parametrize(
    ("asked", "labels"),
    [
        ("Qarmat", ["Qarmat"]),  # stands in the home page's tag cloud
        ("qarmat’s resistance groups", ["Qarmat’s Resistance Groups"]),
        ("Café Miravel", ["Café Miravel"]),  # no page met shows it: asked for where it must be
        ("storks, The Long Drought", ["storks", "The Long Drought"]),
    ],
    ids=["in the cloud", "other case", "nowhere shown", "two, one of them a series"],
)
def test_the_posts_of_a_tag(asked, labels, site, tmp_path):
    run = crawl("articles", site.url, tmp_path, {"tags": asked})
    assert (run.code, run.manifest["status"]) == (0, "complete"), run.log
    assert urls(run) == sorted(texts_of(site, *labels))
    assert [walk["kind"] for walk in run.manifest["listings"]] == ["tag"] * len(labels)


def test_a_page_that_was_guessed_is_asked_for_once(site, tmp_path):
    since = len(site.log)
    run = crawl("articles", site.url, tmp_path, {"tags": "Café Miravel"})
    [walk] = run.manifest["listings"]
    asked = [site.url.rstrip("/") + unquote(hit.path) for hit in site.log[since:]]
    assert asked.count(unquote(walk["url"])) == 1


def test_a_tag_in_another_part_of_the_site(site, tmp_path):
    run = crawl("videos", site.url, tmp_path, {"tags": "Qarmat", "limit": "2"})
    assert (run.code, {article["kind"] for article in run.articles}) == (0, {"video"})


@pytest.mark.parametrize(
    ("spider", "argument", "value"),
    [
        ("articles", "tags", "Gardening"),
        ("articles", "authors", "Nobody at All"),
        ("authors", "authors", "Nobody at All"),
    ],
)
def test_a_name_that_the_site_does_not_have(spider, argument, value, site, tmp_path):
    since = len(site.log)
    run = crawl(spider, site.url, tmp_path, {argument: value})
    assert (run.code, run.manifest["status"]) == (2, "bad_argument"), run.log
    assert f"Bad argument: {argument}={value!r}: the site has no such page; it shows " in run.log
    assert len(site.log) - since <= 6  # robots.txt, home, two pages to look at, two guesses
    assert run.articles == []
