"""The tables of a release and their columns, made from the items' own descriptions."""

from __future__ import annotations

from dataclasses import dataclass, is_dataclass
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from itemadapter import ItemAdapter

from mayadeen.items import MOMENT, Article, Author, Headline, Link

RELS = ("related", "read_next", "most_read", "coverage")
FORMATS = ("jsonl", "csv", "parquet", "sqlite")
# Also on request: Excel takes a million rows at the most, and cuts long stories.
ALL_FORMATS = (*FORMATS, "xlsx")

_NULLABLE_TEXT = ["null", "string"]


@dataclass(frozen=True)
class Column:
    """One column: its name, its DuckDB type while building, and its JSON Schema."""

    name: str
    type: str
    schema: dict[str, Any]

    @property
    def is_moment(self) -> bool:
        """Whether it holds a moment in UTC."""
        return str(self.schema.get("pattern", "")).endswith("Z$")

    @property
    def is_day(self) -> bool:
        """Whether it holds a calendar day."""
        return self.schema.get("format") == "date"

    @property
    def is_nested(self) -> bool:
        """Whether its values are lists or objects."""
        return self.type.endswith("]") or self.type.startswith(("MAP", "STRUCT"))


def _duckdb_type(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is UnionType:
        return _duckdb_type(arguments[0])
    if origin is list:
        return f"{_duckdb_type(arguments[0])}[]"
    if origin is dict:
        return "MAP(VARCHAR, VARCHAR)"
    if is_dataclass(annotation):
        members = get_type_hints(annotation).items()
        return "STRUCT(" + ", ".join(f'"{k}" {_duckdb_type(v)}' for k, v in members) + ")"
    return {str: "VARCHAR", int: "BIGINT"}[annotation]


def columns_of(item: type) -> tuple[Column, ...]:
    """Give the columns of an item class, in the order of its fields."""
    properties = ItemAdapter.get_json_schema(item)["properties"]
    return tuple(
        Column(name, _duckdb_type(hint), properties[name])
        for name, hint in get_type_hints(item).items()
    )


def _derived(name: str, type_: str, meaning: str, **schema: Any) -> Column:
    return Column(name, type_, {"description": meaning, **schema})


_ARTICLES_ONLY = (
    _derived(
        "local_date",
        "VARCHAR",
        "The day of publication on the site's clock, from `published_local`; null where no date"
        " is known.",
        type=_NULLABLE_TEXT,
        format="date",
    ),
    _derived(
        "cluster_id",
        "VARCHAR",
        "The `id` of the earliest post whose body is nearly the same as this one's; the post's"
        " own `id` where there is none. One post for each value is a set without near-duplicates.",
        type="string",
    ),
    _derived(
        "cluster_size", "BIGINT", "How many posts share `cluster_id`.", type="integer", minimum=1
    ),
    _derived(
        "revisions_seen",
        "BIGINT",
        "How many revisions of the post the feeds hold.",
        type="integer",
        minimum=1,
    ),
    *(
        _derived(
            f"in_{rel}",
            "BIGINT",
            f"How many other pages were seen to show the post with `rel` = `{rel}`.",
            type="integer",
            minimum=0,
        )
        for rel in RELS
    ),
    _derived(
        "text_folded",
        "VARCHAR",
        "Title, summary and body on one line for searching: lower case, straight quotes and"
        " dashes, no Arabic vowel marks or tatweel, one form of alef, ya and kaf.",
        type="string",
    ),
)
_REVISIONS_ONLY = (
    _derived(
        "first_fetched_at",
        "VARCHAR",
        "When this revision was first fetched, UTC; `fetched_at` is when it was last.",
        type="string",
        pattern=MOMENT,
    ),
    _derived(
        "changed",
        "VARCHAR[]",
        "Which of `title`, `summary` and `body` differ from the revision before; empty for the"
        " first.",
        type="array",
        items={"type": "string", "enum": ["title", "summary", "body"]},
    ),
    _derived(
        "seconds_since_previous",
        "BIGINT",
        "Seconds from the first fetch of the revision before to the first fetch of this one;"
        " null for the first.",
        type=["null", "integer"],
    ),
)
_LINKS_ONLY = tuple(
    _derived(
        name,
        "VARCHAR",
        f"The `id` of the post that stood at `{address}` then; null where the release lacks it.",
        type=_NULLABLE_TEXT,
    )
    for name, address in (("page_id", "page_url"), ("target_id", "url"))
)


@dataclass(frozen=True)
class Table:
    """One table of the release; `key` names the columns that no two rows share."""

    name: str
    item: type
    meaning: str
    own: tuple[Column, ...]
    derived: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns in the order in which they are written."""
        return self.own + self.derived


TABLES = {
    table.name: table
    for table in (
        Table(
            "articles",
            Article,
            "The latest revision of each post.",
            columns_of(Article),
            _ARTICLES_ONLY,
            ("id",),
        ),
        Table(
            "revisions",
            Article,
            "Every revision of each post that was fetched.",
            columns_of(Article),
            _REVISIONS_ONLY,
            ("id", "revision", "content_hash"),
        ),
        Table(
            "links",
            Link,
            "What the site showed beside a post: one row for each page, block, target and day.",
            columns_of(Link),
            _LINKS_ONLY,
            ("page_url", "rel", "url", "observed_at"),
        ),
        Table(
            "breaking",
            Headline,
            "The lines of the ticker, each once.",
            columns_of(Headline),
            (),
            ("edition", "text_hash"),
        ),
        Table(
            "authors",
            Author,
            "The people who have a page of their own.",
            columns_of(Author),
            (),
            ("url",),
        ),
    )
}


# What SQLite has besides, for looking through posts: a table of ten columns without stories, and a
# table of two columns for each list, with what a member of it is called.
SLIM = (
    *("id", "local_date", "title", "section", "category", "kind", "source", "word_count"),
    *("revisions_seen", "url"),
)
LISTED = {
    "tags": "tag",
    "authors": "author",
    "agencies": "agency",
    "regions": "region",
}

# What tools for networks read; Gephi knows the columns by these names.
NETWORK = {
    table.name: table
    for table in (
        Table(
            "nodes",
            Article,
            "The posts, as the nodes of a network.",
            (
                _derived("id", "VARCHAR", "The post's `id`.", type="string"),
                _derived("label", "VARCHAR", "Its title.", type=_NULLABLE_TEXT),
                *(
                    column
                    for column in TABLES["articles"].columns
                    if column.name in ("url", "kind", "section", "category", "local_date")
                ),
            ),
            (),
            ("id",),
        ),
        Table(
            "edges",
            Link,
            "The links from one post of the release to another, one row for each block.",
            (
                _derived("source", "VARCHAR", "The post that showed the link.", type="string"),
                _derived("target", "VARCHAR", "The post that the link leads to.", type="string"),
                *(column for column in TABLES["links"].columns if column.name == "rel"),
                _derived(
                    "weight",
                    "BIGINT",
                    "On how many days the link was seen.",
                    type="integer",
                    minimum=1,
                ),
                *(
                    _derived(
                        f"{seen}_seen",
                        "VARCHAR",
                        f"When it was {seen} seen, UTC.",
                        type="string",
                        pattern=MOMENT,
                    )
                    for seen in ("first", "last")
                ),
            ),
            (),
            ("source", "target", "rel"),
        ),
    )
}
