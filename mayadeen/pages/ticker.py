"""Read the breaking-news ticker: lines without links or times, under a word like BREAKING."""

from __future__ import annotations

import re

from scrapy.http import TextResponse

from mayadeen.pages.bounded import bounded
from mayadeen.pages.flat.flatten import flatten
from mayadeen.pages.flat.page import TEXT, FlatPage, Line
from mayadeen.pages.parts.durations import is_clock
from mayadeen.pages.roles import Role
from mayadeen.pages.vocabulary import words
from mayadeen.pages.vocabulary.words import plain

_MOST_LINES = 60
"""Lines of a ticker. It bounds the time; no real page depends on it."""

_SHORTEST = 12
"""Letters of a line. Half and double read twelve real pages alike; tests/pages/test_ticker.py holds
the upper side."""

_LONGEST_LABEL = 24
"""Letters of the word above. Half and double read some 80 real pages alike."""

_MARK = re.compile(r"\s[|•·*●■]+\s")
# `newsticker`, but no `sticker-shop`.
_NAME = re.compile(r"(?<![\s_-]s)ticker")


@bounded
def read_ticker(response: TextResponse) -> list[str]:
    """Give the ticker's lines in order as printed, each once; none where the page has no ticker."""
    return [line for line, _ in find_ticker(flatten(response))]


def find_ticker(page: FlatPage, headline: int | None = None) -> list[tuple[str, Line]]:
    """Give the ticker's lines with the lines they stand in, and mark those as `ticker`.

    `headline` is the place of the story's headline, where one is known: no ticker holds it.
    """
    label = next((line for line in page.labels() if line.label_key in words.BREAKING), None)
    label = label or next(filter(_opens_with_label, page.lines), None)
    if label is None:
        return _by_name(page, headline)
    place = label.index
    last = _end(page, place)
    if headline is not None and place < headline:
        last = min(last, headline)
    lines = _lines(page.lines[place + 1 : last])
    if label.label_key in words.BREAKING:
        label.claim(Role.TICKER_LABEL, by="ticker-word")
    else:  # the first line stands beside it
        beside = _texts(label.parts[1:])
        first = [(text, Role.TICKER) for text in beside]
        pieces = [(label.parts[0], Role.TICKER_LABEL), *first]
        label.claim(Role.TICKER_LABEL, by="ticker-word-in-line", roles=pieces)
        known = dict(lines)
        lines = [(text, known.get(text, label)) for text in dict.fromkeys((*beside, *known))]
    return lines


def _opens_with_label(line: Line) -> bool:
    """Whether a line's first element is the ticker's word: `<b>BREAKING</b> First line`."""
    parts = line.parts
    if len(parts) < 2 or len(parts[0]) > _LONGEST_LABEL or line.hidden_by:
        return False
    return plain(parts[0]) in words.BREAKING


def _end(page: FlatPage, place: int) -> int:
    """The lines end with the element that holds them, a heading, a picture, or a link."""
    node = page.lines[place].node
    while page.parents[node] >= 0 and not any(
        _is_line(line) for line in page.lines[place + 1 : page.ends[node]]
    ):
        node = page.parents[node]
    last = min(page.ends[node], place + 1 + 3 * _MOST_LINES)
    for number in range(place + 1, last):
        line = page.lines[number]
        if line.heading or line.kind != TEXT:
            return number
        if line.hidden_by or number == place + 1 or is_clock(line.text):
            continue
        if len(line.text) < _SHORTEST or line.linked > page.lines[place + 1].linked:
            return number
    return last


def _is_line(line: Line) -> bool:
    return line.kind == TEXT and not line.hidden_by and len(line.text) >= _SHORTEST


def _lines(shown: list[Line]) -> list[tuple[str, Line]]:
    lines: dict[str, tuple[str, Line]] = {}
    for line in shown:
        if line.kind != TEXT or line.hidden_by:
            continue
        if is_clock(line.text):
            line.claim(Role.TICKER_LABEL, by="ticker-hour")
        else:
            line.claim(Role.TICKER, by="ticker-line")
        for text in _texts(line.parts):
            if len(text) >= _SHORTEST:
                lines.setdefault(text, (text, line))
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


def _by_name(page: FlatPage, headline: int | None) -> list[tuple[str, Line]]:
    """A ticker without its word: elements called so, none of which holds the headline."""
    top = -1 if headline is None else page.lines[headline].node
    nodes = [
        node
        for node in range(len(page.elements))
        if _NAME.search(f" {page.names(node)}") and not page.within(top, node)
    ]
    # Of elements in one another, both called so, each line once.
    return _lines(list(dict.fromkeys(line for node in nodes for line in page.inside(node))))
