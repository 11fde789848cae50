"""The breaking-news ticker: lines without links or times, under a word like BREAKING."""

from __future__ import annotations

import re

from lxml import etree
from scrapy.http import TextResponse

from mayadeen.pages import words
from mayadeen.pages.flow import TEXT, Flow, Item, read_flow
from mayadeen.pages.media import is_clock
from mayadeen.pages.words import plain

_MOST_LINES = 60
_SHORTEST = 12
_LONGEST_LABEL = 24
_MARK = re.compile(r"\s[|•·*●■]+\s")
_NAMED = etree.XPath('//*[contains(@class, "ticker") or contains(@id, "ticker")]')


def read_ticker(response: TextResponse) -> list[str]:
    """Give the ticker's lines in order as printed, each once; none where the page has no ticker."""
    return [line for line, _ in find_ticker(read_flow(response))]


def find_ticker(flow: Flow, headline: int | None = None) -> list[tuple[str, Item]]:
    """Give the ticker's lines with the items they stand in, and mark those as `ticker`.

    `headline` is the place of the story's headline, where one is known: no ticker holds it.
    """
    label = next((item for item in flow.labels() if item.word in words.BREAKING), None)
    label = label or next(filter(_opens_with_label, flow.items), None)
    if label is None:
        return _by_name(flow)
    place = label.place
    last = _end(flow, place)
    if headline is not None and place < headline:
        last = min(last, headline)
    lines = _lines(flow.items[place + 1 : last])
    label.role = "ticker_label"
    if label.word not in words.BREAKING:  # the first line stands beside it
        beside = _texts(label.parts[1:])
        label.roles = [(label.parts[0], "ticker_label"), *((text, "ticker") for text in beside)]
        known = dict(lines)
        lines = [(text, known.get(text, label)) for text in dict.fromkeys((*beside, *known))]
    return lines


def _opens_with_label(item: Item) -> bool:
    """Whether a line's first element is the ticker's word: `<b>BREAKING</b> First line`."""
    parts = item.parts
    if len(parts) < 2 or len(parts[0]) > _LONGEST_LABEL or item.away:
        return False
    return plain(parts[0]) in words.BREAKING


def _end(flow: Flow, place: int) -> int:
    """The lines end with the element that holds them, a heading, a picture, or a link."""
    node = flow.items[place].node
    while flow.parents[node] >= 0 and not any(
        _is_line(item) for item in flow.items[place + 1 : flow.ends[node]]
    ):
        node = flow.parents[node]
    last = min(flow.ends[node], place + 1 + 3 * _MOST_LINES)
    for number in range(place + 1, last):
        item = flow.items[number]
        if item.heading or item.kind != TEXT:
            return number
        if item.away or number == place + 1 or is_clock(item.text):
            continue
        if len(item.text) < _SHORTEST or item.linked > flow.items[place + 1].linked:
            return number
    return last


def _is_line(item: Item) -> bool:
    return item.kind == TEXT and not item.away and len(item.text) >= _SHORTEST


def _lines(items: list[Item]) -> list[tuple[str, Item]]:
    lines: dict[str, tuple[str, Item]] = {}
    for item in items:
        if item.kind != TEXT or item.away:
            continue
        item.role = "ticker_label" if is_clock(item.text) else "ticker"
        for text in _texts(item.parts):
            if len(text) >= _SHORTEST:
                lines.setdefault(text, (text, item))
    return list(lines.values())[:_MOST_LINES]


def _texts(parts: list[str]) -> list[str]:
    """A line, or the several lines that stand side by side in it, each in its own element or
    parted by marks."""
    whole = " ".join("".join(parts).split())
    texts = [" ".join(part.split()).strip("|•·* ") for part in parts]
    texts = [text for text in texts if text]
    if len(texts) < 2:
        texts = [text.strip() for text in _MARK.split(whole) if text.strip()]
    if len(texts) > 1 and all(len(text) >= 2 * _SHORTEST for text in texts):
        return texts
    return [whole.strip("|•·* ")]


def _by_name(flow: Flow) -> list[tuple[str, Item]]:
    """A ticker without its word: elements called so."""
    if not flow.elements:
        return []
    named = set(_NAMED(flow.elements[0]))
    nodes = [node for node, element in enumerate(flow.elements) if element in named]
    return _lines([item for node in nodes for item in flow.inside(node)]) if named else []
