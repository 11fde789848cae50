"""Write the report: one page that opens anywhere, without a network."""

from __future__ import annotations

import json
import re
from html import escape
from importlib.resources import files
from itertools import groupby
from string import Template
from typing import TYPE_CHECKING, Any

from mayadeen.dataset.report import dataset_card, plots
from mayadeen.dataset.report.sheet import NONE, Linked, Sheet

if TYPE_CHECKING:
    from mayadeen.dataset.report.sheet import Facts

# Longer tables are folded away until a reader asks for them, but for lists of posts; those below a
# plot always are.
_SHOWN = 12
# Such a table stands beside another.
_NARROW = 3
# Such a text is not squeezed into a word's width on a phone.
_LONG = 24
# A reader's questions, and the sheets that answer them.
GROUPS = {
    "when": ("When", ("calendar", "months", "days", "category_months", "gaps")),
    "what": ("What", ("kinds", "categories", "regions", "tags", "editions", "duplicates")),
    "who": ("Who", ("authors", "sources", "agencies", "agency_sections")),
    "edits": ("Edits", ("headlines", "texts", "edited", "edits")),
    "links": ("Links", ("linked", "absent")),
    "missing": (
        "What may be missing",
        ("runs", "listings", "failures", "archived", "archives", "captures", "shared"),
    ),
    "reading": (
        "How pages were read",
        ("coverage", "dates", "warnings", "feeds", "schemas", "versions"),
    ),
}
# For those who doubt a figure; opened by a link to what is in it.
_FOLDED = {"reading"}


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
    if isinstance(value, Linked) and value.url.startswith(("https://", "http://")):
        text = f'<a href="{escape(value.url)}" rel="noreferrer">{escape(value)}</a>'
        return f'<td dir="auto" class="text">{text}</td>'
    text = f"{value:,}" if isinstance(value, int | float) else escape(str(value))
    if (number := _number(value)) is not None:
        return f'<td class="n" data-sort="{number}">{text}</td>'
    if text.startswith(("https://", "http://")):
        text = f'<a href="{text}" rel="noreferrer">{text}</a>'
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return f'<td class="day">{text}</td>'
    wide = ' class="text"' if len(text) > _LONG else ""
    return f'<td dir="auto"{wide}>{text}</td>'


def _table(sheet: Sheet, *, folded: bool) -> str:
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
    is_short = len(sheet.rows) <= _SHOWN or isinstance(sheet.rows[0][0], Linked)
    if is_short and not folded:
        return table
    rows = f"{dataset_card.grouped(len(sheet.rows))} row{'s' if len(sheet.rows) > 1 else ''}"
    kind = ' class="drawn"' if folded else ""
    return f"<details{kind}><summary>As a table: {rows}</summary>{table}</details>"


def _section(sheet: Sheet, plot: str | None) -> str:
    said = re.sub("`([^`]+)`", r"<code>\1</code>", escape(sheet.note))
    note = f"<p>{said}</p>" if said else ""
    figure = f"<figure>{plot}</figure>" if plot else ""
    return (
        f'<section id="{sheet.key}"><h3>{escape(sheet.title)}</h3>{note}{figure}'
        f"{_table(sheet, folded=bool(plot) or sheet.key == 'days')}</section>"
    )


def _group(key: str, title: str, sheets: list[Sheet], drawn: dict[str, str]) -> str:
    """The sheets of one question, narrow ones side by side."""
    parts = []
    for is_narrow, run in groupby(sheets, lambda s: s.key in drawn or len(s.columns) <= _NARROW):
        sections = "\n".join(_section(sheet, drawn.get(sheet.key)) for sheet in run)
        parts.append(f'<div class="columns">{sections}</div>' if is_narrow else sections)
    inside = "\n".join(parts)
    if key in _FOLDED:
        inside = f"<details><summary><h2>{title}</h2></summary>{inside}</details>"
    else:
        inside = f"<h2>{title}</h2>{inside}"
    return f'<div class="group" id="about-{key}">{inside}</div>'


def _doubt(doubt: dataset_card.Doubt, facts: Facts) -> str:
    text = escape(doubt.text)
    if doubt.sheet in facts.sheets:
        text = f'<a href="#{doubt.sheet}">{text}</a>'
    return f"<li>{text}</li>"


def _searched(facts: Facts) -> tuple[str, str]:
    """The posts that can be searched, as JSON that ends no script, and which they are."""
    rows = json.dumps(facts.posts, ensure_ascii=False, separators=(",", ":"))
    some, all_ = len(facts.posts), facts.counts["articles"]
    which = f"all {dataset_card.grouped(all_)} posts"
    if some < all_:
        which = f"the latest {dataset_card.grouped(some)} of {dataset_card.grouped(all_)} posts"
    return rows.replace("<", "\\u003c"), which


def render(name: str, facts: Facts) -> str:
    """Give the page of a release: HTML with its style, script and drawings inside."""
    by_day = Sheet(
        "days",
        "Posts by day",
        ("day", "posts"),
        facts.days,
        "The day of publication on the site's clock; the calendar draws them.",
    )
    sheets = facts.sheets | ({"days": by_day} if facts.days else {})
    drawn = plots.draw(facts)
    groups = {
        key: (title, [sheets[one] for one in keys if one in sheets])
        for key, (title, keys) in GROUPS.items()
    }
    tiles = "".join(
        f"<div><dt>{label}</dt><dd>{dataset_card.grouped(facts.counts[key])}</dd></div>"
        for key, label in (
            ("articles", "posts"),
            ("revisions", "revisions"),
            ("links", "links"),
            ("breaking", "breaking news"),
            ("authors", "authors"),
        )
    )
    posts, which = _searched(facts)
    return Template(_resource("report.html")).substitute(
        name=escape(name),
        language="en",
        style=_resource("report.css"),
        script=_resource("report.js"),
        summary=escape(dataset_card.summary(facts)),
        tiles=tiles,
        doubts="".join(_doubt(doubt, facts) for doubt in dataset_card.doubts(facts))
        or "<li>Nothing doubtful was found.</li>",
        contents="".join(
            f'<li><a href="#about-{key}">{title}</a></li>'
            for key, (title, some) in groups.items()
            if some
        ),
        groups="\n".join(
            _group(key, title, some, drawn) for key, (title, some) in groups.items() if some
        ),
        posts=posts,
        which=which,
        rights=escape(dataset_card.RIGHTS),
        citation=escape(dataset_card.citation(name, facts)),
        newest=facts.newest,
    )
