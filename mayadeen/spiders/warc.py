"""The same items out of WARC files, without a network."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator
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
from mayadeen.pages.menu import fallback, read_menu
from mayadeen.scope import choose
from mayadeen.spiders import posts
from mayadeen.spiders.articles import ArticlesSpider


class WarcSpider(ArticlesSpider):
    """Reads the files in order; a post met twice with other text becomes a further revision.

    Other sites' pages, and what is no page, are passed by. Setting: Scrapy's `DOWNLOAD_MAXSIZE`.
    Stats: `mayadeen/warc/elsewhere`, `mayadeen/hostile/warc_record`.

    The ledger stands in the run's own folder: nothing is fetched here, so no crawl may take it
    for known.
    """

    name = "warc"
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
        run.menu = fallback(run.base_url, run.edition.language)
        run.scope = choose(run.menu, self.kinds, run.arguments)
        for path in paths:
            for response, fetched_at in self._pages(path):
                if response.url.rstrip("/") == run.base_url.rstrip("/"):
                    menu = read_menu(response)
                    run.menu = menu if menu.stated else run.menu
                    run.scope = choose(run.menu, self.kinds, run.arguments)
                    continue
                for item in self._items(response, fetched_at):
                    yield item

    def _items(self, response: HtmlResponse, fetched_at: datetime) -> Iterator[Any]:
        yield from posts.read(
            self, response, url=response.url, via="warc", at=response.url, now=fetched_at
        )

    def _pages(self, path: str) -> Iterator[tuple[HtmlResponse, datetime]]:
        """The site's pages in a file. What cannot be read is named among the run's failures."""
        run, stats = self.run, self.crawler.stats
        largest = self.settings.getint("DOWNLOAD_MAXSIZE")
        with open(path, "rb") as file:  # noqa: PTH123
            try:
                for record in ArchiveIterator(file):
                    headers = record.http_headers
                    if record.rec_type != "response" or not headers:
                        continue
                    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
                    if headers.get_statuscode() != "200":
                        continue
                    if not urls.is_page_of(url, run.base_url):
                        stats.inc_value("mayadeen/warc/elsewhere")
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
