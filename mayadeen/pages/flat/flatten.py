"""Flatten HTML to a list of lines and media in document order, in one walk."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from scrapy.http import TextResponse

from mayadeen.pages.flat.overlays import attach_overlay_links
from mayadeen.pages.flat.page import BREAK, FRAME, IMAGE, PLAYER, TEXT, FlatPage, Line
from mayadeen.pages.roles import Role

_BLOCK, _INLINE, _QUOTE, _LINK, _TIME, _MEDIA, _MUTED, _HEAD, _BREAK, _SKIPPED, _DEEP = range(11)


_KINDS = {
    tag: kind
    for kind, tags in {
        _INLINE: "abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark"
        " nobr picture rb rp rt ruby s samp small span strike strong sub sup tt u var wbr",
        _QUOTE: "q",
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


_MUTED_AS = {
    "script": Role.SCRIPT,
    "style": Role.STYLE,
    "template": Role.TEMPLATE,
    "svg": Role.ICON,
    "math": Role.MATH,
    **dict.fromkeys(("select", "textarea", "datalist"), Role.FORM),
    "audio": Role.AUDIO,
    "canvas": Role.CANVAS,
}


_MUTED_ROLES = frozenset((*_MUTED_AS.values(), Role.FALLBACK))


# What icons are drawn of: it holds no text, and there can be more of it than of anything else.
_DRAWING = ("path", "use", "circle", "rect", "line", "polyline", "polygon", "ellipse")


_HEADINGS = {f"h{level}": level for level in range(1, 7)}


# Not shown, clipped away, moved off the page, without size or colour.
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|clip\s*:\s*rect|clip-path\s*:\s*inset\(\s*(?:5|10)0%"
    r"|(?:left|right|top|text-indent)\s*:\s*-\d{4}|font-size\s*:\s*0(?:px|em|rem|%)?\s*(?:[;!]|$)"
    r"|(?<![\w-])color\s*:\s*transparent|(?<![\w-])height\s*:\s*0(?:px)?\s*;\s*overflow\s*:\s*hidden",
    re.IGNORECASE,
)
_FADED = re.compile(r"opacity\s*:\s*0(?:\.0+)?\s*(?:[;!]|$)", re.IGNORECASE)


# Names under which words are for those who listen alone; of elements inside a line.
_UNSEEN = re.compile(
    r"(?:^|\s)(?:[\w-]*sr-only|visually-?hidden|screen-reader[\w-]*|assistive-text)(?=\s|$)",
    re.IGNORECASE,
)


# React sends parts of a page hidden, behind its end, and a script puts them in their places.
_STREAMED = re.compile(r"S:\w+")


_KICKER = re.compile(r"kicker|eyebrow|overline|label|badge|prefix|topic", re.IGNORECASE)


# What ends a sentence or a quotation before who said it.
_SAID = (".", "!", "?", "؟", "…", "”", '"', "»", "’")


_PARSER = etree.HTMLParser(
    encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
)


_MAX_DEPTH = 200  # deeper nesting says nothing more about the page, and costs time for each line


def flatten(response: TextResponse) -> FlatPage:
    """Flatten a page. However wrong its markup, there is a FlatPage; it may hold nothing."""
    page = FlatPage(response.url)
    body = _utf8(response)
    try:
        root = etree.fromstring(body, _PARSER)
    except etree.XMLSyntaxError:  # nothing at all that could be parsed
        return page
    if root is not None:
        for stray in root.itersiblings():  # what stands behind an early `</html>` is shown, too
            root.append(stray)
        page.language = root.get("lang")
        if b"<svg" in body:
            etree.strip_elements(root, *_DRAWING, with_tail=False)
        _walk(root, page)
        attach_overlay_links(page)
    for place, line in enumerate(page.lines):
        line.index = place
        if line.kind == TEXT and line.hidden_by not in _MUTED_ROLES:
            line.measure()
    return page


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


def _walk(root: Any, page: FlatPage) -> None:  # noqa: C901 (calls cost more than all it does)
    # One long loop with local names: it runs for each element of each page, and calls cost more
    # than all it does.
    #
    # <div>One <b>two</b> three<p>four</p> five</div>      stack, innermost last    lines
    #   open  div   a block: begin a line with its text    div                      One
    #   open  b     inline: go on with the line            div b                    One two
    #   close b     its tail goes on with the line         div                      One two three
    #   open  p     a block: the line ends, a new begins   div p                    + four
    #   close p     the line ends; its tail begins one     div                      + five
    #   close div   the line ends; `ends` and `last` of the element are known
    #
    # An element is opened when the walk meets it. It is closed, with all inside it, when the walk
    # meets an element whose parent is another one; the None at the end closes what is left.
    lines, elements, tags, parents = page.lines, page.elements, page.tags, page.parents
    starts, ends, last, hrefs = page.starts, page.ends, page.last, page.hrefs
    holders = page.holders
    kind_of, headings = _KINDS.get, _HEADINGS
    stack: list[Any] = [None]
    kinds = [_BLOCK]
    node = -1
    line: Line | None = None
    link = -1
    outer_links: list[int] = []  # of a link in a link, which no page should hold and some do
    heading = 0
    href: str | None = None
    when: str | None = None
    hidden_by: Role | None = None
    hiding: Any = None
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
                link = outer_links.pop()
            elif kind == _QUOTE:
                if line is not None:
                    line.parts.append("”")
                    line.links.append(link)
            elif kind == _BLOCK:
                line = None
                depth -= 1
                ends[node] = len(lines)
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
            if done is hiding:
                hidden_by = hiding = None
            text = done.tail
            if text and node >= 0:
                if line is not None:
                    if heading and kind == _INLINE and _are_two_words(line.parts[-1], text, done):
                        text = " " + text
                    line.parts.append(text)
                    line.links.append(link)
                elif not text.isspace():
                    line = Line(TEXT, node, heading, hidden_by, text, link)
                    lines.append(line)
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
        text = element.text
        if kind == _BLOCK and text and len(text) < 3 and _is_initial(element):
            kind = _INLINE
        elif tag == "cite" and line is not None and _names_speaker(element, line):
            line = None
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
                starts.append(len(lines))
                ends.append(0)
                last.append(node)
                if tag in headings:
                    heading = headings[tag]
            else:
                kind = _DEEP
            if hidden_by is None:
                if _is_hidden(element):
                    hidden_by, hiding = Role.HIDDEN, element
                    page.hidden.append(node)
                elif tag == "noscript":
                    hidden_by, hiding = Role.NOSCRIPT, element
        elif kind <= _TIME:
            if kind == _LINK:
                href = element.get("href")
                outer_links.append(link)
                if href is not None:
                    link = len(hrefs)
                    hrefs.append(href)
                    page.links.append(element)
                    holders.append(-1 if hidden_by else node)
            elif kind == _TIME:
                when = element.get("datetime")
                if when and not len(element) and not (element.text or "").strip():
                    page.times.append((len(lines), when))
            if hidden_by is None:
                name = element.get("class")
                if _is_hidden(element) or (name and _UNSEEN.search(name)):
                    # A hidden word inside a line must not cut the line in two.
                    _mute(element, Role.HIDDEN, node, page)
                    if kind == _LINK:
                        link = outer_links.pop()
                        if href is not None:
                            holders[-1] = -1
                    elif kind == _TIME:
                        when = None
                    kind = _MUTED
                    muted = True
        elif kind == _MEDIA:
            media = Line(_MEDIA_KINDS.get(tag, FRAME), node, heading, hidden_by, "", link)
            media.element = element
            lines.append(media)
            if link >= 0:
                line = None  # a linked picture begins or ends a card, even between inline tags
            if media.kind != IMAGE:
                line = None
                _mute(element, Role.FALLBACK, node, page)
                kind = _MUTED
                muted = True
        elif kind == _MUTED:
            if tag == "script":
                page.scripts.append(element)
            _mute(element, _MUTED_AS[tag], node, page)
            muted = True
        elif kind == _HEAD:
            _head(element, tag, page)
        elif line is not None:
            if line.parts[-1] == BREAK or (line.parts[-1].isspace() and BREAK in line.parts[-2:]):
                line = None  # two breaks in a row end a paragraph
            else:
                line.parts.append(BREAK)
                line.links.append(-1)
        kinds.append(kind)
        if kind > _TIME and kind != _DEEP:
            continue
        if kind == _QUOTE:
            text = "“" + (text or "").lstrip()
        if text:
            if line is not None:
                if heading and kind == _INLINE and _are_two_words(line.parts[-1], text, element):
                    text = " " + text
                line.parts.append(text)
                line.links.append(link)
            elif not text.isspace():
                line = Line(TEXT, node, heading, hidden_by, text, link)
                lines.append(line)
            if when is not None and line is not None:
                line.when = when


def _is_hidden(element: Any) -> bool:
    """Whether an element itself says that no reader sees it."""
    if element.get("hidden") is not None:
        return not _STREAMED.fullmatch(element.get("id") or "")
    style = element.get("style")
    if not style:
        return False
    # What fades in is moved by the same style.
    return bool(_HIDDEN.search(style)) or (
        "opacity" in style and "trans" not in style and bool(_FADED.search(style))
    )


def _is_initial(element: Any) -> bool:
    """Whether a block is the first letter of the word behind it."""
    tail = element.tail
    return bool(tail) and tail[0].isalpha() and element.text.strip("“\"'«‘").isalpha()


def _names_speaker(element: Any, line: Line) -> bool:
    """Whether a `cite` says whose the words above it are, rather than what they are of."""
    ends = not (element.tail or "").strip() and line.parts[-1].rstrip().endswith(_SAID)
    return ends and bool((element.text or "").strip())


def _are_two_words(before: str, text: str, element: Any) -> bool:
    """Whether two pieces of a heading stand apart without a space between: `LiveHeadline`."""
    if not (before[-1:].isalnum() or before[-1:] in ":.!?") or not text[:1].isalnum():
        return False
    if _KICKER.search(element.get("class") or ""):
        return True
    return text[0].isupper() and not before[-1].isupper() and len(before.strip()) > 2


def _mute(element: Any, role: Role, node: int, page: FlatPage) -> None:
    """Note the text of an element that no reader sees, so that it is accounted for."""
    text = "".join(element.itertext()) if len(element) else element.text
    if text and not text.isspace():
        page.lines.append(Line(TEXT, node, 0, role, text, -1))


def _head(element: Any, tag: str, page: FlatPage) -> None:
    if tag == "meta":
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content:
            page.metas.append((name.lower(), content, element))
    elif tag == "link":
        page.rels.append(((element.get("rel") or "").lower(), element))
    elif tag == "title":
        page.title = page.title or " ".join((element.text or "").split())
    elif href := element.get("href"):
        page.base = page.absolute(href)
