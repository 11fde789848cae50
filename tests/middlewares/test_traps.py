"""Addresses that a site can make without end."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayadeen.middlewares.traps import trap
from tests.middlewares.crawl import crawl
from tests.middlewares.server import answer, page, serve

SITE = "https://news.example"
TODAY = date(2026, 12, 20)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/", None),
        ("/news/politics/ministers-meet-again-and-again-and-again", None),
        ("/news/politics/1948-2011-2099-a-history", None),
        ("/news/politics?page=3", None),
        ("/news/politics/page/800", None),
        ("/newscast/2023/11/11/11", None),
        ("/newscast/2012/6/11/first-bulletin", None),
        ("/sitemaps/all/sitemap-2027-1.xml", None),
        ("/load?section=4&region=2&page=7&count=12&lang=en&_=1731", None),
        ("/search?tag=a&tag=b", None),
        ("/articles/articles/a-post-in-a-section-of-its-own-name", None),
        ("/news/politics/" + "%D8%A7" * 60, None),
        ("/news/" + "a" * 2000, "length"),
        ("/" + "/".join(f"x{n}" for n in range(13)), "depth"),
        ("/a/a/a", "repetition"),
        ("/news/tag/news/tag/news/tag", "repetition"),
        ("/a?" + "&".join(f"filter{n}=1" for n in range(9)), "parameters"),
        ("/a?tag=1&tag=2&tag=3", "parameters"),
        ("/a;jsessionid=8F3", "session"),
        ("/a?PHPSESSID=8F3", "session"),
        ("/a?x=1&sid=8F3", "session"),
        ("/a?aside=8", None),
        ("/news?page=20001", "page"),
        ("/news/page/99999999999999999999", "page"),
        ("/events/2027/01", None),
        ("/events/2027/02", "calendar"),
        ("/events/2099/12/31", "calendar"),
        ("/events/1999/01", "calendar"),
        ("/events?month=2031-05", "calendar"),
        ("/events?from=2026-11-01&to=2026-11-30", None),
        ("/events?day=2011-12-31", "calendar"),
        ("/2026/13/a", None),
        ("/events?month=12&day=31", None),
        ("/events?month=13", "calendar"),
        ("/events?day=32&x=1", "calendar"),
    ],
)
def test_trap(address: str, kind: str | None) -> None:
    assert trap(SITE + address, today=TODAY) == kind


@given(st.text())
def test_any_path_can_be_judged(path: str) -> None:
    assert trap(f"{SITE}/{path}", today=TODAY) in {
        None,
        *("length", "depth", "repetition", "parameters", "session", "page", "calendar"),
    }


def test_traps_are_not_asked_for() -> None:
    answers = {"/": answer(body=page("Home"))}
    with serve(answers) as site:
        crawled = crawl(site.url, ["/", "/a/a/a", "/a;jsessionid=8F3"])
    assert [crawled.of(path) for path in ["/", "/a/a/a", "/a;jsessionid=8F3"]] == [
        "page",
        "trap_repetition",
        "trap_session",
    ]
    assert crawled.stats["mayadeen/hostile/trap_session"] == 1
    assert site.paths() == ["/"]
