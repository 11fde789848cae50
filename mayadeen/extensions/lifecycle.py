"""Open what a run needs before its first request, and close it with a status after its last."""

from __future__ import annotations

import asyncio
import logging
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast
from urllib.parse import urlsplit

from scrapy import Spider, signals
from scrapy.exceptions import CloseSpider

from mayadeen.extensions import notify
from mayadeen.extensions.feeds import Feeds
from mayadeen.extras import MissingExtra, needing
from mayadeen.ledger import (
    AlreadyRunning,
    LedgerError,
    OtherSite,
    Revisit,
    ledger_url,
    open_ledger,
)
from mayadeen.normalise import urls
from mayadeen.run import manifest
from mayadeen.run.arguments import describe
from mayadeen.run.state import Run, RunSpider, run_of
from mayadeen.run.status import Reason

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_TURNED_AWAY = {AlreadyRunning: Reason.ALREADY_RUNNING, OtherSite: Reason.OTHER_SITE}


class RunLifecycle:
    """The run's folder, ledger and `run.json`, and what the run is said to have come to.

    Settings: `MAYADEEN_DATA_DIR`, `MAYADEEN_LEDGER`, `MAYADEEN_REVISIT`, `MAYADEEN_FRONTIER`.
    Stats: `mayadeen/status`. Close reasons: `bad_argument`, `help`, `already_running`,
    `other_site`, `setting`, `ledger`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        crawler.signals.connect(extension.engine_stopped, signals.engine_stopped)
        return extension

    def spider_opened(self, spider: Spider) -> None:
        run = run_of(self.crawler)
        if run.fault:
            raise run.refuse(run.fault)
        if run.arguments.help:
            accepts = cast("RunSpider", spider).accepts
            logger.info("Arguments of %s, each as -a NAME=VALUE:", spider.name)
            for line in describe(accepts).splitlines():  # a record of ours is one line
                logger.info("%s", line)
            raise CloseSpider(Reason.HELP)
        if run.wrong_setting:
            raise run.cannot_start(run.wrong_setting, Reason.SETTING)
        try:
            self._open(run)
        except (AlreadyRunning, OtherSite) as error:
            logger.error("%s", error)
            run.fault = str(error)
            run.folder.rmdir()
            run.has_folder = False
            raise CloseSpider(_TURNED_AWAY[type(error)]) from None
        except (LedgerError, MissingExtra, OSError, ValueError) as error:
            raise run.cannot_start(error) from None

    def _open(self, run: Run) -> None:
        settings = self.crawler.settings
        run.folder = _new_folder(run.folder)
        run.has_folder = True
        if not settings["MAYADEEN_CONTACT"] and urlsplit(run.base_url).hostname not in LOOPBACK:
            run.warn("MAYADEEN_CONTACT is not set: the site's people cannot reach you")
        if settings["MAYADEEN_FRONTIER"]:
            with needing("redis", "MAYADEEN_FRONTIER"):
                import_module("scrapy_redis")
        if settings["MAYADEEN_NOTIFY"]:
            notify.actions(self.crawler)
        revisit = Revisit.parse(settings["MAYADEEN_REVISIT"])
        url = ledger_url(settings["MAYADEEN_LEDGER"], settings["MAYADEEN_DATA_DIR"])
        if getattr(self.crawler.spidercls, "own_ledger", False):
            url = ledger_url("", run.folder)
        ledger = open_ledger(
            url, revisit=revisit, kind=getattr(self.crawler.spidercls, "ledger_kind", None)
        )
        begun = ledger.begin_run(
            run.spider,
            run.arguments.asked(),
            run.folder,
            edition=run.edition.code,
            site=urls.site(run.base_url),
            filter=run.filter,
            full=run.arguments.full,
            shared=bool(settings["MAYADEEN_FRONTIER"]),
        )
        run.ledger = ledger
        for row in begun.interrupted:
            logger.warning("The run in %s was cut off; what it left comes first", row.folder)
            manifest.mark_interrupted(row.folder)
        manifest.write(run, self.crawler)

    async def spider_closed(self, reason: str) -> None:
        """Settle the run when its feeds are stored, and before Scrapy prints its stats."""
        feeds = self.crawler.get_extension(Feeds)
        await (feeds.stored.wait() if feeds else asyncio.sleep(0))
        manifest.settle(self.crawler, reason)

    def engine_stopped(self) -> None:
        manifest.log_summary(run_of(self.crawler))


def _new_folder(folder: Path) -> Path:
    """Make the run's folder; two runs that start in one second get one each."""
    for number in count(2):
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            folder = folder.with_name(f"{folder.name[:19]}-{number}")
        else:
            break
    return folder
