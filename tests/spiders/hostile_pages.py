"""Pages that no reader should be sent: some made by hand, some by damage to good ones."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from html import escape
from itertools import count
from random import Random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.middlewares.server import Answer, answer
from tests.replica import articlepage, build

MB = 2**20
_LINE = "<p>The night ferry {} did not sail, and nobody could say when it would.</p>"
_DATE = "28 Jul 2021 23:20"
_PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000")
_ARABIC = "<h1>المجلس يجيب عن العبّارة</h1><p>28 Jul 2021 23:20</p><p>نص من المرفأ لا غير</p>"

_numbers = count(1)


def story(
    *,
    head: str = "",
    title: str = "",
    date: str = _DATE,
    body: str = "",
    foot: str = "",
    end: str = "</body></html>",
) -> str:
    """A post's page with something put into it; no two have the same words."""
    number = next(_numbers)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}</head><body><article>'
        f"<h1>{title or f'Harbour council, day {number}'}</h1>"
        f"<ul><li>Source: Agencies</li><li>{date}</li></ul>"
        f"{_LINE.format(f'of day {number}')}{body}</article>{foot}{end}"
    )


def _metadata(data: str) -> str:
    return f'<script id="tawsiyat-metadata" type="text/tawsiyat">{data}</script>'


def _linked(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


_KEYS = (
    *("type", "postid", "title", "url", "keywords", "thumbnail", "video_duration", "word_count"),
    *("lang", "published_time", "last_updated", "description", "author", "classes", "html"),
)
_LINKED_KEYS = (
    *("headline", "description", "articleSection", "keywords", "inLanguage", "datePublished"),
    *("dateModified", "author", "publisher", "image", "video", "mainEntityOfPage", "articleBody"),
)
_VALUES = {
    "null": "null",
    "true": "true",
    "empty list": "[]",
    "empty object": "{}",
    "number": "7",
    "negative": "-1",
    "huge int": "9" * 5000,
    "huge float": "1e400",
    "nan": "NaN",
    "infinity": "-Infinity",
    "mixed list": '["x", 7, null, ["y"], {"name": ["z"]}]',
    "object": '{"@type": [], "name": {"@id": 7}, "value": [[]], "url": {"a": 1}, "key": 1}',
    "nested": "[" * 10_000 + "]" * 10_000,
    "surrogate": r'"\ud800 and \udfff\u0000"',
    "separators": r'"one\u2028two\u2029three\u0085four\u000bfive"',
    "formula": r'"=HYPERLINK(\"http://other.invalid\")"',
    "markup": r'"<script>alert(1)</script><b>bold&nbsp;&#xD800;"',
    "address": '"http://[::1"',
    "long": f'"{"w" * (MB // 4)}"',
    "spaces": r'" \t\n\u00a0\u200b"',
}
_DATES = (
    *("31 Feb 2021 25:61", "0 Jan 0000 00:00", "28 Jul 99999 23:20", "29 Feb 2023", "1970", "-1"),
    *("2021-07-28T23:20:00+99:99", "2021-07-28T23:20:00-24:00", "9999-12-31T23:59:59-14:00"),
    *("0001-01-01T00:00:00+14:00", "2021-07-28T23:20:60Z", "2021-07-28T23:20:00.9999999999999Z"),
    *("99999999999999999999", "2021-W30-3", "٣١ شباط ٢٠٢١ ٩٩:٩٩", "28 Jul 2021 23:20 " * 2000),
    *("1 Jan 0001 00:00", "31 Dec 9999 23:59", "2021-07-28T" + "9" * 5000),
)
ADDRESSES = (
    *("http://[::1", "http://[::1]/x", "javascript:alert(1)", "//", "///", "http://", "data:,x"),
    *("http:///news/politics/x", "file:///etc/passwd", "\\\\host\\share", "http://a b/c", "%00"),
    *("http://user:pass@other.invalid/", "http://127.0.0.1:99999/x", "/news/politics/%zz%ff", "?"),
    *("/news/politics/\u202egnp.exe", "/../../../etc/passwd", "http://" + "a" * 300 + "/", "#"),
    *("/news/politics/\ud7ff\ue000\ufdd0", "/" + "x" * 5000, "/news/politics/a\nb", "mailto:a@b.c"),
    *("/news/politics/" + "%25" * 600, "http://xn--/", "http://1.1.1.999/", "HTTP://\u2100/"),
)
_CHARACTERS = {
    "controls": "One\0 two\x01\x08\x0b\x0c\x1b[31m three\x7f\x85",
    "entities": "&#0;&#1;&#8;&#x1b;&#xD800;&#xDFFF;&#xFFFE;&#x110000;&#99999999999;&nosuch;",
    "separators": "one\u2028two\u2029three\x85four",
    "directions": "\u202eevil\u202c \u2066left\u2069 \u200f\u200e\u061c mark",
    "invisible": "\u200b\u200c\u200d\u2060\ufeff\u00ad",
    "combining": "Z" + "\u0300\u0301\u0302" * 3000,
    "noncharacters": "\ufdd0\ufffe\uffff\U0001ffff\U0010ffff",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈" * 50,
    "formula": "=cmd|' /C calc'!A0 +1 -1 @SUM(A1)",
    "quotes": "'\"`’”;--\\\\n\\u0000 {{7*7}} ${7*7} %(x)s %s {0}",
    "markup": "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;amp; ]]> <!-- x",
    "letter": "w",
    "word without end": "w" * MB,
}


def _by_hand() -> Iterator[tuple[str, bytes]]:
    for name, value in _VALUES.items():
        fields = ", ".join(f'"{key}": {value}' for key in _KEYS)
        yield f"metadata {name}", _html(story(head=_metadata(f"{{{fields}}}")))
        fields = ", ".join(f'"{key}": {value}' for key in _LINKED_KEYS)
        data = f'{{"@type": "NewsArticle", {fields}}}'
        yield f"jsonld {name}", _html(story(head=_linked(data)))
    for name in ("null", "number", "mixed list", "nested", "surrogate", "nan"):
        yield f"metadata is {name}", _html(story(head=_metadata(_VALUES[name])))
        yield f"jsonld is {name}", _html(story(head=_linked(_VALUES[name])))
    for number, date in enumerate(_DATES):
        stated = json.dumps(date)
        head = _metadata(f'{{"published_time": {stated}, "last_updated": {stated}}}')
        yield f"date {number} printed", _html(story(date=date))
        yield f"date {number} stated", _html(story(head=head, date=""))
    for name, said in _CHARACTERS.items():
        printed = f"<p>{said}</p><ul><li>{said}</li></ul><figure><img src=/a.jpg alt='{name}'>"
        printed += f"<figcaption>{said} (Photo by {said})</figcaption></figure>"
        printed += f"<div><h4>Tags</h4><a href=/tags/a>{said}</a></div>"
        yield f"letters {name}", _html(story(title=said, body=printed))
    yield from _of_structure()
    yield from _of_bytes()


def hostile_listings() -> dict[str, Answer]:
    """Answers that stand where a listing should, by name."""
    cards = "".join(f'<h3><a href="{href}">Headline {href[:9]}</a></h3>' for href in ADDRESSES)
    further = "".join(f'<a rel="next" href="{href}">Next</a>' for href in ADDRESSES)
    pages = {
        "cards to anywhere": cards,
        "next anywhere": cards + further,
        "next is itself": '<a rel="next" href="?">Next</a>',
        "next is the home page": '<a rel="next" href="/">Next</a>',
        "next is page 0": '<a href="?page=0">Next</a>',
        "next is a huge number": f'<a href="?page={"9" * 4000}">Next</a>',
        "next is behind": '<a href="?page=-1">Next</a><a href="?page=٢">2</a>',
        "a page of one letter": "<h3><a href=/news/economy/w>w</a></h3>",
        "cards in cards": "<div><a href=/news/economy/in><h3>Headline" * 2000,
        "dates": "".join(f"<h3><a href=/news/economy/d>D</a></h3><p>{d}</p>" for d in _DATES),
    }
    made = {name: _html(f"<!DOCTYPE html><html><body>{body}") for name, body in pages.items()}
    return made | dict(_of_structure()) | dict(_of_bytes())


def hostile_sitemaps() -> dict[str, Answer]:
    """Answers that stand where a sitemap should, by name; `{origin}` as in `server.serve`."""

    def rows(*inner: str) -> str:
        return "<urlset>" + "".join(f"<url>{one}</url>" for one in inner) + "</urlset>"

    def loc(address: str) -> str:
        return f"<loc>{escape(address, quote=False)}</loc>"

    good = "{origin}/news/politics/good"
    texts = {
        "addresses": rows(*map(loc, ADDRESSES)),
        "dates": rows(*(f"{loc(good)}<lastmod>{date}</lastmod>" for date in _DATES)),
        "long address": rows(loc("{origin}/news/politics/" + "x" * MB)),
        "long date": rows(f"{loc(good)}<lastmod>{'2' * MB}</lastmod>"),
        "no address": rows("<lastmod>2021-07-28</lastmod>", "", "<loc/>", "<loc><b>x</b></loc>"),
        "deep": "<urlset>" + "<url>" * 5000,
        "an index in a list": rows("<sitemapindex><sitemap>" + loc("{origin}/x.xml")),
        "rows of both": f"<sitemapindex><url>{loc(good)}</url></sitemapindex>",
        "no end": rows(loc(good))[:-12],
        "no beginning": "</urlset></url>" + rows(loc(good)),
        "bomb": '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>' + rows("<loc>&c;</loc>"),
        "outside": '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        + rows("<loc>&f;</loc>"),
        "outside parameter": '<!DOCTYPE x [<!ENTITY % f SYSTEM "http://10.0.0.1/x.dtd"> %f;]>'
        + rows(loc(good)),
        "inclusion": '<urlset xmlns:xi="http://www.w3.org/2001/XInclude">'
        '<xi:include href="file:///etc/passwd" parse="text"/></urlset>',
        "stylesheet": '<?xml-stylesheet href="http://10.0.0.1/x.xsl"?>' + rows(loc(good)),
        "encoding unknown": '<?xml version="1.0" encoding="klingon"?>' + rows(loc(good)),
        "encoding wrong": '<?xml version="1.0" encoding="utf-16"?>' + rows(loc(good)),
        "version": '<?xml version="9.9"?>' + rows(loc(good)),
        "letters": rows(*map(loc, ("\x01", "&#xD800;", "\ufffe", "\u2028"))),
        "characters": rows("<loc>&#xD800;&#0;&nosuch;</loc>", "<loc>\0\x08</loc>"),
    }
    made: dict[str, Answer] = {
        name: answer(
            body=text.encode("utf-8", "surrogatepass"),
            content_type="application/xml",
            content_length=None,  # not known before the site's own address is put in
        )
        for name, text in texts.items()
    }
    packed = gzip.compress(texts["dates"].encode())
    streams = {
        "packed and cut": packed[:-20],
        "packed and broken": packed[:20] + bytes(20) + packed[40:],
        "packed twice": gzip.compress(packed),
        "packed and more": packed + b"more",
        "magic alone": b"\x1f\x8b",
    }
    for name, body in streams.items():
        made[name] = answer(body=body, content_type="application/gzip")
    return made | dict(_of_bytes())


def _of_structure() -> Iterator[tuple[str, bytes]]:
    links = "".join(f'<p><a href="{href}">A headline {href[:20]}</a></p>' for href in ADDRESSES)
    media = "".join(
        f'<img src="{href}" srcset="{href} 9e99w, ,x"><iframe src="{href}"></iframe>'
        f'<video poster="{href}"><source src="{href}"></video>'
        for href in ADDRESSES
    )
    related = "".join(f'<p>Related News</p><p><a href="{a}">Headline</a></p>' for a in ADDRESSES)
    many = "".join(
        f'<a href="/news/politics/many">A headline {n} of many</a> ' for n in range(10_000)
    )
    good = story()
    pages = {
        "addresses": story(body=links),
        "addresses of media": story(body=media),
        "addresses of related": story(body=related),
        "ten thousand links": story(body=f"<p>{many}</p>"),
        "deep": story(body="<div>" * 5000 + "deep" + "</div>" * 5000),
        "deep links": story(body='<a href="/news/politics/deep"><b>' * 3000 + "deep"),
        "nested articles": story(body="<article><h1>Another</h1>" * 200 + "<p>in</p>"),
        "two headlines": story(body="<h1>Second</h1><h1></h1>"),
        "no headline": "<html><body><p>28 Jul 2021 23:20</p><p>Words alone.</p></body></html>",
        "headline alone": "<html><body><h1>Harbour</h1></body></html>",
        "long headline": story(title="word " * (MB // 5)),
        "five megabytes": story(body=_LINE.format("again") * (5 * MB // 80)),
        "attributes": story(body=f"<p {' '.join(f'a{n}=1' for n in range(20_000))}>x</p>"),
        "unclosed": "<html><body><h1>Open<p>28 Jul 2021 23:20<p>One<article><ul><li><table><tr>",
        "unclosed script": story(head="<script>var a = '", end=""),
        "unclosed comment": story(body="<!-- ", end=""),
        "unclosed attribute": story(body="<a href='/news/politics/x>", end=""),
        "closing tags alone": "</p></div></article></body></html><h1>After</h1><p>28 Jul 2021</p>",
        "cut in a tag": good[: good.index("<ul>") + 2],
        "cut in the metadata": story(head='<script type="text/tawsiyat">{"title": "Cu', end=""),
        "frames": "<html><frameset><frame src=/news/politics/x></frameset></html>",
        "templates": story(body="<template><p>in</p></template><noscript><h1>n</h1></noscript>"),
        "svg": story(body="<svg><title>t</title><script>x</script><foreignObject><h1>f</h1>"),
        "base elsewhere": story(head='<base href="http://other.invalid/">'),
        "base broken": story(head='<base href="http://[">'),
        "canonical elsewhere": story(head='<link rel="canonical" href="http://other.invalid/x">'),
        "canonical broken": story(head='<link rel="canonical" href="http://[::1">'),
        "canonical home": story(head='<link rel="canonical" href="/">'),
        "refresh to itself": story(head='<meta http-equiv="refresh" content="0">'),
        "refresh broken": story(head='<meta http-equiv="refresh" content="0;url=http://[">'),
        "refresh far": story(
            head='<meta http-equiv="refresh" content="9e99;url=/news/politics/x">'
        ),
        "many scripts": story(head=_linked('{"@type":"NewsArticle","headline":"x"}') * 2000),
        "many pictures": story(body="<figure><img src=/a.jpg></figure>" * 3000),
        "many tables": story(body="<table><tr><td>" * 500),
        "text alone": "Nothing but words, 28 Jul 2021 23:20, and no tag at all.",
    }
    for name, page in pages.items():
        yield name, _html(page)


def _of_bytes() -> Iterator[tuple[str, bytes]]:
    good = story().encode()
    for declared in ("utf-8", "windows-1256", "latin-1", "utf-16", "utf-7", "klingon", "rot13"):
        kind = f"text/html; charset={declared}"
        yield f"{declared} declared", answer(body=_ARABIC.encode("cp1256"), content_type=kind)
        yield f"{declared} written as utf-8", answer(body=_ARABIC.encode(), content_type=kind)
    page = "<html><head><title>t</title></head><body>" + _ARABIC + "</body></html>"
    for written in ("utf-16", "utf-16-be", "utf-32", "cp864"):
        yield f"{written} sent", answer(body=page.encode(written, "replace"))
    bodies = {
        "empty": b"",
        "white space": b" \r\n\t " * 1000,
        "a nul": b"\0",
        "nuls": b"\0" * MB,
        "a picture": _PNG + bytes(500),
        "xml prolog": b'<?xml version="1.0" encoding="klingon"?>\n' + good,
        "three marks": b"\xef\xbb\xbf" * 3 + good,
        "mark of utf-16": b"\xff\xfe" + good,
        "mark of utf-32": b"\xff\xfe\0\0" + good,
        "json": b'{"title": "Harbour", "body": [1, 2]}',
        "xml": b'<?xml version="1.0"?><urlset><url><loc>/news/politics/x</loc></url></urlset>',
        "bomb of entities": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><h1>&b;</h1>',
        "broken utf-8": good.replace(b"ferry", b"f\xc3\x28\xed\xa0\x80\xff\xfe\xf8\x88y"),
        "random": Random(7).randbytes(50_000),
        "random after a tag": b"<html><body><h1>" + Random(8).randbytes(50_000),
    }
    for name, body in bodies.items():
        yield name, answer(body=body)
    yield "gzip claimed", answer(body=good, content_encoding="gzip")
    yield "gzip in gzip", answer(body=gzip.compress(gzip.compress(good)), content_encoding="gzip")
    yield "deflate", answer(body=zlib.compress(good), content_encoding="deflate")
    yield "brotli claimed", answer(body=good, content_encoding="br")
    yield "a type of nonsense", answer(body=good, content_type="\xff;;;charset=;charset=x=y")
    yield "a film", answer(body=good, content_type="video/mp4")
    yield (
        "headers of nonsense",
        answer(
            body=good,
            etag='W/"\xff\0',
            last_modified="never",
            set_cookie="=;;;=",
            refresh="0;url=//[",
        ),
    )


def _html(page: str) -> bytes:
    return answer(body=page.encode("utf-8", "surrogatepass"))


_WOUNDS = (
    *(
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<table><tr>",
        "<article>",
        "</article>",
        "<h1>x</h1>",
        "<",
    ),
    *('"', "'", ">", "\0", "&#xD800;", "<!--", "<script>", "</script>", "<h3>Most Read</h3>"),
    *(
        "]}",
        "<p>Related News</p>",
        '<a href="http://[::1">',
        "\u2028",
        "\x1b",
        "<style>",
        "{",
        "[[[[",
    ),
)


def _damaged(times: int) -> Iterator[bytes]:
    """Good pages of the stand-in site, in all markups, each hurt in some places by hypothesis."""
    site = build(posts=3 * times, seed=4, markup="mixed")
    site.world.base = "{origin}"
    posts = iter(post for post in site.world.posts if post.entry.kind == "article")
    wounds = st.lists(
        st.tuples(
            st.floats(0, 1),
            st.integers(0, 2000),
            st.sampled_from(_WOUNDS) | st.text(max_size=30) | st.binary(max_size=30),
        ),
        min_size=1,
        max_size=8,
    )
    pages = []

    @settings(max_examples=times, derandomize=True, database=None, phases=[Phase.generate])
    @given(wounds)
    def hurt(wounds: list[tuple[float, int, str | bytes]]) -> None:
        body = articlepage.render(site.world, next(posts)).encode()
        for place, cut, piece in wounds:
            at = int(place * len(body))
            put = piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogatepass")
            body = body[:at] + put + body[at + cut :]
        pages.append(body)

    hurt()
    yield from pages


def hostile_pages(damaged: int) -> dict[str, Answer]:
    """Answers by path, each below a section; `damaged` is the number of those made by chance."""
    named = dict(_by_hand())
    pages: dict[str, Answer] = {
        f"/news/politics/{name.replace(' ', '-')}": page for name, page in named.items()
    }
    for number, body in enumerate(_damaged(damaged)):
        # Its length is not known before the site's own address is put in.
        pages[f"/news/economy/damaged-{number}"] = answer(body=body, content_length=None)
    return pages
