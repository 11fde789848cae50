"""Tell what sort of page it is: a post at all; article, video, infograph or gallery."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from mayadeen.normalise import urls
from mayadeen.pages.fields.chosen import Chosen
from mayadeen.pages.flat.page import FlatPage
from mayadeen.pages.menu import Menu
from mayadeen.pages.parts.addresses import first_segment, is_post_address, kind_below
from mayadeen.pages.story.visible import Visible
from mayadeen.pages.vocabulary import page_kinds, words
from mayadeen.pages.vocabulary.words import plain

_SHORTEST_STORY = 300
"""Letters of a story by which a page without a date is a post. Real pages do not depend on it;
tests/pages/test_thresholds.py holds it."""

_NUMBERED = re.compile(r"p=\d+(?:&|$)")  # `/?p=31228`, a post by its number alone
_SHORT_STORY = 400
"""Letters below which a text is only beside pictures or a film. Double changes the kind of three
real pages; tests/pages/test_thresholds.py holds it."""

_LONG_STORY = 900
"""Letters of a story on a page that says nothing but what the site is. Double loses a real one;
tests/pages/test_thresholds.py holds it."""

_FEW_PICTURES = 3
"""Pictures of an article; more make a gallery. 1 changes the kind of one of 72 real pages;
tests/pages/test_thresholds.py holds it."""


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
    return "gallery" if len(visible.images) > _FEW_PICTURES and story < _SHORT_STORY else "article"


def is_post(
    url: str, menu: Menu, layers: Mapping[str, dict[str, Any]], visible: Visible, page: FlatPage
) -> bool:
    """Say whether the page is a post, and not a listing, an author's or a series' page.

    The page's own word decides, a hub's before a post's; then its address; then whether it shows
    what a post has: under a headline a date, a credit or prose. What a page states of the site
    alone, in JSON-LD or as its Open Graph type, says nothing of it.
    """
    candidate = _Candidate(url, menu, layers, visible, page)
    if candidate.states_hub() or candidate.is_no_page():
        return False
    if candidate.states_post():
        return True
    if first_segment(url) in page_kinds.HUB_SEGMENTS or menu.is_listing(url):
        return False
    if candidate.states_site_alone():
        return candidate.shows_post_of_site()
    return candidate.shows_post()


class _Candidate(NamedTuple):
    """What tells a post from a hub: what a page says of itself, its address, and what it shows."""

    url: str
    menu: Menu
    layers: Mapping[str, dict[str, Any]]
    visible: Visible
    page: FlatPage

    def states_hub(self) -> bool:
        metadata = self.layers["metadata"]
        return metadata.get("type") in page_kinds.HUB_TYPES or _are_hubs(
            metadata.get("posttypes", ())
        )

    def is_no_page(self) -> bool:
        """Whether it is the front page, or says that there is none."""
        parts, title = urlsplit(self.url), self.visible.title
        is_bare = not unquote(parts.path).strip("/") and parts.scheme.startswith("http")
        is_front = is_bare and not _NUMBERED.match(parts.query)
        return is_front or bool(title and plain(title) in words.NOT_FOUND)

    def states_post(self) -> bool:
        metadata = self.layers["metadata"]
        if "title" in metadata and ("type" in metadata or "posttypes" in metadata):
            return True
        is_article = self.layers["opengraph"].get("type") == "article"
        return "title" in self.layers["jsonld"] or (is_article and self.states_time())

    def states_time(self) -> bool:
        return "published_raw" in self.layers["opengraph"].get("utc", ())

    def states_site_alone(self) -> bool:
        """Whether the page says what the site is, or somebody, and not what it is itself."""
        if self.layers["opengraph"].get("type") in ("profile", "website"):
            return True
        return _are_hubs(self.layers["jsonld"].get("types", ())[:1])

    def shows_post_of_site(self) -> bool:
        """Whether there is a dated text, or a long one that is not of a listing."""
        if self.visible.body and (self.visible.byline.published or self.states_time()):
            return True
        return self._letters() > _LONG_STORY and not self._leads_below()

    def shows_post(self) -> bool:
        """Whether there is, under a headline, a date, a credit, a film or prose."""
        visible, graph, letters = self.visible, self.layers["opengraph"], self._letters()
        if not visible.title and "title" not in graph:
            return False
        if letters < _SHORTEST_STORY and self._leads_below():
            return False
        byline = visible.byline
        if visible.others and not (visible.body or visible.summary or visible.players):
            return bool(byline.credits)  # a listing: its dates are its cards'
        if byline.published or byline.credits or graph.get("type") in ("article", "video.other"):
            return bool(visible.title) or bool(visible.body)
        return bool(visible.title) and self._shows_story(letters)

    def _shows_story(self, letters: int) -> bool:
        is_alone = letters > 0 and not self.visible.others
        return letters > _SHORTEST_STORY or is_alone or bool(self.visible.players)

    def _letters(self) -> int:
        return sum(len(paragraph.text) for paragraph in self.visible.body)

    def _leads_below(self) -> bool:
        """Whether posts stand below the page's own address, as a programme's episodes do."""
        below = (urls.canonical(self.url) or self.url) + "/"
        addresses = (urls.canonical(href, self.page.base) for href in self.page.hrefs)
        return any(
            address.startswith(below) and is_post_address(address, self.menu, self.url)
            for address in filter(None, addresses)
        )


def _are_hubs(types: Any) -> bool:
    return bool(types) and all(kind in page_kinds.HUB_TYPES for kind in types)
