"""Find the element that holds the story, and take its paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mayadeen.pages.flat.page import BREAK, TEXT, FlatPage, Line
from mayadeen.pages.parts.blocks import Block
from mayadeen.pages.parts.labels import is_sentence
from mayadeen.pages.roles import Role
from mayadeen.pages.story.bounds import StoryBounds
from mayadeen.pages.story.densest_element import DensestElement, find_densest
from mayadeen.pages.story.moving_text import moving_ends

_BOXES = frozenset(("div", "section", "aside", "article"))
_PAGE_TAGS = frozenset(("html", "body"))
_FEW = 5
"""One of so many is an exception. Of 28 real pages 2 spoils twelve, and 10 as many as it mends;
tests/pages/test_thresholds.py holds it."""

_SHORTEST_PARAGRAPH = 60
"""Letters of a sentence that a break parts from the next. Of 23 real pages half divides paragraphs
of eight, double joins those of twelve; tests/pages/test_thresholds.py holds it."""

MOST_TAGS = 100
"""Tags of a list. The site was seen to give a post 52."""


TAGS_NAME = re.compile(r"(?:^|[\s_-])(?:tags|keywords|topics)(?=$|[\s_-])|tag-?(?:list|cloud)")


@dataclass(slots=True)
class Paragraph:
    """One paragraph of the story with the line that it stands in."""

    text: str
    line: Line


@dataclass
class Story:
    """What was found; `related` are the blocks that had no heading known as one."""

    paragraphs: list[Paragraph]
    tags: list[tuple[str, Line]]
    related: list[Block]
    last_prose: int  # the place of the last line of prose
    duration: int | None = None


def find_story_node(bounds: StoryBounds) -> int | None:
    """Give the element that holds the story: the one where prose is dense, or one around it as far
    as what stands behind in it goes on like it. Sets where the story ends in `bounds`.

    What stands between two parts of the story without being like them is claimed.
    """
    page = bounds.page
    densest = find_densest(page, bounds.start, bounds.stop)
    if densest is None:
        return None
    if len(densest.lines) == 1 and densest.lines[0].node == densest.node:
        return max(page.parents[densest.node], 0)
    node, end = densest.node, page.ends[densest.node]
    outer = page.parents[node]
    inner = node
    while outer >= 0 and page.tags[outer] not in _PAGE_TAGS:
        more = _parts_behind(bounds, densest, outer, inner, end)
        if more:
            _leave_between(page, outer, end, more)
            node, end = outer, page.ends[more[-1]]
        inner, outer = outer, page.parents[outer]
    bounds.end = end
    return node


def _leave_between(page: FlatPage, outer: int, end: int, parts: Sequence[int]) -> None:
    """Claim the texts between the parts of a story; a list or a sub-heading is a part itself."""
    for line in page.lines[end : page.starts[parts[-1]]]:
        if line.kind != TEXT or line.role is not None or line.hidden_by or line.is_mostly_link:
            continue
        branch = outer if line.node == outer else _branch(page, line.node, outer)
        if branch not in parts and page.tags[branch] in _BOXES:
            line.claim(Role.BESIDE, by="between-parts")


def _parts_behind(
    bounds: StoryBounds, densest: DensestElement, outer: int, inner: int, end: int
) -> list[int]:
    """The elements in `outer`, behind the one that holds the dense text, which go on like it."""
    found = []
    for branch, (lines, sort) in _branches_behind(bounds, densest, outer, end).items():
        if _begins_another(bounds, lines):
            break
        if _is_alike(bounds.page, branch, inner, lines, sort):
            found.append(branch)
    return found


def _branches_behind(
    bounds: StoryBounds, densest: DensestElement, outer: int, end: int
) -> dict[int, tuple[list[Line], str | None]]:
    """The elements in `outer` from the line at `end` to the story's tags or comments, each with its
    lines and the tag that its paragraphs must have."""
    page = bounds.page
    sort: str | None = Counter(page.tags[line.node] for line in densest.lines).most_common(1)[0][0]
    branches: dict[int, tuple[list[Line], str | None]] = {}
    for line in page.lines[end : min(page.ends[outer], bounds.stop)]:
        if line.role in (Role.TAGS, Role.COMMENTS):
            break
        if line.role in (Role.MOST_READ, Role.READ_NEXT):
            sort = None  # behind a block of the day a part must be called as the first
        if line.role not in (None, Role.RELATED):
            continue
        if line.kind == TEXT and not line.hidden_by:
            if bounds.leads_to_tags(line) or stands_in_tags(page, line):
                break
            if line.role is None and line.node != outer:
                branch = _branch(page, line.node, outer)
                branches.setdefault(branch, ([], sort))[0].append(line)
    return branches


def _branch(page: FlatPage, node: int, outer: int) -> int:
    while page.parents[node] != outer:
        node = page.parents[node]
    return node


def _begins_another(bounds: StoryBounds, lines: Sequence[Line]) -> bool:
    """Whether lines begin with another story's headline, in an `h1` or as a link."""
    first = lines[0]
    return first.heading == 1 or (
        first.heading > 0 and first.is_link and bounds.leads_to_post(first)
    )


def _is_alike(
    page: FlatPage, branch: int, inner: int, lines: Sequence[Line], sort: str | None
) -> bool:
    """Whether an element holds paragraphs of one sort and little else, or is called as the one that
    holds the dense text."""
    linked = sum(line.is_link for line in lines)
    named = page.names(branch)
    if named and named == page.names(inner) and page.tags[branch] == page.tags[inner]:
        return _FEW * linked <= len(lines) and page.tags[branch] != "article"
    return _are_paragraphs(page, lines, sort)


def _are_paragraphs(page: FlatPage, lines: Sequence[Line], sort: str | None) -> bool:
    """Whether lines are prose for the most part, with few links, and nearly all of one tag."""
    linked = sum(line.is_link for line in lines)
    prose = [line for line in lines if line.is_prose]
    short = sum(not line.is_prose and not line.heading and not line.is_link for line in lines)
    alike = sum(page.tags[line.node] == sort for line in prose)
    return (
        short < len(prose)
        and _FEW * linked < len(prose)
        and _FEW * (len(prose) - alike) <= len(prose)
        and is_sentence(prose[-1].text)
    )


def stands_in_tags(page: FlatPage, line: Line) -> bool:
    """Whether a line stands in an element that is called after tags."""
    nodes = (line.node, page.parents[line.node])
    return any(TAGS_NAME.search(page.names(node)) for node in nodes if node >= 0)


def take_paragraph(story: Story, line: Line) -> None:
    if not any(map(str.isalnum, line.text)):
        line.claim(Role.SEPARATOR, by="no-letters")  # `***`
        return
    roles: list[tuple[str, Role]] = []
    first, last = moving_ends(line.parts) if len(line.parts) > 1 else (0, 1)
    if last - first < len(line.parts):
        roles = [
            (part, Role.BODY if first <= number < last else Role.MOVING)
            for number, part in enumerate(line.parts)
        ]
    line.claim(Role.BODY, by="paragraph", roles=roles)
    story.paragraphs += [Paragraph(text, line) for text in paragraphs(line.parts[first:last])]


def paragraphs(parts: Sequence[str]) -> Iterator[str]:
    """The paragraphs of a line's parts: it is one, unless breaks part sentences of length."""
    whole = "".join(parts)
    lines = [" ".join(line.split()) for line in whole.split(BREAK)]
    lines = [line for line in lines if line]
    if all(len(line) > _SHORTEST_PARAGRAPH and is_sentence(line) for line in lines[:-1]):
        yield from lines
    else:
        yield " ".join(whole.split())
