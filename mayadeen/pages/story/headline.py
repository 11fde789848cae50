"""The story's headline among the lines of its page."""

from __future__ import annotations

from collections.abc import Sequence

from mayadeen.normalise import dates
from mayadeen.normalise.text import key
from mayadeen.pages.flat.page import TEXT, FlatPage, Line
from mayadeen.pages.vocabulary import words

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


def find_headline(page: FlatPage, stated: Sequence[str]) -> int | None:
    """Give the place of the headline's (first) line; `stated` is what the other layers call it.

    The `h1`; of several the one that agrees with what is stated, else the one with most running
    text before the next; without an `h1` a line that agrees with what is stated, a heading first;
    else the first heading that prose follows.
    """
    tops = [
        line
        for line in page.lines
        if line.heading == 1
        and line.kind == TEXT
        and not line.hidden_by
        and line.label_key not in words.HEADING
        and not is_site_name(line.text)
        and not page.has(line.node, _FRAME)
    ]
    if len(tops) == 1:
        return tops[0].index
    if len({line.text for line in tops}) == 1:
        # Printed for screens of two widths, it can stand once with its date and once alone.
        dated = [line for line in tops if _is_dated(page, line)]
        return _with_most_text(page, dated or tops[:1]).index
    keys = [key(text) for text in stated if text]
    if tops:
        agreeing = next((line for line in tops if _agrees(line, keys)), None)
        return (agreeing or _with_most_text(page, tops)).index
    lines = [line for line in page.lines if line.kind == TEXT and not line.hidden_by]
    agrees = [line for line in lines if _agrees(line, keys) and line.linked < 0.9]
    if agrees:
        return min(agrees, key=lambda line: (line.heading or 9, line.index)).index
    for line in lines:
        if line.heading and line.linked < 0.5 and line.label_key not in words.HEADING:
            after = page.lines[line.index + 1 : line.index + 12]
            if any(i.is_prose for i in after) and not page.has(line.node, _FRAME):
                return line.index
    return None


def _is_dated(page: FlatPage, top: Line) -> bool:
    below = page.lines[top.index + 1 : top.index + 6]
    return any(line.label_key and dates.find(line.text) for line in below)


def _with_most_text(page: FlatPage, tops: Sequence[Line]) -> Line:
    """Of several headlines the one with most prose before the next."""
    ends = [line.index for line in tops[1:]] + [len(page.lines)]
    texts = [
        sum(len(line.text) for line in page.lines[top.index : end] if line.is_prose)
        for top, end in zip(tops, ends, strict=True)
    ]
    return tops[texts.index(max(texts))]


def _agrees(item: Line, keys: Sequence[str]) -> bool:
    if not keys or len(item.text) > 400:
        return False
    line = key(item.text)
    return any(
        line == stated or (len(line) > 15 and (line.startswith(stated) or stated.startswith(line)))
        for stated in keys
    )


def headline_lines(page: FlatPage, place: int) -> list[Line]:
    """The lines of a headline: an `h1` can hold several lines."""
    first = page.lines[place]
    if not first.heading:
        return [first]
    node = next(n for n in page.ancestors(first.node) if page.tags[n][0] == "h" or n == 0)
    lines = [line for line in page.inside(node) if line.kind == TEXT and not line.hidden_by]
    return lines if first in lines else [first]
