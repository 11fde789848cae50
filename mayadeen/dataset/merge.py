"""Merge many runs' lines into one row a post, revision, link and headline."""

# ruff: noqa: S608 - the names in the SQL are our own columns'; values are bound or quoted

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mayadeen.dataset.columns import RELS, TABLES
from mayadeen.dataset.feeds import ReleaseError, types_of, value
from mayadeen.dataset.lines import Lines, before, read_json
from mayadeen.dataset.upgrade_schema import UPGRADED
from mayadeen.normalise.near_names import meant

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

# DuckDB knows days such as `infinity`, and year 0.
_DAY = r"regexp_extract(published_local, '^[1-9]\d{3}-\d\d-\d\d')"


@dataclass(frozen=True)
class Choice:
    """Which posts are released: days are the site's, both ends count; sections by name or slug.

    Of `keywords`, `tags`, `authors` and `regions` a post has one each; see `filter_posts`.
    """

    since: str | None = None
    until: str | None = None
    sections: tuple[str, ...] = ()
    edition: str | None = None
    keywords: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    kind: str | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self == Choice()


def _slug(name: str) -> str:
    return re.sub(r"\W+", "", name).casefold()


def choose(con: duckdb.DuckDBPyConnection, choice: Choice) -> int:
    """Make the table `kept`: one row for each revision, naming its last line.

    Gives the number of posts left out. A post's lines are ordered by when they were fetched or
    captured, whatever feeds they came from; equal neighbours are one revision, and revisions are
    numbered from 1. An earlier release's revision was seen twice: first and last. Raises
    ReleaseError if no post is left.
    """
    con.execute(
        f"""
        CREATE TABLE kept AS
        WITH seen AS (
            SELECT id, line, revision, content_hash, fetched_at AS moment, 1 AS readings
            FROM articles_lines WHERE fault IS NULL
            UNION ALL
            SELECT id, line, revision, content_hash, first_fetched_at, 0
            FROM articles_lines WHERE fault IS NULL AND first_fetched_at < fetched_at
        ), stepped AS (
            SELECT *, content_hash IS DISTINCT FROM lag(content_hash) OVER forth AS is_edit
            FROM seen WINDOW forth AS
                (PARTITION BY id ORDER BY moment, revision, content_hash, line, readings)
        ), numbered AS (
            SELECT *, (count(*) FILTER (is_edit) OVER (
                PARTITION BY id ORDER BY moment, revision, content_hash, line, readings
                ROWS UNBOUNDED PRECEDING
            )) AS number
            FROM stepped
        ), once AS (
            SELECT id, number, min(moment) AS first_fetched_at,
                max({{'moment': moment, 'line': line}}) AS last,
                sum(readings)::BIGINT AS readings
            FROM numbered GROUP BY id, number
        )
        SELECT read.line, read.id, url, once.number AS revision, last.moment AS fetched_at, edition,
            {", ".join(UPGRADED)},
            section, category,
            strftime(try_cast({_DAY} AS DATE), '%Y-%m-%d') AS local_date,
            once.first_fetched_at, once.readings,
            once.number = max(once.number) OVER post AS latest,
            count(*) OVER post AS revisions_seen,
            lag(once.first_fetched_at) OVER forth AS previous,
            CASE WHEN previous IS NULL THEN [] ELSE list_filter([
                CASE WHEN title <> lag(title) OVER forth THEN 'title' END,
                CASE WHEN summary <> lag(summary) OVER forth THEN 'summary' END,
                CASE WHEN body <> lag(body) OVER forth THEN 'body' END
            ], lambda x: x IS NOT NULL) END::VARCHAR[] AS changed
        FROM once JOIN articles_lines read ON read.line = last.line
        WINDOW post AS (PARTITION BY read.id), forth AS (PARTITION BY read.id ORDER BY number)
        """
    )
    posts = "SELECT count(DISTINCT id) FROM kept"
    before: int = con.execute(posts).fetchall()[0][0]
    if not choice.is_all:
        _leave_out(con, choice)
    after: int = con.execute(posts).fetchall()[0][0]
    if not after:
        raise ReleaseError("nothing to release: no feed holds a post that was asked for")
    return before - after


def _leave_out(con: duckdb.DuckDBPyConnection, choice: Choice) -> None:
    wanted = {_slug(section) for section in choice.sections}
    names = con.execute("SELECT DISTINCT section, category FROM kept WHERE latest").fetchall()
    known = {name for pair in names for name in pair if name}
    if unknown := sorted(wanted - {_slug(name) for name in known}):
        raise ReleaseError(
            f"sections: no post stands in {', '.join(unknown)}; there are"
            f" {', '.join(sorted(known)) or 'none'}{meant(unknown[0], known)}"
        )
    con.execute(
        """
        DELETE FROM kept WHERE id NOT IN (
            SELECT id FROM kept WHERE latest
            AND coalesce(local_date >= $since, $since IS NULL)
            AND coalesce(local_date <= $until, $until IS NULL)
            AND coalesce(edition = $edition, true)
            AND (len($names) = 0 OR list_contains($names, section)
                OR list_contains($names, category))
        )
        """,
        {
            "since": choice.since,
            "until": choice.until,
            "edition": choice.edition,
            "names": [name for name in known if _slug(name) in wanted],
        },
    )


def merge_beside(con: duckdb.DuckDBPyConnection, choice: Choice) -> None:
    """Make the tables `links`, `breaking` and `authors`, in the order in which they are released.

    Where posts were left out, only links seen beside posts that stay are kept, and the ticker's
    lines first seen on the days asked for.
    """
    con.execute(
        f"""
        CREATE TABLE links AS
        WITH posts AS (
            SELECT url, id, min(first_fetched_at) AS since FROM kept GROUP BY url, id
        ), stood AS (
            -- Of several posts at one address the first was there before it was fetched.
            SELECT url, id, if(row_number() OVER turns = 1, '', since) AS since
            FROM posts WINDOW turns AS (PARTITION BY url ORDER BY since, id)
        ), seen AS (
        SELECT {_own("links")} FROM links_lines
        WHERE fault IS NULL AND ($everything OR page_url IN (SELECT url FROM kept WHERE latest))
        QUALIFY row_number() OVER (
            PARTITION BY page_url, rel, url, left(observed_at, 10) ORDER BY observed_at, rank, line
        ) = 1
        )
        SELECT seen.*, page.id AS page_id, target.id AS target_id FROM seen
        ASOF LEFT JOIN stood page
            ON page.url = seen.page_url AND page.since <= seen.observed_at
        ASOF LEFT JOIN stood target ON target.url = seen.url AND target.since <= seen.observed_at
        ORDER BY observed_at, page_url, rel, rank, seen.url
        """,
        {"everything": choice.is_all},
    )
    con.execute(
        f"""
        CREATE TABLE breaking AS
        SELECT {_own("breaking")} FROM breaking_lines
        WHERE fault IS NULL AND coalesce(edition = $edition, true)
        QUALIFY row_number() OVER (
            PARTITION BY edition, text_hash ORDER BY first_seen_at, observed_at, line
        ) = 1
        AND coalesce(strftime(first_seen_at::TIMESTAMPTZ AT TIME ZONE 'Asia/Beirut', '%Y-%m-%d')
            BETWEEN coalesce($since, '0') AND coalesce($until, '9'), true)
        ORDER BY first_seen_at, edition, rank, text_hash
        """,
        {"edition": choice.edition, "since": choice.since, "until": choice.until},
    )
    con.execute(
        f"""
        CREATE TABLE authors AS
        SELECT {_own("authors")} FROM authors_lines
        WHERE fault IS NULL AND coalesce(edition = $edition, true)
        QUALIFY row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC, line DESC) = 1
        ORDER BY edition, url
        """,
        {"edition": choice.edition},
    )


def _own(table: str) -> str:
    return ", ".join(f'"{column.name}"' for column in TABLES[table].own)


# What is told of a revision besides its line, in the order in which it is written before it.
_TOLD = {
    "revision": "BIGINT",
    "fetched_at": "VARCHAR",
    **dict.fromkeys(UPGRADED, "VARCHAR"),
    "local_date": "VARCHAR",
    "first_fetched_at": "VARCHAR",
    "changed": "VARCHAR[]",
    "latest": "BOOLEAN",
    "revisions_seen": "BIGINT",
    **{f"in_{rel}": "BIGINT" for rel in RELS},
    "seconds_since_previous": "BIGINT",
}
# DuckDB works on 2,048 rows at a time, and must hold them. Where they are larger than this, fewer
# rows are a table of their own.
_AT_ONCE = 2048
_BYTES_AT_ONCE = 16 << 20
# To write a long row as JSON takes more room than to write many short ones of as many bytes.
_LONG, _LONG_WEIGHS = 1 << 20, 4


def order(con: duckdb.DuckDBPyConnection, lines: Lines, scratch: Path) -> None:
    """Make the tables `revisions_0` and so on, and all of them one view `revisions`.

    Rows stand in the order in which they are released. Places are given to narrow rows, and lines
    are brought into them before DuckDB reads them: it would sort stories in memory.
    """
    counts = ", ".join(
        f"count(DISTINCT page_url) FILTER (rel = '{rel}') AS in_{rel}" for rel in RELS
    )
    shown = ", ".join(f"coalesce(in_{rel}, 0) AS in_{rel}" for rel in RELS)
    told = ", ".join(f'"{name}" := "{name}"' for name in _TOLD)
    rows = con.execute(
        f"""
        WITH shown AS (SELECT url, {counts} FROM links WHERE url <> page_url GROUP BY url),
        told AS (
            SELECT kept.*, {shown},
                date_diff('second', previous::TIMESTAMPTZ, kept.first_fetched_at::TIMESTAMPTZ)
                    AS seconds_since_previous
            FROM kept LEFT JOIN shown USING (url)
        )
        SELECT line, to_json(struct_pack({told}))::VARCHAR FROM told
        ORDER BY local_date NULLS LAST, id, revision
        """
    )
    with Lines(scratch, "placed") as placed:
        _place(rows, lines, placed)
        lines.drop()
        _make(con, placed)


def _place(rows: duckdb.DuckDBPyConnection, lines: Lines, placed: Lines) -> None:
    """Write the lines in order, each behind what is told of it; a file for each table."""
    place = size = 0
    while batch := rows.fetchmany(1000):
        for line, told in batch:
            size = size if place % _AT_ONCE else 0
            size += (own := _weight(lines.size(line)))
            if not placed.files or size > _BYTES_AT_ONCE:
                placed.begin()
                place, size = 0, own
            placed.add(before(told, lines.take(line)))
            place += 1
    placed.flush()


def _weight(size: int) -> int:
    return size if size < _LONG else _LONG_WEIGHS * size


def _make(con: duckdb.DuckDBPyConnection, placed: Lines) -> None:
    table = TABLES["revisions"]
    own = {column.name for column in table.own}
    columns = ", ".join([*map(value, table.own), *(f'"{n}"' for n in _TOLD if n not in own)])
    # With several threads, where vectors end would be chance, and with it where files' groups do.
    con.execute("SET threads = 1")
    for number, file in enumerate(placed.files):
        lines = read_json([file], types_of(table) | _TOLD)
        con.execute(f"CREATE TABLE revisions_{number} AS SELECT {columns} FROM {lines}")
    parts = " UNION ALL ".join(f"FROM revisions_{n}" for n in range(len(placed.files)))
    con.execute(f"CREATE VIEW revisions AS {parts}")
