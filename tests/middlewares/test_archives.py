"""What an archive says of its own slows the run or ends it; what it captured passes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadConnectionRefusedError, DownloadTimeoutError
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from mayadeen.archives.sources import Source, slot
from mayadeen.exceptions import Rejected
from mayadeen.middlewares import archives
from mayadeen.middlewares.archives import Archives
from mayadeen.middlewares.content import Content
from mayadeen.middlewares.own_hosts import OwnHosts
from mayadeen.middlewares.refusal import Refusal
from mayadeen.middlewares.retry import Retry

INDEX = "http://archive.example/press/cdx"
PAGES = "http://archive.example/press/"
AT = datetime(2024, 3, 5, 10, tzinfo=UTC)
MEMENTO = {"Memento-Datetime": "Tue, 05 Mar 2024 10:00:00 GMT"}
SOURCE = Source("press", "web_archive", "pywb", INDEX, PAGES)


class Crawler:
    """A crawler whose engine has slots, and notes what it is told."""

    def __init__(self, **settings: Any) -> None:
        made = get_crawler(settings_dict={"DOWNLOAD_DELAY": 1, "MAYADEEN_BACKOFF": 2, **settings})
        self.settings = made.settings
        self.stats = SimpleNamespace(inc_value=self.counted.append)
        self.signals = SimpleNamespace(send_catch_log=lambda *_, **__: None)
        self.engine = SimpleNamespace(
            downloader=SimpleNamespace(per_slot_settings={}, slots={}), running=True
        )
        self.spider = SimpleNamespace(
            run=SimpleNamespace(base_url="https://site.example/", sources=[SOURCE])
        )

    @property
    def counted(self) -> list[str]:
        return self.__dict__.setdefault("_counted", [])


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The reasons for which a run was ended."""
    reasons: list[str] = []
    monkeypatch.setattr(archives, "end", lambda _, reason: reasons.append(str(reason)))
    return reasons


def asking(purpose: str, url: str | None = None, **meta: Any) -> Request:
    is_index = purpose == "index"
    url = url or (
        f"{INDEX}?url=a" if is_index else f"{PAGES}20240305100000id_/https://site.example/"
    )
    meta = {"purpose": purpose, "download_slot": slot(url, is_index=is_index), **meta}
    return Request(url, meta={"captured_at": AT, **meta})


def answer(status: int, body: bytes = b"", **headers: str) -> Response:
    return HtmlResponse(PAGES, status, headers=headers, body=body)


CHALLENGE = b"<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x'></script>"


@pytest.mark.parametrize("status", [200, 301, 403, 404, 429, 451, 503, 504])
def test_a_captured_status_passes_all(status: int, ended: list[str]) -> None:
    crawler: Any = Crawler(MAYADEEN_REFUSALS=1, MAYADEEN_FAILURES=1)
    request, response = asking("capture"), answer(status, CHALLENGE, **MEMENTO)
    own = crawler.settings
    for one in (Archives(crawler), Content(crawler.stats), Refusal(crawler, 1), Retry(own)):
        assert one.process_response(request, response) is response
    assert (ended, crawler.counted) == ([], [])


def test_the_site_itself_is_not_asked_by_these_rules(ended: list[str]) -> None:
    request, response = Request("https://site.example/"), answer(429)
    assert Archives(Crawler()).process_response(request, response) is response  # type: ignore[arg-type]
    assert ended == []


def paced(middleware: Archives, request: Request) -> float:
    asyncio.run(middleware.process_request(request))
    return middleware.crawler.engine.downloader.per_slot_settings[  # type: ignore[union-attr]
        request.meta["download_slot"]
    ]["delay"]


@pytest.mark.parametrize(
    ("delay", "url", "purpose", "seconds"),
    [
        (1, "https://web.archive.org/cdx/search/cdx?url=a", "index", 2.5),
        (0, "https://web.archive.org/cdx/search/cdx?url=a", "index", 2.5),
        (9, "https://web.archive.org/cdx/search/cdx?url=a", "index", 9),
        (0, "https://web.archive.org/web/2024id_/https://site.example/", "capture", 1),
        (0, f"{PAGES}2024id_/https://site.example/", "capture", 3),
        (0.5, "http://127.0.0.1:8091/press/cdx", "index", 0.5),
    ],
)
def test_a_user_may_only_slow_an_archives_pace(
    delay: float, url: str, purpose: str, seconds: float
) -> None:
    middleware: Any = Archives(Crawler(DOWNLOAD_DELAY=delay))  # type: ignore[arg-type]
    assert paced(middleware, asking(purpose, url)) == seconds


def test_the_first_429_halves_the_pace_after_a_minute_and_the_second_ends(
    ended: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "monotonic", lambda: 1000.0)
    middleware: Any = Archives(Crawler(MAYADEEN_BACKOFF=0))  # type: ignore[arg-type]
    request, other = asking("capture"), asking("index")
    assert (paced(middleware, request), paced(middleware, other)) == (3, 3)
    again = middleware.process_response(request, answer(429))
    assert isinstance(again, Request)
    assert middleware.resumes_at["archive.example"] == 1060
    slots = middleware.crawler.engine.downloader.per_slot_settings
    assert {slots[one.meta["download_slot"]]["delay"] for one in (request, other)} == {6}
    with pytest.raises(Rejected) as caught:
        middleware.process_response(other, answer(429))
    assert (ended, caught.value.later) == (["refused"], True)


def test_a_longer_retry_after_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "monotonic", lambda: 0.0)
    middleware: Any = Archives(Crawler(MAYADEEN_RETRY_AFTER_MAX=600))  # type: ignore[arg-type]
    middleware.process_response(asking("capture"), answer(429, **{"Retry-After": "300"}))
    assert middleware.resumes_at["archive.example"] == 300


TROUBLE: list[Response | Exception] = [answer(503), answer(500), DownloadTimeoutError()]


@pytest.mark.parametrize("purpose", ["index", "capture"])
def test_an_overload_is_waited_for_and_left_at_the_fifth(
    purpose: str, ended: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "monotonic", lambda: 0.0)
    middleware: Any = Archives(Crawler())  # type: ignore[arg-type]
    request, pauses = asking(purpose), []
    for trouble in (TROUBLE * 2)[:4]:
        handle = middleware.process_response
        if isinstance(trouble, Exception):
            handle = middleware.process_exception
        assert isinstance(handle(request, trouble), Request)
        pauses.append(middleware.resumes_at["archive.example"])
    assert pauses == [5, 10, 20, 40]
    with pytest.raises(Rejected) as caught:
        middleware.process_response(request, answer(503))
    assert (caught.value.reason, caught.value.later) == ("overloaded", True)
    # Another crawl's index may answer; of captures there is but one store.
    assert ended == (["overloaded"] if purpose == "capture" else [])


def test_an_answer_in_between_starts_the_count_anew(ended: list[str]) -> None:
    middleware: Any = Archives(Crawler())  # type: ignore[arg-type]
    for _ in range(3):
        for _ in range(4):
            middleware.process_response(asking("capture"), answer(503))
        middleware.process_response(asking("capture"), answer(404, **MEMENTO))
    assert ended == []


def test_a_question_that_may_be_halved_is_given_back() -> None:
    middleware: Any = Archives(Crawler())  # type: ignore[arg-type]
    with pytest.raises(Rejected) as caught:
        middleware.process_response(asking("index", divisible=True), answer(504))
    assert caught.value.reason == "late"


@pytest.mark.parametrize("purpose", ["index", "capture"])
def test_a_block_ends_the_run_at_once(purpose: str, ended: list[str]) -> None:
    middleware: Any = Archives(Crawler())  # type: ignore[arg-type]
    with pytest.raises(Rejected):
        middleware.process_response(asking(purpose), answer(403))
    with pytest.raises(Rejected):
        middleware.process_exception(asking(purpose), DownloadConnectionRefusedError())
    assert ended == ["refused", "refused"]


@pytest.mark.parametrize(
    ("url", "purpose", "reason"),
    [
        (f"{PAGES}2024id_/https://site.example/", "capture", None),
        (INDEX, "index", None),
        ("https://site.example/news/a", "post", None),
        (INDEX, "post", "offsite"),
        ("https://site.example/news/a", "capture", "offsite"),
        ("https://other.example/cdx", "index", "offsite"),
        ("http://127.0.0.1:1/", "capture", "private_address"),
    ],
)
def test_an_archive_is_asked_for_its_own_purposes_alone(
    url: str, purpose: str, reason: str | None
) -> None:
    hosts: Any = OwnHosts.from_crawler(Crawler())  # type: ignore[arg-type]
    hosts.resolved = {"archive.example", "site.example"}
    request = Request(url, meta={"purpose": purpose})
    if reason is None:
        asyncio.run(hosts.process_request(request))
        return
    with pytest.raises(Rejected) as caught:
        asyncio.run(hosts.process_request(request))
    assert caught.value.reason == reason
