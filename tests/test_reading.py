"""`from mayadeen import read_post, read_warc`: pages that one has, without a crawl."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta, timezone

import pytest
from jsonschema import Draft202012Validator
from lxml import html as lxml_html

import mayadeen
from mayadeen import NoPost, read_post, read_warc
from mayadeen.dataset.schema import json_schema
from mayadeen.items import Article
from tests.pages.test_cases import CASES
from tests.replica import articlepage, build, listings, truth
from tests.spiders.test_warc import record

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture(scope="module", params=["en", "ar", "es"])
def world(request):
    world = build(posts=25, seed=4, edition=request.param, markup="mixed").world
    world.base = "http://127.0.0.1:8765"
    return world


def served(world):
    return [post for post in world.posts if post.withdrawn is None]


def test_every_field_is_as_the_truth_says(world):
    for post in served(world):
        told = truth.article(world, post)
        given = read_post(articlepage.render(world, post), told["url"], fetched_at=NOW)
        # What a listing alone tells no single page can.
        of_listings = {"regions", *(["category"] if told["_category_from"] == "listing" else [])}
        wrong = {
            name: (getattr(given, name), value)
            for name, value in told.items()
            if name[0] != "_" and name not in of_listings and name not in told["_open"]
            if (asdict(given)[name]) != value
        }
        assert not wrong, told["url"]
        assert given.regions == told["_regions_page"]
        shown = [asdict(link) for link in given.links]
        assert {row.pop("observed_at") for row in shown} <= {"2026-11-20T10:00:00Z"}
        assert shown == told["_links"]


def test_a_post_holds_what_a_feed_holds_and_keeps_its_schema(world):
    schema = json_schema()
    own = [field.name for field in fields(Article)]
    schema["required"] = own
    post = served(world)[0]
    url = world.base + post.path_url
    given = read_post(articlepage.render(world, post), url)
    assert list(asdict(given)) == own
    Draft202012Validator(schema).validate(asdict(given))
    assert isinstance(given, Article)


def test_places_lead_to_what_was_read():
    html = (CASES / "full_metadata.html").read_bytes()
    given = read_post(html, "https://english.almayadeen.net/news/economy/ferry-stays")
    assert given.title == "Ferry Stays & Sails"
    tree = lxml_html.document_fromstring(html)
    assert {"title", "body", "published_at", "authors"} <= set(given.places)
    for place in given.places.values():
        [found] = tree.xpath(place)
        assert found is not None
    assert "translators" not in given.places


@pytest.mark.parametrize(
    ("url", "lang", "edition"),
    [
        ("https://www.almayadeen.net/news/politics/x", "en", "ar"),
        ("https://espanol.almayadeen.net/news/politica/x", "", "es"),
        ("http://127.0.0.1/x/y", "ar-LB", "ar"),
        ("http://127.0.0.1/x/y", "es", "es"),
        ("http://127.0.0.1/x/y", "fr", "en"),
        ("http://127.0.0.1/x/y", "", "en"),
    ],
)
def test_the_edition_is_told_from_the_address_or_else_the_language(url, lang, edition):
    assert read_post(STORY.replace("<html", f'<html lang="{lang}"'), url).edition == edition


STORY = (
    "<html><head><title>x</title></head><body><h1>A bridge of {n} planks</h1>"
    "<time>20 Nov 2026 09:00</time><p>The council of the invented town opened its bridge on"
    " Tuesday, and the boats of three villages passed below it at noon.</p></body></html>"
)
URL = "https://english.almayadeen.net/news/politics/bridge"


def test_the_edition_can_be_said():
    assert read_post(STORY, URL, edition="ar").id.startswith("ar:u")


def test_relative_dates_count_from_the_moment_of_fetching():
    html = STORY.replace("20 Nov 2026 09:00", "3 days ago")
    moment = datetime(2020, 2, 3, 1, tzinfo=timezone(timedelta(hours=2)))
    given = read_post(html, URL, fetched_at=moment)
    assert given.fetched_at == "2020-02-02T23:00:00Z"
    assert given.published_local == "2020-01-31"


def test_bytes_are_read_in_their_own_letters():
    html = STORY.replace("A bridge", "جسر").replace("<head>", '<head><meta charset="windows-1256">')
    given = read_post(html.encode("windows-1256"), "https://www.almayadeen.net/news/politics/j")
    assert given.title == "جسر of {n} planks"


def test_further_houses_are_known(tmp_path):
    file = tmp_path / "houses.json"
    file.write_text(json.dumps({"wires": {"Orchard Wire": ["OW"]}}))
    html = STORY.replace("<time>", "<p>Source: OW</p><time>")
    assert read_post(html, URL).agencies == []
    given = read_post(html, URL, houses=file)
    assert given.agencies == ["Orchard Wire"]


@pytest.mark.parametrize(
    "html", ["", b"", "<html></html>", "no tags", b"\x89PNG\r\n\x1a\n", "\ud800"]
)
def test_what_is_no_post_is_said(html):
    with pytest.raises(NoPost, match="bridge: the page shows no post"):
        read_post(html, URL)


def test_a_listing_is_no_post(world):
    with pytest.raises(NoPost):
        read_post(listings.home(world), world.base + "/")


@pytest.mark.parametrize("given", [{"edition": "fr"}, {"fetched_at": datetime(2020, 1, 1)}])  # noqa: DTZ001
def test_a_wrong_argument_is_named(given):
    with pytest.raises(ValueError, match=next(iter(given))):
        read_post(STORY, URL, **given)


@pytest.mark.parametrize("url", ["", "/news/x", "mailto:a@b.example"])
def test_an_address_is_needed(url):
    with pytest.raises(ValueError, match="not an http address"):
        read_post(STORY, url)


def capture(date, title="planks", host="site.example", **more):
    body = STORY.replace("{n}", title).encode()
    return record(f"https://{host}/news/politics/bridge", body, date=date, **more)


def test_a_warc_gives_its_posts_in_the_order_of_capture(tmp_path, caplog):
    home = record("https://site.example/", b"<html><h1>Home</h1></html>")
    cut = capture("2026-11-22T09:00:00Z", "9")[:-40]
    (tmp_path / "a.warc").write_bytes(capture("2026-11-22T08:00:00Z", "2") + home + cut)
    gone = capture("2026-11-20T08:00:00Z", status="404 Not Found")
    (tmp_path / "b.warc").write_bytes(gone + capture("2026-11-21T08:00:00Z", "1"))
    posts = list(read_warc(tmp_path / "*.warc"))
    assert [(post.title, post.fetched_at) for post in posts] == [
        ("A bridge of 1 planks", "2026-11-21T08:00:00Z"),
        ("A bridge of 2 planks", "2026-11-22T08:00:00Z"),
    ]
    assert {post.discovered_via for post in posts} == {"warc"}
    assert posts[0].discovered_from.startswith(str(tmp_path / "b.warc:"))
    assert "cut short" in caplog.text


@pytest.mark.parametrize(
    ("hosts", "site", "read"),
    [
        (["a.example", "b.example"], None, ["a.example", "b.example"]),
        (["a.example", "english.almayadeen.net"], None, ["english.almayadeen.net"]),
        (
            ["www.almayadeen.net", "english.almayadeen.net"],
            "https://www.almayadeen.net/",
            ["www.almayadeen.net"],
        ),
        (["a.example"], "https://b.example/", []),
    ],
)
def test_other_hosts_are_left_out_of_the_publishers(hosts, site, read, tmp_path):
    records = [capture(f"2026-11-2{n}T08:00:00Z", host=host) for n, host in enumerate(hosts)]
    (tmp_path / "a.warc").write_bytes(b"".join(records))
    posts = read_warc(tmp_path / "a.warc", site=site)
    assert [post.url.split("/")[2] for post in posts] == read


def test_a_warc_that_is_not_there_is_said_at_once(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.warc"):
        read_warc(tmp_path / "none.warc")


def test_importing_the_package_loads_nothing_but_itself():
    shown = "import mayadeen, sys; print([m for m in sys.modules if m.startswith('mayadeen.')])"
    ended = subprocess.run(
        [sys.executable, "-c", shown], capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "[]"


def test_what_the_package_has_not_is_an_attribute_error():
    with pytest.raises(AttributeError, match="read_pots"):
        _ = mayadeen.read_pots
