"""Find tags, series and people by the names under which a page links to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from scrapy.http import TextResponse

from mayadeen.normalise import urls
from mayadeen.normalise.text import key
from mayadeen.pages.bounded import bounded
from mayadeen.pages.flat.flatten import flatten
from mayadeen.pages.flat.page import LONGEST_LABEL, TEXT
from mayadeen.pages.menu import Menu
from mayadeen.pages.parts.addresses import first_segment
from mayadeen.pages.roles import Role
from mayadeen.pages.vocabulary import page_kinds

Sort = Literal["tag", "author"]

_SEGMENTS = {
    "tag": page_kinds.TAG_SEGMENTS | page_kinds.COVERAGE_SEGMENTS,
    "author": page_kinds.AUTHOR_SEGMENTS,
}
# How a publisher makes the end of an address out of a name.
_FORMS: tuple[Callable[[str], str], ...] = (
    lambda name: re.sub(r"[\W_]", "-", name.lower()),
    lambda name: re.sub(r"[\W_]+", "-", name.lower()).strip("-"),
    lambda name: name,
    lambda name: name.lower(),
    lambda name: name.replace(" ", "-"),
    lambda name: name.replace(" ", "_"),
    lambda name: name.replace(" ", "+"),
)


class Named(NamedTuple):
    """A link of the page: the name as printed and the canonical address.

    `is_sure` says that the address itself, or `rel="tag"`, tells what it is a name of.
    """

    name: str
    url: str
    is_sure: bool


@bounded
def read_names(response: TextResponse, menu: Menu, sort: Sort) -> list[Named]:
    """Give the page's links, in page order, that can lead to a tag or series, or to a person."""
    page = flatten(response)
    found: dict[str, Named] = {}
    for line in page.lines:
        if line.kind != TEXT or line.hidden_by is Role.NOSCRIPT:
            continue
        for link, name in line.link_texts():
            url = urls.canonical(page.hrefs[link], page.base)
            if not (url and name) or len(name) > LONGEST_LABEL or menu.is_listing(url):
                continue
            if not urls.is_page_of(url, response.url) or url.count("/") < 4:
                continue
            rel = (page.links[link].get("rel") or "").lower().split()
            is_sure = first_segment(url) in _SEGMENTS[sort] or (sort == "tag" and "tag" in rel)
            found.setdefault(url, Named(name, url, is_sure))
    return list(found.values())


def find_name(name: str, names: list[Named]) -> str | None:
    """The address of what is called so, by its name or by the end of its address."""
    wanted = key(name)
    for one in sorted(names, key=lambda one: not one.is_sure):
        end = unquote(urlsplit(one.url).path).rsplit("/", 1)[-1]
        if wanted == key(one.name) or (one.is_sure and wanted in (key(end), _spaced(end))):
            return one.url
    return None


def _spaced(slug: str) -> str:
    return key(re.sub(r"[-_+]+", " ", slug))


def guess_addresses(name: str, names: list[Named]) -> list[str]:
    """Where `name` would stand by the way in which the addresses of `names` are made.

    One address for each folder that those stand in, tags apart from series; most used first.
    """
    folders: dict[str, list[tuple[str, str]]] = {}
    for one in names:
        if one.is_sure:
            folder, _, end = one.url.rpartition("/")
            folders.setdefault(folder, []).append((one.name, unquote(end)))
    addresses = []
    for folder, ends in sorted(folders.items(), key=lambda pair: -len(pair[1])):
        form = max(_FORMS, key=lambda form: sum(form(name) == end for name, end in ends))
        addresses.append(urls.canonical(f"{folder}/{quote(form(name), safe='')}"))
    return [address for address in addresses if address]


@bounded
def is_page_of_name(response: TextResponse, name: str) -> bool:
    """Whether a heading of the page, or its title, holds the name."""
    page = flatten(response)
    headings = [page.title, *(line.text for line in page.lines if line.heading)]
    return any(key(name) in key(heading) for heading in headings)
