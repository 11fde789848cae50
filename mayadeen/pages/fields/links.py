"""Read the Links that stand beside a post."""

from __future__ import annotations

from collections.abc import Iterator

from mayadeen.items import Link
from mayadeen.normalise import urls
from mayadeen.pages.fields.chosen import Chosen
from mayadeen.pages.fields.dates import card_day
from mayadeen.pages.parts.blocks import block_cards
from mayadeen.pages.parts.credits import split_caption
from mayadeen.pages.parts.labels import kind_of_label
from mayadeen.pages.story.visible import Visible


def read_shown_links(chosen: Chosen, visible: Visible) -> Iterator[Link]:
    """The Links of the blocks beside the story, in page order."""
    page_url = urls.canonical(chosen.response.url) or chosen.response.url
    seen = set()
    for block, after in sorted(visible.blocks, key=lambda pair: pair[0].first):
        if block.name not in ("related", "most_read", "coverage", "read_next"):
            continue
        rank = 0
        for card in block_cards(chosen.page, block, chosen.menu):
            # Of links without a heading, one to the page itself is no headline.
            itself = block.heading < 0 and card.url == page_url
            if itself or (block.name, card.url) in seen:
                continue
            seen.add((block.name, card.url))
            rank += 1
            alt, credit, _ = split_caption(card.image_alt or "")
            yield Link(
                observed_at=chosen.fetched_at,
                page_url=page_url,
                rel=block.name,
                rank=rank,
                url=card.url,
                title=card.title,
                label=card.label,
                label_kind=kind_of_label(card.label, chosen.menu),
                date=card_day(chosen, card.date) if card.date else None,
                image_alt=alt,
                image_credit=credit,
                after_paragraph=after,
            )
