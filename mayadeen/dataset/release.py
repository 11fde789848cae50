"""Builds a release: feeds in, one folder of files out, moved into place when all are whole."""

from __future__ import annotations

import errno
import hashlib
import json
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

import duckdb

from mayadeen.dataset import (
    card,
    feeds,
    measure,
    merge,
    report,
    runs,
    schema,
    sqlite,
    tables,
    texts,
)
from mayadeen.dataset.columns import FORMATS, TABLES
from mayadeen.dataset.feeds import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future

    from mayadeen.dataset.measure import Facts

SUMS = "SHA256SUMS"
WRITERS = {"jsonl": tables.write_jsonl, "csv": tables.write_csv, "parquet": tables.write_parquet}


class Progress(Protocol):
    """Who is told how far the work is."""

    def step(self, text: str, total: int | None = None) -> None:
        """A new step begins; `total` is its size where known."""

    def advance(self, count: int) -> None:
        """So much more of the step is done."""


@dataclass(frozen=True)
class Order:
    """What is to be released, and where to."""

    sources: tuple[str, ...]
    output: Path
    name: str = "Al Mayadeen"
    choice: merge.Choice = field(default_factory=merge.Choice)
    formats: tuple[str, ...] = FORMATS


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Open a database that works out of core in the folder.

    DuckDB holds whole row groups at a time, and its usual 122,880 stories are more than a
    gigabyte.
    """
    spill = str(folder / "spill")
    con = duckdb.connect(config={"memory_limit": "900MB", "temp_directory": spill})
    path = str(folder / "build.duckdb").replace("'", "''")
    con.execute(f"ATTACH '{path}' AS build (ROW_GROUP_SIZE 8192)")
    return _settled(con)


def _settled(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    con.execute("USE build; SET TimeZone = 'UTC'")
    return con


@contextmanager
def _one_line(output: Path) -> Iterator[None]:
    """What the machine lacks, as one line; everything else is a defect and is shown whole."""
    full = f"the disk is full: no release was written to {output}"
    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        if "space" in str(error):
            raise ReleaseError(full) from error
        raise
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise ReleaseError(full) from error
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ReleaseError(full) from error
        if error.errno in (errno.EACCES, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
            raise ReleaseError(f"{error.filename}: {error.strerror}") from error
        raise


def build(order: Order, progress: Progress) -> Facts:
    """Write the release and give what was measured of it.

    The folder is touched only when every file is whole; an earlier release's files that this one
    lacks are removed, a user's own files stay. Raises ReleaseError where none can be made.
    """
    with _one_line(order.output):
        order.output.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(
            prefix=f".{order.output.name}-", dir=order.output.parent
        ) as scratch:
            files = Path(scratch) / "files"
            files.mkdir()
            facts = _write(order, Path(scratch), files, progress)
            _move(files, order.output)
    return facts


def _write(order: Order, scratch: Path, files: Path, progress: Progress) -> Facts:
    found = feeds.find(order.sources, leaving_out=order.output)
    if not any(feed.table == "articles" for feed in found):
        raise ReleaseError(f"nothing to release: no articles in {', '.join(order.sources)}")
    with connect(scratch) as con:
        progress.step(f"Reading {len(found)} feeds")
        sources = feeds.load(con, found, scratch)
        left_out = merge.choose(con, order.choice)
        merge.merge_beside(con, order.choice)
        progress.step("Merging revisions")
        merge.order(con)
        # The texts, then SQLite, keep one core busy; the writers have the other, one at a time:
        # each holds whole row groups of stories, and three at once do not fit the memory.
        with ThreadPoolExecutor(1) as pool:
            beside = _submit(pool, con, order, files, [t for t in TABLES if t != "articles"])
            rows = con.execute("SELECT count(*) FROM revisions").fetchall()[0][0]
            progress.step("Folding and comparing texts", rows)
            texts.read(con, progress.advance)
            merge.join(con)
            for table in beside:
                table.result()
            progress.step("Measuring")
            facts = measure.take(con, sources, runs.read(order.sources), left_out=left_out)
            progress.step("Writing articles", len(order.formats))
            writing = _submit(pool, con, order, files, ["articles"])
            if "sqlite" in order.formats:
                summary = card.summary(facts)
                sqlite.write(con, files / "articles.sqlite", title=order.name, description=summary)
                progress.advance(1)
            for table in writing:
                table.result()
                progress.advance(1)
    progress.step("Writing card and report")
    _describe(order, files, facts)
    return facts


def _submit(
    pool: ThreadPoolExecutor,
    con: duckdb.DuckDBPyConnection,
    order: Order,
    files: Path,
    names: Sequence[str],
) -> list[Future[None]]:
    return [
        pool.submit(write, _settled(con.cursor()), TABLES[name], files)
        for name in names
        for suffix, write in WRITERS.items()
        if suffix in order.formats
    ]


def _describe(order: Order, files: Path, facts: Facts) -> None:
    made = sorted(path.name for path in files.iterdir())
    package = schema.data_package(
        name=re.sub(r"\W+", "-", order.name.casefold()).strip("-") or "mayadeen",
        title=order.name,
        description=card.summary(facts),
        version=facts.newest[:10],
        files=made,
    )
    for name, value in (("schema.json", schema.json_schema()), ("datapackage.json", package)):
        (files / name).write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", "utf-8")
    (files / "report.html").write_text(report.render(order.name, facts), "utf-8")
    sizes = [(path.name, path.stat().st_size) for path in sorted(files.iterdir())]
    text = card.render(order.name, facts, sizes, version("mayadeen"))
    (files / "README.md").write_text(text, "utf-8")
    sums = [f"{_sum(path)}  {path.name}\n" for path in sorted(files.iterdir())]
    (files / SUMS).write_text("".join(sums), "utf-8")


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _move(files: Path, output: Path) -> None:
    output.mkdir(exist_ok=True)
    sums = output / SUMS
    earlier = (
        {line.partition("  ")[2] for line in sums.read_text("utf-8").splitlines()}
        if sums.exists()
        else set()
    )
    # Without its sums a release that is half moved cannot pass for whole.
    sums.unlink(missing_ok=True)
    made = sorted(path.name for path in files.iterdir() if path.name != SUMS)
    for name in [*made, SUMS]:
        (files / name).replace(output / name)
    for name in earlier.difference(made):
        if Path(name).name == name:
            (output / name).unlink(missing_ok=True)
