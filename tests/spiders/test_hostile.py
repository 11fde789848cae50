"""Whole crawls of a site that sends what no site should: nothing breaks, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from jsonschema import Draft202012Validator

from mayadeen.dataset.columns import columns_of
from mayadeen.items import Article, Link
from tests.crawl import Crawl, crawl
from tests.middlewares.server import Site, answer, serve
from tests.spiders.hostile_pages import hostile_pages

PAGES = hostile_pages(damaged=100)
MENU = "".join(
    f'<li><a href="/{path}">{path.rpartition("/")[2].title()}</a></li>'
    for path in ("news", "news/politics", "news/economy", "news/health", "articles")
)


def page(main: str) -> bytes:
    html = f"<!DOCTYPE html><html><body><nav><ul>{MENU}</ul></nav>{main}</body></html>"
    return answer(body=html.encode())


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
def run(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    asked = {"sections": "Politics,Economy", "follow": "none"}
    return crawl("articles", site.url, tmp_path_factory.mktemp("hostile"), asked)


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
