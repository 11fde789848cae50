"""The release builder against DuckDB alone: `python benchmarks/dataset.py [articles [words]]`.

DuckDB alone reads the same feeds and writes one Parquet file: as it comes, which takes more memory
than a release may, and within what a release may take. Memory is the sum over a process and all
that it starts, shared pages divided among them.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import resource
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ARTICLES = 100_000
# A real post's; 5,000 and 170,000 (a megabyte) are long ones.
WORDS = 700
_PER_FEED = 50_000

TIMES = 4
MEGABYTES = 1500


class Quiet:
    """Progress that nobody watches."""

    def step(self, text: str, total: int | None = None) -> None:
        pass

    def advance(self, count: int) -> None:
        pass


def feeds(data: Path, articles: int, words: int) -> None:
    """Write invented articles of about so many words, with the quotes and dashes of print."""
    chooser = random.Random(7)
    syllables = ("ba", "re", "ti", "mo", "lan", "der", "sen", "kor", "pal", "vik", "tu", "gho")
    vocabulary = [
        "".join(chooser.choices(syllables, k=chooser.choice((1, 2, 2, 3)))) for _ in range(20_000)
    ]
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    stream = chooser.choices(vocabulary, weights, k=400_000)

    def phrase(length: int) -> str:
        start = chooser.randrange(len(stream) - length)
        return " ".join(stream[start : start + length])

    def paragraph() -> str:
        sentences = (phrase(chooser.randrange(9, 20)) for _ in range(chooser.randrange(3, 6)))
        return " ".join(f"{s.capitalize()}{chooser.choice(('.', '.', '’s.'))}" for s in sentences)

    first = datetime(2019, 1, 1, tzinfo=UTC)
    for start in range(0, articles, _PER_FEED):
        path = data / "archive" / f"2026-11-22T{start // _PER_FEED:02d}-00-00" / "articles.jsonl"
        path.parent.mkdir(parents=True)
        with path.open("w", encoding="utf-8") as file:
            for number in range(start, min(start + _PER_FEED, articles)):
                moment = first + timedelta(minutes=17 * number)
                paragraphs = chooser.randrange(words // 80, words // 38)
                body = "\n\n".join(paragraph() for _ in range(paragraphs))
                line = _article(
                    number, moment, body, phrase(9).capitalize(), phrase(25).capitalize()
                )
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _article(number: int, moment: datetime, body: str, title: str, summary: str) -> dict[str, Any]:
    from dataclasses import asdict

    from mayadeen.items import Article, Image
    from mayadeen.normalise.text import content_hash

    url = f"https://english.almayadeen.net/news/politics/post-{number}"
    return asdict(
        Article(
            id=f"en:{number}",
            post_id=str(number),
            url=url,
            edition="en",
            language="en",
            section="News",
            category=("Politics", "Economy", "Sports")[number % 3],
            regions=[("Asia & Pacific", "Africa")[number % 2]],
            tags=title.split()[:5],
            title=title,
            summary=summary,
            body=body,
            word_count=len(body.split()),
            published_at=f"{moment:%Y-%m-%dT%H:%M:%SZ}",
            published_local=f"{moment + timedelta(hours=3):%Y-%m-%dT%H:%M:%S}+03:00",
            published_precision="minute",
            published_zone="assumed",
            source="Al Mayadeen",
            agencies=["Agencies"],
            images=[Image(url=f"{url}.jpg", alt=title)],
            discovered_via="sitemap",
            fetched_at="2026-11-22T09:00:00Z",
            content_hash=content_hash(title, summary, body),
            field_sources={"title": "metadata", "body": "page"},
        )
    )


def duckdb_alone(data: str, output: str, memory: str = "80%") -> None:
    """Read the feeds and write one Parquet file, compressed as a release's is."""
    import duckdb

    duckdb.sql(f"SET enable_progress_bar = false; SET memory_limit = '{memory}'")
    duckdb.sql(f"SET temp_directory = '{output}.spill'")
    duckdb.sql(
        f"COPY (FROM read_json('{data}/*/*/articles.jsonl', format = 'newline_delimited'))"
        f" TO '{output}.parquet' (COMPRESSION zstd)"
    )


def release(data: str, output: str, *formats: str) -> None:
    """Build a release as `scrapy dataset` does."""
    from mayadeen.dataset.release import Order, build

    build(Order((data,), Path(output), formats=formats), Quiet())


def _run(pipe: Any, work: Any, arguments: tuple[str, ...]) -> None:
    began = time.perf_counter()
    work(*arguments)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    pipe.send((time.perf_counter() - began, sum(u.ru_utime + u.ru_stime for u in used)))


def _megabytes(pid: int) -> float:
    """What a process and those it started hold; nothing of one that has ended meanwhile."""
    try:
        folder = Path(f"/proc/{pid}")
        tasks = [task / "children" for task in (folder / "task").iterdir()]
        children = [int(child) for task in tasks for child in task.read_text().split()]
        lines = (folder / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    own = sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return own + sum(map(_megabytes, children))


def measure(work: Any, *arguments: str) -> tuple[float, float, float]:
    """Seconds, seconds of processor and peak megabytes of the work in a fresh process."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs, work, arguments))
    process.start()
    theirs.close()
    peak = 0.0
    while not ours.poll(0.1):
        peak = max(peak, _megabytes(process.pid or 0))
    seconds, processor = ours.recv()
    process.join()
    return seconds, processor, peak


def main(articles: int = ARTICLES, words: int = WORDS) -> None:
    """Print a line for DuckDB alone, for Parquet alone and for the whole release."""
    with TemporaryDirectory() as folder:
        data, output = f"{folder}/data", f"{folder}/out"
        feeds(Path(data), articles, words)
        size = sum(path.stat().st_size for path in Path(data).rglob("*.jsonl"))
        print(f"{articles:,} articles of {words:,} words, {size / 1e6:,.0f} MB")

        def line(name: str, work: Any, *arguments: str) -> tuple[float, float, float]:
            took = measure(work, *arguments)
            print(f"{name:26}{took[0]:8.1f} s {took[1]:8.1f} CPU s {took[2]:8.0f} MB", flush=True)
            return took

        alone = line("DuckDB alone", duckdb_alone, data, output)
        within = line("DuckDB alone in 1.1 GB", duckdb_alone, data, output, "1100MB")
        for formats in (("parquet",), ("jsonl", "csv", "parquet", "sqlite")):
            took = line("+".join(formats), release, data, output, *formats)
            print(
                f"  {took[0] / alone[0]:.1f} times DuckDB alone (at most {TIMES}),"
                f" {took[0] / within[0]:.1f} times that in 1.1 GB;"
                f" {took[2]:,.0f} MB (at most {MEGABYTES:,})"
            )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
