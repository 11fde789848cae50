"""Sitemaps, read as they stream: index or list of pages, plain or gzipped, however large."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from lxml import etree

from mayadeen.normalise.text import fold

LARGEST = 100 * 2**20  # unpacked; sitemaps.org allows 50 MiB a file
_CHUNK = 64 * 1024
_ROWS = ("url", "sitemap")
# Generators sign behind it, in a comment.
_END = re.compile(rb"</(?:[\w.-]+:)?(?:urlset|sitemapindex)\s*>|<(?:urlset|sitemapindex)[^<>]*/>")
_SIGNED = 4096
_BEFORE_XML = b"\xef\xbb\xbf \t\r\n"  # byte order mark, white space


class Row(NamedTuple):
    """One `<loc>` as written, with its `<lastmod>` as written, if any."""

    loc: str
    lastmod: str | None


@dataclass
class Sitemap:
    """`rows` come as they are read, once; those of an index lead to further sitemaps.

    `is_whole` is told once they are exhausted: False for what was cut short or is no sitemap.
    """

    is_index: bool
    rows: Iterator[Row]
    is_whole: bool = False


def read_sitemap(body: bytes) -> Sitemap:
    """Read a sitemap from its bytes.

    Entities are never expanded and nothing outside is loaded. What is not well formed is read as
    far as it goes; what is no sitemap has no rows. No more than `LARGEST` bytes are unpacked.
    """
    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=[f"{{*}}{tag}" for tag in ("urlset", "sitemapindex", "url", "sitemap")],
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    sitemap = Sitemap(False, iter(()))
    events = _events(parser, body, sitemap)
    for event, element in events:
        if event == "start":
            sitemap.is_index = _name(element) == "sitemapindex"
            sitemap.rows = _rows(events, "sitemap" if sitemap.is_index else "url")
            break
    return sitemap


def _events(parser: Any, body: bytes, sitemap: Sitemap) -> Iterator[tuple[str, Any]]:
    tail = b""
    try:
        for chunk in _chunks(body):
            tail = (tail + chunk.replace(b"\0", b"")).rstrip()[-_SIGNED:]  # NULs are UTF-16's
            parser.feed(chunk)
            yield from parser.read_events()
        parser.close()
        left = list(parser.read_events())
        if not tail.endswith(b">"):
            # Cut within an address; closing ended what was open as if it were whole.
            _drop_last_row(left)
        yield from left
        sitemap.is_whole = _END.search(tail) is not None
    except etree.XMLSyntaxError:  # recovering has an end; what was read so far counts
        return


def _drop_last_row(events: list[tuple[str, Any]]) -> None:
    rows = [n for n, (event, one) in enumerate(events) if event == "end" and _name(one) in _ROWS]
    if rows:
        del events[rows[-1]]


def _chunks(body: bytes) -> Iterator[bytes]:
    if body[:2] != b"\x1f\x8b":
        # The parser takes no white space before the XML declaration; publishers do.
        start = len(body) - len(body.lstrip(_BEFORE_XML))
        for place in range(start, min(len(body), LARGEST), _CHUNK):
            yield body[place : place + _CHUNK]
        return
    unpacker = zlib.decompressobj(wbits=31)
    left, packed = LARGEST, body
    try:
        while packed and left > 0:
            chunk = unpacker.decompress(packed, min(_CHUNK, left))
            packed = unpacker.unconsumed_tail
            if left == LARGEST:
                chunk = chunk.lstrip(_BEFORE_XML)
            left -= len(chunk)
            yield chunk
            if not chunk and not packed:
                return
    except zlib.error:  # cut short on the way: what came through counts
        return


def _rows(events: Iterator[tuple[str, Any]], tag: str) -> Iterator[Row]:
    for event, element in events:
        if event == "start" or _name(element) != tag:
            continue
        stated = {_name(child): _text(child) for child in element}
        if stated.get("loc"):
            yield Row(stated["loc"], stated.get("lastmod") or None)
        # What was read is forgotten, or the whole file would stay in memory.
        element.clear()
        parent = element.getparent()
        while parent is not None and parent[0] is not element:
            del parent[0]


def _text(element: Any) -> str:
    try:
        return fold(element.text or "")
    except UnicodeDecodeError:  # half a letter, by its number
        return ""


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
