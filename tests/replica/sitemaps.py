"""robots.txt and the sitemaps, as the publisher's system writes them.

A file a month, of the posts published in it, written once a night and the last time in the night
that begins the month's last day. Its rows descend by the time of the last update, as it was when
the file was written; later ones move no row. The row of a post whose address a later one took over
stands where it stood. The news index holds the posts under `/news/` alone, with their titles and
printed tags, and Central European times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from xml.sax.saxutils import escape
from zlib import crc32

from .clock import at, central_european, to_beirut
from .world import Post, World

_OPEN = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
_NIGHT = timedelta(hours=3)

Month = tuple[int, int]


@dataclass
class Schedule:
    """When the files are written: `frozen` as above, else when they are asked for.

    `stopped` names months, `2023-2`, whose file was written for the last time at a Beirut wall
    time. `lastmods` says whether rows state their update, `news` whether there is the news index,
    `whole_news` whether its files alone are written to the end of their months.
    """

    frozen: bool = False
    stopped: Mapping[str, str] = field(default_factory=dict)
    lastmods: bool = True
    news: bool = False
    whole_news: bool = False

    def written(self, month: Month, *, news: bool = False) -> datetime | None:
        """When a month's file was written for the last time; None for just now."""
        if news and self.whole_news:
            return None
        if stopped := self.stopped.get(f"{month[0]}-{month[1]}"):
            return at(datetime.fromisoformat(stopped))
        if not self.frozen:
            return None
        return at(_last_midnight(month) + _NIGHT)


def _last_midnight(month: Month) -> datetime:
    year, number = month
    following = datetime(year + number // 12, number % 12 + 1, 1)  # noqa: DTZ001 (a wall clock)
    return following - timedelta(days=1)


def robots(world: World, crawl_delay: float | None, *, compressed: bool) -> str:
    """robots.txt; `/search` and `/private/` are forbidden."""
    lines = ["User-agent: *", "Disallow: /search", "Disallow: /private/"]
    if crawl_delay is not None:
        lines.append(f"Crawl-delay: {crawl_delay:g}")
    end = ".gz" if compressed else ""
    return "\n".join([*lines, "", f"Sitemap: {world.base}/sitemaps/all.xml{end}", ""])


def files(world: World, schedule: Schedule, *, news: bool = False) -> dict[Month, list[Post]]:
    """The posts that each month's file names, in its order."""
    months: dict[Month, list[Post]] = defaultdict(list)
    for post in world.posts:
        day = to_beirut(post.stamp.moment)
        written = schedule.written((day.year, day.month), news=news)
        is_in = written is None or post.stamp.moment <= written
        if post.withdrawn is None and is_in and (not news or post.path.startswith("/news/")):
            months[day.year, day.month].append(post)
    for month, posts in months.items():
        written = schedule.written(month, news=news)
        posts.sort(key=lambda post: _updated(post, written), reverse=True)
    return months


def lost_days(world: World, schedule: Schedule) -> list[str]:
    """The days of posts that are served and that no file of the main index names."""
    return _days_without(
        world, {n for one in files(world, schedule).values() for n in _numbers(one)}
    )


def lost_everywhere(world: World, schedule: Schedule, listed: Collection[int]) -> list[str]:
    """The days of posts that stand in a listing and that neither a file names nor it shows.

    Those in no listing at all are left out: nothing tells that they are missing. `listed` are the
    posts that listings show.
    """
    named = set(listed)
    for news in (False, True) if schedule.news else (False,):
        for posts in files(world, schedule, news=news).values():
            named |= _numbers(posts)
    hidden = {p.number for p in world.posts if p.found_by not in ("listing", "region")}
    return _days_without(world, named | hidden)


def _numbers(posts: Iterable[Post]) -> set[int]:
    return {post.number for post in posts}


def _days_without(world: World, told: Collection[int]) -> list[str]:
    lost: set[date] = {
        to_beirut(post.stamp.moment).date()
        for post in world.posts
        if post.is_served and post.number not in told
    }
    return [str(day) for day in sorted(lost)]


def _updated(post: Post, written: datetime | None) -> datetime:
    is_later = written is not None and post.updated > written
    return post.stamp.moment if is_later else post.updated


def index(world: World, schedule: Schedule, *, compressed: bool) -> str:
    """The index: one file a month, newest first, the month without a leading zero."""
    end = ".gz" if compressed else ""
    rows = "".join(
        f"<sitemap><loc>{world.base}/sitemaps/all/sitemap-{year}-{number}.xml{end}</loc>"
        f"<lastmod>{to_beirut(_updated(posts[0], schedule.written((year, number)))).isoformat()}"
        "</lastmod></sitemap>\n"
        for (year, number), posts in sorted(files(world, schedule).items(), reverse=True)
    )
    return f"{_OPEN}<sitemapindex {_SPACE}>\n{rows}</sitemapindex>\n"


def news_index(world: World, schedule: Schedule) -> str | None:
    """The second index, which states no times; None where the site has none."""
    if not schedule.news:
        return None
    rows = "".join(
        f"<sitemap><loc>{world.base}/sitemaps/news/sitemap-{year}-{number}.xml</loc></sitemap>\n"
        for year, number in sorted(files(world, schedule, news=True), reverse=True)
    )
    return f"{_OPEN}<sitemapindex {_SPACE}>\n{rows}</sitemapindex>\n"


def month(world: World, schedule: Schedule, year: int, number: int) -> str | None:
    """One month: its posts, raw and encoded, and some hubs; None where there is no file."""
    posts = files(world, schedule).get((year, number))
    if posts is None:
        return None
    written = schedule.written((year, number))
    rows = [_row(world, post, _updated(post, written), schedule.lastmods) for post in posts]
    hubs = [hub for hub in world.hubs.values() if hub.kind in ("author", "coverage")]
    rows += [
        f"<url><loc>{escape(world.base + hub.path)}</loc></url>"
        for hub in hubs
        if crc32(f"{hub.path}{year}{number}".encode()) % 8 == 0
    ]
    return _urlset(rows)


def news_month(world: World, schedule: Schedule, year: int, number: int) -> str | None:
    """One month of the news index."""
    posts = files(world, schedule, news=True).get((year, number)) if schedule.news else None
    if posts is None:
        return None
    written = schedule.written((year, number), news=True)
    return _urlset(
        (
            f"<url><loc>{escape(world.base + post.path)}</loc>"
            f"<lastmod>{central_european(_updated(post, written)).isoformat()}</lastmod>"
            f"<news:news><news:publication><news:name>{escape(world.edition.site_name)}</news:name>"
            f"<news:language>{world.edition.code}</news:language></news:publication>"
            f"<news:publication_date>{central_european(post.stamp.moment).isoformat()}"
            f"</news:publication_date><news:title>{escape(post.title)}</news:title>"
            f"<news:keywords>{escape(', '.join(post.tags))}</news:keywords></news:news></url>"
            for post in posts
        ),
        _NEWS,
    )


def _urlset(rows: Iterable[str], more: str = "") -> str:
    return f"{_OPEN}<urlset {_SPACE} {more}>\n" + "\n".join(rows) + "\n</urlset>\n"


def _row(world: World, post: Post, updated: datetime, has_lastmod: bool) -> str:
    path = post.path if post.number % 2 else post.path_url
    lastmod = f"<lastmod>{to_beirut(updated).isoformat()}</lastmod>" if has_lastmod else ""
    return f"<url><loc>{escape(world.base + path)}</loc>{lastmod}</url>"
