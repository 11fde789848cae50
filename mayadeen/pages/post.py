"""Read a post's page in layers: each field from the first layer with a believable value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from scrapy.http import TextResponse

from mayadeen.items import Link
from mayadeen.normalise import urls
from mayadeen.normalise.text import key
from mayadeen.pages.bounded import bounded
from mayadeen.pages.fields import kind as kinds
from mayadeen.pages.fields.address import choose_stated
from mayadeen.pages.fields.attribution import choose_attribution
from mayadeen.pages.fields.body import choose_body
from mayadeen.pages.fields.chosen import Chosen
from mayadeen.pages.fields.dates import choose_dates
from mayadeen.pages.fields.language import choose_language
from mayadeen.pages.fields.links import read_shown_links
from mayadeen.pages.fields.media import choose_images, choose_videos
from mayadeen.pages.fields.section import choose_section
from mayadeen.pages.fields.tags import choose_tags
from mayadeen.pages.fields.title import choose_summary, choose_title, page_title, stated_titles
from mayadeen.pages.flat.flatten import flatten
from mayadeen.pages.flat.page import TEXT, FlatPage, Line
from mayadeen.pages.layers.jsonld import read_jsonld
from mayadeen.pages.layers.metadata import read_metadata
from mayadeen.pages.layers.opengraph import read_opengraph
from mayadeen.pages.menu import Menu, fallback
from mayadeen.pages.roles import Role
from mayadeen.pages.story.read_visible import read_visible
from mayadeen.pages.story.visible import Hints, Visible
from mayadeen.pages.vocabulary import words


class Drop(NamedTuple):
    """A text of the page that belongs to no field.

    `name` is its role, `place` the XPath where it stands, `rule` what said so (or why nothing did).
    """

    name: Role
    text: str
    place: str
    rule: str


@dataclass
class Page:
    """What one page says, as printed.

    `values` are keyed by the names of Article's fields, `sources` say which layer each that was
    read is from. `heading` stands over the page, be it a post or not. `places` and `dropped`
    are worked out when they are asked for.
    """

    is_post: bool
    values: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    ticker: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    heading: str | None = None
    _page: FlatPage | None = field(default=None, repr=False)
    _lines: dict[str, Line] = field(default_factory=dict, repr=False)
    _bounds: tuple[int, int] = field(default=(0, 0), repr=False)

    @cached_property
    def places(self) -> dict[str, str]:
        """An XPath for each field read, where there is one; made now, not while crawling."""
        found = {}
        for name, layer in self.sources.items():
            place = self._place(name, layer)
            if place:
                found[name] = place
        return found

    def _place(self, name: str, layer: str) -> str | None:
        page = self._page
        if page is None:
            return None
        if layer == "page":
            line = self._lines.get(name)
            return page.xpath(line) if line else None
        if layer in _SCRIPTS:
            return _path_of_script(page, _SCRIPTS[layer])
        if layer == "opengraph":
            return _path_of_meta(page, self.values[name])
        return None

    @property
    def account(self) -> list[tuple[str, Role]]:
        """Every text of the page in page order with what it was taken for."""
        return [(text, role) for text, role, _ in self._accounted()]

    @cached_property
    def dropped(self) -> list[Drop]:
        """The texts that belong to nothing that is published, with role and rule."""
        page = self._page
        assert page is not None
        return [
            Drop(role, text, page.xpath(line), line.rule or _UNCLAIMED.get(role, "not-shown"))
            for text, role, line in self._accounted()
            if not role.published and text
        ]

    def _accounted(self) -> Iterator[tuple[str, Role, Line]]:
        page = self._page
        assert page is not None
        for line in page.lines:
            if line.kind != TEXT:
                continue
            if not line.roles:
                yield line.folded(), line.role or line.hidden_by or self._frame(line), line
            for piece, role in line.roles:
                if piece.strip():
                    yield " ".join(piece.split()), role, line

    def _frame(self, line: Line) -> Role:
        """What a line is that the reading did not touch: of the page's frame, or overlooked."""
        inside = self._bounds[0] <= line.index < self._bounds[1]
        return Role.UNASSIGNED if inside and self.is_post else Role.FRAME


# Rules of what is in no rule's hands; all else that nothing claims is not shown.
_UNCLAIMED = {Role.FRAME: "out-of-bounds", Role.UNASSIGNED: "overlooked"}


# What tells the script that a layer is read from, in its type or id.
_SCRIPTS = {"metadata": "tawsiyat", "jsonld": "ld+json"}


def _path_of_script(page: FlatPage, mark: str) -> str | None:
    for script in page.scripts:
        if mark in f"{script.get('type') or ''} {script.get('id') or ''}".lower():
            return _path(script)
    return None


def _path_of_meta(page: FlatPage, value: Any) -> str | None:
    """Where in the head a value stands, or the first of several."""
    first = value[0] if isinstance(value, list) and value else value
    first = getattr(first, "url", first)
    for _, content, element in page.metas:
        if isinstance(first, str) and key(first)[:60] in key(content):
            return _path(element)
    return None


def _path(element: Any) -> str:
    return str(element.getroottree().getpath(element))


@bounded
def read_post(response: TextResponse, menu: Menu, *, edition: str, fetched_at: str) -> Page:
    """Read a page, given the menu, the edition's code and the moment of fetching (UTC, `…Z`).

    Never raises for what a page holds. `is_post` is False for hubs (listings, authors, series),
    which have Links and a ticker all the same.
    """
    chosen = Chosen(response, menu, fetched_at)
    kinds.choose_kind(chosen)
    titles = (*stated_titles(chosen), page_title(chosen))
    hints = Hints(
        titles=[title for title in titles if title],
        summaries=[summary for _, summary in chosen.stated("summary")],
        kind=chosen.values.get("kind"),
    )
    visible = read_visible(chosen.page, menu, hints)
    page = Page(
        is_post=kinds.is_post(response.url, menu, chosen.layers, visible, chosen.page),
        links=list(read_shown_links(chosen, visible)),
        ticker=visible.ticker,
        warnings=chosen.warnings,
        heading=visible.title,
        _page=chosen.page,
        _lines=chosen.lines,
        _bounds=visible.bounds,
    )
    if page.is_post:
        _choose_all(chosen, visible)
        page.values, page.sources = chosen.values, chosen.sources
    elif visible.title and words.plain(visible.title) in words.NOT_FOUND:
        chosen.warnings.append("page_not_found")
    return page


def _choose_all(chosen: Chosen, visible: Visible) -> None:
    kinds.choose_printed_kind(chosen, visible)
    choose_stated(chosen)
    choose_title(chosen, visible)
    choose_summary(chosen, visible)
    choose_dates(chosen, visible)
    choose_attribution(chosen, visible)
    choose_section(chosen, visible)
    choose_tags(chosen, visible)
    choose_body(chosen, visible)
    choose_language(chosen)
    choose_images(chosen, visible)
    choose_videos(chosen, visible)
    if visible.byline.minutes:
        minutes, line = visible.byline.minutes
        chosen.put("reading_minutes", minutes, "page", line)


@bounded
def stated_address(response: TextResponse) -> str | None:
    """The address that a page states for itself, whatever site it is of; None where it does not."""
    page = flatten(response)
    layers = (read_metadata(page, fallback(response.url))[0], read_jsonld(page)[0])
    stated = [layer.get("url") for layer in (*layers, read_opengraph(page))]
    return next((url for s in stated if s and (url := urls.canonical(s))), None)
