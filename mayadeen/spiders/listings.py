"""How a listing is walked: page by page, newest first, until there is reason to leave it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response, TextResponse

from mayadeen.ledger import Found, Outcome
from mayadeen.normalise import dates
from mayadeen.pages.listing import Card, Listing, read_listing
from mayadeen.run import Run, RunSpider, Walk
from mayadeen.spiders import posts

if TYPE_CHECKING:
    from twisted.python.failure import Failure


def first_page(spider: RunSpider, url: str, label: str, kind: str, *, priority: int) -> Request:
    """Begin a walk; of two walks the one of higher priority is read to its end first."""
    return _request(spider, spider.run.walk(url, label, kind), url, priority=priority)


def _request(
    spider: RunSpider, walk: Walk, url: str, *, priority: int, undated: Sequence[str] = ()
) -> Request:
    return Request(
        url,
        spider.parse_listing,
        errback=spider.lose_listing,
        priority=priority,
        meta={"purpose": "listing"},
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
    shown = read_listing(response, run.menu)
    walk.ended_by = note(run, walk, shown, response.url, undated) or _end_of(shown, walk)
    if walk.ended_by:
        close(run, walk)
        return
    assert shown.next_url
    assert response.request
    priority = response.request.priority
    addresses: list[str] = []
    if run.arguments.since and not any(card.date for card in shown.cards):
        # Nothing here tells a post's day but the post: fetch these before the next page.
        addresses = [card.url for card in shown.cards]
        yield from (spider.post_request(row) for row in run.ledger.take(len(addresses)))
        priority = -10
    yield _request(spider, walk, shown.next_url, priority=priority, undated=addresses)


def note(run: Run, walk: Walk, shown: Listing, url: str, undated: Sequence[str] = ()) -> str | None:
    """Put a page's posts into the ledger. Gives why the walk ends here, None where it may go on."""
    now = datetime.now(UTC)
    cards = {card.url: card for card in shown.cards}
    # Hashes, for a walk through ten years of a section must not grow the process.
    fresh = {hash(address) for address in cards} - walk.seen
    walk.seen |= fresh
    walk.pages += 1
    walk.posts += len(fresh)
    ground = run.ledger.listing(walk.url, run.filter).closed_at
    via = "region" if walk.kind == "region" else "listing"
    found = [
        Found(address, via=via, source=url)
        for address, card in cards.items()
        if _may_be_asked_for(run, card, now)
    ]
    outcomes = posts.note(run, found, ground=ground)
    walk.new += sum(outcome.verdict == "new" for outcome in outcomes)
    walk.known += sum(outcome.seen_before for outcome in outcomes)
    if walk.kind == "region":
        run.ledger.note_region(list(cards), walk.label)
    if not fresh and walk.pages > 1:
        return "end"
    if ground and outcomes and all(map(_is_old, outcomes)):
        return "known"
    days = [dates.day(card.date, now=now) for card in cards.values() if card.date]
    days += [run.days.get(address) for address in undated]
    return _as_asked(run, walk, days)


def _as_asked(run: Run, walk: Walk, days: Sequence[str | None]) -> str | None:
    arguments = run.arguments
    if arguments.since and _all_before(str(arguments.since), days):
        return "since"
    if walk.pages == arguments.max_pages:
        return "max_pages"
    if arguments.limit and sum(one.new for one in run.walks.values()) >= arguments.limit:
        return "limit"
    return None


def _end_of(shown: Listing, walk: Walk) -> str | None:
    if shown.next_url:
        return None
    if shown.load_more:
        return "load_more"
    return "end" if walk.posts else "empty"


def close(run: Run, walk: Walk) -> None:
    """Tell the ledger how far a listing was read.

    Only what was read to its end, to known ground or to the first day asked for may be left at
    known posts next time; after any other walk that would leave a gap for ever.
    """
    run.ledger.listing_walked(
        walk.url,
        label=walk.label,
        closed_for=run.filter if walk.ended_by in ("end", "known", "since") else None,
        pages=walk.pages,
        posts=walk.posts,
        means=walk.means,
    )


def _may_be_asked_for(run: Run, card: Card, now: datetime) -> bool:
    day = dates.day(card.date, now=now) if card.date else None
    return day is None or run.arguments.holds(day)


def _is_old(outcome: Outcome) -> bool:
    return outcome.verdict == "known" and outcome.seen_before


def _all_before(since: str, days: Sequence[str | None]) -> bool:
    """True where a page's dates are in order, newest first, and all lie before `since`.

    A pinned old post above newer ones, or a listing in another order, ends nothing.
    """
    known = [day for day in days if day]
    return bool(known) and max(known) < since and known == sorted(known, reverse=True)


def lose(spider: RunSpider, failure: Failure) -> None:
    """End the walk of a listing whose page was not got; the next run starts it anew."""
    request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
    given = request.cb_kwargs
    walk = spider.run.walk(given["listing"], given["label"], given["kind"])
    if posts.is_disallowed(failure):
        walk.ended_by = "disallowed"
        return
    walk.ended_by = "failed"
    spider.run.failures[request.url] = posts.reason(failure)
