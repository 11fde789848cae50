"""A listing's main column: its cards in page order, and how the listing goes on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

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
_SIZES = ("limit", "size", "per_page", "perpage", "pagesize", "page_size")
_SAYS_NEXT = re.compile(r"\bnext\b", re.IGNORECASE)
_NAMED_MORE = etree.XPath(
    '//*[contains(@class, "more") or contains(@id, "more") or'
    ' ((self::button or self::input or self::a or @role="button")'
    " and (@aria-label or @value or @title))]"
)
_LABELS = ("aria-label", "value", "title")
_LONGEST_CONTROL = 5  # words
_GONE = (
    "self::a[@href][not(starts-with(@href, '#'))] or ancestor-or-self::*"
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
    `controls` are all that say so, best first, `certain` of them by their words in the main column.
    """

    cards: list[Card]
    next_url: str | None
    load_more: bool
    load_more_path: str | None = None
    controls: tuple[str, ...] = ()
    certain: int = 0


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
    controls, certain = ([], 0) if next_url else _controls(flow, items)
    control = controls[0] if controls else None
    return Listing(cards, next_url, control is not None, control, tuple(controls), certain)


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
    """`rel=next`, else the number after this page's own, else a link that says so."""
    for rel, element in (*flow.rels, *((_rel(element), element) for element in flow.links)):
        if "next" in rel.split() and (url := _usable(flow, element.get("href"))):
            return url
    here_without = _without_number(flow.url)
    first = 1
    numbered: dict[int, str] = {}
    printed: dict[int, str] = {}
    worded: str | None = None
    for text, href in _pager(flow):
        word = plain(text)
        says_next = word in words.NEXT or text.strip() in words.NEXT_SIGNS
        if word.isdecimal() and len(word) < 4:
            printed.setdefault(int(word), flow.absolute(href).partition("#")[0])
        url = _usable(flow, href)
        if url is None:
            continue
        leads_to = _number(url)
        if leads_to is not None and _without_number(url) == here_without and not says_next:
            numbered.setdefault(leads_to, url)
            if text.strip() == str(leads_to + 1):
                first = 0  # Drupal's page 2 is `?page=1`
        elif says_next or (_says_more(word) and (leads_to or _grows(url, flow.url))):
            worded = worded or url
    here = _number(flow.url)
    following = numbered.get((first if here is None else here) + 1)
    return following or _next_printed(printed, flow.url.partition("#")[0]) or worded


def _next_printed(links: dict[int, str], here: str) -> str | None:
    """The link after the present page's in a run of numbers, by the one value that tells their
    addresses apart, whatever it is called: `?start=6`, `/politics/12`.

    A page's own address may state no such value, as the first one's does, and not be linked.
    """
    for name in dict.fromkeys(key for url in links.values() for key in _decimals(url)):
        own = _decimals(here).get(name)
        rest = _without(here, name)
        alike = {
            number: int(value)
            for number, url in sorted(links.items())
            if (value := _decimals(url).get(name)) and _without(url, name) == rest
        }
        values = list(alike.values())
        if not values or values != sorted(set(values)):
            continue
        if own is None:
            if 2 in alike:
                return links[2]
        elif later := [number for number, value in alike.items() if value > int(own)]:
            return links[later[0]]
    return None


def _decimals(url: str) -> dict[str, str]:
    """The numbers that an address holds by their names; "" is the last step of its path."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return {}
    found = {name: value for name, value in parse_qsl(parts.query) if value.isdecimal()}
    last = parts.path.rstrip("/").rpartition("/")[2]
    return {**found, "": last} if last.isdecimal() and len(last) < 4 else found


def _without(url: str, name: str) -> tuple[str, str, list[tuple[str, str]]]:
    """Host, path and query of an address without one of its numbers, and without a page's size."""
    parts = urlsplit(url)
    path = unquote(parts.path).rstrip("/")
    if not name and _decimals(url).get(""):
        path = path.rpartition("/")[0]
    query = [pair for pair in parse_qsl(parts.query) if pair[0] not in (name, *_SIZES)]
    return parts.netloc, path, query


def _grows(url: str, here: str) -> bool:
    """Whether an address asks for more of the same: by one number that is larger, or was not."""
    own = _decimals(here)
    grown = [name for name, value in _decimals(url).items() if int(value) > int(own.get(name, 0))]
    return len(grown) == 1 and _without(url, grown[0]) == _without(here, grown[0])


def _rel(element: Any) -> str:
    return (element.get("rel") or "").lower()


def _pager(flow: Flow) -> Iterator[tuple[str, str]]:
    """Texts and addresses of the links that can lead on, and of what a list to choose from holds;
    an icon's text is what it is called."""
    for item in flow.items:
        if item.kind == TEXT and not item.away:
            for link, text in item.link_texts():
                if len(text) <= 24:
                    yield text, flow.hrefs[link]
    for element, href in zip(flow.links, flow.hrefs, strict=True):
        if name := element.get("aria-label") or element.get("title"):
            yield name, href
        elif not "".join(element.itertext()).strip():
            yield _icon(element, flow.absolute(href), flow.url), href
    for choice in flow.elements[0].iter("select") if flow.elements else ():
        yield from _choices(choice)


def _icon(element: Any, url: str, here: str) -> str:
    """What a link without a text says by its class, where it leads to the same listing."""
    says_next = _SAYS_NEXT.search(f"{element.get('class')} {element.get('id')}")
    return "›" if says_next and _without_number(url)[0] == _without_number(here)[0] else ""


def _choices(choice: Any) -> Iterator[tuple[str, str]]:
    """The pages that a `<select>` leads to, by addresses or by numbers of a name for pages."""
    name = (choice.get("name") or "").lower()
    for option in choice.iter("option"):
        text = "".join(option.itertext()).strip()
        value = (option.get("value") or "").strip()
        if value.isdecimal():
            if name in _PAGE_KEYS:
                yield text, f"?{choice.get('name')}={value}"
        elif "/" in value or "?" in value:
            yield text, value


def _usable(flow: Flow, href: str | None) -> str | None:
    """The absolute address of a later page of the same site, its query kept, no fragment."""
    if not href or href.strip()[:1] in ("", "#"):
        return None
    url, here = flow.absolute(href).partition("#")[0], flow.url.partition("#")[0]
    if not urls.is_page_of(url, here) or url == here:
        return None
    number, own = _number(url), _number(here)
    return None if number is not None and number <= (own or 0) else url


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


def _says_more(word: str) -> bool:
    """`Load more`, `Load more videos`: whether a label in plain form asks for more of a listing."""
    return word in words.LOAD_MORE or (
        word.startswith(words.MORE_OF) and len(word.split()) <= _LONGEST_CONTROL
    )


def _controls(flow: Flow, column: list[Item]) -> tuple[list[str], int]:
    """XPaths of what makes the listing grow and has no address, and how many of them are certain.

    By their words, those of the main column first; then by their names and attributes.
    """
    inside = {id(item) for item in column}
    said = sorted(_said(flow), key=lambda one: id(one[0]) not in inside)
    certain = sum(id(item) in inside for item, _ in said)
    found = [path for _, path in said]
    seen: Counter[str] = Counter()
    paths = []
    for path in found:
        seen[path] += 1
        paths.append(path if seen[path] == 1 else f"({path})[{seen[path]}]")
    return [*paths, *(path for path in _named(flow) if path not in seen)], certain


def _said(flow: Flow) -> Iterator[tuple[Item, str]]:
    for item in flow.items:
        if item.kind != TEXT or item.away:
            continue
        for part, link in zip(item.parts, item.links, strict=True):
            if len(part) > 60 or not _says_more(plain(part)):
                continue
            if link < 0 or _leads_nowhere(flow, flow.hrefs[link]):
                element = _holder(flow.elements[item.node], part)
                yield item, _find_again(element, " ".join(part.split()))


def _leads_nowhere(flow: Flow, href: str) -> bool:
    """Whether a link is a button by its script: to no address, or to the page that it stands on."""
    if href.strip()[:1] in ("", "#") or href.strip().lower().startswith("javascript:"):
        return True
    return flow.absolute(href).partition("#")[0] == flow.url.partition("#")[0]


def _named(flow: Flow) -> Iterator[str]:
    for element in _NAMED_MORE(flow.elements[0]) if flow.elements else ():
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        label = next((name for name in _LABELS if _says_more(plain(element.get(name) or ""))), None)
        if (label or _MORE_NAME.search(names)) and not element.xpath(_GONE):
            yield _find_again(element, "", label)


def _holder(element: Any, part: str) -> Any:
    """The innermost element whose whole text is this."""
    holders = (
        inner
        for inner in element.iter(etree.Element)
        if "".join(inner.itertext()).strip() == part.strip()
    )
    return next(reversed([element, *holders]))


def _find_again(element: Any, text: str, label: str | None = None) -> str:
    """An XPath that a browser's document answers too: by id or class, else by the words or the
    attribute `label` that holds them."""
    if name := element.get("id"):
        return f"//*[@id={_literal(name)}]"
    for name in (element.get("class") or "").split():
        if _MORE_NAME.search(name.lower()):
            wanted = _literal(f" {name} ")
            return f"//*[contains(concat(' ', normalize-space(@class), ' '), {wanted})]"
    if label:
        return f"//{element.tag}[@{label}={_literal(element.get(label))}]"
    return f"//{element.tag}[normalize-space()={_literal(text)}]"


def _literal(text: str) -> str:
    """A text as XPath writes it, which knows no way to escape a quotation mark."""
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    return "concat(" + """, "'", """.join(f"'{part}'" for part in text.split("'")) + ")"
