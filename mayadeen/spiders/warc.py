"""The same items out of WARC files, without a network: the listings are read before the posts."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from glob import glob
from typing import Any, ClassVar, NamedTuple

from scrapy.http import HtmlResponse
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.limitreader import LimitReader

from mayadeen.crawl import posts
from mayadeen.normalise import urls
from mayadeen.normalise.encodings import (
    Cut,
    TooLarge,
    encoding_of,
    kind_of,
    opened,
    stated_encodings,
)
from mayadeen.pages.load_more import read_answer
from mayadeen.pages.menu import fallback, read_menu
from mayadeen.pages.parts.addresses import listing_of
from mayadeen.run.scope import choose
from mayadeen.spiders.articles import ArticlesSpider


class Recorded(NamedTuple):
    """A page, when it was fetched, and the listing that it is a page or a batch of."""

    response: HtmlResponse
    fetched_at: datetime
    listing: str | None


Wanted = Callable[[str, str | None], bool]
"""Says of a record by its address and its listing whether it is to be read."""


class WarcSpider(ArticlesSpider):
    """Reads the files in order; a post met twice with other text becomes a further revision.

    Before the posts it reads the listings, which tell a post's regions, and its section and
    category where the post itself does not.

    Other sites' pages, and what is no page, are passed by. Setting: Scrapy's `DOWNLOAD_MAXSIZE`.
    Stats: `mayadeen/warc/elsewhere`, `mayadeen/warc/truncated`, `mayadeen/hostile/warc_record`.

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
            allowed = "a WARC file or a pattern that matches some"
            raise run.refuse(f"path={run.arguments.path!r}: allowed is {allowed}")
        self.listings = {}
        run.menu = fallback(run.base_url, run.edition.language)
        run.scope = choose(run.menu, self.kinds, run.arguments)
        next(self._read(paths, self._is_home), None)  # what is a listing, the menu tells
        for page in self._read(paths, self._is_listing):
            self._note(page)
            self.crawler.stats.inc_value("mayadeen/warc/listings")
            await asyncio.sleep(0)
        for page in self._read(paths, self._may_be_post):
            if not self._is_home(page.response.url, None):
                for item in self._items(page):
                    yield item

    def _is_home(self, url: str, _: str | None) -> bool:
        return url.rstrip("/") == self.run.base_url.rstrip("/")

    def _is_listing(self, url: str, listing: str | None) -> bool:
        is_of_site = urls.is_page_of(url, self.run.base_url)
        return is_of_site and (listing is not None or self._is_home(url, listing))

    def _may_be_post(self, url: str, listing: str | None) -> bool:
        if not urls.is_page_of(url, self.run.base_url):
            self.crawler.stats.inc_value("mayadeen/warc/elsewhere")
            return False
        # robots.txt is a text without tags, which may be anything else.
        return listing is None and not url.endswith("/robots.txt")

    def _read(self, paths: list[str], is_wanted: Wanted) -> Iterator[Recorded]:
        """The wanted pages of all files; each home page's menu holds from there on."""
        run = self.run
        for path in paths:
            for page in self._pages(path, is_wanted):
                if self._is_home(page.response.url, None):
                    menu = read_menu(page.response)
                    run.menu = menu if menu.stated else run.menu
                    run.scope = choose(run.menu, self.kinds, run.arguments)
                yield page

    def _note(self, page: Recorded) -> None:
        """Note which region's listing shows a post, and which section's shows it first."""
        run = self.run
        if page.listing is None:
            return
        cards = read_answer(page.response.text, page.listing, run.menu).cards
        if region := run.menu.region_at(page.listing):
            run.ledger.note_region([card.url for card in cards], region)
        else:
            for card in cards:
                self.listings.setdefault(hash(card.url), page.listing)

    def _items(self, page: Recorded) -> Iterator[Any]:
        url = page.response.url
        at = self.listings.get(hash(urls.canonical(url)), url)
        yield from posts.read(self, page.response, url=url, via="warc", at=at, now=page.fetched_at)

    def _pages(self, path: str, is_wanted: Wanted) -> Iterator[Recorded]:
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
                    stated = record.rec_headers.get_header("X-Mayadeen-Listing")
                    listing = stated or listing_of(url, run.menu)
                    if headers.get_statuscode() != "200" or not is_wanted(url, listing):
                        continue
                    try:
                        if told := record.rec_headers.get_header("WARC-Truncated"):
                            stats.inc_value("mayadeen/warc/truncated")
                            raise ValueError(f"truncated: {told}")
                        page = _page(record, url, largest)
                    except _UNREADABLE as error:
                        stats.inc_value("mayadeen/hostile/warc_record")
                        run.failures[url] = f"{path}: {error}"
                        continue
                    if page:
                        yield Recorded(*page, listing)
            except (*_UNREADABLE, EOFError) as error:
                run.failures[path] = f"cut short: {error}"


# AttributeError is warcio's answer to a record without an address.
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
    packed = record.http_headers.get_header("Content-Encoding", "").lower()
    record.http_headers.remove_header("Content-Encoding")  # many store what they had unpacked
    stream, parts, size = record.content_stream(), [], 0
    while part := stream.read(2**16):
        parts.append(part)
        size += len(part)
        if size > largest:
            raise ValueError("too large")
    record.raw_stream.read()
    if isinstance(record.raw_stream, LimitReader) and record.raw_stream.limit > 0:
        raise ValueError("cut short")
    declared = [one.strip().encode() for one in packed.split(",")]
    try:
        return opened(b"".join(parts), declared, largest)
    except TooLarge:
        raise ValueError("too large") from None
    except Cut:
        raise ValueError("cut short") from None
