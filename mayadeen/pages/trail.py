"""The links at a headline that say where its post belongs: `Home / Videos / TV`."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from mayadeen.normalise import urls
from mayadeen.pages.flow import TEXT, Flow, Item
from mayadeen.pages.menu import Entry, Menu

_ABOVE, _BELOW = 8, 2  # items
_MOST = 5  # links
_LONGEST = 32  # letters of a programme's name; a card's title is longer
_BESIDE = ("related", "most_read", "coverage", "read_next", "ticker")


def read_trail(flow: Flow, menu: Menu, headline: Item) -> tuple[Entry, Item] | None:
    """The menu's deepest entry that a trail near the headline links to, and its line.

    A trail stands in an element without the headline, which holds few links and leads to one
    section alone; what holds every entry is the menu.
    """
    near = flow.items[max(headline.place - _ABOVE, 0) : headline.place + _BELOW + 1]
    found: list[tuple[Entry, Item]] = []
    for item in near:
        if item.kind != TEXT or item.away or item.role in _BESIDE or item.running:
            continue
        if item.place > headline.place and item.linked < 1:
            continue
        holder = _holder(flow, item, headline)
        if holder is not None and _is_trail(flow, menu, flow.inside(holder)):
            found += [(entry, item) for entry in _entries(flow, menu, [item])]
    entries = [entry for entry, _ in found]
    if len({entry.group for entry in entries}) != 1:
        return None
    if len({entry.label for entry in entries if entry.label}) > 1:
        return None
    return max(found, key=lambda pair: pair[0].label is not None)


def _holder(flow: Flow, item: Item, headline: Item) -> int | None:
    """The outermost element around a line that does not hold the headline."""
    outside = [n for n in flow.ancestors(item.node) if not flow.within(headline.node, n)]
    return outside[-1] if outside else None


def _is_trail(flow: Flow, menu: Menu, items: list[Item]) -> bool:
    links = {link: text for item in items if item.kind == TEXT for link, text in item.link_texts()}
    if len(links) > _MOST or set(menu.entries) <= set(_entries(flow, menu, items)):
        return False
    for link, text in links.items():
        url = urls.canonical(flow.hrefs[link], flow.base)
        if url is None or menu.region_at(url):
            return False
        is_home = not urlsplit(url).path.strip("/")
        if not (is_home or menu.is_listing(url) or (menu.place(url) and len(text) <= _LONGEST)):
            return False
    return True


def _entries(flow: Flow, menu: Menu, items: Iterable[Item]) -> list[Entry]:
    """The menu's entries that these lines link to."""
    lines = (item for item in items if item.kind == TEXT)
    addresses = (flow.absolute(flow.hrefs[link]) for i in lines for link, _ in i.link_texts())
    places = ((menu.place(url), url) for url in addresses if urls.is_page_of(url, flow.url))
    return [entry for entry, url in places if entry and menu.is_listing(url)]
