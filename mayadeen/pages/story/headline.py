"""Find the story's headline among the lines of its page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mayadeen.normalise import dates, urls
from mayadeen.normalise.text import fold, key
from mayadeen.pages.flat.page import BREAK, TEXT, FlatPage, Line
from mayadeen.pages.story.densest_element import MOST_OF_STORY, DensestElement, find_densest
from mayadeen.pages.vocabulary import words

_YEAR = re.compile(r"\d{4}")
_FRAME = frozenset(("nav", "footer", "aside"))
_SHORTEST_START = 15
"""Letters by which two titles may agree where one goes on. Of 50 real pages half loses two titles,
double one title and a day."""

_LINES_ABOVE = 12
"""Lines above the dense text among which a heading can be its headline. Of seven real pages half
spoils two, double none."""

_LINES_BELOW = 5
"""Lines below a headline printed twice among which its date stands. Half and double read four real
pages alike."""

_LONGEST_HEADLINE = 400
"""Letters of a headline. It saves time, and a paragraph that opens with the title is none; half and
double read 36 real pages alike."""

_SITE_NAME_WORDS = 4
"""Words of a site's name. Real pages do not depend on it; tests/pages/test_cases.py holds the lower
side."""

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
    if len(text.split()) > _SITE_NAME_WORDS:
        return False
    word = key(text)
    return not word or word in ("slogan", "home") or any(name in word for name in _SITE_NAMES)


def find_headline(page: FlatPage, stated: Sequence[str]) -> int | None:
    """Give the place of the headline's (first) line; `stated` is what the other layers call it.

    The `h1`; of several the one that agrees with what is stated, else the one with most running
    text before the next; without an `h1` above the page's dense text a line there that agrees with
    what is stated, a heading first; else the heading nearest above that text.
    """
    densest = find_densest(page)
    tops = [line for line in page.lines if _is_top(page, line)]
    keys = [key(text) for text in stated if text]
    line = (
        _above_without_top(page, tops, keys, densest)
        or _best_top(page, tops, keys)
        or _stated_line(page, keys, len(page.lines))
        or _heading_of_prose(page, densest)
    )
    return None if line is None else line.index


def _above_without_top(
    page: FlatPage, tops: Sequence[Line], keys: Sequence[str], densest: DensestElement | None
) -> Line | None:
    """The headline above the dense text where no `h1` stands there; one behind it is a dialog's,
    or the next story's."""
    if densest is None or any(line.index < densest.last for line in tops):
        return None
    return _stated_line(page, keys, densest.last) or _nearest_heading(page, densest)


def _best_top(page: FlatPage, tops: Sequence[Line], keys: Sequence[str]) -> Line | None:
    if len(tops) < 2:
        return next(iter(tops), None)
    if len({line.text for line in tops}) == 1:
        # Printed for screens of two widths, it can stand once with its date and once alone.
        dated = [line for line in tops if _is_dated(page, line)]
        return _with_most_text(page, dated or tops[:1])
    agreeing = next((line for line in tops if _agrees(line, keys)), None)
    return agreeing or _with_most_text(page, tops)


def _is_top(page: FlatPage, line: Line) -> bool:
    return (
        line.heading == 1
        and line.kind == TEXT
        and not line.hidden_by
        and line.label_key not in words.HEADING
        and not is_site_name(line.text)
        and not page.has(line.node, _FRAME)
    )


def _stated_line(page: FlatPage, keys: Sequence[str], stop: int) -> Line | None:
    """The line above `stop` that agrees with what is stated, one without a link and a heading
    first."""
    lines = (line for line in page.lines[:stop] if line.kind == TEXT and not line.hidden_by)
    agrees = [
        line
        for line in lines
        if _agrees(line, keys) and (not line.is_link or _leads_here(page, line))
    ]
    return min(agrees, key=lambda line: (line.is_link, line.heading or 9, line.index), default=None)


def _nearest_heading(page: FlatPage, densest: DensestElement) -> Line | None:
    """The highest heading in the lines just above the page's dense text, the last of its level."""
    near = [
        line
        for line in page.lines[max(0, densest.first - _LINES_ABOVE) : densest.first]
        if _may_head(page, line)
    ]
    return min(near, key=lambda line: (line.heading, -line.index), default=None)


def _heading_of_prose(page: FlatPage, densest: DensestElement | None) -> Line | None:
    """The first heading that prose follows; none below the most of the page's dense text."""
    for line in page.lines:
        if _may_head(page, line):
            after = page.lines[line.index + 1 : line.index + _LINES_ABOVE]
            if any(i.is_prose for i in after):
                is_behind = densest is not None and densest.before(line.index) > MOST_OF_STORY
                return None if is_behind else line
    return None


def _may_head(page: FlatPage, line: Line) -> bool:
    return (
        line.heading > 0
        and not line.hidden_by
        and (not line.is_mostly_link or _leads_here(page, line))
        and line.label_key not in words.HEADING
        and not page.has(line.node, _FRAME)
    )


def _leads_here(page: FlatPage, line: Line) -> bool:
    """Whether a heading is a link to its own page, as blogs print their headlines."""
    here = urls.canonical(page.url)
    return (line.heading > 0 and not page.has(line.node, _FRAME)) and any(
        link >= 0 and urls.canonical(page.hrefs[link], page.base) == here for link in line.links
    )


def _is_dated(page: FlatPage, top: Line) -> bool:
    below = page.lines[top.index + 1 : top.index + 1 + _LINES_BELOW]
    return any(line.label_key and dates.find(line.text) for line in below)


def _with_most_text(page: FlatPage, tops: Sequence[Line]) -> Line:
    """Of several headlines the one with most prose before the next."""
    ends = [line.index for line in tops[1:]] + [len(page.lines)]
    texts = [
        sum(len(line.text) for line in page.lines[top.index : end] if line.is_prose)
        for top, end in zip(tops, ends, strict=True)
    ]
    return tops[texts.index(max(texts))]


def _agrees(line: Line, keys: Sequence[str]) -> bool:
    if not keys or len(line.text) > _LONGEST_HEADLINE:
        return False
    text = key(line.text)
    return any(
        text == stated
        or (len(text) > _SHORTEST_START and (text.startswith(stated) or stated.startswith(text)))
        # with a kicker in the same line
        or (text.endswith(stated) and 2 * len(stated) > len(text) > _SHORTEST_START)
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


def dated_row(line: Line) -> int | None:
    """The number of the part of a headline with which a row of it begins that opens with a date:
    `<h1>Road opens<br><small>3 May 2024 • Works</small></h1>`."""
    for number, part in enumerate(line.parts):
        if part == BREAK:
            row = fold("".join(line.parts[number:]))
            found = dates.find(row)
            if found and _YEAR.search(found) and row.startswith(found):
                return number
    return None
