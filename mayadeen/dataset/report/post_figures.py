"""Count the posts of a release: coverage, credits, edits, links."""

# ruff: noqa: S608 - the names in the SQL are our own columns'; values are bound or quoted

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mayadeen.dataset.columns import RELS, TABLES
from mayadeen.dataset.merge import Choice
from mayadeen.dataset.report.change_figures import linked_rows
from mayadeen.dataset.report.sheet import MORE, NONE, Row, Sheet, as_rows, share_of, top_rows

if TYPE_CHECKING:
    import duckdb


_CATEGORIES = 12
# Some 250 bytes each, in a page that is to open at once.
SEARCHED = 2000

GAPS = (
    "SELECT local_date, next::DATE - local_date::DATE - 1 AS missing, next FROM ("
    " SELECT local_date, lead(local_date) OVER (ORDER BY local_date) AS next FROM"
    " (SELECT DISTINCT local_date FROM kept WHERE latest AND local_date IS NOT NULL))"
    " WHERE missing > 0 ORDER BY missing DESC, local_date"
)


def _groups(columns: str) -> str:
    return (
        f"SELECT {columns}, count(*) AS posts FROM articles"
        f" GROUP BY ALL ORDER BY posts DESC, {columns}"
    )


def _members(column: str) -> str:
    return (
        f"SELECT name, count(*) AS posts FROM (SELECT unnest({column}) AS name FROM articles)"
        " GROUP BY ALL ORDER BY posts DESC, name"
    )


def content(con: duckdb.DuckDBPyConnection, posts: int) -> list[Sheet]:
    return [
        Sheet(
            "editions",
            "Posts by edition",
            ("edition", "first day", "last day", "posts"),
            as_rows(
                con,
                "SELECT edition, min(local_date), max(local_date), count(*) FROM kept WHERE latest"
                " GROUP BY edition ORDER BY edition",
            ),
        ),
        Sheet(
            "months",
            "Posts by month",
            ("month", "posts"),
            as_rows(
                con,
                "SELECT left(local_date, 7) AS month, count(*) FROM kept"
                " WHERE latest AND local_date IS NOT NULL GROUP BY ALL ORDER BY ALL",
            ),
        ),
        Sheet("kinds", "Posts by kind", ("kind", "posts"), as_rows(con, _groups("kind"))),
        Sheet(
            "categories",
            "Posts by section and category",
            ("section", "category", "posts"),
            as_rows(con, _groups("section, category")),
            f"As the site's menu names them; {NONE} means that the post named none.",
        ),
        Sheet(
            "regions",
            "Posts by region",
            ("region", "posts"),
            *top_rows(
                con,
                _members("regions"),
                "most frequent",
                "A post may stand in several regions or in none.",
                most=MORE,
            ),
        ),
        Sheet(
            "tags",
            "Most used tags",
            ("tag", "posts"),
            *top_rows(con, _members("tags"), "most frequent"),
        ),
    ]


def crossed(con: duckdb.DuckDBPyConnection) -> list[Sheet]:
    """Two things at a time: categories by month, and agencies by section."""
    by_month = as_rows(
        con,
        "SELECT left(local_date, 7), concat_ws(' › ', section, category) AS name, count(*)"
        " FROM articles WHERE local_date IS NOT NULL GROUP BY ALL",
    )
    by_section = as_rows(
        con,
        "SELECT agency, section, count(*) FROM"
        " (SELECT unnest(agencies) AS agency, section FROM articles) GROUP BY ALL",
    )
    return [
        Sheet(
            "category_months",
            "Categories by month",
            *_crossed("month", by_month),
            f"The {_CATEGORIES} categories with most posts.",
        ),
        Sheet(
            "agency_sections",
            "Agencies by section",
            *_crossed("agency", by_section),
            "Posts that credit the agency; one that credits several counts for each.",
        ),
    ]


def _crossed(head: str, counted: list[Row]) -> tuple[tuple[str, ...], list[Row]]:
    """Rows of name, other name and number as a table: a row each, a column each, zeros between."""
    totals: Counter[str] = Counter()
    for _, column, number in counted:
        totals[column or NONE] += number
    columns = sorted(totals, key=lambda name: (-totals[name], name))[:_CATEGORIES]
    numbers = {(row, column or NONE): number for row, column, number in counted}
    rows = [
        (row, *(numbers.get((row, column), 0) for column in columns))
        for row in sorted({row for row, _, _ in counted})
    ]
    return (head, *columns), rows


def credit(con: duckdb.DuckDBPyConnection) -> list[Sheet]:
    return [
        Sheet(key, title, (column, "posts"), *top_rows(con, sql, "most frequent"))
        for key, title, column, sql in (
            ("sources", "Sources", "source", _groups("source")),
            ("authors", "Most frequent authors", "author", _members("authors")),
            ("agencies", "Agencies", "agency", _members("agencies")),
        )
    ]


def quality(con: duckdb.DuckDBPyConnection, posts: int) -> list[Sheet]:
    columns = TABLES["articles"].own
    filled = ", ".join(
        f'count(*) FILTER (len(map_keys("{c.name}")) > 0)'
        if c.type.startswith("MAP")
        else f'count(*) FILTER (len("{c.name}") > 0)'
        if c.type.endswith("]")
        else f'count("{c.name}")'
        for c in columns
    )
    have = as_rows(con, f"SELECT {filled} FROM articles")[0]
    layers: dict[str, list[str]] = {}
    for name, layer, count in as_rows(
        con,
        "SELECT entry.key, entry.value, count(*) AS posts FROM"
        " (SELECT unnest(map_entries(field_sources)) AS entry FROM articles)"
        " GROUP BY ALL ORDER BY posts DESC, entry.key, entry.value",
    ):
        layers.setdefault(name, []).append(f"{layer} {count}")
    return [
        Sheet(
            "coverage",
            "Field coverage",
            ("field", "posts with a value", "share", "read from"),
            [
                (c.name, n, share_of(n, posts), ", ".join(layers.get(c.name, [])))
                for c, n in zip(columns, have, strict=True)
            ],
            "Many fields are rightly empty: not every post has a translator or a film.",
        ),
        Sheet(
            "dates",
            "How dates were read",
            ("precision", "zone", "flag", "posts"),
            as_rows(con, _groups("published_precision, published_zone, published_flag")),
            "A zone that is assumed is Beirut's. Flags mark wall times at a change of clock.",
        ),
        Sheet(
            "warnings",
            "Warnings",
            ("warning", "posts"),
            *top_rows(
                con,
                _members("warnings"),
                "most frequent",
                "What was doubtful on the page; DATA.md says what each code means.",
                most=MORE,
            ),
        ),
        Sheet(
            "duplicates",
            "Largest groups of near-duplicates",
            ("title of the earliest", "posts", "cluster"),
            *linked_rows(
                con,
                "SELECT coalesce(title, url), url, cluster_size, id FROM articles"
                " WHERE id = cluster_id AND cluster_size > 1 ORDER BY cluster_size DESC, id",
                "largest",
            ),
        ),
        Sheet(
            "shared",
            "Addresses under more than one id",
            ("address", "ids"),
            *top_rows(
                con,
                "SELECT url, string_agg(id, ', ' ORDER BY id) FROM articles GROUP BY url"
                " HAVING count(*) > 1 ORDER BY url",
                "first",
                "A page that named its number at one time and none at another.",
            ),
        ),
    ]


def linked_sheet(con: duckdb.DuckDBPyConnection) -> Sheet:
    each = ", ".join(f"in_{rel}" for rel in RELS)
    by_turns = ", ".join(f"in_{rel} DESC" for rel in RELS)
    return Sheet(
        "linked",
        "Most linked posts",
        ("title", *RELS, "id"),
        *linked_rows(
            con,
            f"SELECT coalesce(title, url), url, {each}, id FROM articles"
            f" WHERE greatest({each}) > 0 ORDER BY {by_turns}, id",
            "most linked",
            "Pages that were seen to show the post, each once, by the block it stood in. In order"
            " of `related`, which is chosen for each story: the other blocks are the same on all"
            " pages of a day, and a sum would count a page twice.",
        ),
    )


def searched(con: duckdb.DuckDBPyConnection) -> list[Row]:
    """The latest posts as they are searched in the report: day, title, address, section and
    category, credits, and words to find them by."""
    return as_rows(
        con,
        f"""
        SELECT coalesce(local_date, ''), coalesce(title, url), url,
            concat_ws(' › ', section, category),
            array_to_string(
                list_concat(authors, if(source IN agencies, [], [source]), agencies), ', '),
            concat_ws(' ', kind, id, array_to_string(list_concat(tags, regions), ' '))
        FROM articles ORDER BY local_date DESC NULLS LAST, id LIMIT {SEARCHED}
        """,
    )


def lack_sheets(con: duckdb.DuckDBPyConnection, choice: Choice) -> list[Sheet]:
    return [
        Sheet(
            "gaps",
            "Longest stretches of days without a post",
            ("after", "days without a post", "before"),
            *top_rows(
                con,
                GAPS,
                "longest",
                "Between the first and the last day; whether the site was silent or the crawl has"
                " not been there, the calendar tells.",
            ),
        ),
        Sheet(
            "absent",
            "Linked posts that the release lacks",
            ("block", "addresses linked", "not in the release", "share"),
            [
                (rel, linked, absent, share_of(absent, linked))
                for rel, linked, absent in as_rows(
                    con,
                    "SELECT rel, count(DISTINCT url), count(DISTINCT url) FILTER"
                    " (url NOT IN (SELECT url FROM articles)) FROM links GROUP BY rel ORDER BY rel",
                )
            ],
            "" if choice.is_all else "Posts that were left out as asked are among them.",
        ),
    ]
