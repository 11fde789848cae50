"""The release and the bare writing of its files: `python -m benchmarks.dataset [posts [words]]`.

The bare writing takes the finished tables from Parquet and writes them in each format as any
program would: DuckDB's COPY, isal, SQLite with its search; it merges, compares and describes
nothing. DuckDB alone reads the feeds and writes one Parquet file. Processor time and memory are the
sums over a process and all that it starts, shared pages divided among them.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import sqlite3
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.ratio import show

ARTICLES = 100_000
# A real post's; 5,000 and 170,000 (a megabyte) are long ones.
WORDS = 700
_PER_FEED = 50_000

TIMES = 4
TIMES_BARE = 1.5
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


def bare(output: str, copy: str) -> None:
    """Write the tables of a finished release once more, each in the formats that it has there."""
    import duckdb

    made, folder = Path(output), Path(copy)
    folder.mkdir()
    con = duckdb.connect()
    con.execute("SET enable_progress_bar = false")
    with closing(sqlite3.connect(folder / "tables.sqlite", isolation_level=None)) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
        for path in sorted(made.glob("*.parquet")):
            table = path.stem
            con.execute(f"CREATE VIEW {table} AS FROM '{path}'")
            con.execute(f"COPY {table} TO '{folder / path.name}' (COMPRESSION zstd)")
            if (made / f"{table}.csv").exists():
                con.execute(f"COPY {table} TO '{folder / table}.csv'")
            if (made / f"{table}.jsonl.gz").exists():
                con.execute(f"COPY {table} TO '{folder / table}.jsonl' (FORMAT json)")
                _pack(folder / f"{table}.jsonl")
            _fill(con, db, table)
        db.execute(
            "CREATE VIRTUAL TABLE search USING fts5 (title, summary, body, content='articles',"
            " tokenize = 'unicode61 remove_diacritics 2')"
        )
        db.execute("INSERT INTO search (search) VALUES ('rebuild')")
        db.execute("COMMIT")


def _pack(plain: Path) -> None:
    from isal import isal_zlib

    packer = isal_zlib.compressobj(2, wbits=31)
    with plain.open("rb") as lines, plain.with_suffix(".gz").open("wb") as packed:
        while block := lines.read(1 << 20):
            packed.write(packer.compress(block))
        packed.write(packer.flush())


def _fill(con: Any, db: sqlite3.Connection, table: str) -> None:
    types = {name: kind for name, kind, *_ in con.execute(f"DESCRIBE {table}").fetchall()}
    values = (
        f'to_json("{name}")::VARCHAR' if set("[(") & set(kind) else f'"{name}"::VARCHAR'
        for name, kind in types.items()
    )
    rows = con.execute(f"SELECT {', '.join(values)} FROM {table}")
    names, marks = ", ".join(f'"{name}"' for name in types), ", ".join("?" * len(types))
    db.execute(f"CREATE TABLE {table} ({names})")
    while batch := rows.fetchmany(100):
        db.executemany(f"INSERT INTO {table} VALUES ({marks})", batch)


def release(data: str, output: str, *formats: str) -> None:
    """Build a release as `scrapy dataset` does."""
    from mayadeen.dataset.release import Order, build

    build(Order((data,), Path(output), formats=formats), Quiet())


def _run(pipe: Any, work: Any, arguments: tuple[str, ...]) -> None:
    began = time.perf_counter()
    work(*arguments)
    pipe.send((time.perf_counter() - began, sum(map(_processor, _family(os.getpid())))))


def _family(pid: int) -> list[int]:
    """A process and those it started that still run."""
    try:
        tasks = [task / "children" for task in Path(f"/proc/{pid}/task").iterdir()]
        children = [int(child) for task in tasks for child in task.read_text().split()]
    except OSError:
        return []
    return [pid, *(one for child in children for one in _family(child))]


def _megabytes(pid: int) -> float:
    """What a process holds; nothing of one that has ended meanwhile."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _processor(pid: int) -> float:
    """Seconds of processor of a process and of those of its own that have ended: a release's parts
    are forks of a server, which outlives them."""
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def measure(work: Any, *arguments: str) -> tuple[float, float, float]:
    """Seconds, seconds of processor and peak megabytes of the work in a fresh process."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs, work, arguments))
    process.start()
    theirs.close()
    peak = 0.0
    while not ours.poll(0.1):
        peak = max(peak, sum(map(_megabytes, _family(process.pid or 0))))
    seconds, processor = ours.recv()
    process.join()
    return seconds, processor, peak


def main(articles: int = ARTICLES, words: int = WORDS) -> int:
    """Print a line for DuckDB alone, for the whole release and for the bare writing of it."""
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
        parquet = line("a release in Parquet", release, data, output, "parquet")
        whole = line("a release", release, data, output, "jsonl", "csv", "parquet", "sqlite")
        bare_writing = line("its bare writing", bare, output, f"{folder}/bare")
    of = f"{articles:,} posts"
    kept = [
        show(f"time, {of} in Parquet / DuckDB alone", parquet[0] / alone[0], at_most=TIMES),
        show(f"CPU, {of} / bare writing", whole[1] / bare_writing[1], at_most=TIMES_BARE),
        show(f"MB, {of}", max(parquet[2], whole[2]), at_most=MEGABYTES),
    ]
    show(f"CPU in ms a post, {of}", 1000 * whole[1] / articles)
    return int(not all(kept))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
