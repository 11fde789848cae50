"""A story's pictures with what is printed under them, and its players."""

from __future__ import annotations

import re

from mayadeen.items import Image, Video
from mayadeen.normalise.text import key
from mayadeen.pages import media, words
from mayadeen.pages.cards import kind_of_label
from mayadeen.pages.flow import FRAME, IMAGE, LONGEST_LABEL, PLAYER, TEXT, Item
from mayadeen.pages.header import is_fact_line, is_header_line, photo_credit
from mayadeen.pages.headline import is_site_name
from mayadeen.pages.stretch import OUTER_TAGS, Stretch

_CAPTION_NAME = re.compile(r"caption|credit|legend")
_COUNTER = re.compile(r"^\d+\s*/\s*\d+\b[\s:.–-]*")  # `1/5` in a gallery
_LONGEST_CAPTION = 400
_LONGEST_BYLINE = 160


def mark_captions(stretch: Stretch, kind: str | None, start: int) -> dict[int, list[Item]]:
    """Mark the story's pictures, from the item at `start` on, and the lines under them; the lines
    by the picture's place.

    A line belongs to a picture if it is a `figcaption` or called a caption, if the two stand alone
    in one element, or if it says what the alternative text says, or ends in a photo credit. What
    a `figcaption` says of a film is marked too, and is nothing that is published.
    """
    items = list(stretch.unread(start))
    running = sum(i.running for i in items)
    captions: dict[int, list[Item]] = {}
    for number, item in enumerate(items):
        if item.kind in (FRAME, PLAYER):
            for other in items[number + 1 : number + 4]:
                if stretch.flow.tags[other.node] != "figcaption":
                    break
                other.role = "film_caption"
        if item.kind != IMAGE or _leads_away(stretch, item):
            continue
        item.role = "images"
        box = _box(stretch, item, running)
        lines: list[Item] = []
        for other in items[number + 1 : number + 6]:
            if other.kind != TEXT or not _is_caption(stretch, other, item, box, lines, kind):
                break
            other.role = "caption"
            lines.append(other)
        before = items[number - 1] if number else item
        if not lines and before.role is None and stretch.flow.tags[before.node] == "figcaption":
            before.role = "caption"
            lines.append(before)
        captions[item.place] = lines
    return captions


def _leads_away(stretch: Stretch, item: Item) -> bool:
    """Whether a picture is a link to another page of the site: a card's, an author's, a logo."""
    return item.links[0] >= 0 and (stretch.leads_to_post(item) or stretch.leads_to_hub(item))


def _is_of_the_page(stretch: Stretch, item: Item) -> bool:
    """Whether a picture is a heading set as a picture, or the portrait of who signs the story."""
    alt = item.element.get("alt") or ""
    if not alt or len(alt) > LONGEST_LABEL:
        return False
    if words.plain(alt) in words.HEADING:
        return True
    if not 1 < len(alt.split()) < 6 or is_site_name(alt):
        return False
    name = key(alt)
    return any(
        name in key(other.text)
        for other in stretch.flow.items
        if len(other.text) <= _LONGEST_BYLINE
        and (other.role in ("attribution_raw", "header") or stretch.leads_to_author(other))
    )


def _box(stretch: Stretch, item: Item, running: int) -> int | None:
    """The widest element that holds this picture and at most a caption, a `figure` at the most.

    `running` counts the story's lines of running text: the only one is no caption.
    """
    flow = stretch.flow
    box = None
    for node in flow.ancestors(item.node):
        if flow.tags[node] in OUTER_TAGS or stretch.holds_headline(node):
            break
        inside = [i for i in flow.inside(node) if not i.away and i.role in (None, "images")]
        if len(inside) > 8 or sum(i.kind == IMAGE for i in inside) > 1:
            break
        lines = [i for i in inside if i.kind == TEXT]
        paragraphs = sum(i.running for i in lines)
        if paragraphs > 1 or (paragraphs and paragraphs == running):
            break
        if sum(len(i.text) for i in lines) > _LONGEST_CAPTION:
            break
        box = node
        if flow.tags[node] == "figure":
            break
    return box


def _is_caption(
    stretch: Stretch,
    line: Item,
    picture: Item,
    box: int | None,
    lines: list[Item],
    kind: str | None,
) -> bool:
    flow, text = stretch.flow, line.text
    if line.role is not None or line.heading or len(text) > _LONGEST_CAPTION:
        return False
    if flow.tags[line.node] == "figcaption" or _CAPTION_NAME.search(flow.names(line.node)):
        return True
    if line.linked > 0.9 or line.word in words.SHARE:
        return False
    if is_fact_line(flow, line, stretch.menu) or kind_of_label(text, stretch.menu):
        return False
    alt = picture.element.get("alt") or ""
    said = _alike(text, alt) or (not is_sentence(text) and _has_credit(text))
    if box is not None and flow.within(line.node, box):
        return said or not _is_paragraph(stretch, line, box)
    if lines:
        return False
    return said or (not line.running and (kind == "gallery" or _is_under_hero(stretch, line)))


def _is_paragraph(stretch: Stretch, line: Item, box: int) -> bool:
    """Whether a sentence beside a picture is a paragraph of the story set in columns: there are
    more like it before and behind, and no `figure` binds the two."""
    flow = stretch.flow
    if not line.running or not is_sentence(line.text) or flow.tags[box] == "figure":
        return False
    alike = [
        item.place
        for item in flow.items[stretch.start : stretch.stop]
        if item.running and flow.tags[item.node] == flow.tags[line.node]
    ]
    return alike[1:2] < [line.place] < alike[-1:]


def _is_under_hero(stretch: Stretch, line: Item) -> bool:
    """Whether a line is a few words between the main picture and the story's first paragraph."""
    items = stretch.flow.items
    above = sum(item.running for item in items[stretch.start : line.place])
    if stretch.flow.emphasis(line) in ("b", "strong"):
        return False  # a sub-heading
    near = items[line.place + 1 : line.place + 9]
    below = next((item for item in near if not item.away), None)
    if above > 1 or below is None or not below.running or is_sentence(line.text):
        return False
    return not line.text.endswith(":") and not is_header_line(stretch.flow, line, stretch.menu)


def is_sentence(text: str) -> bool:
    """Whether a line ends as running text does."""
    return text.rstrip("”\"'’» \ufeff\u200b\u200e\u200f").endswith((".", "!", "?", "؟", "…"))


def _has_credit(text: str) -> bool:
    return photo_credit(text)[1] is not None


def _alike(text: str, alt: str) -> bool:
    if len(text) > 2 * len(alt) + 40:
        return False
    one, other = ({word for word in key(t).split() if len(word) > 3} for t in (text, alt))
    return len(one & other) * 2 > max(len(one), len(other))


def read_pictures(
    stretch: Stretch, captions: dict[int, list[Item]], start: int
) -> list[tuple[Image, Item]]:
    """Give the story's pictures in page order, each once, from the item at `start` on."""
    flow = stretch.flow
    found: dict[str, tuple[Image, Item]] = {}
    waiting: list[Item] = []
    for item in flow.items[start : stretch.stop]:
        if item.kind != IMAGE or item.role not in (None, "images"):
            continue
        if _leads_away(stretch, item) or _is_of_the_page(stretch, item) or media.is_still(item):
            continue
        lines = captions.get(item.place) or waiting
        image = media.picture(flow, item)
        if image is None:
            # The picture itself may follow in <noscript>; its caption is known from here.
            item.role, waiting = "placeholder", lines
            continue
        item.role, waiting = "images", []
        caption = " ".join(line.text for line in lines)
        image.caption = _COUNTER.sub("", caption) or None
        known = found.setdefault(image.url, (image, item))[0]
        known.alt, known.caption = known.alt or image.alt, known.caption or image.caption
    return list(found.values())


def read_players(stretch: Stretch, start: int, kind: str | None) -> list[tuple[Video | None, Item]]:
    """Give the story's players in page order, None for one without an address.

    A film's still that is a link to it stands for it; on a film's page without any player, so does
    any picture.
    """
    found: list[tuple[Video | None, Item]] = []
    for item in stretch.flow.items[start : stretch.stop]:
        if item.kind not in (FRAME, PLAYER) or item.role not in (None, "aside", "embed"):
            continue
        film = media.film(stretch.flow, item)
        if film or item.kind == PLAYER:
            item.role = "videos"
            found.append((film, item))
        else:
            item.role = item.role or "iframe"
    any_picture = kind == "video" and not found
    for item in stretch.flow.items[start : stretch.stop]:
        if item.kind != IMAGE or item.links[0] < 0 or item.role not in (None, "images"):
            continue
        if any_picture or media.is_still(item):
            url = stretch.flow.absolute(stretch.flow.hrefs[item.links[0]])
            if film := media.film_at(url, stretch.flow):
                found.append((film, item))
    return sorted(found, key=lambda pair: pair[1].place)
