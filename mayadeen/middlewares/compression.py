"""Compressed bodies that are whole, and of a size that can be read."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest

from mayadeen.middlewares.rejected import hostile

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_GZIP_MAGIC = b"\x1f\x8b"


class Compression(HttpCompressionMiddleware):
    """Asks for gzip alone, and tells apart what Scrapy's own lets pass as a page.

    Scrapy stops at `DOWNLOAD_MAXSIZE` while it decompresses, but gives the spider what it got of a
    body that was cut short; here such a body is flagged `dataloss`, and asked for again by
    `Retry`. A plain body that calls itself gzip is read as it is. Other encodings, never asked
    for, are not opened.

    Settings: Scrapy's `COMPRESSION_ENABLED`, `DOWNLOAD_MAXSIZE`.
    Stats: `mayadeen/hostile/bomb`, `…/encoding`.
    """

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self.counts = crawler.stats

    def process_request(self, request: Request) -> None:  # type: ignore[override]
        request.headers.setdefault("Accept-Encoding", "gzip")

    def process_response(  # type: ignore[override] # Scrapy passes no spider any more
        self, request: Request, response: Response
    ) -> Request | Response:
        declared = b",".join(response.headers.getlist("Content-Encoding")).lower()
        if not declared:
            return response
        if {encoding.strip() for encoding in declared.split(b",")} - {b"gzip", b"x-gzip"}:
            raise hostile(self.counts, "encoding", f"{declared[:50]!r} from {response.url}")
        if response.body and not response.body.startswith(_GZIP_MAGIC):
            self.counts.inc_value("mayadeen/hostile/encoding")
            del response.headers["Content-Encoding"]
            return response
        try:
            opened = super().process_response(request, response)
        except IgnoreRequest:
            raise hostile(self.counts, "bomb", response.url) from None
        except (OSError, EOFError, zlib.error):
            response.flags.append("dataloss")
            return response
        if response.body and not is_whole(response.body):
            opened.flags.append("dataloss")
        return opened


def is_whole(body: bytes) -> bool:
    """Whether the gzip stream reaches its end and its checksum holds."""
    stream = zlib.decompressobj(wbits=31)
    try:
        stream.decompress(body)  # Scrapy has just found the whole to be below its limit
    except zlib.error:
        return False
    return stream.eof
