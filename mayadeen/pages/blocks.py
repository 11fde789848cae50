"""The blocks beside a story, known by their headings: Related, Most Read, Coverage, Read Next, …"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mayadeen.normalise import urls
from mayadeen.pages import words
from mayadeen.pages.addresses import first_segment
from mayadeen.pages.cards import Card, is_date, kind_of_label, label_and_date, read_cards
from mayadeen.pages.flow import IMAGE, TEXT, Flow, Item
from mayadeen.pages.menu import Menu
from mayadeen.pages.words import plain

PROMOTED = ("most_read", "coverage", "read_next", "author_posts")
"""The blocks that belong to the day of fetching and end a story."""

LONGEST_FOOT = 100
"""Letters that a line of the page's foot has at most."""

_WORDY = ("newsletter", "comments", "author_box")  # blocks that hold running text
_COUNT = re.compile(r"^\d+ | ?\(\d+\)$")  # `2 Comments`, `Comments (2)`
_MOST_BEHIND = 3  # lines of a card behind its link: headline, label, date
_MOST_BLOCKS = 40  # a page of nothing but headings is no page of the site
_FRAME_TAGS = frozenset(("nav", "footer"))
_FOOT_TAGS = frozenset(("footer",))


@dataclass(slots=True)
class Block:
    """Items `first`..`last` (exclusive) under one heading; `boxed` if they fill an element."""

    name: str
    heading: int
    first: int
    last: int
    boxed: bool


def find_blocks(flow: Flow, menu: Menu, title: int | None) -> list[Block]:
    """Find the blocks of a page in page order; `title` is the place of the headline among items.

    A block reaches to the end of the element that holds its heading and its links, if nothing else
    stands in that element; otherwise as far as linked lines, pictures, labels and dates go on.
    """
    headings: dict[int, str] = {}
    for item in flow.labels():
        name = _opened(item)
        if not name or item.place == title:
            continue
        # Before the headline a `nav` is the menu; below it, it can hold related headlines.
        above = title is None or item.place < title
        if not flow.has(item.node, _FRAME_TAGS if above else _FOOT_TAGS):
            headings[item.place] = name
            if len(headings) == _MOST_BLOCKS:
                break
    blocks: list[Block] = []
    foots = _foots(flow)
    for place, name in headings.items():
        if blocks and blocks[-1].first <= place < blocks[-1].last:
            continue
        first, last, boxed = _extent(flow, menu, place, name, headings, title)
        last = min((last, *(foot for foot in foots if foot > place)))
        behind = any(block.name in PROMOTED for block in blocks)
        if behind and _label(flow.items[place]) in words.READ_ALSO:
            name = "read_next"
        empty = name in ("tags", "newsletter") and flow.is_subheading(flow.items[place])
        if name == "author_box" and not any(i.running for i in flow.items[place:last]):
            continue  # a label of the header
        if last > place + 1 or (name in ("newsletter", "comments", "tags") and not empty):
            blocks.append(Block(name, place, first, last, boxed))
    return blocks


def _foots(flow: Flow) -> list[int]:
    """The places at which feet of the page begin; a card's own foot is none."""
    if "footer" not in flow.tags:
        return []
    nodes = (node for node, tag in enumerate(flow.tags) if tag == "footer")
    return [flow.starts[node] for node in nodes if any(map(is_foot, flow.inside(node)))]


def _opened(item: Item) -> str | None:
    """The block that a line opens; a button opens none."""
    if item.linked > 0.9 and not item.heading and item.word in words.READ_ON:
        return None
    return words.HEADING.get(_label(item))


def _label(item: Item) -> str:
    """The word of a line, its `All` link and a heading's count left aside."""
    word = item.word
    if item.linked and len(item.parts) > 1:
        pairs = zip(item.parts, item.links, strict=True)
        loose = [part for part, link in pairs if link < 0 or plain(part) not in words.ALL]
        if len(loose) < len(item.parts):
            word = plain("".join(loose))
    if item.heading and (word[:1].isdigit() or word.endswith(")")):
        word = _COUNT.sub("", word)
    return word


def _extent(
    flow: Flow, menu: Menu, place: int, name: str, headings: dict[int, str], title: int | None
) -> tuple[int, int, bool]:
    items = flow.items
    panel = _panel(flow, items[place])
    if panel is not None:
        return flow.starts[panel], flow.ends[panel], True
    node = items[place].node
    while flow.parents[node] >= 0 and not _filled(flow, node, place, name):
        node = flow.parents[node]
    first, last = flow.starts[node], flow.ends[node]
    crowded = title is not None and first <= title < last
    crowded = crowded or any(
        first <= other < last and headings[other] != name for other in headings
    )
    leads = all(item.kind != TEXT for item in items[first:place])
    if name in _WORDY:
        apart = leads and sum(i.running for i in items[place:last]) < 3
    else:
        apart = not _holds_story(flow, node, first, last)
    if apart and not crowded:
        return (first if leads else place), last, True
    end = _flat_end(flow, menu, place, name, headings, title)
    return place, min(end, max(last, place + 1)), False


def _panel(flow: Flow, item: Item) -> int | None:
    """The element that a tab shows: the one to which it leads within the page."""
    href = flow.hrefs[item.links[0]] if item.links[0] >= 0 else ""
    if len(href) < 2 or href[0] != "#":
        return None
    named = (node for node, element in enumerate(flow.elements) if element.get("id") == href[1:])
    node = next(named, None)
    if node is None or flow.within(item.node, node):
        return None
    return None if _holds_story(flow, node, flow.starts[node], flow.ends[node]) else node


def _filled(flow: Flow, node: int, place: int, name: str) -> bool:
    after = flow.items[place + 1 : flow.ends[node]]
    if name in _WORDY:
        return bool(after)
    return any(
        link >= 0 and (item.kind != TEXT or item.word not in words.ALL)
        for item in after
        for link in item.links
    )


def _holds_story(flow: Flow, node: int, first: int, last: int) -> bool:
    """Whether the element holds text of a story beside cards; a card's teaser is none."""
    for item in flow.items[first:last]:
        if not item.running:
            continue
        branch = item.node
        while branch != node and flow.parents[branch] != node:
            branch = flow.parents[branch]
        if branch == node or not any(
            other is not item and other.linked > 0.9 for other in flow.inside(branch)
        ):
            return True
    return False


def _flat_end(
    flow: Flow, menu: Menu, place: int, name: str, headings: dict[int, str], title: int | None
) -> int:
    items = flow.items
    last = place + 1
    unlinked = 0
    for number in range(place + 1, len(items)):
        item = items[number]
        if number in headings or number == title or _FRAME_TAGS & {flow.tags[item.node]}:
            break
        if name in PROMOTED and not item.running and _leads_to_headline(flow, item, menu):
            last, unlinked = number + 1, 0
            continue
        if item.kind == IMAGE or item.away or (item.kind != TEXT and name != "related"):
            continue
        if item.kind != TEXT:
            break
        if name == "related" and _leads_to_tag(flow, item):
            break
        if item.linked > (0.9 if name == "related" else 0.5):
            last, unlinked = number + 1, 0
            continue
        if item.word and (
            is_date(item.text)
            or item.word in words.ALL
            or kind_of_label(item.text, menu)
            or label_and_date(item.spaced(), menu)
        ):
            last = number + 1
            continue
        if name == "related" or name not in PROMOTED or is_foot(item):
            break
        # A label, or a picture's text printed, stands before the next headline.
        unlinked += 1
        if unlinked > 3 or (item.running and unlinked > 1):
            break
    return _end_of_card(flow, place, last) if name in PROMOTED else last


def _end_of_card(flow: Flow, heading: int, last: int) -> int:
    """The end of the last card's own element: its headline can stand behind its linked picture."""
    node = flow.items[last - 1].node
    end = last
    while node >= 0 and flow.starts[node] > heading and flow.ends[node] <= last + _MOST_BEHIND:
        end = max(last, flow.ends[node])
        node = flow.parents[node]
    return end


def _leads_to_headline(flow: Flow, item: Item, menu: Menu) -> bool:
    return not item.away and any(
        is_headline_address(url, menu, flow.url) for url in flow.addresses(item)
    )


def _leads_to_tag(flow: Flow, item: Item) -> bool:
    return any(first_segment(url) in words.TAG_SEGMENTS for url in flow.addresses(item))


def is_foot(item: Item) -> bool:
    """Whether a line is of the page's foot."""
    if item.word in words.FOOT:
        return True
    text = item.text
    return len(text) < LONGEST_FOOT and (text[:1] == "©" or "all rights reserved" in text.lower())


def block_cards(flow: Flow, block: Block, menu: Menu) -> list[Card]:
    """The headlines of a block in page order; "All" and links to other hosts are none."""
    items = [
        item
        for item in flow.items[block.first : block.last]
        if item.word not in words.ALL and item.place != block.heading
    ]
    if block.name == "coverage":
        return read_cards(flow, items, menu, lambda url: urls.is_page_of(url, flow.url))
    return read_cards(flow, items, menu, lambda url: is_headline_address(url, menu, flow.url))


def is_headline_address(url: str, menu: Menu, base_url: str) -> bool:
    """Whether a link in a block of headlines leads to a post rather than to its label's listing."""
    segment = first_segment(url)
    if not segment or segment in words.HUB_SEGMENTS or menu.is_listing(url):
        return False
    return urls.is_page_of(url, base_url)
