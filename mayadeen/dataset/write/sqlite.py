"""The release as one SQLite file with foreign keys and full-text search, and Datasette's view."""

# ruff: noqa: S608 - the names in the SQL are our own columns'; values are bound or quoted

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from mayadeen.dataset.columns import TABLES, Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb

# A row may be a megabyte and more.
_BATCH = 32

_KEYS = {
    "articles": "PRIMARY KEY (id)",
    "revisions": "FOREIGN KEY (id) REFERENCES articles (id)",
    "links": "FOREIGN KEY (page_id) REFERENCES articles (id),"
    " FOREIGN KEY (target_id) REFERENCES articles (id)",
    "breaking": "PRIMARY KEY (edition, text_hash)",
    "authors": "PRIMARY KEY (url)",
}
_INDEXES = {
    "articles": ("local_date", "section, category", "cluster_id", "url"),
    "revisions": ("id, revision",),
    "links": ("page_id", "target_id"),
}
# What a reader of the site and a doubter of the data would each narrow by.
FACETS = {
    "articles": [
        "kind",
        "section",
        "category",
        "source",
        {"array": "regions"},
        {"array": "tags"},
        {"array": "authors"},
        {"array": "warnings"},
    ],
    "revisions": ["revision", {"array": "changed"}],
    "links": ["rel", "label"],
    "breaking": ["speaker"],
    "authors": ["edition"],
}


def _value(column: Column) -> str:
    name = f'"{column.name}"'
    return f"to_json({name})::VARCHAR" if column.is_nested else name


def _rows(table: Table) -> str:
    return f"SELECT {', '.join(map(_value, table.columns))} FROM {table.name}"


def write(con: duckdb.DuckDBPyConnection, path: Path, names: Sequence[str]) -> None:
    """Add the named tables to the file; lists are JSON arrays. Search comes with `articles`."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA page_size = 8192")
        db.execute("BEGIN")
        for name in names:
            _fill(con, db, TABLES[name])
            for columns in _INDEXES.get(name, ()):
                index = f"by_{name}_{columns.replace(', ', '_')}"
                db.execute(f"CREATE INDEX {index} ON {name} ({columns})")
        if "articles" in names:
            _index_words(db)
        db.execute("COMMIT")


def _index_words(db: sqlite3.Connection) -> None:
    # Datasette finds the index by this very spelling of `content`.
    db.execute(
        "CREATE VIRTUAL TABLE articles_fts USING fts5 (title, summary, body, text_folded,"
        " content=\"articles\", tokenize = 'unicode61 remove_diacritics 2')"
    )
    # Thirty times its usual buffer: fewer parts to merge, a third of the time saved.
    db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('hashsize', 33554432)")
    # SQLite folds what English and Spanish need; Arabic is found by its folded text, too.
    db.execute(
        "INSERT INTO articles_fts (rowid, title, summary, body, text_folded)"
        " SELECT rowid, title, summary, body, iif(edition = 'ar', text_folded, NULL) FROM articles"
        " ORDER BY rowid"
    )


def _fill(con: duckdb.DuckDBPyConnection, db: sqlite3.Connection, table: Table) -> None:
    columns = [
        f'"{column.name}" {"INTEGER" if column.type == "BIGINT" else "TEXT"}'
        for column in table.columns
    ]
    db.execute(f"CREATE TABLE {table.name} ({', '.join([*columns, _KEYS[table.name]])})")
    marks = ", ".join("?" * len(columns))
    rows = con.execute(_rows(table))
    while batch := rows.fetchmany(_BATCH):
        db.executemany(f"INSERT INTO {table.name} VALUES ({marks})", batch)


def datasette(database: str, *, title: str, description: str) -> dict[str, Any]:
    """Give Datasette's metadata for the file: meanings, facets and what names a row."""
    return {
        "title": title,
        "description": description,
        "databases": {
            database: {
                "tables": {
                    table.name: {
                        "description": table.meaning,
                        "facets": FACETS[table.name],
                        "columns": {c.name: c.schema["description"] for c in table.columns},
                    }
                    | (
                        {"sort_desc": "local_date", "label_column": "title"}
                        if table.name == "articles"
                        else {}
                    )
                    for table in TABLES.values()
                }
            }
        },
    }
