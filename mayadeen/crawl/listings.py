"""Walk a listing page by page, newest first, until there is reason to leave it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response, TextResponse

from mayadeen.crawl import batches, load_more
from mayadeen.crawl.failure_reasons import NOT_OF_SITE, is_disallowed, is_of_site, reason
from mayadeen.exceptions import TooSlow
from mayadeen.pages.listing import read_listing
from mayadeen.run.state import RunSpider, Walk

if TYPE_CHECKING:
    from twisted.python.failure import Failure

# A programme can be without episodes, a person without posts. Any other listing that shows none
# is waiting for its script, or is not understood.
_MAY_BE_EMPTY = ("programme", "author")


def first_page(spider: RunSpider, url: str, label: str, kind: str, *, priority: int) -> Request:
    """Begin a walk; of two walks the one of higher priority is read to its end first."""
    request = _request(spider, spider.run.walk(url, label, kind), url, priority=priority)
    request.meta["begins"] = True
    return request


def _request(
    spider: RunSpider, walk: Walk, url: str, *, priority: int, undated: Sequence[str] = ()
) -> Request:
    return Request(
        url,
        spider.parse_listing,
        errback=spider.on_listing_error,
        priority=priority,
        meta={"purpose": "listing"},
        # A page met again shows nothing fresh and ends its walk; a request that is dropped
        # as a duplicate would leave the walk without an end.
        dont_filter=True,
        cb_kwargs={
            "listing": walk.url,
            "label": walk.label,
            "kind": walk.kind,
            "undated": list(undated),
        },
    )


def read(
    spider: RunSpider,
    response: Response,
    *,
    listing: str,
    label: str,
    kind: str,
    undated: Sequence[str],
) -> Iterator[Request]:
    """Note the posts of one page and go on to the next, or end the walk and say why.

    `undated` are the posts of the page before, where it printed no dates and days were asked
    for: they have been fetched by now.
    """
    run = spider.run
    walk = run.walk(listing, label, kind)
    if not isinstance(response, TextResponse):
        walk.ended_by = "failed"
        return
    try:
        shown = read_listing(response, run.menu)
    except TooSlow as error:
        walk.ended_by = "failed"
        run.failures[response.url] = str(error)
        return
    is_empty = not (shown.cards or shown.next_url or shown.load_more)
    if is_empty and not is_of_site(run, response):
        walk.ended_by = "failed"
        run.failures[response.url] = NOT_OF_SITE
        return
    walk.ended_by = batches.note(run, walk, shown.cards, response.url, undated)
    if walk.ended_by:
        batches.close(run, walk)
        return
    if is_empty and walk.kind in _MAY_BE_EMPTY:
        walk.ended_by = "end"
        return
    if not shown.next_url:
        yield from load_more.go_on(spider, walk, response, shown)
        return
    assert response.request
    priority = response.request.priority
    addresses = batches.undated(run, shown.cards)
    if addresses:
        yield from (spider.post_request(row) for row in run.ledger.take(len(addresses)))
        priority = -10
    yield _request(spider, walk, shown.next_url, priority=priority, undated=addresses)


def on_error(spider: RunSpider, failure: Failure) -> None:
    """End the walk of a listing whose page was not got; the next run starts it anew."""
    request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
    given = request.cb_kwargs
    walk = spider.run.walk(given["listing"], given["label"], given["kind"])
    if is_disallowed(failure):
        walk.ended_by = "disallowed"
        return
    if getattr(failure.value, "later", False):
        walk.ended_by = "left"
        return
    walk.ended_by = "failed"
    spider.run.failures[request.url] = reason(failure)
