"""Find the link to a listing's next page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from mayadeen.normalise import urls
from mayadeen.pages.flat.page import TEXT, FlatPage
from mayadeen.pages.vocabulary import words
from mayadeen.pages.vocabulary.words import plain

_PAGE = re.compile(r"/(?:page|p|pagina|صفحة)[/-]?(\d{1,5})$|/(\d{1,3})$")


_PAGE_KEYS = ("page", "p", "pg", "paged", "pagenumber", "page_number", "pagina", "pageindex")


_SIZES = ("limit", "size", "per_page", "perpage", "pagesize", "page_size")


_SAYS_NEXT = re.compile(r"\bnext\b", re.IGNORECASE)


_LONGEST_CONTROL = 5  # words


def find_next_page(page: FlatPage) -> str | None:
    """`rel=next`, else the number after this page's own, else a link that says so."""
    for rel, element in (*page.rels, *((_rel(element), element) for element in page.links)):
        if "next" in rel.split() and (url := _usable(page, element.get("href"))):
            return url
    here_without = _without_number(page.url)
    first = 1
    numbered: dict[int, str] = {}
    printed: dict[int, str] = {}
    worded: str | None = None
    for text, href in _pager(page):
        word = plain(text)
        says_next = word in words.NEXT or text.strip() in words.NEXT_SIGNS
        if word.isdecimal() and len(word) < 4:
            printed.setdefault(int(word), page.absolute(href).partition("#")[0])
        url = _usable(page, href)
        if url is None:
            continue
        leads_to = _number(url)
        if leads_to is not None and _without_number(url) == here_without and not says_next:
            numbered.setdefault(leads_to, url)
            if text.strip() == str(leads_to + 1):
                first = 0  # Drupal's page 2 is `?page=1`
        elif says_next or (says_more(word) and (leads_to or _grows(url, page.url))):
            worded = worded or url
    here = _number(page.url)
    following = numbered.get((first if here is None else here) + 1)
    return following or _next_printed(printed, page.url.partition("#")[0]) or worded


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


def _pager(page: FlatPage) -> Iterator[tuple[str, str]]:
    """Texts and addresses of the links that can lead on, and of what a list to choose from holds;
    an icon's text is what it is called."""
    for line in page.lines:
        if line.kind == TEXT and not line.hidden_by:
            for link, text in line.link_texts():
                if len(text) <= 24:
                    yield text, page.hrefs[link]
    for element, href in zip(page.links, page.hrefs, strict=True):
        if name := element.get("aria-label") or element.get("title"):
            yield name, href
        elif not "".join(element.itertext()).strip():
            yield _icon(element, page.absolute(href), page.url), href
    for choice in page.elements[0].iter("select") if page.elements else ():
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


def _usable(page: FlatPage, href: str | None) -> str | None:
    """The absolute address of a later page of the same site, its query kept, no fragment."""
    if not href or href.strip()[:1] in ("", "#"):
        return None
    url, here = page.absolute(href).partition("#")[0], page.url.partition("#")[0]
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


def says_more(word: str) -> bool:
    """`Load more`, `Load more videos`: whether a label in plain form asks for more of a listing."""
    return word in words.LOAD_MORE or (
        word.startswith(words.MORE_OF) and len(word.split()) <= _LONGEST_CONTROL
    )
