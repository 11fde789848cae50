"""Read who writes for the site: each person's page, with the addresses of what it lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request
from scrapy.http import Response, TextResponse

from mayadeen.crawl import listings, load_more, name_search
from mayadeen.items import Author
from mayadeen.normalise.moments import utc
from mayadeen.pages.author import read_author, read_authors
from mayadeen.pages.listing import read_listing
from mayadeen.run.ending import end
from mayadeen.run.status import Reason
from mayadeen.spiders.articles import ArticlesSpider

if TYPE_CHECKING:
    from twisted.python.failure import Failure


class AuthorsSpider(ArticlesSpider):
    """From the list of all who write to each person's listing, read to its end.

    Posts are named and not fetched. Nothing is remembered of a person, so each run tells all.
    """

    name = "authors"
    kinds: ClassVar[tuple[str, ...]] = ()
    main_item: ClassVar[type] = Author
    accepts: ClassVar[tuple[str, ...]] = ("authors", "limit", "edition", "full", "help")

    def entry_points(self, response: TextResponse) -> Iterator[Request]:
        run = self.run
        if run.arguments.authors:
            yield from name_search.begin(self, response)
            return
        run.ready = False  # what other runs left to fetch is none of this one's business
        yield self._index(run.menu.authors_url or response.urljoin("/authors"))

    def _index(self, url: str, listing: str | None = None) -> Request:
        walk = self.run.walk(listing or url, "Authors", "authors")
        return Request(
            url,
            self.parse_index,
            errback=self.on_listing_error,
            priority=20,
            meta={"purpose": "listing"},
            cb_kwargs={"listing": walk.url, "label": walk.label, "kind": walk.kind},
            dont_filter=True,
        )

    def parse_index(
        self, response: Response, listing: str, label: str, kind: str
    ) -> Iterator[Request]:
        run = self.run
        walk = run.walk(listing, label, kind)
        if not isinstance(response, TextResponse):
            walk.ended_by = "failed"
            return
        walk.pages += 1
        fresh = {url: name for name, url in read_authors(response) if url not in run.walks}
        for url, name in fresh.items():
            yield listings.first_page(self, url, name, "author", priority=10)
        shown = read_listing(response, run.menu)
        if fresh and shown.next_url:
            yield self._index(shown.next_url, listing)
        else:
            walk.ended_by = "load_more" if shown.load_more else "end"

    def parse_listing(self, response: Response, **given: Any) -> Iterator[Request | Author]:
        walk = self.run.walk(given["listing"], given["label"], given["kind"])
        if walk.author is None and isinstance(response, TextResponse):
            walk.author = read_author(
                response,
                self.run.menu,
                edition=self.run.edition.code,
                fetched_at=utc(datetime.now(UTC)),
            )
            walk.author.posts = []  # the walk brings them, from this page too
        yield from listings.read(self, response, **given)
        yield from self._tell(walk.url)

    def parse_load_more(self, response: Response, **given: Any) -> Iterator[Request | Author]:
        yield from load_more.read(self, response, **given)
        yield from self._tell(given["listing"])

    def on_load_more_error(self, failure: Failure) -> Iterator[Request | Author]:
        yield from load_more.on_error(self, failure)
        yield from self._tell(failure.request.cb_kwargs["listing"])  # type: ignore[attr-defined]

    def _tell(self, listing: str) -> Iterator[Author]:
        run = self.run
        walk = run.walks[listing]
        if walk.author is None or not walk.ended_by or run.is_full():
            return
        run.accepted += 1
        run.counts["new"] += 1
        yield walk.author
        if run.is_full():
            end(self.crawler, Reason.LIMIT)
