"""The story's headline among the lines of its page."""

from __future__ import annotations

from collections.abc import Sequence

from mayadeen.normalise.text import key
from mayadeen.pages import words
from mayadeen.pages.blocks import is_paragraph
from mayadeen.pages.flow import TEXT, Flow, Item

_FRAME = frozenset(("nav", "footer", "aside"))
_SUFFIX_MARKS = (" | ", " - ", " – ", " — ", " :: ", " • ", " · ", " / ", " » ")
_SITE_NAMES = ("al mayadeen", "almayadeen", "الميادين")


def without_site(title: str, site_name: str | None = None) -> str:
    """A title without the site's name after (or before) it."""
    for mark in _SUFFIX_MARKS:
        head, found, tail = title.rpartition(mark)
        if found and is_site_name(tail, site_name):
            return head.strip()
        head, found, tail = title.partition(mark)
        if found and is_site_name(head, site_name):
            return tail.strip()
    return title


def is_site_name(text: str, site_name: str | None = None) -> bool:
    """Whether a text is the site's own name, such as may not win as a headline."""
    word = key(text)
    if not word or word in ("slogan", "home"):
        return True
    if site_name and word == key(site_name):
        return True
    return len(word.split()) <= 4 and any(name in word for name in _SITE_NAMES)


def find_headline(flow: Flow, stated: Sequence[str]) -> int | None:
    """Give the place of the headline's (first) item; `stated` is what the other layers call it.

    The `h1`; of several the one that agrees with what is stated, else the one with most running
    text before the next; without an `h1` a line that agrees with what is stated, a heading first;
    else the first heading that running text follows.
    """
    keys = [key(text) for text in stated if text]
    lines = [
        (place, item)
        for place, item in enumerate(flow.items)
        if item.kind == TEXT and not item.away and (item.heading or keys)
    ]
    tops = [
        (place, item)
        for place, item in lines
        if item.heading == 1
        and item.word not in words.HEADING
        and not is_site_name(item.text)
        and not flow.has(item.node, _FRAME)
    ]
    for place, item in tops:
        if len(tops) == 1 or _agrees(item, keys):
            return place
    if tops:
        following = [place for place, _ in tops[1:]] + [len(flow.items)]
        text = [
            sum(len(i.text) for i in flow.items[place:end] if is_paragraph(i))
            for (place, _), end in zip(tops, following, strict=True)
        ]
        return tops[text.index(max(text))][0]
    agreeing = [(place, item) for place, item in lines if _agrees(item, keys) and item.linked < 0.9]
    if agreeing:
        return min(agreeing, key=lambda pair: (pair[1].heading or 9, pair[0]))[0]
    for place, item in lines:
        if item.heading and item.linked < 0.5 and item.word not in words.HEADING:
            after = flow.items[place + 1 : place + 12]
            if any(map(is_paragraph, after)) and not flow.has(item.node, _FRAME):
                return place
    return None


def _agrees(item: Item, keys: Sequence[str]) -> bool:
    if not keys or len(item.text) > 400:
        return False
    line = key(item.text)
    return any(
        line == stated or (len(line) > 15 and (line.startswith(stated) or stated.startswith(line)))
        for stated in keys
    )


def headline_items(flow: Flow, place: int) -> list[Item]:
    """The items of a headline: an `h1` can hold several lines."""
    first = flow.items[place]
    if not first.heading:
        return [first]
    node = next(n for n in flow.ancestors(first.node) if flow.tags[n][0] == "h" or n == 0)
    lines = [item for item in flow.inside(node) if item.kind == TEXT and not item.away]
    return lines if first in lines else [first]
