"""Find the link to a listing's next page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
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


_LONGEST_CONTROL = 5
"""Words of what leads on. tests/pages/test_listing.py holds the lower side."""


_LONGEST_TEXT = 24
"""Letters of a link in a row of them. tests/pages/test_listing.py holds the lower side."""


_MOST_PIECES = 8
"""Pieces of a control's text; unclosed tags put all that follows inside it. It bounds the time."""


@dataclass(frozen=True, slots=True)
class _Control:
    """A link that can lead on, with the later page of the site that it leads to."""

    text: str
    href: str
    later: str | None

    @property
    def word(self) -> str:
        return plain(self.text)

    @property
    def says_next(self) -> bool:
        return self.word in words.NEXT or self.text.strip() in words.NEXT_SIGNS


def find_next_page(page: FlatPage) -> str | None:
    """Find the address of a listing's next page, on the same site.

    In this order: `rel=next`; the number after this page's own (`?page=3` on page 2); what follows
    this page in a run of numbers by any name (`?start=6`); a link that says `Next` or `Load more`.
    """
    if stated := _stated_next(page):
        return stated
    controls = [_Control(text, href, _usable(page, href)) for text, href in _pager(page)]
    printed: dict[int, str] = {}
    for control in controls:
        if control.word.isdecimal() and len(control.word) < 4:
            url = page.absolute(control.href).partition("#")[0]
            printed.setdefault(int(control.word), url)
    return (
        _next_numbered(controls, page.url)
        or _next_printed(printed, page.url.partition("#")[0])
        or _next_worded(controls, page.url)
    )


def _stated_next(page: FlatPage) -> str | None:
    """The address of `<link rel="next">` or `<a rel="next">`."""
    stated = (*page.rels, *((_rel(element), element) for element in page.links))
    found = (_usable(page, element.get("href")) for rel, element in stated if "next" in rel.split())
    return next(filter(None, found), None)


def _next_numbered(controls: Sequence[_Control], here: str) -> str | None:
    """The page of this listing whose address has the number after this page's own."""
    first = 1
    numbered: dict[int, str] = {}
    for control in controls:
        number = _number_in(control.later, here)
        if control.later and number is not None and not control.says_next:
            numbered.setdefault(number, control.later)
            if control.text.strip() == str(number + 1):
                first = 0  # Drupal's page 2 is `?page=1`
    own = _number(here)
    return numbered.get((first if own is None else own) + 1)


def _next_worded(controls: Sequence[_Control], here: str) -> str | None:
    """The first link that says `Next`; or `Load more`, if its address asks for more."""
    for control in controls:
        url = control.later
        if url and (control.says_next or (says_more(control.word) and _leads_on(url, here))):
            return url
    return None


def _leads_on(url: str, here: str) -> bool:
    if _number_in(url, here) is not None:
        return False  # by its number it is no next page, or it was taken for one
    return bool(_number(url)) or _grows(url, here)


def _number_in(url: str | None, here: str) -> int | None:
    """The number of a page of the same listing as this one."""
    same = url is not None and _without_number(url) == _without_number(here)
    return _number(url) if url and same else None


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
                if len(text) <= _LONGEST_TEXT:
                    yield text, page.hrefs[link]
    for element, href in zip(page.links, page.hrefs, strict=True):
        if name := element.get("aria-label") or element.get("title"):
            yield name, href
        elif not any(text.strip() for text in islice(element.itertext(), _MOST_PIECES)):
            yield _icon(element, page.absolute(href), page.url), href
    if page.elements:
        yield from _choices(page.elements[0])


def _icon(element: Any, url: str, here: str) -> str:
    """What a link without a text says by its class, where it leads to the same listing."""
    says_next = _SAYS_NEXT.search(f"{element.get('class')} {element.get('id')}")
    return "›" if says_next and _without_number(url)[0] == _without_number(here)[0] else ""


def _choices(root: Any) -> Iterator[tuple[str, str]]:
    """The pages that each `<select>` leads to, by addresses or by numbers of a name for pages."""
    name = ""
    for element in root.iter("select", "option"):
        if element.tag == "select":
            name = element.get("name") or ""
            continue
        value = (element.get("value") or "").strip()
        if value.isdecimal() and name.lower() in _PAGE_KEYS:
            href = f"?{name}={value}"
        elif not value.isdecimal() and ("/" in value or "?" in value):
            href = value
        else:
            continue
        # Only of what leads somewhere: a broken page can have all of its options in one another.
        yield "".join(islice(element.itertext(), _MOST_PIECES)).strip(), href


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
