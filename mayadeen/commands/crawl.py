"""`scrapy crawl`, whose exit code says how the run ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from mayadeen.run.manifest import settle, tell
from mayadeen.run.state import run_of
from mayadeen.run.status import Reason

if TYPE_CHECKING:
    import argparse


class Command(ScrapyCrawl):
    """Scrapy's own ends with 0 whatever became of the run."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one spider; `scrapy list` shows them")
        assert self.crawler_process
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
        tell(run)
        assert run.status
        self.exitcode = run.status.exit_code
