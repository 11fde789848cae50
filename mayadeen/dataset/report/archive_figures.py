"""Count what a release has out of web archives, and what these hold."""

# ruff: noqa: S608 - the names in the SQL are our own; nothing of a feed stands in it

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from mayadeen.dataset.report.sheet import NONE, Row, Sheet, as_rows, share_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from mayadeen.dataset.manifests import RunManifest

_VIA = "('commoncrawl', 'wayback', 'web_archive')"
_KNOWN = ("listed", "posts", "first", "last", "read", "not_chosen", "duplicate", "revisit")

NOT_PUBLISHED = (
    "Not captured is not: not published. Common Crawl takes a sample, the Wayback Machine follows"
    " what is asked for, and since 2025 publishers and their guards keep archives out more often."
    " A post that is alike in two captures may have been another in between. Archives cut large"
    " pages, and the Wayback Machine does not tell."
)


def archive_sheets(con: duckdb.DuckDBPyConnection, runs: Sequence[RunManifest]) -> list[Sheet]:
    """The sheets of archives; empty ones where no line and no run is of one."""
    told = _latest(runs)
    return [
        Sheet(
            "archived",
            "Posts out of web archives",
            ("figure", "value"),
            _posts(con),
            NOT_PUBLISHED,
        ),
        Sheet(
            "archives",
            "What the archives list, and what came of it",
            ("archive", *_KNOWN, "no page"),
            [_archive(name, one) for name, one in sorted(told.items())],
            "By the index of each archive, as the run says that saw most of it. No page: statuses"
            " other than 200, challenges, truncated, damaged, excluded and lost captures, each of"
            " which `run.json` counts.",
        ),
        Sheet(
            "captures",
            "Captures of posts by month",
            ("month", "captures", "posts"),
            _months(runs),
            NOT_PUBLISHED,
        ),
    ]


def _posts(con: duckdb.DuckDBPyConnection) -> list[Row]:
    (posts, only, twice, median, most, gone) = as_rows(
        con,
        f"""
        WITH captured AS (
            SELECT id, bool_and(discovered_via IN {_VIA}) AS is_lone,
                count(DISTINCT fetched_at) FILTER (discovered_via IN {_VIA}) AS times,
                min(fetched_at) FILTER (discovered_via IN {_VIA}) AS first,
                max(published_at) AS published
            FROM articles_lines WHERE fault IS NULL AND id IN (SELECT id FROM kept WHERE latest)
            GROUP BY id
        ), lags AS (
            SELECT *, date_diff('hour', published::TIMESTAMPTZ, first::TIMESTAMPTZ) / 24 AS lag
            FROM captured WHERE times > 0
        )
        SELECT count(*), count(*) FILTER (is_lone), count(*) FILTER (times > 1),
            round(quantile_cont(lag, 0.5), 1), round(quantile_cont(lag, 0.9), 1),
            (SELECT count(*) FROM articles WHERE len(gone_between) > 0)
        FROM lags
        """,
    )[0]
    if not posts:
        return []
    return [
        ("posts read in archives", posts),
        ("of these known from archives alone", only),
        ("of these read in two captures or more", f"{twice} ({share_of(twice, posts)})"),
        ("days from publication to the first capture read, median", _days(median)),
        ("the same, of nine in ten posts at most", _days(most)),
        ("posts withdrawn, as their captures tell", gone),
    ]


def _days(number: float | None) -> str:
    return NONE if number is None else f"{number:g}"


def _latest(runs: Sequence[RunManifest]) -> dict[str, dict[str, Any]]:
    """What the run says of each archive that saw most of it."""
    found: dict[str, dict[str, Any]] = {}
    for run in runs:
        for name, one in _part(run, "sources").items():
            if isinstance(one, dict) and _number(one, "listed") >= _number(
                found.get(name, {}), "listed"
            ):
                found[name] = one
    return found


def _archive(name: str, told: dict[str, Any]) -> Row:
    others = sum(_number(told, what) for what in told if what not in _KNOWN)
    return (name, *(told.get(what) or 0 for what in _KNOWN), others)


def _months(runs: Sequence[RunManifest]) -> list[Row]:
    captures: Counter[str] = Counter()
    posts: Counter[str] = Counter()
    for run in runs:
        for month, one in _part(run, "by_month").items():
            if isinstance(one, dict):
                captures[month] = max(captures[month], _number(one, "captures"))
                posts[month] = max(posts[month], _number(one, "posts"))
        lacking = run.values.get("captures")
        months = lacking.get("months_without") if isinstance(lacking, dict) else None
        for month in months if isinstance(months, list) else ():
            captures.setdefault(str(month), 0)
    return [(month, captures[month], posts[month]) for month in sorted(captures)]


def _part(run: RunManifest, name: str) -> dict[str, Any]:
    told = run.values.get("captures")
    part = told.get(name) if isinstance(told, dict) else None
    return part if isinstance(part, dict) else {}


def _number(told: dict[str, Any], name: str) -> int:
    value = told.get(name)
    return value if isinstance(value, int) else 0
