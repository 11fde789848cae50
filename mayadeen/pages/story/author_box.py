"""Find the box about a story's writer: a name, a portrait, a few lines of biography."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from mayadeen.normalise import dates
from mayadeen.normalise.person_names import MOST_WORDS
from mayadeen.normalise.text import key
from mayadeen.pages.flat.page import IMAGE, MOST_IN_A_BOX, TEXT, Line
from mayadeen.pages.parts.credits import is_marked
from mayadeen.pages.roles import Role
from mayadeen.pages.story.around_headline import LINES_ABOVE
from mayadeen.pages.story.bounds import StoryBounds
from mayadeen.pages.story.densest_element import MOST_OF_STORY
from mayadeen.pages.vocabulary.words import plain

_LONGEST = 700
"""Letters of a biography. Half changes one story of five real pages that ask it;
tests/pages/test_thresholds.py holds it."""

_FEWEST_WORDS = 4
"""Words with which a biography begins. Real pages do not depend on it;
tests/pages/story/test_body.py holds the upper side."""

_MOST_LINES = 30
"""Lines among which the header can credit somebody. It bounds the time on pages of short lines;
half and double read 62 real pages alike."""

_AUTHOR_NAME = re.compile(r"(?:author|autor)(?:s|en|box|bio|info)?(?![a-z])")
_PERSON = re.compile(r"(?:s?he|they|هو|هي|él|ella)\s", re.IGNORECASE)


def drop_author_boxes(bounds: StoryBounds) -> None:
    """Give a role to boxes about people: an element with a name that leads to a person's page, or
    is credited, and with no text but a biography, which opens with that name or stands beside a
    portrait. Above the story, a portrait of that name and a line or two are enough.

    Above the story the name itself is left to the header, where nothing else says it.
    """
    unread = list(bounds.unread())
    names = [i for i in unread if 0 < i.label_key.count(" ") < MOST_WORDS]
    if not names:
        return
    header = _read_header(bounds, unread)
    for name in names:
        if name.role is None:
            _drop_box(bounds, header, name)


def stands_with_author(bounds: StoryBounds, line: Line) -> bool:
    """Whether a line stands above or below the dense text, in a small element that is called after
    the author: what is no credit there is about a person."""
    page = bounds.page
    for node in page.ancestors(line.node):
        small = page.ends[node] - page.starts[node] <= MOST_IN_A_BOX
        if not small or bounds.holds_headline(node):
            return False
        if _AUTHOR_NAME.search(page.names(node)):
            return _is_at_an_end(bounds, node)
    return False


def _is_at_an_end(bounds: StoryBounds, node: int) -> bool:
    """Whether most of the dense text stands outside of an element, on one side of it."""
    page, densest = bounds.page, bounds.densest
    if densest is None or densest.share(page.inside(node)) >= MOST_OF_STORY:
        return False
    above = densest.first < page.starts[node]
    below = densest.last >= page.ends[node]
    return above != below


class _Header(NamedTuple):
    """What a page tells of who wrote its story, and of whom there is a picture.

    `signed` are lines of the header and their keys, `portraits` the names that pictures bear;
    `begins` is the first prose below the headline, `prose` how many lines there are of it.
    """

    signed: list[tuple[Line, str]]
    portraits: set[str]
    begins: int
    prose: int

    def credits(self, name: Line) -> list[Line]:
        """The lines of the header, but for the name's own, that hold it."""
        return [line for line, text in self.signed if line is not name and name.label_key in text]


def _read_header(bounds: StoryBounds, unread: Sequence[Line]) -> _Header:
    byline = _byline(bounds)
    texts = (i.index for i in byline if i.is_prose and i.index >= bounds.start)
    return _Header(
        signed=[(line, key(line.text)) for line in byline if not line.is_prose],
        portraits={plain(i.element.get("alt") or "") for i in unread if i.kind == IMAGE},
        begins=next(texts, len(bounds.page.lines)),
        prose=sum(line.is_prose for line in unread),
    )


def _drop_box(bounds: StoryBounds, header: _Header, name: Line) -> None:
    """Give a role to the box around a name, where it is one about the story's writer."""
    page = bounds.page
    linked = name.is_link and bounds.leads_to_author(name)
    credited = header.credits(name)
    portrayed = name.label_key in header.portraits
    if not (linked or credited or portrayed):
        return
    box = _box(bounds, name, header.prose)
    if box is None:
        return
    apart = any(not page.within(other.node, box) for other in credited)
    above = portrayed and page.ends[box] <= header.begins
    if not (linked or apart or above):
        return
    is_name_said = apart or header.begins < page.starts[box]
    _claim_box(page.inside(box), None if is_name_said else name)


def _claim_box(inside: Sequence[Line], kept: Line | None) -> None:
    for line in inside:
        if not line.hidden_by and line is not kept:
            line.claim(Role.AUTHOR_BOX, by="person-in-a-box")


def _byline(bounds: StoryBounds) -> list[Line]:
    """The lines in which the header can credit somebody: up to the story's second paragraph."""
    lines: list[Line] = []
    prose = 0
    first = max(0, (bounds.headline or 0) - LINES_ABOVE)
    for line in bounds.page.lines[first : bounds.stop]:
        if line.kind != TEXT or line.hidden_by or line.role is Role.TITLE:
            continue
        prose += line.is_prose
        if prose > 1 or len(lines) == _MOST_LINES:
            break
        lines.append(line)
    return lines


def _box(bounds: StoryBounds, name: Line, all_prose: int) -> int | None:
    """The widest element that holds this name, its biography and a portrait, and nothing else.

    `all_prose` counts the page's lines of prose: with more than one, a biography is not all.
    """
    page = bounds.page
    box = None
    for node in bounds.elements_around(name.node):
        if page.ends[node] - page.starts[node] > MOST_IN_A_BOX:
            break
        inside = [line for line in page.inside(node) if not line.hidden_by]
        if any(line.role for line in inside):
            break
        texts = [i for i in inside if i.kind == TEXT and i is not name]
        if not texts:
            continue
        if not _is_biography(name, texts, inside):
            break
        if sum(i.is_prose for i in texts) == all_prose > 1:
            break  # the story itself
        box = node
    return box


def _is_biography(name: Line, texts: Sequence[Line], inside: Sequence[Line]) -> bool:
    """Whether the texts beside a name tell of that person; they may stand beside a portrait."""
    if texts[0].index < name.index or sum(len(i.text) for i in texts) > _LONGEST:
        return False
    if any(i.heading or dates.find(i.text) or is_marked(i.text) for i in texts):
        return False
    first = texts[0]
    if first.is_mostly_link or len(first.text.split()) < _FEWEST_WORDS:
        return False
    opens = key(first.text).startswith(name.label_key) or bool(_PERSON.match(first.text))
    return opens or (len(texts) == 1 and any(line.kind == IMAGE for line in inside))
