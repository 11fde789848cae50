"""A listing's main column: its cards in page order, and how the listing goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from lxml import etree
from scrapy.http import TextResponse

from mayadeen.normalise import urls
from mayadeen.pages import words
from mayadeen.pages.addresses import is_post_address
from mayadeen.pages.blocks import find_blocks
from mayadeen.pages.cards import read_cards
from mayadeen.pages.flow import TEXT, Flow, Item, read_flow
from mayadeen.pages.menu import Menu
from mayadeen.pages.words import plain

__all__ = ["Card", "Listing", "is_post_address", "read_listing"]

_FRAME = frozenset(("nav", "aside"))
_HOLDS_FOOTS = frozenset(("article", "main", "section", "li"))  # a card's own, not the page's
_PAGE = re.compile(r"/(?:page|p|pagina|صفحة)[/-]?(\d{1,5})$|/(\d{1,3})$")
_PAGE_KEYS = ("page", "p", "pg", "paged", "pagenumber", "page_number", "pagina", "pageindex")
_NAMED_MORE = etree.XPath('//*[contains(@class, "more") or contains(@id, "more")]')
_GONE = (
    "self::*[@disabled] or self::a[@href][not(starts-with(@href, '#'))] or ancestor-or-self::*"
    "[@hidden or contains(translate(@style, ' ', ''), 'display:none')]"
)
_MORE_NAME = re.compile(
    r"load-?_?more|show-?_?more|view-?_?more|more-?_?btn|btn-?_?more|loadmorebtn"
)


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
    """

    cards: list[Card]
    next_url: str | None
    load_more: bool
    load_more_path: str | None = None


def read_listing(response: TextResponse, menu: Menu) -> Listing:
    """Read a listing (section, category, region, tag, home): what its main column shows.

    Left out: menu, ticker, foot, asides, and the blocks Most Read, Coverage and Read Next. A post
    is listed once, where it stands first.
    """
    flow = read_flow(response)
    items = main_column(flow, menu)
    here = urls.canonical(response.url)
    cards = [
        Card(card.url, card.title, card.label, card.date)
        for card in read_cards(
            flow, items, menu, lambda url: is_post_address(url, menu, response.url)
        )
        if card.url != here  # another order of the same listing
    ]
    next_url = _next_page(flow)
    control = None if next_url else _load_more(flow)
    return Listing(cards, next_url, control is not None, control)


def main_column(flow: Flow, menu: Menu) -> list[Item]:
    """The items of a page without menu, foot, asides, and the blocks that belong to the day."""
    blocks = [block for block in find_blocks(flow, menu, None) if block.name != "related"]
    beside = {n for block in blocks for n in range(block.first, block.last)}
    return [
        item
        for number, item in enumerate(flow.items)
        if number not in beside and not item.away and not _is_frame(flow, item.node)
    ]


def _is_frame(flow: Flow, node: int) -> bool:
    """Whether it is of the menu, of an aside or of the page's foot."""
    tags = [flow.tags[ancestor] for ancestor in flow.ancestors(node)]
    if "footer" in tags and _HOLDS_FOOTS.isdisjoint(tags[tags.index("footer") :]):
        return True
    return not _FRAME.isdisjoint(tags)


def _next_page(flow: Flow) -> str | None:
    """`rel=next`, else a link that says so, else the number after this page's own."""
    for rel, element in flow.rels:
        if "next" in rel.split() and (url := _usable(flow, element.get("href"))):
            return url
    for element in flow.links:
        if "next" in (element.get("rel") or "").lower().split():
            url = _usable(flow, element.get("href"))
            if url:
                return url
    here, here_without = _number(flow.url) or 1, _without_number(flow.url)
    numbered: dict[int, str] = {}
    worded: str | None = None
    for item in flow.items:
        if item.kind != TEXT or item.away:
            continue
        for link, text in item.link_texts():
            if len(text) > 24:
                continue
            word = plain(text)
            says_next = word in words.NEXT or text.strip() in words.NEXT_SIGNS
            says_more = word in words.LOAD_MORE
            url = _usable(flow, flow.hrefs[link])
            if url is None:
                continue
            leads_to = _number(url)
            if leads_to and _without_number(url) == here_without:
                numbered.setdefault(leads_to, url)
            elif says_next or (says_more and leads_to):
                worded = worded or url
    return numbered.get(here + 1) or worded


def _usable(flow: Flow, href: str | None) -> str | None:
    """The absolute address of a later page of the same site, its query kept, no fragment."""
    if not href or href.strip()[:1] in ("", "#"):
        return None
    url, here = flow.absolute(href).partition("#")[0], flow.url.partition("#")[0]
    if not urls.is_page_of(url, here) or url == here:
        return None
    number = _number(url)
    return None if number is not None and number <= (_number(here) or 1) else url


def _number(url: str) -> int | None:
    """The number of a listing's page by its address; None where none is stated."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    query = {key.lower(): values for key, values in parse_qs(parts.query).items()}
    for name in _PAGE_KEYS:
        value = query.get(name, [""])[0]
        if value.isdecimal() and len(value) < 6:
            return int(value)
    match = _PAGE.search(unquote(parts.path).rstrip("/"))
    return int(match[1] or match[2]) if match else None


def _without_number(url: str) -> tuple[str, str]:
    """Path and query of a listing's address without what numbers its page."""
    parts = urlsplit(url)
    path = unquote(parts.path).rstrip("/")
    query = [pair for pair in parts.query.split("&") if pair.partition("=")[0] not in _PAGE_KEYS]
    return _PAGE.sub("", path), "&".join(query)


def _load_more(flow: Flow) -> str | None:
    """The XPath of a control that makes the listing grow and has no address, else None."""
    for item in flow.items:
        if item.kind != TEXT or item.away:
            continue
        for part, link in zip(item.parts, item.links, strict=True):
            if len(part) > 60 or plain(part) not in words.LOAD_MORE:
                continue
            if link >= 0 and flow.hrefs[link].strip()[:1] not in ("", "#", "j"):
                continue
            element = _holder(flow.elements[item.node], part)
            if element.get("disabled") is None:
                return _find_again(element, " ".join(part.split()))
    for element in _NAMED_MORE(flow.elements[0]) if flow.elements else ():
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        if _MORE_NAME.search(names) and not element.xpath(_GONE):
            return _find_again(element, "")
    return None


def _holder(element: Any, part: str) -> Any:
    """The innermost element whose whole text is this."""
    holders = (
        inner
        for inner in element.iter(etree.Element)
        if "".join(inner.itertext()).strip() == part.strip()
    )
    return next(reversed([element, *holders]))


def _find_again(element: Any, text: str) -> str:
    """An XPath that a browser's document answers too: by id or class, else by the words."""
    if (name := element.get("id")) and "'" not in name:
        return f"//*[@id='{name}']"
    for name in (element.get("class") or "").split():
        if _MORE_NAME.search(name.lower()) and "'" not in name:
            return f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
    return f'//{element.tag}[normalize-space()="{text}"]'
