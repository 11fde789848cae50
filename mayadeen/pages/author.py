"""A person's own page, and the page that lists them."""

from __future__ import annotations

import re

from scrapy.http import TextResponse

from mayadeen.items import Author
from mayadeen.normalise import text, urls
from mayadeen.pages import jsonish, media, words
from mayadeen.pages.addresses import first_segment, is_post_address
from mayadeen.pages.cards import is_date, read_cards
from mayadeen.pages.flow import IMAGE, TEXT, Flow, Item, read_flow
from mayadeen.pages.headline import find_headline, headline_items, is_site_name, without_site
from mayadeen.pages.listing import main_column
from mayadeen.pages.menu import Menu
from mayadeen.pages.metadata import read_metadata

_LABEL = re.compile(
    r"(?:(?:all |latest )?(?:articles|posts|stories|news) (?:by|from)|author|writer"
    r"|مقالات|الكاتبة?|artículos de|autora?)(?:\s?:\s?|\s)(?=\S)",
    re.IGNORECASE,
)
_AROUND = 6  # items above the name among which the portrait may stand


def read_author(response: TextResponse, menu: Menu, *, edition: str, fetched_at: str) -> Author:
    """Read a person's page: name and biography as printed, portrait, the posts it shows.

    The biography is what stands between the name and the first card.
    """
    flow = read_flow(response)
    metadata, _ = read_metadata(flow, menu)
    column = main_column(flow, menu)
    cards = read_cards(flow, column, menu, lambda url: is_post_address(url, menu, response.url))
    place = find_headline(flow, [metadata.get("title", "")])
    name = metadata.get("title") or without_site(flow.title)
    start = 0
    if place is not None:
        lines = headline_items(flow, place)
        name = " ".join(line.text for line in lines)
        start = lines[-1].place + 1
    of_cards = {item.place for card in cards for item in card.items}
    stop = min((number for number in of_cards if number >= start), default=len(flow.items))
    inside = {item.place for item in column}
    above = [
        flow.items[number]
        for number in range(max(0, start - _AROUND), stop)
        if number in inside and number not in of_cards
    ]
    bio = text.fold_body(item.text for item in above if item.place >= start and _is_biography(item))
    return Author(
        edition=edition,
        url=urls.canonical(response.url) or response.url,
        name=None if is_site_name(name or "") else _without_label(text.fold(name or "")) or None,
        bio=bio or metadata.get("summary"),
        image=_portrait(flow, above) or _stated_portrait(metadata, response.url),
        posts=[card.url for card in cards],
        fetched_at=fetched_at,
    )


def _without_label(heading: str) -> str:
    """The name in a heading such as `Articles by Rana Haddad` or `Author: Rana Haddad`."""
    return heading[match.end() :] if (match := _LABEL.match(heading)) else heading


def _is_biography(item: Item) -> bool:
    if item.kind != TEXT or item.heading or item.linked > 0.5 or item.word in words.SHARE:
        return False
    return len(item.text.split()) > 4 and not is_date(item.text)


def _portrait(flow: Flow, items: list[Item]) -> str | None:
    for item in items:
        image = media.picture(flow, item) if item.kind == IMAGE and item.links[0] < 0 else None
        if image:
            return image.url
    return None


def _stated_portrait(metadata: dict[str, object], base: str) -> str | None:
    address = next(jsonish.strings(metadata.get("pictures")), None)
    return urls.image(address, base) if address else None


def read_authors(response: TextResponse) -> list[tuple[str, str]]:
    """Give (name, canonical address) of each person's page that a page links to, in page order."""
    flow = read_flow(response)
    found: dict[str, str] = {}
    for item in flow.items:
        if item.kind != TEXT or item.away:
            continue
        for link, name in item.link_texts():
            url = urls.canonical(flow.hrefs[link], flow.base)
            if not url or not name or not urls.is_page_of(url, response.url):
                continue
            below = url.rstrip("/").count("/") > 3
            if below and first_segment(url) in words.AUTHOR_SEGMENTS:
                found.setdefault(url, name)
    return [(name, url) for url, name in found.items()]
