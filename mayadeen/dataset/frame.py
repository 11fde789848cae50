"""Load the feeds of runs as a DataFrame: what `from mayadeen import load` gives."""

# ruff: noqa: S608 - the names in the SQL are our own tables' and columns'

from __future__ import annotations

from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from mayadeen.dataset import feeds, merge, sites, workspace
from mayadeen.dataset.columns import TABLES, Table
from mayadeen.dataset.feeds import ReleaseError
from mayadeen.dataset.machine import memory
from mayadeen.dataset.machine_errors import one_line

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

# What only a whole release works out: all texts are compared for it.
_NOT_HERE = {"cluster_id", "cluster_size", "text_folded"}


def load(
    *sources: str | Path,
    table: Literal["articles", "revisions", "links", "breaking", "authors"] = "articles",
    mixed: bool = False,
) -> pd.DataFrame:
    """Give the latest revision of each post in data folders, releases, feeds or globs.

    `load("data/")` merges as `scrapy dataset` does and writes nothing. Moments (`*_at`) are in UTC,
    with their zone; `local_date` is the day in Beirut; lists are lists; what is unknown is null.
    `table` names another table of a release: `revisions`, `links`, `breaking`, `authors`. Posts of
    several sites are refused unless `mixed`. All of it stands in memory.

    Raises ReleaseError where nothing can be read, ImportError without pandas.
    """
    if find_spec("pandas") is None:
        raise ImportError("load gives a pandas DataFrame: pip install pandas")
    if table not in TABLES:
        raise ValueError(f"table={table!r}: allowed is {', '.join(TABLES)}")
    found = feeds.find([str(source) for source in sources])
    named = ", ".join(map(str, sources))
    if not any(feed.table == ("articles" if table == "revisions" else table) for feed in found):
        raise ReleaseError(f"nothing to load: no {table} in {named or 'no source'}")
    with (
        one_line(Path(named)),
        TemporaryDirectory(prefix="mayadeen-") as name,
        workspace.making(Path(name), memory().alone) as con,
        ExitStack() as open_files,
    ):
        folder = Path(name)
        read = feeds.load(con, found, folder, open_files)
        if any(feed.table == "articles" for feed in found):
            merge.choose(con, merge.Choice())
            if not mixed:
                sites.refuse_several(sites.take(con))
        else:  # the ticker alone, or authors
            con.execute(
                "CREATE TABLE kept"
                " (id VARCHAR, url VARCHAR, first_fetched_at VARCHAR, latest BOOLEAN)"
            )
        merge.merge_beside(con, merge.Choice())
        if table in ("articles", "revisions"):
            merge.order(con, read.articles, folder)
        return _frame(con, TABLES[table])


def _frame(con: duckdb.DuckDBPyConnection, table: Table) -> pd.DataFrame:
    # Nobody who crawls or makes a release needs it.
    import pandas as pd

    columns = [column for column in table.columns if column.name not in _NOT_HERE]
    names = ", ".join(f'"{column.name}"' for column in columns)
    rows = "revisions WHERE latest" if table.name == "articles" else table.name
    found = con.execute(f"SELECT {names} FROM {rows}").fetchall()
    frame = pd.DataFrame(found, columns=[column.name for column in columns])
    for column in columns:
        if column.is_moment:
            frame[column.name] = pd.to_datetime(frame[column.name], utc=True, format="ISO8601")
        elif column.is_day:
            frame[column.name] = pd.to_datetime(frame[column.name], format="%Y-%m-%d")
        elif column.type == "BIGINT":
            frame[column.name] = frame[column.name].astype("Int64")
    return frame
