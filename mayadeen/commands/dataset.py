"""`scrapy dataset`: the feeds of all runs as one release."""

from __future__ import annotations

import re
import signal
import sys
from calendar import monthrange
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen.dataset.columns import ALL_FORMATS, FORMATS
from mayadeen.extras import command_needing
from mayadeen.normalise.printable import printable
from mayadeen.normalise.text import fold
from mayadeen.run.editions import EDITIONS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from rich.progress import Progress

    from mayadeen.dataset.merge import Choice
    from mayadeen.dataset.report.sheet import Facts


# What a release can be narrowed by with a list of names.
LISTS = ("sections", "keywords", "tags", "authors", "regions")
KINDS = ("article", "video", "infograph", "gallery")


class _Lines:
    """A plain line for each step, for logs and pipes."""

    def step(self, text: str, total: int | None = None) -> None:
        sys.stderr.write(f"{text} …\n")

    def advance(self, count: int) -> None:
        pass


class _Bar:
    """A moving line for each step, for a terminal."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.task = progress.add_task("", total=None, visible=False)

    def step(self, text: str, total: int | None = None) -> None:
        self.finish()
        self.task = self.progress.add_task(text, total=total)

    def finish(self) -> None:
        """The step is done: its line stands still."""
        if self.progress.tasks[-1].visible:
            done = self.progress.tasks[-1].completed or 1
            self.progress.update(self.task, total=done, completed=done)

    def advance(self, count: int) -> None:
        self.progress.advance(self.task, count)


def _day(name: str, value: str | None, *, end: bool) -> str | None:
    """A day as it is, a month as its first or last day."""
    if value is None:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d\d", value):
            return date.fromisoformat(value).isoformat()
        first = date.fromisoformat(f"{value}-01")
    except ValueError as error:
        raise UsageError(
            f"{name}: {value!r} is no day like 2026-11-22 or month like 2026-11"
        ) from error
    return f"{value}-{monthrange(first.year, first.month)[1]}" if end else first.isoformat()


class Command(ScrapyCommand):
    """Scrapy's own switches keep their meaning; `-s MAYADEEN_DATA_DIR=` names other data."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] [feed, folder or glob …]"

    def short_desc(self) -> str:
        return "Merge the runs' feeds into one release"

    def long_desc(self) -> str:
        return (
            "Reads every feed of MAYADEEN_DATA_DIR, or of the folders, files and globs named"
            " alone, on the disk or as s3://, and writes one release: tables, schemas, card,"
            " report and checksums."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        group = parser.add_argument_group("the release")
        group.add_argument(
            "--output", metavar="DIR", help="where to (default: dataset/ beside the data folder)"
        )
        group.add_argument("--since", metavar="DAY", help="posts of this day and later")
        group.add_argument("--until", metavar="DAY", help="posts of this day and earlier")
        group.add_argument(
            "--sections", metavar="LIST", help="sections or categories, names or slugs"
        )
        group.add_argument(
            "--keywords", metavar="LIST", help="posts that hold one of the words, as in a crawl"
        )
        for name in ("tags", "authors", "regions"):
            group.add_argument(f"--{name}", metavar="LIST", help=f"posts with one of these {name}")
        group.add_argument("--kind", choices=KINDS, help="posts of one kind")
        group.add_argument("--edition", choices=sorted(EDITIONS), help="one edition's posts")
        group.add_argument(
            "--mixed", action="store_true", help="take posts of several sites into one release"
        )
        group.add_argument("--name", help="the release's title")
        group.add_argument(
            "--format",
            action="append",
            metavar="LIST",
            help=f"which of {', '.join(FORMATS)} (default: all these), xlsx; may be given more than"
            " once",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        # Scrapy imports every command to run one; a crawl need neither wait for what draws plots
        # nor have it.
        with command_needing("dataset", "scrapy dataset"):
            from mayadeen.dataset.feeds import ReleaseError
            from mayadeen.dataset.release import Order, build
        assert self.settings
        data = Path(self.settings["MAYADEEN_DATA_DIR"])
        if options := [name for name in args if name.startswith("-")]:
            raise UsageError(f"{options[0]}: no such option")
        if not data.is_dir() and not args:
            raise UsageError(f"{data}: no such folder; crawl first, or name feeds")
        formats, choice = _formats(opts), _choice(opts)
        order = Order(
            sources=tuple(args) or (str(data),),
            output=Path(opts.output) if opts.output else data.absolute().parent / "dataset",
            choice=choice,
            formats=formats,
            mixed=opts.mixed,
            **({"name": name} if (name := fold(opts.name or "")) else {}),
        )
        # As an interrupt does, so that nothing half done is left behind.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            facts = _watched(partial(build, order))
        except ReleaseError as error:
            sys.stderr.write(f"{printable(str(error))}\n")
            self.exitcode = 1
            return
        except KeyboardInterrupt:
            sys.stderr.write(f"interrupted: no release was written to {order.output}\n")
            self.exitcode = 130
            return
        sys.stdout.write(_summary(facts, order.output))


def _formats(opts: argparse.Namespace) -> tuple[str, ...]:
    """The formats asked for, all by default. Raises UsageError for one that is unknown."""
    formats = _listed(",".join(opts.format or FORMATS))
    if not formats:
        raise UsageError(f"--format: name at least one of {', '.join(ALL_FORMATS)}")
    if unknown := sorted(set(formats).difference(ALL_FORMATS)):
        raise UsageError(f"--format: {', '.join(unknown)} is none of {', '.join(ALL_FORMATS)}")
    return formats


def _choice(opts: argparse.Namespace) -> Choice:
    """Which posts are asked for. Raises UsageError for days that are none and empty lists."""
    from mayadeen.dataset.merge import Choice

    named = {name: _listed(getattr(opts, name) or "") for name in LISTS}
    for name, values in named.items():
        if getattr(opts, name) is not None and not values:
            raise UsageError(f"--{name}: name at least one")
    since = _day("--since", opts.since, end=False)
    until = _day("--until", opts.until, end=True)
    if since and until and since > until:
        raise UsageError(f"--since {since} is after --until {until}")
    return Choice(since=since, until=until, edition=opts.edition, kind=opts.kind, **named)


def _summary(facts: Facts, output: Path) -> str:
    """What a release holds, in one line, and where it lies."""
    counts = facts.counts
    unusable = f"; {counts['unusable']} unusable lines left out" if counts["unusable"] else ""
    return (
        f"{counts['articles']:,} posts in {counts['revisions']:,} revisions,"
        f" {counts['links']:,} links, {counts['breaking']:,} breaking lines,"
        f" {counts['authors']:,} authors{unusable}"
        f"\n{output}\n{(output / 'report.html').absolute().as_uri()}\n"
    )


def _watched(work: Callable[[_Bar | _Lines], Facts]) -> Facts:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        return work(_Lines())
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        bar = _Bar(progress)
        facts = work(bar)
        bar.finish()
        return facts


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())
