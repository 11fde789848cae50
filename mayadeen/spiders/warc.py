"""Read posts out of WARC files, without a network: the listings before the posts."""

from __future__ import annotations

import asyncio
import zlib
from array import array
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime
from glob import glob
from typing import Any, ClassVar, NamedTuple

from scrapy.http import HtmlResponse

from mayadeen.crawl import posts
from mayadeen.crawl.readers import ListingPage, PostPage, Readers, read_listing_page, read_post_page
from mayadeen.crawl.warc_file import Broken, Record, WarcFile
from mayadeen.crawl.warc_page import page_in
from mayadeen.exceptions import TooSlow
from mayadeen.normalise import urls
from mayadeen.normalise.moments import utc
from mayadeen.pages.listing import Card
from mayadeen.pages.menu import Menu, fallback, read_menu
from mayadeen.pages.parts.addresses import listing_of
from mayadeen.pages.post import Page
from mayadeen.run.scope import Scope, choose
from mayadeen.spiders.articles import ArticlesSpider

_MOST_HOSTS, _MOST_NAMED = 1000, 5


class PageContext(NamedTuple):
    """The site's menu at the time of a capture, and what of it was asked for."""

    menu: Menu
    scope: Scope


class Recorded(NamedTuple):
    """A page, when it was fetched, and the listing that it is a page or a batch of."""

    response: HtmlResponse
    fetched_at: datetime
    listing: str | None
    context: PageContext


Wanted = Callable[[str, str | None], bool]
"""Says of a record by its address and its listing whether it is to be read."""


class Index:
    """Where the site's pages stand and when they were captured: 24 bytes each."""

    def __init__(self) -> None:
        self.files: list[WarcFile] = []
        self.moments, self.numbers, self.places = array("q"), array("q"), array("q")

    def add(self, moment: datetime, place: int) -> None:
        """Note a record of the latest file."""
        self.moments.append(int(moment.timestamp()))
        self.numbers.append(len(self.files) - 1)
        self.places.append(place)

    def sort(self) -> None:
        """Bring it into the order of capture; of one second, into that of the files."""
        order = sorted(range(len(self.moments)), key=self.moments.__getitem__)
        for name in ("moments", "numbers", "places"):
            setattr(self, name, array("q", map(getattr(self, name).__getitem__, order)))

    def __iter__(self) -> Iterator[tuple[WarcFile, int]]:
        for number, place in zip(self.numbers, self.places, strict=True):
            yield self.files[number], place


class WarcSpider(ArticlesSpider):
    """Reads all files in the order of capture; a post met twice with other text becomes a further
    revision.

    A first pass notes where the site's pages stand. Before the posts it reads the listings, which
    tell a post's regions, and its section and category where the post itself does not.

    What is passed by is counted: other sites' pages, revisits, each HTTP status but 200, and what
    is no page. Broken and truncated records are named among the failures besides.
    Setting: Scrapy's `DOWNLOAD_MAXSIZE`. Stats: `mayadeen/warc/records`, `mayadeen/warc/listings`,
    `mayadeen/passed_by/…`, `mayadeen/hostile/warc_record`.

    The ledger stands in the run's own folder: nothing is fetched here, so no crawl may take it
    for known.
    """

    name = "warc"
    #: By the hash of a post's address the section's listing that shows it first.
    listings: dict[int, str]
    #: The records that were read and are of no use; some are read more than once.
    useless: set[tuple[WarcFile, int]]
    kinds: ClassVar[tuple[str, ...]] = ()
    own_ledger = True
    files: Sequence[WarcFile] = ()
    accepts: ClassVar[tuple[str, ...]] = (
        "path",
        "sections",
        "regions",
        "keywords",
        "since",
        "until",
        "limit",
        "edition",
        "help",
    )

    async def start(self) -> AsyncIterator[Any]:
        run = self.run
        paths = sorted(glob(run.arguments.path or "", recursive=True))  # noqa: PTH207 - the user's pattern
        if not paths:
            allowed = "a WARC file or a pattern that matches some"
            raise run.refuse(f"path={run.arguments.path!r}: allowed is {allowed}")
        self.listings, self.useless = {}, set()
        run.menu = fallback(run.base_url, run.edition.language)
        run.scope = choose(run.menu, self.kinds, run.arguments)
        code = run.edition.code
        index = Index()
        self.files = index.files
        hosts: Counter[str] = Counter()
        for path in paths:
            index.files.append(WarcFile(path))
            for record in self._records(index.files[-1]):
                if moment := self._moment(record, path, hosts):
                    index.add(moment, record.place)
                self.crawler.stats.inc_value("mayadeen/warc/records")
                await asyncio.sleep(0)
        self._name_hosts(hosts)
        index.sort()
        next(self._read(index, self._is_home), None)  # what is a listing, the menu tells
        with Readers(len(index.moments)) as readers:
            listings = (
                (page, ListingPage(page.response.text, page.listing, page.context.menu))
                for page in self._read(index, self._is_listing)
                if page.listing is not None
            )
            async for page, cards in readers.read(read_listing_page, listings):
                self._note(page, cards)
                self.crawler.stats.inc_value("mayadeen/warc/listings")
            pages = (
                (page, PostPage(page.response, page.context.menu, code, utc(page.fetched_at)))
                for page in self._read(index, self._may_be_post)
                if not self._is_home(page.response.url, None)
            )
            async for page, read in readers.read(read_post_page, pages):
                for item in self._items(page, read):
                    yield item

    def closed(self, _: str) -> None:
        """Remove what was unpacked; Scrapy calls this at the end."""
        for file in self.files:
            file.close()

    def _is_home(self, url: str, _: str | None) -> bool:
        return url.rstrip("/") == self.run.base_url.rstrip("/")

    def _is_listing(self, url: str, listing: str | None) -> bool:
        return listing is not None or self._is_home(url, listing)

    def _may_be_post(self, _: str, listing: str | None) -> bool:
        return listing is None

    def _records(self, file: WarcFile) -> Iterator[Record]:
        """All records of a file; one that cannot be opened is named among the failures."""
        try:
            yield from file.records()
        except OSError as error:
            self.run.failures[str(file.path)] = str(error.strerror or error)

    def _moment(self, record: Record, path: str, hosts: Counter[str]) -> datetime | None:
        """When a page of the site was captured; None for what is passed by, which is counted."""
        kind = record.fields.get("warc-type", "").lower()
        if not record.fault and kind not in ("response", "revisit"):
            return None
        try:
            if record.fault:
                raise Broken(record.fault)
            if not record.url:
                raise Broken("no address")
            host = urls.site(record.url) or ""
            if host in hosts or len(hosts) < _MOST_HOSTS:
                hosts[host] += 1
            if reason := self._reason(record, kind):
                self._pass_by(reason)
                return None
            if told := record.fields.get("warc-truncated"):
                raise Broken(f"truncated: {told}")
            if "warc-segment-number" in record.fields:
                raise Broken("a segment of a record")
            return record.moment()
        except Broken as error:
            self._lose(record, path, error)
            return None

    def _reason(self, record: Record, kind: str) -> str | None:
        """Why a whole record is no page of the site's."""
        url = record.url or ""
        if not urls.is_page_of(url, self.run.base_url):
            return "elsewhere"
        if kind == "revisit":
            return "revisit"
        if record.status != 200:
            return str(record.status or "no_status")
        # A text without tags, which may be anything else.
        return "robots_txt" if url.endswith("/robots.txt") else None

    def _pass_by(self, reason: str) -> None:
        self.crawler.stats.inc_value(f"mayadeen/passed_by/{reason}")

    def _lose(self, record: Record, path: str, error: Exception) -> None:
        """Name a record that cannot be used among the run's failures."""
        self._pass_by("truncated" if "warc-truncated" in record.fields else "broken")
        self.crawler.stats.inc_value("mayadeen/hostile/warc_record")
        self.run.failures[record.url or f"{path}:{abs(record.place)}"] = f"{path}: {error}"

    def _name_hosts(self, hosts: Counter[str]) -> None:
        """Say which hosts the files are of, where none is the site's."""
        base = self.run.base_url
        if hosts and urls.site(base) not in hosts:
            named = ", ".join(
                f"{host or 'no host'} ({number})" for host, number in hosts.most_common(_MOST_NAMED)
            )
            more = f" and {len(hosts) - _MOST_NAMED} more" if len(hosts) > _MOST_NAMED else ""
            self.run.warn(
                f"No record is of {urls.site(base)}; the files are of {named}{more}:"
                " set MAYADEEN_BASE_URL to the site meant, or `edition`"
            )

    def _read(self, index: Index, is_wanted: Wanted) -> Iterator[Recorded]:
        """The wanted pages in the order of capture; each home page's menu holds from there on."""
        run = self.run
        # Of its own: who reads posts ahead goes back in time.
        context = PageContext(run.menu, run.scope)
        for file, place in index:
            page = self._page(file, place, context, is_wanted)
            if page and self._is_home(page.response.url, None):
                read = read_menu(page.response)
                menu = read if read.stated else context.menu
                context = PageContext(menu, choose(menu, self.kinds, run.arguments))
                run.menu, run.scope = context
                page = page._replace(context=context)
            if page:
                yield page

    def _note(self, page: Recorded, cards: list[Card] | TooSlow) -> None:
        """Note which region's listing shows a post, and which section's shows it first."""
        run = self.run
        assert page.listing
        if isinstance(cards, TooSlow):
            run.failures[page.response.url] = str(cards)
        elif region := page.context.menu.region_at(page.listing):
            run.ledger.note_region([card.url for card in cards], region)
        else:
            for card in cards:
                self.listings.setdefault(hash(card.url), page.listing)

    def _items(self, page: Recorded, read: Page | TooSlow) -> Iterator[Any]:
        url, run = page.response.url, self.run
        if isinstance(read, TooSlow):
            run.failed(url, str(read))
            return
        run.menu, run.scope = page.context
        at = self.listings.get(hash(urls.canonical(url)), url)
        yield from posts.read(
            self, page.response, url=url, via="warc", at=at, now=page.fetched_at, page=read
        )

    def _page(
        self, file: WarcFile, place: int, context: PageContext, is_wanted: Wanted
    ) -> Recorded | None:
        """The page at a place, if wanted. What cannot be read is named among the failures."""
        if (file, place) in self.useless:
            return None
        with file.at(place) as record:
            url = record.url or ""
            stated = record.fields.get("x-mayadeen-listing")
            listing = stated or listing_of(url, context.menu)
            if not is_wanted(url, listing):
                return None
            try:
                response = page_in(record, url, self.settings.getint("DOWNLOAD_MAXSIZE"))
                if response:
                    return Recorded(response, record.moment(), listing, context)
                self._pass_by("no_page")
            except (ValueError, zlib.error) as error:
                self._lose(record, str(file.path), error)
        self.useless.add((file, place))
        return None
