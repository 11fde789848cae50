"""What is asked costs what it must: counted in requests that the site got."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.replica import Site, serve
from tests.together import Ended, Job, crawl_together

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
        and row["_found_by"] == "listing"
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
