"""Summarise what web archives hold, for the manifest and for who counts before fetching."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from io import StringIO
from typing import TYPE_CHECKING, Any

from mayadeen.archives.index import months
from mayadeen.ledger import CaptureLedger
from mayadeen.normalise.moments import utc

if TYPE_CHECKING:
    from mayadeen.ledger.captures import Figures
    from mayadeen.run.state import Run


def captures_summary(run: Run) -> dict[str, Any] | None:
    """What the archives of a run hold and what came of it, runs before this one included.

    None for a run that asks none.
    """
    if not run.sources or not isinstance(getattr(run, "ledger", None), CaptureLedger):
        return None
    assert isinstance(run.ledger, CaptureLedger)
    asked = {one.name for one in run.sources}
    figures = {name: one for name, one in run.ledger.figures().items() if name in asked}
    return {
        "sources": {
            one.name: _source(figures[one.name]) if one.name in figures else {"listed": 0}
            for one in run.sources
        },
        "by_month": by_month(figures),
        "months_without": _without(figures),
        "withdrawn": [
            {"url": url, "gone_between": [_time(one) for one in between]}
            for url, between in run.withdrawn.items()
        ],
    }


def _source(figures: Figures) -> dict[str, Any]:
    """Captures of one archive: each is in one of the counts behind `listed`."""
    states = dict(figures.states)
    return {
        "listed": sum(states.values()),
        "posts": figures.posts[""],
        "first": _time(figures.first),
        "last": _time(figures.last),
        "read": states.pop("fetched", 0),
        "not_chosen": states.pop("listed", 0),
        **dict(sorted(states.items())),
    }


def by_month(figures: Mapping[str, Figures]) -> dict[str, dict[str, int]]:
    """For each month the captures by their status, and the posts they are of.

    A post that two archives captured counts once for each.
    """
    found: dict[str, Counter[str]] = {}
    for one in figures.values():
        for month, statuses in one.months.items():
            counts = found.setdefault(month, Counter())
            counts.update(statuses)
            counts["captures"] += sum(statuses.values())
            counts["posts"] += one.posts[month]
    return {month: dict(sorted(found[month].items())) for month in sorted(found)}


def _without(figures: Mapping[str, Figures]) -> list[str]:
    first = min((one.first for one in figures.values() if one.first), default=None)
    last = max((one.last for one in figures.values() if one.last), default=None)
    seen = [month for one in figures.values() for month in one.months]
    return months(first, last, seen) if first and last else []


def _time(moment: datetime | None) -> str | None:
    return utc(moment) if moment else None


def table(figures: Mapping[str, Figures]) -> str:
    """Captures and posts by month and status, as a person reads them."""
    # Most runs ask no archive, and need not wait for what draws tables.
    from rich import box
    from rich.console import Console
    from rich.table import Table

    if not figures:
        return "No capture of a post is listed.\n"
    rows = by_month(figures)
    statuses = sorted({name for row in rows.values() for name in row} - {"captures", "posts"})
    shown = Table(box=box.SIMPLE_HEAD, show_edge=False)
    shown.add_column("month", no_wrap=True)
    for name in ("captures", "posts", *statuses):
        shown.add_column(name, justify="right", no_wrap=True)
    for month, row in rows.items():
        shown.add_row(month, *(f"{row.get(n, 0):,}" for n in ("captures", "posts", *statuses)))
    text = StringIO()
    Console(file=text, width=1000, no_color=True).print(shown)
    lines = [
        f"{name}: {sum(one.states.values()):,} captures of {one.posts['']:,} posts"
        for name, one in sorted(figures.items())
    ]
    lacking = _without(figures)
    lines += [f"months without captures: {', '.join(lacking)}"] if lacking else []
    body = "\n".join(line.rstrip() for line in text.getvalue().splitlines())
    return "\n".join([body, *lines]) + "\n"
