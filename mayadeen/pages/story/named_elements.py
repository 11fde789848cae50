"""Drop what stands in the story's bounds without being of it: by tag, by name, by what it is."""

from __future__ import annotations

from mayadeen.pages.flat.page import IMAGE, MOST_IN_A_BOX, TEXT, FlatPage, Line
from mayadeen.pages.parts.credits import is_marked
from mayadeen.pages.parts.images import picture
from mayadeen.pages.parts.links import NO_LINK
from mayadeen.pages.roles import Role
from mayadeen.pages.story.boilerplate import (
    BY_TAG,
    ELSEWHERE,
    LONGEST_BOX,
    named,
)
from mayadeen.pages.story.bounds import OUTER_TAGS, StoryBounds
from mayadeen.pages.story.densest_element import MOST_OF_STORY

_MOST_OFFERED = 5
"""Lines of a box that asks for a mail address. Of 39 real pages half spoils five; double mends
three, but 8 takes a review from a shop's page; tests/pages/story/test_body.py holds the lower
side."""


def drop_named(bounds: StoryBounds) -> None:
    """Give a role to what is no part of the story by its tag, its name or what it is."""
    _drop_boilerplate(bounds)
    for line in bounds.unread():
        if line.kind == TEXT and line.links != NO_LINK and _leads_to_a_post_elsewhere(bounds, line):
            _drop_embed(bounds, line)
    if "input" in bounds.page.tags:
        _drop_offers(bounds)
    for block in bounds.blocks:
        if block.name == "newsletter" and bounds.start <= block.heading < bounds.stop:
            for line in _box_of_offer(bounds, bounds.page.lines[block.heading].node, 2):
                line.reclaim(Role.NEWSLETTER, by="offer-above-its-button")


def _leads_to_a_post_elsewhere(bounds: StoryBounds, line: Line) -> bool:
    hrefs = bounds.page.hrefs
    return any(link >= 0 and ELSEWHERE.match(hrefs[link]) for link in line.links)


def _drop_boilerplate(bounds: StoryBounds) -> None:
    """Claim the lines of elements with the tag or name of a menu, an ad, an embed, a share list.

    What would take most of the story away is named after something else (`item__comment`).
    """
    elements = _Elements(bounds)
    named_so: dict[Role, list[Line]] = {}
    for line in bounds.unread():
        role = elements.role(line.node)
        if role and not (role is Role.CONTROL and is_marked(line.text)):  # a byline can be one
            named_so.setdefault(role, []).append(line)
    for role, lines in named_so.items():
        if role is Role.EMBED or not _is_most(bounds, lines):
            for line in lines:
                line.claim(role, by="named-element")


def _is_most(bounds: StoryBounds, lines: list[Line]) -> bool:
    return bounds.densest is not None and bounds.densest.share(lines) > MOST_OF_STORY


class _Elements:
    """What elements are by tag and name, or by those around them; each is asked once."""

    def __init__(self, bounds: StoryBounds) -> None:
        self.bounds = bounds
        self._roles: dict[int, Role | None] = {-1: None}
        if bounds.headline is not None:
            # What holds the headline holds the story, and is dropped under no name.
            headline = bounds.page.lines[bounds.headline]
            self._roles |= dict.fromkeys(bounds.page.ancestors(headline.node))

    def role(self, node: int) -> Role | None:
        if node in self._roles:
            return self._roles[node]
        page = self.bounds.page
        tag = page.tags[node]
        role = self.role(page.parents[node]) or BY_TAG.get(tag)
        if role is None and tag not in OUTER_TAGS:
            role = named(page.names(node))
        if role is not None and role is not Role.EMBED and self._is_story(node, role):
            role = None
        self._roles[node] = role
        return role

    def _is_story(self, node: int, role: Role) -> bool:
        page, bounds, densest = self.bounds.page, self.bounds, self.bounds.densest
        if densest is not None and page.within(densest.node, node):
            return True
        if densest is not None and role is Role.COMMENTS and page.starts[node] > densest.last:
            return False  # however long they are
        inside = page.inside(node)
        if role is Role.SHARE:
            # The main picture stands in one list with the share links.
            return any(i.kind == IMAGE and picture(page, i) for i in inside)
        texts = [len(line.text) for line in inside if line.is_prose and line.role is None]
        if sum(texts) > LONGEST_BOX:
            return True
        # Of a short story it is the bigger part, with no more than a summary above it.
        _, prose = page.prose(bounds.start, bounds.stop)
        above, _ = page.prose(bounds.start, min(bounds.stop, page.starts[node]))
        return above < 2 <= len(texts) and 2 * sum(texts) > prose


def _drop_offers(bounds: StoryBounds) -> None:
    """Give a role to the few lines that stand in one box with a field for a mail address."""
    page = bounds.page
    all_prose = sum(line.is_prose for line in bounds.unread())
    for node, tag in enumerate(page.tags):
        if tag != "input" or not bounds.start <= page.starts[node] < bounds.stop:
            continue
        element = page.elements[node]
        if "mail" in f"{element.get('type')} {element.get('name')}".lower():
            for line in _box_of_offer(bounds, node, all_prose):
                line.reclaim(Role.NEWSLETTER, by="mail-field")


def _box_of_offer(bounds: StoryBounds, node: int, all_prose: int) -> list[Line]:
    """The lines of the widest element around a control that holds little else; of a page with
    one line of prose (`all_prose`), not that."""
    box: list[Line] = []
    for outer in bounds.elements_around(node):
        inside = [i for i in bounds.page.inside(outer) if i.kind == TEXT and not i.hidden_by]
        prose = sum(i.is_prose for i in inside)
        if len(inside) > _MOST_OFFERED or prose > 1 or prose == all_prose:
            break
        box = inside
    return box


def _drop_embed(bounds: StoryBounds, line: Line) -> None:
    """A post of another site, printed in the page: a quotation that ends in its address.

    Without a `blockquote` it is told by its signature, `— Name (@name) date`.
    """
    for other in _embedded(bounds, line):
        other.reclaim(Role.EMBED, by="quoted-post")


def _embedded(bounds: StoryBounds, line: Line) -> list[Line]:
    """The lines of a post of another site of which one leads to it."""
    page = bounds.page
    node = next((n for n in page.ancestors(line.node) if page.tags[n] == "blockquote"), None)
    if node is not None:
        return page.inside(node)
    signed = "(@" in line.text or line.text.startswith(("—", "–", "- "))
    if not signed and not line.is_link:
        return []
    outer = page.parents[line.node]
    if _is_small_box(page, outer) and not bounds.holds_headline(outer):
        return page.inside(outer)
    if page.tags[line.node] == "p" or _is_small_box(page, line.node):
        return page.inside(line.node)
    return [line]  # loose in what holds the story


def _is_small_box(page: FlatPage, node: int) -> bool:
    inside = page.inside(node)
    return len(inside) <= MOST_IN_A_BOX and sum(line.is_prose for line in inside) < 2
