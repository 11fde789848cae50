"""What a ledger of a million addresses costs: start, memory, a skip decision, a write.

    python -m benchmarks.ledger [--rows N] [--ledger URL] [--json]

Exits with 1 where a limit is passed. Figures in us are microseconds of processor time for one
address, so that work beside it does not count. Each step is a process of its own, so that the
memory is that of a run which begins.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from benchmarks.ratio import show
from mayadeen.ledger import Fetched, Found, Ledger, Revisit, open_ledger

PAGE = 25
LIMITS = {
    "start_seconds": 2.0,
    "memory_mb": 250.0,
    "skip_us": 50.0,
    "repeat_us": 50.0,
}
REVISIT = Revisit.parse("1h,6h,1d,3d,7d,30d")
PUBLISHED = datetime.now(UTC) - timedelta(days=400)


def address(number: int) -> str:
    return f"https://news.example/news/politics/a-headline-of-the-usual-length-in-words-{number}"


def found(numbers: range | list[int]) -> list[Found]:
    return [Found(address(number), "listing", "https://news.example/news") for number in numbers]


def report(ledger: Ledger, url: str, number: int) -> None:
    ledger.fetched(
        Fetched(
            url,
            article_id=f"en:{number}",
            kind="article",
            section="News",
            etag=f'"{number}"',
            last_modified=None,
            published_at=PUBLISHED,
            content_hash=f"{number:064x}",
            revision=1,
        )
    )


def fill(url: str, rows: int) -> dict[str, float]:
    """Crawl `rows` posts without a network; the price of each step that writes."""
    ledger = open_ledger(url, revisit=REVISIT)
    ledger.begin_run("articles", {}, "data")
    spent = dict.fromkeys(("discover", "take", "fetched"), 0.0)

    def timed(what: str, call: Callable[[], object]) -> None:
        began = time.process_time()
        call()
        spent[what] += time.process_time() - began

    def crawl(page: range) -> None:
        for number in page:
            report(ledger, address(number), number)
        if ledger.unwritten >= 300:
            ledger.flush()

    for start in range(0, rows, PAGE):
        page = range(start, start + PAGE)
        timed("discover", lambda page=page: ledger.discover(found(page)))
        timed("take", lambda: ledger.take(PAGE))
        timed("fetched", lambda page=page: crawl(page))
    ledger.end_run("complete")
    ledger.close()
    return {f"{what}_us": seconds / rows * 1e6 for what, seconds in spent.items()}


def measure(url: str, rows: int) -> dict[str, float]:
    """Begin a run on a full ledger and skip known posts."""
    began = time.perf_counter()
    ledger = open_ledger(url, revisit=REVISIT)
    ledger.begin_run("articles", {}, "data")
    ledger.take(PAGE)
    ledger.take_due(PAGE, kinds=["article"])
    start = time.perf_counter() - began

    numbers = random.Random(1).sample(range(rows), min(rows, 100_000))
    pages = [found(numbers[at : at + PAGE]) for at in range(0, len(numbers), PAGE)]

    def skip(some: list[list[Found]]) -> float:
        began = time.process_time()
        for page in some:
            assert all(one.verdict == "known" for one in ledger.discover(page))
        return (time.process_time() - began) / sum(map(len, some)) * 1e6

    skipped = skip(pages)
    repeated = skip(pages[-100:])
    ledger.end_run("complete")
    began = time.perf_counter()
    ledger.status()
    status = time.perf_counter() - began
    ledger.close()
    return {
        "start_seconds": start,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "skip_us": skipped,
        "repeat_us": repeated,
        "status_seconds": status,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--ledger", help="URL of an empty database (default: a new SQLite file)")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--step", choices=["fill", "measure"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        step = {"fill": fill, "measure": measure}[options.step]
        print(json.dumps(step(options.ledger, options.rows)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        url = options.ledger or f"sqlite:///{folder}/ledger.sqlite"
        figures: dict[str, float] = {}
        for step_name in ("fill", "measure"):
            asked = ["--step", step_name, "--rows", str(options.rows), "--ledger", url]
            command = [sys.executable, "-m", "benchmarks.ledger", *asked]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            figures |= json.loads(done.stdout)
    if options.json:
        print(json.dumps({"rows": options.rows, **figures}))
    else:
        print(f"a ledger of {options.rows:,} posts")
        for name, value in figures.items():
            show(name, value, at_most=LIMITS.get(name))
    return int(any(figures[name] > limit for name, limit in LIMITS.items()))


if __name__ == "__main__":
    sys.exit(main())
