"""Tell the days on which the site was silent from those that no run has read."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from mayadeen.dataset.report.sheet import Sheet
from mayadeen.normalise.dates import BEIRUT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mayadeen.dataset.manifests import RunManifest

# A run that was asked for less than all posts does not tell which days are silent.
_NARROWING = {"sections", "regions", "keywords", "tags", "authors", "limit", "max_pages"}
_EARLIEST = date(2000, 1, 1)


def between(first: str, last: str) -> Iterator[str]:
    """Each day from the first to the last."""
    start, end = (date.fromisoformat(day).toordinal() for day in (first, last))
    return (date.fromordinal(day).isoformat() for day in range(start, end + 1))


def read_days(
    runs: Sequence[RunManifest], editions: Sequence[str], first: str, last: str
) -> set[str]:
    """The days from `first` to `last` of which, by their runs, each edition's posts were all read.

    `articles` tells of articles alone, `archive` of all that the sitemaps name.
    """
    days = set(between(first, last))
    for edition in editions:
        days &= set().union(
            *(_days(run, first, last) for run in runs if run.text("edition") == edition)
        )
    return days


def _days(run: RunManifest, first: str, last: str) -> set[str]:
    spider, status = run.text("spider"), run.text("status")
    asked = run.values.get("arguments")
    if not isinstance(asked, dict) or _NARROWING.intersection(asked):
        return set()
    # An archive's run is partial where it lacks days, and names them.
    if (spider, status) not in {
        ("articles", "complete"),
        ("archive", "complete"),
        ("archive", "partial"),
    }:
        return set()
    try:
        started = datetime.fromisoformat(run.text("started_at"))
    except ValueError:
        return set()
    # The day of the run was not over.
    before = started.astimezone(BEIRUT).date() - timedelta(days=1)
    since = max(first, str(asked.get("since") or _EARLIEST))
    until = min(last, str(asked.get("until") or before), before.isoformat())
    return set(between(since, until)).difference(run.texts("days_unknown"))


def calendar_sheet(days: Sequence[tuple[str, int]], silent: set[str]) -> Sheet:
    """By year: days with posts, days that were read and have none, and days that nobody has read.

    `days` are those with posts, in order; `silent` those that were read and have none.
    """
    posted = dict(days)
    posts, known, unread, total = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for day in between(days[0][0], days[-1][0]) if days else ():
        year = day[:4]
        total[year] += posted.get(day, 0)
        (posts if day in posted else known if day in silent else unread)[year] += 1
    return Sheet(
        "calendar",
        "Days",
        ("year", "posts", "days with posts", "silent days", "days not known"),
        [(year, total[year], posts[year], known[year], unread[year]) for year in sorted(total)],
        "A day without a post is silent where a run that was asked for all posts of that day read"
        " them to the end; where none did, it is not known whether anything was published. Runs of"
        " `articles` look for articles alone, runs of `archive` for posts of every kind.",
    )
