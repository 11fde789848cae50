"""Crawl News and Articles: from the menu through the listings to the posts and their links."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response, TextResponse

from mayadeen.crawl import first_look, listings, load_more, name_search, one_page, posts, sitemaps
from mayadeen.crawl.discovery import note
from mayadeen.items import Article
from mayadeen.ledger import Found, UrlRow
from mayadeen.normalise import dates, days
from mayadeen.pages.listing import read_listing
from mayadeen.pages.menu import read_menu
from mayadeen.run.arguments import BadArgument
from mayadeen.run.scope import choose
from mayadeen.run.starting import prepare
from mayadeen.run.state import Run
from mayadeen.run.status import Reason
from mayadeen.spiders import home

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)


class ArticlesSpider(Spider):
    """Listings are walked before posts are fetched: a post's regions are those that list it."""

    name = "articles"
    kinds: ClassVar[tuple[str, ...]] = ("article",)
    main_item: ClassVar[type] = Article
    accepts: ClassVar[tuple[str, ...]] = (
        "sections",
        "regions",
        "tags",
        "authors",
        "keywords",
        "since",
        "until",
        "follow",
        "limit",
        "max_pages",
        "full",
        "edition",
        "help",
    )
    defaults: ClassVar[dict[str, str]] = {}
    run: Run

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args)
        spider.run = prepare(spider, crawler, {**cls.defaults, **kwargs})
        return spider

    async def start(self) -> AsyncIterator[Request]:
        yield Request(
            self.run.base_url,
            self.parse_home,
            errback=self.on_home_error,
            meta={"purpose": "home"},
            dont_filter=True,
        )

    def parse(self, response: Response, **_: Any) -> Iterator[Article | Request]:
        """Read one page for Scrapy's own tools.

        @site
        @returns requests 1
        """
        yield from one_page.read(self, response)

    def parse_home(self, response: Response) -> Iterator[Request]:
        run = self.run
        if not isinstance(response, TextResponse):
            run.warn(f"The home page {run.base_url} is no page")
            raise CloseSpider(Reason.HOME_UNREADABLE)
        menu = read_menu(response)
        is_unclosed = "unclosed" in response.flags
        is_bare = (is_unclosed or not menu.stated) and not read_listing(response, menu).cards
        if is_unclosed and is_bare:
            run.failures[run.base_url] = "cut short in its menu"
        if not menu.stated:
            if is_bare:
                script = ": it is a script alone" if first_look.is_script_alone(response) else ""
                run.warn(f"The home page {run.base_url} shows neither menu nor post{script}")
                raise CloseSpider(Reason.HOME_UNREADABLE)
            run.warn("The home page states no menu; the built-in one is used")
        run.menu = menu
        try:
            run.scope = choose(menu, self.kinds, run.arguments)
        except BadArgument as error:
            raise run.refuse(str(error)) from None
        run.ready = True
        first_look.log_first_look(run, self.crawler.settings)
        yield from self.entry_points(response)

    def entry_points(self, response: TextResponse) -> Iterator[Request]:
        """The listings to walk; what the home page shows is noted beside them."""
        run = self.run
        if run.arguments.tags or run.arguments.authors:
            yield from name_search.begin(self, response)
            return
        if not run.scope.regions:
            if self._asks_sitemaps():
                yield from sitemaps.begin(self)
            else:
                self._name_the_cheaper_spider()
                yield from self._sections()
        for entry in run.scope.regions or (() if run.scope.narrowed else run.menu.regions):
            label = entry.label or entry.group
            yield listings.first_page(self, entry.url, label, "region", priority=10)
        if run.narrowed:
            return
        shown = read_listing(response, run.menu).cards
        run.home = [
            Found(
                card.url,
                via="start",
                source=response.url,
                title=card.title,
                day=dates.day(card.date, now=run.started_at) if card.date else None,
            )
            for card in shown
        ]

    def _sections(self) -> Iterator[Request]:
        for entry in self.run.scope.entries:
            # A sub-entry before its top entry: the one that leads to a post tells its category.
            label, priority = entry.label or entry.group, 30 if entry.label else 20
            yield listings.first_page(self, entry.url, label, "section", priority=priority)

    def _asks_sitemaps(self) -> bool:
        """Whether the sitemaps are to tell the posts: of whole months that have passed.

        Which regions show a post their listings alone tell, so these are walked besides.
        """
        run, asked = self.run, self.run.arguments
        # What several machines read of the sitemaps none of them knows.
        is_alone = not self.crawler.settings["MAYADEEN_FRONTIER"]
        are_whole = asked.until and days.are_whole_months(asked.since, asked.until)
        is_told = bool(run.sitemaps and are_whole and self._has_passed())
        return is_told and is_alone and asked.max_pages is None

    def _has_passed(self) -> bool:
        until = self.run.arguments.until
        return bool(until and (until.year, until.month) < days.this_month(self.run.started_at))

    def _name_the_cheaper_spider(self) -> None:
        """A listing is walked back from today, past all that is newer than the days asked for."""
        if self._has_passed():
            logger.info(
                "For months that have passed `scrapy crawl archive` asks the site for less: its"
                " sitemaps name the posts of each month"
            )

    def parse_search(self, response: Response, **given: Any) -> Iterator[Request]:
        yield from name_search.read(self, response, **given)

    def parse_listing(self, response: Response, **given: Any) -> Iterator[Any]:
        yield from listings.read(self, response, **given)

    def parse_sitemap(self, response: Response, **given: Any) -> Iterator[Request]:
        yield from sitemaps.read(self, response, **given)

    def parse_load_more(self, response: Response, **given: Any) -> Iterator[Any]:
        yield from load_more.read(self, response, **given)

    def note_home(self) -> None:
        note(self.run, self.run.home)
        self.run.home = []

    def further(self) -> Iterator[Request]:
        """What there is to read once all that was found is fetched: what sitemaps did not tell."""
        walks = self.run.walks.values()
        read = [walk for walk in walks if walk.kind == "sitemap"]
        if not read:
            return
        if self.run.months.are_met and all(walk.ended_by == "end" for walk in read):
            yield from sitemaps.fill(self)
        elif not any(walk.kind == "section" for walk in walks):
            yield from self._sections()

    def post_request(self, row: UrlRow) -> Request:
        return posts.request(self, row)

    def parse_post(self, response: Response, **given: Any) -> Iterator[Article | Request]:
        yield from posts.read(self, response, **given)

    def on_home_error(self, failure: Failure) -> None:
        home.on_error(self.crawler, failure)

    def on_search_error(self, failure: Failure) -> Iterator[Request]:
        yield from name_search.on_error(self, failure)

    def on_listing_error(self, failure: Failure) -> None:
        if not sitemaps.may_be_missing(self.run, failure):
            listings.on_error(self, failure)

    def on_load_more_error(self, failure: Failure) -> Iterator[Any]:
        yield from load_more.on_error(self, failure)

    def on_post_error(self, failure: Failure) -> None:
        posts.on_error(self, failure)
