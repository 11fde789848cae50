"""Find the link blocks of a page by their headings: Related, Most Read, Coverage, Read Next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from mayadeen.normalise import urls
from mayadeen.pages.flat.page import IMAGE, TEXT, FlatPage, Line
from mayadeen.pages.menu import Menu
from mayadeen.pages.parts.addresses import first_segment
from mayadeen.pages.parts.card_text import Card
from mayadeen.pages.parts.cards import read_cards
from mayadeen.pages.parts.labels import is_date, kind_of_label, label_and_date
from mayadeen.pages.vocabulary import page_kinds, words
from mayadeen.pages.vocabulary.words import plain

DAILY_BLOCKS = ("most_read", "coverage", "read_next", "author_posts")
"""The blocks that belong to the day of fetching and end a story."""

LONGEST_FOOTER = 100
"""Letters that a line of the page's footer has at most. Real pages do not depend on it;
tests/pages/test_thresholds.py holds it."""

_WORDY = ("newsletter", "comments", "author_box")  # blocks that hold prose
_COUNT = re.compile(r"^\d+ | ?\(\d+\)$")  # `2 Comments`, `Comments (2)`
_MOST_BEHIND = 3
"""Lines of a card behind its link: headline, label, date. Real pages do not depend on it."""

_MOST_PROSE = 2
"""Paragraphs of an offer, an author's box or the comments. Real pages read alike with 1 and 4; none
at all spoils two stories of seventeen."""

_MOST_BLOCKS = 40
"""Blocks of a page; one of nothing but headings is no page of the site. No real page reaches it."""

_MOST_UNLINKED = 3
"""Lines between two links: a label, or a picture's text printed. Half changes the links of two of
seven real pages, double of none."""

_FRAME_TAGS = frozenset(("nav", "footer"))
_FOOT_TAGS = frozenset(("footer",))


class _Part(Enum):
    """What a line is to the block above it."""

    LINK = auto()  # leads to a headline
    LABEL = auto()  # a date, a category, `All`
    TEXT = auto()  # may be a label or a picture's text before the next headline
    NOTHING = auto()  # a picture, or not seen
    END = auto()  # the block ended before it


@dataclass(slots=True)
class Block:
    """Lines `first`..`last` (exclusive) under one heading; `boxed` if they fill an element."""

    name: str
    heading: int
    first: int
    last: int
    boxed: bool


def find_blocks(page: FlatPage, menu: Menu, title: int | None) -> list[Block]:
    """Find the link blocks of a page in page order; `title` is the index of the headline's line.

    A block reaches to the end of the element that holds its heading and its links, if nothing else
    stands in that element; otherwise as far as linked lines, pictures, labels and dates go on.
    """
    blocks: list[Block] = []
    headings = _headings(page, title)
    foots = _foots(page)
    for place, name in headings.items():
        if blocks and blocks[-1].first <= place < blocks[-1].last:
            continue
        first, last, boxed = _extent(page, menu, place, name, headings, title)
        last = min((last, *(foot for foot in foots if foot > place)))
        behind = any(block.name in DAILY_BLOCKS for block in blocks)
        if behind and _label(page.lines[place]) in words.READ_ALSO:
            name = "read_next"
        if _is_block(page, name, place, last):
            blocks.append(Block(name, place, first, last, boxed))
    return blocks


def _headings(page: FlatPage, title: int | None) -> dict[int, str]:
    """The lines that open a block: index → name of the block."""
    found: dict[int, str] = {}
    for line in page.labels():
        name = _opened(line)
        if not name or line.index == title:
            continue
        # Before the headline a `nav` is the menu; below it, it can hold related headlines.
        above = title is None or line.index < title
        if not page.has(line.node, _FRAME_TAGS if above else _FOOT_TAGS):
            found[line.index] = name
            if len(found) == _MOST_BLOCKS:
                break
    return found


def _is_block(page: FlatPage, name: str, place: int, last: int) -> bool:
    """Whether something stands below a heading, or what it says is enough: `Newsletter`."""
    if name == "author_box" and not any(line.is_prose for line in page.lines[place:last]):
        return False  # a label of the byline
    if last > place + 1 or name == "comments":
        return True
    return name in ("newsletter", "tags") and not page.is_subheading(page.lines[place])


def _foots(page: FlatPage) -> list[int]:
    """The places at which feet of the page begin; a card's own footer is none."""
    if "footer" not in page.tags:
        return []
    nodes = (node for node, tag in enumerate(page.tags) if tag == "footer")
    return [page.starts[node] for node in nodes if any(map(is_footer, page.inside(node)))]


def _opened(line: Line) -> str | None:
    """The block that a line opens; a button opens none."""
    if line.is_link and not line.heading and line.label_key in words.READ_ON:
        return None
    return words.HEADING.get(_label(line))


def _label(line: Line) -> str:
    """The word of a line, its `All` link and a heading's count left aside."""
    word = line.label_key
    if line.linked and len(line.parts) > 1:
        pairs = zip(line.parts, line.links, strict=True)
        loose = [part for part, link in pairs if link < 0 or plain(part) not in words.ALL]
        if len(loose) < len(line.parts):
            word = plain("".join(loose))
    if line.heading and (word[:1].isdigit() or word.endswith(")")):
        word = _COUNT.sub("", word)
    return word


def _extent(
    page: FlatPage, menu: Menu, place: int, name: str, headings: dict[int, str], title: int | None
) -> tuple[int, int, bool]:
    """First and last (exclusive) line of a block, and whether it fills an element."""
    lines = page.lines
    panel = _panel(page, lines[place])
    if panel is not None:
        return page.starts[panel], page.ends[panel], True
    node = lines[place].node
    while page.parents[node] >= 0 and not _filled(page, node, place, name):
        node = page.parents[node]
    first, last = page.starts[node], page.ends[node]
    leads = all(line.kind != TEXT for line in lines[first:place])
    if name in _WORDY:
        apart = leads and sum(line.is_prose for line in lines[place:last]) <= _MOST_PROSE
    else:
        apart = not _holds_story(page, node, first, last)
    strangers = (title, *(other for other in headings if headings[other] != name))
    if apart and not any(other in range(first, last) for other in strangers):
        return (first if leads else place), last, True
    end = _flat_end(page, menu, place, name, headings, title)
    return place, min(end, max(last, place + 1)), False


def _panel(page: FlatPage, line: Line) -> int | None:
    """The element that a tab shows: the one to which it leads within the page."""
    href = page.hrefs[line.links[0]] if line.links[0] >= 0 else ""
    if len(href) < 2 or href[0] != "#":
        return None
    named = (node for node, element in enumerate(page.elements) if element.get("id") == href[1:])
    node = next(named, None)
    if node is None or page.within(line.node, node):
        return None
    return None if _holds_story(page, node, page.starts[node], page.ends[node]) else node


def _filled(page: FlatPage, node: int, place: int, name: str) -> bool:
    after = page.lines[place + 1 : page.ends[node]]
    if name in _WORDY:
        return bool(after)
    return any(
        link >= 0 and (line.kind != TEXT or line.label_key not in words.ALL)
        for line in after
        for link in line.links
    )


def _holds_story(page: FlatPage, node: int, first: int, last: int) -> bool:
    """Whether the element holds text of a story beside cards; a card's teaser is none."""
    for line in page.lines[first:last]:
        if not line.is_prose:
            continue
        branch = line.node
        while branch != node and page.parents[branch] != node:
            branch = page.parents[branch]
        if branch == node or not any(
            other is not line and other.is_link for other in page.inside(branch)
        ):
            return True
    return False


def _flat_end(
    page: FlatPage, menu: Menu, place: int, name: str, headings: dict[int, str], title: int | None
) -> int:
    """Where a block without an element of its own ends: behind its last link or label.

    `<h3>Most Read</h3><a>…</a><a>…</a><p>The story goes on.</p>` ends before the paragraph.
    """
    last = place + 1
    unlinked = 0
    for line in page.lines[place + 1 :]:
        if line.index in headings or line.index == title or page.tags[line.node] in _FRAME_TAGS:
            break
        part = _part(page, menu, name, line)
        if part is _Part.LINK:
            last, unlinked = line.index + 1, 0
        elif part is _Part.LABEL:
            last = line.index + 1
        elif part is _Part.TEXT:
            unlinked += 1
            if unlinked > _MOST_UNLINKED or (line.is_prose and unlinked > 1):
                break
        elif part is _Part.END:
            break
    return _end_of_card(page, place, last) if name in DAILY_BLOCKS else last


def _part(page: FlatPage, menu: Menu, name: str, line: Line) -> _Part:
    """What a line below the heading of this block is to it."""
    daily, related = name in DAILY_BLOCKS, name == "related"
    if daily and not line.is_prose and _leads_to_headline(page, line, menu):
        return _Part.LINK
    if line.hidden_by or line.kind == IMAGE:
        return _Part.NOTHING
    if line.kind != TEXT:  # Related stands in the story, whose players end it
        return _Part.END if related else _Part.NOTHING
    if related and _leads_to_tag(page, line):
        return _Part.END
    if line.is_link if related else line.is_mostly_link:  # paragraphs are near related posts
        return _Part.LINK
    if _is_card_label(line, menu):
        return _Part.LABEL
    return _Part.TEXT if daily and not is_footer(line) else _Part.END


def _is_card_label(line: Line, menu: Menu) -> bool:
    """Whether a line is a card's date or category, or `All`."""
    if not line.label_key:
        return False
    if line.label_key in words.ALL or is_date(line.text) or kind_of_label(line.text, menu):
        return True
    return label_and_date(line.spaced(), menu) is not None


def _end_of_card(page: FlatPage, heading: int, last: int) -> int:
    """The end of the last card's own element: its headline can stand behind its linked picture."""
    node = page.lines[last - 1].node
    end = last
    while node >= 0 and page.starts[node] > heading and page.ends[node] <= last + _MOST_BEHIND:
        end = max(last, page.ends[node])
        node = page.parents[node]
    return end


def _leads_to_headline(page: FlatPage, line: Line, menu: Menu) -> bool:
    return not line.hidden_by and any(
        is_headline_address(url, menu, page.url) for url in page.addresses(line)
    )


def _leads_to_tag(page: FlatPage, line: Line) -> bool:
    return any(first_segment(url) in page_kinds.TAG_SEGMENTS for url in page.addresses(line))


def is_footer(line: Line) -> bool:
    """Whether a line is of the page's footer."""
    if line.label_key in words.FOOT:
        return True
    text = line.text
    if len(text) >= LONGEST_FOOTER:
        return False
    return text[:1] == "©" or bool(words.RIGHTS_RESERVED.search(text))


def block_cards(page: FlatPage, block: Block, menu: Menu) -> list[Card]:
    """The headlines of a block in page order; "All" and links to other hosts are none."""
    lines = [
        line
        for line in page.lines[block.first : block.last]
        if line.label_key not in words.ALL and line.index != block.heading
    ]
    if block.name == "coverage":
        return read_cards(page, lines, menu, lambda url: urls.is_page_of(url, page.url))
    return read_cards(page, lines, menu, lambda url: is_headline_address(url, menu, page.url))


def is_headline_address(url: str, menu: Menu, base_url: str) -> bool:
    """Whether a link in a block of headlines leads to a post rather than to its label's listing."""
    segment = first_segment(url)
    if not segment or segment in page_kinds.HUB_SEGMENTS or menu.is_listing(url):
        return False
    return urls.is_page_of(url, base_url)
