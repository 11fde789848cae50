"""Find the runs' feeds and read their lines into DuckDB, whole or not at all."""

# ruff: noqa: S608 - the names in the SQL are our own columns'; values are bound or quoted

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from itemadapter import ItemAdapter

from mayadeen.dataset.columns import TABLES, Column, Table
from mayadeen.dataset.lines import CutShort, Lines, lines_of, objects, quoted, read_json
from mayadeen.dataset.upgrade_schema import UPGRADED, UPGRADED_BY, upgrade_schema
from mayadeen.items import SCHEMA_VERSION

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

SUFFIXES = (".jsonl", ".jsonl.gz")
# An Author's fields are nearly among an Article's, so it is asked for last.
KINDS = ("articles", "links", "breaking", "authors")


class ReleaseError(Exception):
    """No release can be made; its text is the one line that the user is shown."""


@dataclass(frozen=True)
class Feed:
    """One file of lines; `label` names it in the release, without the folders above the data."""

    path: Path
    table: str
    label: str


@dataclass(frozen=True)
class Source:
    """What was read of one feed: lines in all, and those that could not be used."""

    label: str
    table: str
    lines: int
    unusable: int
    cut_short: bool


@dataclass(frozen=True)
class Loaded:
    """What was read of each feed, and the articles' lines."""

    sources: list[Source]
    articles: Lines


def _first_objects(path: Path) -> Iterator[set[str]]:
    """The keys of each object among the first fifty lines."""
    with suppress(CutShort):
        for line in islice(lines_of(path), 50):
            with suppress(ValueError, RecursionError):
                value = json.loads(line or b"")
                if isinstance(value, dict):
                    yield set(value)


@cache
def _required(name: str) -> frozenset[str]:
    """The keys that each line of a table has."""
    return frozenset(ItemAdapter.get_json_schema(TABLES[name].item)["required"])


def _table(path: Path) -> str | None:
    holds_objects = False
    for keys in _first_objects(path):
        holds_objects = holds_objects or bool(keys)
        for name in KINDS:
            if keys >= _required(name):
                return name
    # A feed that a crash or a disk left without one whole line is one still, and is reported.
    name = path.name.partition(".")[0]
    return name if name in KINDS and not holds_objects and path.stat().st_size else None


def _refuse(error: OSError) -> None:
    raise ReleaseError(f"{error.filename}: {error.strerror}") from error


def plain(name: str) -> str:
    """A file's name as text; what of it is none is U+FFFD."""
    return os.fsencode(name).decode("utf-8", "replace")


def matches(glob: Path) -> list[Path]:
    """What a glob leads to, in order; nothing where it leads nowhere."""
    anchor = Path(glob.anchor)
    return sorted(anchor.glob(str(glob.relative_to(anchor))))


def _files(source: str) -> Iterator[tuple[Path, str]]:
    """Each file under a folder, file or glob, with its label: its path from the folder that was
    named, of which the name alone is told where the file stands in it."""
    path = Path(source)
    if path.is_dir():
        yield from _files_below(path.resolve())
    elif path.exists():
        if not (path.is_file() and path.name.endswith(SUFFIXES) and _table(path)):
            raise ReleaseError(f"{source}: no feed of articles, links, breaking lines or authors")
        yield path, f"{path.resolve().parent.name}/{path.name}"
    elif found := matches(path):
        for match in found:
            if match.is_dir():
                yield from _files_below(match.resolve())
            elif match.is_file():
                yield match, f"{match.resolve().parent.name}/{match.name}"
    else:
        raise ReleaseError(f"{source}: no such feed, folder or glob")


def _files_below(base: Path) -> Iterator[tuple[Path, str]]:
    """Each file in a folder, hidden ones left out, and of a release what repeats others."""
    for folder, below, names in os.walk(base, onerror=_refuse):
        below[:] = [name for name in below if not name.startswith(".")]
        is_base = folder == str(base)
        is_release = "datapackage.json" in names
        if is_release and not is_base:
            continue  # made of the feeds around it; one that is named is a source
        for name in names:
            file = Path(folder, name)
            # Revisions hold what articles hold and more.
            repeated = is_release and name == "articles.jsonl.gz"
            if name[0] != "." and not repeated and file.is_file():  # a pipe would be waited for
                yield file, file.relative_to(base.parent if is_base else base).as_posix()


def find(sources: Sequence[str], *, leaving_out: Path | None = None) -> list[Feed]:
    """Give the feeds under folders, files and globs, in the order of their runs' start.

    What a feed holds is told from its lines, not its name, so that a user's own `-O out.jsonl`
    counts too. `leaving_out` is a folder that is no source: the release about to be written.
    Hidden folders are none either: a killed release leaves its half-done work in one. Raises
    ReleaseError for a source that does not exist, cannot be read or is named and no feed.
    """
    labels: dict[Path, str] = {}
    for source in sources:
        for file, label in _files(source):
            if file.name.endswith(SUFFIXES):
                path, label = file.resolve(), plain(label)
                labels[path] = min(label, labels.get(path, label))
    feeds = [
        Feed(path, table, label)
        for path, label in labels.items()
        if not (leaving_out and path.is_relative_to(leaving_out.resolve()))
        and (table := _table(path))
    ]
    # The order in which the sources were named must not matter.
    return sorted(feeds, key=lambda feed: (feed.path.parent.name, feed.label, str(feed.path)))


def _fault(column: Column, required: bool) -> str | None:
    """SQL that is true where a value breaks what the schema says of the column."""
    name, schema, rules = f'"{column.name}"', column.schema, []
    if required:
        rules.append(f"{name} IS NULL")
    if column.is_moment:
        # Of year 0, which DuckDB knows, no calendar of Python's does.
        rules.append(
            f"({name} < '0001' OR {name} IS NOT NULL AND try_cast({name} AS TIMESTAMPTZ) IS NULL)"
        )
    if pattern := schema.get("pattern"):
        rules.append(f"NOT regexp_matches({name}, {quoted(pattern)})")
    if enum := schema.get("enum"):
        rules.append(f"{name} NOT IN ({', '.join(quoted(v) for v in enum if v is not None)})")
    if (minimum := schema.get("minimum")) is not None:
        rules.append(f"{name} < {minimum}")
    return f"coalesce({' OR '.join(rules)}, false)" if rules else None


def value(column: Column) -> str:
    """SQL for a column's value, with the item's default where a line lacks the key."""
    name = f'"{column.name}"'
    if column.type.endswith("]"):
        kept = f"list_filter({name}, lambda x: x IS NOT NULL)"
        return f"coalesce({kept}, []::{column.type}) AS {name}"
    if column.type.startswith("MAP"):
        return f"coalesce({name}, MAP {{}}::{column.type}) AS {name}"
    if (default := column.schema.get("default")) is not None:
        value = quoted(default) if isinstance(default, str) else default
        return f"coalesce({name}, {value}) AS {name}"
    return name


# Of an article what is merged by; stories are too large for a database that is sorted and joined.
_MERGED_BY = (
    *("id", "url", "edition", "section", "category", "discovered_via"),
    *("revision", "content_hash", "fetched_at", "schema_version", *UPGRADED, *UPGRADED_BY),
)
_STORY = ("title", "summary", "body")


def _kept(table: Table) -> str:
    """SQL for what is read of a line."""
    if table.name != "articles":
        return ", ".join(map(value, table.own))
    named = [value(column) for column in table.own if column.name in _MERGED_BY]
    # What an earlier release tells of its revisions, no feed of a run does.
    return ", ".join([*named, "first_fetched_at", *(f'hash("{n}") AS "{n}"' for n in _STORY)])


def types_of(table: Table) -> dict[str, str]:
    """The types of a line's keys, its number's among them."""
    own = {column.name: column.type for column in table.own}
    return {"#": "BIGINT"} | own | ({"first_fetched_at": "VARCHAR"} if "id" in own else {})


@dataclass
class _Reading:
    """The lines of all feeds of one table, and which feed each came from."""

    table: Table
    lines: Lines
    feeds: list[Feed]
    counts: list[int]
    cut_short: set[int]
    # From which line's number on which feed is read.
    starts: list[tuple[int, int]]

    def feeds_of(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """The places of lines' feeds in the list."""
        firsts, feeds = np.array([(-1, -1), *self.starts], dtype=np.int64).T
        found: NDArray[np.int64] = feeds[np.searchsorted(firsts, numbers, "right") - 1]
        return found


def load(
    con: duckdb.DuckDBPyConnection, feeds: Sequence[Feed], scratch: Path, open_files: ExitStack
) -> Loaded:
    """Read the feeds into the tables `articles_lines`, `links_lines` and so on.

    Keys that a line lacks get the item's defaults, so lines of an older schema are lifted. A line
    that is no JSON or that breaks the schema has the column `fault` set and is used nowhere; what
    is whole behind a torn line is a line of its own. Of articles the tables hold what is merged
    by, and the lines are given; their files are closed with the stack. Raises ReleaseError for
    lines of a newer schema.
    """
    sources: list[Source] = []
    articles = None
    for name in KINDS:
        own = [feed for feed in feeds if feed.table == name]
        lines = open_files.enter_context(Lines(scratch, f"{name}-lines"))
        reading = _read(TABLES[name], own, lines)
        _fill(con, reading)
        if name == "articles":
            _refuse_newer(con, reading)
            upgrade_schema(con)
            articles = lines
        sources += _sources(con, reading)
        if name != "articles":
            lines.drop()
    assert articles is not None
    return Loaded(sources, articles)


def _read(table: Table, feeds: list[Feed], lines: Lines) -> _Reading:
    reading = _Reading(table, lines, feeds, [], set(), [])
    if feeds:
        reading.lines.begin()
    for number, feed in enumerate(feeds):
        reading.starts.append((len(reading.lines), number))
        count = 0
        try:
            for line in lines_of(feed.path):
                count += 1
                if line is not None:
                    reading.lines.add(line)
        except CutShort:
            reading.cut_short.add(number)
        reading.counts.append(count)
    return reading


def _fill(con: duckdb.DuckDBPyConnection, reading: _Reading) -> None:
    """Make the table; what DuckDB did not read is looked through for whole objects."""
    table, lines = reading.table, reading.lines
    required = set(ItemAdapter.get_json_schema(table.item)["required"])
    faults = [
        f"WHEN {rule} THEN {quoted(column.name)}"
        for column in table.own
        if (rule := _fault(column, column.name in required | set(table.key)))
    ]
    selected = f'"#" AS line, {_kept(table)}, CASE {" ".join(faults)} END AS fault'
    types = types_of(table)
    lines.flush()
    con.execute(
        f"CREATE TABLE {table.name}_lines AS SELECT {selected}"
        f' FROM {read_json(lines.files, types)} WHERE "#" IS NOT NULL'
    )
    total = len(lines)
    read = con.execute(f"SELECT line FROM {table.name}_lines").fetchnumpy()["line"]
    missing = np.setdiff1d(np.arange(total), read)
    if not len(missing):
        return
    lines.begin()
    for number, feed in zip(missing.tolist(), reading.feeds_of(missing).tolist(), strict=True):
        for found in objects(lines.take(number), types, required):
            reading.starts.append((len(lines), feed))
            reading.counts[feed] += 1
            lines.add(found)
    lines.flush()
    con.execute(
        f"INSERT INTO {table.name}_lines SELECT {selected}"
        f' FROM {read_json(lines.files[-1:], types)} WHERE "#" IS NOT NULL'
    )


def _sources(con: duckdb.DuckDBPyConnection, reading: _Reading) -> Iterator[Source]:
    used = f"SELECT line FROM {reading.table.name}_lines WHERE fault IS NULL"
    feeds = reading.feeds_of(np.asarray(con.execute(used).fetchnumpy()["line"], dtype=np.int64))
    usable = np.bincount(feeds, minlength=len(reading.feeds)).tolist()
    for number, feed in enumerate(reading.feeds):
        lines, cut_short = reading.counts[number], number in reading.cut_short
        yield Source(feed.label, feed.table, lines, lines - usable[number], cut_short)


def _refuse_newer(con: duckdb.DuckDBPyConnection, reading: _Reading) -> None:
    def order(version: str) -> tuple[int, ...]:
        return tuple(map(int, version.split(".")))

    for version, line in con.execute(
        "SELECT schema_version, min(line) FROM articles_lines WHERE fault IS NULL"
        " GROUP BY ALL ORDER BY ALL"
    ).fetchall():
        if order(version) > order(SCHEMA_VERSION):
            feed = reading.feeds[int(reading.feeds_of(np.array([line]))[0])]
            raise ReleaseError(
                f"{feed.path} has schema {version}, newer than"
                f" this program's {SCHEMA_VERSION}: install the newer mayadeen to release it"
            )
