"""Read posts out of public web archives, for what the site does not show any more."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import Request
from scrapy.http import Response

from mayadeen.archives import index
from mayadeen.archives.index import CdxLine, Window
from mayadeen.archives.sources import PLACES, Source, source_of
from mayadeen.crawl import archived, indexes, posts
from mayadeen.crawl.captures_spider import IndexCursor, ledger_of
from mayadeen.crawl.choosing import Wanted, gone_between, next_capture
from mayadeen.items import Article
from mayadeen.ledger import Capture, CaptureLedger, UrlRow
from mayadeen.ledger.summary import what_of_capture
from mayadeen.pages.menu import fallback
from mayadeen.run import archives
from mayadeen.run.arguments import BadArgument
from mayadeen.run.scope import choose
from mayadeen.spiders.articles import ArticlesSpider

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

# The channel went on air on 11 June 2012.
_FIRST_DAY = date(2012, 6, 11)
# What leaves a post without a page though an archive has one.
_LOST = ("truncated", "damaged", "lost", "unread", "failed")


class CapturesSpider(ArticlesSpider):
    """Asks the indexes of the archives, then of each post the captures that `captures=` wants.

    The site itself is not asked for anything. Each page is read with its own menu, as the site was
    then. Links lead nowhere: what they lead to is in the indexes, where it was captured.
    """

    name = "captures"
    kinds: ClassVar[tuple[str, ...]] = ()
    ledger_kind: ClassVar[type] = CaptureLedger
    accepts: ClassVar[tuple[str, ...]] = (
        *("source", "captures", "captured_since", "captured_until", "count"),
        *("since", "until", "sections", "keywords", "limit", "edition", "help"),
    )
    window: Window
    cursors: dict[str, IndexCursor]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        run = spider.run
        spider.cursors = {}
        asked = run.arguments
        spider.window = index.window(
            asked.captured_since or asked.since or _FIRST_DAY,
            asked.captured_until or run.started_at.date(),
        )
        run.menu = fallback(run.base_url, run.edition.language)
        if run.fault is None and not asked.help:
            try:
                run.sources += _sources(run.arguments.source, crawler.settings)
                run.scope = choose(run.menu, cls.kinds, asked)
            except (BadArgument, ValueError) as error:
                run.fault = str(error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        run = self.run
        self.wanted = Wanted(
            mode=run.arguments.captures,
            window=self.window,
            sources={one.name for one in run.sources},
            run=ledger_of(self.run).run.id,
            filter=run.filter,
        )
        ledger_of(self.run).choose = self._choose
        run.ready = not run.arguments.count
        for request in indexes.begin(self):
            yield request

    def source(self, one: Capture) -> Source:
        """The archive that a capture is in."""
        return next(source for source in self.run.sources if source.name == one.source)

    # The indexes

    def parse_index(self, response: Response, **given: Any) -> Iterator[Request]:
        yield from indexes.read(self, response, **given)

    def on_index_error(self, failure: Failure) -> Iterator[Request]:
        yield from indexes.on_error(self, failure)

    def note(self, cursor: IndexCursor, lines: Sequence[CdxLine]) -> None:
        """Store what an index lists, and count what is no page of a post."""
        found, others = indexes.captures_of(self.run, cursor.source, lines)
        new = ledger_of(self.run).list_captures(found)
        walk = cursor.walk
        walk.posts += len(found)
        walk.new += len(new)
        walk.known += len(found) - len(new)
        self._count("no_post", others)
        for one in new:
            if one.state != "listed":
                self._count(what_of_capture(one.state, one.status))

    # The captures

    def _choose(self, group: Sequence[Capture]) -> Capture | None:
        run = self.run
        if not run.scope.may_hold(run.menu.place(group[0].url)):
            return None
        chosen = next_capture(group, self.wanted)
        if chosen is None:
            self._end(group)
        return chosen

    def _end(self, group: Sequence[Capture]) -> None:
        """What is known of a post of which nothing more is wanted."""
        run, url = self.run, group[0].url
        read = [one for one in group if self.wanted.is_read(one)]
        digests = {one.digest for one in read if one.digest}
        for one in group:
            if one.state == "listed" and one.digest in digests:
                ledger_of(self.run).mark(one, "duplicate")
                self._count("duplicate")
        if read:
            run.failures.pop(url, None)
            if between := gone_between(group, read[-1]):
                run.gone.append(url)
                run.withdrawn[url] = between
        elif lost := [one.state for one in group if one.state in _LOST and self._is_asked(one)]:
            run.failures.setdefault(url, f"capture_{lost[-1]}")

    def _is_asked(self, one: Capture) -> bool:
        return one.source in self.wanted.sources

    def post_request(self, row: UrlRow) -> Request:
        return archived.request(self, row)

    def parse_post(self, response: Response, **given: Any) -> Iterator[Article | Request]:
        yield from archived.read(self, response, **given)

    def on_post_error(self, failure: Failure) -> None:
        posts.on_error(self, failure)

    def pass_by(self, url: str, state: str) -> None:
        """A capture that was asked for is no page of its post."""
        one = ledger_of(self.run).handed(url)
        if one.state != "redirect":  # counted when it was listed
            self._count(what_of_capture(state, one.status))
        ledger_of(self.run).passed(url, state)

    def count_unread(self, url: str, one: Capture) -> None:
        """Count a page that was got and gave nothing."""
        states = [
            each.state
            for each in ledger_of(self.run).group(url)
            if (each.address, each.at, each.source) == (one.address, one.at, one.source)
        ]
        for state in states:
            if state in ("unread", "no_post"):
                self._count(state)

    def _count(self, what: str, number: int = 1) -> None:
        if number:
            self.crawler.stats.inc_value(f"mayadeen/passed_by/{what}", number)

    def closed(self, _: str) -> None:
        """Print what the indexes list, where that was asked; Scrapy calls this at the end."""
        run = self.run
        if run.arguments.count and hasattr(run, "ledger"):
            sys.stdout.write(archives.table(ledger_of(self.run).figures()))


def _sources(names: Sequence[str], settings: BaseSettings) -> list[Source]:
    """The archives that were named. Raises ValueError with the line for the user."""
    places = {name: settings[f"MAYADEEN_{name.upper()}"].rstrip("/") + "/" for name in PLACES}
    found = []
    for name in names or ("",):
        try:
            found.append(source_of(name, places))
        except ValueError as error:
            raise ValueError(f"source={name!r}: allowed is {error}") from None
    return found
