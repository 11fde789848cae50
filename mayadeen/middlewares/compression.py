"""Unpack bodies that are whole, and of a size that can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.exceptions import NotConfigured

from mayadeen.exceptions import hostile
from mayadeen.normalise.encodings import Cut, TooLarge, opened
from mayadeen.run.state import is_of_archive

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class Compression:
    """Asks for gzip alone, and opens what comes by its bytes before its `Content-Encoding`.

    In place of Scrapy's own, which gives the spider what it got of a body that was cut short: here
    such a body is flagged `dataloss`, and asked for again by `Retry`. A plain body that calls
    itself packed is read as it is; Brotli, Zstandard and deflate, never asked for, are opened too.
    A sitemap that does not call itself packed is left to its reader, which bounds it.

    Settings: Scrapy's `COMPRESSION_ENABLED`, `DOWNLOAD_MAXSIZE`.
    Stats: `mayadeen/hostile/bomb`, `…/encoding`.
    """

    def __init__(self, crawler: Crawler) -> None:
        assert crawler.stats
        self.counts = crawler.stats
        self.largest = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not crawler.settings.getbool("COMPRESSION_ENABLED"):
            raise NotConfigured
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        wanted = "identity" if "Range" in request.headers else "gzip"
        request.headers.setdefault("Accept-Encoding", wanted)

    def process_response(self, request: Request, response: Response) -> Response:
        if "Range" in request.headers:
            return response  # a part of a file, as it stands there
        named = b",".join(response.headers.getlist("Content-Encoding")).lower()
        declared = [one.strip() for one in named.split(b",") if one.strip()]
        if not declared and request.meta.get("purpose") == "sitemap":
            return response
        try:
            body = opened(
                response.body, declared, request.meta.get("download_maxsize", self.largest)
            )
        except TooLarge:
            raise hostile(self.counts, "bomb", response.url) from None
        except Cut:
            response.flags.append("dataloss")
            return response
        except ValueError:
            raise hostile(self.counts, "encoding", f"{named[:50]!r} from {response.url}") from None
        was_packed = body is not response.body
        # An archive's headers are a mixture of its own and the site's.
        is_judged = bool(response.body) and not is_of_archive(request)
        if is_judged and not _is_as_asked(declared, was_packed=was_packed):
            self.counts.inc_value("mayadeen/hostile/encoding")
        if declared:
            del response.headers["Content-Encoding"]
        return response.replace(body=body) if was_packed else response


def _is_as_asked(declared: list[bytes], *, was_packed: bool) -> bool:
    """Whether a body was plain and called so, or packed as it said, by gzip."""
    return was_packed == bool(declared) and set(declared) <= {b"gzip", b"x-gzip"}
