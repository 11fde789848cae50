"""Let Scrapy's own tools, and spiders that are not ours, work as in any project."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.settings.default_settings import EXTENSIONS_BASE

from mayadeen import settings as project
from mayadeen.ledger import Revisit, ledger_url, open_ledger
from mayadeen.run.state import run_of
from mayadeen.run.status import Reason

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

# What our spiders cannot do without, and others cannot do with.
_OURS = ("DOWNLOADER_MIDDLEWARES", "EXTENSIONS", "ITEM_PIPELINES", "FEEDS", "FEED_STORAGES")
_TOOLS = "scrapy.commands."


class Tools:
    """An add-on by which `shell`, `fetch`, `view`, `parse`, `check`, `bench` and `runspider` work.

    A spider of the user's own, or Scrapy's, is run as Scrapy would: of this project's settings the
    pace, the limits and the user agent hold. Where a tool starts one of ours, the components of a
    run stay away, with its ledger and its folder; see `Trial`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def update_settings(self, settings: BaseSettings) -> None:
        spider: Any = self.crawler.spidercls
        if not hasattr(spider, "accepts"):
            for name in _OURS:
                _drop(settings, name)
            settings.set("FEED_URI_PARAMS", None, "cmdline")
        elif is_trial(spider, settings):
            for name in ("EXTENSIONS", "FEEDS"):
                _drop(settings, name)
            aside = dict.fromkeys(EXTENSIONS_BASE) | {"mayadeen.extensions.trial.Trial": 0}
            settings.set("EXTENSIONS", aside, "cmdline")


def is_trial(spider: Any, settings: BaseSettings) -> bool:
    """Whether one of Scrapy's tools runs the spider: the shell says so (`commands/shell.py`), the
    others put a start of theirs in the place of the spider's."""
    return settings.getbool("MAYADEEN_TRIAL") or spider.start.__module__.startswith(_TOOLS)


def _drop(settings: BaseSettings, name: str) -> None:
    """Take out of a setting what this project puts into it."""
    own = getattr(project, name)
    left = {key: value for key, value in settings.getdict(name).items() if key not in own}
    settings.set(name, left, settings.getpriority(name) or 0)


class Trial:
    """Gives a spider that a tool runs a ledger that is forgotten."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.folder = TemporaryDirectory(prefix="mayadeen-")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        trial = cls(crawler)
        crawler.signals.connect(trial.spider_opened, signals.spider_opened)
        crawler.signals.connect(trial.spider_closed, signals.spider_closed)
        return trial

    def spider_opened(self) -> None:
        run = run_of(self.crawler)
        if run.fault:
            raise run.refuse(run.fault)
        if run.wrong_setting:
            raise run.cannot_start(run.wrong_setting, Reason.SETTING)
        run.folder = Path(self.folder.name)
        run.ledger = open_ledger(ledger_url("", run.folder), revisit=Revisit.parse("never"))
        run.ledger.begin_run(run.spider, {}, run.folder, edition=run.edition.code)

    def spider_closed(self) -> None:
        run = run_of(self.crawler)
        if hasattr(run, "ledger"):
            run.ledger.close()
        self.folder.cleanup()
