"""What leaves the browser: nothing that the crawler itself would not ask for."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler
from twisted.internet import defer

from mayadeen.browser.gate import CLICK, OPENING, Gate, reason_of
from mayadeen.browser.proxy import Proxy
from mayadeen.middlewares.compression import Compression
from mayadeen.middlewares.own_hosts import OwnHosts
from mayadeen.middlewares.robots import Robots

AGENT = "mayadeen/0.1 (dataset crawler; us@example.org)"
ROBOTS = b"User-agent: *\nDisallow: /private"
LARGEST = 1000
PATIENCE = 45.0

Answer = Callable[[Request], Awaitable[Response]]


class Site:
    """Stands where Scrapy's download handler does, and remembers what it was asked for."""

    def __init__(self, answer: Answer | None = None) -> None:
        self.asked: list[Request] = []
        self.answer = answer

    async def fetch(self, request: Request) -> Response:
        self.asked.append(request)
        if self.answer:
            return await self.answer(request)
        return Response(request.url, headers={"Content-Type": "text/plain"}, body=b"yes")


def gate(site: Site, base_url: str) -> Gate:
    """A gate with the crawler's own middlewares, for a site whose robots.txt was read."""
    settings = Settings(
        {"USER_AGENT": AGENT, "DOWNLOAD_MAXSIZE": LARGEST, "DOWNLOAD_TIMEOUT": PATIENCE}
    )
    crawler: Any = SimpleNamespace(
        settings=settings,
        stats=MemoryStatsCollector(get_crawler()),
        spider=SimpleNamespace(run=SimpleNamespace(base_url=base_url)),
    )
    rules: asyncio.Future[ProtegoRobotParser] = asyncio.get_running_loop().create_future()
    rules.set_result(ProtegoRobotParser(ROBOTS, None))
    parts = {
        Robots: SimpleNamespace(parsers={base_url.split("/")[2]: rules}),
        OwnHosts: OwnHosts(crawler.stats, base_url),
        Compression: Compression(crawler),
    }
    crawler.get_downloader_middleware = parts.get
    return Gate(crawler, site.fetch)


async def ask(port: int, sent: bytes, *, tunnel: str = "", tls: bool = True) -> bytes:
    """What comes back through the proxy until it closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        if tunnel:
            writer.write(f"CONNECT {tunnel} HTTP/1.1\r\nHost: {tunnel}\r\n\r\n".encode())
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
            if tls:
                context = ssl.create_default_context()
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
                await writer.start_tls(context)
        writer.write(sent)
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def get(target: str, *lines: str, method: str = "GET", body: bytes = b"") -> bytes:
    head = [f"{method} {target} HTTP/1.1", "Host: is.not.heeded", "User-Agent: Chromium", *lines]
    return "\r\n".join([*head, "", ""]).encode() + body


def through(
    sent: bytes, *, base_url: str, site: Site | None = None, **how: Any
) -> tuple[bytes, Site, Gate]:
    """Send bytes through a proxy for the site at `base_url`."""
    site = site or Site()

    async def run() -> tuple[bytes, Gate]:
        judge = gate(site, base_url)
        proxy = Proxy(judge.send)
        port = await proxy.start()
        try:
            async with asyncio.timeout(20):
                return await ask(port, sent, **how), judge
        finally:
            await proxy.close()

    return (*(got := asyncio.run(run()))[:1], site, got[1])


PLAIN, SAFE = "http://127.0.0.1:8000/", "https://127.0.0.1/"
UPGRADE = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Key: aaaaaaaaaaaaaaaaaaaaaa==",
)

# What is sent, and into which tunnel; the address that the site is asked for, or why it is not.
REQUESTS: dict[str, tuple[str, bytes, str, str]] = {
    "a page": (PLAIN, get("http://127.0.0.1:8000/news?page=2"), "", "/news?page=2"),
    "the preflight of a fetch": (PLAIN, get(f"{PLAIN}api", method="OPTIONS"), "", "/api"),
    "a page of an https site": (SAFE, get("/news"), "127.0.0.1:443", "/news"),
    "one in the clear": (SAFE, get("http://127.0.0.1/news?page=2"), "", "/news?page=2"),
    "one in the clear that robots.txt forbids": (
        SAFE,
        get("http://127.0.0.1/private/a"),
        "",
        "robots.txt",
    ),
    "another host": (PLAIN, get("http://other.example/a"), "", "offsite"),
    "another host, called the site": (
        PLAIN,
        get("http://other.example/a", "Host: 127.0.0.1:8000"),
        "",
        "offsite",
    ),
    "a name within the site's": (PLAIN, get("http://127.0.0.1.example/a"), "", "offsite"),
    "the site as a user's name": (PLAIN, get("http://127.0.0.1:8000@b.example/"), "", "offsite"),
    "another port": (PLAIN, get("http://127.0.0.1:8001/a"), "", "private_address"),
    "another of the machine's addresses": (
        PLAIN,
        get("http://127.0.0.2:8000/"),
        "",
        "private_address",
    ),
    "the machine by another name": (PLAIN, get("http://[::1]:8000/"), "", "private_address"),
    "another scheme": (PLAIN, get("ftp://127.0.0.1:8000/a"), "", "scheme"),
    "another host in a tunnel": (SAFE, get("/a"), "other.example:443", "offsite"),
    "another port in a tunnel": (SAFE, get("/a"), "127.0.0.1:8443", "private_address"),
    "what robots.txt forbids": (PLAIN, get(f"{PLAIN}private/a"), "", "robots.txt"),
    "what it forbids, encoded": (PLAIN, get(f"{PLAIN}%70rivate/a"), "", "robots.txt"),
    "what it forbids, by https": (SAFE, get("/private/a"), "127.0.0.1:443", "robots.txt"),
    "a WebSocket": (PLAIN, get(f"{PLAIN}ws", *UPGRADE), "", "websocket"),
    "a WebSocket by https": (SAFE, get("/ws", *UPGRADE), "127.0.0.1:443", "websocket"),
    "a picture": (PLAIN, get(f"{PLAIN}a.png", "Accept: image/avif,*/*;q=0.8"), "", "image"),
    "a part of a film": (PLAIN, get(f"{PLAIN}film.mp4", "Range: bytes=0-"), "", "range"),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_only_what_the_crawler_would_ask_for_is_asked(name: str) -> None:
    base_url, sent, tunnel, expected = REQUESTS[name]
    got, site, judge = through(sent, base_url=base_url, tunnel=tunnel)
    if expected.startswith("/"):
        assert [one.url for one in site.asked] == [base_url[:-1] + expected]
        assert site.asked[0].method == sent.split()[0].decode()
        assert site.asked[0].headers.getlist("User-Agent") == [AGENT.encode()]
        assert site.asked[0].meta["download_timeout"] == PATIENCE
        head, _, body = got.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ")
        assert b"Content-Type: text/plain" in head.split(b"\r\n")
        assert body == b"yes"
    else:
        assert (got, site.asked) == (b"", [])
        assert {reason_of(error) for error in judge.errors.values()} == {expected}


STRANGE = {
    "no HTTP": b"\x16\x03\x01 hello\r\n\r\n",
    "no address": get("/news"),
    "a method too many": b"GET GET http://127.0.0.1:8000/ HTTP/1.1\r\n\r\n",
    "a length that is none": get(PLAIN, "Content-Length: -1", method="POST"),
    "a length of letters": get(PLAIN, "Content-Length: all", method="POST"),
    "a body without end": get(PLAIN, "Transfer-Encoding: chunked", method="POST"),
    "a body of a gigabyte": get(PLAIN, "Content-Length: 1000000000", method="POST"),
    "a head without end": get(PLAIN, "X: " + "x" * 100_000),
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_no_request_is_closed(name: str) -> None:
    got, site, _ = through(STRANGE[name], base_url=PLAIN)
    assert (got, site.asked) == (b"", [])


def test_a_websocket_in_the_clear_is_closed() -> None:
    """Chromium asks for a tunnel to the site, and speaks HTTP in it."""
    sent = get("/ws", *UPGRADE)
    got, site, _ = through(sent, base_url=PLAIN, tunnel="127.0.0.1:8000", tls=False)
    assert (b"HTTP/1.1" in got, site.asked) == (False, [])


def test_a_form_goes_as_it_was_sent() -> None:
    sent = get(
        f"{PLAIN}api",
        *("Content-Type: application/json", "Content-Length: 8", "Cookie: a=1; b=2"),
        *("X-CSRF-Token: t", "Proxy-Connection: keep-alive", "Accept-Encoding: br, zstd"),
        method="POST",
        body=b'{"n": 2}',
    )
    _, site, _ = through(sent, base_url=PLAIN)
    [asked] = site.asked
    assert (asked.method, asked.body) == ("POST", b'{"n": 2}')
    assert {name: values[0] for name, values in asked.headers.items()} == {
        b"Content-Type": b"application/json",
        b"Cookie": b"a=1; b=2",
        b"X-Csrf-Token": b"t",
        b"User-Agent": AGENT.encode(),
        b"Accept-Encoding": b"gzip",
    }


def test_an_answer_comes_as_the_site_sent_it() -> None:
    async def answer(request: Request) -> Response:
        headers = {
            "Location": "http://other.example/",
            "Set-Cookie": ["a=1", "b=2"],
            "Connection": "keep-alive",
            "Content-Encoding": "gzip",
            "Transfer-Encoding": "chunked",
        }
        return Response(request.url, 302, headers, gzip.compress(b"moved"))

    got, _, _ = through(get(PLAIN), base_url=PLAIN, site=Site(answer))
    head, _, body = got.partition(b"\r\n\r\n")
    assert body == b"moved"
    assert sorted(head.split(b"\r\n")[1:]) == [
        b"Connection: close",
        b"Content-Length: 5",
        b"Location: http://other.example/",
        b"Set-Cookie: a=1",
        b"Set-Cookie: b=2",
    ]


async def _late(request: Request) -> Response:
    raise DownloadTimeoutError(request.url)


async def _reset(request: Request) -> Response:
    raise ConnectionResetError


async def _bomb(request: Request) -> Response:
    packed = gzip.compress(bytes(1000 * LARGEST))
    return Response(request.url, headers={"Content-Encoding": "gzip"}, body=packed)


async def _moved(request: Request) -> Response:
    """The name of the site has led to the machine itself."""
    return Response(request.url, body=b"secret", ip_address=ip_address("127.0.0.1"))


@pytest.mark.parametrize(
    ("answer", "why", "base_url"),
    [
        (_late, "no answer", PLAIN),
        (_reset, "ConnectionResetError", PLAIN),
        (_bomb, "bomb", PLAIN),
        (_moved, "private_address", "http://site.example/"),
    ],
)
def test_an_answer_that_is_none_reaches_no_page(
    answer: Answer, why: str, base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve(monkeypatch, "93.184.216.34")
    got, site, judge = through(get(base_url), base_url=base_url, site=Site(answer))
    assert (got, len(site.asked)) == (b"", 1)
    error = judge.refused(base_url)
    assert error
    assert reason_of(error) == why


def resolve(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    from twisted.internet import reactor

    monkeypatch.setattr(reactor, "resolve", lambda _: defer.succeed(address))


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1"])
def test_a_name_of_a_private_address_is_not_asked(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve(monkeypatch, address)
    got, site, judge = through(get("http://site.example/"), base_url="http://site.example/")
    assert (got, site.asked) == (b"", [])
    [error] = judge.errors.values()
    assert reason_of(error) == "private_address"


async def answered(judge: Gate, many: int) -> int:
    """How many of so many requests at once are answered."""
    sent = (judge.send(Request(f"{PLAIN}{number}")) for number in range(many))
    return sum(map(bool, await asyncio.gather(*sent)))


def test_a_page_asks_for_so_much_and_each_click_for_more() -> None:
    async def run() -> list[int]:
        judge = gate(Site(), PLAIN)
        found = [await answered(judge, 2000)]
        judge.click()
        found.append(await answered(judge, 2000))
        judge.open()
        found.append(await answered(judge, 2000))
        return found

    assert asyncio.run(run()) == [OPENING, CLICK, OPENING]


async def _whole(request: Request) -> Response:
    return Response(request.url, body=bytes(request.meta["download_maxsize"]))


async def _longer(request: Request) -> Response:
    raise DownloadCancelledError(request.url)


@pytest.mark.parametrize("answer", [_whole, _longer])
def test_the_length_of_all_answers_is_bounded(answer: Answer) -> None:
    async def run() -> list[int]:
        site = Site(answer)
        judge = gate(site, PLAIN)
        await answered(judge, 100)
        opening = len(site.asked)
        judge.click()
        await answered(judge, 100)
        longest = max(one.meta["download_maxsize"] for one in site.asked)
        return [opening, len(site.asked) - opening, longest]

    opening, click, longest = asyncio.run(run())
    assert longest == LARGEST
    # Six at a time may be under way when it is used up.
    assert 4 <= opening <= 4 + 6
    assert click <= 1 + 6


def test_a_proxy_that_is_closed_waits_for_nobody() -> None:
    async def run() -> bytes:
        asked = asyncio.Event()

        async def never(_: Request) -> Response | None:
            asked.set()
            return await asyncio.get_running_loop().create_future()

        proxy = Proxy(never)
        port = await proxy.start()
        waiting = asyncio.ensure_future(ask(port, get(PLAIN)))
        await asked.wait()
        await proxy.close()
        return await waiting

    assert asyncio.run(run()) == b""
