"""What a body is and in which letters it is written, by its bytes before its headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import DownloadCancelledError
from scrapy.http import HtmlResponse, Response, TextResponse
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

from mayadeen.middlewares.rejected import hostile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

# WHATWG MIME Sniffing, 7.1, and the elements that a fragment of cards begins with.
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|title|meta|link|body|script|iframe|style|h[1-6]|div|table|font"
    r"|main|section|article|nav|header|ul|li|a|b|br|p|span)[\s/>]",
    re.IGNORECASE | re.DOTALL,
)
# The bytes that WHATWG MIME Sniffing, 3, says no text holds.
_BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]|\A%PDF-")
_MEDIA = re.compile(rb"\s*(?:image|audio|video|font)/|\s*application/pdf", re.IGNORECASE)
# What a browser would show as a page; robots.txt and a listing's last batch may well be empty.
_PAGES = {"home", "listing", "search", "post"}
# Arabic words are runs of these bytes in windows-1256; Spanish never has three in a row.
_ARABIC = re.compile(rb"[\xc0-\xff]{3}")


class Content:
    """Gives the spider text alone: a page that is called something else is a page, and what is
    called a page but is a picture or a PDF is dropped.

    The encoding that a page states is kept where the bytes agree; else it is UTF-8 where they are
    that, or windows-1256 or windows-1252. A page without its end, as when its stated length is too
    small, is flagged `unclosed`, unless no page of the run has had one; a page with nothing on it
    is flagged `empty`. A body past
    `DOWNLOAD_MAXSIZE` is counted here too; the download handler has cut it off.

    Stats: `mayadeen/hostile/content_type`, `…/charset`, `…/too_large`.
    """

    def __init__(self, stats: StatsCollector) -> None:
        self.stats = stats
        self.pages_have_ends = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.stats)

    def process_response(self, request: Request, response: Response) -> Response:
        if "dataloss" in response.flags:
            return response
        if request.meta.get("purpose") == "sitemap":
            # Bytes, packed or not, to a reader that bounds them itself.
            is_text = isinstance(response, TextResponse)
            return response.replace(encoding="utf-8") if is_text else response
        content_type = response.headers.get("Content-Type") or b""
        kind = kind_of(response, content_type)
        if kind is None:
            if 200 <= response.status < 300:
                detail = f"{content_type[:50]!r} from {response.url}"
                raise hostile(self.stats, "content_type", detail)
            return response
        stated = [
            http_content_type_encoding(content_type.decode("latin-1")),
            html_body_declared_encoding(response.body),
        ]
        encoding = encoding_of(response.body, filter(None, stated))
        if any(stated) and encoding not in stated and not response.body.isascii():
            self.stats.inc_value("mayadeen/hostile/charset")
        if kind is HtmlResponse and b"<html" in response.body[:1024].lower():
            if b"</html" in response.body[-1024:].lower():
                self.pages_have_ends = True
            elif self.pages_have_ends:
                response.flags.append("unclosed")
        elif (
            response.status == 200
            and not response.body.strip()
            and request.meta.get("purpose") in _PAGES
        ):
            response.flags.append("empty")
        return response.replace(cls=kind, encoding=encoding)

    def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, DownloadCancelledError):
            raise hostile(self.stats, "too_large", request.url)


def kind_of(response: Response, content_type: bytes) -> type[TextResponse] | None:
    """The class that fits the bytes; None for what is no text."""
    start = response.body[:1024].decode(read_bom(response.body)[0] or "latin-1", "ignore")
    if _HTML.match(start):
        return HtmlResponse
    if _MEDIA.match(content_type) or _BINARY.search(start):
        return None
    return type(response) if isinstance(response, TextResponse) else TextResponse


def encoding_of(body: bytes, stated: Iterable[str]) -> str:
    """The encoding to read a text in; `stated` are those of its header and its own head.

    UTF-8 comes first, since text in another encoding is hardly ever valid in it. A text that is
    UTF-8 but for a few broken letters is still that.
    """
    bom = read_bom(body)[0]
    if bom:
        return bom
    for encoding in ("utf-8", *stated):
        try:
            body.decode(encoding)
        except (UnicodeError, LookupError):  # LookupError: a codec of Python's that is no encoding
            continue
        return encoding
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if len(text) - len(text.encode("ascii", "ignore")) >= 2 * broken:
        return "utf-8"
    return "cp1256" if _ARABIC.search(body) else "cp1252"
