"""Read sitemaps as they stream: XML or one address a line, packed or plain, however large."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.entities import html5
from typing import NamedTuple

from mayadeen.normalise.encodings import Cut, decoded, unpacked
from mayadeen.normalise.text import fold

LARGEST = 100 * 2**20  # unpacked; sitemaps.org allows 50 MiB a file
CUT, NO_SITEMAP, EMPTY = "cut short", "no sitemap", "no address in it"

# A tag, comment or declaration that is longer has no end.
_LONGEST = 2**20
# So many tags in a row without a row are a flood.
_FLOOD = 100_000
_CLOSED_BY = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))
_TAG = re.compile(r"<(?P<end>/?)\s*(?:(?P<prefix>[\w.-]+):)?(?P<name>[\w.-]+)")
# A row as nearly all are, read at one go: ten times as fast as tag by tag.
_PLAIN_ROW = re.compile(
    r"<(url|sitemap)>\s*<loc>([^<&]+)</loc>\s*(?:<lastmod>([^<&]+)</lastmod>\s*)?"
    r"(?:<(changefreq|priority)>[^<]*</\4>\s*)*</\1>"
)
_ROOTS = ("urlset", "sitemapindex")
_ROWS = ("url", "sitemap")
_PAGE = ("html", "head", "body")
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z]\w{0,31});")
_LOST = "\ufffd"
_LINE = re.compile(r"https?://\S+", re.IGNORECASE)  # what a text file holds, by the protocol
_MAPS = (".xml", ".xml.gz")


class SitemapRow(NamedTuple):
    """One address as written, with what is written beside it.

    `is_sitemap` where it leads to a further sitemap; `published` is what a news sitemap states.
    """

    loc: str
    lastmod: str | None = None
    is_sitemap: bool = False
    published: str | None = None


@dataclass
class Sitemap:
    """`rows` come as they are read, once.

    `fault` is told once they are exhausted: what is wrong with the file, None where it is whole.
    """

    rows: Iterator[SitemapRow]
    fault: str | None = CUT


def read_sitemap(body: bytes) -> Sitemap:
    """Read a sitemap from its bytes.

    It is read by its tags alone: whatever stands before, between and behind them, in whatever
    letters it says it is, of however many documents, an `&` escaped or not. No entity but HTML's is
    expanded, and nothing outside is loaded. No more than `LARGEST` bytes are unpacked.
    """
    sitemap = Sitemap(iter(()))
    sitemap.rows = _rows(body, sitemap)
    return sitemap


def _rows(body: bytes, sitemap: Sitemap) -> Iterator[SitemapRow]:
    reader, tags = _Reader(), 0
    try:
        for text, markup in _tokens(decoded(unpacked(body, LARGEST))):
            tags += 1
            for row in reader.take(text, markup):
                tags = 0
                yield row
            if tags > _FLOOD:
                raise Cut
    except Cut:
        yield from reader.end_row()
        return
    yield from reader.end_row()
    sitemap.fault = reader.fault()


def _tokens(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each tag, comment or declaration as written, and the text before it. Raises Cut.

    A long text comes in parts that end with a line, with an empty tag.
    """
    buffer = ""
    for text in texts:
        buffer += text
        place = 0
        while (start := buffer.find("<", place)) >= 0:
            if row := _PLAIN_ROW.match(buffer, start):
                stop = row.end()
            else:
                start, stop = _span(buffer, start)
            if stop < 0:
                break
            yield buffer[place:start], buffer[start:stop]
            place = stop
        lines = buffer.rfind("\n", place) + 1 if start < 0 else 0
        if lines:
            yield buffer[place:lines], ""
        buffer = buffer[max(place, lines) :]
        if len(buffer) > _LONGEST:
            raise Cut
    yield buffer, ""


def _span(buffer: str, start: int) -> tuple[int, int]:
    """Where the tag, comment or declaration begins and ends; the end is -1 where it is not there.

    A `<` before it that opens nothing is text.
    """
    closing = next((end for begin, end in _CLOSED_BY if buffer.startswith(begin, start)), ">")
    stop = buffer.find(closing, start)
    if stop < 0:
        return start, stop
    return buffer.rfind("<", start, stop) if closing == ">" else start, stop + len(closing)


@dataclass
class _Reader:
    """Where in a sitemap the reading stands: the roots that are open, the row, its field.

    `prefix` is the namespace's in the row's own tag: `image:loc` is no address of the row.
    """

    roots: list[str] = field(default_factory=list)
    row: dict[str, str] | None = None
    prefix: str = ""
    named: str | None = None
    said: list[str] = field(default_factory=list)
    is_xml: bool = False
    is_page: bool = False
    is_headless: bool = False
    count: int = 0
    lost: int = 0
    odd: int = 0

    def take(self, text: str, markup: str) -> Iterator[SitemapRow]:
        """Go on by a text and the tag behind it."""
        if self.named:
            self._say(text, markup)
        elif text and not (self.row or self.roots or self.is_page or text.isspace()):
            yield from self._lines(text)
        if row := _PLAIN_ROW.fullmatch(markup):
            self._end_field()
            yield from self.end_row()
            self._begin_row(row[1], "")
            assert self.row is not None
            self.row |= {"loc": row[2].strip(), "lastmod": row[3] or ""}
            yield from self.end_row()
        elif tag := _TAG.match(markup):
            self._end_field()
            name = tag["name"].lower()
            if name in _ROOTS or name in _ROWS:
                yield from self.end_row()
            self._enter(name, tag, is_whole=markup.endswith("/>"))

    def _say(self, text: str, markup: str) -> None:
        self.said.append(_plain(text))
        if markup.startswith("<![CDATA["):
            self.said.append(markup[9:-3])

    def _enter(self, name: str, tag: re.Match[str], *, is_whole: bool) -> None:
        """Note a root, a row or its field that begins, or a root that ends."""
        if name in _ROOTS:
            self._root(name, is_end=bool(tag["end"]), is_whole=is_whole)
        elif name in _ROWS and not tag["end"]:
            self._begin_row(name, tag["prefix"] or "")
        elif self.row is not None and not tag["end"]:
            self._field(name, tag["prefix"] or "")
        self.is_page = self.is_page or name in _PAGE

    def _root(self, name: str, *, is_end: bool, is_whole: bool) -> None:
        self.is_xml = True
        if not is_end and not is_whole:
            self.roots.append(name)
        elif is_end and self.roots:
            self.roots.pop()

    def _begin_row(self, name: str, prefix: str) -> None:
        self.is_headless = not self.is_xml
        is_sitemap = name == "sitemap" or self.roots[-1:] == ["sitemapindex"]
        self.row, self.prefix = {"sitemap": "yes"} if is_sitemap else {}, prefix

    def _field(self, name: str, prefix: str) -> None:
        if prefix == self.prefix and name in ("loc", "lastmod"):
            self.named = name
        elif f"{prefix}:{name}" == "news:publication_date":
            self.named = "published"

    def _end_field(self) -> None:
        if self.named and self.row is not None:
            self.row.setdefault(self.named, "".join(self.said).strip())
        self.named = None
        self.said.clear()

    def _lines(self, text: str) -> Iterator[SitemapRow]:
        for line in text.splitlines():
            address = line.strip("\ufeff \t")
            if _LINE.fullmatch(address):
                self.count += 1
                path = address.partition("?")[0].lower()
                yield SitemapRow(address, is_sitemap=path.endswith(_MAPS))
            else:
                self.odd += bool(address)

    def end_row(self) -> Iterator[SitemapRow]:
        """The row that was open, where its address was read to its end."""
        row, self.row = self.row, None
        if not row or not row.get("loc"):
            return
        if _LOST in row["loc"]:
            self.lost += 1
            return
        self.count += 1
        lastmod, published = (fold(row.get(name, "")) or None for name in ("lastmod", "published"))
        yield SitemapRow(row["loc"], lastmod, "sitemap" in row, published)

    def fault(self) -> str | None:
        """What is wrong with the file that was read to its end."""
        if self.roots or self.is_headless:
            return CUT
        if self.lost:
            return f"{self.lost} addresses in it cannot be read"
        if not self.is_xml:
            if self.is_page or not self.count:
                return NO_SITEMAP
            return f"{self.odd} lines in it are no address" if self.odd else None
        return None if self.count else EMPTY


def _plain(text: str) -> str:
    """A text with its entities replaced, as far as they are characters."""
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(entity: re.Match[str]) -> str:
    name = entity[1]
    if name.startswith("#"):
        return html.unescape(entity[0])
    return html5.get(f"{name};", _LOST)
