"""Draw the report's plots: Vega-Lite turned to SVG that takes its colours from the page."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from html import escape
from math import ceil
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import altair as alt
import vl_convert

from mayadeen.dataset.report.day_figures import between
from mayadeen.dataset.report.sheet import NONE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mayadeen.dataset.report.sheet import Facts, Row, Sheet

# Stand-ins that the page's own colours replace, so that one drawing serves day and night.
_INK, _LINE, _MARK = "#010203", "#040506", "#070809"
_COLOURS = {_INK: "currentColor", _LINE: "var(--line)", _MARK: "var(--mark)"}

# Narrow enough to be read on a phone without being shrunk.
_WIDTH = 340
# Bars of more days than these are thinner than a pixel.
_MANY_DAYS = 400
_SHORT = 20

_CONFIG = {
    "background": None,
    "font": "Arial, Liberation Sans, Helvetica, sans-serif",
    "padding": 4,
    "view": {"stroke": None},
    "axis": {
        "labelColor": _INK,
        "titleColor": _INK,
        "gridColor": _LINE,
        "domainColor": _LINE,
        "tickColor": _LINE,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
    "text": {"color": _INK, "fontSize": 12},
    "bar": {"color": _MARK},
}


# What a foreign feed may hold and an SVG may not: the program that draws ends at it.
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _svg(chart: Any, name: str, title: str, meaning: str) -> str:
    drawn: str = vl_convert.vegalite_to_svg(chart.to_dict() | {"config": _CONFIG})
    for stand_in, colour in _COLOURS.items():
        drawn = drawn.replace(stand_in, colour)
    drawn = re.sub(r'\b(id="|url\(#|href="#)', rf"\g<1>{name}-", drawn)
    drawn = re.sub(r' (aria-[a-z]+|role)="[^"]*"', "", drawn)
    head = re.match(r'<svg[^>]*? width="([\d.]+)"[^>]*? viewBox="([^"]*)"[^>]*>', drawn)
    assert head
    # The page sets the width; half as large again is as far as the letters bear it.
    return (
        f'<svg role="img" aria-labelledby="{name}-title {name}-desc" viewBox="{head[2]}"'
        f' style="max-width:{float(head[1]) * 1.5:.0f}px">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(meaning)}</desc>{drawn[head.end() :]}'
    )


def _time_axis(ticks: int) -> alt.X:
    # Days are read as UTC's; on another clock they would stand beside their place.
    return alt.X(
        "at:T",
        title=None,
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(tickCount=ticks, grid=False),
    )


def over_time(counted: Sequence[Row], unit: str) -> str:
    """Posts by `day` or `month` of publication."""
    first, last = counted[0][0], counted[-1][0]
    most, posts = max(counted, key=itemgetter(1))
    span = _days(first, last) // (31 if unit == "month" else 1) + 1
    base = alt.Chart(alt.InlineData(values=[{"at": at, "posts": n} for at, n in counted]))
    return _svg(
        # A day without a post must show as none, so a line may not be drawn across it.
        base.mark_bar(size=min(24, max(1, 220 // span)))
        .encode(
            x=_time_axis(5),
            # No more ticks than posts, or there would be halves of posts between them.
            y=alt.Y("posts:Q", title=None, axis=alt.Axis(tickCount=min(4, posts))),
        )
        .properties(width=_WIDTH - 40, height=150),
        f"plot-{unit}s",
        f"Posts by {unit}",
        f"{len(counted)} {unit}s with posts from {first} to {last}; most, {posts:,}: {most}.",
    )


def _days(first: str, last: str) -> int:
    """From one day, or month, to another."""
    start, end = (date.fromisoformat(f"{day}-01"[:10]) for day in (first, last))
    return (end - start).days


def bars(
    sheet: Sheet, name: Callable[[Any], str], value: Callable[[Any], int], *, most: int = 12
) -> str:
    """The sheet's first rows as bars, each with its figure; long names stand above their bars."""
    rows = [(_NO_XML.sub("\ufffd", name(row)), value(row)) for row in sheet.rows[:most]]
    top = max(number for _, number in rows) or 1
    above = any(len(name) > _SHORT for name, _ in rows)
    shift, step, margin = (8, 38, 10) if above else (0, 21, 160)
    data = [{"name": n, "value": v, "rank": rank} for rank, (n, v) in enumerate(rows)]
    names = alt.Axis(labelLimit=150, domain=False, ticks=False, labelPadding=6)
    base = alt.Chart(alt.InlineData(values=data)).encode(
        x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, top * 1.25])),
        y=alt.Y(
            "rank:O" if above else "name:N",
            title=None,
            sort=alt.EncodingSortField("rank"),
            axis=None if above else names,
        ),
    )
    figures = base.mark_text(align="left", dx=4, dy=shift)
    drawn = base.mark_bar(height=12, yOffset=shift) + figures.encode(
        text=alt.Text("value:Q", format=",")
    )
    if above:
        heads = base.mark_text(align="left", dy=-7, limit=_WIDTH - 10)
        drawn += heads.encode(text="name:N", x=alt.value(0))
    svg = _svg(
        drawn.properties(width=_WIDTH - margin, height=alt.Step(step)),
        f"plot-{sheet.key}",
        sheet.title,
        "; ".join(f"{name}: {number:,}" for name, number in rows[:5]),
    )
    cut = f"<figcaption>The first {most} of {len(sheet.rows):,}.</figcaption>"
    return svg + cut if len(sheet.rows) > most else svg


def heat(sheet: Sheet) -> str:
    """A table of months and categories, the more posts the darker."""
    names = [_NO_XML.sub("\ufffd", name) for name in sheet.columns[1:]]
    data = [
        {"at": row[0], "name": name, "posts": number}
        for row in sheet.rows
        for name, number in zip(names, row[1:], strict=True)
        if number
    ]
    first, last = sheet.rows[0][0], sheet.rows[-1][0]
    months = _days(first, last) // 31 + 1
    drawn = (
        alt.Chart(alt.InlineData(values=data))
        .mark_bar(width=max(2, min(24, (_WIDTH - 150) / months - 1)), height=16)
        .encode(
            x=_time_axis(4),
            y=alt.Y(
                "name:N",
                title=None,
                sort=names,
                axis=alt.Axis(labelLimit=150, domain=False, ticks=False),
            ),
            opacity=alt.Opacity("posts:Q", legend=None, scale=alt.Scale(range=[0.2, 1])),
        )
        .properties(width=_WIDTH - 170, height=alt.Step(20))
    )
    most = max(data, key=itemgetter("posts"))
    return _svg(
        drawn,
        f"plot-{sheet.key}",
        sheet.title,
        f"{len(names)} categories from {first} to {last}; most, {most['posts']:,}:"
        f" {most['name']}, {most['at']}.",
    )


# A cell of the calendar with its gap, and what stands above a year of it.
_CELL, _HEAD = 10, 22
_MONTHS = ("Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_YEARS = 12
# What fills of a cell: all of it, or a dot.
_WHOLE, _DOT = (0, 9), (3, 3)


def calendar(facts: Facts) -> str:
    """A square for each day by what is known of it.

    One path for each kind of day and year: ten years drawn square by square would be as large as
    all else in the page.
    """
    posted = dict(facts.days)
    most = max(posted.values())
    first, last = facts.days[0][0], facts.days[-1][0]
    years = list(range(int(first[:4]), int(last[:4]) + 1))[-_YEARS:]
    drawn = []
    for row, year in enumerate(years):
        top = (row + 1) * _HEAD + row * 7 * _CELL
        kinds: dict[str, list[str]] = {}
        begin, end = max(first, f"{year}-01-01"), min(last, f"{year}-12-31")
        for day in between(begin, end):
            kind = _kind(day, posted, most, facts.silent)
            start, size = _DOT if kind == "unread" else _WHOLE
            left, down = _place(day)
            kinds.setdefault(kind, []).append(
                f"M{left + start} {top + down + start}h{size}v{size}h-{size}z"
            )
        drawn.append(f'<text x="0" y="{top - 6}">{year}</text>')
        drawn += [f'<path class="{kind}" d="{"".join(d)}"/>' for kind, d in sorted(kinds.items())]
    drawn += [
        f'<text x="{_place(f"{years[0]}-{number:02}-01")[0] + _CELL}" y="{_HEAD - 6}">{name}</text>'
        # Where January's would be, the year stands.
        for number, name in enumerate(_MONTHS, 2)
    ]
    silent, all_ = len(facts.silent), facts.missing_days
    meaning = (
        f"{len(posted):,} days with posts from {first} to {last}, the darker the more;"
        f" {silent:,} silent, {all_ - silent:,} not known."
    )
    width, height = 53 * _CELL + _CELL, len(years) * (_HEAD + 7 * _CELL)
    legend = "".join(
        f'<li><svg aria-hidden="true" width="12" height="12" viewBox="0 0 9 9">'
        f'<path class="{kind}" d="M{start} {start}h{size}v{size}h-{size}z"/></svg> {word}</li>'
        for kind, word, (start, size) in (
            ("posts1", "few posts", _WHOLE),
            ("posts4", f"up to {most:,}", _WHOLE),
            ("silent", "silent", _WHOLE),
            ("unread", "not known", _DOT),
        )
    )
    return (
        f'<svg role="img" aria-labelledby="plot-calendar-title plot-calendar-desc" class="calendar"'
        f' viewBox="0 0 {width} {height}" style="max-width:{width * 1.1:.0f}px">'
        f'<title id="plot-calendar-title">Days</title>'
        f'<desc id="plot-calendar-desc">{meaning}</desc>{"".join(drawn)}</svg>'
        f'<figcaption><ul class="legend">{legend}</ul></figcaption>'
    )


def _kind(day: str, posted: dict[str, int], most: int, silent: frozenset[str]) -> str:
    """The class of a day's square: four shades of posts, `silent`, or `unread`."""
    if number := posted.get(day):
        return f"posts{ceil(4 * number / most)}"
    return "silent" if day in silent else "unread"


def _place(day: str) -> tuple[int, int]:
    """Where a day's square stands in its year: weeks from left to right, Monday on top."""
    at = date.fromisoformat(day)
    begun = date(at.year, 1, 1)
    week = ((at - begun).days + begun.weekday()) // 7
    return week * _CELL, at.weekday() * _CELL


def _path(row: Sequence[Any], width: int) -> str:
    return " › ".join(filter(None, row[:width])) or NONE


_BARS = ("kinds", "categories", "regions", "tags", "sources", "authors", "agencies", "warnings")


def draw(facts: Facts) -> dict[str, str]:
    """Give the plots by the key of the sheet that each stands over."""
    drawn = {}
    if facts.days:
        is_long = _days(facts.days[0][0], facts.days[-1][0]) >= _MANY_DAYS
        key, counted = ("months", facts.sheets["months"].rows) if is_long else ("days", facts.days)
        drawn[key] = over_time(counted, key.removesuffix("s"))
        drawn["calendar"] = calendar(facts)
    if "category_months" in facts.sheets:
        drawn["category_months"] = heat(facts.sheets["category_months"])
    for key in _BARS:
        if key in facts.sheets:
            width = 2 if key == "categories" else 1
            drawn[key] = bars(facts.sheets[key], partial(_path, width=width), itemgetter(-1))
    return drawn
