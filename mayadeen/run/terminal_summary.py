"""Write the last lines of a run on the terminal, in plain words for who started it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from mayadeen.run.status import Reason, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

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
_FORBIDDEN = "robots.txt forbids what you asked for"
# What a release can be narrowed by, as well as a run.
_ASKED = ("since", "until", "sections", "keywords", "tags", "authors", "regions", "edition")


# What comes of the same command once more, and what does not.
_AGAIN = {"failed", "left", "load_more", "empty", "overloaded"}
_UNREAD = {"coverage", "validity"}


def lines(
    run: Run,
    files: list[tuple[str, int]],
    given: Mapping[str, str] | None = None,
    *,
    program: str = "scrapy",
) -> list[str]:
    """Say what came of a settled run: `files` are its feeds and their numbers of lines, `given` the
    site and data folder that `-s` named, which the next command needs as well.

    A wrong argument is one line, the last on the screen; a run that was turned away has said so.
    """
    assert run.status
    if run.status is Status.BAD_ARGUMENT:
        return [f"Bad argument: {run.fault}"]
    if run.reason == Reason.HELP or not run.has_folder:
        return []
    feeds = ", ".join(f"{name} ({number:,} lines)" for name, number in files)
    named = f"{feeds}, " if feeds else ""
    return [
        _came_of_it(run),
        f"Files in {run.folder}: {named}run.json, crawl.log",
        *_missing(run),
        f"Next: {_next(run, given or {}, program)}",
    ]


def _came_of_it(run: Run) -> str:
    """What the run's status means, and how many posts came to what."""
    assert run.status
    told = ", ".join(
        f"{number:,} {_WORDS.get(what, what)}" for what, number in run.counts.items() if number
    )
    if run.status is Status.COMPLETE:
        told = told or "nothing new"
    meant = _FORBIDDEN if run.reason == Reason.DISALLOWED else _MEANS[run.status]
    return f"{meant}: {told}." if told else f"{meant}."


def _missing(run: Run) -> list[str]:
    """The last warning, which says most, of a run that lacks something."""
    if run.status is Status.COMPLETE or not run.warnings:
        return []
    *others, last = run.warnings
    more = f" ({len(others)} more under `warnings` in run.json)" if others else ""
    return [f"What is missing: {last}{more}"]


def _next(run: Run, given: Mapping[str, str], program: str) -> str:
    if run.reason == Reason.DISALLOWED:
        return "ask the publisher for access; README, “When the site refuses”, says what else helps"
    if run.status is Status.REFUSED:
        return "do not run it again from here; README, “When the site refuses”, says what helps"
    edition = [] if run.edition.code == "en" else [f"--edition {run.edition.code}"]
    doctor = _command(program, "doctor", given, edition)
    if run.status is Status.FAILED:
        return doctor
    steps = [_dataset(run, given, program)]
    if run.status is Status.PARTIAL:
        if _comes_again(run):
            steps.append("what is missing comes with the same command again")
        if run.counts["undated"] or any(one.name in _UNREAD for one in run.failed_checks()):
            steps.append(f"what could not be read, `{doctor}` shows")
    return "; ".join(steps)


def _dataset(run: Run, given: Mapping[str, str], program: str) -> str:
    """The command for a release of what was asked for."""
    asked = run.arguments.asked()
    named = [
        f"--{name} {shlex.quote(','.join(value) if isinstance(value, list) else str(value))}"
        for name in _ASKED
        if (value := asked.get(name))
    ]
    data = {name: value for name, value in given.items() if name == "MAYADEEN_DATA_DIR"}
    return _command(program, "dataset", data, named)


def _comes_again(run: Run) -> bool:
    """Whether a run lacks what the next one may get."""
    was_stopped = run.reason not in (Reason.FINISHED, Reason.LIMIT)
    is_cut = any(walk.ended_by in _AGAIN for walk in run.walks.values())
    return bool(was_stopped or is_cut or run.failures or run.unsettled or run.unsent)


def _command(program: str, name: str, given: Mapping[str, str], named: list[str]) -> str:
    settings = [f"-s {key}={shlex.quote(value)}" for key, value in given.items()]
    return " ".join([program, name, *settings, *named])
