"""The box about who signs a story: a name, a portrait and a few lines of biography."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mayadeen.normalise import dates
from mayadeen.normalise.text import key
from mayadeen.pages.flow import IMAGE, TEXT, Item
from mayadeen.pages.header import is_marked
from mayadeen.pages.stretch import OUTER_TAGS, Stretch
from mayadeen.pages.words import plain

_MOST_ITEMS = 8
_LONGEST = 700  # letters of a biography
_MOST_LINES = 30  # among which the header can credit somebody
_PERSON = re.compile(r"(?:s?he|they|هو|هي|él|ella)\s", re.IGNORECASE)


def drop_biographies(stretch: Stretch) -> None:
    """Give a role to boxes about people: an element with a name that leads to a person's page, or
    is credited, and with no text but a biography, which opens with that name or stands beside a
    portrait. Above the story, a portrait of that name and a line or two are enough.

    Above the story the name itself is left to the header, where nothing else says it.
    """
    flow = stretch.flow
    unread = list(stretch.unread())
    names = [i for i in unread if 0 < i.word.count(" ") < 5]
    if not names:
        return
    byline = _byline(stretch)
    signed = [(line, key(line.text)) for line in byline if not line.running]
    running = sum(item.running for item in unread)
    texts = (i.place for i in byline if i.running and i.place >= stretch.start)
    begins = next(texts, len(flow.items))  # the first running text below the headline
    portraits = {plain(i.element.get("alt") or "") for i in unread if i.kind == IMAGE}
    for item in names:
        if item.role is not None:
            continue
        linked = item.linked > 0.9 and stretch.leads_to_author(item)
        credited = [line for line, text in signed if line is not item and item.word in text]
        if not (linked or credited or item.word in portraits):
            continue
        box = _box(stretch, item, running)
        if box is None:
            continue
        inside = flow.inside(box)
        apart = any(not flow.within(other.node, box) for other in credited)
        above = item.word in portraits and flow.ends[box] <= begins
        if not (linked or apart or above):
            continue
        behind = apart or begins < flow.starts[box]
        for other in inside:
            if not other.away and (other is not item or behind):
                other.role = "author_box"


def _byline(stretch: Stretch) -> list[Item]:
    """The lines in which the header can credit somebody: up to the story's second paragraph."""
    lines: list[Item] = []
    running = 0
    first = max(0, (stretch.headline or 0) - 6)
    for item in stretch.flow.items[first : stretch.stop]:
        if item.kind != TEXT or item.away or item.role == "title":
            continue
        running += item.running
        if running > 1 or len(lines) == _MOST_LINES:
            break
        lines.append(item)
    return lines


def _box(stretch: Stretch, name: Item, running: int) -> int | None:
    """The widest element that holds this name, its biography and a portrait, and nothing else.

    `running` counts the page's lines of running text: with more than one, a biography is not all.
    """
    flow = stretch.flow
    box = None
    for node in flow.ancestors(name.node):
        if flow.tags[node] in OUTER_TAGS or stretch.holds_headline(node):
            break
        if flow.ends[node] - flow.starts[node] > _MOST_ITEMS:
            break
        inside = [item for item in flow.inside(node) if not item.away]
        if any(item.role for item in inside):
            break
        texts = [i for i in inside if i.kind == TEXT and i is not name]
        if not texts:
            continue
        portrait = any(item.kind == IMAGE for item in inside)
        if not _is_biography(name, texts, portrait):
            break
        if sum(i.running for i in texts) == running > 1:
            break  # the story itself
        box = node
    return box


def _is_biography(name: Item, texts: Sequence[Item], portrait: bool) -> bool:
    if texts[0].place < name.place or sum(len(i.text) for i in texts) > _LONGEST:
        return False
    if any(i.heading or dates.find(i.text) or is_marked(i.text) for i in texts):
        return False
    first = texts[0]
    if first.linked > 0.5 or len(first.text.split()) < 4:
        return False
    opens = key(first.text).startswith(name.word) or bool(_PERSON.match(first.text))
    return opens or (portrait and len(texts) == 1)
