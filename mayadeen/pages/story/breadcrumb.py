"""Read the breadcrumb at a headline: `Home / Videos / TV`."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from mayadeen.normalise import urls
from mayadeen.pages.flat.page import TEXT, FlatPage, Line
from mayadeen.pages.menu import Entry, Menu
from mayadeen.pages.menu.labels import LONGEST_ENTRY
from mayadeen.pages.roles import Role
from mayadeen.pages.story.around_headline import LINES_ABOVE

_LINES_BELOW = 2
"""Lines below a headline that can be of a trail. Real pages do not depend on it."""

_MOST = 5
"""Links of a trail. Real pages do not depend on it; tests/pages/story/test_breadcrumb.py holds the
lower side."""

_BESIDE = (Role.RELATED, Role.MOST_READ, Role.COVERAGE, Role.READ_NEXT, Role.TICKER)


def read_breadcrumb(page: FlatPage, menu: Menu, headline: Line) -> tuple[Entry, Line] | None:
    """The menu's deepest entry that a trail near the headline links to, and its line.

    A trail stands in an element without the headline, which holds few links and leads to one
    section alone; what holds every entry is the menu.
    """
    near = page.lines[max(headline.index - LINES_ABOVE, 0) : headline.index + _LINES_BELOW + 1]
    found: list[tuple[Entry, Line]] = []
    for line in near:
        if not _may_be_of_trail(line, headline):
            continue
        holder = _holder(page, line, headline)
        if holder is not None and _is_trail(page, menu, page.inside(holder)):
            found += [(entry, line) for entry in _entries(page, menu, [line])]
    entries = [entry for entry, _ in found]
    if len({entry.group for entry in entries}) != 1:
        return None
    if len({entry.label for entry in entries if entry.label}) > 1:
        return None
    return max(found, key=lambda pair: pair[0].label is not None)


def _may_be_of_trail(line: Line, headline: Line) -> bool:
    """Whether a line is seen and no prose; below the headline one that is all link."""
    if line.kind != TEXT or line.hidden_by or line.role in _BESIDE or line.is_prose:
        return False
    return line.index <= headline.index or line.linked >= 1


def _holder(page: FlatPage, line: Line, headline: Line) -> int | None:
    """The outermost element around a line that does not hold the headline."""
    outside = [n for n in page.ancestors(line.node) if not page.within(headline.node, n)]
    return outside[-1] if outside else None


def _is_trail(page: FlatPage, menu: Menu, lines: list[Line]) -> bool:
    links = {link: text for line in lines if line.kind == TEXT for link, text in line.link_texts()}
    if len(links) > _MOST or set(menu.entries) <= set(_entries(page, menu, lines)):
        return False
    for link, text in links.items():
        url = urls.canonical(page.hrefs[link], page.base)
        if url is None or menu.region_at(url):
            return False
        is_home = not urlsplit(url).path.strip("/")
        is_programme = menu.place(url) and len(text) <= LONGEST_ENTRY  # a card's title is longer
        if not (is_home or menu.is_listing(url) or is_programme):
            return False
    return True


def _entries(page: FlatPage, menu: Menu, items: Iterable[Line]) -> list[Entry]:
    """The menu's entries that these lines link to."""
    lines = (line for line in items if line.kind == TEXT)
    addresses = (page.absolute(page.hrefs[link]) for i in lines for link, _ in i.link_texts())
    places = ((menu.place(url), url) for url in addresses if urls.is_page_of(url, page.url))
    return [entry for entry, url in places if entry and menu.is_listing(url)]
