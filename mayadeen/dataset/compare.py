"""Tell which fields of which posts differ between two sets of feeds or releases."""

from __future__ import annotations

# ruff: noqa: S608 - the names in the SQL are our own columns'; values are bound or quoted
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from mayadeen.dataset import feeds, merge, workspace
from mayadeen.dataset.columns import TABLES
from mayadeen.dataset.feeds import ReleaseError
from mayadeen.dataset.lines import Lines, before, read_json
from mayadeen.dataset.machine import memory
from mayadeen.dataset.upgrade_schema import UPGRADED

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

# A post fetched again differs in this and in nothing that a reader would call a difference.
IGNORED = frozenset({"fetched_at"})
_BYTES_AT_ONCE = 16 << 20


@dataclass(frozen=True)
class Difference:
    """One field of one post: its value in the old and in the new."""

    id: str
    field: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Comparison:
    """The posts of either side by id, and every difference of those that both have."""

    only_old: list[str]
    only_new: list[str]
    same: int
    differences: list[Difference]

    @property
    def fields(self) -> dict[str, int]:
        """In how many posts each field differs, the most frequent first."""
        counts = Counter(difference.field for difference in self.differences)
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    @property
    def differing(self) -> int:
        """How many posts differ."""
        return len({difference.id for difference in self.differences})


def _load(
    con: duckdb.DuckDBPyConnection, side: str, source: str, scratch: Path, open_files: ExitStack
) -> Lines:
    """Make a table of a side's posts, and give the lines in which they stand."""
    found = [feed for feed in feeds.find([source]) if feed.table == "articles"]
    if not found:
        raise ReleaseError(f"nothing to compare: no articles in {source}")
    folder = scratch / side
    folder.mkdir()
    lines = feeds.load(con, found, folder, open_files).articles
    merge.choose(con, merge.Choice())
    told = ", ".join(f"{name} := {name}" for name in ("revision", *UPGRADED))
    con.execute(
        f"CREATE TABLE {side} AS SELECT id, line, to_json(struct_pack({told}))::VARCHAR AS told"
        " FROM kept WHERE latest"
    )
    con.execute("DROP TABLE kept")
    for table in feeds.KINDS:
        con.execute(f"DROP TABLE {table}_lines")
    return lines


def compare(old: str, new: str) -> Comparison:
    """Compare the latest revisions of two feeds, data folders, globs or releases.

    The moment of fetching is not compared. Raises ReleaseError where a side holds no posts.
    """
    with (
        TemporaryDirectory() as scratch,
        workspace.making(Path(scratch), memory().alone) as con,
        ExitStack() as open_files,
    ):
        sides = {
            side: _load(con, side, source, Path(scratch), open_files)
            for side, source in (("old", old), ("new", new))
        }

        def ids(sql: str) -> list[str]:
            return [row[0] for row in con.execute(f"{sql} ORDER BY id").fetchall()]

        differences = [
            difference
            for pairs in _pairs(con, sides, Path(scratch))
            for difference in _differences(con, pairs)
        ]
        both = con.execute("SELECT count(*) FROM old JOIN new USING (id)").fetchall()[0][0]
        return Comparison(
            only_old=ids("SELECT id FROM old ANTI JOIN new USING (id)"),
            only_new=ids("SELECT id FROM new ANTI JOIN old USING (id)"),
            same=both - len({difference.id for difference in differences}),
            differences=differences,
        )


def _pairs(
    con: duckdb.DuckDBPyConnection, sides: dict[str, Lines], scratch: Path
) -> Iterator[dict[str, Lines]]:
    """The lines of posts that both sides have, at once as many as there is room for."""
    both = con.cursor().execute(
        "SELECT {old: {line: old.line, told: old.told}, new: {line: new.line, told: new.told}}"
        " FROM build.old old JOIN build.new new USING (id) ORDER BY id"
    )
    row = both.fetchone()
    while row:
        with ExitStack() as files:
            pairs = {side: files.enter_context(Lines(scratch, f"{side}-pairs")) for side in sides}
            for lines in pairs.values():
                lines.begin()
            size = 0
            while row and size < _BYTES_AT_ONCE:
                for side, post in row[0].items():
                    size += sides[side].size(post["line"])
                    pairs[side].add(before(post["told"], sides[side].take(post["line"])))
                row = both.fetchone()
            for lines in pairs.values():
                lines.flush()
            yield pairs


def _differences(con: duckdb.DuckDBPyConnection, pairs: dict[str, Lines]) -> Iterator[Difference]:
    """In the order of posts, then of fields."""
    table = TABLES["articles"]
    names = [column.name for column in table.own if column.name not in IGNORED]
    old, new = (
        f'SELECT "#", {", ".join(map(feeds.value, table.own))}'
        f" FROM {read_json(lines.files, feeds.types_of(table))}"
        for lines in pairs.values()
    )
    values = ", ".join(f'old."{name}", new."{name}"' for name in names)
    differ = " OR ".join(f'old."{name}" IS DISTINCT FROM new."{name}"' for name in names)
    rows = con.execute(
        f'SELECT old.id, {values} FROM ({old}) old JOIN ({new}) new USING ("#")'
        f' WHERE {differ} ORDER BY "#"'
    )
    for id_, *both in rows.fetchall():
        for name, before_, after in zip(names, both[::2], both[1::2], strict=True):
            if before_ != after:
                yield Difference(id_, name, before_, after)
