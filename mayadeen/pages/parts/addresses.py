"""Tell what an address can be, by its own form and the menu."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from mayadeen.normalise import urls
from mayadeen.pages.menu import Menu
from mayadeen.pages.vocabulary import page_kinds
from mayadeen.pages.vocabulary.words import plain

_OTHER_VERSION = frozenset(("print", "amp", "lite", "rss", "feed", "embed", "share", "pdf"))
_QUERY_VERSION = re.compile(r"(?:^|&)(?:print|amp|lite|output|format|view|share|rss)(?:=|&|$)")
_PAGE = re.compile(r"/(?:(?:page|p|pagina|صفحة)[/-]?\d{1,5}|\d{1,3})$")
_FILE = re.compile(
    r"\.(?:xml|rss|json|txt|pdf|css|js|ico|zip|mp[34]|m3u8|jpe?g|png|gif|webp|svg|avif|woff2?)$"
)


def is_post_address(url: str, menu: Menu, base_url: str) -> bool:
    """Say whether an absolute address can be a post's: on the site's host, below a section, and
    none of the menu's own listings, no hub, no page of a listing, no other version of a page.

    It can say yes to a listing that the menu does not show: only the page itself tells.
    """
    address = urls.canonical(url)
    if address is None or not urls.is_page_of(address, base_url):
        return False
    query = url.partition("#")[0].partition("?")[2]
    path = unquote(urlsplit(address).path).strip("/").lower()
    segments = path.split("/")
    if len(segments) < 2 or path in menu.paths:
        return False
    last = segments[-1]
    if segments[0] in page_kinds.HUB_SEGMENTS or last in _OTHER_VERSION or _FILE.search(last):
        return False
    if segments[-2] == "page" and last.isdigit():
        return False
    listing, is_page = _PAGE.subn("", path)
    if is_page and listing in menu.paths:
        return False  # /news/politics/2 is the listing's second page, /news/politics/1000142 a post
    return not _QUERY_VERSION.search(query.lower())


def listing_of(url: str, menu: Menu) -> str | None:
    """The address of the menu's listing that an address is a page of, else None."""
    if menu.is_listing(url):
        return urls.canonical(url)
    listing = _PAGE.sub("", (urls.canonical(url) or "").rstrip("/"))
    return listing if menu.is_listing(listing) else None


@lru_cache(maxsize=16384)  # the blocks beside a story are the same on page after page
def first_segment(url: str) -> str:
    """The first step of an address's path, in lower case; empty where it is no address."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return unquote(path).strip("/").partition("/")[0].lower()


def kind_below(url: str, group: str | None) -> str | None:
    """The kind of posts at an address or below it, by its first step, else by its section's name.

    The address comes first: the Arabic menu's reports are written ones by their name, and the
    bulletins and films in its addresses.
    """
    by_group = page_kinds.KIND.get(plain(group)) if group else None
    return page_kinds.KIND.get(plain(first_segment(url))) or by_group
