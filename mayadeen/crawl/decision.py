"""Decide what a fetched post is: new, changed, unchanged, a duplicate, or not asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from scrapy.http import Response

from mayadeen.crawl.discovery import follow_links
from mayadeen.items import Article, Link
from mayadeen.ledger import UrlRow
from mayadeen.normalise import text, urls
from mayadeen.pipelines.text import fold_link, published
from mayadeen.run.ending import end
from mayadeen.run.state import PendingDelivery, Run, RunSpider
from mayadeen.run.status import Reason


def decide(
    spider: RunSpider,
    article: Article,
    links: Sequence[Link],
    response: Response,
    url: str,
    now: datetime,
) -> Iterator[Article]:
    """Tell the ledger what became of the post found at `url`; give it where it is to be written."""
    run = spider.run
    assert article.id
    keep_apart(run, article, url)
    known = run.ledger.by_article_id(article.id)
    if article.id in run.receipts:
        run.ledger.release(url)
    elif known and _is_duplicate(run, known, article, url):
        run.ledger.unchanged(url)
        run.counts["duplicates"] += 1
    elif known and not _is_news(run, known, article):
        run.ledger.unchanged(url, **_validators(response))
        run.counts["unchanged"] += 1
        follow_links(run, links, response.url, is_kept=True)
    else:
        changed = known is not None and known.content_hash != _digest(article)
        article.revision = max(known.revision, 1) + changed if known else 1
        receipt = _receipt(run, article, response, url, now, changed=changed)
        yield from _keep(spider, article, links, response, receipt)


def keep_apart(run: Run, article: Article, url: str) -> None:
    """Take away a number that another post has stated with another title and text.

    A template that states one number for all posts would make one post of them.
    """
    assert article.id
    told = (article.url, text.key(article.title or ""), hash(article.body))
    first = run.numbers.setdefault(article.id, told)
    is_another = article.url != first[0] and told[1] != first[1] and told[2] != first[2]
    here = run.ledger.get(url)
    if here and here.article_id and ":u" in here.article_id and article.post_id:
        holder = run.ledger.by_article_id(article.id)
        is_another = is_another or bool(holder and holder.url not in (url, article.url))
    if is_another and article.post_id:
        run.warn(
            f"One post number is stated by several posts: {article.post_id}, by {article.url} too;"
            " they are told apart by their addresses"
        )
        article.post_id = None
        article.field_sources.pop("post_id", None)
        article.id = urls.article_id(article.edition, None, article.url)


def _is_duplicate(run: Run, known: UrlRow, article: Article, url: str) -> bool:
    """Whether this run has fetched the post already, at another address."""
    is_back = known.superseded_at is not None
    return known.url not in (url, article.url) and not is_back and _fetched_in(run, known)


def _is_news(run: Run, known: UrlRow, article: Article) -> bool:
    """Whether a known post is to be written again: it changed, or earlier runs left it out."""
    is_back = known.superseded_at is not None
    # The last line of a post that was withdrawn says so.
    asked = known.withheld or run.arguments.full or article.gone_between
    return bool(known.content_hash != _digest(article) or is_back or asked)


def _receipt(
    run: Run, article: Article, response: Response, url: str, now: datetime, *, changed: bool
) -> PendingDelivery:
    moment = published(article, now)
    day = moment.local[:10] if moment else None
    if day and run.first_day:
        run.days[url] = day
    published_at = datetime.fromisoformat(moment.at) if moment and moment.at else None
    given = _validators(response)
    return PendingDelivery(
        url, given["etag"], given["last_modified"], published_at, day, changed=changed
    )


def _keep(
    spider: RunSpider,
    article: Article,
    links: Sequence[Link],
    response: Response,
    receipt: PendingDelivery,
) -> Iterator[Article]:
    """Give the post, if it was asked for and there is still room; its Links wait for its line."""
    run, day = spider.run, receipt.day
    is_left_out = _left_out(run, article, day)
    is_undated = day is None and bool(run.arguments.since or run.arguments.until)
    follow_links(run, links, response.url, is_kept=not (is_left_out or is_undated))
    if is_left_out:
        run.withheld(article, receipt, _digest(article))
        return
    if is_undated:
        run.undated(receipt.url)
        return
    if run.is_full():
        run.ledger.release(receipt.url)
        return
    run.accepted += 1
    assert article.id
    for link in links:
        link.page_url = article.url
        fold_link(link)
    run.receipts[article.id] = replace(receipt, links=links)
    yield article
    if run.is_full():
        end(spider.crawler, Reason.LIMIT)


def _digest(article: Article) -> str:
    return text.content_hash(article.title, article.summary, article.body)


def _fetched_in(run: Run, known: UrlRow) -> bool:
    return known.fetched_at is not None and known.fetched_at >= run.started_at


def _left_out(run: Run, article: Article, day: str | None) -> bool:
    arguments = run.arguments
    if not run.scope.holds(article.section, article.category, article.regions, article.kind):
        return True
    if day and not arguments.holds(day):
        return True
    said = [article.title or "", article.summary or "", article.body or "", *article.tags]
    return bool(arguments.keywords) and not text.speaks_of(arguments.keywords, said)


def _validators(response: Response) -> dict[str, str | None]:
    """What the next conditional request sends back."""
    return {
        "etag": _header(response, b"ETag"),
        "last_modified": _header(response, b"Last-Modified"),
    }


def _header(response: Response, name: bytes) -> str | None:
    value = (response.headers.get(name) or b"").decode("latin-1")
    # It is kept and sent back: a NUL is refused by PostgreSQL, other letters come back as others.
    return value if value and value.isascii() and value.isprintable() else None
