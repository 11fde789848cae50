"""The dataset card: a README that says what the release holds, lacks and may be used for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mayadeen.dataset.columns import TABLES
from mayadeen.dataset.texts import FEWEST_WORDS, SHINGLE, THRESHOLD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mayadeen.dataset.measure import Facts, Sheet

RIGHTS = (
    "The texts and pictures belong to Al Mayadeen, its authors and the wire services credited."
    " This release gives them no licence: use them as the law of your country allows, for research"
    " and quotation for instance, and ask the rights holders before publishing them again. The"
    " pictures themselves are not part of the release, only their addresses. Figures counted from"
    " the texts are facts and free to use."
)


def grouped(number: int) -> str:
    """A number for readers: thousands apart."""
    return f"{number:,}"


def citation(name: str, facts: Facts) -> str:
    """How the release is cited; its date is that of the newest page in it."""
    return (
        f"{name}: {grouped(facts.counts['articles'])} posts of Al Mayadeen, fetched until"
        f" {facts.newest[:10]}. Release {facts.newest[:10]}."
    )


def summary(facts: Facts) -> str:
    """One paragraph of what the release holds."""
    c = facts.counts
    span = f" published from {facts.first_day} to {facts.last_day}" if facts.first_day else ""
    return (
        f"{grouped(c['articles'])} posts{span} (edition {', '.join(facts.editions)}), in"
        f" {grouped(c['revisions'])} revisions, with {grouped(c['links'])} links seen beside them,"
        f" {grouped(c['breaking'])} lines of breaking news and {grouped(c['authors'])} authors."
    )


def doubts(facts: Facts) -> list[str]:
    """What a user must know before counting, a sentence each; only what was found."""
    c = facts.counts
    unfinished = (
        sum(row[1] != "complete" for row in facts.sheets["runs"].rows)
        if "runs" in facts.sheets
        else 0
    )
    found = [
        (facts.undated, "posts have no date and stand in no day"),
        (facts.missing_days, "days between the first and the last have no post"),
        (c["left_out"], "posts of the feeds were left out as asked"),
        (unfinished, f"of {grouped(c['runs'])} runs did not get all they were asked"),
        (c["unusable"], f"of {grouped(c['lines'])} lines could not be used and are in no table"),
        (c["cut_short"], "feeds end before their end; what stands before the cut is used"),
        (c["repeated"], "readings of a revision already read were merged"),
        (
            sum(row[1] for row in facts.sheets["duplicates"].rows)
            if "duplicates" in facts.sheets
            else 0,
            "posts stand in the groups of near-duplicates listed",
        ),
    ]
    return [f"{grouped(number)} {text}." for number, text in found if number]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return grouped(value)
    return str(value).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def markdown(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table in Markdown, cells escaped."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _section(sheet: Sheet) -> str:
    note = f"{sheet.note}\n\n" if sheet.note else ""
    return f"### {sheet.title}\n\n{note}{markdown(sheet.columns, sheet.rows)}\n"


def render(name: str, facts: Facts, files: Iterable[tuple[str, int]], version: str) -> str:
    """Give the card of a release; `files` are names with sizes in bytes."""
    parts = [
        f"# {name}\n",
        f"{summary(facts)}\n",
        "## Before you count\n",
        "\n".join(f"- {doubt}" for doubt in doubts(facts)) or "Nothing doubtful was found.",
        "\n## Files\n",
        markdown(("file", "bytes"), files),
        "",
        markdown(
            ("table", "what", "rows"),
            [(t.name, t.meaning, facts.counts[t.name]) for t in TABLES.values()],
        ),
        "\nEvery column is described in `schema.json` and `datapackage.json`. `sha256sum -c"
        " SHA256SUMS` checks the files.\n",
        "## How it was made\n",
        f"mayadeen {version} merged {grouped(facts.counts['lines'])} lines of"
        f" {grouped(facts.counts['feeds'])} feeds of {grouped(facts.counts['runs'])} runs. The same"
        " feeds give the same bytes; the date of the release is that of the newest page in it,"
        f" {facts.newest}. Days are Beirut's, moments UTC."
        f" Two bodies are near-duplicates where their sets of {SHINGLE}-word sequences, compared as"
        f" MinHash estimates, are alike to at least {THRESHOLD:.0%}; bodies of fewer than"
        f" {FEWEST_WORDS} words are not compared.\n",
        "## What was measured\n",
        *map(_section, facts.sheets.values()),
        "## Rights\n",
        f"{RIGHTS}\n",
        "## How to cite\n",
        f"> {citation(name, facts)}\n",
    ]
    return "\n".join(parts)
