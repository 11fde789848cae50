"""Write the dataset card: a README on what the release holds, lacks and may be used for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mayadeen.dataset.columns import RELS, TABLES
from mayadeen.dataset.near_duplicates import FEWEST_WORDS, SHINGLE, THRESHOLD
from mayadeen.dataset.report.citation import bibtex
from mayadeen.dataset.report.sheet import NONE
from mayadeen.normalise.printable import in_markdown
from mayadeen.normalise.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mayadeen.dataset.merge import Choice
    from mayadeen.dataset.report.sheet import Facts, Sheet

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


def asked(choice: Choice) -> str:
    """Which posts were asked for, as words that follow "posts"; empty where all were."""
    days = {
        (True, True): f"published from {choice.since} to {choice.until}",
        (True, False): f"published on {choice.since} or later",
        (False, True): f"published on {choice.until} or earlier",
    }
    words = (
        days.get((bool(choice.since), bool(choice.until))),
        f"in the sections {', '.join(choice.sections)}" if choice.sections else None,
        f"of the edition {choice.edition}" if choice.edition else None,
        f"of the kind {choice.kind}" if choice.kind else None,
        *(
            f"{words} {', '.join(named)}"
            for words, named in (
                ("that speak of", choice.keywords),
                ("with the tags", choice.tags),
                ("by", choice.authors),
                ("of the regions", choice.regions),
            )
            if named
        ),
    )
    return ", ".join(filter(None, words))


def citation(name: str, facts: Facts) -> str:
    """How the release is cited; its date is that of the newest page in it."""
    only = "" if facts.choice.is_all else f", only those {asked(facts.choice)}"
    return (
        f"{name}: {grouped(facts.counts['articles'])} posts of {_owner(facts)}{only}; fetched until"
        f" {facts.newest[:10]}. Release {facts.newest[:10]}."
    )


def _owner(facts: Facts) -> str:
    """Whose posts they are: nobody is to cite a stand-in's as the publisher's."""
    if facts.elsewhere:
        return f"{facts.elsewhere}, which is not Al Mayadeen's site"
    return "Al Mayadeen"


def summary(facts: Facts) -> str:
    """One paragraph of what the release holds, and of what was asked for where that is less."""
    c = facts.counts
    counted = ", ".join(f"in_{rel}" for rel in RELS)
    only = (
        ""
        if facts.choice.is_all
        else f" Only posts {asked(facts.choice)} were asked for. Links are those seen on their"
        f" pages alone, and the columns {counted} count no other page."
    )
    span = f", published from {facts.first_day} to {facts.last_day}" if facts.first_day else ""
    return (
        f"Posts of {_owner(facts)} (edition {', '.join(facts.editions)}): {grouped(c['articles'])}"
        f"{span}; revisions: {grouped(c['revisions'])}; links seen beside them:"
        f" {grouped(c['links'])}; lines of breaking news: {grouped(c['breaking'])}; authors:"
        f" {grouped(c['authors'])}.{only}"
    )


class Doubt(NamedTuple):
    """What a user must know before counting, and the sheet that shows its rows, if any."""

    text: str
    sheet: str = ""


def doubts(facts: Facts) -> list[Doubt]:
    """What a user must know before counting, each with its figure; only what was found."""
    c = facts.counts
    found = [
        ("Posts without a date, which stand in no day", facts.undated, "dates"),
        ("Days between the first and the last without a post", facts.missing_days, "calendar"),
        (
            "Days of these that no run has read to the end: whether the site was silent is not"
            " known",
            facts.missing_days - len(facts.silent),
            "calendar",
        ),
        (
            "Days whose posts neither sitemaps nor listings told in full to a run of `archive`, so"
            " that their counts may be too low",
            c["days_unknown"],
            "calendar",
        ),
        (
            "Posts that may lack regions, for no run read the regions' listings: those of their own"
            " metadata alone are known",
            c["regions_unread"],
            "regions",
        ),
        (
            "Posts of the feeds that were left out as asked; the figures of runs, listings and"
            " feeds count them all the same",
            c["left_out"],
            "",
        ),
        (
            "Posts whose body is nearly that of an earlier post",
            c["near_duplicates"],
            "duplicates",
        ),
        (
            f"Runs, of {grouped(c['runs'])}, that did not get all they were asked",
            c["unfinished"],
            "runs",
        ),
        (
            f"Listings, of {grouped(c['listings'])}, that no run read as far as it was to",
            c["listings_cut"],
            "listings",
        ),
        (
            "Pages that runs saw and could not get, and that the release lacks",
            c["not_got"],
            "failures",
        ),
        (f"Lines, of {grouped(c['lines'])}, that could not be used", c["unusable"], "feeds"),
        (
            "Packed feeds that break off; what stands before the break is used",
            c["cut_short"],
            "feeds",
        ),
        ("Readings merged into a revision already read", c["repeated"], ""),
    ]
    counted = [Doubt(f"{text}: {grouped(number)}.", key) for text, number, key in found if number]
    of_sites = []
    if facts.elsewhere:
        of_sites.append(
            Doubt(
                f"None of these posts was read on Al Mayadeen's site: all stand on"
                f" {facts.elsewhere}. The posts of a stand-in are invented."
            )
        )
    if facts.sites:
        of_sites.append(Doubt(f"Posts of several sites, which a count mixes: {facts.sites}."))
    return [*of_sites, *counted]


def _cell(value: Any) -> str:
    if value is None:
        return NONE
    if isinstance(value, int):
        return grouped(value)
    return in_markdown(fold(str(value)))


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
        "\n".join(f"- {doubt.text}" for doubt in doubts(facts)) or "Nothing doubtful was found.",
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
        f"mayadeen {version} merged the feeds below (lines: {grouped(facts.counts['lines'])}). The"
        " same feeds give the same bytes; the date of the release is that of the newest page in it,"
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
        f"```bibtex\n{bibtex(name, citation(name, facts), facts.newest[:10])}\n```\n",
    ]
    return "\n".join(parts)
