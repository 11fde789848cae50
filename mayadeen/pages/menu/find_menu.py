"""Find the menu on a page, else give the built-in one."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy.http import TextResponse

from mayadeen.normalise import urls
from mayadeen.pages.bounded import bounded
from mayadeen.pages.flat.flatten import flatten
from mayadeen.pages.flat.page import TEXT, FlatPage
from mayadeen.pages.menu.labels import LONGEST_ENTRY, find_containers, is_menu, label_runs
from mayadeen.pages.menu.menu import Entry, Menu, path_of
from mayadeen.pages.menu.owners import entries_of, find_owners, once
from mayadeen.pages.menu.regions import regions_of
from mayadeen.pages.roles import Role
from mayadeen.pages.vocabulary import words
from mayadeen.pages.vocabulary.known_menu import known_menu
from mayadeen.pages.vocabulary.words import plain


@bounded
def read_menu(response: TextResponse) -> Menu:
    """Read the menu off any page of the site; the built-in one, `stated=False`, if it has none."""
    return menu_of(flatten(response))


def menu_of(page: FlatPage) -> Menu:
    """`read_menu` for a page that is flattened already."""
    runs = [run for run in label_runs(page) if is_menu(page, run)]
    authors_url, live_url = other_links(page)
    tokens = [token for run in runs for token in run]
    for token in tokens:
        token.path = path_of(token.url) if token.url else ""
    for run in runs:
        find_containers(page, run)
    regions = regions_of(tokens)
    find_owners(page, runs, regions)
    entries = entries_of([token for token in tokens if token.url and token not in regions])
    if len(entries) < 2:
        return fallback(page.url, page.language, authors_url, live_url)
    places = once(t.entry("Regions", t.text) for t in tokens if t in regions)
    return Menu(entries, places, authors_url, live_url, True)


def fallback(
    url: str,
    language: str | None = None,
    authors_url: str | None = None,
    live_url: str | None = None,
) -> Menu:
    """The built-in menu, its addresses on the host of `url`."""
    host = urlsplit(url).hostname or ""
    edition = (language or "")[:2].lower()
    if host.startswith(("espanol.", "es.")):
        edition = "es"
    elif host in ("www.almayadeen.net", "almayadeen.net"):
        edition = "ar"
    elif edition not in ("ar", "es"):
        edition = "en"
    entries, regions = known_menu(edition)
    base = url.partition("?")[0]
    return Menu(
        tuple(Entry(group, label, _join(base, path)) for group, label, path in entries),
        tuple(Entry("Regions", label, _join(base, path)) for label, path in regions),
        authors_url,
        live_url,
        False,
    )


def _join(base: str, path: str) -> str:
    return urls.canonical("/" + path, base) or "/" + path


def other_links(page: FlatPage) -> tuple[str | None, str | None]:
    """The addresses of the authors' page and of the live stream, which no crawl follows."""
    authors = live = None
    for line in page.lines:
        if line.kind != TEXT or line.hidden_by not in (None, Role.HIDDEN):
            continue
        for link, text in line.link_texts():
            if len(text) > LONGEST_ENTRY:
                continue
            word = plain(text)
            if word in words.AUTHORS and authors is None:
                authors = urls.canonical(page.hrefs[link], page.base)
            elif word in words.LIVE and live is None:
                live = urls.canonical(page.hrefs[link], page.base)
    return authors, live
