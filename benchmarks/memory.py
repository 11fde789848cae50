"""Peak memory of whole crawls: it must not grow with the posts, nor with one hostile answer.

    python benchmarks/memory.py [--few 2000] [--many 20000]

Prints each crawl's peak in MB and its ratio to the smallest; ends with 1 past a limit.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.crawl import ROOT, command, environment
from tests.replica import serve

FLAT = 1.3
ABOVE_MB = 150


def crawl(posts: int, **switches: object) -> float:
    """Crawl a stand-in site of so many posts; the process's peak in MB."""
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
    peak = usage.ru_maxrss / 1024
    said = ", ".join(f"{name}={value}" for name, value in switches.items())
    print(f"{posts:>7} posts {said or 'as they are':<40} {peak:6.0f} MB, {answers / seconds:.0f}/s")
    return peak


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--few", type=int, default=2000)
    parser.add_argument("--many", type=int, default=20_000)
    options = parser.parse_args()
    few = crawl(options.few)
    many = crawl(options.many)
    print(f"ratio {many / few:.2f} (limit {FLAT})")
    paths = ["/news/politics", "/news/economy"]
    huge = crawl(options.few, rules={paths[0]: "huge", paths[1]: "gzip_bomb"})
    print(f"1 GB and a gzip bomb: {huge - few:+.0f} MB (limit {ABOVE_MB})")
    return int(many > FLAT * few or huge > few + ABOVE_MB)


if __name__ == "__main__":
    sys.exit(main())
