"""Start what a build writes in processes of their own, which load no more than this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mayadeen.dataset import workspace
from mayadeen.dataset.columns import TABLES
from mayadeen.dataset.machine_errors import one_line
from mayadeen.dataset.write import files as tables
from mayadeen.dataset.write import network, sqlite, workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_WRITERS = {"jsonl": tables.write_jsonl, "csv": tables.write_csv, "parquet": tables.write_parquet}


def write_tables(
    folder: Path,
    files: Path,
    output: Path,
    names: Sequence[str],
    formats: Sequence[str],
    memory: int,
) -> None:
    """Write the named tables of the database in `folder` in those formats that are one file each,
    beside `links` the network that they make, and with `articles` the workbook of all tables.

    Raises ReleaseError for what the machine lacks; `output` is what the user calls the release.
    """
    with one_line(output), workspace.reading(folder, memory, texts="articles" in names) as con:
        for name in names:
            for suffix, write in _WRITERS.items():
                if suffix in formats:
                    write(con, TABLES[name], files)
        if "links" in names:
            network.write(con, files)
        if "articles" in names and "xlsx" in formats:
            workbook.write(con, files / "articles.xlsx", folder)


def write_sqlite(
    folder: Path,
    files: Path,
    output: Path,
    names: Sequence[str],
    formats: Sequence[str],
    memory: int,
) -> None:
    """Add the named tables to the SQLite file if it is among the formats; raises as above."""
    if "sqlite" in formats:
        with one_line(output), workspace.reading(folder, memory, texts="articles" in names) as con:
            sqlite.write(con, files / "articles.sqlite", names)
