"""Tell what stands in cards beside their headlines: teasers, labels, dates, who wrote them."""

from __future__ import annotations

from mayadeen.pages.flat.page import MOST_IN_A_BOX, TEXT, Line
from mayadeen.pages.roles import Role
from mayadeen.pages.story.bounds import StoryBounds


def drop_cards(bounds: StoryBounds) -> None:
    """Give a role to what stands in cards beside their headlines: of two elements side by side,
    each with a linked headline of one post, and at most one text below it."""
    page = bounds.page
    siblings: dict[int, dict[int, Line]] = {}
    for line in page.lines[bounds.start : bounds.stop]:
        if _may_head_a_card(bounds, line):
            card = _card(bounds, line)
            if card is not None:
                siblings.setdefault(page.parents[card], {}).setdefault(card, line)
    for cards in siblings.values():
        if len(cards) > 1:
            for card, headline in cards.items():
                _drop_card(bounds, card, headline)


def _may_head_a_card(bounds: StoryBounds, line: Line) -> bool:
    shown = line.kind == TEXT and not line.hidden_by and line.role in (None, Role.RELATED)
    return shown and line.is_link and bounds.leads_to_post(line)


def _drop_card(bounds: StoryBounds, card: int, headline: Line) -> None:
    for line in bounds.page.inside(card):
        if line.kind != TEXT or line.role is not None or line.hidden_by or line.is_mostly_link:
            continue
        # Above the link of a related post the story goes on.
        below = line.index > headline.index and headline.role is None
        if below or not line.is_prose:
            line.claim(Role.TEASER, by="beside-card-headline")


def _card(bounds: StoryBounds, headline: Line) -> int | None:
    """The widest element around a linked headline that holds no other post's, and not more than
    one text besides."""
    page = bounds.page
    target = set(bounds.targets(headline))
    card = None
    for node in page.ancestors(headline.node):
        if page.ends[node] - page.starts[node] > MOST_IN_A_BOX or bounds.holds_headline(node):
            break
        inside = page.inside(node)
        if sum(i.is_prose for i in inside) > 1:
            break
        if any(bounds.leads_to_post(i) and not target & set(bounds.targets(i)) for i in inside):
            break
        card = node
    return card
