"""Failures that pass are tried again, after a pause of the whole site."""

import time
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from mayadeen.middlewares.retry import retry_after
from tests.crawl import Because
from tests.middlewares.crawl import Outcome, crawl, crawl_all, finish, job, start
from tests.middlewares.server import RESET, Answer, Site, Stream, answer, page, serve

NOW = datetime(2026, 11, 6, 8, 49, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        (b"120", 120),
        (b" 5 ", 5),
        (b"0", 0),
        (b"9" * 400, float("inf")),
        (b"Fri, 06 Nov 2026 08:50:37 GMT", 60),
        (b"Friday, 06-Nov-26 08:50:37 GMT", 60),
        (b"Fri Nov  6 08:50:37 2026", 60),
        (b"Fri, 06 Nov 2026 10:50:37 +0200", 60),
        (b"Thu, 05 Nov 2026 08:49:37 GMT", 0),
        (b"1.5", None),
        (b"-5", None),
        (b"soon", None),
        (b"", None),
        ("١٢".encode(), None),
        (b"\xff\xfe", None),
        (b"Fri, 99 Nov 2026 08:50:37 GMT", None),
    ],
)
def test_retry_after(header: bytes | None, seconds: float | None) -> None:
    assert retry_after(header, now=NOW) == seconds


HALF = answer(body=page("A"))[:-40]
CHUNK = answer(body=b"5\r\n<html", content_length=None, transfer_encoding="chunked")
TRICKLE = Stream(answer(content_length=None), b" ", times=1000, pause=0.05)
WHOLE = answer(body=page("A"))

FAULTS: dict[str, tuple[list[Answer], str, int, int]] = {
    # what goes wrong: (answers, outcome, requests of the page, pauses)
    "nothing": ([WHOLE], "page", 1, 0),
    "500 once": ([answer(500), WHOLE], "page", 2, 1),
    "502 twice": ([answer(502), answer(502), WHOLE], "page", 3, 2),
    "500 for ever": ([answer(500)], "HttpError", 4, 4),
    "429 without Retry-After": ([answer(429), WHOLE], "page", 2, 1),
    "503 with an unreadable one": ([answer(503, retry_after="soon"), WHOLE], "page", 2, 1),
    "404 is an answer": ([answer(404)], "HttpError", 1, 0),
    "reset": ([RESET, WHOLE], "page", 2, 1),
    "reset for ever": ([RESET], "DownloadFailedError", 4, 4),
    "closed without a word": ([b"", WHOLE], "page", 2, 1),
    "no HTTP": ([b"hello\r\n\r\n", WHOLE], "page", 2, 1),
    "cut short": ([HALF, WHOLE], "page", 2, 1),
    "cut short for ever": ([HALF], "truncated", 4, 4),
    "chunks cut short": ([CHUNK, WHOLE], "page", 2, 1),
    "time-out": ([TRICKLE, WHOLE], "page", 2, 1),
    "time-out for ever": ([TRICKLE], "DownloadTimeoutError", 4, 4),
}


@pytest.fixture(scope="module")
def crawled() -> dict[str, tuple[Site, Outcome]]:
    with ExitStack() as stack:
        sites = [stack.enter_context(serve({"/a": given})) for given, *_ in FAULTS.values()]
        crawls = crawl_all(*(job(site.url, ["/a"], {"DOWNLOAD_TIMEOUT": 1.5}) for site in sites))
        return dict(zip(FAULTS, zip(sites, crawls, strict=True), strict=True))


@pytest.mark.parametrize("name", FAULTS)
def test_faults(name: str, crawled: dict[str, tuple[Site, Outcome]]) -> None:
    _, outcome, requests, pauses = FAULTS[name]
    site, crawl = crawled[name]
    assert crawl.of("/a") == outcome
    assert len(site.paths()) == requests
    assert crawl.stats.get("mayadeen/pause/backoff", 0) == pauses


PAUSES: dict[str, tuple[list[Answer], dict[str, Any], list[float]]] = {
    # (answers, settings, seconds before each further request at least)
    "429": ([answer(429, retry_after="1"), WHOLE], {}, [0.95]),
    "503": ([answer(503, retry_after="1"), WHOLE], {}, [0.95]),
    "with a delay": ([answer(429, retry_after="1"), WHOLE], {"DOWNLOAD_DELAY": 0.01}, [0.95]),
    "capped": (
        [answer(429, retry_after="3600"), WHOLE],
        {"MAYADEEN_RETRY_AFTER_MAX": 0.4},
        [0.35],
    ),
    "back-off capped": (
        [answer(500), answer(500), WHOLE],
        {"MAYADEEN_BACKOFF": 3600, "MAYADEEN_BACKOFF_MAX": 0.4},
        [0.2, 0.2],
    ),
}


@pytest.fixture(scope="module")
def paused() -> dict[str, tuple[Site, Outcome]]:
    with ExitStack() as stack:
        sites, jobs = [], []
        for given, settings, _ in PAUSES.values():
            site = stack.enter_context(serve({"/busy": given, "/next": WHOLE}))
            sites.append(site)
            jobs.append(job(site.url, ["/busy", "/next"], settings))
        return dict(zip(PAUSES, zip(sites, crawl_all(*jobs), strict=True), strict=True))


@pytest.mark.parametrize("name", PAUSES)
def test_pauses(name: str, paused: dict[str, tuple[Site, Outcome]]) -> None:
    _, _, at_least = PAUSES[name]
    site, crawl = paused[name]
    assert (crawl.of("/busy"), crawl.of("/next")) == ("page", "page")
    times = site.times("/busy")
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert all(gap >= least for gap, least in zip(gaps, at_least, strict=True))
    assert times[-1] - times[0] < 10
    # The whole site waits: the other page is not asked for in the pause either.
    assert site.times("/next")[0] - times[0] >= at_least[0]


def test_each_further_failure_doubles_the_pause() -> None:
    with serve({"/busy": [answer(500), answer(500), WHOLE]}) as site:
        crawl(site.url, ["/busy"], {"MAYADEEN_BACKOFF": 0.4})
    first, second = (later - earlier for earlier, later in pairwise(site.times("/busy")))
    assert first >= 0.2
    assert second >= 0.4


FLEETING: list[list[Answer]] = [
    [WHOLE],
    [answer(500), WHOLE],
    [RESET, answer(503), WHOLE],
    [WHOLE],
    [answer(429, retry_after="0"), HALF, WHOLE],
    [WHOLE],
]


def test_faults_that_pass_lose_nothing() -> None:
    paths = [f"/{n}" for n in range(60)]
    answers = {path: list(FLEETING[n % len(FLEETING)]) for n, path in enumerate(paths)}
    with serve(answers) as site:
        crawled = crawl(site.url, paths)
    assert {path: crawled.of(path) for path in paths} == dict.fromkeys(paths, "page")
    assert crawled.reason == "finished"
    assert "Traceback" not in crawled.log


def test_dead_addresses_are_no_outage() -> None:
    """Their further attempts come all together, when the rest has been fetched."""
    dead = {f"/dead/{n}": answer(500) for n in range(30)}
    good = {f"/good/{n}": WHOLE for n in range(30)}
    paths = [path for pair in zip(dead, good, strict=True) for path in pair]
    with serve(dead | good) as site:
        crawled = crawl(
            site.url, paths, Because("thirty addresses are to be too many", MAYADEEN_FAILURES=3)
        )
    assert [crawled.of(path) for path in paths] == ["HttpError", "page"] * 30
    assert len(site.paths()) == 30 * 4 + 30
    assert crawled.reason == "finished"


@pytest.mark.parametrize("fault", [answer(503), answer(429, retry_after="0")])
def test_an_outage_ends_the_run(fault: bytes) -> None:
    paths = ["/good", *(f"/{n}" for n in range(30))]
    with serve({"/good": WHOLE} | dict.fromkeys(paths[1:], fault)) as site:
        crawled = crawl(
            site.url, paths, Because("thirty addresses are to be too many", MAYADEEN_FAILURES=4)
        )
    assert crawled.reason == "unavailable"
    assert len(site.paths()) <= 1 + 4 + 1
    assert crawled.log.count("the site is not available") == 1


def test_a_run_that_is_stopped_does_not_wait_for_the_pause_to_end() -> None:
    with serve({"/busy": answer(429, retry_after="30"), "/next": WHOLE}) as site:
        process = start(job(site.url, ["/busy", "/next"]))
        site.wait_for("/busy")
        process.terminate()
        stopped_at = time.monotonic()
        [crawled] = finish(process)
        assert time.monotonic() - stopped_at < 15
    assert crawled.reason == "shutdown"
    assert site.paths() == ["/busy"]
    waiting = crawled.pages.get("/next", {"outcome": "shutdown", "later": True})
    assert waiting == {"outcome": "shutdown", "later": True}
