"""The same items out of WARC files, without a network: the listings are read before the posts."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from glob import glob
from typing import Any, ClassVar

from scrapy.exceptions import CloseSpider
from scrapy.http import HtmlResponse
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.limitreader import LimitReader

from mayadeen.bodies import encoding_of, kind_of, stated_encodings
from mayadeen.normalise import urls
from mayadeen.pages.addresses import listing_of
from mayadeen.pages.listing import read_listing
from mayadeen.pages.menu import fallback, read_menu
from mayadeen.scope import choose
from mayadeen.spiders import posts
from mayadeen.spiders.articles import ArticlesSpider


class WarcSpider(ArticlesSpider):
    """Reads the files in order; a post met twice with other text becomes a further revision.

    Before the posts it reads the listings, which tell a post's regions, and its section and
    category where the post itself does not.

    Other sites' pages, and what is no page, are passed by. Setting: Scrapy's `DOWNLOAD_MAXSIZE`.
    Stats: `mayadeen/warc/elsewhere`, `mayadeen/hostile/warc_record`.

    The ledger stands in the run's own folder: nothing is fetched here, so no crawl may take it
    for known.
    """

    name = "warc"
    #: By the hash of a post's address the section's listing that shows it first.
    listings: dict[int, str]
    kinds: ClassVar[tuple[str, ...]] = ()
    own_ledger = True
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
            self.logger.error(
                "Bad argument: path=%r: allowed is a WARC file or a pattern that matches some",
                run.arguments.path,
            )
            raise CloseSpider("bad_argument")
        self.listings = {}
        run.menu = fallback(run.base_url, run.edition.language)
        run.scope = choose(run.menu, self.kinds, run.arguments)
        next(self._read(paths, self._is_home), None)  # what is a listing, the menu tells
        for response, _ in self._read(paths, self._is_listing):
            self._note(response)
            await asyncio.sleep(0)
        for response, fetched_at in self._read(paths, self._may_be_post):
            if self._is_home(response.url):
                continue
            for item in self._items(response, fetched_at):
                yield item

    def _is_home(self, url: str) -> bool:
        return url.rstrip("/") == self.run.base_url.rstrip("/")

    def _is_listing(self, url: str) -> bool:
        run = self.run
        is_listing = urls.is_page_of(url, run.base_url) and listing_of(url, run.menu)
        return bool(is_listing) or self._is_home(url)

    def _may_be_post(self, url: str) -> bool:
        if not urls.is_page_of(url, self.run.base_url):
            self.crawler.stats.inc_value("mayadeen/warc/elsewhere")
            return False
        if url.endswith("/robots.txt"):  # a text without tags may be anything else
            return False
        return self._is_home(url) or not self._is_listing(url)

    def _read(
        self, paths: list[str], is_wanted: Callable[[str], bool]
    ) -> Iterator[tuple[HtmlResponse, datetime]]:
        """The wanted pages of all files; each home page's menu holds from there on."""
        run = self.run
        for path in paths:
            for response, fetched_at in self._pages(path, is_wanted):
                if self._is_home(response.url):
                    menu = read_menu(response)
                    run.menu = menu if menu.stated else run.menu
                    run.scope = choose(run.menu, self.kinds, run.arguments)
                yield response, fetched_at

    def _note(self, response: HtmlResponse) -> None:
        """Note which region's listing shows a post, and which section's shows it first."""
        run = self.run
        listing = listing_of(response.url, run.menu)
        cards = read_listing(response, run.menu).cards
        if listing is None:
            return
        if region := run.menu.region_at(listing):
            run.ledger.note_region([card.url for card in cards], region)
        else:
            for card in cards:
                self.listings.setdefault(hash(card.url), listing)

    def _items(self, response: HtmlResponse, fetched_at: datetime) -> Iterator[Any]:
        url = response.url
        at = self.listings.get(hash(urls.canonical(url)), url)
        yield from posts.read(self, response, url=url, via="warc", at=at, now=fetched_at)

    def _pages(
        self, path: str, is_wanted: Callable[[str], bool]
    ) -> Iterator[tuple[HtmlResponse, datetime]]:
        """The wanted pages in a file. What cannot be read is named among the run's failures."""
        run, stats = self.run, self.crawler.stats
        largest = self.settings.getint("DOWNLOAD_MAXSIZE")
        with open(path, "rb") as file:  # noqa: PTH123
            try:
                for record in ArchiveIterator(file):
                    headers = record.http_headers
                    if record.rec_type != "response" or not headers:
                        continue
                    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
                    if headers.get_statuscode() != "200" or not is_wanted(url):
                        continue
                    try:
                        page = _page(record, url, largest)
                    except _UNREADABLE as error:
                        stats.inc_value("mayadeen/hostile/warc_record")
                        run.failures[url] = f"{path}: {error}"
                        continue
                    if page:
                        yield page
            except (*_UNREADABLE, EOFError) as error:
                run.failures[path] = f"cut short: {error}"


# AttributeError is warcio's answer to Brotli that is none, and to a record without an address.
_UNREADABLE = (ArchiveLoadFailed, AttributeError, OverflowError, ValueError, zlib.error)


def _page(record: Any, url: str, largest: int) -> tuple[HtmlResponse, datetime] | None:
    """The page that a record holds, and when it was fetched; None where it is no page.

    Raises one of `_UNREADABLE`, with what is wrong.
    """
    fetched_at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date") or "")
    headers = record.http_headers
    response = HtmlResponse(
        url,
        headers=[(name, value) for name, value in headers.headers if name != "Content-Encoding"],
        body=_body(record, largest),
    )
    content_type = response.headers.get("Content-Type") or b""
    if kind_of(response, content_type) is not HtmlResponse:
        return None
    stated = stated_encodings(response.body, content_type)
    page = response.replace(encoding=encoding_of(response.body, stated))
    return page, fetched_at.astimezone(UTC).replace(microsecond=0)


def _body(record: Any, largest: int) -> bytes:
    """A record's body, unpacked. ValueError where it is larger than that, or not whole."""
    stream, parts, size = record.content_stream(), [], 0
    while part := stream.read(2**16):
        parts.append(part)
        size += len(part)
        if size > largest:
            raise ValueError("too large")
    record.raw_stream.read()
    if isinstance(record.raw_stream, LimitReader) and record.raw_stream.limit > 0:
        raise ValueError("cut short")
    return b"".join(parts)
