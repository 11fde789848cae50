"""The story's headline among the lines of its page."""

from __future__ import annotations

from collections.abc import Sequence

from mayadeen.normalise import dates
from mayadeen.normalise.text import key
from mayadeen.pages import words
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
    if site_name and text == site_name:
        return True
    if len(text.split()) > 4:
        return False
    word = key(text)
    return not word or word in ("slogan", "home") or any(name in word for name in _SITE_NAMES)


def find_headline(flow: Flow, stated: Sequence[str]) -> int | None:
    """Give the place of the headline's (first) item; `stated` is what the other layers call it.

    The `h1`; of several the one that agrees with what is stated, else the one with most running
    text before the next; without an `h1` a line that agrees with what is stated, a heading first;
    else the first heading that running text follows.
    """
    tops = [
        item
        for item in flow.items
        if item.heading == 1
        and item.kind == TEXT
        and not item.away
        and item.word not in words.HEADING
        and not is_site_name(item.text)
        and not flow.has(item.node, _FRAME)
    ]
    if len(tops) == 1:
        return tops[0].place
    if len({item.text for item in tops}) == 1:
        # Printed for screens of two widths, it can stand once with its date and once alone.
        dated = [item for item in tops if _is_dated(flow, item)]
        return _with_most_text(flow, dated or tops[:1]).place
    keys = [key(text) for text in stated if text]
    if tops:
        agreeing = next((item for item in tops if _agrees(item, keys)), None)
        return (agreeing or _with_most_text(flow, tops)).place
    lines = [item for item in flow.items if item.kind == TEXT and not item.away]
    agrees = [item for item in lines if _agrees(item, keys) and item.linked < 0.9]
    if agrees:
        return min(agrees, key=lambda item: (item.heading or 9, item.place)).place
    for item in lines:
        if item.heading and item.linked < 0.5 and item.word not in words.HEADING:
            after = flow.items[item.place + 1 : item.place + 12]
            if any(i.running for i in after) and not flow.has(item.node, _FRAME):
                return item.place
    return None


def _is_dated(flow: Flow, top: Item) -> bool:
    below = flow.items[top.place + 1 : top.place + 6]
    return any(item.word and dates.find(item.text) for item in below)


def _with_most_text(flow: Flow, tops: Sequence[Item]) -> Item:
    """Of several headlines the one with most running text before the next."""
    ends = [item.place for item in tops[1:]] + [len(flow.items)]
    texts = [
        sum(len(item.text) for item in flow.items[top.place : end] if item.running)
        for top, end in zip(tops, ends, strict=True)
    ]
    return tops[texts.index(max(texts))]


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
