"""`scrapy crawl articles` as shipped, against the stand-in site and its own truth."""

from __future__ import annotations

from dataclasses import fields

import pytest

from mayadeen.items import Article
from tests.crawl import crawl
from tests.replica import serve

FAMILIES = ("text",)


def wanted(site, **more):
    """The truth's rows that a run of the spider must bring."""
    return {
        row["id"]: row
        for row in site.truth
        if row["_reachable"]
        and row["_family"] in FAMILIES
        and not (row["_withdrawn"] or row["_superseded"])
    }


def differences(article, truth):
    """Each field in which an article is not what the truth says, with both values."""
    return {
        name: (article[name], value)
        for name, value in truth.items()
        if not name.startswith("_") and name not in truth["_open"] and article[name] != value
    }


@pytest.fixture(scope="module")
def site():
    with serve(posts=400, seed=11, markup="mixed") as running:
        yield running


@pytest.fixture(scope="module")
def first(site, tmp_path_factory):
    return crawl("articles", site.url, tmp_path_factory.mktemp("first"))


def test_every_reachable_post_comes_once(site, first):
    got = [article["id"] for article in first.articles]
    assert len(got) == len(set(got))
    assert set(got) == set(wanted(site))


def test_the_run_is_complete(first):
    assert (first.code, first.manifest["status"]) == (0, "complete"), first.log
    assert first.manifest["posts"]["new"] == len(first.articles)
    assert "Traceback" not in first.log


def test_every_field_is_as_the_truth_says(site, first):
    truth = wanted(site)
    wrong = {
        article["url"]: found
        for article in first.articles
        if (found := differences(article, truth[article["id"]]))
    }
    assert not wrong


def test_warnings_stand_where_a_layer_was_broken(site, first):
    truth = wanted(site)
    for article in first.articles:
        assert set(truth[article["id"]]["_warnings"]) <= set(article["warnings"]), article["url"]


def test_links_are_what_the_site_showed_beside_each_post(site, first):
    shown = [
        {name: value for name, value in link.items() if name != "observed_at"}
        for link in first.lines("links")
    ]
    expected = [link for row in wanted(site).values() for link in row["_links"]]

    def place(link):
        return link["page_url"], link["rel"], link["rank"]

    assert sorted(shown, key=place) == sorted(expected, key=place)


def test_nothing_beside_the_story_is_in_it(site, first):
    ticker = {line["text"] for line in site.headlines}
    for article in first.articles:
        beside = ticker | {
            link["title"] for link in wanted(site)[article["id"]]["_links"] if link["title"]
        }
        body = (article["body"] or "").split("\n\n")
        assert not beside & set(body), article["url"]


def test_the_site_is_asked_little(site, first):
    asked = [hit for hit in site.log if not hit.path.startswith("/_replica")]
    assert len(asked) <= 1.4 * len(first.articles)
    assert len({hit.path for hit in asked if hit.method == "GET"}) == len(asked)


def test_keys_stand_in_the_order_of_the_contract(first):
    for article in first.articles:
        assert list(article) == [field.name for field in fields(Article)]
