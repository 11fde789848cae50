"""What is asked costs what it must: counted in requests that the site got."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.crawl import crawl
from tests.replica import Site, serve
from tests.together import Ended, Job, crawl_together

SPAN = ("2024-07-01", "2024-08-31")
WHOLE = {"since": "2024-07", "until": "2024-07"}
MONTH = {"sections": "Politics,Opinion", "since": "2024-03", "until": "2024-03"}
DAYS = MONTH | {"since": "2024-03-01", "until": "2024-03-31"}
NEVER = {"keywords": "a word that stands nowhere", "sections": "Politics"}
JOBS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "archive": ("archive", MONTH),
    "month": ("articles", MONTH),
    "days": ("articles", DAYS),
    "nothing kept": ("articles", NEVER | {"follow": "related,read_next,most_read"}),
    "nothing followed": ("articles", NEVER),
}
Runs = dict[str, tuple[Site, Ended, Path]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """Each job on a site of its own, all of which are alike."""
    with ExitStack() as stack:
        sites = {name: stack.enter_context(serve(posts=200, seed=3)) for name in JOBS}
        folders = {name: tmp_path_factory.mktemp("data") for name in JOBS}
        jobs = [
            Job(spider, sites[name].url, folders[name], asked)
            for name, (spider, asked) in JOBS.items()
        ]
        ended = dict(zip(JOBS, crawl_together(jobs), strict=True))
        yield {name: (sites[name], ended[name], folders[name]) for name in JOBS}


@pytest.mark.parametrize("name", ["month", "days"])
def test_a_month_costs_at_most_twice_what_the_sitemaps_need(name: str, runs: Runs) -> None:
    site, ended, _ = runs[name]
    assert ended.manifest["status"] == "complete", ended.manifest
    assert ended.manifest["posts"]["new"] == sum(
        row["category"] in ("Politics", "Opinion")
        and row["_family"] == "text"
        and str(row["_day"]).startswith("2024-03")
        for row in site.truth
    )
    assert len(site.log) <= 2 * len(runs["archive"][0].log)


def test_what_is_left_out_leads_nowhere(runs: Runs) -> None:
    followed, plain = (runs[name] for name in ("nothing kept", "nothing followed"))
    assert {hit.path for hit in followed[0].log} == {hit.path for hit in plain[0].log}
    assert followed[1].manifest["posts"] == plain[1].manifest["posts"]
    assert plain[1].manifest["posts"]["withheld"] > 5


@pytest.fixture
def grown() -> Iterator[Site]:
    """A site of two months whose listings grow by a button."""
    with serve(posts=500, seed=1, span=SPAN, growth="button", shape="html") as site:
        yield site


def of_july(site: Site) -> dict[str, dict[str, Any]]:
    """The truth of July's articles, by address."""
    return {
        row["url"]: row
        for row in site.truth
        if row["_family"] == "text" and str(row["_day"]).startswith("2024-07")
    }


def test_a_month_of_all_sections_costs_no_walk_through_them(grown: Site, tmp_path: Path) -> None:
    archive = crawl("archive", grown.url, tmp_path / "archive", WHOLE)
    asked = len(grown.log)
    run = crawl("articles", grown.url, tmp_path / "articles", WHOLE)
    assert (run.ending, archive.ending) == ((0, "complete", "finished"),) * 2
    assert len(grown.log) - asked <= 2 * asked
    july = of_july(grown)
    assert {article["url"]: article["regions"] for article in run.articles} == {
        url: row["regions"] for url, row in july.items()
    }
    assert {walk["kind"] for walk in run.manifest["listings"]} == {"sitemap", "region"}


WALKED = {
    "a part of a month": ({"since": "2024-07-02", "until": "2024-07-31"}, {}),
    "so many pages of each listing": (WHOLE | {"max_pages": "900"}, {}),
    "sitemaps fail": (WHOLE, {"/sitemaps/all.xml": "500"}),
    "a month's sitemap fails": (WHOLE, {"/sitemaps/all/sitemap-2024-7.xml": "500"}),
}


@pytest.mark.parametrize("name", WALKED)
def test_the_sections_are_walked_where_sitemaps_do_not_tell(
    name: str, grown: Site, tmp_path: Path
) -> None:
    asked, rules = WALKED[name]
    grown.set(rules=rules)
    run = crawl("articles", grown.url, tmp_path, {"sections": "Politics", **asked})
    assert run.ending == ((3, "partial", "finished") if rules else (0, "complete", "finished"))
    failed = [one["url"] for one in run.manifest["failures"]]
    assert failed == [grown.url + path.lstrip("/") for path in rules]
    [politics] = [one["posts"] for one in grown.listings if one["label"] == "Politics"]
    wanted = {url for url in politics if url in of_july(grown)}
    days = {url: of_july(grown)[url]["_day"] for url in wanted}
    first = asked["since"] if len(asked["since"]) > 7 else "2024-07-01"
    assert {a["url"] for a in run.articles} == {url for url in wanted if days[url] >= first}
