"""Tell what sort of page it is: a post at all; article, video, infograph or gallery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from mayadeen.normalise import urls
from mayadeen.pages.fields.chosen import Chosen
from mayadeen.pages.flat.page import FlatPage
from mayadeen.pages.menu import Menu
from mayadeen.pages.parts.addresses import first_segment, is_post_address, kind_below
from mayadeen.pages.story.visible import Visible
from mayadeen.pages.vocabulary import words
from mayadeen.pages.vocabulary.words import plain

_SHORT_STORY = 400  # letters
_LONG_STORY = 900


def choose_kind(chosen: Chosen) -> None:
    """The kind as it is stated; what the page shows may say more than `article`."""
    kind, layer = _stated_kind(chosen.response.url, chosen.menu, chosen.layers)
    if kind:
        chosen.put("kind", kind, layer)


def choose_printed_kind(chosen: Chosen, visible: Visible) -> None:
    """The kind by what the page shows, where no layer says more than `article`."""
    if chosen.values.get("kind", "article") == "article" != chosen.layers["metadata"].get("kind"):
        shown = _printed_kind(visible)
        if shown != chosen.values.get("kind"):
            chosen.put("kind", shown, "page")


def _stated_kind(
    url: str, menu: Menu, layers: Mapping[str, dict[str, Any]]
) -> tuple[str | None, str]:
    """Give the kind and the layer that states it.

    What says more than "article" wins, in the order of the layers, the address's place in the menu
    between JSON-LD and Open Graph.
    """
    place = menu.place(url)
    by_place = kind_below(url, place.group if place else None)
    stated = [
        (layers["metadata"].get("kind"), "metadata"),
        (layers["jsonld"].get("kind"), "jsonld"),
        (by_place, "url"),
        (layers["opengraph"].get("kind"), "opengraph"),
    ]
    for kind, layer in stated:
        if kind and kind != "article":
            return kind, layer
    return next(((kind, layer) for kind, layer in stated if kind), (None, ""))


def _printed_kind(visible: Visible) -> str:
    """The kind of a post by what it shows, for one that no layer calls more than an article."""
    story = sum(len(paragraph.text) for paragraph in visible.body)
    films = [line.index for film, line in visible.players if film]
    if films and (story < _SHORT_STORY or films[0] < visible.body[0].line.index):
        return "video"
    return "gallery" if len(visible.images) > 3 and story < _SHORT_STORY else "article"


def is_post(
    url: str, menu: Menu, layers: Mapping[str, dict[str, Any]], visible: Visible, page: FlatPage
) -> bool:
    """Say whether the page is a post, and not a listing, an author's or a series' page.

    The page's own word decides, a hub's before a post's; then its address; then whether it shows
    what a post has: under a headline a date, a credit or prose. What a page states of the site
    alone, in JSON-LD or as its Open Graph type, says nothing of it.
    """
    metadata, jsonld, graph = layers["metadata"], layers["jsonld"], layers["opengraph"]
    if metadata.get("type") in words.HUB_TYPES or _are_hubs(metadata.get("posttypes", ())):
        return False
    segment = first_segment(url)
    path = unquote(urlsplit(url).path).strip("/")
    if not path and urlsplit(url).scheme.startswith("http"):
        return False
    if visible.title and plain(visible.title) in words.NOT_FOUND:
        return False
    if "title" in metadata and ("type" in metadata or "posttypes" in metadata):
        return True
    states_time = "published_raw" in graph.get("utc", ())
    if "title" in jsonld or (graph.get("type") == "article" and states_time):
        return True
    if segment in words.HUB_SEGMENTS or menu.is_listing(url):
        return False
    story = sum(len(paragraph.text) for paragraph in visible.body)
    if _are_hubs(jsonld.get("types", ())[:1]) or graph.get("type") in ("profile", "website"):
        dated = visible.byline.published or states_time
        return bool(dated and visible.body) or (
            story > _LONG_STORY and not _leads_below(url, menu, page)
        )
    if not visible.title and "title" not in graph:
        return False
    if story < 300 and _leads_below(url, menu, page):
        return False
    byline = visible.byline
    if visible.others and not (visible.body or visible.summary or visible.players):
        return bool(byline.credits)  # a listing: its dates are its cards'
    if byline.published or byline.credits or graph.get("type") in ("article", "video.other"):
        return bool(visible.title) or bool(visible.body)
    return bool(visible.title) and (
        story > 300 or (story > 0 and not visible.others) or bool(visible.players)
    )


def _leads_below(url: str, menu: Menu, page: FlatPage) -> bool:
    """Whether posts stand below the page's own address, as a programme's episodes do."""
    below = (urls.canonical(url) or url) + "/"
    addresses = (urls.canonical(href, page.base) for href in page.hrefs)
    return any(
        address.startswith(below) and is_post_address(address, menu, url)
        for address in filter(None, addresses)
    )


def _are_hubs(types: Any) -> bool:
    return bool(types) and all(kind in words.HUB_TYPES for kind in types)
