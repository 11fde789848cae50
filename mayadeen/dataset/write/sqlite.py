"""Write the release as one SQLite file with foreign keys and full-text search."""

# ruff: noqa: S608 - the names in the SQL are our own columns'; values are bound or quoted

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from mayadeen.dataset.columns import LISTED, SLIM, TABLES, Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb

# A row may be a megabyte and more, in Python twice that, and two batches are held at a time.
_BATCH = 4
# One without a story is some hundred bytes.
_MANY = 1000

_KEYS = {
    "articles": "PRIMARY KEY (id), FOREIGN KEY (id) REFERENCES posts (id)",
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


def _declared(column: Column) -> str:
    return f'"{column.name}" {"INTEGER" if column.type == "BIGINT" else "TEXT"}'


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
            _browse(con, db)
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


def _browse(con: duckdb.DuckDBPyConnection, db: sqlite3.Connection) -> None:
    """Add what is looked through quickly: `posts` without stories, and a table for each list.

    A view would read the stories' pages for each count, and a facet of JSON parse each row.
    """
    known = {column.name: column for column in TABLES["articles"].columns}
    columns = [known[name] for name in SLIM]
    db.execute(f"CREATE TABLE posts ({', '.join(map(_declared, columns))}, PRIMARY KEY (id))")
    # In the order of `articles`, so that a row's number is the same and one search serves both.
    rows = con.execute(f"SELECT {', '.join(SLIM)} FROM articles")
    while batch := rows.fetchmany(_MANY):
        db.executemany(f"INSERT INTO posts VALUES ({', '.join('?' * len(columns))})", batch)
    for column in ("local_date", "kind", "section, category", "source"):
        db.execute(f"CREATE INDEX by_posts_{column.replace(', ', '_')} ON posts ({column})")
    for list_, member in LISTED.items():
        db.execute(
            f"CREATE TABLE post_{list_} ({member} TEXT, id TEXT REFERENCES posts (id),"
            f" PRIMARY KEY ({member}, id)) WITHOUT ROWID"
        )
        rows = con.execute(f"SELECT unnest({list_}), id FROM articles")
        while batch := rows.fetchmany(_MANY):
            db.executemany(f"INSERT OR IGNORE INTO post_{list_} VALUES (?, ?)", batch)
        db.execute(f"CREATE INDEX by_post_{list_} ON post_{list_} (id)")


def _fill(con: duckdb.DuckDBPyConnection, db: sqlite3.Connection, table: Table) -> None:
    columns = list(map(_declared, table.columns))
    db.execute(f"CREATE TABLE {table.name} ({', '.join([*columns, _KEYS[table.name]])})")
    marks = ", ".join("?" * len(columns))
    rows = con.execute(_rows(table))
    while batch := rows.fetchmany(_BATCH):
        db.executemany(f"INSERT INTO {table.name} VALUES ({marks})", batch)
