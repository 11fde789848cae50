"""Set up how Datasette shows a release: what comes first, facets, and ready questions."""

from __future__ import annotations

from typing import Any

from mayadeen.dataset.columns import LISTED, TABLES

# What a reader of the site and a doubter of the data would each narrow by.
_FACETS: dict[str, list[str | dict[str, str]]] = {
    "revisions": ["revision", {"array": "changed"}],
    "links": ["rel", "label"],
    "breaking": ["speaker"],
    "authors": ["edition"],
}
QUERIES = {
    "search": (
        "Search the texts",
        'Words of headline, summary or body; `harbour OR mole`, `"clock tower"` and `dredg*` work.',
        "SELECT posts.* FROM articles_fts JOIN posts ON posts.rowid = articles_fts.rowid"
        " WHERE articles_fts MATCH :words ORDER BY rank LIMIT 500",
    ),
    "edited_headlines": (
        "Headlines before and after",
        "As they were at one fetch and at the next.",
        "SELECT before.title AS before, after.title AS after, after.first_fetched_at AS seen,"
        " after.id FROM revisions AS after JOIN revisions AS before"
        " ON before.id = after.id AND before.revision = after.revision - 1"
        " WHERE before.title <> after.title ORDER BY seen DESC, after.id",
    ),
    "who_writes_most": (
        "Who writes most",
        "People credited, with their first and last day.",
        "SELECT author, count(*) AS posts, min(local_date) AS first, max(local_date) AS last"
        " FROM post_authors JOIN posts USING (id) GROUP BY author ORDER BY posts DESC, author",
    ),
    "agencies_by_section": (
        "Agencies by section",
        "Posts that credit them; one that credits several counts for each.",
        "SELECT agency, section, count(*) AS posts FROM post_agencies JOIN posts USING (id)"
        " GROUP BY agency, section ORDER BY posts DESC, agency, section",
    ),
    "categories_by_month": (
        "Categories by month",
        "Posts by day of publication on the site's clock.",
        "SELECT substr(local_date, 1, 7) AS month, section, category, count(*) AS posts FROM posts"
        " WHERE local_date IS NOT NULL GROUP BY month, section, category"
        " ORDER BY month DESC, posts DESC",
    ),
    "most_linked": (
        "Most linked posts",
        "Pages that were seen to show the post as related, each once.",
        "SELECT articles.id, title, in_related AS pages, articles.url FROM articles"
        " WHERE in_related > 0 ORDER BY pages DESC, articles.id LIMIT 500",
    ),
    "tags_together": (
        "Tags that stand together",
        "Pairs of tags by the number of posts that have both.",
        "SELECT one.tag AS tag, other.tag AS with_tag, count(*) AS posts"
        " FROM post_tags AS one JOIN post_tags AS other"
        " ON one.id = other.id AND one.tag < other.tag GROUP BY one.tag, other.tag"
        " ORDER BY posts DESC, tag, with_tag LIMIT 500",
    ),
    "near_duplicates": (
        "Near-duplicates",
        "Posts whose body is nearly that of an earlier one.",
        "SELECT cluster_id, cluster_size, local_date, title, url FROM articles"
        " WHERE cluster_size > 1 ORDER BY cluster_size DESC, cluster_id, local_date",
    ),
}


def datasette(database: str, *, title: str, description: str) -> dict[str, Any]:
    """Give Datasette's metadata for the file: what comes first, facets, meanings and questions."""
    tables: dict[str, Any] = {
        "posts": {
            "description": "The posts without their stories; the page of one leads to what is"
            " known of it.",
            "facets": ["kind", "section", "category", "source"],
            "fts_table": "articles_fts",
            "fts_pk": "rowid",
            "label_column": "title",
            "sort_desc": "local_date",
        }
    }
    for name, member in LISTED.items():
        tables[f"post_{name}"] = {
            "description": f"The {name} of each post, a row each.",
            "facets": [member],
        }
    for table in TABLES.values():
        tables[table.name] = {
            "description": table.meaning,
            "facets": _FACETS.get(table.name, []),
            "columns": {c.name: c.schema["description"] for c in table.columns},
        }
    # Fifty meanings would stand before its search, and a row is a screen high.
    del tables["articles"]["columns"]
    tables["articles"] |= {
        "description": "The latest revision of each post, whole. What the columns mean stands in"
        " schema.json; posts are quicker to look through.",
        "label_column": "title",
        "sort_desc": "local_date",
        "hidden": True,
    }
    queries = {
        name: {"title": asked, "description": meaning, "sql": sql}
        for name, (asked, meaning, sql) in QUERIES.items()
    }
    return {
        "title": title,
        "description": description,
        "databases": {database: {"tables": tables, "queries": queries}},
    }
