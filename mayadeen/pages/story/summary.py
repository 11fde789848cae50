"""Decide whether the first text is the summary."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mayadeen.normalise.text import key
from mayadeen.pages.flat.page import TEXT, FlatPage, Line
from mayadeen.pages.roles import Role
from mayadeen.pages.story.around_headline import first_line_above
from mayadeen.pages.story.bounds import OUTER_TAGS, StoryBounds
from mayadeen.pages.story.visible import Hints

_SUMMARY_NAME = re.compile(
    r"summary|standfirst|excerpt|sapo|(?:^|[\s_-])(?:lead|deck|dek|intro|chapo)(?=$|[\s_-])"
)


def summary_length(bounds: StoryBounds, texts: list[Line], cut: int | None, hints: Hints) -> int:
    """How many of the first texts are the summary: none, one or two.

    It is the first if it is what another layer calls the description, or is called so; or if a
    picture, a player or share links part it from the next, or it stands in an element of its own.
    """
    if not texts:
        return 0
    first = texts[0]
    stated = [same(first.text, summary) for summary in hints.summaries]
    if "whole" in stated or _SUMMARY_NAME.search(bounds.page.names(first.node)):
        return 1
    if len(texts) == 1:
        return int(cut is not None)
    return _length_of_several(bounds, texts, cut, stated)


def _length_of_several(
    bounds: StoryBounds, texts: list[Line], cut: int | None, stated: Sequence[str | None]
) -> int:
    """How many of several texts are the summary; `stated` says how far the first is stated."""
    page, first, second = bounds.page, texts[0], texts[1]
    parting = cut if cut is not None and cut < second.index else None
    if parting is not None or _stands_alone(page, first, second):
        parted = parting is not None and not _is_second_picture(bounds, first, parting)
        return int(parted or not _is_of_the_story(bounds, first))
    if _is_emphasised(page, first, second) and (any(stated) or not stated):
        return 1
    return 2 if any(stated) and _are_two_parted(texts, cut) else 0


def _are_two_parted(texts: list[Line], cut: int | None) -> bool:
    """Whether a picture, a player or share links stand below the second of several texts."""
    return cut is not None and len(texts) > 2 and texts[1].index < cut


def _is_of_the_story(bounds: StoryBounds, first: Line) -> bool:
    """Whether a text stands beside others of its tag in an element that is the story's alone:
    with a list, a quotation or a second picture between them, it is a paragraph as they are."""
    page = bounds.page
    outer = page.parents[first.node]
    if outer < 0 or page.tags[outer] in OUTER_TAGS or bounds.holds_headline(outer):
        return False
    return any(
        line.is_prose
        and line.role is None
        and page.parents[line.node] == outer
        and page.tags[line.node] == page.tags[first.node]
        for line in page.lines[first.index + 1 : min(page.ends[outer], bounds.stop)]
    )


def _is_second_picture(bounds: StoryBounds, first: Line, place: int) -> bool:
    """Whether what follows the first text is a picture, and the main one stands above the text."""
    page = bounds.page
    if page.lines[place].kind == TEXT and page.lines[place].role is not Role.CAPTION:
        return False
    return any(
        line.role is Role.IMAGES for line in page.lines[first_line_above(bounds) : first.index]
    )


def _is_emphasised(page: FlatPage, first: Line, second: Line) -> bool:
    """Whether all of the first text is set in bold or italics, and the second is not."""
    return first.is_prose and bool(page.emphasis(first)) and not page.emphasis(second)


def _stands_alone(page: FlatPage, first: Line, second: Line) -> bool:
    """Whether two texts stand in elements of different sorts; a story cut in sections does not."""
    one, other = page.parents[first.node], page.parents[second.node]
    if other == first.node:
        return False  # loose text in the element of the paragraphs
    if one == other:
        return page.tags[first.node] != page.tags[second.node]
    return min(one, other) < 0 or not (
        page.tags[one] == page.tags[other]
        and page.parents[one] == page.parents[other]
        and page.names(one) == page.names(other)
    )


_SHORTEST_START = 30
"""Letters of a beginning that tells a text. Real pages do not depend on it."""


def same(text: str, summary: str) -> str | None:
    """`whole` if two texts are one, `cut` if one is the beginning of the other."""
    if text == summary:
        return "whole"
    one, other = key(text).rstrip(" .…"), key(summary).rstrip(" .…")
    if one == other:
        return "whole"
    if len(other) > _SHORTEST_START and (one.startswith(other) or other.startswith(one)):
        return "cut"
    return None
