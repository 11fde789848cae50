"""Write the last lines of a run on the terminal, in plain words for who started it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from mayadeen.run.status import Reason, Status

if TYPE_CHECKING:
    from mayadeen.run.state import Run

_WORDS = {
    "new": "new",
    "changed": "changed since they were known",
    "unchanged": "known and unchanged",
    "withheld": "read and not of what you asked for",
    "undated": "without a day that could be read",
    "duplicates": "met twice",
    "gone": "gone",
    "missing": "not there",
    "not_posts": "no posts",
    "disallowed": "forbidden by robots.txt",
    "failed": "not got",
    "known": "known",
}
_MEANS = {
    Status.COMPLETE: "Done. All that you asked for was got",
    Status.PARTIAL: "Done in part. Something is missing",
    Status.REFUSED: "The site does not want to be crawled from here",
    Status.FAILED: "Nothing came of it",
}
# What a release can be narrowed by, as well as a run.
_ASKED = ("since", "until", "sections", "keywords", "tags", "authors", "regions", "edition")


def lines(run: Run, files: list[tuple[str, int]]) -> list[str]:
    """Say what came of a settled run: `files` are its feeds and their numbers of lines.

    A wrong argument is one line, the last on the screen; a run that was turned away has said so.
    """
    assert run.status
    if run.status is Status.BAD_ARGUMENT:
        return [f"Bad argument: {run.fault}"]
    if run.reason == Reason.HELP or not run.has_folder:
        return []
    told = ", ".join(
        f"{number:,} {_WORDS.get(what, what)}" for what, number in run.counts.items() if number
    )
    feeds = ", ".join(f"{name} ({number:,} lines)" for name, number in files)
    named = f"{feeds}, " if feeds else ""
    said = [
        f"{_MEANS[run.status]}: {told or 'nothing new'}.",
        f"Files in {run.folder}: {named}run.json, crawl.log",
    ]
    if run.status in (Status.PARTIAL, Status.FAILED, Status.REFUSED) and run.warnings:
        said.append(f"What is missing: {run.warnings[-1]} (all of it: `warnings` in run.json)")
    return [*said, f"Next: {_next(run)}"]


def _next(run: Run) -> str:
    if run.status is Status.REFUSED:
        return "do not run it again from here; README, “When the site refuses”, says what helps"
    if run.status is Status.FAILED:
        return "scrapy doctor"
    asked = run.arguments.asked()
    named = [
        f"--{name} {shlex.quote(','.join(value) if isinstance(value, list) else str(value))}"
        for name in _ASKED
        if (value := asked.get(name))
    ]
    again = "; what is missing comes with the same command again"
    return " ".join(["scrapy dataset", *named]) + (again if run.status is Status.PARTIAL else "")
