"""The report's plots: Vega-Lite turned to SVG that takes its colours from the page."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from html import escape
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import altair as alt
import vl_convert

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
            # Days are read as UTC's; on another clock they would stand beside their place.
            x=alt.X(
                "at:T",
                title=None,
                scale=alt.Scale(type="utc"),
                axis=alt.Axis(tickCount=5, grid=False),
            ),
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
    figures = base.mark_text(align="left", dx=4, dy=8 if above else 0)
    drawn = base.mark_bar(height=12, yOffset=8 if above else 0) + figures.encode(
        text=alt.Text("value:Q", format=",")
    )
    if above:
        heads = base.mark_text(align="left", dy=-7, limit=_WIDTH - 10)
        drawn += heads.encode(text="name:N", x=alt.value(0))
    svg = _svg(
        drawn.properties(
            width=_WIDTH - (10 if above else 160), height=alt.Step(38 if above else 21)
        ),
        f"plot-{sheet.key}",
        sheet.title,
        "; ".join(f"{name}: {number:,}" for name, number in rows[:5]),
    )
    cut = f"<figcaption>The first {most} rows of the table.</figcaption>"
    return svg + cut if len(sheet.rows) > most else svg


def _path(row: Sequence[Any], width: int) -> str:
    return " › ".join(filter(None, row[:width])) or NONE


def draw(facts: Facts) -> dict[str, str]:
    """Give the plots by the key of the sheet that each stands over."""
    drawn = {}
    if facts.days:
        is_long = _days(facts.days[0][0], facts.days[-1][0]) >= _MANY_DAYS
        key, counted = ("months", facts.sheets["months"].rows) if is_long else ("days", facts.days)
        drawn[key] = over_time(counted, key.removesuffix("s"))
    for key in ("categories", "regions", "kinds", "sources", "authors", "warnings"):
        if key in facts.sheets:
            width = 2 if key == "categories" else 1
            drawn[key] = bars(facts.sheets[key], partial(_path, width=width), itemgetter(-1))
    if "coverage" in facts.sheets:
        coverage = facts.sheets["coverage"]
        drawn["coverage"] = bars(coverage, itemgetter(0), itemgetter(1), most=len(coverage.rows))
    if "linked" in facts.sheets:
        drawn["linked"] = bars(facts.sheets["linked"], itemgetter(0), itemgetter(1))
    return drawn
