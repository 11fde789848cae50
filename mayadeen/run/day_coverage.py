"""Find the days asked for that neither the sitemaps nor the listings tell whole."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mayadeen.normalise import days
from mayadeen.normalise.dates import BEIRUT
from mayadeen.run.state import FIRST_POSTS

if TYPE_CHECKING:
    from mayadeen.run.state import Run, Walk


def lacking(run: Run) -> list[date]:
    """The days asked for, up to today, that the sitemaps lack, in order."""
    asked = run.arguments
    return run.months.unknown(asked.since, asked.until, _today(run))


def unknown(run: Run) -> list[date]:
    """The days asked for that the sitemaps lack and not every listing was read for, in order."""
    lacks = lacking(run)
    if not (lacks and run.ready):
        return lacks
    by_news = _told_by_news(run, lacks)
    wanted = listings(run)
    further = [one for one in run.walks.values() if one.kind != "sitemap" and one.url not in wanted]
    return [
        day
        for day in lacks
        if not (
            all(
                (day in by_news and is_news(url)) or _saw(run, run.walks.get(url), day)
                for url in wanted
            )
            and all(_saw(run, walk, day) for walk in further)
        )
    ]


def listings(run: Run) -> dict[str, tuple[str, str]]:
    """The listings that together show all that was asked for: label and kind by their address.

    Some posts stand in their region's alone.
    """
    scope = run.scope
    regions = scope.regions or (() if scope.narrowed else run.menu.regions)
    found = {entry.url: (entry.label or entry.group, "region") for entry in regions}
    if not scope.regions:
        found |= {entry.url: (entry.label or entry.group, "section") for entry in scope.entries}
    return found


def open_days(run: Run, url: str, lacks: list[date]) -> list[date]:
    """Those of the days for which a listing has to be read."""
    closed = run.ledger.listing(url, filling(run, lacks)).complete_at
    read_on = closed.astimezone(BEIRUT).date() if closed and not run.arguments.full else None
    by_news = _told_by_news(run, lacks) if is_news(url) else set()
    return [day for day in lacks if day not in by_news and (not read_on or day >= read_on)]


def filling(run: Run, lacks: list[date]) -> str:
    """What the ledger calls a walk for days that the sitemaps lack."""
    return f"{run.filter} lacking {lacks[0]}"


def reaches(run: Run, walk: Walk) -> bool:
    """Whether a walk that ended was read past all the days that it was begun for."""
    return walk.first_lacking_day is not None and _saw(run, walk, walk.first_lacking_day)


def is_news(url: str) -> bool:
    """Whether an address lies below `/news`, as all posts of the news sitemaps do."""
    return f"{urlsplit(url).path}/".startswith("/news/")


def _saw(run: Run, walk: Walk | None, day: date) -> bool:
    """Whether a listing was read past a day: to a day before it, or to its beginning.

    A listing that ends while the sitemaps name older posts of its section only reaches so far.
    """
    if walk is None:
        return False
    if walk.ended_by in ("since", "known") or (walk.reached and walk.reached < day):
        return True
    if walk.ended_by != "end":
        return False
    if walk.posts and walk.ends_at is None:
        return True  # a listing of programmes, each of which has its own
    end = walk.ends_at or date.max
    return sum(post < end for post in run.first_posts.get(walk.url, ())) < FIRST_POSTS


def _told_by_news(run: Run, lacks: list[date]) -> set[date]:
    """The days of which the news sitemaps tell all posts below `/news`.

    They hold no other kind of post. So a day that they alone tell is known where nothing else was
    asked for, or where the listings of everything else were read past it. They are not trusted to
    be written later than the main ones: the same signs of an early end count.
    """
    news = run.news
    if not (news.are_met and lacks):
        return set()
    return set(lacks) - set(news.unknown(lacks[0], lacks[-1], _today(run)))


def _today(run: Run) -> date:
    return run.started_at.astimezone(BEIRUT).date()


def month_files(run: Run, address: str) -> days.MonthFiles:
    """The files that a sitemap belongs to: those of the news index, or the main ones."""
    return run.news if "/sitemaps/news/" in urlsplit(address).path else run.months
