"""Memory and CPU of whole crawls: neither may grow with the posts, nor memory with one answer.

    python -m benchmarks.memory [--few 2000] [--many 20000]

Ends with 1 past a limit.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.ratio import show
from tests.crawl import ROOT, command, environment
from tests.replica import serve

FLAT = 1.3
ABOVE_MB = 150


def crawl(posts: int, **switches: object) -> tuple[float, float]:
    """Crawl a stand-in site of so many posts; the peak in MB, and milliseconds of CPU an answer."""
    with serve(posts=posts, seed=1, **switches) as site, tempfile.TemporaryDirectory() as data:
        begun = time.monotonic()
        process = subprocess.Popen(
            command("articles", site.url, Path(data)),
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - begun
        answers = len(site.log)
    peak, cpu = usage.ru_maxrss / 1024, 1000 * (usage.ru_utime + usage.ru_stime) / answers
    said = ", ".join(f"{name}={value}" for name, value in switches.items())
    print(
        f"{posts:>7} posts {said or 'as they are':<40} {peak:6.0f} MB, {answers / seconds:.0f}/s,"
        f" {cpu:.1f} ms CPU an answer"
    )
    return peak, cpu


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--few", type=int, default=2000)
    parser.add_argument("--many", type=int, default=20_000)
    options = parser.parse_args()
    few, cpu_of_few = crawl(options.few)
    many, cpu_of_many = crawl(options.many)
    paths = ["/news/politics", "/news/economy"]
    huge, _ = crawl(options.few, rules={paths[0]: "huge", paths[1]: "gzip_bomb"})
    kept = [
        show(f"memory of {options.many:,} posts / of {options.few:,}", many / few, at_most=FLAT),
        show(
            f"CPU an answer of {options.many:,} posts / of {options.few:,}",
            cpu_of_many / cpu_of_few,
            at_most=FLAT,
        ),
        show("MB more by answers of 1 GB and a gzip bomb", huge - few, at_most=ABOVE_MB),
    ]
    return int(not all(kept))


if __name__ == "__main__":
    sys.exit(main())
