"""Crawls of given addresses in a process of their own, with the middlewares under test."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import HtmlResponse, Response
from scrapy.resolver import dnscache
from twisted.python.failure import Failure

from mayadeen import settings as project
from tests.crawl import refuse_unexplained, run_to_end

# The shipped settings without the parts that need a run of the shipped spiders, and quicker.
SETTINGS: dict[str, Any] = {
    **{name: value for name, value in vars(project).items() if name.isupper()},
    "SPIDER_MODULES": [],
    "EXTENSIONS": {"mayadeen.extensions.crawl_delay.CrawlDelay": 0},
    "ITEM_PIPELINES": {},
    "FEEDS": {},
    "AUTOTHROTTLE_ENABLED": False,
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_TIMEOUT": 5,
    "MAYADEEN_BACKOFF": 0.01,
}


@dataclass
class Outcome:
    """What came of a crawl: per address what reached the spider, and Scrapy's stats.

    `peak_kb` and `log` are those of the process, which may have run other crawls beside it.
    """

    reason: str
    pages: dict[str, dict[str, Any]]
    stats: dict[str, Any]
    peak_kb: int
    log: str

    def of(self, path: str) -> str:
        """`page`, or the reason or exception that reached the errback."""
        return str(self.pages[path]["outcome"])


def job(
    base_url: str,
    paths: Sequence[str],
    settings: Mapping[str, Any] | None = None,
    *,
    hosts: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Ask for `paths` of the site in turn; `hosts` are names and their addresses."""
    refuse_unexplained(settings or {})
    return {"base_url": base_url, "paths": paths, "hosts": hosts or {}, "settings": settings or {}}


def start(*jobs: dict[str, Any]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", __name__, json.dumps(jobs)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def finish(process: subprocess.Popen[str]) -> list[Outcome]:
    return _outcomes(*process.communicate(timeout=60))


def crawl_all(*jobs: dict[str, Any]) -> list[Outcome]:
    """Run the crawls side by side in one process."""
    ended = run_to_end([sys.executable, "-m", __name__, json.dumps(jobs)], timeout=60)
    return _outcomes(ended.stdout, ended.stderr)


def _outcomes(out: str, log: str) -> list[Outcome]:
    assert out, log
    assert "DeprecationWarning" not in log, log
    return [Outcome(**outcome, log=log) for outcome in json.loads(out)]


def crawl(
    base_url: str, paths: Sequence[str], settings: Mapping[str, Any] | None = None
) -> Outcome:
    """Run one crawl in a process of its own."""
    return crawl_all(job(base_url, paths, settings))[0]


class GivenSpider(scrapy.Spider):
    name = "given"
    accepts = ()  # it has a run, as ours have

    def __init__(self, base_url: str, paths: list[str], pages: dict[str, Any]) -> None:
        super().__init__()
        self.run = SimpleNamespace(base_url=base_url)
        self.paths = paths
        self.pages = pages

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for path in self.paths:
            yield scrapy.Request(
                self.run.base_url.rstrip("/") + path if path.startswith("/") else path,
                callback=self.arrived,
                errback=self.failed,
                dont_filter=True,
                cb_kwargs={"path": path},
            )

    def arrived(self, response: Response, path: str) -> None:
        html = response if isinstance(response, HtmlResponse) else HtmlResponse(response.url)
        self.pages[path] = {
            "outcome": "page",
            "url": response.url,
            "type": type(response).__name__,
            "title": html.xpath("//title/text()").get(),
            "story": html.xpath("//p/text()").get(),
            "length": len(response.body),
        }

    def failed(self, failure: Failure) -> None:
        error = failure.value
        self.pages[failure.request.cb_kwargs["path"]] = {
            "outcome": getattr(error, "reason", None) or type(error).__name__,
            "later": getattr(error, "later", None),
        }


def main(jobs: list[dict[str, Any]]) -> None:
    process = AsyncCrawlerProcess(SETTINGS)
    crawls = []
    for given in jobs:
        dnscache.update(given["hosts"])
        spider = type("Given", (GivenSpider,), {"custom_settings": given["settings"]})
        crawler = process.create_crawler(spider)
        pages: dict[str, Any] = {}
        process.crawl(crawler, base_url=given["base_url"], paths=given["paths"], pages=pages)
        crawls.append((crawler, pages))
    process.start()
    json.dump(
        [
            {
                "reason": crawler.stats.get_value("finish_reason"),
                "pages": pages,
                "stats": crawler.stats.get_stats(),
                "peak_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
            }
            for crawler, pages in crawls
        ],
        sys.stdout,
        default=str,
    )


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
