"""One post's page, read in layers: each field from the first layer that has a believable value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from scrapy.http import TextResponse

from mayadeen.items import Image, Link, Video
from mayadeen.normalise import dates, text, urls
from mayadeen.normalise.text import key
from mayadeen.pages.fields import kind as kinds
from mayadeen.pages.fields.chosen import LAYERS
from mayadeen.pages.fields.dates import YEAR, printed_day
from mayadeen.pages.fields.title import is_cut, say_the_same
from mayadeen.pages.flat.flatten import flatten
from mayadeen.pages.flat.page import TEXT, FlatPage, Line
from mayadeen.pages.layers import generic
from mayadeen.pages.layers.jsonld import read_jsonld
from mayadeen.pages.layers.metadata import read_metadata
from mayadeen.pages.layers.opengraph import read_opengraph
from mayadeen.pages.menu import Menu, fallback
from mayadeen.pages.parts import films as media
from mayadeen.pages.parts.blocks import block_cards
from mayadeen.pages.parts.credits import split_caption
from mayadeen.pages.parts.images import is_no_picture
from mayadeen.pages.parts.labels import kind_of_label
from mayadeen.pages.roles import Role
from mayadeen.pages.story.breadcrumb import read_breadcrumb
from mayadeen.pages.story.byline import contradicts
from mayadeen.pages.story.headline import is_site_name, without_site
from mayadeen.pages.story.reading import read_visible
from mayadeen.pages.story.visible import Hints, Visible
from mayadeen.pages.vocabulary import words

WARNINGS = {
    "metadata_missing": "The page has no metadata script of the site's own.",
    "metadata_malformed": "The site's metadata could not be parsed; the layer was skipped.",
    "metadata_mended": "The site's metadata was read after mending its JSON.",
    "jsonld_malformed": "A JSON-LD script could not be parsed and was skipped.",
    "jsonld_mended": "A JSON-LD script was read after mending its JSON.",
    "title_missing": "No headline was found in any layer.",
    "title_disagrees": "The headline that was taken and the one printed say different things.",
    "date_missing": "No layer states a date.",
    "date_unreadable": "A date is stated that is none, or lies in the future; it is not used.",
    "update_unreadable": "The same of the date of the last edit.",
    "date_disagrees": "The date that was taken and the one printed are different days.",
    "body_missing": "An article without text.",
    "body_jsonld": "The text is from JSON-LD: the visible page shows none.",
    "body_generic": "The text was found by the generic extractor.",
    "page_not_found": "The page says, with status 200, that there is no such page.",
}
"""What a reading doubted: code in `Article.warnings` → meaning."""


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
    _items: dict[str, Line] = field(default_factory=dict, repr=False)
    _stretch: tuple[int, int] = field(default=(0, 0), repr=False)

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
            line = self._items.get(name)
            return page.xpath(line) if line else None
        if layer in ("metadata", "jsonld"):
            mark = "tawsiyat" if layer == "metadata" else "ld+json"
            for script in page.scripts:
                if mark in f"{script.get('type') or ''} {script.get('id') or ''}".lower():
                    return _path(script)
        if layer == "opengraph":
            value = self.values[name]
            first = value[0] if isinstance(value, list) and value else value
            first = getattr(first, "url", first)
            for _, content, element in page.metas:
                if isinstance(first, str) and key(first)[:60] in key(content):
                    return _path(element)
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
        inside = self._stretch[0] <= line.index < self._stretch[1]
        return Role.UNASSIGNED if inside and self.is_post else Role.FRAME


# Rules of what is in no rule's hands; all else that nothing claims is not shown.
_UNCLAIMED = {Role.FRAME: "out-of-bounds", Role.UNASSIGNED: "overlooked"}


def _path(element: Any) -> str:
    return str(element.getroottree().getpath(element))


def read_post(response: TextResponse, menu: Menu, *, edition: str, fetched_at: str) -> Page:
    """Read a page, given the menu, the edition's code and the moment of fetching (UTC, `…Z`).

    Never raises for what a page holds. `is_post` is False for hubs (listings, authors, series),
    which have Links and a ticker all the same.
    """
    return _Joining(response, menu, edition, fetched_at).read()


def stated_address(response: TextResponse) -> str | None:
    """The address that a page states for itself, whatever site it is of; None where it does not."""
    page = flatten(response)
    layers = (read_metadata(page, fallback(response.url))[0], read_jsonld(page)[0])
    stated = [layer.get("url") for layer in (*layers, read_opengraph(page))]
    return next((url for s in stated if s and (url := urls.canonical(s))), None)


class _Dated(NamedTuple):
    """A date as a layer states it; `in_utc` where it is UTC by convention if it names no zone."""

    layer: str
    raw: str
    in_utc: bool = False


class _Joining:
    """The layers of one page side by side."""

    def __init__(self, response: TextResponse, menu: Menu, edition: str, fetched_at: str) -> None:
        self.response = response
        self.menu = menu
        self.edition = edition
        self.fetched_at = fetched_at
        self.now = datetime.fromisoformat(fetched_at)
        self.page = page = flatten(response)
        metadata, self.warnings = read_metadata(page, menu)
        jsonld, more = read_jsonld(page)
        self.warnings += more
        self.layers = {
            "metadata": metadata,
            "jsonld": jsonld,
            "opengraph": read_opengraph(page),
        }
        self.values: dict[str, Any] = {}
        self.sources: dict[str, str] = {}
        self.lines: dict[str, Line] = {}
        self.moments: dict[_Dated, dates.Moment | None] = {}

    def read(self) -> Page:
        flat = self.page
        self._put_kind()
        hints = Hints(
            titles=[t for t in (*self._stated_titles(), self._page_title()) if t],
            summaries=[layer["summary"] for layer in self.layers.values() if "summary" in layer],
            kind=self.values.get("kind"),
        )
        visible = read_visible(flat, self.menu, hints)
        page = Page(
            is_post=kinds.is_post(self.response.url, self.menu, self.layers, visible, flat),
            links=list(self._links(visible)),
            ticker=visible.ticker,
            warnings=self.warnings,
            heading=visible.title,
            _page=flat,
            _items=self.lines,
            _stretch=visible.bounds,
        )
        if not page.is_post:
            if visible.title and words.plain(visible.title) in words.NOT_FOUND:
                self.warnings.append("page_not_found")
            return page
        if self.values.get("kind", "article") == "article" != self.layers["metadata"].get("kind"):
            shown = kinds.printed_kind(visible)
            if shown != self.values.get("kind"):
                self._put("kind", shown, "page")
        self._put_simple()
        self._put_title(visible)
        self._put_summary(visible)
        self._put_dates(visible)
        self._put_attribution(visible)
        self._put_place(visible)
        self._put_tags(visible)
        self._put_body(visible)
        self._put_pictures(visible)
        self._put_films(visible)
        if visible.byline.minutes:
            minutes, line = visible.byline.minutes
            self._put("reading_minutes", minutes, "page", line)
        page.values, page.sources = self.values, self.sources
        return page

    def _put(self, name: str, value: Any, layer: str, line: Line | None = None) -> None:
        self.values[name] = value
        self.sources[name] = layer
        if line is not None:
            self.lines[name] = line

    def _stated(self, name: str) -> Iterator[tuple[str, Any]]:
        """(layer, value) of a field in the machine-readable layers that state it, in order."""
        for layer in LAYERS:
            if name in self.layers[layer]:
                yield layer, self.layers[layer][name]

    def _put_simple(self) -> None:
        for name in ("post_id", "language", "countries", "coverage", "regions"):
            for layer, value in self._stated(name):
                self._put(name, value, layer)
                break
        if "language" in self.values:
            self.values["language"] = self.values["language"].replace("_", "-")
        for layer, value in self._stated("url"):
            url = urls.canonical(value, self.response.url)
            if url and urls.is_page_of(url, self.response.url) and url.count("/") > 3:
                self._put("url", url, layer)
                break

    # Headline and summary

    def _stated_titles(self) -> Iterator[str]:
        site = self.layers["opengraph"].get("site_name")
        for _, title in self._stated("title"):
            yield without_site(title, site)

    def _page_title(self) -> str | None:
        page = self.layers["opengraph"]
        title = page.get("page_title")
        return without_site(title, page.get("site_name")) if title else None

    def _put_title(self, visible: Visible) -> None:
        site = self.layers["opengraph"].get("site_name")
        printed = visible.title
        for layer, stated in self._stated("title"):
            title = without_site(stated, site)
            if is_site_name(title, site) or (printed and is_cut(title, printed)):
                continue
            self._put("title", title, layer)
            if printed and not say_the_same(title, printed):
                self.warnings.append("title_disagrees")
            return
        named = self._page_title()
        if printed:
            self._put("title", printed, "page", visible.title_item)
        elif named and not is_site_name(named, site):
            self._put("title", named, "opengraph")
        else:
            self.warnings.append("title_missing")

    def _put_summary(self, visible: Visible) -> None:
        printed = " ".join(line.text for line in visible.summary)
        for layer, stated in self._stated("summary"):
            if printed and is_cut(stated, printed):
                continue
            word = key(stated)
            if word != key(printed) and (
                word == key(self.values.get("title") or "") or self._is_of_the_site(stated)
            ):
                continue
            self._put("summary", stated, layer)
            return
        if printed:
            self._put("summary", printed, "page", visible.summary[0])

    def _is_of_the_site(self, description: str) -> bool:
        """Whether a description is the site's own, which its footer prints too."""
        return any(
            line.role is None and line.kind == TEXT and line.text == description
            for line in self.page.lines
        )

    # When and by whom

    def _put_dates(self, visible: Visible) -> None:
        byline = visible.byline
        published = self._dated("published_raw", byline.published)
        if found := self._best(self._dated("updated_at", byline.updated)):
            by_convention = self._is_by_convention(found)
            self._put("updated_at", f"{found.raw}Z" if by_convention else found.raw, found.layer)
        if found := self._best(published):
            self._put("published_raw", found.raw, found.layer)
            if self._is_by_convention(found):
                self.values["published_zone"] = "convention"
            if byline.published and self._another_day(found, published[-1]):
                self.warnings.append("date_disagrees")
        elif published:
            # What cannot be read is kept as it stands; the pipeline warns.
            self._put("published_raw", published[0].raw, published[0].layer)
        else:
            self.warnings.append("date_missing")

    def _dated(self, name: str, printed: tuple[str, Line] | None) -> list[_Dated]:
        """What the layers state of one of the two dates, the page last."""
        utc = self.layers["opengraph"].get("utc", ())
        found = [
            _Dated(layer, raw, layer == "opengraph" and name in utc)
            for layer, raw in self._stated(name)
        ]
        if printed:
            raw, self.lines[name] = printed
            found.append(_Dated("page", raw))
        return found

    def _best(self, candidates: list[_Dated]) -> _Dated | None:
        """The first date that can be read; where that is a day alone, one with its hour, and where
        its clock showed it twice, the one in UTC."""
        readable = [(one, m) for one in candidates if (m := self._moment(one))]
        if not readable:
            return None
        first, moment = readable[0]
        day = moment.local
        if moment.at is None:
            return next((one for one, m in readable if m.at and m.local[:10] == day), first)
        if first.layer == "metadata" and dates.comes_twice(moment):
            for one, other in readable[1:]:
                if one.in_utc and other.at and abs(_apart(moment.at, other.at) - 3600) < 60:
                    return one
        return first

    def _is_by_convention(self, found: _Dated) -> bool:
        moment = self._moment(found)
        return moment is not None and moment.zone == "convention"

    def _moment(self, found: _Dated) -> dates.Moment | None:
        if found not in self.moments:
            self.moments[found] = dates.read(found.raw, now=self.now, in_utc=found.in_utc)
        return self.moments[found]

    def _card_day(self, raw: str) -> str | None:
        # What is no `2 hours ago` depends on the moment of fetching as far as its day.
        absolute = YEAR.search(raw)
        now = self.now.replace(hour=12, minute=0, second=0) if absolute else self.now
        return printed_day(raw, now)

    def _another_day(self, one: _Dated, other: _Dated) -> bool:
        first, second = self._moment(one), self._moment(other)
        if first is None or second is None or first.local[:10] == second.local[:10]:
            return False
        if first.at and second.at:
            return _apart(first.at, second.at) > 2 * 3600  # an hour's error at midnight is a trifle
        return True

    def _put_attribution(self, visible: Visible) -> None:
        stated = next((author for _, author in self._stated("author")), None)
        believed = []
        for line, item in visible.byline.credits:
            if contradicts(line, stated):
                item.reclaim(Role.HEADER, by="contradicted-credit")
            else:
                believed.append((line, item))
        lines = dict.fromkeys(line for line, _ in believed)
        if lines:
            self._put("attribution_raw", " | ".join(lines), "page", believed[0][1])
            return
        for layer, author in self._stated("author"):
            self._put("source", author, layer)  # one name, which may be a person's as well
            return

    # What it is and where it belongs

    def _put_kind(self) -> None:
        kind, layer = kinds.stated_kind(self.response.url, self.menu, self.layers)
        if kind:
            self._put("kind", kind, layer)

    def _put_place(self, visible: Visible) -> None:
        for layer, section in self._stated("section"):
            self._put("section", section, layer)
            if "category" in self.layers[layer]:
                self._put("category", self.layers[layer]["category"], layer)
            break
        for layer, names in self._stated("sections"):
            if "category" in self.values:
                break
            for name in names:
                pair = self.menu.category(name, self.values.get("section"))
                if pair or (section := self.menu.section(name)):
                    found = pair or (section, None)
                    self._fill_place(found[0], found[1], layer)
        entry = self.menu.place(self.values.get("url") or self.response.url)
        if entry is None and "url" in self.values:
            entry = self.menu.place(self.response.url)
        if entry:
            self._fill_place(entry.group, entry.label, "url")
        if "category" in self.values or visible.title_item is None:
            return
        if trail := read_breadcrumb(self.page, self.menu, visible.title_item):
            entry, line = trail
            self._fill_place(entry.group, entry.label, "page", line)

    def _fill_place(
        self, section: str | None, category: str | None, layer: str, line: Line | None = None
    ) -> None:
        if section and "section" not in self.values:
            self._put("section", section, layer, line)
        if category and "category" not in self.values and self.values["section"] == section:
            self._put("category", category, layer, line)

    def _put_tags(self, visible: Visible) -> None:
        if visible.tags:
            self._put("tags", [tag for tag, _ in visible.tags], "page", visible.tags[0][1])
            return
        for layer, tags in self._stated("tags"):
            self._put("tags", tags, layer)
            return

    # The story

    def _put_body(self, visible: Visible) -> None:
        if visible.body:
            body = text.fold_body(paragraph.text for paragraph in visible.body)
            self._put("body", body, "page", visible.body[0].item)
            if visible.outlinks:
                self._put("outlinks", visible.outlinks, "page", visible.body[0].item)
            return
        stated = self.layers["jsonld"].get("article_body")
        if stated:
            paragraphs = [p for p in stated.replace("\r", "\n").split("\n") if p.strip()]
            body = text.fold_body(filter(None, map(kinds.untagged, paragraphs)))
            if body and key(body) != key(self.values.get("summary") or ""):
                self._put("body", body, "jsonld")
                self.warnings.append("body_jsonld")
                return
        if self.values["kind"] != "article":
            return
        paragraphs = self._generic_paragraphs()
        body = text.fold_body(paragraphs)
        if body and len(body) > 80:
            self._put("body", body, "generic")
            self.warnings.append("body_generic")
        else:
            self.warnings.append("body_missing")

    def _generic_paragraphs(self) -> list[str]:
        """What a generic extractor finds, without what is known to be something else."""
        long = [i for i in self.page.lines if i.role is None and i.is_prose]
        if not long:
            return []
        known = {key(self.values.get(name) or "") for name in ("title", "summary")}
        known |= {key(i.folded()) for i in self.page.lines if i.role or i.hidden_by}
        return [p for p in generic.read_body(self.response, self.page) if key(p) not in known]

    def _put_pictures(self, visible: Visible) -> None:
        if visible.images:
            images = [image for image, _ in visible.images]
            self._put("images", images, "page", visible.images[0][1])
            return
        for layer, addresses in self._stated("pictures"):
            stated = (urls.image(address, self.response.url) for address in addresses)
            found = [Image(url=url) for url in stated if url and not is_no_picture(url)]
            if found:
                self._put("images", found, layer)
                return

    def _put_films(self, visible: Visible) -> None:
        duration, layer = self._duration(visible)
        films = [film for film, _ in visible.players if film]
        source = "page"
        line = visible.players[0][1] if visible.players else None
        if not films:
            films, source = self._stated_films()
        if not films and (self.values["kind"] == "video" or visible.players):
            films, source = list(media.films_in_scripts(self.page)), "page"
        if not films and self.values["kind"] == "video":
            linked = (media.film_at(url, self.page) for url in visible.outlinks)
            films, source = [f for f in linked if f and f.platform == "youtube"], "page"
        shows = self.values["kind"] == "video" or "body" not in self.values
        if not films and duration and layer == "metadata" and shows:
            # The page states a film's length and no address of it: it is shown by the page itself.
            films, source = (
                [Video(url=self.values.get("url") or self.response.url, platform="almayadeen")],
                layer,
            )
        unique = list({(film.platform, film.video_id or film.url): film for film in films}.values())
        if unique:
            if duration and (len(unique) == 1 or self.values["kind"] == "video"):
                unique[0].duration_seconds = unique[0].duration_seconds or duration
            self._put("videos", unique, source, line)

    def _duration(self, visible: Visible) -> tuple[int | None, str]:
        for layer, value in self._stated("duration"):
            return value, layer
        for film in self.layers["jsonld"].get("films", ()):
            if film["duration"]:
                return film["duration"], "jsonld"
        return visible.duration, "page"

    def _stated_films(self) -> tuple[list[Video], str]:
        films = []
        for stated in self.layers["jsonld"].get("films", ()):
            for name in ("embed", "url"):
                url = stated[name] and self.page.absolute(stated[name])
                film = media.film_at(url, self.page, player=True) if url else None
                if film:
                    film.duration_seconds = stated["duration"]
                    films.append(film)
                    break
        if films:
            return films, "jsonld"
        address = self.layers["opengraph"].get("film")
        film = address and media.film_at(self.page.absolute(address), self.page, player=True)
        return ([film], "opengraph") if film else ([], "page")

    # Beside the story

    def _links(self, visible: Visible) -> Iterator[Link]:
        page_url = urls.canonical(self.response.url) or self.response.url
        seen = set()
        for block, after in sorted(visible.blocks, key=lambda pair: pair[0].first):
            if block.name not in ("related", "most_read", "coverage", "read_next"):
                continue
            rank = 0
            for card in block_cards(self.page, block, self.menu):
                # Of links without a heading, one to the page itself is no headline.
                itself = block.heading < 0 and card.url == page_url
                if itself or (block.name, card.url) in seen:
                    continue
                seen.add((block.name, card.url))
                rank += 1
                alt, credit, _ = split_caption(card.image_alt or "")
                yield Link(
                    observed_at=self.fetched_at,
                    page_url=page_url,
                    rel=block.name,
                    rank=rank,
                    url=card.url,
                    title=card.title,
                    label=card.label,
                    label_kind=kind_of_label(card.label, self.menu),
                    date=self._card_day(card.date) if card.date else None,
                    image_alt=alt,
                    image_credit=credit,
                    after_paragraph=after,
                )


def _apart(one: str, other: str) -> float:
    """The seconds between two moments."""
    return abs((datetime.fromisoformat(one) - datetime.fromisoformat(other)).total_seconds())
