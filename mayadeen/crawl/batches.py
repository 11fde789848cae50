"""What every batch of a listing goes through, however it was had: noted, and judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from mayadeen.crawl import discovery
from mayadeen.ledger import Found, Outcome
from mayadeen.normalise import dates
from mayadeen.pages.listing import Card
from mayadeen.run.state import Run, Walk


def note(
    run: Run, walk: Walk, shown: Sequence[Card], url: str, undated: Sequence[str] = ()
) -> str | None:
    """Put a batch's posts into the ledger. Gives why the walk ends here, None where it may go on.

    `url` is the page that the batch stands on; `undated` as in `listings.read`.
    """
    now = datetime.now(UTC)
    # Another order of the same listing is no post of it.
    cards = {card.url: card for card in shown if card.url != walk.url}
    # Hashes, for a walk through ten years of a section must not grow the process.
    fresh = {hash(address) for address in cards} - walk.seen
    walk.seen |= fresh
    # Once may be a page's worth of posts published meanwhile, or an order that is none.
    walk.repeats = walk.repeats + 1 if walk.posts and not fresh else 0
    is_repeat = walk.repeats > 1 or (walk.repeats == 1 and not cards)
    walk.pages += bool(cards)  # a page that its script has yet to fill is no batch
    walk.posts += len(fresh)
    run.dated |= {hash(address) for address, card in cards.items() if card.date}
    if walk.author:
        walk.author.posts += [address for address in cards if hash(address) in fresh]
        return "end" if is_repeat else None
    # A walk that nothing narrowed knows whatever a narrowed one could find.
    closed = (run.ledger.listing(walk.url, asked).closed_at for asked in {run.filter, run.spider})
    ground = max(filter(None, closed), default=None)
    via = "region" if walk.kind == "region" else "listing"
    found = [
        Found(address, via=via, source=url, title=card.title, day=day)
        for address, card in cards.items()
        if (day := dates.day(card.date, now=now) if card.date else None) is None
        or run.arguments.holds(day)
    ]
    outcomes = discovery.note(run, found, ground=ground)
    walk.new += sum(outcome.verdict == "new" for outcome in outcomes)
    walk.known += sum(outcome.seen_before for outcome in outcomes)
    if walk.kind == "region":
        news = {one.url for one in found if run.ledger.is_news(one)}
        run.ledger.note_region(list(cards), walk.label, anew=news)
    if is_repeat:
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


def undated(run: Run, shown: Sequence[Card]) -> list[str]:
    """The posts to fetch before the next batch, where nothing tells their days but themselves."""
    if run.arguments.since and not any(card.date for card in shown):
        return [card.url for card in shown]
    return []


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
    walk.seen.clear()


def _is_old(outcome: Outcome) -> bool:
    return outcome.verdict == "known" and outcome.seen_before


def _all_before(since: str, days: Sequence[str | None]) -> bool:
    """True where a page's dates are in order, newest first, and all lie before `since`.

    A pinned old post above newer ones, or a listing in another order, ends nothing.
    """
    known = [day for day in days if day]
    return bool(known) and max(known) < since and known == sorted(known, reverse=True)
