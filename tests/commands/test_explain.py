"""`scrapy explain` on files, with no network and no data folder, and on an address."""

from __future__ import annotations

import json
import os
import urllib.request
from pathlib import Path

import pytest
from scrapy.settings import Settings

from mayadeen.commands.explain import NO_ADDRESS, _joined, explain, read_page
from mayadeen.normalise.houses import load_houses
from tests.crawl import crawl
from tests.forked import run_forked
from tests.middlewares import server
from tests.pages.reading import response
from tests.pages.test_cases import CASES
from tests.replica import serve

ROOT = Path(__file__).parents[2]
SETTINGS = Settings({"MAYADEEN_BASE_URL": "https://english.almayadeen.net/"})
HOME = "https://english.almayadeen.net/"
URL = f"{HOME}news/economy/ferry-stays"


def run(*arguments, cwd=ROOT):
    return run_forked("scrapy", ["explain", *arguments], cwd, os.environ, 60)


@pytest.fixture(scope="module")
def explanation():
    html = (CASES / "full_metadata.html").read_bytes()
    return explain(response(html, URL), load_houses())


def test_the_keys(explanation):
    assert list(explanation) == [
        "url",
        "kind",
        "is_post",
        "fields",
        "cards",
        "links",
        "ticker",
        "dropped",
        "warnings",
        "crawl_leaves_out",
    ]
    assert explanation["crawl_leaves_out"] is None
    for given in explanation["fields"].values():
        assert list(given) == ["value", "layer", "place"]


@pytest.mark.parametrize(
    ("heading", "why"),
    [
        ("The ferry stays", None),
        ("Please come back later", "the page shows nothing of a post"),
    ],
)
def test_a_notice_is_left_out_as_in_a_crawl(heading, why):
    office = "The harbour office is at work on the site, and will be done with it by Sunday."
    thanks = "It thanks all who wait, and asks those in a hurry to come to the quay in person."
    menu = "<nav><ul><li><a href='/news/politics'>Politics</a></li></ul></nav>"
    html = f"{menu}<article><h1>{heading}</h1><p>{office}</p><p>{thanks}</p></article>".encode()
    explanation = explain(response(html, URL), load_houses())
    assert (explanation["is_post"], explanation["crawl_leaves_out"]) == (True, why)
    # Of a file without an address nobody can say.
    unknown = explain(response(html, f"{HOME}{NO_ADDRESS}"), load_houses())
    assert unknown["crawl_leaves_out"] is None


@pytest.mark.parametrize(
    ("name", "value", "layer"),
    [
        ("id", "en:1000142", "metadata"),
        ("url", URL, "metadata"),
        ("published_at", "2024-01-28T12:18:00Z", "metadata"),
        ("published_local", "2024-01-28T14:18:00+02:00", "metadata"),
        ("updated_at", "2024-01-28T13:39:22Z", "metadata"),
        ("source", "Al Mayadeen English", "page"),
        ("authors", ["Rana Haddad"], "page"),
        ("translators", [], None),
        ("word_count", 21, "page"),
        ("coverage", ["Siege of the Orchard"], "metadata"),
        ("videos", [], None),
    ],
)
def test_values_are_in_the_form_that_feeds_have(explanation, name, value, layer):
    given = explanation["fields"][name]
    assert (given["value"], given["layer"]) == (value, layer)


def test_a_caption_gives_its_credit(explanation):
    [image] = explanation["fields"]["images"]["value"]
    assert (image["caption"], image["credit"], image["agency"]) == ("The quay at night", "AP", "AP")


def test_places_are_xpaths_of_the_page(explanation):
    page = response((CASES / "full_metadata.html").read_bytes(), URL)
    for name in ("title", "published_raw", "body", "attribution_raw"):
        [found] = page.xpath(explanation["fields"][name]["place"])
        assert found is not None
    assert explanation["fields"]["published_raw"]["place"] == "/html/head/script"


def test_a_file_as_json_without_a_network():
    done = run(str(CASES / "full_metadata.html"), "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["url"], told["kind"], told["is_post"]) == (URL, "article", True)
    assert told["fields"]["title"]["value"] == "Ferry Stays & Sails"


def test_a_file_without_an_address_has_none_but_its_fields():
    told = explain(read_page(str(CASES / "br_body.html"), None, SETTINGS), load_houses())
    assert (told["url"], told["is_post"]) == (None, True)
    assert told["fields"]["id"]["value"] is None
    assert told["fields"]["body"]["layer"] == "page"


def test_a_file_is_believed_what_it_says_of_its_address():
    assert read_page(str(CASES / "full_metadata.html"), None, SETTINGS).url == URL


def test_the_address_of_a_file_can_be_given():
    told = explain(read_page(str(CASES / "br_body.html"), URL, SETTINGS), load_houses())
    assert told["url"] == URL
    assert told["fields"]["category"] == {"value": "Economy", "layer": "url", "place": None}


def test_what_is_dropped_names_role_and_rule(explanation):
    for drop in explanation["dropped"]:
        assert list(drop) == ["name", "text", "place", "rule"]
        assert drop["name"]
        assert drop["rule"]
    told = {(drop["text"], drop["name"], drop["rule"]) for drop in explanation["dropped"]}
    assert {("News", "frame", "out-of-bounds"), ("x", "share", "lead-share")} <= told


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        ([("News", "/body/nav/li[1]")], ("frame", "out", "News", "/body/nav/li[1]")),
        (
            [("News", "/body/nav/li[1]"), ("Opinion", "/body/nav/li[12]"), ("TV", "/body/nav/b")],
            ("frame", "out", "News · Opinion · TV (3 lines)", "/body/nav"),
        ),
    ],
)
def test_what_is_dropped_side_by_side_for_one_reason_is_one_row(lines, row):
    drops = [{"name": "frame", "rule": "out", "text": one, "place": at} for one, at in lines]
    assert _joined(drops) == row


def test_a_table_for_people():
    done = run(str(CASES / "arabic.html"), "--url", "https://www.almayadeen.net/news/politics/x")
    assert done.returncode == 0, done.stderr
    for text in ("Fields", "title", "metadata", "Links", "most_read", "Ticker", "Dropped", "rule"):
        assert text in done.stdout


def test_what_cannot_be_got_is_said_in_one_line():
    done = run("no-such-file.html")
    assert done.returncode == 1
    assert done.stderr == "no-such-file.html: No such file or directory\n"


@pytest.mark.parametrize(
    ("given", "url", "error"),
    [
        (".", None, OSError),
        (str(CASES / "br_body.html"), "nonsense", ValueError),
        ("http://[/x", None, ValueError),
    ],
)
def test_what_is_no_page(given, url, error):
    with pytest.raises(error):
        read_page(given, url, SETTINGS)


def test_an_address_is_asked_for_under_the_projects_rules():
    with serve(posts=30, seed=2) as site:
        [row, *_] = [r for r in site.truth if not r["_withdrawn"] and r["kind"] == "article"]
        told = json.loads(run(row["url"], "--json").stdout)
        asked = [hit.path for hit in site.log]
        refused = run(f"{site.url}search/x")
        agents = {hit.headers.get("User-Agent") for hit in site.log}
    assert told["fields"]["title"]["value"] == row["title"]
    assert told["fields"]["published_at"]["value"] == row["published_at"]
    assert asked[0] == "/robots.txt"
    assert "robots.txt" in refused.stderr
    assert all(agent.startswith("mayadeen/") and "{" not in agent for agent in agents)


def test_a_redirect_to_another_port_is_not_followed():
    with server.serve({"/x": server.answer(body=server.page("Elsewhere"))}) as other:
        away = other.url + "x"
        refresh = f'<html><head><meta http-equiv="refresh" content="0;url={away}"></head></html>'
        answers = {"/moved": server.redirect(away), "/fresh": server.answer(body=refresh.encode())}
        with server.serve(answers) as site:
            told = [run(site.url + path) for path in ("moved", "fresh")]
        assert other.requests == []
    assert [one.returncode for one in told] == [1, 1]
    assert all("private_address" in one.stderr for one in told)


def test_the_fields_are_those_of_the_feed(tmp_path):
    """What a run adds of its own aside: the regions of the listings that led to a post, times."""
    with serve(posts=16, seed=4, markup="mixed") as site:
        articles = crawl("articles", site.url, tmp_path).articles
        assert len(articles) > 8
        for article in articles:
            with urllib.request.urlopen(article["url"]) as answer:
                page = response(answer.read(), article["url"])
            fields = explain(page, load_houses())["fields"]
            read = {name: given["value"] for name, given in fields.items() if name != "regions"}
            assert read == {name: article[name] for name in read}
