"""Measure what a release holds and lacks: the figures of the card and of the report."""

# ruff: noqa: S608 - the names in the SQL are our own columns'; values are bound or quoted

from __future__ import annotations

from typing import TYPE_CHECKING

from mayadeen.dataset import sites
from mayadeen.dataset.columns import TABLES
from mayadeen.dataset.merge import Choice
from mayadeen.dataset.report.archive_figures import archive_sheets
from mayadeen.dataset.report.change_figures import edit_sheets
from mayadeen.dataset.report.day_figures import calendar_sheet, read_days
from mayadeen.dataset.report.post_figures import (
    GAPS,
    content,
    credit,
    crossed,
    lack_sheets,
    linked_sheet,
    quality,
    searched,
)
from mayadeen.dataset.report.run_figures import (
    listing_sheets,
    not_got_sheets,
    read_regions,
    run_sheets,
)
from mayadeen.dataset.report.sheet import Facts, Sheet, as_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from mayadeen.dataset.feeds import Source
    from mayadeen.dataset.manifests import RunManifest


def take(
    con: duckdb.DuckDBPyConnection,
    sources: Sequence[Source],
    runs: Sequence[RunManifest],
    *,
    choice: Choice,
    left_out: int = 0,
) -> Facts:
    """Measure the tables that `merge` made, the feeds' lines and the runs' manifests.

    `choice` is what was asked for, `left_out` the number of posts that were not.
    """
    listings, not_got = listing_sheets(runs), not_got_sheets(con, runs)
    counts = _counts(con) | _counts_read(sources, runs) | {"left_out": left_out}
    counts |= {
        "listings": len(listings),
        "listings_cut": sum(row[2] == row[3] for row in listings),
        "not_got": sum(row[1] - row[2] for row in not_got),
        "regions_unread": 0 if read_regions(runs) else counts["articles"],
    }
    first, last, newest = as_rows(
        con,
        "SELECT min(local_date) FILTER (latest), max(local_date) FILTER (latest), max(fetched_at)"
        " FROM kept",
    )[0]
    days = as_rows(
        con,
        "SELECT local_date, count(*) FROM kept WHERE latest AND local_date IS NOT NULL"
        " GROUP BY ALL ORDER BY ALL",
    )
    editions = [e for (e,) in as_rows(con, "SELECT DISTINCT edition FROM kept ORDER BY 1")]
    silent = read_days(runs, editions, first, last) if first else set()
    silent.difference_update(day for day, _ in days)
    sheets = [
        calendar_sheet(days, silent),
        *content(con, counts["articles"]),
        *crossed(con),
        *credit(con),
        *quality(con, counts["articles"]),
        *edit_sheets(con),
        linked_sheet(con),
        *lack_sheets(con, choice),
        *archive_sheets(con, runs),
        *run_sheets(runs, listings, not_got),
        _schema_sheet(con),
        _feed_sheet(sources),
    ]
    stands = sites.take(con)
    return Facts(
        counts=counts,
        first_day=first,
        last_day=last,
        newest=newest,
        editions=editions,
        days=[(day, posts) for day, posts in days],
        sheets={sheet.key: sheet for sheet in sheets if sheet.rows},
        choice=choice,
        missing_days=as_rows(con, f"SELECT coalesce(sum(missing), 0)::BIGINT FROM ({GAPS})")[0][0],
        silent=frozenset(silent),
        posts=searched(con),
        homes=sites.homes(con),
        sites=sites.name_several(stands),
        elsewhere=sites.elsewhere(stands),
        undated=as_rows(con, "SELECT count(*) FROM kept WHERE latest AND local_date IS NULL")[0][0],
    )


def _counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The rows of each table, and of them what was read again or nearly says the same."""
    queries = {name: f"SELECT count(*) FROM {name}" for name in TABLES} | {
        "repeated": "SELECT coalesce(sum(readings - 1) FILTER (readings > 0), 0)::BIGINT FROM kept",
        "near_duplicates": "SELECT count(*) FROM articles WHERE id <> cluster_id",
    }
    return {name: as_rows(con, query)[0][0] for name, query in queries.items()}


def _counts_read(sources: Sequence[Source], runs: Sequence[RunManifest]) -> dict[str, int]:
    """What was read of feeds and manifests, and what they lack."""
    # One that was told a wrong argument asked for nothing.
    begun = [run.text("status") for run in runs if run.text("status") != "bad_argument"]
    return {
        "lines": sum(source.lines for source in sources),
        "unusable": sum(source.unusable for source in sources),
        "feeds": len(sources),
        "cut_short": sum(source.cut_short for source in sources),
        "runs": len(begun),
        "days_unknown": len({day for run in runs for day in run.texts("days_unknown")}),
        "unfinished": sum(status != "complete" for status in begun),
    }


def _schema_sheet(con: duckdb.DuckDBPyConnection) -> Sheet:
    return Sheet(
        "schemas",
        "Schema versions of the posts",
        ("schema version", "posts"),
        as_rows(con, "SELECT schema_version, count(*) FROM articles GROUP BY ALL ORDER BY 1"),
        "As their lines were written; an older version has fewer fields to fill.",
    )


def _feed_sheet(sources: Sequence[Source]) -> Sheet:
    return Sheet(
        "feeds",
        "Feeds read",
        ("feed", "holds", "lines", "unusable lines", "cut short"),
        sorted(
            (s.label, s.table, s.lines, s.unusable, "yes" if s.cut_short else "") for s in sources
        ),
        "Unusable lines are no JSON, cut short by a crash for instance, or break the schema.",
    )
