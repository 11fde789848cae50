"""Answers that a careless client chokes on; each stands at `/hostile/<name>` or at any post."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import zlib
from collections.abc import Awaitable, Callable
from functools import lru_cache

from aiohttp import web

HTML = "text/html; charset=utf-8"
GIGABYTE = 2**30


def _page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>t</title></head><body>{body}</body></html>".encode()


_REDIRECTS = {
    "redirect_host": "http://other.invalid/news/politics/elsewhere",
    "redirect_private": "http://10.0.0.1/news/politics/inside",
    "redirect_metadata": "http://169.254.169.254/latest/meta-data/",
    "redirect_loopback": "http://127.0.0.1:9/news/politics/port",
    "redirect_file": "file:///etc/passwd",
    "redirect_data": "data:text/html,<h1>inline</h1>",
    "redirect_script": "javascript:alert(1)",
    "redirect_nowhere": "http://[broken",
}

_XML_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + ']><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<url><loc>&j;</loc></url></urlset>"
)

_EXTERNAL_ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>&x;</loc></url></urlset>'
)

_STORY = "<h1>A title</h1><p>28 Jul 2021 23:20</p><p>Some words that could be a story.</p>"

# name: (headers, body)
_BODIES: dict[str, tuple[dict[str, str], bytes]] = {
    "no_type": ({}, _page(_STORY)),
    "wrong_type": ({"Content-Type": "application/pdf"}, b"%PDF-1.4 " + b"\x00\xff" * 500),
    "image": ({"Content-Type": "image/jpeg"}, b"\xff\xd8\xff\xe0" + b"\x00" * 500),
    "wrong_charset": (
        {"Content-Type": "text/html; charset=utf-8"},
        _page("<h1>Caf\u00e9</h1><p>\u00e9\u00e8</p>").decode().encode("latin-1"),
    ),
    "unknown_charset": ({"Content-Type": "text/html; charset=x-klingon"}, _page(_STORY)),
    "json": ({"Content-Type": "application/json"}, b'{"no": "page"}'),
    "empty": ({"Content-Type": HTML}, b""),
    "controls": (
        {"Content-Type": HTML},
        _page(
            "<h1>Title\x00 with\x08 controls\x1b[31m</h1><p>28 Jul 2021 23:20</p>"
            "<p>Line\u2028separator, paragraph\u2029separator, next\u0085line, &#xD800; &#0; "
            "\ufdd0 \U0010ffff end of it.</p><p>=HYPERLINK(&quot;x&quot;) +1 -1 @SUM</p>"
        ),
    ),
    "surrogates": (
        {"Content-Type": HTML},
        b"<html><body><h1>Lone \xed\xa0\x80 surrogate</h1><p>\xff\xfe bytes</p></body></html>",
    ),
    "nesting": ({"Content-Type": HTML}, _page("<div>" * 60_000 + "deep" + "</div>" * 60_000)),
    "wide": ({"Content-Type": HTML}, _page("<h1>Wide</h1>" + "<p>w</p>" * 400_000)),
    "attributes": (
        {"Content-Type": HTML},
        _page(f"<h1 {' '.join(f'a{i}=1' for i in range(20_000))}>T</h1>"),
    ),
    "unclosed": ({"Content-Type": HTML}, b"<html><body><h1>Open<p>One<p>Two<article><article><h1>"),
    "bad_gzip": ({"Content-Type": HTML, "Content-Encoding": "gzip"}, b"\x1f\x8b\x08 not gzip"),
    "json_of_wrong_type": (
        {"Content-Type": HTML},
        _page(
            '<script id="tawsiyat-metadata" type="text/tawsiyat">[1, {"title": []}]</script>'
            '<script type="application/ld+json">{"@type": 7, "headline": {"a": 1}}</script>'
            + _STORY
        ),
    ),
    "deep_json": (
        {"Content-Type": HTML},
        _page(
            '<script id="tawsiyat-metadata" type="text/tawsiyat">'
            + "[" * 100_000
            + "]" * 100_000
            + f"</script>{_STORY}"
        ),
    ),
    "xml_bomb": ({"Content-Type": "application/xml"}, _XML_BOMB.encode()),
    "external_entity": ({"Content-Type": "application/xml"}, _EXTERNAL_ENTITY.encode()),
    "file_name": (
        {"Content-Type": HTML, "Content-Disposition": 'attachment; filename="../../etc/cron.d/x"'},
        _page(_STORY),
    ),
    "meta_refresh": (
        {"Content-Type": HTML},
        b'<html><head><meta http-equiv="refresh" content="0;url=http://10.0.0.1/"></head></html>',
    ),
    "foreign_base": (
        {"Content-Type": HTML},
        b'<html><head><base href="http://other.invalid/"></head><body><h1>T</h1>'
        b'<p>Words.</p><a href="news/politics/elsewhere">x</a></body></html>',
    ),
    "foreign_canonical": (
        {"Content-Type": HTML},
        _page(
            '<link rel="canonical" href="http://other.invalid/news/politics/elsewhere">' + _STORY
        ),
    ),
}


def _raw(request: web.BaseRequest, head: str, body: bytes, *, reset: bool = False) -> web.Response:
    """Write an answer past aiohttp, which would not let a wrong one out; then hang up."""
    transport = request.transport
    if transport is not None:
        transport.write(head.replace("\n", "\r\n").encode() + body)
        transport.abort() if reset else transport.close()
    return web.Response()


def cut(request: web.BaseRequest, body: bytes) -> web.Response:
    """A body that ends in its middle, with the length of the whole."""
    head = f"HTTP/1.1 200 OK\nContent-Type: {HTML}\nContent-Length: {len(body)}\n\n"
    return _raw(request, head, body[: len(body) // 2])


def reset(request: web.BaseRequest) -> web.Response:
    """No answer: the connection is reset."""
    return _raw(request, "", b"", reset=True)


async def _short_length(request: web.BaseRequest) -> web.StreamResponse:
    body = _page(_STORY)
    head = f"HTTP/1.1 200 OK\nContent-Type: {HTML}\nContent-Length: {len(body) - 40}\n\n"
    return _raw(request, head, body)


async def _chunk_cut(request: web.BaseRequest) -> web.StreamResponse:
    head = f"HTTP/1.1 200 OK\nContent-Type: {HTML}\nTransfer-Encoding: chunked\n\n"
    return _raw(request, head, b"400\r\n<html><body><h1>Half a chunk")


async def _no_status(request: web.BaseRequest) -> web.StreamResponse:
    return _raw(request, "", b"<html>HTTP/0.9 or worse</html>")


async def _cut(request: web.BaseRequest) -> web.StreamResponse:
    return cut(request, _page(_STORY * 50))


async def _reset(request: web.BaseRequest) -> web.StreamResponse:
    return reset(request)


async def _stream(
    request: web.BaseRequest, headers: dict[str, str], piece: bytes, count: int, pause: float
) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": HTML} | headers)
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):  # the client has had enough
        for _ in range(count):
            await response.write(piece)
            if pause:
                await asyncio.sleep(pause)
    return response


async def _huge(request: web.BaseRequest) -> web.StreamResponse:
    return await _stream(request, {}, b"<p>" + b"x" * (2**20 - 3), GIGABYTE // 2**20, 0)


async def _huge_stated(request: web.BaseRequest) -> web.StreamResponse:
    length = {"Content-Length": str(GIGABYTE)}
    return await _stream(request, length, b"x" * 2**20, GIGABYTE // 2**20, 0)


async def _trickle(request: web.BaseRequest) -> web.StreamResponse:
    return await _stream(request, {}, b"<p>", 36_000, 0.1)


@lru_cache(1)
def _bomb_body() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    zeros = b"\x00" * 2**20
    return b"".join(packer.compress(zeros) for _ in range(GIGABYTE // 2**20)) + packer.flush()


async def _bomb(request: web.BaseRequest) -> web.StreamResponse:
    body = await asyncio.to_thread(_bomb_body)
    return web.Response(body=body, headers={"Content-Type": HTML, "Content-Encoding": "gzip"})


async def _double_gzip(request: web.BaseRequest) -> web.StreamResponse:
    body = gzip.compress(gzip.compress(_page(_STORY)))
    return web.Response(body=body, headers={"Content-Type": HTML, "Content-Encoding": "gzip, gzip"})


def _links(*rows: tuple[str, str]) -> web.Response:
    inner = "".join(f'<h3><a href="{address}">{label}</a></h3>' for address, label in rows)
    return web.Response(body=_page(f"<h1>Listing</h1>{inner}"), headers={"Content-Type": HTML})


async def _endless(request: web.BaseRequest) -> web.StreamResponse:
    page = int(request.query.get("page", "1"))
    body = f'<h1>Listing</h1><a rel="next" href="{request.path}?page={page + 1}">Next »</a>'
    return web.Response(body=_page(body), headers={"Content-Type": HTML})


async def _calendar(request: web.BaseRequest) -> web.StreamResponse:
    month = int(request.query.get("month", "1"))
    return _links((f"{request.path}?month={month + 1}", "Next »"), (f"?day={month}", "1"))


async def _sessions(request: web.BaseRequest) -> web.StreamResponse:
    count = int(request.query.get("sid", "0"), 16) + 1
    return _links((f"{request.path}?sid={count:032x}", "Older posts"))


async def _deep_path(request: web.BaseRequest) -> web.StreamResponse:
    return _links((f"{request.path.rstrip('/')}/a/", "A headline of the same words"))


async def _loop(request: web.BaseRequest) -> web.StreamResponse:
    turn = 1 - int(request.query.get("turn", "0"))
    return web.Response(status=302, headers={"Location": f"{request.path}?turn={turn}"})


async def _chain(request: web.BaseRequest) -> web.StreamResponse:
    turn = int(request.query.get("turn", "0")) + 1
    return web.Response(status=302, headers={"Location": f"{request.path}?turn={turn}"})


Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

_HANDLERS: dict[str, Answer] = {
    "short_length": _short_length,
    "chunk_cut": _chunk_cut,
    "no_status": _no_status,
    "cut_short": _cut,
    "hang_up": _reset,
    "huge": _huge,
    "huge_stated": _huge_stated,
    "trickle": _trickle,
    "gzip_bomb": _bomb,
    "double_gzip": _double_gzip,
    "endless": _endless,
    "calendar": _calendar,
    "sessions": _sessions,
    "a": _deep_path,
    "redirect_loop": _loop,
    "redirect_chain": _chain,
}

NAMES = (*_REDIRECTS, *_BODIES, *_HANDLERS)


async def answer(request: web.BaseRequest, name: str) -> web.StreamResponse:
    """The answer of that name."""
    if name in _REDIRECTS:
        return web.Response(status=302, headers={"Location": _REDIRECTS[name]})
    if name in _BODIES:
        headers, body = _BODIES[name]
        response = web.Response(body=body, headers=headers)
        if not headers:
            response.headers.popall("Content-Type", None)
        return response
    return await _HANDLERS[name](request)
