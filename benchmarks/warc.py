"""Reading archived pages again: pages a second on one core and on all, and the CPU of a page.

    python -m benchmarks.warc [--posts 1500] [--rounds 3]

In turns, so that a busy machine slows all alike. Ends with 1 past a limit.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.ratio import show
from tests.crawl import ROOT, Because, command, crawl, environment
from tests.replica import serve

FASTER_LIMIT = 1.8  # on two cores
PAGE_LIMIT = 6.0  # milliseconds


def measure(line: list[str], cores: set[int]) -> tuple[float, float]:
    """Seconds by the clock and of CPU that a command takes on these cores."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    began = time.perf_counter()
    process = subprocess.Popen(line, cwd=ROOT, stderr=subprocess.DEVNULL, env=environment())
    os.sched_setaffinity(0, allowed)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=1500)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    cores = os.sched_getaffinity(0)
    ratios, costs = [], []
    with tempfile.TemporaryDirectory() as name, serve(posts=options.posts, seed=1) as site:
        data = Path(name)
        kept = Because("off as shipped", MAYADEEN_ARCHIVE=str(data / "warc"))
        pages = len(crawl("articles", site.url, data, settings=kept).articles)
        nothing = command(
            "warc", site.url, data / "again", {"path": str(data / "none"), "help": "1"}
        )
        line = command("warc", site.url, data / "again", {"path": str(data / "warc" / "*.gz")})
        for _ in range(options.rounds):
            start, start_cpu = measure(nothing, cores)
            alone, cpu = measure(line, {min(cores)})
            together, _ = measure(line, cores)
            ratios.append((alone - start) / (together - start))
            costs.append(1000 * (cpu - start_cpu) / pages)
    ratio, cost = statistics.median(ratios), statistics.median(costs)
    several = FASTER_LIMIT if len(cores) > 1 else None
    kept = [
        show(f"posts a second of {len(cores)} cores / of one", ratio, at_least=several),
        show("ms of CPU a post on one core, without start", cost, at_most=PAGE_LIMIT),
    ]
    return int(not all(kept))


if __name__ == "__main__":
    sys.exit(main())
