"""Whole crawls of a site that sends what no site should: nothing breaks, and nothing is lost."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from mayadeen.dataset.columns import columns_of
from mayadeen.items import Article, Link
from tests.crawl import Because, Crawl, crawl
from tests.middlewares.server import Site, answer, serve
from tests.spiders.hostile_pages import (
    ADDRESSES,
    hostile_listings,
    hostile_pages,
    hostile_sitemaps,
    story,
)

PAGES = hostile_pages(damaged=100)
MENU = ("news/politics", "news/economy", "news/health", "articles/opinion", "articles/analysis")
ASKED = {"sections": "Politics,Economy", "follow": "none"}
GOOD = "/news/politics/good"


def page(main: str, menu: Sequence[str] = MENU) -> bytes:
    """A page of the site: its menu and a main column."""
    entries = "".join(
        f'<li><a href="/{path}">{path.rpartition("/")[2].replace("-", " ").title()}</a></li>'
        for path in ("news", "articles", *menu)
    )
    html = f"<!DOCTYPE html><html><body><nav><ul>{entries}</ul></nav>{main}</body></html>"
    return answer(body=html.encode())


def xml(text: str) -> bytes:
    # Its length is not known before the site's own address is put in.
    return answer(body=text.encode(), content_type="application/xml", content_length=None)


def listing(section: str) -> bytes:
    """A page that links to all of the section's pages."""
    paths = [path for path in PAGES if path.startswith(section)]
    return page("".join(f'<h3><a href="{path}">Headline {path}</a></h3>' for path in paths))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    answers = {"/": page("<main></main>")}
    answers |= {path: listing(path) for path in ("/news/politics", "/news/economy")}
    with serve(answers | PAGES) as running:
        yield running


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def run(site: Site, data: Path) -> Crawl:
    return crawl("articles", site.url, data, ASKED)


def test_there_are_two_hundred_pages_at_least() -> None:
    assert len(PAGES) >= 200


def test_the_log_holds_no_error(run: Crawl) -> None:
    assert "Traceback" not in run.log
    assert run.errors == []


def test_the_run_ends_as_documented(run: Crawl) -> None:
    # Some pages are no pages, and are named.
    assert (run.code, run.manifest["status"], run.manifest["reason"]) == (3, "partial", "finished")
    assert [one["name"] for one in run.manifest["checks"] if one["status"] == "failed"] == [
        "errors"
    ]


def test_every_page_is_asked_for_and_has_one_outcome(site: Site, run: Crawl) -> None:
    assert set(PAGES) <= set(site.paths())
    manifest = run.manifest
    # Broken pages lead to some that are not there.
    assert sum(manifest["posts"].values()) == len(PAGES) + len(manifest["missing"])
    assert manifest["posts"]["new"] == len(run.articles)
    assert manifest["posts"]["failed"] == len(manifest["failures"])
    assert all(failure["reason"] for failure in manifest["failures"])


@pytest.mark.parametrize(("feed", "item"), [("articles", Article), ("links", Link)])
def test_every_line_is_one_and_valid(feed: str, item: type, run: Crawl) -> None:
    assert run.folder
    text = (run.folder / f"{feed}.jsonl").read_bytes().decode("utf-8")
    lines = text.splitlines()  # at U+2028 and the like too
    assert len(lines) == text.count("\n") > 100
    schema = {column.name: column.schema for column in columns_of(item)}
    validator = Draft202012Validator(
        {"properties": schema, "required": list(schema), "additionalProperties": False}
    )
    for line in lines:
        values = json.loads(line, parse_constant=pytest.fail)
        assert [error.message for error in validator.iter_errors(values)] == [], values


def test_the_same_pages_again_change_nothing(site: Site, data: Path, run: Crawl) -> None:
    always = Because("no age passes within a test", MAYADEEN_REVISIT="always")
    again = crawl("articles", site.url, data, ASKED, always)
    assert "Traceback" not in again.log
    assert again.errors == []
    assert again.articles == []
    before, after = Counter(run.manifest["posts"]), Counter(again.manifest["posts"])
    # What stated another address for itself is asked for there, where nothing stands.
    kept = after["unchanged"] + after["gone"] + after["withheld"]
    assert kept == before["new"] + before["withheld"]


def test_listings_of_any_kind_cost_nothing_but_themselves(tmp_path: Path) -> None:
    answers = {f"/news/section-{n}": one for n, one in enumerate(hostile_listings().values())}
    menu = ["news/politics", *(path[1:] for path in answers)]
    answers["/"] = page("<main></main>", menu)
    answers["/news/politics"] = page(f'<h3><a href="{GOOD}">A good post</a></h3>', menu)
    answers[GOOD] = answer(body=story().encode())
    with serve(answers) as site:
        run = crawl("articles", site.url, tmp_path, {"follow": "none"})
        assert set(answers) <= set(site.paths())
    assert (run.code, run.manifest["status"], run.manifest["reason"]) == (3, "partial", "finished")
    assert "Traceback" not in run.log
    assert run.errors == []
    assert site.url[:-1] + GOOD in {article["url"] for article in run.articles}
    assert all(walk["ended_by"] for walk in run.manifest["listings"])


def test_sitemaps_of_any_kind_cost_nothing_but_themselves(tmp_path: Path) -> None:
    answers = {f"/maps/{number}.xml": one for number, one in enumerate(hostile_sitemaps().values())}
    answers["/maps/good.xml"] = xml(f"<urlset><url><loc>{{origin}}{GOOD}</loc></url></urlset>")
    rows = "".join(f"<sitemap><loc>{path}</loc></sitemap>" for path in [*ADDRESSES, *answers])
    answers["/sitemaps/all.xml"] = xml(f"<sitemapindex>{rows}</sitemapindex>")
    answers |= {"/": page("<main></main>"), GOOD: answer(body=story().encode())}
    with serve(answers) as site:
        run = crawl("archive", site.url, tmp_path)
        assert set(answers) <= set(site.paths())
    assert (run.code, run.manifest["status"], run.manifest["reason"]) == (3, "partial", "finished")
    assert "Traceback" not in run.log
    assert run.errors == []
    assert [article["url"] for article in run.articles] == [site.url[:-1] + GOOD]
    ends = {walk["label"]: walk["ended_by"] for walk in run.manifest["listings"]}
    assert ends.pop("good.xml") == ends.pop("all.xml") == "end"
    assert set(ends.values()) == {"end", "failed"}
