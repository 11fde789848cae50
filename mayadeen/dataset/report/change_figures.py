"""Count the edits of a release, and show what stood before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mayadeen.dataset.excerpts import parted
from mayadeen.dataset.report.sheet import Linked, Row, Sheet, as_rows, top_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

# Lists of posts are shown unfolded.
_MOST = 12
# The narrow columns alone are put in order: stories have no room in a sort.
_LATEST = """
    SELECT id, revision, changed, first_fetched_at FROM revisions
    WHERE len(changed) > 0 AND list_contains(changed, 'title') = {}
    ORDER BY first_fetched_at DESC, id, revision DESC
"""


def edit_sheets(con: duckdb.DuckDBPyConnection) -> list[Sheet]:
    """The sheets of edits; empty ones where none was seen."""
    headlines, headlines_note = top_rows(con, _LATEST.format(True), "latest")
    texts, texts_note = top_rows(
        con, _LATEST.format(False), "latest", "Cut to where the two part.", most=_MOST
    )
    return [
        Sheet(
            "headlines",
            "Headlines before and after",
            ("before", "after", "seen"),
            _headlines(con, headlines),
            headlines_note,
        ),
        Sheet(
            "texts",
            "Texts before and after, under the same headline",
            ("post", "what", "before", "after", "seen"),
            _edited_texts(con, texts),
            texts_note,
        ),
        Sheet(
            "edited",
            "Most edited posts",
            ("title", "revisions", "id"),
            *linked_rows(
                con,
                "SELECT coalesce(title, url), url, revisions_seen, id FROM articles"
                " WHERE revisions_seen > 1 ORDER BY revisions_seen DESC, id",
                "most edited",
            ),
        ),
        Sheet(
            "edits",
            "Edits by what was changed",
            ("what changed", "revisions", "median hours since the revision before"),
            as_rows(
                con,
                "SELECT if(len(changed) = 0, 'nothing in the text', array_to_string(changed, ', '))"
                " AS what, count(*) AS n, round(median(seconds_since_previous) / 3600, 1)"
                " FROM revisions WHERE seconds_since_previous IS NOT NULL"
                " GROUP BY ALL ORDER BY n DESC, what",
            ),
            "Only edits between two fetches are seen.",
        ),
    ]


def linked_rows(
    con: duckdb.DuckDBPyConnection, sql: str, which: str, note: str = ""
) -> tuple[list[Row], str]:
    """As `top_rows`, of rows that begin with a title and its address: they become one cell."""
    rows, said = top_rows(con, sql, which, note, most=_MOST)
    return [(Linked(title, url), *rest) for title, url, *rest in rows], said


def _headlines(con: duckdb.DuckDBPyConnection, latest: list[Row]) -> list[Row]:
    return [
        (before["title"], Linked(after["title"] or after["url"], after["url"]), seen[:10])
        for before, after, _, seen in _both(con, latest)
    ]


def _edited_texts(con: duckdb.DuckDBPyConnection, latest: list[Row]) -> list[Row]:
    rows = []
    for before, after, changed, seen in _both(con, latest):
        name = "summary" if "summary" in changed else "body"
        old, new = parted(before[name] or "", after[name] or "", words=True)
        title = Linked(after["title"] or after["url"], after["url"])
        rows.append((title, ", ".join(changed), old, new, seen[:10]))
    return rows


def _both(
    con: duckdb.DuckDBPyConnection, latest: list[Row]
) -> Iterator[tuple[dict[str, Any], dict[str, Any], list[str], str]]:
    """The texts before and after each of these edits, what was changed, and when it was seen."""
    texts = _texts(con, latest)
    for id_, revision, changed, seen in latest:
        yield texts[id_, revision - 1], texts[id_, revision], changed, seen


def _texts(
    con: duckdb.DuckDBPyConnection, latest: list[Row]
) -> dict[tuple[str, int], dict[str, Any]]:
    """The texts of these revisions and of those before them, by id and number."""
    names = ("url", "title", "summary", "body")
    found = con.execute(
        f"SELECT id, revision, {', '.join(names)} FROM revisions"  # noqa: S608 - names of ours
        " WHERE id IN (SELECT unnest($ids::VARCHAR[]))",
        {"ids": [row[0] for row in latest]},
    ).fetchall()
    return {(row[0], row[1]): dict(zip(names, row[2:], strict=True)) for row in found}
