"""Read the breaking-news ticker of the home page, one line an item; one request a run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response, TextResponse

from mayadeen.items import Headline
from mayadeen.normalise import text, urls
from mayadeen.normalise.moments import utc
from mayadeen.pages.menu import read_menu
from mayadeen.pages.ticker import read_ticker
from mayadeen.run.starting import prepare
from mayadeen.run.state import Run
from mayadeen.run.status import Reason
from mayadeen.spiders import home

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure


class BreakingSpider(Spider):
    """A line is new by its folded text; one that was seen before is only noted in the ledger."""

    name = "breaking"
    main_item: ClassVar[type] = Headline
    accepts: ClassVar[tuple[str, ...]] = ("limit", "full", "edition", "help")
    run: Run

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args)
        spider.run = prepare(spider, crawler, kwargs)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        yield Request(
            self.run.base_url, self.parse, errback=self.on_home_error, meta={"purpose": "home"}
        )

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Headline]:
        """Read the ticker.

        @site
        @returns items 1
        @scrapes text text_hash rank
        """
        run = self.run
        if not isinstance(response, TextResponse):
            run.warn(f"The home page {run.base_url} is no page")
            raise CloseSpider(Reason.HOME_UNREADABLE)
        observed_at = utc(datetime.now(UTC))
        lines = {text.text_hash(line): text.fold(line) for line in read_ticker(response)}
        if not lines:
            if not read_menu(response).stated:
                run.warn(f"The home page {run.base_url} shows neither ticker nor menu")
                raise CloseSpider(Reason.HOME_UNREADABLE)
            run.warn("The home page shows no line of a ticker")
        run.counts.update(new=0, known=0)
        for rank, (digest, line) in enumerate(lines.items(), start=1):
            if run.is_full():
                break  # what the ledger is not told of is new to the next run
            [(first_seen, is_new)] = run.ledger.headlines([(digest, line)], run.edition.code)
            run.counts["new" if is_new else "known"] += 1
            if not (is_new or run.arguments.full):
                continue
            run.accepted += 1
            speaker, colon, _ = line.partition(": ")
            yield Headline(
                text=line,
                text_hash=digest,
                rank=rank,
                speaker=speaker if colon else None,
                first_seen_at=utc(first_seen),
                # The ledger has its own clock, read a little later.
                observed_at=max(observed_at, utc(first_seen)),
                page_url=urls.canonical(response.url) or response.url,
                edition=run.edition.code,
            )

    def on_home_error(self, failure: Failure) -> None:
        home.on_error(self.crawler, failure)
