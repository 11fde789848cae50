"""Read a listing's main column: its cards in page order, and how the listing goes on."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy.http import TextResponse

from mayadeen.normalise import urls
from mayadeen.pages.bounded import bounded
from mayadeen.pages.flat.flatten import flatten
from mayadeen.pages.flat.page import FlatPage, Line
from mayadeen.pages.menu import Menu
from mayadeen.pages.parts.addresses import is_post_address
from mayadeen.pages.parts.blocks import find_blocks
from mayadeen.pages.parts.cards import read_cards
from mayadeen.pages.parts.more_button import find_controls
from mayadeen.pages.parts.paging import find_next_page

__all__ = ["Card", "Listing", "is_post_address", "read_listing"]


_FRAME = frozenset(("nav", "aside"))


_HOLDS_FOOTERS = frozenset(("article", "main", "section", "li"))  # a card's own, not the page's


@dataclass(frozen=True)
class Card:
    """One headline of a listing as printed; `url` canonical and absolute."""

    url: str
    title: str | None
    label: str | None
    date: str | None


@dataclass(frozen=True)
class Listing:
    """The main column of a listing.

    `next_url` is the next page's address, absolute, its query kept. `load_more` says that the
    listing grows by a control without an address; `load_more_path` is an XPath that finds it.
    `controls` are all that say so, best first, `certain` of them by their words in the main column.
    """

    cards: list[Card]
    next_url: str | None
    load_more: bool
    load_more_path: str | None = None
    controls: tuple[str, ...] = ()
    certain: int = 0


@bounded
def read_listing(response: TextResponse, menu: Menu) -> Listing:
    """Read a listing (section, category, region, tag, home): what its main column shows.

    Left out: menu, ticker, footer, asides, and the blocks Most Read, Coverage and Read Next. A post
    is listed once, where it stands first.
    """
    page = flatten(response)
    lines = main_column(page, menu)
    here = urls.canonical(response.url)
    cards = [
        Card(card.url, card.title, card.label, card.date)
        for card in read_cards(
            page, lines, menu, lambda url: is_post_address(url, menu, response.url)
        )
        if card.url != here  # another order of the same listing
    ]
    next_url = find_next_page(page)
    controls, certain = ([], 0) if next_url else find_controls(page, lines)
    control = controls[0] if controls else None
    return Listing(cards, next_url, control is not None, control, tuple(controls), certain)


def main_column(page: FlatPage, menu: Menu) -> list[Line]:
    """The lines of a page without menu, footer, asides, and the blocks that belong to the day."""
    blocks = [block for block in find_blocks(page, menu, None) if block.name != "related"]
    beside = {n for block in blocks for n in range(block.first, block.last)}
    return [
        line
        for number, line in enumerate(page.lines)
        if number not in beside and not line.hidden_by and not _is_frame(page, line.node)
    ]


def _is_frame(page: FlatPage, node: int) -> bool:
    """Whether it is of the menu, of an aside or of the page's footer."""
    tags = [page.tags[ancestor] for ancestor in page.ancestors(node)]
    if "footer" in tags and _HOLDS_FOOTERS.isdisjoint(tags[tags.index("footer") :]):
        return True
    return not _FRAME.isdisjoint(tags)
