"""Count what the runs of a release got and lacked."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mayadeen.dataset.report.sheet import Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from mayadeen.dataset.manifests import RunManifest


# What became of the posts that a run saw, by the names of its manifest.
_OUTCOMES = (
    *("new", "changed", "unchanged", "withheld", "undated"),
    *("gone", "missing", "failed", "disallowed"),
)


# Ways in which a listing ended, in a manifest's words, that leave posts unseen without having been
# asked to.
CUT_SHORT = {"load_more", "empty", "failed", "left", "disallowed", "overloaded", "not ended"}


def not_got_sheets(con: duckdb.DuckDBPyConnection, runs: Sequence[RunManifest]) -> list[Row]:
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


def read_regions(runs: Sequence[RunManifest]) -> bool:
    """Whether a run read the regions' listings, or none tells what it read."""
    listings = [entry for run in runs for entry in run.entries("listings")]
    return not listings or any(entry.get("kind") == "region" for entry in listings)


def listing_sheets(runs: Sequence[RunManifest]) -> list[Row]:
    """How far each listing was read; never how much of it was fetched, for runs do not say so.

    A post that stands in many listings is counted as new in the first of them alone, and a post
    that is seen again by the next run is no further post.
    """
    walks: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for run in runs:
        for entry in run.entries("listings"):
            if entry.get("kind") == "index" and entry.get("ended_by") in ("end", "known"):
                continue  # of an archive, which has a table of its own
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


def run_sheets(runs: Sequence[RunManifest], listings: list[Row], not_got: list[Row]) -> list[Sheet]:
    versions = Counter(
        " ".join(f"{name} {told}" for name, told in sorted(run.values["versions"].items()))
        for run in runs
        if isinstance(run.values.get("versions"), dict)
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
            " killed (`not ended`) there, an archive's index would not answer (`overloaded`), or"
            " robots.txt forbids it (`disallowed`).",
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
