"""Request a post's page, read it, judge it and follow it, for every spider."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

from scrapy import Request
from scrapy.http import Response, TextResponse

from mayadeen.crawl.article import build_article
from mayadeen.crawl.decision import decide
from mayadeen.crawl.discovery import follow_links
from mayadeen.crawl.failure_reasons import NOT_OF_SITE, is_disallowed, is_of_site, reason
from mayadeen.crawl.notices import NOTHING_OF_A_POST, is_named, why_no_post
from mayadeen.exceptions import TooSlow
from mayadeen.items import Archived, Article
from mayadeen.ledger import UrlRow
from mayadeen.normalise import text, urls
from mayadeen.normalise.moments import utc
from mayadeen.pages.listing import read_listing
from mayadeen.pages.post import Page, read_post
from mayadeen.run.state import Run, RunSpider

if TYPE_CHECKING:
    from twisted.python.failure import Failure


def request(spider: RunSpider, row: UrlRow) -> Request:
    """Ask for a post; conditionally, where the ledger says that an earlier copy will do."""
    headers = {}
    if row.etag:
        headers["If-None-Match"] = row.etag
    if row.last_modified:
        headers["If-Modified-Since"] = row.last_modified
    return Request(
        row.url,
        spider.parse_post,
        errback=spider.on_post_error,
        headers=headers,
        cb_kwargs={"url": row.url, "via": row.via, "at": row.source},
        meta={"purpose": "post", "handle_httpstatus_list": [304, 404, 410]},
        # The ledger decides what is asked for twice.
        dont_filter=True,
    )


def read(
    spider: RunSpider,
    response: Response,
    *,
    url: str,
    via: str,
    at: str | None,
    now: datetime | None = None,
    archived: Archived | None = None,
    gone_between: Sequence[str] = (),
    page: Page | None = None,
) -> Iterator[Article | Request]:
    """Read a post's page; `url` is the address that the ledger knows it by, `now`
    the moment of fetching where that is not this one, `archived` and `gone_between` as in Article,
    `page` what it says, where that has been read before.

    Gives the Article. Its Links, ten a post, are no items of their own, each of which would go the
    whole way that items go: they wait for it in the run, and `extensions/feeds.py` writes them.
    A page that is no post but stood among a listing's posts is read as a listing: so a programme
    leads to its episodes.
    """
    run = spider.run
    if response.status == 304:
        _unchanged(run, response, url)
        return
    if response.status in (404, 410) or _leads_to_a_listing(run, response):
        _vanished(run, url)
        return
    if not isinstance(response, TextResponse):
        run.failed(url, "not a page")
        return
    now = now or datetime.now(UTC).replace(microsecond=0)
    fetched_at = utc(now)
    try:
        page = page or read_post(
            response, run.menu, edition=run.edition.code, fetched_at=fetched_at
        )
    except TooSlow as error:
        run.failed(url, str(error))
        return
    if fault := _fault(run, page, response, url):
        run.failed(url, fault)
        return
    for link in page.links:
        link.url = urls.canonical(link.url, response.url) or link.url
    if not page.is_post:
        follow_links(run, page.links, response.url, is_kept=False)
        run.ledger.not_a_post(url)
        run.counts["not_posts"] += 1
        if _may_list(run, via, at):
            label = text.fold(unquote(url.rsplit("/", 1)[-1]))
            given = {"listing": url, "label": label, "kind": "programme", "undated": ()}
            yield from spider.parse_listing(response, **given)
        return
    article = build_article(run, page, response, url=url, via=via, at=at, fetched_at=fetched_at)
    article.archived, article.gone_between = archived, list(gone_between)
    yield from decide(spider, article, page.links, response, url, now)


def _unchanged(run: Run, response: Response, url: str) -> None:
    """Take a 304 for an unchanged post, where the request left that answer to the site."""
    if not _was_conditional(response):
        run.failed(url, "HTTP 304")
        return
    run.ledger.unchanged(url)
    run.counts["unchanged"] += 1


def _fault(run: Run, page: Page, response: TextResponse, url: str) -> str | None:
    """Why a page that came with status 200 is not the one asked for; None where it is."""
    is_dated_post = page.is_post and page.values.get("published_raw")
    if not (is_dated_post or is_of_site(run, response)):
        return NOT_OF_SITE
    if notice := why_no_post(page, run.ledger.get(url), url):
        return notice
    if not page.is_post and _is_shell(run, page, response, url):
        return NOTHING_OF_A_POST
    return None


def _is_shell(run: Run, page: Page, response: TextResponse, url: str) -> bool:
    """Whether a page that leads to no post lacks one only because a script is to bring it.

    A programme without episodes and a page about the house say what they are in a heading, which
    their address repeats; a dated card leads to neither.
    """
    shown = read_listing(response, run.menu)
    if shown.cards or shown.next_url or shown.load_more:
        return False
    return hash(url) in run.dated or not page.heading or not is_named(page, url)


def _was_conditional(response: Response) -> bool:
    assert response.request
    headers = response.request.headers
    return "If-None-Match" in headers or "If-Modified-Since" in headers


def _leads_to_a_listing(run: Run, response: Response) -> bool:
    """Whether the post was redirected to the home page or a section, as sites do with lost ones."""
    here = urls.canonical(response.url)
    return here == urls.canonical(run.base_url) or run.menu.is_listing(response.url)


def _may_list(run: Run, via: str, at: str | None) -> bool:
    """Whether a page that is no post may be a listing below the one it stood on.

    Below such a one no further is walked: episodes are posts, and a trap has no end.
    """
    if via not in ("listing", "pending") or at is None:
        return False
    return not any(
        walk.kind == "programme" and at.startswith(walk.url) for walk in run.walks.values()
    )


def _vanished(run: Run, url: str) -> None:
    was_known = run.ledger.gone(url)
    (run.gone if was_known else run.missing).append(url)
    run.counts["gone" if was_known else "missing"] += 1


def on_error(spider: RunSpider, failure: Failure) -> None:
    """Note that a post was not got, or leave it to a later run where that is not its fault."""
    url = failure.request.cb_kwargs["url"]  # type: ignore[attr-defined]  # Scrapy sets it
    if getattr(failure.value, "later", False):
        spider.run.ledger.release(url)
        if getattr(failure.value, "reason", "").startswith("refused"):
            spider.run.failures[url] = reason(failure)
    elif is_disallowed(failure):
        spider.run.disallowed(url)
    else:
        spider.run.failed(url, reason(failure))
