"""What the tests of this folder share: a page from its HTML, read."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy.http import HtmlResponse

from mayadeen.items import Article
from mayadeen.pages.menu import fallback
from mayadeen.pages.post import Page, read_post

FETCHED_AT = "2025-11-03T10:00:00Z"
NOW = datetime(2025, 11, 3, 10, tzinfo=UTC)


def response(html: str | bytes, url: str) -> HtmlResponse:
    """A fetched page."""
    body = html if isinstance(html, bytes) else html.encode()
    return HtmlResponse(url, body=body, headers={"Content-Type": "text/html; charset=utf-8"})


def page_of(html: str | bytes, url: str, edition: str = "en") -> Page:
    """The page read with the menu that is built in."""
    menu = fallback(url)
    return read_post(response(html, url), menu, edition=edition, fetched_at=FETCHED_AT)


def article_of(page: Page, url: str, edition: str = "en") -> Article:
    """The Article of a page found at `url`, before any pipeline."""
    return Article(
        **{"url": url, **page.values},
        edition=edition,
        discovered_via="start",
        fetched_at=FETCHED_AT,
        field_sources=dict(page.sources),
        warnings=list(page.warnings),
    )
