"""The paragraphs of the story, and the element that holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mayadeen.pages.flat.page import BREAK, TEXT, FlatPage, Line
from mayadeen.pages.parts.blocks import Block
from mayadeen.pages.parts.labels import is_sentence
from mayadeen.pages.roles import Role
from mayadeen.pages.story.bounds import StoryBounds
from mayadeen.pages.story.moving_text import moving_ends

MOST_TAGS = 100  # the site was seen to give a post 52


TAGS_NAME = re.compile(r"(?:^|[\s_-])(?:tags|keywords|topics)(?=$|[\s_-])|tag-?(?:list|cloud)")


@dataclass(slots=True)
class Paragraph:
    """One paragraph of the story with the line that it stands in."""

    text: str
    item: Line


@dataclass
class Story:
    """What was found; `related` are the blocks that had no heading known as one."""

    paragraphs: list[Paragraph]
    tags: list[tuple[str, Line]]
    related: list[Block]
    last_prose: int  # the place of the last line of prose
    duration: int | None = None


def find_story_node(bounds: StoryBounds) -> int | None:
    """Give the element where the story's prose is dense, outliers left aside.

    From the element that holds all of it down, as long as one inner element holds nearly all, no
    more than two paragraphs stand before that (a summary, an introduction), and what stands after
    it is no text alone.
    """
    page = bounds.page
    candidates = [line for line in bounds.unread() if line.is_prose]
    if not candidates:
        return None
    node = candidates[0].node
    for line in candidates[1:]:
        node = page.common(node, line.node)
    if len(candidates) == 1:
        return max(page.parents[node], 0)
    while True:
        branches: dict[int, list[Line]] = {}
        for line in candidates:
            if line.node == node:
                return node
            branch = line.node
            while page.parents[branch] != node:
                branch = page.parents[branch]
            branches.setdefault(branch, []).append(line)
        weights = {n: sum(len(i.text) for i in inside) for n, inside in branches.items()}
        best = max(weights, key=weights.__getitem__)
        end = _tags_behind(bounds, best, candidates[-1].index)
        branches = {n: inside for n, inside in branches.items() if page.starts[n] <= end}
        weights = {n: weights[n] for n in branches}
        if weights[best] < 0.7 * sum(weights.values()) or len(branches[best]) < 2:
            return node
        before = sum(len(inside) for n, inside in branches.items() if n < best)
        after = (n for n in branches if n > best)
        if before > 2 or not all(_holds_more_than_text(bounds, n) for n in after):
            return node
        node, candidates = best, branches[best]


def stands_in_tags(page: FlatPage, line: Line) -> bool:
    """Whether a line stands in an element that is called after tags."""
    nodes = (line.node, page.parents[line.node])
    return any(TAGS_NAME.search(page.names(node)) for node in nodes if node >= 0)


def _tags_behind(bounds: StoryBounds, node: int, last: int) -> int:
    """The place of the post's tags between an element and the line at `last`, or that place: what
    follows the tags is no story."""
    page = bounds.page
    for line in page.lines[page.ends[node] : last]:
        is_text = line.kind == TEXT and not line.hidden_by
        if is_text and (bounds.leads_to_tags(line) or stands_in_tags(page, line)):
            return line.index
    return last


def _holds_more_than_text(bounds: StoryBounds, node: int) -> bool:
    return any(
        line.kind == TEXT and (line.linked > 0.9 or line.heading)
        for line in bounds.page.inside(node)
    )


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
    if all(len(line) > 60 and is_sentence(line) for line in lines[:-1]):
        yield from lines
    else:
        yield " ".join(whole.split())
