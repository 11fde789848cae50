"""The loopback server: answers requests from the facts, keeps a log, lets a test turn switches."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

from aiohttp import web

from . import articlepage, buttons, hostile, listings, sitemaps, troubles, truth
from .faults import CHALLENGE, Faults
from .growth import Growth
from .world import Hub, Post, World

T = TypeVar("T")

_KEPT_PAGES = 5_000  # of some 20 KB each
_HTML = "text/html; charset=utf-8"
_XML = "application/xml; charset=utf-8"
_KEPT_HEADERS = (
    "User-Agent",
    "If-None-Match",
    "If-Modified-Since",
    "Referer",
    "Cookie",
    "Sec-Fetch-Mode",
    "Sec-Fetch-Dest",
    "X-CSRF-Token",
    "X-Requested-With",
)
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c636060606000000005000165f645400000000049454e44ae426082"
)


@dataclass(frozen=True)
class Hit:
    """One request and how it was answered; `path` has the query. Clocks in seconds."""

    method: str
    path: str
    status: int
    headers: dict[str, str]
    body: str
    conditional: bool
    is_browser: bool
    monotonic: float
    wall: float
    fault: str | None = None


class Page(NamedTuple):
    """A finished answer, kept until the site changes."""

    status: int
    body: bytes
    headers: dict[str, str]
    modified: datetime | None = None


class Site:
    """The stand-in site: its facts, its switches and its log."""

    def __init__(self, world: World, growth: Growth, faults: Faults) -> None:
        self.world = world
        self.url = world.base + "/"
        self.growth = growth
        self.faults = faults
        self.crawl_delay: float | None = 0
        self.compressed_sitemaps = False
        self.trouble: str | None = None
        self.sitemaps = sitemaps.Schedule()
        self.log: list[Hit] = []
        self._pages: dict[str, Page] = {}
        self._pages_served = 0
        self._tokens: set[str] = set()
        self._truth: list[dict[str, Any]] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def truth(self) -> list[dict[str, Any]]:
        """The expected Article of each post, oldest first; see `truth.article` for helper keys."""
        if self._truth is None:
            self._truth = self._in_loop(self._tell_truth)
        return self._truth

    @property
    def lost_days(self) -> list[str]:
        """The days, `2023-01-31`, of posts that no main sitemap names."""
        return sitemaps.lost_days(self.world, self.sitemaps)

    @property
    def lost_everywhere(self) -> list[str]:
        """The days of posts that neither sitemaps nor the listings that hold them show."""
        kinds = ("section", "category", "programmes", "programme", "region")
        hubs = [hub for hub in self.world.hubs.values() if hub.kind in kinds]
        listed = {number for hub in hubs for number in self.growth.shown(hub)}
        return sitemaps.lost_everywhere(self.world, self.sitemaps, listed)

    @property
    def authors(self) -> list[dict[str, Any]]:
        """The expected Author of each author page."""
        hubs = self.world.hubs.values()
        return [truth.author(self.world, hub) for hub in hubs if hub.kind == "author"]

    @property
    def headlines(self) -> list[dict[str, Any]]:
        """The ticker's lines: text, rank, speaker."""
        return truth.headlines(self.world)

    @property
    def listings(self) -> list[dict[str, Any]]:
        """Each listing: url, label, kind, how it grows, its posts newest first."""
        return [
            {
                "url": self.world.url(hub.path),
                "label": hub.label,
                "kind": hub.kind,
                "growth": self.growth.of(hub),
                "pages": self.growth.pages(hub),
                "posts": [self.world.base + self.world.posts[n].path_url for n in hub.posts],
                "shown": len(self.growth.shown(hub)),
                "children": [self.world.url(child) for child in hub.children],
            }
            for hub in self.world.hubs.values()
        ]

    def advance(self, **befalls: int) -> dict[str, list[str]]:
        """Move time on, as `World.advance`; gives the addresses of the posts concerned, by what
        befell them."""

        def move() -> dict[str, list[str]]:
            self._forget_pages()
            return self.world.advance(**befalls)

        return self._in_loop(move)

    def set(self, **switches: Any) -> None:
        """Turn switches: any field of `Growth` (`growth` for `how`) or `Faults`, `faults` for
        `share`, or `sitemaps.Schedule`, `crawl_delay`, `compressed_sitemaps`, `trouble` (one of
        `troubles.NAMES`), `ticker` (a list of lines)."""
        self._in_loop(lambda: self._set(switches))

    def _set(self, switches: dict[str, Any]) -> None:
        renamed = {"growth": "how", "faults": "share"}
        growing = {field.name for field in fields(Growth)}
        scheduled = {field.name for field in fields(sitemaps.Schedule)}
        failing = {field.name for field in fields(Faults) if not field.name.startswith("_")}
        for given, value in switches.items():
            name = renamed.get(given, given)
            value = tuple(value) if name in ("script_only", "kinds") else value
            if name in growing:
                setattr(self.growth, name, value)
            elif name in failing:
                setattr(self.faults, name, value)
            elif name in scheduled:
                setattr(self.sitemaps, name, value)
            elif name == "trouble" and value not in (None, *troubles.NAMES):
                raise ValueError(f"no such trouble: {value}")
            elif name in ("crawl_delay", "compressed_sitemaps", "trouble"):
                setattr(self, name, value)
            elif name == "ticker":
                self.world.ticker = tuple(value)
            else:
                raise ValueError(f"no such switch: {given}")
            if name == "refuse_after":
                self._pages_served = 0
        self._forget_pages()

    def _forget_pages(self) -> None:
        self._pages.clear()
        self._truth = None

    def _in_loop(self, act: Callable[[], T]) -> T:
        """Run in the server's thread, between two requests."""
        loop = self._loop
        if loop is None or loop is _running_loop():
            return act()

        async def call() -> T:
            return act()

        return asyncio.run_coroutine_threadsafe(call(), loop).result()

    def _tell_truth(self) -> list[dict[str, Any]]:
        lost = {post.number for post in self.world.posts if self.faults.lost(post.path)}
        found = truth.reachable(self.world, self.growth.shown, lost)
        return [
            truth.article(self.world, post)
            | {"_reachable": post.number in found, "_lost": post.number in lost}
            for post in self.world.posts
            if post.shadowed_by is None
        ]

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request and log it."""
        path = unquote(urlsplit(request.raw_path).path)
        if path.startswith("/_replica/"):
            return await self._control(request, path)
        body = await request.text() if request.method == "POST" else ""
        fault = self._fault(path, request.raw_path)
        response = await self._answer(request, path, body, fault)
        headers = request.headers
        self.log.append(
            Hit(
                method=request.method,
                path=request.raw_path,
                status=response.status,
                headers={name: headers[name] for name in _KEPT_HEADERS if name in headers},
                body=body,
                conditional="If-None-Match" in headers or "If-Modified-Since" in headers,
                is_browser="Sec-Fetch-Mode" in headers,
                monotonic=time.monotonic(),
                wall=time.time(),
                fault=fault,
            )
        )
        return response

    def _fault(self, path: str, target: str) -> str | None:
        faults = self.faults
        if path == "/robots.txt":
            return None if faults.robots_status == 200 else str(faults.robots_status)
        self._pages_served += 1
        if faults.refuse_after is not None and self._pages_served > faults.refuse_after:
            return faults.refusal
        return faults.strike(path, target, is_post=path in self.world.by_path)

    async def _answer(
        self, request: web.BaseRequest, path: str, body: str, fault: str | None
    ) -> web.StreamResponse:
        if fault is None:
            # No event tells that the client has gone.
            while self._hangs(request, path) and request.transport:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
            if path.startswith("/hostile/"):
                name = path.split("/")[2]
                if name in hostile.NAMES:
                    return await hostile.answer(request, name)
            return self._send(request, self._page(request, path, body))
        if fault in hostile.NAMES:
            return await hostile.answer(request, fault)
        if fault == "slow":
            await asyncio.sleep(self.faults.slowness)
            return self._send(request, self._page(request, path, body))
        if fault == "reset":
            return hostile.reset(request)
        if fault == "cut":
            return hostile.cut(request, self._page(request, path, body).body)
        if fault.startswith("challenge"):
            status = 503 if fault.endswith("503") else 200
            return web.Response(status=status, text=CHALLENGE, content_type="text/html")
        status = int(fault[:3])
        headers = {}
        if status in (429, 503) and self.faults.retry_after:
            wait = self.faults.retry_after
            dated = format_datetime(datetime.now(UTC) + timedelta(seconds=wait), usegmt=True)
            headers["Retry-After"] = dated if fault.endswith("date") else f"{wait:g}"
        return web.Response(status=status, headers=headers, text=f"<h1>Error {status}</h1>")

    def _hangs(self, request: web.BaseRequest, path: str) -> bool:
        hub = self.world.hubs.get(request.query.get("listing", ""))
        return path.startswith("/ajax/") and hub is not None and self.growth.trouble(hub) == "hangs"

    def _send(self, request: web.BaseRequest, page: Page) -> web.Response:
        if page.status == 200 and _unchanged(request, page):
            kept = {k: v for k, v in page.headers.items() if k in ("ETag", "Last-Modified")}
            return web.Response(status=304, headers=kept)
        return web.Response(status=page.status, body=page.body, headers=page.headers)

    def _page(self, request: web.BaseRequest, path: str, body: str) -> Page:
        if request.method == "POST" or path.startswith(("/ajax/", "/api/", "/private/more")):
            return self._fragment(request, path, body)
        kept = self._pages.get(request.raw_path)
        if kept is None:
            query = {key: values[0] for key, values in parse_qs(request.query_string).items()}
            kept, keep = self._draw(path, query)
            if "html" in kept.headers.get("Content-Type", ""):
                html = troubles.page(self.trouble, kept.body.decode())
                kept = kept._replace(body=html.encode())
            if keep:
                if len(self._pages) >= _KEPT_PAGES:
                    self._pages.clear()
                self._pages[request.raw_path] = kept
        return kept

    def _draw(self, path: str, query: dict[str, str]) -> tuple[Page, bool]:
        """A page from the facts, and whether it may be kept."""
        world = self.world
        trimmed = path.rstrip("/") or "/"
        version, _, rest = trimmed[1:].partition("/")
        if version in ("print", "lite") and "/" + rest in world.by_path:
            return _html(articlepage.reduced(world, world.by_path["/" + rest])), True
        if post := world.by_path.get(trimmed):
            return self._post(post), True
        if trimmed == "/":
            return _html(listings.home(world)), True
        base, number = _page_number(trimmed, query)
        if hub := world.hubs.get(base):
            return self._hub(hub, number, query.get("sort") == "oldest")
        if path == "/static/grow.js":
            hub = world.hubs[query["listing"]]
            script = buttons.script(hub, self.growth, self.growth.of(hub))
            return Page(200, script.encode(), {"Content-Type": "text/javascript"}), True
        if path.startswith(("/media/", "/static/")):
            kind = "text/css" if path.endswith(".css") else "image/png"
            return Page(200, b"" if kind == "text/css" else _PNG, {"Content-Type": kind}), True
        if page := self._machine(path):
            return page, True
        if trimmed == "/coverage":
            return _html(listings.coverage_index(world)), True
        if trimmed in _BARE:
            return _html(listings.bare(world, trimmed[1:].replace("-", " ").title())), True
        return _html(listings.bare(world, "404"), status=404), True

    def _post(self, post: Post) -> Page:
        if post.withdrawn is not None:
            return _html(listings.bare(self.world, str(post.withdrawn)), status=post.withdrawn)
        html = articlepage.render(self.world, post)
        return _html(html, tag=self.world.entity_tag(post), modified=post.updated)

    def _hub(self, hub: Hub, number: int, oldest: bool) -> tuple[Page, bool]:
        shape = self.growth.of(hub)
        is_guarded = shape in buttons.GUARDED or self.growth.trouble(hub) == "once"
        token = self._token() if is_guarded else ""
        html = listings.render(
            self.world,
            hub,
            self.growth,
            number=number,
            oldest=oldest,
            token=token,
        )
        if html is None:
            return _html(listings.bare(self.world, "404"), status=404), True
        if token:
            page = _html(html)
            if shape == "session":
                page.headers["Set-Cookie"] = f"session={token}; Path=/; HttpOnly"
            return page, False
        tag = sha256(html.encode()).hexdigest()[:20]
        newest = max((self.world.posts[n].updated for n in hub.posts[:50]), default=None)
        return _html(html, tag=tag, modified=newest), True

    def _token(self) -> str:
        token = sha256(f"{self.world.seed}/token/{len(self._tokens)}".encode()).hexdigest()[:24]
        self._tokens.add(token)
        return token

    def _machine(self, path: str) -> Page | None:
        """robots.txt and sitemaps."""
        compressed, schedule = self.compressed_sitemaps, self.sitemaps
        if path == "/robots.txt":
            usual = sitemaps.robots(self.world, self.crawl_delay, compressed=compressed)
            text = troubles.robots(self.trouble) or usual
            return Page(200, text.encode(), {"Content-Type": "text/plain"})
        if not path.startswith("/sitemaps/"):
            return None
        plain = path.removesuffix(".gz")
        if plain == "/sitemaps/all.xml":
            xml: str | None = sitemaps.index(self.world, schedule, compressed=compressed)
        elif plain == "/sitemaps/news.xml":
            xml = sitemaps.news_index(self.world, schedule)
        elif plain.startswith("/sitemaps/news/"):
            xml = sitemaps.news_month(self.world, schedule, *_year_month(plain))
        else:
            xml = sitemaps.month(self.world, schedule, *_year_month(plain))
        if xml is None:
            return None
        if plain != path:
            body = gzip.compress(xml.encode(), mtime=0)
            return Page(200, body, {"Content-Type": "application/gzip"})
        return Page(200, xml.encode(), {"Content-Type": _XML})

    def _fragment(self, request: web.BaseRequest, path: str, body: str) -> Page:
        """What a listing's button fetches."""
        if request.content_type == "application/json":
            asked = {key: str(value) for key, value in json.loads(body).items()}
        else:
            asked = {k: v[0] for k, v in parse_qs(request.query_string + "&" + body).items()}
        if path == "/api/once":
            answer = buttons.once(self.world, self.growth, asked, self._tokens, self._token())
            return (
                _html(answer.html, status=answer.status)
                if answer.status != 200
                else _json(answer.data)
            )
        answer = buttons.fragment(
            self.world,
            self.growth,
            (request.method, path),
            asked
            | {
                "header": request.headers.get("X-CSRF-Token", ""),
                "cookie": request.cookies.get("session", ""),
            },
            self._tokens,
        )
        if answer.data is not None:
            return _json(answer.data)
        return _html(answer.html, status=answer.status)

    async def _control(self, request: web.BaseRequest, path: str) -> web.Response:
        """The same controls over HTTP."""
        name = path.removeprefix("/_replica/")
        if request.method == "POST":
            asked = json.loads(await request.text() or "{}")
            if name == "advance":
                return web.json_response(self.advance(**asked))
            if name == "set":
                self.set(**asked)
                return web.json_response({})
        views: dict[str, Callable[[], Any]] = {
            "truth": lambda: self.truth,
            "log": lambda: [asdict(hit) for hit in self.log],
            "authors": lambda: self.authors,
            "headlines": lambda: self.headlines,
            "listings": lambda: self.listings,
        }
        if name not in views:
            return web.json_response({"error": f"no such control: {name}"}, status=404)
        return web.json_response(views[name]())

    async def listen(self, loop_ready: Callable[[str], None], port: int) -> None:
        """Serve until cancelled; `loop_ready` gets the address."""
        self._loop = asyncio.get_running_loop()
        runner = web.ServerRunner(web.Server(self.handle), shutdown_timeout=0.2)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
            self.world.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
            self.url = self.world.base + "/"
            loop_ready(self.url)
            await asyncio.Event().wait()
        finally:
            self._loop = None
            await runner.cleanup()


# Pages without posts; the last two are forbidden by robots.txt.
_BARE = {"/privacy-policy", "/about-us", "/contact-us", "/live", "/search", "/private/members"}


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _html(
    html: str, *, status: int = 200, tag: str | None = None, modified: datetime | None = None
) -> Page:
    headers = {"Content-Type": _HTML}
    if tag:
        headers["ETag"] = f'"{tag}"'
    if modified:
        headers["Last-Modified"] = format_datetime(modified.astimezone(UTC), usegmt=True)
    return Page(status, html.encode(), headers, modified)


def _json(value: Any) -> Page:
    body = json.dumps(value, ensure_ascii=False).encode()
    return Page(200, body, {"Content-Type": "application/json; charset=utf-8"})


def _unchanged(request: web.BaseRequest, page: Page) -> bool:
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        return "ETag" in page.headers and page.headers["ETag"] in tags.replace("W/", "")
    since = request.headers.get("If-Modified-Since")
    if since is None or page.modified is None:
        return False
    return page.modified.replace(microsecond=0) <= parsedate_to_datetime(since)


def _page_number(path: str, query: dict[str, str]) -> tuple[str, int]:
    base, middle, number = path.rpartition("/page/")
    if middle and number.isdecimal():
        return base, int(number)
    asked = query.get("page", "1")
    return path, int(asked) if asked.isdecimal() and asked != "0" else 1


def _year_month(path: str) -> tuple[int, int]:
    parts = path.rpartition("/sitemap-")[2].removesuffix(".xml").split("-")
    numbers = [int(part) for part in parts if part.isdecimal() and part == str(int(part))]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else (0, 0)


def build(
    *,
    posts: int = 400,
    seed: int = 1,
    edition: str = "en",
    markup: str = "full",
    growth: str = "links",
    shape: str = "mixed",
    per_page: int = 20,
    authors: int = 8,
    faults: float = 0.0,
    span: tuple[str, str] | None = None,
    shadowed: int = 0,
    **switches: Any,
) -> Site:
    """A site that does not listen yet; `switches` as in `Site.set`.

    `span` are the first and the last of the days that posts are spread over, as many on each;
    `shadowed` posts have lost their address to a later one.
    """
    world = World(
        posts=posts,
        seed=seed,
        edition=edition,
        markup=markup,
        authors=authors,
        span=span,
        shadowed=shadowed,
    )
    site = Site(world, Growth(growth, shape, per_page), Faults(seed=seed, share=faults))
    site.set(**switches)
    return site


@contextmanager
def serve(*, port: int = 0, **arguments: Any) -> Iterator[Site]:
    """A running site on loopback, gone with the `with`; arguments of `build`, port 0 a free one."""
    site = build(**arguments)
    loop = asyncio.new_event_loop()
    started: Future[str] = Future()
    task = loop.create_task(site.listen(started.set_result, port))
    task.add_done_callback(lambda _: _pass_on(task, started))
    thread = threading.Thread(target=_run, args=(loop, task), name="replica", daemon=True)
    thread.start()
    started.result()
    try:
        yield site
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()


def _run(loop: asyncio.AbstractEventLoop, task: asyncio.Task[None]) -> None:
    with contextlib.suppress(asyncio.CancelledError, OSError):
        loop.run_until_complete(task)
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


def _pass_on(task: asyncio.Task[None], started: Future[str]) -> None:
    """Give a port that is taken to the thread that waits for the address."""
    if not started.done() and not task.cancelled():
        error = task.exception()
        if error is not None:
            started.set_exception(error)
