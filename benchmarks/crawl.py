"""CPU of whole crawls: bare Scrapy on the same pages, a plain spider that follows links, and ours.

    python -m benchmarks.crawl [--posts 400] [--rounds 3]

In turns, so that a busy machine slows all alike; prints medians, without start-up, and their ratios
to bare Scrapy. Ends with 1 past a limit.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.ratio import show
from tests.crawl import ROOT, command, environment
from tests.replica import serve

LIMIT = 1.8
LIMIT_WITH_START = 2.0
START_LIMIT = 0.8  # seconds

# What is fetched is thrown away: the least that any crawler of these pages costs.
BARE = """
import scrapy
class Bare(scrapy.Spider):
    name = "bare"
    async def start(self):
        for url in open({urls!r}).read().split():
            yield scrapy.Request(url, dont_filter=True)
    def parse(self, response):
        pass
"""
# What a tutorial would write: each post's title, paragraphs, date and links, one item a post.
PLAIN = """
import scrapy
class Plain(scrapy.Spider):
    name = "plain"
    start_urls = [{home!r}]
    def parse(self, response):
        title = response.css("h1::text").get()
        if title:
            yield {{
                "url": response.url,
                "title": title,
                "body": "\\n\\n".join(response.css("p::text").getall()),
                "date": response.css("time::attr(datetime)").get(),
                "tags": response.css("a[href*=tag]::text").getall(),
                "images": response.css("img::attr(src)").getall(),
            }}
        for link in response.css("a::attr(href)").getall():
            url = response.urljoin(link)
            if url.startswith({home!r}):
                yield scrapy.Request(url)
"""
BY_ITSELF = {
    "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": "0",
    "CONCURRENT_REQUESTS": "1",
    "DOWNLOAD_DELAY": "0",
    "DEPTH_LIMIT": "6",
}


def cpu(line: list[str], folder: Path) -> float:
    """Seconds of CPU that a command takes."""
    process = subprocess.Popen(line, cwd=folder, stderr=subprocess.DEVNULL, env=environment())
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime


def spider(source: str, folder: Path, name: str) -> list[str]:
    path = folder / f"{name}.py"
    path.write_text(source, "utf-8")
    given = [part for pair in BY_ITSELF.items() for part in ("-s", "=".join(pair))]
    feed = ["-O", str(folder / f"{name}.jsonl")]
    return [sys.executable, "-m", "scrapy", "runspider", str(path), *given, *feed]


def measure(posts: int) -> dict[str, float]:
    """CPU seconds a page of each crawler without its start, and of the starts by themselves."""
    with tempfile.TemporaryDirectory() as name, serve(posts=posts, seed=1) as site:
        folder = Path(name)
        nobody = "http://127.0.0.1:9/"
        start = cpu(command("articles", nobody, folder / "nobody"), ROOT)
        ours = cpu(command("articles", site.url, folder / "data"), ROOT)
        pages = [hit for hit in site.log if hit.status == 200]
        (folder / "urls").write_text("\n".join(site.url.rstrip("/") + hit.path for hit in pages))
        (folder / "none").write_text("")
        bare_start = cpu(spider(BARE.format(urls=str(folder / "none")), folder, "none"), folder)
        bare = cpu(spider(BARE.format(urls=str(folder / "urls")), folder, "bare"), folder)
        plain_start = bare_start
        seen = len(site.log)
        plain = cpu(spider(PLAIN.format(home=site.url), folder, "plain"), folder)
        plain_pages = len(site.log) - seen
    return {
        "start ours": start,
        "start bare": bare_start,
        "whole ours": ours,
        "whole bare": bare,
        "page ours": (ours - start) / len(pages),
        "page bare": (bare - bare_start) / len(pages),
        "page plain": (plain - plain_start) / plain_pages,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    rounds = [measure(options.posts) for _ in range(options.rounds)]
    for name in ("start bare", "start ours"):
        print(f"{name:<12} {statistics.median(one[name] for one in rounds):6.2f} s CPU")
    for name in ("page bare", "page plain", "page ours"):
        print(f"{name:<12} {1000 * statistics.median(one[name] for one in rounds):6.2f} ms CPU")
    ratio = statistics.median(one["page ours"] / one["page bare"] for one in rounds)
    plain = statistics.median(one["page plain"] / one["page bare"] for one in rounds)
    whole = statistics.median(one["whole ours"] / one["whole bare"] for one in rounds)
    start = statistics.median(one["start ours"] for one in rounds)
    show("a plain spider that follows links / bare Scrapy, a page", plain)
    kept = [
        show("ours / bare Scrapy, a page", ratio, at_most=LIMIT),
        show("ours / bare Scrapy, a crawl with its start", whole, at_most=LIMIT_WITH_START),
        show("start in seconds of CPU", start, at_most=START_LIMIT),
    ]
    return int(not all(kept))


if __name__ == "__main__":
    sys.exit(main())
