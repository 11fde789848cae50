"""Listings by links, by clicks and by learned requests: `python -m benchmarks.browser [posts]`.

Each way is a run of the shipped spider, without delays, against the stand-in site. Memory is the
peak of the whole process tree in PSS, where what is shared is counted once.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.ratio import show
from tests.crawl import ROOT, Because, command, environment, runs
from tests.replica import Site, serve

POSTS = 600
SECTION = {"sections": "Politics,Economy,Sports", "follow": "none"}


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [pid, *(one for child in children for one in tree(int(child)))]


def memory(pid: int) -> float:
    """MB of PSS of a process; 0 once it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def measure(site: Site, data: Path, mode: str, arguments: dict[str, str]) -> list[str]:
    """One run: seconds, peak MB, requests by plain HTTP and by the browser, articles."""
    served, began, peak = len(site.log), time.monotonic(), 0.0
    process = subprocess.Popen(
        command(
            "articles",
            site.url,
            data,
            arguments,
            Because("both are compared", MAYADEEN_BROWSER=mode),
        ),
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )
    while process.poll() is None:
        peak = max(peak, sum(map(memory, tree(process.pid))))
        time.sleep(0.1)
    seconds = time.monotonic() - began
    hits = site.log[served:]
    browser = sum(hit.is_browser for hit in hits)
    feed = runs(data, "articles")[-1] / "articles.jsonl"
    articles = feed.read_text("utf-8").count("\n") if feed.exists() else 0
    return [f"{seconds:.1f}", f"{peak:.0f}", f"{len(hits) - browser}", f"{browser}", f"{articles}"]


def main(posts: int) -> None:
    again = {**SECTION, "full": "1"}
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with serve(posts=posts, per_page=5, growth="links") as site:
            rows.append(["links", *measure(site, data / "links", "auto", SECTION)])
        with serve(posts=posts, per_page=5, growth="button", shape="html") as site:
            rows += [
                ["clicks alone", *measure(site, data / "clicks", "always", SECTION)],
                ["learning", *measure(site, data / "learned", "auto", SECTION)],
                ["learned", *measure(site, data / "learned", "auto", again)],
            ]
    for row in [["way", "seconds", "MB", "plain", "browser", "articles"], *rows]:
        print(f"{row[0]:<14}" + "".join(f"{value:>10}" for value in row[1:]))
    seconds = {row[0]: float(row[1]) for row in rows}
    peaks = {row[0]: float(row[2]) for row in rows}
    for way in ("clicks alone", "learning", "learned"):
        show(f"time, {way} / links", seconds[way] / seconds["links"])
        show(f"memory, {way} / links", peaks[way] / peaks["links"])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else POSTS)
