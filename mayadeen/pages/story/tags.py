"""Read the printed tags."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mayadeen.normalise.text import key
from mayadeen.pages.flat.page import LONGEST_LABEL, FlatPage, Line
from mayadeen.pages.parts.labels import is_sentence
from mayadeen.pages.parts.links import is_tag
from mayadeen.pages.roles import Role
from mayadeen.pages.story.bounds import StoryBounds
from mayadeen.pages.story.paragraphs import (
    MOST_TAGS,
    TAGS_NAME,
    Story,
    stands_in_tags,
)
from mayadeen.pages.vocabulary import words

LONGEST_TAG = 60
"""Letters of a tag. Half changes two of 66 real pages, double none; tests/pages/test_thresholds.py
holds it."""

_TAG_WORDS = 5
"""Words of a tag without a link. Real pages do not depend on it; tests/pages/test_thresholds.py
holds it."""


_NO_TAGS = words.SHARE | words.FOLLOW | words.OTHERS | words.FOOT


_NO_LINKED_TAGS = (
    frozenset(words.HEADING)
    | words.SHARE
    | words.FOLLOW
    | words.ALL
    | words.READ_ON
    | words.CONTROLS
)


def is_behind_story(bounds: StoryBounds, story: Story, line: Line, node: int | None) -> bool:
    """Whether a line stands after the story: behind its tags, or in another element."""
    if not story.paragraphs:
        return False
    if story.tags:
        if line.index > story.last_prose:
            return True
        last = story.paragraphs[-1].line
        if bounds.page.container(last) != bounds.page.container(line):
            between = (tag.index for _, tag in story.tags if last.index < tag.index < line.index)
            # Tags can stand above the story, below its summary, too.
            parting = max(between, default=None)
            if parting is not None and bounds.is_read(parting):
                return True
    return node is not None and line.index >= bounds.end


def is_tag_line(line: Line) -> bool:
    """`Tags: <a>…</a>, <a>…</a>` in one line, or `Tags: …, …` without links."""
    if line.linked:
        return words.HEADING.get(unlinked(line)) == "tags"
    head, colon, names = line.text[:LONGEST_LABEL].partition(":")
    return bool(colon and names) and words.HEADING.get(words.plain(head)) == "tags"


def take_listed_tags(bounds: StoryBounds, story: Story, containers: set[int]) -> None:
    """Take the entries of a list without links under the story: under a heading of tags, in an
    element called so, or behind the elements of paragraphs (`containers`) where they name most."""
    page = bounds.page
    headings = {block.heading for block in bounds.blocks if block.name == "tags"}
    for node, entries in _lists(bounds, story).items():
        is_named = bool(TAGS_NAME.search(page.names(node)))
        if story.last_prose < 0 and not is_named:
            continue
        if not _may_be_tags(bounds, node, entries, headings):
            continue
        first = page.starts[node]
        is_announced = is_named or not headings.isdisjoint((first, first - 1))
        is_apart = page.parents[node] not in containers
        if is_announced or (is_apart and _are_named_in_story(bounds, story, entries)):
            for line in entries:
                line.reclaim(Role.TAGS, by="listed-tags")
                story.tags.append((line.text.strip("#,،;| "), line))


def _lists(bounds: StoryBounds, story: Story) -> dict[int, list[Line]]:
    """The short lines without links under the story, or in an element of tags, by the element
    whose entries they are."""
    page = bounds.page
    lists: dict[int, list[Line]] = {}
    for line in page.lines[bounds.start : bounds.stop]:
        if line.index <= story.last_prose and not stands_in_tags(page, line):
            continue
        if line.label_key and line.linked == 0 and page.tags[line.node] in ("li", "button", "p"):
            outer = page.parents[line.node]
            named = outer >= 0 and TAGS_NAME.search(page.names(outer))
            lists.setdefault(outer if named else page.container(line), []).append(line)
    return lists


def _may_be_tags(bounds: StoryBounds, node: int, entries: list[Line], headings: set[int]) -> bool:
    """Whether an element holds entries that can be tags, and nothing else but their heading."""
    if len(entries) > MOST_TAGS or bounds.holds_headline(node):
        return False
    inside = bounds.page.inside(node)
    texts = [i for i in inside if i.index not in headings and not i.hidden_by]
    return texts == entries and all(_may_be_tag(bounds, line) for line in entries)


def _are_named_in_story(bounds: StoryBounds, story: Story, entries: list[Line]) -> bool:
    """Whether the story names most of several entries."""
    lines = bounds.page.lines[bounds.start : story.last_prose + 1]
    said = key(" ".join(line.text for line in lines))
    return 2 * sum(entry.label_key in said for entry in entries) > len(entries) > 1


def _may_be_tag(bounds: StoryBounds, line: Line) -> bool:
    return (
        line.role in (None, Role.CONTROL, Role.BESIDE)
        and len(line.text.split()) <= _TAG_WORDS
        and not is_sentence(line.text)
        and not bounds.menu.is_word(line.text)
        and line.label_key not in _NO_TAGS
    )


def unlinked(line: Line) -> str:
    loose = (part for part, link in zip(line.parts, line.links, strict=True) if link < 0)
    return words.plain(re.sub(r"[,،;؛|•()\[\]→►▶▸]", " ", " ".join(loose)))


def take_tags(page: FlatPage, story: Story, lines: Sequence[Line]) -> None:
    """Take the links of these lines as tags; of `Tags: …, …` without links the names."""
    for line in lines:
        sure = {text for link, text in line.link_texts() if is_tag(page.hrefs[link])}
        texts, roles = _printed_tags(line)
        line.claim(Role.TAGS, by="tags", roles=roles)
        for text in texts:
            tag = text.strip("#,،;| ")
            word = words.plain(tag)
            # A story about a network is tagged with the name that buttons bear, too.
            is_network = text in sure and word in words.SHARE
            if word and (is_network or word not in _NO_LINKED_TAGS):
                story.tags.append((tag, line))


def _printed_tags(line: Line) -> tuple[list[str], list[tuple[str, Role]]]:
    """The texts of a line that are its tags, and the role of each of its pieces."""
    texts = [text for _, text in line.link_texts()]
    if texts or not is_tag_line(line):
        pairs = zip(line.parts, line.links, strict=True)
        return texts, [(part, Role.TAGS if link >= 0 else Role.LABEL) for part, link in pairs]
    head, _, names = line.text.partition(":")
    texts = re.split("[,،;؛|]", names)
    if len(texts) == 1:  # each in an element of its own
        texts = [part for part in line.parts if words.plain(part) not in words.HEADING]
    return texts, [(head, Role.LABEL), (names, Role.TAGS)]
