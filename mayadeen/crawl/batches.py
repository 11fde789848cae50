"""Note and judge every batch of a listing, however it was had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from mayadeen.crawl import discovery
from mayadeen.ledger import Discovery, Found
from mayadeen.normalise import dates
from mayadeen.pages.listing import Card
from mayadeen.run import day_coverage
from mayadeen.run.state import Run, Walk

# Listings reach back by weeks. A dense one takes so many pages for a month.
LACKING_PAGES = 50


def note(
    run: Run, walk: Walk, shown: Sequence[Card], url: str, undated: Sequence[str] = ()
) -> str | None:
    """Put a batch's posts into the ledger. Gives why the walk ends here, None where it may go on.

    `url` is the page that the batch stands on; `undated` as in `listings.read`.
    """
    now = datetime.now(UTC)
    # Another order of the same listing is no post of it.
    cards = {card.url: card for card in shown if card.url != walk.url}
    fresh = _meet(walk, cards)
    is_repeat = _is_repeat(walk, cards)
    run.dated |= {hash(address) for address, card in cards.items() if card.date}
    if walk.author:
        walk.author.posts += [address for address in cards if hash(address) in fresh]
        return "end" if is_repeat else None
    days = {address: dates.day(card.date, now=now) for address, card in cards.items() if card.date}
    is_known = _discover(run, walk, cards, days, url)
    if is_repeat:
        return "end"
    if is_known:
        return "known"
    return _as_asked(run, walk, [*days.values(), *(_day_of(run, address) for address in undated)])


def _meet(walk: Walk, cards: Mapping[str, Card]) -> set[int]:
    """Count a batch on its walk; the hashes of the addresses that it shows for the first time."""
    # Hashes, for a walk through ten years of a section must not grow the process.
    fresh = {hash(address) for address in cards} - walk.seen
    walk.seen |= fresh
    walk.repeats = walk.repeats + 1 if walk.posts and not fresh else 0
    walk.pages += bool(cards)  # a page that its script has yet to fill is no batch
    walk.posts += len(fresh)
    return fresh


def _is_repeat(walk: Walk, cards: Mapping[str, Card]) -> bool:
    """Whether a walk has come to where it only meets what it met.

    Once may be a page's worth of posts published meanwhile, or an order that is none.
    """
    return walk.repeats > 1 or (walk.repeats == 1 and not cards)


def _discover(
    run: Run, walk: Walk, cards: Mapping[str, Card], days: Mapping[str, str | None], url: str
) -> bool:
    """Put the posts of the days asked for into the ledger; whether all are known ground."""
    # A walk that nothing narrowed knows whatever a narrowed one could find.
    closed = (run.ledger.listing(walk.url, asked).complete_at for asked in {run.filter, run.spider})
    complete_at = max(filter(None, closed), default=None)
    via = "region" if walk.kind == "region" else "listing"
    found = [
        Found(address, via=via, source=url, title=card.title, day=day)
        for address, card in cards.items()
        if (day := days.get(address)) is None or run.wants_day(day)
    ]
    outcomes = discovery.note(run, found, complete_at=complete_at)
    walk.new += sum(outcome.verdict == "new" for outcome in outcomes)
    walk.known += sum(outcome.seen_before for outcome in outcomes)
    if walk.kind == "region":
        news = {one.url for one in found if run.ledger.is_news(one)}
        run.ledger.note_region(list(cards), walk.label, anew=news)
    return bool(complete_at and outcomes) and all(map(_is_old, outcomes))


def _as_asked(run: Run, walk: Walk, days: Sequence[str | None]) -> str | None:
    arguments = run.arguments
    first_day = walk.first_lacking_day or run.first_day
    _reach(walk, days)
    if first_day and _all_before(str(first_day), days):
        return "since"
    if walk.pages == arguments.max_pages or (run.filling and _is_too_far(walk, run.filling[-1])):
        return "max_pages"
    if arguments.limit and sum(one.new for one in run.walks.values()) >= arguments.limit:
        return "limit"
    return None


def _day_of(run: Run, address: str) -> str | None:
    published = run.ledger.published(address)
    return run.days.get(address) or (
        f"{published.astimezone(dates.BEIRUT):%Y-%m-%d}" if published else None
    )


def _reach(walk: Walk, days: Sequence[str | None]) -> None:
    """Note how far back the walk has seen every day, where a page's dates are in order."""
    known = [date.fromisoformat(day) for day in days if day]
    walk.ends_at = min(known, default=walk.ends_at)
    if known and known == sorted(known, reverse=True):
        walk.newest = walk.newest or known[0]
        walk.reached = known[-1]


def _is_too_far(walk: Walk, day: date) -> bool:
    """Whether a walk at its pace would not come to a day in as many pages as a walk may take."""
    if walk.pages >= LACKING_PAGES:
        return True
    if not (walk.newest and walk.reached):
        return False
    pace = ((walk.newest - walk.reached).days + 1) / max(walk.pages, 1)
    return pace * (LACKING_PAGES - walk.pages) < (walk.reached - day).days


def undated(run: Run, shown: Sequence[Card]) -> list[str]:
    """The posts to fetch before the next batch, where nothing tells their days but themselves."""
    if run.first_day and not any(card.date for card in shown):
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
        closed_for=_closed_for(run, walk),
        pages=walk.pages,
        posts=walk.posts,
        means=walk.means,
    )
    walk.seen.clear()


def _closed_for(run: Run, walk: Walk) -> str | None:
    if run.filling:
        return day_coverage.filling(run, run.filling) if day_coverage.reaches(run, walk) else None
    return run.filter if walk.ended_by in ("end", "known", "since") else None


def _is_old(outcome: Discovery) -> bool:
    return outcome.verdict == "known" and outcome.seen_before


def _all_before(since: str, days: Sequence[str | None]) -> bool:
    """True where a page's dates are in order, newest first, and all lie before `since`.

    A pinned old post above newer ones, or a listing in another order, ends nothing.
    """
    known = [day for day in days if day]
    return bool(known) and max(known) < since and known == sorted(known, reverse=True)
