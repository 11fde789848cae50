"""What a release holds and lacks, measured: the figures of the card and of the report."""

# ruff: noqa: S608 - the names in the SQL are our own columns'; values are bound or quoted

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mayadeen.dataset import sites
from mayadeen.dataset.columns import RELS, TABLES
from mayadeen.dataset.merge import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from mayadeen.dataset.feeds import Source
    from mayadeen.dataset.runs import Run

Row = tuple[Any, ...]

# What stands for a value that is not there.
NONE = "(none)"
# Longer tables are for the data itself, not for a page. Regions and the codes of warnings are few,
# and wanted in full.
_MOST, _MORE = 25, 100
# What became of the posts that a run saw, by the names of its manifest.
_OUTCOMES = (
    *("new", "changed", "unchanged", "withheld", "undated"),
    *("gone", "missing", "failed", "disallowed"),
)
# Ways in which a listing ended, in a manifest's words, that leave posts unseen without having been
# asked to.
CUT_SHORT = {"load_more", "empty", "failed", "left", "disallowed", "not ended"}

_GAPS = (
    "SELECT local_date, next::DATE - local_date::DATE - 1 AS missing, next FROM ("
    " SELECT local_date, lead(local_date) OVER (ORDER BY local_date) AS next FROM"
    " (SELECT DISTINCT local_date FROM kept WHERE latest AND local_date IS NOT NULL))"
    " WHERE missing > 0 ORDER BY missing DESC, local_date"
)


@dataclass(frozen=True)
class Sheet:
    """One small table of figures; `key` names it for the plots."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    note: str = ""


@dataclass(frozen=True)
class Facts:
    """All that was measured; `sheets` in the order in which a reader meets them."""

    counts: dict[str, int]
    first_day: str | None
    last_day: str | None
    newest: str
    editions: list[str]
    days: list[tuple[str, int]]
    sheets: dict[str, Sheet] = field(default_factory=dict)
    choice: Choice = field(default_factory=Choice)
    missing_days: int = 0
    undated: int = 0
    # The hosts of several sites with their posts; empty where all are of one.
    sites: str = ""


def _rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    return con.execute(sql).fetchall()


def _share(part: int, whole: int) -> str:
    """A percentage that says 100 or 0 only where it is meant."""
    if not whole:
        return "0 %"
    percent = 100 * part / whole
    if part not in (0, whole):
        percent = min(max(percent, 0.1), 99.9)
    return f"{percent:.1f} %" if percent % 1 else f"{percent:.0f} %"


def take(
    con: duckdb.DuckDBPyConnection,
    sources: Sequence[Source],
    runs: Sequence[Run],
    *,
    choice: Choice,
    left_out: int = 0,
) -> Facts:
    """Measure the tables that `merge` made, the feeds' lines and the runs' manifests.

    `choice` is what was asked for, `left_out` the number of posts that were not.
    """
    counts = {name: _rows(con, f"SELECT count(*) FROM {name}")[0][0] for name in TABLES}
    counts |= {
        "lines": sum(source.lines for source in sources),
        "unusable": sum(source.unusable for source in sources),
        "feeds": len(sources),
        "cut_short": sum(source.cut_short for source in sources),
        "repeated": _rows(
            con, "SELECT coalesce(sum(readings - 1) FILTER (readings > 0), 0)::BIGINT FROM kept"
        )[0][0],
        "left_out": left_out,
        "runs": len(runs),
        "days_unknown": len({day for run in runs for day in run.texts("days_unknown")}),
        "unfinished": sum(run.text("status") != "complete" for run in runs),
        "near_duplicates": _rows(con, "SELECT count(*) FROM articles WHERE id <> cluster_id")[0][0],
    }
    first, last, newest = _rows(
        con,
        "SELECT min(local_date) FILTER (latest), max(local_date) FILTER (latest), max(fetched_at)"
        " FROM kept",
    )[0]
    days = _rows(
        con,
        "SELECT local_date, count(*) FROM kept WHERE latest AND local_date IS NOT NULL"
        " GROUP BY ALL ORDER BY ALL",
    )
    listings, not_got = _listings(runs), _not_got(con, runs)
    counts |= {
        "listings": len(listings),
        "listings_cut": sum(row[2] == row[3] for row in listings),
        "not_got": sum(row[1] - row[2] for row in not_got),
    }
    sheets = [
        *_content(con, counts["articles"]),
        *_credit(con),
        *_quality(con, counts["articles"]),
        *_edits(con),
        _linked(con),
        *_lacks(con, choice),
        *_of_runs(runs, listings, not_got),
        Sheet(
            "schemas",
            "Schema versions of the posts",
            ("schema version", "posts"),
            _rows(
                con,
                "SELECT schema_version, count(*) FROM articles GROUP BY ALL ORDER BY 1",
            ),
            "As their lines were written; an older version has fewer fields to fill.",
        ),
        Sheet(
            "feeds",
            "Feeds read",
            ("feed", "holds", "lines", "unusable lines", "cut short"),
            sorted(
                (s.label, s.table, s.lines, s.unusable, "yes" if s.cut_short else "")
                for s in sources
            ),
            "Unusable lines are no JSON, cut short by a crash for instance, or break the schema.",
        ),
    ]
    return Facts(
        counts=counts,
        first_day=first,
        last_day=last,
        newest=newest,
        editions=[e for (e,) in _rows(con, "SELECT DISTINCT edition FROM kept ORDER BY 1")],
        days=[(day, posts) for day, posts in days],
        sheets={sheet.key: sheet for sheet in sheets if sheet.rows},
        choice=choice,
        missing_days=_rows(con, f"SELECT coalesce(sum(missing), 0)::BIGINT FROM ({_GAPS})")[0][0],
        sites=sites.told(sites.take(con)),
        undated=_rows(con, "SELECT count(*) FROM kept WHERE latest AND local_date IS NULL")[0][0],
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


def _top(
    con: duckdb.DuckDBPyConnection, sql: str, which: str, note: str = "", *, most: int = _MOST
) -> tuple[list[Row], str]:
    """The first rows with their note, which says of how many they are the first."""
    rows = _rows(con, f"{sql} LIMIT {most}")
    total = len(rows)
    if total == most:
        total = _rows(con, f"SELECT count(*) FROM ({sql})")[0][0]
    cut = f"The {most} {which} of {total:,}." if total > most else ""
    return rows, " ".join(filter(None, (cut, note)))


def _content(con: duckdb.DuckDBPyConnection, posts: int) -> list[Sheet]:
    return [
        Sheet(
            "editions",
            "Posts by edition",
            ("edition", "first day", "last day", "posts"),
            _rows(
                con,
                "SELECT edition, min(local_date), max(local_date), count(*) FROM kept WHERE latest"
                " GROUP BY edition ORDER BY edition",
            ),
        ),
        Sheet(
            "months",
            "Posts by month",
            ("month", "posts"),
            _rows(
                con,
                "SELECT left(local_date, 7) AS month, count(*) FROM kept"
                " WHERE latest AND local_date IS NOT NULL GROUP BY ALL ORDER BY ALL",
            ),
        ),
        Sheet("kinds", "Posts by kind", ("kind", "posts"), _rows(con, _groups("kind"))),
        Sheet(
            "categories",
            "Posts by section and category",
            ("section", "category", "posts"),
            _rows(con, _groups("section, category")),
            f"As the site's menu names them; {NONE} means that the post named none.",
        ),
        Sheet(
            "regions",
            "Posts by region",
            ("region", "posts"),
            *_top(
                con,
                _members("regions"),
                "most frequent",
                "A post may stand in several regions or in none.",
                most=_MORE,
            ),
        ),
        Sheet(
            "tags",
            "Most used tags",
            ("tag", "posts"),
            *_top(con, _members("tags"), "most frequent"),
        ),
    ]


def _credit(con: duckdb.DuckDBPyConnection) -> list[Sheet]:
    return [
        Sheet(key, title, (column, "posts"), *_top(con, sql, "most frequent"))
        for key, title, column, sql in (
            ("sources", "Sources", "source", _groups("source")),
            ("authors", "Most frequent authors", "author", _members("authors")),
            ("agencies", "Agencies", "agency", _members("agencies")),
        )
    ]


def _quality(con: duckdb.DuckDBPyConnection, posts: int) -> list[Sheet]:
    columns = TABLES["articles"].own
    filled = ", ".join(
        f'count(*) FILTER (len(map_keys("{c.name}")) > 0)'
        if c.type.startswith("MAP")
        else f'count(*) FILTER (len("{c.name}") > 0)'
        if c.is_nested
        else f'count("{c.name}")'
        for c in columns
    )
    have = _rows(con, f"SELECT {filled} FROM articles")[0]
    layers: dict[str, list[str]] = {}
    for name, layer, count in _rows(
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
                (c.name, n, _share(n, posts), ", ".join(layers.get(c.name, [])))
                for c, n in zip(columns, have, strict=True)
            ],
            "Many fields are rightly empty: not every post has a translator or a film.",
        ),
        Sheet(
            "dates",
            "How dates were read",
            ("precision", "zone", "flag", "posts"),
            _rows(con, _groups("published_precision, published_zone, published_flag")),
            "A zone that is assumed is Beirut's. Flags mark wall times at a change of clock.",
        ),
        Sheet(
            "warnings",
            "Warnings",
            ("warning", "posts"),
            *_top(
                con,
                _members("warnings"),
                "most frequent",
                "What was doubtful on the page; DATA.md says what each code means.",
                most=_MORE,
            ),
        ),
        Sheet(
            "duplicates",
            "Largest groups of near-duplicates",
            ("title of the earliest", "posts", "cluster"),
            *_top(
                con,
                "SELECT coalesce(title, url), cluster_size, id FROM articles WHERE id = cluster_id"
                " AND cluster_size > 1 ORDER BY cluster_size DESC, id",
                "largest",
            ),
        ),
        Sheet(
            "shared",
            "Addresses under more than one id",
            ("address", "ids"),
            *_top(
                con,
                "SELECT url, string_agg(id, ', ' ORDER BY id) FROM articles GROUP BY url"
                " HAVING count(*) > 1 ORDER BY url",
                "first",
                "A page that named its number at one time and none at another.",
            ),
        ),
    ]


def _edits(con: duckdb.DuckDBPyConnection) -> list[Sheet]:
    return [
        Sheet(
            "edits",
            "Edits seen",
            ("what changed", "revisions", "median hours since the revision before"),
            _rows(
                con,
                "SELECT if(len(changed) = 0, 'nothing in the text', array_to_string(changed, ', '))"
                " AS what, count(*) AS n, round(median(seconds_since_previous) / 3600, 1)"
                " FROM revisions WHERE seconds_since_previous IS NOT NULL"
                " GROUP BY ALL ORDER BY n DESC, what",
            ),
            "Only edits between two fetches are seen.",
        ),
        Sheet(
            "edited",
            "Most edited posts",
            ("title", "revisions", "id"),
            *_top(
                con,
                "SELECT coalesce(title, url), revisions_seen, id FROM articles"
                " WHERE revisions_seen > 1 ORDER BY revisions_seen DESC, id",
                "most edited",
            ),
        ),
    ]


def _linked(con: duckdb.DuckDBPyConnection) -> Sheet:
    total = " + ".join(f"in_{rel}" for rel in RELS)
    each = ", ".join(f"in_{rel}" for rel in RELS)
    return Sheet(
        "linked",
        "Most linked posts",
        ("title", "all", *RELS, "id"),
        *_top(
            con,
            f"SELECT coalesce(title, url), {total} AS n, {each}, id FROM articles WHERE n > 0"
            " ORDER BY n DESC, id",
            "most linked",
            "Pages seen to show the post, by the block it stood in.",
        ),
    )


def _lacks(con: duckdb.DuckDBPyConnection, choice: Choice) -> list[Sheet]:
    return [
        Sheet(
            "gaps",
            "Longest stretches of days without a post",
            ("after", "days without a post", "before"),
            *_top(
                con,
                _GAPS,
                "longest",
                "Between the first and the last day; whether the site was silent or the crawl has"
                " not been there, the listings and runs below tell.",
            ),
        ),
        Sheet(
            "absent",
            "Linked posts that the release lacks",
            ("block", "addresses linked", "not in the release", "share"),
            [
                (rel, linked, absent, _share(absent, linked))
                for rel, linked, absent in _rows(
                    con,
                    "SELECT rel, count(DISTINCT url), count(DISTINCT url) FILTER"
                    " (url NOT IN (SELECT url FROM articles)) FROM links GROUP BY rel ORDER BY rel",
                )
            ],
            "" if choice.is_all else "Posts that were left out as asked are among them.",
        ),
    ]


def _not_got(con: duckdb.DuckDBPyConnection, runs: Sequence[Run]) -> list[Row]:
    """How many pages runs could not get, by reason, and how many of them stand in the release."""
    # A page that failed in several runs is one page; the last reason counts.
    reasons: dict[str, str] = {}
    for run in runs:
        for url in run.texts("missing"):
            reasons[url] = "not there (404 or 410)"
        for failure in run.entries("failures"):
            reasons[str(failure.get("url"))] = str(failure.get("reason") or "unknown")
    had = con.execute(
        "SELECT DISTINCT url FROM kept WHERE latest AND url IN (SELECT unnest($urls::VARCHAR[]))",
        {"urls": list(reasons)},
    ).fetchall()
    pages = Counter(reasons.values())
    later = Counter(reasons[url] for (url,) in had)
    return [(reason, pages[reason], later[reason]) for reason in sorted(pages)]


def _listings(runs: Sequence[Run]) -> list[Row]:
    """How far each listing was read; never how much of it was fetched, for runs do not say so.

    A post that stands in many listings is counted as new in the first of them alone, and a post
    that is seen again by the next run is no further post.
    """
    walks: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for run in runs:
        for entry in run.entries("listings"):
            posts, ended_by = entry.get("posts"), str(entry.get("ended_by") or "not ended")
            walks.setdefault(
                (str(entry.get("label") or ""), str(entry.get("url") or "")), []
            ).append((posts if isinstance(posts, int) else 0, ended_by))
    rows: list[Row] = []
    for (label, url), told in sorted(walks.items()):
        cuts = Counter(ended_by for _, ended_by in told if ended_by in CUT_SHORT)
        how = ", ".join(f"{ended_by} {times}" for ended_by, times in sorted(cuts.items()))
        most = max(posts for posts, _ in told)
        rows.append((label, most, len(told), cuts.total(), how, url))
    return rows


def _of_runs(runs: Sequence[Run], listings: list[Row], not_got: list[Row]) -> list[Sheet]:
    versions = Counter(
        " ".join(f"{name} {told}" for name, told in sorted(run.told["versions"].items()))
        for run in runs
        if isinstance(run.told.get("versions"), dict)
    )
    return [
        Sheet(
            "runs",
            "Runs",
            ("run", "status", *_OUTCOMES, "reason"),
            [
                (
                    run.label,
                    run.text("status") or "unknown",
                    *(run.number("posts", part) for part in _OUTCOMES),
                    run.text("reason"),
                )
                for run in runs
            ],
            "Posts as each run counted them. Only a run that is `complete` got what it was asked."
            " Read, but not what the run was asked for: `withheld`; it might be, but bears no day"
            " that could be read: `undated`. Seen, but not to be had:"
            " `missing` (404 or 410, and never fetched before), `failed`, `disallowed` (by"
            " robots.txt). Fetched once, and taken down since: `gone`.",
        ),
        Sheet(
            "listings",
            "Listings: how far runs read them",
            ("listing", "posts seen", "runs", "cut short", "how", "address"),
            listings,
            "Posts seen are the most that one run saw; a post may stand in several listings."
            " A listing was cut short where a page of it failed (`failed`), it showed no post"
            " (`empty`), it went on behind a button (`load_more`), the run stopped (`left`) or was"
            " killed (`not ended`) there, or robots.txt forbids it (`disallowed`).",
        ),
        Sheet(
            "failures",
            "Why pages were not got",
            ("reason", "pages", "got at another time"),
            not_got,
            "Each page once, those of listings too. Pages got at another time are posts of the"
            " release.",
        ),
        Sheet(
            "versions",
            "Versions that wrote the feeds",
            ("versions", "runs"),
            sorted(versions.items()),
        ),
    ]
