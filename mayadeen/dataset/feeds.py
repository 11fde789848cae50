"""Finding the runs' feeds and reading their lines into DuckDB, whole or not at all."""

# ruff: noqa: S608 - the names in the SQL are our own columns'; values are bound or quoted

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter

from mayadeen.dataset.columns import TABLES, Column
from mayadeen.dataset.lift import lift
from mayadeen.items import SCHEMA_VERSION

if TYPE_CHECKING:
    import duckdb

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


def _open(path: Path) -> Any:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _first_keys(path: Path) -> set[str]:
    """The keys of the first whole line among the first fifty."""
    try:
        with _open(path) as file:
            for line in islice(file, 50):
                try:
                    value = json.loads(line)
                except ValueError:
                    continue
                if isinstance(value, dict):
                    return set(value)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        pass
    return set()


def _table(path: Path) -> str | None:
    keys = _first_keys(path)
    for name in KINDS:
        required = ItemAdapter.get_json_schema(TABLES[name].item)["required"]
        if keys and keys.issuperset(required):
            return name
    # A feed that a crash or a disk left without one whole line is one still, and is reported.
    name = path.name.partition(".")[0]
    return name if name in KINDS and not keys and path.stat().st_size else None


def _refuse(error: OSError) -> None:
    raise ReleaseError(f"{error.filename}: {error.strerror}") from error


def matches(glob: Path) -> list[Path]:
    """What a glob leads to, in order; nothing where it leads nowhere."""
    anchor = Path(glob.anchor)
    return sorted(anchor.glob(str(glob.relative_to(anchor))))


def _files(source: str) -> Iterator[tuple[Path, str]]:
    """Each file under a folder, file or glob, with its label: its path from the folder that was
    named, of which the name alone is told where the file stands in it."""
    path = Path(source)
    if path.is_dir():
        base = path.resolve()
        for folder, below, names in os.walk(base, onerror=_refuse):
            below[:] = [name for name in below if not name.startswith(".")]
            above = base.parent if folder == str(base) else base
            release = "datapackage.json" in names
            if release and folder != str(base):
                continue  # made of the feeds around it; one that is named is a source
            for name in names:
                # Revisions hold what articles hold and more.
                if name[0] != "." and not (release and name == "articles.jsonl.gz"):
                    file = Path(folder, name)
                    yield file, file.relative_to(above).as_posix()
    elif path.exists():
        if not (path.is_file() and path.name.endswith(SUFFIXES) and _table(path)):
            raise ReleaseError(f"{source}: no feed of articles, links, breaking lines or authors")
        yield path, f"{path.resolve().parent.name}/{path.name}"
    else:
        found = matches(path)
        if not found:
            raise ReleaseError(f"{source}: no such feed, folder or glob")
        for match in found:
            if match.is_dir() or match.name.endswith(SUFFIXES):
                yield from _files(str(match))


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
                path = file.resolve()
                labels[path] = min(label, labels.get(path, label))
    feeds = [
        Feed(path, table, label)
        for path, label in labels.items()
        if not (leaving_out and path.is_relative_to(leaving_out.resolve()))
        and (table := _table(path))
    ]
    # The order in which the sources were named must not matter.
    return sorted(feeds, key=lambda feed: (feed.path.parent.name, feed.label, str(feed.path)))


def _unpacked(feed: Feed, scratch: Path, number: int) -> tuple[Path, bool]:
    """The feed as plain lines, and whether its compressed form ends before its end.

    DuckDB refuses the whole of a file that a crash cut short; what stands before the cut is good.
    """
    if feed.path.suffix != ".gz":
        return feed.path, False
    plain = scratch / f"{number}.jsonl"
    with plain.open("wb") as out, gzip.open(feed.path, "rb") as packed:
        try:
            # `read1` gives what there is before it meets the cut; `read` would lose it.
            while block := packed.read1(1 << 16):
                out.write(block)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            return plain, True
    return plain, False


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _fault(column: Column, required: bool) -> str | None:
    """SQL that is true where a value breaks what the schema says of the column."""
    name, schema, rules = f'"{column.name}"', column.schema, []
    if required:
        rules.append(f"{name} IS NULL")
    if column.is_moment:
        rules.append(f"({name} IS NOT NULL AND try_cast({name} AS TIMESTAMPTZ) IS NULL)")
    if pattern := schema.get("pattern"):
        rules.append(f"NOT regexp_matches({name}, {_quoted(pattern)})")
    if enum := schema.get("enum"):
        rules.append(f"{name} NOT IN ({', '.join(_quoted(v) for v in enum if v is not None)})")
    if (minimum := schema.get("minimum")) is not None:
        rules.append(f"{name} < {minimum}")
    return f"coalesce({' OR '.join(rules)}, false)" if rules else None


def _value(column: Column) -> str:
    name = f'"{column.name}"'
    if column.type.endswith("]"):
        kept = f"list_filter({name}, lambda x: x IS NOT NULL)"
        return f"coalesce({kept}, []::{column.type}) AS {name}"
    if column.type.startswith("MAP"):
        return f"coalesce({name}, MAP {{}}::{column.type}) AS {name}"
    if (default := column.schema.get("default")) is not None:
        value = _quoted(default) if isinstance(default, str) else default
        return f"coalesce({name}, {value}) AS {name}"
    return name


def load(con: duckdb.DuckDBPyConnection, feeds: Sequence[Feed], scratch: Path) -> list[Source]:
    """Read the feeds into the tables `articles_lines`, `links_lines` and so on.

    Keys that a line lacks get the item's defaults, so lines of an older schema are lifted. A line
    that is no JSON or that breaks the schema has the column `fault` set and is used nowhere.
    Raises ReleaseError for lines of a newer schema.
    """
    sources: list[Source] = []
    for name in KINDS:
        table = TABLES[name]
        own = [feed for feed in feeds if feed.table == name]
        plain = [_unpacked(feed, scratch, number) for number, feed in enumerate(own)]
        required = set(ItemAdapter.get_json_schema(table.item)["required"]) | set(table.key)
        faults = [
            f"WHEN {rule} THEN {_quoted(column.name)}"
            for column in table.own
            if (rule := _fault(column, column.name in required))
        ]
        # What an earlier release tells of its revisions, no feed of a run does.
        earlier = {"first_fetched_at": "VARCHAR"} if name == "articles" else {}
        types = {column.name: column.type for column in table.own} | earlier
        columns = ", ".join(f"{_quoted(c)}: {_quoted(type_)}" for c, type_ in types.items())
        files = ", ".join(_quoted(str(path)) for path, _ in plain)
        empty = ", ".join(f'NULL::{type_} AS "{c}"' for c, type_ in types.items())
        lines = (
            f"read_json([{files}], format = 'newline_delimited', columns = {{{columns}}},"
            " ignore_errors = true, filename = true)"
            if own
            else f"(SELECT {empty}, NULL::VARCHAR AS filename) WHERE false"
        )
        values = ", ".join([*map(_value, table.own), *earlier])
        con.execute(
            f"CREATE TABLE {name}_lines AS SELECT {values}, filename, CASE {' '.join(faults)} END"
            f" AS fault FROM {lines}"
        )
        if name == "articles":
            paths = {str(path): feed.path for feed, (path, _) in zip(own, plain, strict=True)}
            _refuse_newer(con, paths)
            lift(con)
        counts = {
            file: (lines, faulty)
            for file, lines, faulty in con.execute(
                f"SELECT filename, count(*), count(fault) FROM {name}_lines GROUP BY filename"
            ).fetchall()
        }
        for feed, (path, cut_short) in zip(own, plain, strict=True):
            lines_read, faulty = counts.get(str(path), (0, 0))
            sources.append(Source(feed.label, name, lines_read, faulty, cut_short))
            if path != feed.path:
                path.unlink()
    return sources


def _refuse_newer(con: duckdb.DuckDBPyConnection, paths: Mapping[str, Path]) -> None:
    def order(version: str) -> tuple[int, ...]:
        return tuple(int(part) for part in version.split(".") if part.isdigit())

    for version, file in con.execute(
        "SELECT schema_version, min(filename) FROM articles_lines WHERE fault IS NULL"
        " GROUP BY ALL ORDER BY ALL"
    ).fetchall():
        if order(version) > order(SCHEMA_VERSION):
            raise ReleaseError(
                f"{paths[file]} has schema {version}, newer than this program's"
                f" {SCHEMA_VERSION}: install the newer mayadeen to release it"
            )
