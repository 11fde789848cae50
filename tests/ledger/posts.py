"""Invented posts and what a run does with them, for the tests of the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mayadeen.ledger import Fetched, Found, Ledger

LISTING = "https://news.example/news/politics"


def address(number: int) -> str:
    return f"https://news.example/news/politics/post-{number}"


def found(*numbers: int, via: str = "listing", **more: Any) -> list[Found]:
    """The posts as a listing shows them, in its order."""
    return [Found(address(number), via, LISTING, **more) for number in numbers]


def discover(ledger: Ledger, *numbers: int, **more: Any) -> list[str]:
    """Put the posts into the ledger; its verdicts."""
    return [one.verdict for one in ledger.discover(found(*numbers, **more))]


def taken(ledger: Ledger, limit: int = 100) -> list[int]:
    """The numbers of the posts that are handed out."""
    return [int(row.url.rpartition("-")[2]) for row in ledger.take(limit)]


def due(ledger: Ledger, limit: int = 100, kind: str = "article", **more: Any) -> list[int]:
    """The numbers of the known posts that are handed out because they are due."""
    rows = ledger.take_due(limit, kinds=[kind], **more)
    return [int(row.url.rpartition("-")[2]) for row in rows]


def fetch(
    ledger: Ledger,
    *numbers: int,
    published_at: datetime | None = None,
    kind: str = "article",
    content_hash: str = "a" * 64,
    **more: Any,
) -> None:
    """Report the posts as read."""
    values: dict[str, Any] = {
        "section": "News",
        "etag": '"1"',
        "last_modified": None,
        "revision": 1,
        **more,
    }
    for number in numbers:
        ledger.fetched(
            Fetched(
                address(number),
                article_id=f"en:{number}",
                kind=kind,
                published_at=published_at,
                content_hash=content_hash,
                **values,
            )
        )


def crawl(ledger: Ledger, *numbers: int, **more: Any) -> None:
    """Discover the posts, take them and report them as read."""
    discover(ledger, *numbers)
    assert set(taken(ledger)) >= set(numbers)
    fetch(ledger, *numbers, **more)
    ledger.flush()
