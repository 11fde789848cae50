"""Read a story's pictures with the captions under them, and its players."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from mayadeen.items import Image, Video
from mayadeen.normalise.person_names import MOST_WORDS
from mayadeen.normalise.text import key
from mayadeen.pages.flat.page import FRAME, IMAGE, LONGEST_LABEL, PLAYER, Line
from mayadeen.pages.parts import films
from mayadeen.pages.parts.images import is_still, picture
from mayadeen.pages.roles import Role
from mayadeen.pages.story.bounds import StoryBounds
from mayadeen.pages.story.byline import LONGEST_BYLINE
from mayadeen.pages.story.captions import leads_away
from mayadeen.pages.story.headline import is_site_name
from mayadeen.pages.vocabulary import words

_COUNTER = re.compile(r"^\d+\s*/\s*\d+\b[\s:.–-]*")  # `1/5` in a gallery


# What a line may have been taken for before.
_CREDITS = (Role.ATTRIBUTION, Role.HEADER)
_PICTURES = (None, Role.IMAGES)
_PLAYERS = (None, Role.ASIDE, Role.EMBED)


def _is_of_the_page(line: Line, signed: Callable[[], str]) -> bool:
    """Whether a picture is a heading set as a picture, or the portrait of who signs the story."""
    alt = line.element.get("alt") or ""
    if not alt or len(alt) > LONGEST_LABEL:
        return False
    if words.plain(alt) in words.HEADING:
        return True
    if not 1 < len(alt.split()) <= MOST_WORDS or is_site_name(alt):
        return False
    return key(alt) in signed()


def _signed(bounds: StoryBounds) -> str:
    """What the page says of who signs, one line each."""
    return "\n".join(
        key(line.text)
        for line in bounds.page.lines
        if len(line.text) <= LONGEST_BYLINE
        and (line.role in _CREDITS or bounds.leads_to_author(line))
    )


def read_pictures(
    bounds: StoryBounds, captions: dict[int, list[Line]], start: int
) -> list[tuple[Image, Line]]:
    """Give the story's pictures in page order, each once, from the line at `start` on."""
    page, signed = bounds.page, cache(lambda: _signed(bounds))
    found: dict[str, tuple[Image, Line]] = {}
    waiting: list[Line] = []
    for line in page.lines[start : bounds.stop]:
        if line.kind != IMAGE or line.role not in _PICTURES:
            continue
        if leads_away(bounds, line) or _is_of_the_page(line, signed) or is_still(line):
            continue
        lines = captions.get(line.index) or waiting
        image = picture(page, line)
        if image is None:
            # The picture itself may follow in <noscript>; its caption is known from here.
            line.reclaim(Role.PLACEHOLDER, by="picture-to-come")
            waiting = lines
            continue
        line.reclaim(Role.IMAGES, by="story-picture")
        waiting = []
        caption = " ".join(below.text for below in lines)
        image.caption = _COUNTER.sub("", caption) or None
        known = found.setdefault(image.url, (image, line))[0]
        known.alt, known.caption = known.alt or image.alt, known.caption or image.caption
    return list(found.values())


def read_players(
    bounds: StoryBounds, start: int, kind: str | None
) -> list[tuple[Video | None, Line]]:
    """Give the story's players in page order, None for one without an address.

    A film's still that is a link to it stands for it; on a film's page without any player, so does
    any picture.
    """
    found: list[tuple[Video | None, Line]] = []
    for line in bounds.page.lines[start : bounds.stop]:
        if line.kind not in (FRAME, PLAYER) or line.role not in _PLAYERS:
            continue
        film = films.film(bounds.page, line)
        if film or line.kind == PLAYER:
            line.reclaim(Role.VIDEOS, by="player")
            found.append((film, line))
        elif line.role is None:
            line.claim(Role.IFRAME, by="no-film")
    found += _linked_films(bounds, start, any_picture=kind == "video" and not found)
    return sorted(found, key=lambda pair: pair[1].index)


def _linked_films(
    bounds: StoryBounds, start: int, *, any_picture: bool
) -> Iterator[tuple[Video, Line]]:
    """The films that stills, or any pictures, are links to."""
    for line in bounds.page.lines[start : bounds.stop]:
        if line.kind != IMAGE or line.links[0] < 0 or line.role not in _PICTURES:
            continue
        if any_picture or is_still(line):
            url = bounds.page.absolute(bounds.page.hrefs[line.links[0]])
            if film := films.film_at(url, bounds.page):
                yield film, line
