"""Many runs' lines into one row a post, revision, link and headline."""

# ruff: noqa: S608 - the names in the SQL are our own columns'; values are bound or quoted

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mayadeen.dataset.columns import RELS, TABLES
from mayadeen.dataset.feeds import ReleaseError

if TYPE_CHECKING:
    import duckdb


# Eight of the row groups that `store` asks for.
_AT_ONCE = 65_536


@dataclass(frozen=True)
class Choice:
    """Which posts are released: days are the site's, both ends count; sections by name or slug."""

    since: str | None = None
    until: str | None = None
    sections: tuple[str, ...] = ()
    edition: str | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self == Choice()


def _slug(name: str) -> str:
    return re.sub(r"\W+", "", name).casefold()


def choose(con: duckdb.DuckDBPyConnection, choice: Choice) -> int:
    """Make the table `kept`: one row for each revision, naming its last line.

    Gives the number of posts left out. The latest revision of a post is the one with the highest
    `revision`, then `fetched_at`. Raises ReleaseError if no post is left.
    """
    con.execute(
        """
        CREATE TABLE kept AS
        WITH seen AS (
            SELECT rowid AS line, id, url, revision, content_hash, fetched_at, edition,
                least(first_fetched_at, fetched_at) AS first,
                section, category, strftime(try_cast(left(published_local, 10) AS DATE), '%Y-%m-%d')
                    AS local_date,
                hash(title) AS title, hash(summary) AS summary, hash(body) AS body
            FROM articles_lines WHERE fault IS NULL
        ), once AS (
            SELECT id, revision, content_hash, min(first) AS first_fetched_at,
                max({'fetched_at': fetched_at, 'line': line}) AS last, count(*) AS readings
            FROM seen GROUP BY id, revision, content_hash
        )
        SELECT seen.* EXCLUDE (first), first_fetched_at, readings,
            row_number() OVER back = 1 AS latest, count(*) OVER post AS revisions_seen,
            lag(first_fetched_at) OVER forth AS previous,
            CASE WHEN previous IS NULL THEN [] ELSE list_filter([
                CASE WHEN seen.title <> lag(seen.title) OVER forth THEN 'title' END,
                CASE WHEN seen.summary <> lag(seen.summary) OVER forth THEN 'summary' END,
                CASE WHEN seen.body <> lag(seen.body) OVER forth THEN 'body' END
            ], lambda x: x IS NOT NULL) END::VARCHAR[] AS changed
        FROM once JOIN seen ON seen.line = once.last.line
        WINDOW post AS (PARTITION BY seen.id),
            back AS (PARTITION BY seen.id
                ORDER BY seen.revision DESC, seen.fetched_at DESC, line DESC),
            forth AS (PARTITION BY seen.id ORDER BY seen.revision, seen.fetched_at, line)
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
            f" {', '.join(sorted(known)) or 'none'}"
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
        SELECT {_own("links")} FROM links_lines
        WHERE fault IS NULL AND ($everything OR page_url IN (SELECT url FROM kept WHERE latest))
        QUALIFY row_number() OVER (
            PARTITION BY page_url, rel, url, left(observed_at, 10) ORDER BY observed_at, rank, rowid
        ) = 1
        ORDER BY observed_at, page_url, rel, rank, url
        """,
        {"everything": choice.is_all},
    )
    con.execute(
        f"""
        CREATE TABLE breaking AS
        SELECT {_own("breaking")} FROM breaking_lines
        WHERE fault IS NULL AND coalesce(edition = $edition, true)
        QUALIFY row_number() OVER (
            PARTITION BY edition, text_hash ORDER BY first_seen_at, observed_at, rowid
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
        QUALIFY row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC, rowid DESC) = 1
        ORDER BY edition, url
        """,
        {"edition": choice.edition},
    )


def _own(table: str) -> str:
    return ", ".join(f'"{column.name}"' for column in TABLES[table].own)


def order(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table `revisions`, its rows in the order in which they are released.

    Places are given to narrow rows, and stories are brought into them a few thousand at a time:
    sorting all at once, DuckDB runs out of memory instead of going to the disk.
    """
    counts = ", ".join(
        f"count(DISTINCT page_url) FILTER (rel = '{rel}') AS in_{rel}" for rel in RELS
    )
    shown = ", ".join(f"coalesce(in_{rel}, 0) AS in_{rel}" for rel in RELS)
    con.execute(
        f"""
        CREATE TABLE placed AS
        WITH shown AS (SELECT url, {counts} FROM links WHERE url <> page_url GROUP BY url)
        SELECT line, local_date, first_fetched_at, changed, latest, revisions_seen, {shown},
            date_diff('second', previous::TIMESTAMPTZ, first_fetched_at::TIMESTAMPTZ)
                AS seconds_since_previous,
            row_number() OVER (
                ORDER BY local_date NULLS LAST, id, revision, fetched_at, line
            ) - 1 AS place
        FROM kept LEFT JOIN shown USING (url)
        """
    )
    own = ", ".join(f'l."{column.name}"' for column in TABLES["revisions"].own)
    revisions = (
        f"SELECT {own}, placed.* EXCLUDE (line, place) FROM articles_lines l"
        " JOIN placed ON l.rowid = placed.line WHERE place BETWEEN $first AND $last ORDER BY place"
    )
    con.execute(f"CREATE TABLE revisions AS {revisions}", {"first": 0, "last": _AT_ONCE - 1})
    total = con.execute("SELECT count(*) FROM placed").fetchall()[0][0]
    for first in range(_AT_ONCE, total, _AT_ONCE):
        last = first + _AT_ONCE - 1
        con.execute(f"INSERT INTO revisions {revisions}", {"first": first, "last": last})
    con.execute("DROP TABLE articles_lines")
