"""Reads a release's tables back from each format, as the same plain rows."""

from __future__ import annotations

import csv
import gzip
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from mayadeen.dataset.columns import TABLES, Column

Rows = list[dict[str, Any]]


def jsonl(release: Path, table: str) -> Rows:
    """The lines as they are."""
    with gzip.open(release / f"{table}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def parquet(release: Path, table: str) -> Rows:
    """Moments and days as the text that the other formats hold."""
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    relation = con.execute(f"FROM '{release / table}.parquet'")
    names = [column[0] for column in relation.description]
    rows = [dict(zip(names, values, strict=True)) for values in relation.fetchall()]
    for row in rows:
        for column in TABLES[table].columns:
            if column.is_moment and row[column.name]:
                row[column.name] = f"{row[column.name]:%Y-%m-%dT%H:%M:%SZ}"
            elif column.is_day and row[column.name]:
                row[column.name] = row[column.name].isoformat()
    return rows


def sqlite(release: Path, table: str) -> Rows:
    """Lists and objects from their JSON, without the keys that only SQLite has."""
    columns = TABLES[table].columns
    names = ", ".join(column.name for column in columns)
    with closing(sqlite3.connect(release / "articles.sqlite")) as db:
        rows = db.execute(f"SELECT {names} FROM {table} ORDER BY rowid").fetchall()
    return [
        {
            column.name: json.loads(value) if column.is_nested and value is not None else value
            for column, value in zip(columns, row, strict=True)
        }
        for row in rows
    ]


def cells(release: Path, table: str) -> Rows:
    """The CSV's cells, read back as DATA.md says."""
    columns = {column.name: column for column in TABLES[table].columns}
    with (release / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [
            {name: _cell(cell, columns[name]) for name, cell in row.items()}
            for row in csv.DictReader(file)
        ]


def _cell(cell: str, column: Column) -> Any:
    cell = re.sub(
        r"^'('*[\x00-\x20\x7f\xa0\u200b-\u200f\ufeff]*[=+\-@＝＋－＠]|'*[\t\r])", r"\1", cell
    )
    if column.type.startswith("STRUCT") and not column.type.endswith("[]"):
        return json.loads(cell) if cell else None
    if column.is_nested:
        members = [re.sub(r"\\(.)", r"\1", member) for member in re.split(r" \| ", cell) if member]
        if column.type.startswith("MAP"):
            return dict(member.split("=", 1) for member in members)
        return members if column.type == "VARCHAR[]" else [json.loads(m) for m in members]
    if cell == "":
        return None
    return int(cell) if column.type == "BIGINT" else cell
