"""Show people our lines and warnings on a terminal; the whole log is in the run's folder."""

from __future__ import annotations

import logging
import sys
from logging.handlers import MemoryHandler
from typing import TYPE_CHECKING, Self

from scrapy import signals

from mayadeen.run.state import run_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

LOG = "crawl.log"
# Records that are kept until the run has a folder; a run that gets none writes a handful.
_MOST_KEPT = 10_000
#: Told by the command itself, in more words, when all else is written.
_LAST = "mayadeen.run.manifest"


class Terminal:
    """An add-on that puts a handler for people in the place of Scrapy's on a terminal.

    It does so for `scrapy crawl` alone (`commands/crawl.py` sets MAYADEEN_TERMINAL), where stderr
    is one, and nothing was said of the log: LOG_FILE, LOG_LEVEL, LOG_ENABLED and MAYADEEN_LOG_JSON
    keep their meaning. It comes before the first line, so that a setting could not do it.
    """

    kept: MemoryHandler | None = None

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        crawler.signals.connect(self.engine_started, signals.engine_started)
        crawler.signals.connect(self.engine_stopped, signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        if not is_wanted(settings):
            settings.set("MAYADEEN_TERMINAL", False, "cmdline")
            return
        shown = logging.StreamHandler(sys.stderr)
        shown.addFilter(is_for_people)
        shown.setFormatter(Plain())
        cls.kept = MemoryHandler(_MOST_KEPT, flushLevel=logging.CRITICAL + 1, flushOnClose=False)
        # Below it no record is made, of which each request would cost several.
        logging.root.setLevel(settings["LOG_LEVEL"])
        for handler in (shown, cls.kept):
            logging.root.addHandler(handler)
        settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="addon")

    def engine_started(self) -> None:
        """The run has its folder now, if ever."""
        if self.kept is None:  # Scrapy's own tools come by here without a spider
            return
        run, settings = run_of(self.crawler), self.crawler.settings
        if not run.has_folder:
            return
        whole = logging.FileHandler(run.folder / LOG, encoding="utf-8")
        whole.setFormatter(logging.Formatter(settings["LOG_FORMAT"], settings["LOG_DATEFORMAT"]))
        self.kept.setTarget(whole)
        self.kept.flush()
        self.kept.capacity = 1

    def engine_stopped(self) -> None:
        if self.kept is not None:
            self.kept.flush()


def is_wanted(settings: BaseSettings) -> bool:
    """Whether a person looks on who asked for no other log."""
    is_of_crawl = settings.getbool("MAYADEEN_TERMINAL") and settings.getbool("LOG_ENABLED")
    is_chosen = settings["LOG_FILE"] or settings.getbool("MAYADEEN_LOG_JSON")
    # `-L` and `-s LOG_LEVEL=` have the priority of the command line.
    is_chosen = is_chosen or (settings.getpriority("LOG_LEVEL") or 0) >= 40
    return is_of_crawl and not is_chosen and sys.stderr.isatty()


def is_for_people(record: logging.LogRecord) -> bool:
    """Our lines and warnings; not those that the closing lines say, in more words or again, and
    not those that another line sums up."""
    if record.getMessage().startswith("Bad argument: ") or getattr(record, "is_quiet", False):
        return False
    if record.levelno >= logging.WARNING:
        return True
    is_ours = record.name.partition(".")[0] == "mayadeen"
    return is_ours and record.levelno >= logging.INFO and record.name != _LAST


class Plain(logging.Formatter):
    """The message alone; a warning's and an error's level before it."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        return text if record.levelno <= logging.INFO else f"{record.levelname}: {text}"
