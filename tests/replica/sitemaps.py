"""robots.txt and the sitemaps, with the flaws of the real ones."""

from __future__ import annotations

from collections import defaultdict
from xml.sax.saxutils import escape
from zlib import crc32

from .clock import to_beirut
from .world import Post, World

_OPEN = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def robots(world: World, crawl_delay: float | None, *, compressed: bool) -> str:
    """robots.txt; `/search` and `/private/` are forbidden."""
    lines = ["User-agent: *", "Disallow: /search", "Disallow: /private/"]
    if crawl_delay is not None:
        lines.append(f"Crawl-delay: {crawl_delay:g}")
    end = ".gz" if compressed else ""
    return "\n".join([*lines, "", f"Sitemap: {world.base}/sitemaps/all.xml{end}", ""])


def _months(world: World) -> dict[tuple[int, int], list[Post]]:
    months: dict[tuple[int, int], list[Post]] = defaultdict(list)
    for post in world.posts:
        if post.withdrawn is None:
            day = to_beirut(post.stamp.moment)
            months[day.year, day.month].append(post)
    return months


def index(world: World, *, compressed: bool) -> str:
    """The index: one file a month, the month without a leading zero."""
    end = ".gz" if compressed else ""
    rows = "".join(
        f"<sitemap><loc>{world.base}/sitemaps/all/sitemap-{year}-{month}.xml{end}</loc>"
        f"<lastmod>{to_beirut(max(post.updated for post in posts)).isoformat()}</lastmod>"
        "</sitemap>\n"
        for (year, month), posts in sorted(_months(world).items(), reverse=True)
    )
    return f"{_OPEN}<sitemapindex {_SPACE}>\n{rows}</sitemapindex>\n"


def month(world: World, year: int, number: int) -> str | None:
    """One month: posts raw and encoded, some twice, a few of another month, and some hubs."""
    months = _months(world)
    posts = months.get((year, number))
    if posts is None:
        return None
    before = months.get((year - (number == 1), (number - 2) % 12 + 1), [])
    rows = [_row(world, post) for post in (*posts, *posts[:1], *before[-1:])]
    hubs = [hub for hub in world.hubs.values() if hub.kind in ("author", "coverage")]
    rows += [
        f"<url><loc>{escape(world.base + hub.path)}</loc></url>"
        for hub in hubs
        if crc32(f"{hub.path}{year}{number}".encode()) % 8 == 0
    ]
    return f"{_OPEN}<urlset {_SPACE}>\n" + "\n".join(rows) + "\n</urlset>\n"


def _row(world: World, post: Post) -> str:
    path = post.path if post.number % 2 else post.path_url
    return (
        f"<url><loc>{escape(world.base + path)}</loc>"
        f"<lastmod>{to_beirut(post.updated).isoformat()}</lastmod></url>"
    )
