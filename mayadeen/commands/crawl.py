"""`scrapy crawl`, whose exit code says how the run ended."""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError
from scrapy.extensions.feedexport import FeedExporter
from scrapy.settings import SETTINGS_PRIORITIES

from mayadeen.normalise.near_names import meant
from mayadeen.normalise.printable import masked
from mayadeen.run import terminal_summary
from mayadeen.run.manifest import log_summary, settle
from mayadeen.run.state import run_of
from mayadeen.run.status import Reason

if TYPE_CHECKING:
    import argparse

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings


class Command(ScrapyCrawl):
    """Scrapy's own ends with 0 whatever became of the run."""

    # On a terminal the log is for people, see `logs/terminal.py`.
    default_settings: ClassVar[dict[str, Any]] = {"MAYADEEN_TERMINAL": True}

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.crawler_process
        _check(args, self.crawler_process.spider_loader.list())
        crawler = self._create_crawler(args[0])
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        if crawler.spider is None or self.crawler_process.bootstrap_failed:
            self.exitcode = 1
            return
        run = run_of(crawler)
        if run.status is None:
            # A second signal stops Scrapy where it stands: its closing signals are never sent.
            settle(crawler, Reason.FORCED)
        log_summary(run)
        if crawler.settings.getbool("MAYADEEN_TERMINAL"):
            said = terminal_summary.lines(
                run, _files(crawler), _given(crawler.settings), program=_program()
            )
            sys.stderr.write("".join(f"{line}\n" for line in said))
        assert run.status
        self.exitcode = run.status.exit_code


def _check(args: list[str], spiders: list[str]) -> None:
    """Raise UsageError unless one known spider is named."""
    if arguments := [one for one in args[1:] if "=" in one]:
        given = " ".join(f"-a {one}" for one in arguments)
        raise UsageError(f"each argument needs its -a: {given}", print_help=False)
    if len(args) != 1:
        raise UsageError("name one spider; `scrapy list` shows them")
    if args[0] not in spiders:
        raise UsageError(
            f"no spider {args[0]!r}; there are {', '.join(spiders)}{meant(args[0], spiders)}",
            print_help=False,
        )


def _files(crawler: Crawler) -> list[tuple[str, int]]:
    """The feeds of a run that have lines: their names, or paths elsewhere, and how many."""
    exporter = crawler.get_extension(FeedExporter) if crawler.extensions else None
    here = str(run_of(crawler).folder)
    return [
        (Path(slot.uri).name if slot.uri.startswith(here) else slot.uri, slot.itemcount)
        for slot in (exporter.slots if exporter else ())
        if slot.itemcount
    ]


def _given(settings: BaseSettings) -> dict[str, str]:
    """The site and the data folder, where `-s` named them."""
    names = ("MAYADEEN_BASE_URL", "MAYADEEN_DATA_DIR")
    by_hand = SETTINGS_PRIORITIES["cmdline"]
    return {
        name: masked(str(settings[name])) for name in names if settings.getpriority(name) == by_hand
    }


def _program() -> str:
    """How the next command is called: as this one was, where the shell would not find it."""
    called = sys.argv[0]
    return "scrapy" if which("scrapy") or Path(called).name != "scrapy" else called
