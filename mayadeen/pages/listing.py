"""A listing's main column: its cards in page order, and how the listing goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from scrapy.http import TextResponse

from mayadeen.normalise import urls
from mayadeen.pages.bounded import bounded
from mayadeen.pages.flat.flatten import flatten
from mayadeen.pages.flat.page import TEXT, FlatPage, Line
from mayadeen.pages.menu import Menu
from mayadeen.pages.parts.addresses import is_post_address
from mayadeen.pages.parts.blocks import find_blocks
from mayadeen.pages.parts.cards import read_cards
from mayadeen.pages.parts.more_button import (
    GONE,
    LABELS,
    MORE_NAME,
    NAMED_MORE,
    find_again,
    holder,
    leads_nowhere,
)
from mayadeen.pages.parts.paging import find_next_page, says_more
from mayadeen.pages.vocabulary.words import plain

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
    controls, certain = ([], 0) if next_url else _controls(page, lines)
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


def _controls(page: FlatPage, column: list[Line]) -> tuple[list[str], int]:
    """XPaths of what makes the listing grow and has no address, and how many of them are certain.

    By their words, those of the main column first; then by their names and attributes.
    """
    inside = {id(line) for line in column}
    said = sorted(_said(page), key=lambda one: id(one[0]) not in inside)
    certain = sum(id(line) in inside for line, _ in said)
    found = [path for _, path in said]
    seen: Counter[str] = Counter()
    paths = []
    for path in found:
        seen[path] += 1
        paths.append(path if seen[path] == 1 else f"({path})[{seen[path]}]")
    return [*paths, *(path for path in _named(page) if path not in seen)], certain


def _said(page: FlatPage) -> Iterator[tuple[Line, str]]:
    for line in page.lines:
        if line.kind != TEXT or line.hidden_by:
            continue
        for part, link in zip(line.parts, line.links, strict=True):
            if len(part) > 60 or not says_more(plain(part)):
                continue
            if link < 0 or leads_nowhere(page, page.hrefs[link]):
                element = holder(page.elements[line.node], part)
                yield line, find_again(element, " ".join(part.split()))


def _named(page: FlatPage) -> Iterator[str]:
    for element in NAMED_MORE(page.elements[0]) if page.elements else ():
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        label = next((name for name in LABELS if says_more(plain(element.get(name) or ""))), None)
        if (label or MORE_NAME.search(names)) and not element.xpath(GONE):
            yield find_again(element, "", label)
