"""Posts of the stand-in site as archives captured them, with what befalls captures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from tests.archives.standin import Captured
from tests.replica import articlepage, truth
from tests.replica.server import build
from tests.replica.world import World

SITE = "https://english.almayadeen.net"
EARLY, MIDDLE, LATE = (datetime(2024, month, 5, 10, tzinfo=UTC) for month in (3, 9, 11))
CHALLENGE = (
    b"<html><head><title>Just a moment...</title></head><body>"
    b"<script src='/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1'></script></body></html>"
)
MISSING = b"<html><title>404</title><h1>Page not found</h1></html>"


@lru_cache(maxsize=1)
def world() -> World:
    """The stand-in site's facts."""
    return build(posts=64, seed=9, markup="full").world


def pages(number: int, site: str = SITE) -> list[tuple[str, str, str]]:
    """Address, title and page of so many articles of the stand-in site."""
    facts = world()
    facts.base = site
    articles = [post for post in facts.posts if post.entry.kind == "article"]
    found = [
        (site + post.path_url, truth.article(facts, post)["title"], articlepage.render(facts, post))
        for post in articles[: 2 * number]
    ]
    found = [page for page in found if "p-content" in page[2]]
    assert len(found) >= number
    return found[:number]


def capture(page: tuple[str, str, str], at: datetime, edit: str | None = None) -> Captured:
    """A capture of a page, its story begun with an edit where one is given."""
    url, _, html = page
    edited = re.sub(r"(p-content.*?<p[^>]*>)", rf"\1{edit}. ", html, count=1, flags=re.DOTALL)
    assert edited != html
    return Captured(url, at, (edited if edit else html).encode())


def befallen(given: list[tuple[str, str, str]]) -> Iterator[tuple[str, list[Captured], list[str]]]:
    """What befalls posts: its name, their captures, and the days on which revisions are read."""
    posts = iter(given)

    def early() -> tuple[tuple[str, str, str], Captured]:
        page = next(posts)
        return page, capture(page, EARLY)

    page, one = early()
    yield "edited", [one, capture(page, MIDDLE, "A correction")], ["2024-03", "2024-09"]
    page, one = early()
    back = [one, capture(page, MIDDLE, "A sentence that was taken back"), capture(page, LATE)]
    yield (
        "edited and back",
        [replace(back[2], body=back[2].body + b"<!-- -->"), *back[:2]],
        [
            "2024-03",
            "2024-09",
            "2024-11",
        ],
    )
    page, one = early()
    yield "revisited", [one, replace(one, at=MIDDLE, kind="revisit")], ["2024-03"]
    page, one = early()
    gone = Captured(page[0], MIDDLE, MISSING, 404)
    yield "withdrawn", [one, gone, replace(gone, at=LATE, status=410)], ["2024-03"]
    page, one = early()
    home = Captured(page[0], MIDDLE, status=301, location=f"{SITE}/")
    yield "led home", [one, home], ["2024-03"]
    page, one = early()
    yield "challenged", [one, Captured(page[0], MIDDLE, CHALLENGE)], ["2024-03"]
    page, one = early()
    yield "refused", [one, Captured(page[0], MIDDLE, CHALLENGE, 403)], ["2024-03"]
    page, one = early()
    plain = page[0].replace("https://", "http://")
    yield "secured", [one, Captured(plain, EARLY, status=301, location=page[0])], ["2024-03"]
    page = next(posts)
    copy = capture((f"{page[0]}?utm_source=x", *page[1:]), EARLY)
    yield "with a query", [copy], ["2024-03"]
    page, one = early()
    yield (
        "gone and back",
        [one, Captured(page[0], MIDDLE, MISSING, 404), replace(one, at=LATE)],
        ["2024-03"],
    )
