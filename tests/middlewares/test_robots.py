"""No crawl without the rules of robots.txt, and at the pace that it asks for."""

import gzip
from contextlib import ExitStack
from itertools import pairwise
from typing import Any

import pytest

from tests.crawl import Because
from tests.middlewares.crawl import Outcome, crawl_all, job
from tests.middlewares.server import RESET, Answer, Site, Stream, answer, page, redirect, serve


def text(body: str) -> bytes:
    return answer(body=body.encode(), content_type="text/plain")


# What is read of a text ends behind the slash, which would forbid everything.
LONG = f"{'User-agent: *':<{512 * 1024 - 12}}\nDisallow: /"

CLOSED = b"User-agent: *\nDisallow: /"

ROBOTS: dict[str, tuple[Answer | list[Answer], str, str]] = {
    # what robots.txt answers: (answers, what becomes of a page, close reason)
    "rules": (text("User-agent: *\nDisallow: /private"), "page", "finished"),
    "closed": (text("User-agent: *\nDisallow: /"), "IgnoreRequest", "finished"),
    "empty": (text(""), "page", "finished"),
    "rules in other letters": (
        answer(body="User-agent: *\n# café\nDisallow: /".encode("latin-1")),
        "IgnoreRequest",
        "finished",
    ),
    "a mark before the rules": (
        text("\ufeffUser-agent: *\nDisallow: /"),
        "IgnoreRequest",
        "finished",
    ),
    **{
        name: (
            answer(body=body, content_type="text/plain", content_encoding=encoding),
            "IgnoreRequest",
            "finished",
        )
        for name, body, encoding in [
            ("a mark, called gzip", b"\xef\xbb\xbf" + CLOSED, "gzip"),
            ("called Brotli", CLOSED, "br"),
            ("called by its letters", CLOSED, "UTF-8"),
            ("gzip", gzip.compress(CLOSED), "gzip"),
            ("gzip without a word", gzip.compress(CLOSED), None),
            ("two marks", b"\xef\xbb\xbf\xef\xbb\xbf" + CLOSED, None),
            ("UTF-16", CLOSED.decode().encode("utf-16"), None),
            ("UTF-16 without a mark", CLOSED.decode().encode("utf-16-le"), None),
        ]
    },
    "rules without end": (text(f"{LONG}private{'x' * 2**21}"), "page", "finished"),
    "a page": (answer(body=page("Home")), "page", "finished"),
    "a picture": (
        answer(body=b"\x89PNG\r\n\x1a\n" + bytes(500), content_type="text/plain"),
        "robots_unavailable",
        "robots_unavailable",
    ),
    "moved on the site": (redirect("/rules.txt"), "page", "finished"),
    "404": (answer(404), "page", "finished"),
    "410": (answer(410), "page", "finished"),
    "500 once": ([answer(500), text("")], "page", "finished"),
    "reset once": ([RESET, text("")], "page", "finished"),
    "500": (answer(500), "robots_unavailable", "robots_unavailable"),
    "503": (answer(503), "robots_unavailable", "robots_unavailable"),
    "429": (answer(429), "robots_unavailable", "robots_unavailable"),
    "reset": (RESET, "robots_unavailable", "robots_unavailable"),
    "never ends": (
        Stream(answer(content_length=None), b" ", times=1000, pause=0.05),
        "robots_unavailable",
        "robots_unavailable",
    ),
    "other host": (
        redirect("http://other.example/robots.txt"),
        "robots_unavailable",
        "robots_unavailable",
    ),
    "401": (answer(401), "robots_refused", "robots_refused"),
    "403": (answer(403), "robots_refused", "robots_refused"),
    "challenge": (
        answer(body=b"<title>Just a moment...</title>"),
        "robots_refused",
        "robots_refused",
    ),
    "loop": (redirect("/robots.txt"), "robots_unavailable", "robots_unavailable"),
}


@pytest.fixture(scope="module")
def crawled() -> dict[str, tuple[Site, Outcome]]:
    with ExitStack() as stack:
        sites = [
            stack.enter_context(serve({"/robots.txt": robots, "/": answer(body=page("Home"))}))
            for robots, _, _ in ROBOTS.values()
        ]
        crawls = crawl_all(*(job(site.url, ["/"], {"DOWNLOAD_TIMEOUT": 0.4}) for site in sites))
        return dict(zip(ROBOTS, zip(sites, crawls, strict=True), strict=True))


@pytest.mark.parametrize("name", ROBOTS)
def test_robots(name: str, crawled: dict[str, tuple[Site, Outcome]]) -> None:
    _, outcome, reason = ROBOTS[name]
    site, crawl = crawled[name]
    assert (crawl.of("/"), crawl.reason) == (outcome, reason)
    assert ("/" in site.paths()) == (outcome == "page")
    assert "Traceback" not in crawl.log


DELAYS: dict[str, tuple[str, dict[str, Any], float, float | None]] = {
    # Crawl-delay: (its value, settings, seconds between requests at least, seconds applied)
    "longer than the setting": ("0.5", {}, 0.5, 0.5),
    "jitter would go below it": (
        "0.5",
        Because("jitter is what it says", DOWNLOAD_DELAY=0.5, DOWNLOAD_DELAY_JITTER=1),
        0.5,
        0.5,
    ),
    "never lowered": ("0.01", {"DOWNLOAD_DELAY": 0.6}, 0.3, None),
    "capped": ("3600", Because("half a minute is long", MAYADEEN_CRAWL_DELAY_MAX=0.5), 0.5, 0.5),
    "no number": ("soon", {}, 0, None),
    "negative": ("-1", {}, 0, None),
    "not a number": ("nan", {}, 0, None),
    "AutoThrottle stays above it": (
        "0.5",
        {"AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": 0.01},
        0.5,
        0.5,
    ),
}


@pytest.fixture(scope="module")
def delayed() -> dict[str, tuple[Site, Outcome]]:
    with ExitStack() as stack:
        sites, jobs = [], []
        for asked, settings, _, _ in DELAYS.values():
            rules = text(f"User-agent: *\nCrawl-delay: {asked}\n")
            site = stack.enter_context(
                serve({"/robots.txt": rules, "/": answer(body=page("Home"))})
            )
            sites.append(site)
            jobs.append(job(site.url, ["/", "/?2", "/?3"], settings))
        return dict(zip(DELAYS, zip(sites, crawl_all(*jobs), strict=True), strict=True))


@pytest.mark.parametrize("name", DELAYS)
def test_crawl_delay(name: str, delayed: dict[str, tuple[Site, Outcome]]) -> None:
    _, _, at_least, applied = DELAYS[name]
    site, crawl = delayed[name]
    gaps = [later - earlier for (_, earlier), (_, later) in pairwise(site.requests)]
    assert len(gaps) == 3
    # The server's clock, so a request that was slow to arrive shortens the gap after it: that for
    # robots.txt is, for all these crawls start at once.
    assert min(gaps[1:]) >= at_least - 0.15
    assert crawl.stats.get("mayadeen/crawl_delay") == applied
    assert crawl.reason == "finished"


def test_a_capped_crawl_delay_is_said(delayed: dict[str, tuple[Site, Outcome]]) -> None:
    _, crawl = delayed["capped"]
    assert crawl.log.count("MAYADEEN_CRAWL_DELAY_MAX") == 1
