"""`scrapy crawl videos` and `pictures`, against the stand-in site and its own truth."""

from __future__ import annotations

import shutil
from collections import Counter

import pytest

from tests.crawl import Because, crawl
from tests.replica import serve
from tests.spiders.test_articles import differences

FAMILIES = {"videos": "video", "pictures": "picture"}


def wanted(site, spider):
    """The truth's rows that a run of the spider must bring."""
    return {
        row["id"]: row
        for row in site.truth
        if row["_family"] == FAMILIES[spider] and row["_reachable"] and not row["_withdrawn"]
    }


def programmes(site, below="/videos/"):
    return {
        one["url"]: one["posts"]
        for one in site.listings
        if one["kind"] == "programme" and below in one["url"]
    }


def asked(site, since=0):
    """How often each address was asked for after the site's `since`-th answer."""
    return Counter(site.url + hit.path.lstrip("/").partition("?")[0] for hit in site.log[since:])


@pytest.fixture(scope="module")
def site():
    with serve(posts=300, seed=7, markup="mixed", per_page=4) as running:
        yield running


@pytest.fixture(scope="module", params=FAMILIES)
def first(request, site, tmp_path_factory):
    return crawl(request.param, site.url, tmp_path_factory.mktemp(request.param))


def test_every_post_of_the_menu_comes_once_as_the_truth_says(site, first):
    truth = wanted(site, first.manifest["spider"])
    assert (first.code, first.manifest["status"]) == (0, "complete"), first.log
    assert sorted(article["id"] for article in first.articles) == sorted(truth)
    wrong = {
        article["url"]: found
        for article in first.articles
        if (found := differences(article, truth[article["id"]]))
    }
    assert not wrong


def test_links_are_what_the_site_showed_beside_each_post(site, first):
    truth = wanted(site, first.manifest["spider"])
    shown = Counter((link["page_url"], link["rel"], link["url"]) for link in first.lines("links"))
    assert shown == Counter(
        (link["page_url"], link["rel"], link["url"])
        for row in truth.values()
        for link in row["_links"]
    )


def test_programmes_lead_to_their_episodes(site, tmp_path):
    run = crawl("videos", site.url, tmp_path, {"sections": "TV", "follow": "none"})
    assert (run.code, run.manifest["status"]) == (0, "complete"), run.log
    episodes = {url for posts in programmes(site, "/videos/tv/").values() for url in posts}
    assert {article["url"] for article in run.articles} == episodes
    walked = {walk["url"]: walk for walk in run.manifest["listings"]}
    assert {url: walk["posts"] for url, walk in walked.items() if walk["kind"] == "programme"} == {
        url: len(posts) for url, posts in programmes(site, "/videos/tv/").items()
    }
    for article in run.articles:
        assert (article["section"], article["category"]) == ("Videos", "TV")
        assert article["discovered_from"].partition("?")[0].startswith(site.url + "videos/tv/")


def test_new_episodes_are_found_by_later_runs(tmp_path):
    narrow = {"sections": "TV", "follow": "none"}
    never = Because("what was just published is due in an hour", MAYADEEN_REVISIT="never")
    with serve(posts=300, seed=7, per_page=4) as site:
        crawl("videos", site.url, tmp_path, narrow)
        before = {url for posts in programmes(site, "/videos/tv/").values() for url in posts}
        since = len(site.log)
        idle = crawl("videos", site.url, tmp_path, narrow, never)
        paths = asked(site, since)
        assert (idle.code, idle.articles) == (0, [])
        assert set(programmes(site, "/videos/tv/")) <= set(paths)
        assert max(paths.values()) == 1
        assert not before & set(paths)
        site.advance(new=60)
        fresh = {url for posts in programmes(site, "/videos/tv/").values() for url in posts}
        later = crawl("videos", site.url, tmp_path, narrow, never)
        assert {article["url"] for article in later.articles} == fresh - before
        assert fresh - before


@pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium on this machine")
@pytest.mark.parametrize("spider", FAMILIES)
def test_listings_that_grow_by_a_button(spider, tmp_path):
    with serve(posts=150, seed=7, per_page=6, growth="button") as site:
        run = crawl(spider, site.url, tmp_path)
        assert (run.code, run.manifest["status"]) == (0, "complete"), run.log
        assert sorted(article["id"] for article in run.articles) == sorted(wanted(site, spider))
