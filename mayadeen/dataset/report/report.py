"""The report: one page that opens anywhere, without a network."""

from __future__ import annotations

import re
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any

from mayadeen.dataset.report import card, plots
from mayadeen.dataset.report.sheet import NONE, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mayadeen.dataset.report.sheet import Facts

# Longer tables are folded away until a reader asks for them.
_SHOWN = 12
# The tallest after the first: what follows evens the columns out.
_FIRST = ("days", "months", "coverage")
_NARROW = 3
# Such a text is not squeezed into a word's width on a phone.
_LONG = 24


def _resource(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _number(value: Any) -> float | None:
    """What a number or a percentage is sorted by."""
    if isinstance(value, int | float):
        return value
    share = re.fullmatch(r"([\d.]+) %", str(value))
    return float(share[1]) if share else None


def _cell(value: Any) -> str:
    if value is None:
        return f"<td>{NONE}</td>"
    text = f"{value:,}" if isinstance(value, int | float) else escape(str(value))
    if (number := _number(value)) is not None:
        return f'<td class="n" data-sort="{number}">{text}</td>'
    if text.startswith(("https://", "http://")):
        text = f'<a href="{text}" rel="noreferrer">{text}</a>'
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return f'<td class="day">{text}</td>'
    wide = ' class="text"' if len(text) > _LONG else ""
    return f'<td dir="auto"{wide}>{text}</td>'


def _table(sheet: Sheet) -> str:
    numeric = [_number(value) is not None for value in sheet.rows[0]]
    heads = "".join(
        f'<th scope="col"{" class=n" if n else ""}><button>{escape(name)}</button></th>'
        for name, n in zip(sheet.columns, numeric, strict=True)
    )
    rows = "\n".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in sheet.rows)
    table = (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(sheet.title)}, table">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>\n{rows}\n</tbody></table></div>"
    )
    if len(sheet.rows) <= _SHOWN:
        return table
    return f"<details><summary>{card.grouped(len(sheet.rows))} rows</summary>{table}</details>"


def _section(sheet: Sheet, plot: str | None) -> str:
    said = re.sub("`([^`]+)`", r"<code>\1</code>", escape(sheet.note))
    note = f"<p>{said}</p>" if said else ""
    figure = f"<figure>{plot}</figure>" if plot else ""
    return (
        f'<section id="{sheet.key}"><h2>{escape(sheet.title)}</h2>{note}{figure}'
        f"{_table(sheet)}</section>"
    )


def _list(items: Iterable[str]) -> str:
    return "".join(f"<li>{escape(item)}</li>" for item in items)


def render(name: str, facts: Facts) -> str:
    """Give the page of a release: HTML with its style, script and drawings inside."""
    by_day = Sheet(
        "days",
        "Posts by day",
        ("day", "posts"),
        facts.days,
        "The day of publication on the site's clock.",
    )
    sheets = [*([by_day] if facts.days else []), *facts.sheets.values()]
    drawn = plots.draw(facts)
    narrow = [s for key in _FIRST for s in sheets if s.key == key and key in drawn]
    narrow += [s for s in sheets if s.key in drawn and s not in narrow]
    narrow += [s for s in sheets if s not in narrow and len(s.columns) <= _NARROW]
    wide = [s for s in sheets if s not in narrow]

    def section(sheet: Sheet) -> str:
        return _section(sheet, drawn.get(sheet.key))

    tiles = "".join(
        f"<div><dt>{label}</dt><dd>{card.grouped(facts.counts[key])}</dd></div>"
        for key, label in (
            ("articles", "posts"),
            ("revisions", "revisions"),
            ("links", "links"),
            ("breaking", "breaking news"),
            ("authors", "authors"),
        )
    )
    return Template(_resource("report.html")).substitute(
        name=escape(name),
        language="en",
        style=_resource("report.css"),
        script=_resource("report.js"),
        summary=escape(card.summary(facts)),
        tiles=tiles,
        doubts=_list(card.doubts(facts)) or "<li>Nothing doubtful was found.</li>",
        contents="".join(
            f'<li><a href="#{sheet.key}">{escape(sheet.title)}</a></li>' for sheet in narrow + wide
        ),
        narrow="\n".join(map(section, narrow)),
        wide="\n".join(map(section, wide)),
        rights=escape(card.RIGHTS),
        citation=escape(card.citation(name, facts)),
        newest=facts.newest,
    )
