"""Runs many crawls in one process, where each would cost its start."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings

from tests.crawl import QUICK, run_to_end, runs


class Job(NamedTuple):
    """One crawl of `site`, its files below `data`."""

    spider: str
    site: str
    data: Path
    arguments: Mapping[str, str] = {}
    settings: Mapping[str, str] = {}


class Ended(NamedTuple):
    """The status in Scrapy's stats, and the run's manifest."""

    stat: str
    manifest: dict[str, Any]


def crawl_together(jobs: Sequence[Job]) -> list[Ended]:
    """Run all jobs to their ends, side by side; give what came of each, in their order."""
    done = run_to_end([sys.executable, "-m", __name__, json.dumps(jobs, default=str)])
    assert "Traceback" not in done.stderr, done.stderr
    return [
        Ended(stat, json.loads((runs(job.data, job.spider)[-1] / "run.json").read_text("utf-8")))
        for stat, job in zip(json.loads(done.stdout), jobs, strict=True)
    ]


def _main() -> None:
    process = AsyncCrawlerProcess(get_project_settings())
    crawlers = []
    for job in (Job(*given) for given in json.loads(sys.argv[1])):
        crawler = process.create_crawler(job.spider)
        own = {"MAYADEEN_BASE_URL": job.site, "MAYADEEN_DATA_DIR": job.data}
        crawler.settings.setdict({**QUICK, **own, **job.settings}, priority="cmdline")
        process.crawl(crawler, **job.arguments)
        crawlers.append(crawler)
    process.start()
    json.dump([crawler.stats.get_value("mayadeen/status") for crawler in crawlers], sys.stdout)


if __name__ == "__main__":
    _main()
