"""Give the spiders text alone, decoded with the right encoding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.exceptions import DownloadCancelledError
from scrapy.http import HtmlResponse, TextResponse

from mayadeen.exceptions import hostile
from mayadeen.normalise.encodings import encoding_of, kind_of, stated_encodings
from mayadeen.run.state import is_of_archive

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.statscollectors import StatsCollector

# What a browser would show as a page; robots.txt and a listing's last batch may well be empty.
_PAGES = {"home", "listing", "search", "post"}


class Content:
    """Gives the spider text alone: a page that is called something else is a page, and what is
    called a page but is a picture or a PDF is dropped.

    The encoding that a page states is kept where the bytes agree; else it is UTF-8 where they are
    that, or windows-1256 or windows-1252. A page without its end, as when its stated length is too
    small, is flagged `unclosed`, unless no page of the run has had one (of the home page, which
    comes first, an open menu tells it); a page with nothing on it
    is flagged `empty`. A body past `DOWNLOAD_MAXSIZE` is counted here too; the download handler has
    cut it off.

    Stats: `mayadeen/hostile/content_type`, `…/charset`, `…/too_large`.
    """

    def __init__(self, stats: StatsCollector) -> None:
        self.stats = stats
        self.pages_have_ends = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.stats)

    def process_response(self, request: Request, response: Response) -> Response:
        if "dataloss" in response.flags or is_of_archive(request):
            return response  # of an archive's answers their reader tells what they are
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
        stated = stated_encodings(response.body, content_type)
        encoding = encoding_of(response.body, stated)
        if stated and encoding not in stated and not response.body.isascii():
            self.stats.inc_value("mayadeen/hostile/charset")
        if kind is HtmlResponse and b"<html" in response.body[:1024].lower():
            self._flag_unclosed(request, response)
        elif _is_empty_page(request, response):
            response.flags.append("empty")
        return response.replace(cls=kind, encoding=encoding)

    def _flag_unclosed(self, request: Request, response: Response) -> None:
        if b"</html" in response.body[-1024:].lower():
            self.pages_have_ends = True
        elif self.pages_have_ends or _breaks_off_in_its_menu(request, response.body):
            response.flags.append("unclosed")

    def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, DownloadCancelledError):
            raise hostile(self.stats, "too_large", request.url)


def _is_empty_page(request: Request, response: Response) -> bool:
    is_blank = response.status == 200 and not response.body.strip()
    return is_blank and request.meta.get("purpose") in _PAGES


def _breaks_off_in_its_menu(request: Request, body: bytes) -> bool:
    html = body.lower()
    return request.meta.get("purpose") == "home" and any(
        html.count(b"<" + tag) > html.count(b"</" + tag) for tag in (b"nav", b"ul")
    )
