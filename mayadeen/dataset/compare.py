"""Which fields of which posts differ between two sets of feeds or releases."""

from __future__ import annotations

# ruff: noqa: S608 - the names in the SQL are our own columns'; values are bound or quoted
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from mayadeen.dataset import feeds, merge, store
from mayadeen.dataset.columns import TABLES
from mayadeen.dataset.feeds import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

# A post fetched again differs in this and in nothing that a reader would call a difference.
IGNORED = frozenset({"fetched_at"})


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


def _load(con: duckdb.DuckDBPyConnection, side: str, source: str, scratch: Path) -> None:
    found = [feed for feed in feeds.find([source]) if feed.table == "articles"]
    if not found:
        raise ReleaseError(f"nothing to compare: no articles in {source}")
    feeds.load(con, found, scratch)
    merge.choose(con, merge.Choice())
    con.execute(
        f"CREATE TABLE {side} AS SELECT articles_lines.* EXCLUDE (filename, fault)"
        " FROM articles_lines JOIN kept ON articles_lines.rowid = line WHERE latest"
    )
    con.execute("DROP TABLE kept")
    for table in feeds.KINDS:
        con.execute(f"DROP TABLE {table}_lines")


def compare(old: str, new: str) -> Comparison:
    """Compare the latest revisions of two feeds, data folders, globs or releases.

    The moment of fetching is not compared. Raises ReleaseError where a side holds no posts.
    """
    with TemporaryDirectory() as scratch, store.making(Path(scratch)) as con:
        _load(con, "old", old, Path(scratch))
        _load(con, "new", new, Path(scratch))

        def ids(sql: str) -> list[str]:
            return [row[0] for row in con.execute(f"{sql} ORDER BY id").fetchall()]

        differences = list(_differences(con))
        both = con.execute("SELECT count(*) FROM old JOIN new USING (id)").fetchall()[0][0]
        return Comparison(
            only_old=ids("SELECT id FROM old ANTI JOIN new USING (id)"),
            only_new=ids("SELECT id FROM new ANTI JOIN old USING (id)"),
            same=both - len({difference.id for difference in differences}),
            differences=differences,
        )


def _differences(con: duckdb.DuckDBPyConnection) -> Iterator[Difference]:
    """In the order of posts, then of fields."""
    names = [column.name for column in TABLES["articles"].own if column.name not in IGNORED]
    pairs = ", ".join(f'old."{name}", new."{name}"' for name in names)
    differ = " OR ".join(f'old."{name}" IS DISTINCT FROM new."{name}"' for name in names)
    rows = con.execute(
        f"SELECT id, {pairs} FROM old JOIN new USING (id) WHERE {differ} ORDER BY id"
    )
    while batch := rows.fetchmany(1000):
        for id_, *values in batch:
            for name, before, after in zip(names, values[::2], values[1::2], strict=True):
                if before != after:
                    yield Difference(id_, name, before, after)
