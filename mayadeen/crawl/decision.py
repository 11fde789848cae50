"""Decide what a fetched post is: new, changed, unchanged, a duplicate, or not asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from scrapy.http import Response

from mayadeen.crawl.discovery import follow_links
from mayadeen.items import Article, Link
from mayadeen.ledger import Row
from mayadeen.normalise import text
from mayadeen.pipelines.text import published
from mayadeen.run.ending import end
from mayadeen.run.state import PendingDelivery, Run, RunSpider
from mayadeen.run.status import Reason

if TYPE_CHECKING:
    pass


def decide(
    spider: RunSpider,
    article: Article,
    links: Sequence[Link],
    response: Response,
    url: str,
    now: datetime,
) -> Iterator[Article | Link]:
    run = spider.run
    assert article.id
    etag, last_modified = _header(response, b"ETag"), _header(response, b"Last-Modified")
    known = run.ledger.by_article_id(article.id)
    if article.id in run.receipts:
        run.ledger.release(url)
        return
    is_back = known is not None and known.superseded_at is not None
    is_elsewhere = known is not None and known.url not in (url, article.url)
    if known and is_elsewhere and not is_back and _fetched_in(run, known):
        run.ledger.unchanged(url)
        run.counts["duplicates"] += 1
        return
    digest = text.content_hash(article.title, article.summary, article.body)
    changed = known is not None and known.content_hash != digest
    if known and not (changed or is_back or known.withheld or run.arguments.full):
        run.ledger.unchanged(url, etag=etag, last_modified=last_modified)
        run.counts["unchanged"] += 1
        follow_links(run, links, response.url, is_kept=True)
        return
    article.revision = max(known.revision, 1) + changed if known else 1
    moment = published(article, now)
    day = moment.local[:10] if moment else None
    if day and run.first_day:
        run.days[url] = day
    published_at = datetime.fromisoformat(moment.at) if moment and moment.at else None
    receipt = PendingDelivery(url, etag, last_modified, published_at, day, changed=changed)
    is_left_out = _left_out(run, article, day)
    is_undated = day is None and bool(run.arguments.since or run.arguments.until)
    follow_links(run, links, response.url, is_kept=not (is_left_out or is_undated))
    if is_left_out:
        run.withheld(article, receipt, digest)
        return
    if is_undated:
        run.undated(url)
        return
    if run.is_full():
        run.ledger.release(url)
        return
    run.accepted += 1
    run.receipts[article.id] = receipt
    for link in links:
        link.page_url = article.url
        yield link
    yield article
    if run.is_full():
        end(spider.crawler, Reason.LIMIT)


def _fetched_in(run: Run, known: Row) -> bool:
    return known.fetched_at is not None and known.fetched_at >= run.started_at


def _left_out(run: Run, article: Article, day: str | None) -> bool:
    arguments = run.arguments
    if not run.scope.holds(article.section, article.category, article.regions, article.kind):
        return True
    if day and not arguments.holds(day):
        return True
    return bool(arguments.keywords) and not _speaks_of(arguments.keywords, article)


def _speaks_of(keywords: Sequence[str], article: Article) -> bool:
    said = text.key(
        "\n".join([article.title or "", article.summary or "", article.body or "", *article.tags])
    )
    return any(re.search(rf"(?<!\w){re.escape(text.key(word))}(?!\w)", said) for word in keywords)


def _header(response: Response, name: bytes) -> str | None:
    value = (response.headers.get(name) or b"").decode("latin-1")
    # It is kept and sent back: a NUL is refused by PostgreSQL, other letters come back as others.
    return value if value and value.isascii() and value.isprintable() else None
