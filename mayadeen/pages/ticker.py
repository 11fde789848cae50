"""The breaking-news ticker: lines without links or times, under a word like BREAKING."""

from __future__ import annotations

from lxml import etree
from scrapy.http import TextResponse

from mayadeen.pages import words
from mayadeen.pages.flow import BREAK, TEXT, Flow, Item, read_flow

_MOST_LINES = 60
_SHORTEST = 12
_NAMED = etree.XPath('//*[contains(@class, "ticker") or contains(@id, "ticker")]')


def read_ticker(response: TextResponse) -> list[str]:
    """Give the ticker's lines in order as printed, each once; none where the page has no ticker."""
    return [line for line, _ in find_ticker(read_flow(response))]


def find_ticker(flow: Flow, headline: int | None = None) -> list[tuple[str, Item]]:
    """Give the ticker's lines with the items they stand in, and mark those as `ticker`.

    `headline` is the place of the story's headline, where one is known: no ticker holds it.
    """
    place = next((i.place for i in flow.labels() if i.word in words.BREAKING), None)
    if place is None:
        return _by_name(flow)
    last = _end(flow, place)
    if headline is not None and place < headline:
        last = min(last, headline)
    flow.items[place].role = "ticker_label"
    return _lines(flow.items[place + 1 : last])


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
        if item.away or number == place + 1:
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
        item.role = "ticker"
        for text in _texts(item):
            if len(text) >= _SHORTEST:
                lines.setdefault(text, (text, item))
    return list(lines.values())[:_MOST_LINES]


def _texts(item: Item) -> list[str]:
    """A line, or the several lines that stand side by side in it, each in its own element."""
    parts = [" ".join(part.split()) for part in item.parts if part != BREAK]
    parts = [part.strip("|•·* ") for part in parts if part.strip("|•·* \xa0\n")]
    if len(parts) > 1 and all(len(part) >= 2 * _SHORTEST for part in parts):
        return parts
    return [item.text.strip("|•·* ")]


def _by_name(flow: Flow) -> list[tuple[str, Item]]:
    """A ticker without its word: elements called so."""
    if not flow.elements:
        return []
    named = set(_NAMED(flow.elements[0]))
    nodes = [node for node, element in enumerate(flow.elements) if element in named]
    return _lines([item for node in nodes for item in flow.inside(node)]) if named else []
