"""Read a person's own page, and the page that lists people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from scrapy.http import TextResponse

from mayadeen.items import Author
from mayadeen.normalise import text, urls
from mayadeen.pages.bounded import bounded
from mayadeen.pages.flat.flatten import flatten
from mayadeen.pages.flat.page import IMAGE, TEXT, FlatPage, Line
from mayadeen.pages.layers import jsonish
from mayadeen.pages.layers.metadata import read_metadata
from mayadeen.pages.listing import main_column
from mayadeen.pages.menu import Menu
from mayadeen.pages.parts.addresses import first_segment, is_post_address
from mayadeen.pages.parts.card_text import Card
from mayadeen.pages.parts.cards import read_cards
from mayadeen.pages.parts.images import picture
from mayadeen.pages.parts.labels import is_date
from mayadeen.pages.story.headline import find_headline, headline_lines, is_site_name, without_site
from mayadeen.pages.vocabulary import page_kinds, words

_LABEL = re.compile(
    r"(?:(?:all |latest )?(?:articles|posts|stories|news) (?:by|from)|author|writer"
    r"|مقالات|الكاتبة?|artículos de|autora?)(?:\s?:\s?|\s)(?=\S)",
    re.IGNORECASE,
)
_LABEL_WORDS = 4
"""Words of a line that tells nothing of a person. tests/pages/test_author.py holds the upper
side."""

_AROUND = 6  # lines above the name among which the portrait may stand


@bounded
def read_author(response: TextResponse, menu: Menu, *, edition: str, fetched_at: str) -> Author:
    """Read a person's page: name and biography as printed, portrait, the posts it shows.

    The biography is what stands between the name and the first card.
    """
    page = flatten(response)
    metadata, _ = read_metadata(page, menu)
    column = main_column(page, menu)
    cards = read_cards(page, column, menu, lambda url: is_post_address(url, menu, response.url))
    name, start = _find_name(page, metadata)
    # Where no line is the name, nothing tells a biography from the ticker.
    above = [] if start is None else _lines_above_cards(page, column, cards, start)
    below_name = (line for line in above if line.index >= (start or 0))
    bio = text.fold_body(line.text for line in below_name if _is_biography(line))
    return Author(
        edition=edition,
        url=urls.canonical(response.url) or response.url,
        name=None if is_site_name(name) else _without_label(text.fold(name)) or None,
        bio=bio or metadata.get("summary"),
        image=_portrait(page, above) or _stated_portrait(metadata, response.url),
        posts=[card.url for card in cards],
        fetched_at=fetched_at,
    )


def _find_name(page: FlatPage, metadata: dict[str, Any]) -> tuple[str, int | None]:
    """The name as the heading prints it, else as the head states it; and where the page goes on,
    None where no line is it."""
    titled = without_site(page.title)
    place = find_headline(page, [metadata.get("title", ""), titled])
    if place is None:
        return metadata.get("title") or titled, None
    lines = headline_lines(page, place)
    return " ".join(line.text for line in lines), lines[-1].index + 1


def _lines_above_cards(
    page: FlatPage, column: Sequence[Line], cards: Sequence[Card], start: int
) -> list[Line]:
    """The main column's lines from a little above the name to the first card below it."""
    of_cards = {line.index for card in cards for line in card.lines}
    stop = min((index for index in of_cards if index >= start), default=len(page.lines))
    inside = {line.index for line in column} - of_cards
    near = page.lines[max(0, start - _AROUND) : stop]
    return [line for line in near if line.index in inside]


def _without_label(heading: str) -> str:
    """The name in a heading such as `Articles by Rana Haddad` or `Author: Rana Haddad`."""
    return heading[match.end() :] if (match := _LABEL.match(heading)) else heading


def _is_biography(line: Line) -> bool:
    if line.kind != TEXT or line.heading or line.is_mostly_link or line.label_key in words.SHARE:
        return False
    return len(line.text.split()) > _LABEL_WORDS and not is_date(line.text)


def _portrait(page: FlatPage, lines: list[Line]) -> str | None:
    for line in lines:
        image = picture(page, line) if line.kind == IMAGE and line.links[0] < 0 else None
        if image:
            return image.url
    return None


def _stated_portrait(metadata: dict[str, object], base: str) -> str | None:
    address = next(jsonish.strings(metadata.get("pictures")), None)
    return urls.image(address, base) if address else None


@bounded
def read_authors(response: TextResponse) -> list[tuple[str, str]]:
    """Give (name, canonical address) of each person's page that a page links to, in page order."""
    page = flatten(response)
    found: dict[str, str] = {}
    for line in page.lines:
        if line.kind != TEXT or line.hidden_by:
            continue
        for link, name in line.link_texts():
            url = urls.canonical(page.hrefs[link], page.base)
            if not url or not name or not urls.is_page_of(url, response.url):
                continue
            below = url.rstrip("/").count("/") > 3
            if below and first_segment(url) in page_kinds.AUTHOR_SEGMENTS:
                found.setdefault(url, name)
    return [(name, url) for url, name in found.items()]
