"""Export feeds as Scrapy does, and tell the ledger what is safely on disk."""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from scrapy.extensions.feedexport import FeedExporter, ItemFilter
from scrapy.utils.asyncio import create_looping_call

from mayadeen.items import Article
from mayadeen.ledger import LedgerError
from mayadeen.run.ending import end
from mayadeen.run.state import Run, RunSpider, run_of
from mayadeen.run.status import Reason

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

# What a crash may cost is fetched again: a second's worth at most.
CHECKPOINT_SECONDS = 1


class Feeds(FeedExporter):
    """A post counts as fetched only once its line is whole and on disk, and its Links' before it.

    Lines are flushed one by one and synced before the ledger is told. When a line
    cannot be written the run ends, and the next run fetches what was not acknowledged. A feed
    of the user's own (`-O out.jsonl`) holds the spider's main item alone.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        main = cast("type[RunSpider]", crawler.spidercls).main_item
        for uri, options in self.feeds.items():
            if not options.get("item_filter"):
                classes = options.get("item_classes") or (main,)
                self.filters[uri] = MainItem({"item_classes": classes}, main)
        self.broken = False
        self.stored = asyncio.Event()

    def item_scraped(self, item: Any, spider: Spider) -> None:
        if self.broken:
            return
        run = run_of(self.crawler)
        try:
            post = _post(item, run)
            if post and post.id in run.receipts:
                for link in run.receipts[post.id].links:
                    super().item_scraped(link, spider)
            super().item_scraped(item, spider)
            for slot in self.slots:
                if slot.file and not slot.file.closed:
                    slot.file.flush()
        except OSError as error:
            self._give_up(error)
            return
        if post:
            run.delivered(post)

    def open_spider(self, spider: Spider) -> None:
        super().open_spider(spider)
        self.clock = create_looping_call(self.checkpoint)
        self.clock.start(CHECKPOINT_SECONDS, now=False)

    async def close_spider(self, spider: Spider) -> None:
        try:
            self.clock.stop()
            self.checkpoint()
            await super().close_spider(spider)
            stats = self.crawler.stats.get_stats()
            if any(name.startswith("feedexport/failed_count/") for name in stats):
                run = run_of(self.crawler)
                run.unsent = [str(path) for path in sorted(run.folder.glob("unsent-*"))]
        finally:
            self.stored.set()

    def checkpoint(self) -> None:
        """Have the system put every line on disk, then let the ledger say so."""
        run = run_of(self.crawler)
        if self.broken or not hasattr(run, "ledger"):
            return
        try:
            for slot in self.slots:
                if slot.file and not slot.file.closed:
                    _sync(slot.file, slot.uri)
            run.ledger.flush()
        except (OSError, LedgerError) as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        self.broken = True
        run_of(self.crawler).is_unwritable = True
        logger.error("Cannot write: %s. The next run fetches what is missing.", error)
        end(self.crawler, Reason.UNWRITABLE)


class MainItem(ItemFilter):
    """Takes a dict for the spider's main item: a pipeline of the user's own may have made it."""

    def __init__(self, options: dict[str, Any], main: type) -> None:
        super().__init__(options)
        self.takes_dicts = main in self.item_classes

    def accepts(self, item: Any) -> bool:
        return super().accepts(item) or (self.takes_dicts and isinstance(item, dict))


def _post(item: Any, run: Run) -> Article | None:
    """The post that is on its way to a feed, in whatever shape; None for any other item."""
    if isinstance(item, Article):
        return item
    if not isinstance(item, dict) or item.get("id") not in run.receipts:
        return None
    names = {field.name for field in fields(Article)}
    return Article(**{name: value for name, value in item.items() if name in names})


def _sync(file: IO[bytes], uri: str) -> None:
    os.fsync(file.fileno())
    here, path = os.fstat(file.fileno()), getattr(file, "name", None)
    if here.st_nlink == 0 or (isinstance(path, str) and not _leads_to(path, here)):
        raise OSError(
            f"{uri} was deleted or moved; put it back, or fetch its posts anew with `-a full=1`"
        )


def _leads_to(path: str, file: os.stat_result) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(Path(path).stat(), file)
    return False
