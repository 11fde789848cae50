"""The page as a reader meets it: one line after another, with links, pictures and players in place.

Class names come and go; the order of lines, what is a heading, what is linked and what stands in
one container with what stay. So the element tree is walked once, flattened, and the rest of this
package works on the flat form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from scrapy.http import TextResponse

from mayadeen.normalise import urls
from mayadeen.pages.words import plain

TEXT, IMAGE, FRAME, PLAYER = "text", "image", "frame", "player"

LONGEST_LABEL = 48
"""What is longer is no heading of a block, no label, no menu entry."""

SHORTEST_RUNNING = 70
"""Letters from which on a line that is no link counts as running text."""

BREAK = "\x1e"
"""Stands for `<br>` in a line; a white-space character to `str.split`."""

_BETWEEN_LINKS = " \t\n\r\xa0,،;|•·#/-" + BREAK

_BLOCK, _INLINE, _LINK, _TIME, _MEDIA, _MUTED, _HEAD, _BREAK, _SKIPPED, _DEEP = range(10)
_KINDS = {
    tag: kind
    for kind, tags in {
        _INLINE: "abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark"
        " nobr picture q rb rp rt ruby s samp small span strike strong sub sup tt u var wbr",
        _LINK: "a",
        _TIME: "time",
        _MEDIA: "img amp-img video amp-video iframe amp-iframe amp-youtube amp-ad embed object"
        " lite-youtube",
        _MUTED: "script style template svg math select textarea datalist audio canvas",
        _HEAD: "meta link title base",
        _BREAK: "br",
    }.items()
    for tag in tags.split()
}
_MEDIA_KINDS = {"img": IMAGE, "amp-img": IMAGE, "video": PLAYER, "amp-video": PLAYER}
_MUTED_AS = {"select": "form", "textarea": "form", "datalist": "form", "svg": "icon"}
_MUTED_NAMES = {_MUTED_AS.get(tag, tag) for tag, kind in _KINDS.items() if kind == _MUTED}
_MUTED_NAMES.add("fallback")
# What icons are drawn of: it holds no text, and there can be more of it than of anything else.
_DRAWING = ("path", "use", "circle", "rect", "line", "polyline", "polygon", "ellipse")
_EMPHASIS = frozenset(("b", "strong", "i", "em"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ROOTED = re.compile(r"(?:/[\w~%-][\w.~%-]*)+", re.ASCII)
_PARSER = etree.HTMLParser(
    encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
)
_MOST_COVERED = 5  # lines that one link is laid over
_SENTENCE_END = re.compile(r"[.!?؟…:]\W*$")
_MAX_DEPTH = 200  # deeper nesting says nothing more about the page, and costs time for each line


class Item:
    """One line of text, or one picture, frame or player, in the order of the page.

    `text`, `word`, `linked` and `running` are set by `settle`, for lines that readers can see.
    """

    place = -1  # among the page's items
    element: Any = None  # of a picture, frame or player
    when: str | None = None  # `datetime` of a `<time>` in the line
    role: str | None = None  # what the reading took it for
    roles: Sequence[tuple[str, str]] = ()  # (piece, role) of all pieces, where they differ
    pieces: Sequence[tuple[str, str | None]] | None = None  # `header` divides a line once
    text = ""  # the line on one line, white space folded
    word = ""  # the line in the form in which labels are compared; empty for a long one
    linked = 0.0  # the share of the line's letters that stand in links, 0 to 1
    running = False  # whether it is running text: long, no heading, and not a link

    def __init__(
        self, kind: str, node: int, heading: int, away: str | None, text: str, link: int
    ) -> None:
        self.kind = kind
        self.node = node
        self.heading = heading
        self.away = away  # why no reader sees it, else None
        self.parts = [text]
        self.links = [link]  # for each part the number of its link, or -1

    def folded(self) -> str:
        """The text on one line."""
        return " ".join("".join(self.parts).split())

    def spaced(self) -> str:
        """The text with its elements apart, where `<b>Politics</b><i>3 May</i>` is to be told."""
        return " ".join(" ".join(self.parts).split())

    def settle(self) -> None:
        """Set what follows from the parts, once they are complete."""
        parts, links = self.parts, self.links
        if len(parts) == 1:
            self.text = text = " ".join(parts[0].split())
            if links[0] >= 0 and text.strip(_BETWEEN_LINKS):
                self.linked = 1.0
        else:
            self.text = text = " ".join("".join(parts).split())
            if max(links) >= 0:
                self.linked = self._share_linked()
        if len(text) <= LONGEST_LABEL:
            self.word = plain(text)
        elif (
            len(text) >= SHORTEST_RUNNING
            and self.linked < 0.5
            and not self.heading
            and not self.away
        ):
            self.running = True

    def _share_linked(self) -> float:
        whole = linked = 0
        for part, link in zip(self.parts, self.links, strict=True):
            letters = len(part.strip(_BETWEEN_LINKS))
            whole += letters
            if link >= 0:
                linked += letters
        return linked / whole if whole else 0.0

    def link_texts(self) -> list[tuple[int, str]]:
        """Each link of the line once, in order: its number and its folded text."""
        links = self.links
        if len(links) == 1:
            return [(links[0], self.text)] if links[0] >= 0 else []
        if max(links, default=-1) < 0:
            return []
        texts: dict[int, str] = {}
        for part, link in zip(self.parts, links, strict=True):
            if link >= 0:
                texts[link] = texts.get(link, "") + part
        return [(link, " ".join(text.split())) for link, text in texts.items()]


class Flow:
    """A page flattened: `items` in page order, and the block elements they stand in, by number.

    Elements are numbered in document order, so that an element's subtree is a range of numbers
    (`n`..`last[n]`) and of items (`starts[n]`..`ends[n]`). Inline elements have no number.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.base = url
        self.items: list[Item] = []
        self.elements: list[Any] = []
        self.tags: list[str] = []
        self.parents: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.last: list[int] = []
        self.links: list[Any] = []  # the `a` elements
        self.hrefs: list[str] = []
        self.holders: list[int] = []  # of each link the element that it stands in; -1 if unseen
        self.metas: list[tuple[str, str, Any]] = []
        self.rels: list[tuple[str, Any]] = []
        self.scripts: list[Any] = []
        self.times: list[tuple[int, str]] = []  # of a `time` without text: its place, its datetime
        self.title = ""
        self.language: str | None = None
        self._contents: dict[str, str] | None = None

    def labels(self) -> Iterator[Item]:
        """The lines that can be a block's label: short, and no linked entry of a list."""
        tags = self.tags
        for item in self.items:
            if not item.word or item.away or len(item.parts) > 6:
                continue
            entry = item.links[0] >= 0 and not item.heading and tags[item.node] == "li"
            if not entry or self.hrefs[item.links[0]].startswith("#"):  # a tab is no entry
                yield item

    def within(self, node: int, ancestor: int) -> bool:
        return ancestor <= node <= self.last[ancestor]

    def ancestors(self, node: int) -> Iterator[int]:
        """The element and what it stands in, innermost first."""
        while node >= 0:
            yield node
            node = self.parents[node]

    def inside(self, node: int) -> list[Item]:
        return self.items[self.starts[node] : self.ends[node]]

    def common(self, one: int, other: int) -> int:
        """The innermost element that holds both."""
        while one > 0 and not self.within(other, one):
            one = self.parents[one]
        return one

    def is_subheading(self, item: Item) -> bool:
        """Whether a heading stands among paragraphs: one of those above it has its like below."""
        if not item.heading or item.linked:
            return False
        node, place = self.shelf(item), item.place
        near = self.items[max(self.starts[node], place - 20) : min(self.ends[node], place + 2)]
        alike = [i.place for i in near if i.running and self.shelf(i) == node]
        return bool(alike) and alike[0] < place < alike[-1]

    def shelf(self, item: Item) -> int:
        """The element in which an item stands among others, whatever it is wrapped in."""
        first, last = self.starts[item.node], self.ends[item.node]
        node = self.parents[item.node]
        while node > 0 and self.starts[node] == first and self.ends[node] == last:
            node = self.parents[node]
        return node

    def emphasis(self, item: Item) -> str | None:
        """The tag of the bold or italic element that holds all of a line."""
        for child in self.elements[item.node]:  # of which several lines can stand, parted by breaks
            if child.tag in _EMPHASIS and item.text == " ".join("".join(child.itertext()).split()):
                return str(child.tag)
        return None

    def has(self, node: int, tags: frozenset[str]) -> bool:
        """Whether the element is, or stands in, one of these tags."""
        return any(self.tags[ancestor] in tags for ancestor in self.ancestors(node))

    def names(self, node: int) -> str:
        """Class and id of an element, in lower case: a hint, never a requirement."""
        get = self.elements[node].get
        name, number = get("class"), get("id")
        if name is None and number is None:
            return ""
        return f"{name or ''} {number or ''}".lower()

    def absolute(self, href: str) -> str:
        """The address that a link leads to; as it stands where it is no address at all."""
        if href.startswith(("http://", "https://")) and "/." not in href:
            return href.strip()
        try:
            if _ROOTED.fullmatch(href):
                return _origin(self.base) + href
            return urljoin(self.base, href.strip())
        except ValueError:
            return href

    def addresses(self, item: Item) -> list[str]:
        """The addresses that the links of a line or picture lead to, each once, in order."""
        links = dict.fromkeys(item.links)
        return [self.absolute(self.hrefs[link]) for link in links if link >= 0]

    def meta(self, *names: str) -> str | None:
        """The first non-empty content of these `<meta>` names, in the order of the names."""
        if self._contents is None:
            self._contents = {}
            for name, content, _ in self.metas:
                if name not in self._contents and not content.isspace():
                    self._contents[name] = content
        contents = self._contents
        return next((contents[name] for name in names if name in contents), None)

    def xpath(self, item: Item) -> str:
        """Where the item stands."""
        element = self.elements[item.node] if item.element is None else item.element
        return str(element.getroottree().getpath(element))


@lru_cache(maxsize=64)
def _origin(base: str) -> str:
    return urljoin(base, "/").removesuffix("/")


def read_flow(response: TextResponse) -> Flow:
    """Flatten a page. Whatever is wrong with the markup, there is a Flow; it may hold nothing."""
    flow = Flow(response.url)
    body = _utf8(response)
    try:
        root = etree.fromstring(body, _PARSER)
    except etree.XMLSyntaxError:  # nothing at all that could be parsed
        return flow
    if root is not None:
        for stray in root.itersiblings():  # what stands behind an early `</html>` is shown, too
            root.append(stray)
        flow.language = root.get("lang")
        if b"<svg" in body:
            etree.strip_elements(root, *_DRAWING, with_tail=False)
        _walk(root, flow)
        _lay_links(flow)
    for place, item in enumerate(flow.items):
        item.place = place
        if item.kind == TEXT and item.away not in _MUTED_NAMES:
            item.settle()
    return flow


def _utf8(response: TextResponse) -> bytes:
    """The page in UTF-8: what is valid UTF-8 is UTF-8, whatever a header or a tag says."""
    body: bytes = response.body
    if b"\0" not in body:
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return body
    return response.text.replace("\0", "").encode("utf-8", "replace")


def _walk(root: Any, flow: Flow) -> None:  # noqa: C901 (calls cost more than all it does)
    # One long loop with local names: it runs for each element of each page, and calls cost more
    # than all it does.
    items, elements, tags, parents = flow.items, flow.elements, flow.tags, flow.parents
    starts, ends, last, hrefs = flow.starts, flow.ends, flow.last, flow.hrefs
    holders = flow.holders
    kind_of, headings = _KINDS.get, _HEADINGS
    stack: list[Any] = [None]
    kinds = [_BLOCK]
    node = -1
    line: Item | None = None
    link = -1
    heading = 0
    href: str | None = None
    when: str | None = None
    away: str | None = None
    away_from: Any = None
    muted = False
    depth = 0

    # The None behind the last element closes those that are still open.
    for element in (*root.iter(), None):
        parent = None if element is None else element.getparent()
        while stack[-1] is not parent:
            done = stack.pop()
            kind = kinds.pop()
            if kind == _SKIPPED:
                continue
            if kind == _LINK:
                link = -1
            elif kind == _BLOCK:
                line = None
                depth -= 1
                ends[node] = len(items)
                last[node] = len(tags) - 1
                if tags[node] in headings:
                    heading = 0
                node = parents[node]
            elif kind == _MUTED:
                muted = False
            elif kind == _TIME:
                when = None
            elif kind == _DEEP:
                line = None
            if done is away_from:
                away = away_from = None
            text = done.tail
            if text and node >= 0:
                if line is not None:
                    line.parts.append(text)
                    line.links.append(link)
                elif not text.isspace():
                    line = Item(TEXT, node, heading, away, text, link)
                    items.append(line)
                if when is not None and line is not None:
                    line.when = when

        if element is None:
            break
        stack.append(element)
        if muted:
            kinds.append(_SKIPPED)
            continue
        tag = element.tag
        kind = kind_of(tag, _BLOCK)
        if kind == _MUTED and element.get("shadowrootmode"):
            kind = _BLOCK  # a template that a browser shows
        if kind == _BLOCK:
            line = None
            if depth < _MAX_DEPTH:
                depth += 1
                parents.append(node)
                node = len(tags)
                tags.append(tag)
                elements.append(element)
                starts.append(len(items))
                ends.append(0)
                last.append(node)
                if tag in headings:
                    heading = headings[tag]
            else:
                kind = _DEEP
            if away is None:
                style = element.get("style")
                if element.get("hidden") is not None or (style and _HIDDEN.search(style)):
                    away, away_from = "hidden", element
                elif tag == "noscript":
                    away, away_from = tag, element
        elif kind <= _TIME:
            if kind == _LINK:
                href = element.get("href")
                if href is not None:
                    link = len(hrefs)
                    hrefs.append(href)
                    flow.links.append(element)
                    holders.append(-1 if away else node)
            elif kind == _TIME:
                when = element.get("datetime")
                if when and not len(element) and not (element.text or "").strip():
                    flow.times.append((len(items), when))
            if away is None:
                style = element.get("style")
                if element.get("hidden") is not None or (style and _HIDDEN.search(style)):
                    # A hidden word inside a line must not cut the line in two.
                    _mute(element, "hidden", node, flow)
                    if kind == _LINK and href is not None:
                        link = holders[-1] = -1
                    elif kind == _TIME:
                        when = None
                    kind = _MUTED
                    muted = True
        elif kind == _MEDIA:
            item = Item(_MEDIA_KINDS.get(tag, FRAME), node, heading, away, "", link)
            item.element = element
            items.append(item)
            if link >= 0:
                line = None  # a linked picture begins or ends a card, even between inline tags
            if item.kind != IMAGE:
                line = None
                _mute(element, "fallback", node, flow)
                kind = _MUTED
                muted = True
        elif kind == _MUTED:
            if tag == "script":
                flow.scripts.append(element)
            _mute(element, _MUTED_AS.get(tag, tag), node, flow)
            muted = True
        elif kind == _HEAD:
            _head(element, tag, flow)
        elif line is not None:
            if line.parts[-1] == BREAK or (line.parts[-1].isspace() and BREAK in line.parts[-2:]):
                line = None  # two breaks in a row end a paragraph
            else:
                line.parts.append(BREAK)
                line.links.append(-1)
        kinds.append(kind)
        if kind > _TIME and kind != _DEEP:
            continue
        text = element.text
        if text:
            if line is not None:
                line.parts.append(text)
                line.links.append(link)
            elif not text.isspace():
                line = Item(TEXT, node, heading, away, text, link)
                items.append(line)
            if when is not None and line is not None:
                line.when = when


def _lay_links(flow: Flow) -> None:
    """Give links around nothing to what they are laid over: the few lines of a card.

    `<a class="stretched-link"></a><h4>Headline</h4>` is to a reader what a link around both is. An
    element with a sentence that is no heading is left: it can be the story.
    """
    used = {link for item in flow.items for link in item.links}
    laid: dict[int, list[int]] = {}
    for link, holder in enumerate(flow.holders):
        if link in used or holder < 0 or flow.hrefs[link].strip()[:1] in ("", "#"):
            continue
        for line in flow.inside(holder):
            if line.kind == TEXT and line.node == holder and not line.away:
                line.parts.append("")  # nobody sees it, and yet it leads somewhere
                line.links.append(link)
                break
        if urls.is_page_of(flow.absolute(flow.hrefs[link]), flow.url):
            node = next(
                (n for n in flow.ancestors(holder) if any(map(_is_seen, flow.inside(n)))), 0
            )
            laid.setdefault(node, []).append(link)
    for node, links in laid.items():
        lines = [item for item in flow.inside(node) if _is_seen(item)]
        numbers = {*links, *(link for line in lines for link in line.links if link >= 0)}
        if len({flow.hrefs[number] for number in numbers}) == 1 and _is_card(lines):
            for line in lines:
                line.links = [links[0]] * len(line.links)


def _is_card(lines: Sequence[Item]) -> bool:
    """Whether lines are headings, and others that are no sentences; one alone may not be long."""
    if len(lines) > _MOST_COVERED or any(line.heading == 1 for line in lines):
        return False
    texts = [line.folded() for line in lines if not line.heading]
    if len(lines) == len(texts) == 1 and len(texts[0]) >= SHORTEST_RUNNING:
        return False
    return not any(map(_SENTENCE_END.search, texts))


def _is_seen(item: Item) -> bool:
    return item.kind == TEXT and not item.away


def _mute(element: Any, name: str, node: int, flow: Flow) -> None:
    """Note the text of an element that no reader sees, so that it is accounted for."""
    text = "".join(element.itertext()) if len(element) else element.text
    if text and not text.isspace():
        flow.items.append(Item(TEXT, node, 0, name, text, -1))


def _head(element: Any, tag: str, flow: Flow) -> None:
    if tag == "meta":
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content:
            flow.metas.append((name.lower(), content, element))
    elif tag == "link":
        flow.rels.append(((element.get("rel") or "").lower(), element))
    elif tag == "title":
        flow.title = flow.title or " ".join((element.text or "").split())
    elif href := element.get("href"):
        flow.base = flow.absolute(href)
