"""The lines between headline and story, told by what they say: credits, dates, reading time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from mayadeen.normalise import attribution, dates
from mayadeen.normalise.attribution import Houses
from mayadeen.pages import words
from mayadeen.pages.addresses import first_segment
from mayadeen.pages.flow import BREAK, Flow, Item
from mayadeen.pages.menu import Menu
from mayadeen.pages.words import plain

_UPDATED = re.compile(
    r"(?:last\s+)?(?:updated?|modified|edited)\b|(?:آخر\s)?تحديث|تم التحديث|حُ?دِّ?ث|"
    r"(?:última\s)?(?:actualiza\w+|modifica\w+)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*[|•·]\s*")
_LONGEST = 160


@dataclass
class Header:
    """What was found so far, as printed, each with the item it stands in."""

    credits: list[tuple[str, Item]] = field(default_factory=list)
    published: tuple[str, Item] | None = None
    updated: tuple[str, Item] | None = None
    minutes: tuple[int, Item] | None = None


@cache
def houses() -> Houses:
    """The built-in names: enough to know a credit line from others."""
    return attribution.load_houses()


# The same few houses and writers sign page after page.


@lru_cache(maxsize=4096)
def is_marked(text: str) -> bool:
    """Whether a line opens with a mark (`By`, `Source:`) and names somebody."""
    return attribution.is_marked_credit(text, houses())


@lru_cache(maxsize=4096)
def _is_credit(text: str) -> bool:
    return attribution.is_credit_line(text, houses())


@lru_cache(maxsize=4096)
def photo_credit(text: str) -> tuple[str | None, str | None, str | None]:
    """`attribution.photo_credit` by the built-in names."""
    return attribution.photo_credit(text, houses())


def read_header_line(flow: Flow, item: Item, header: Header, menu: Menu) -> bool:
    """Take a line into the header if it is of its kind; whether it was.

    Marks the line's `role`; where the line holds several things, `roles` of its pieces.
    """
    text = item.text
    if len(text) > _LONGEST:
        return False
    cut = [piece for piece in _BETWEEN.split(text) if piece.strip()]
    if (
        BREAK not in item.parts
        and len(cut) == 1
        and (dates.find(text) == text or not _holds_several(item))
    ):
        role = _plain_role(text, item, header) or _credit_role(flow, text, item, header, menu)
        if role:
            item.role = role
            return True
    roles: list[tuple[str, str]] = []
    waiting: list[str] = []

    def flush() -> None:
        line = " ".join("".join(waiting).split())
        waiting.clear()
        if line:
            role = _credit_role(flow, line, item, header, menu)
            roles.append((line, role or "header"))

    for part in item.parts:
        for number, piece in enumerate(_BETWEEN.split(part)):
            if number or part == BREAK:
                flush()
            role = _plain_role(" ".join(piece.split()), item, header)
            if role:
                flush()
                roles.append((piece, role))
            elif waiting or any(map(str.isalnum, piece)):
                if waiting and is_marked(piece):
                    flush()
                waiting.append(piece)
    flush()
    if all(role == "header" for _, role in roles):
        return False
    item.role, item.roles = "header", roles
    return True


def _holds_several(item: Item) -> bool:
    """Whether a part of several is a date, a reading time or a further credit by itself."""
    parts = [part for part in item.parts if not part.isspace()]
    return len(parts) > 1 and (
        any(
            any(map(str.isdigit, part)) and (dates.find(part) or dates.reading_minutes(part))
            for part in parts
        )
        or any(map(is_marked, parts[1:]))
    )


def _plain_role(text: str, item: Item, header: Header) -> str | None:
    """Take a date or a reading time; tell a share link or an advertisement's label."""
    word = plain(text)
    if word in words.SHARE:
        return "share"
    if word in words.ADVERTISEMENT:
        return "advertisement"
    has_digit = any(map(str.isdigit, text))
    if has_digit and (minutes := dates.reading_minutes(text)) is not None:
        header.minutes = header.minutes or (minutes, item)
        return "reading_minutes"
    if not word or len(text) > 100 or (not has_digit and len(text) > 30):
        return None
    found = dates.find(text)
    if found is None:
        return None
    before, _, after = text.partition(found)
    rest = f"{before} {after}".strip(" :،,|–—-()")
    if is_marked(rest):
        header.credits.append((rest, item))
    elif len(rest.split()) > 3 or len(rest) > len(found) + 12 or rest.endswith("."):
        return None
    if _UPDATED.search(before):
        header.updated = header.updated or (found, item)
        return "updated_at"
    if header.published is None:
        header.published = (found, item)
    return "published_raw"


def _credit_role(flow: Flow, text: str, item: Item, header: Header, menu: Menu) -> str | None:
    """Take a credit line; tell a label of the menu."""
    if is_marked(text):
        header.credits.append((text, item))
        return "attribution_raw"
    word = plain(text)
    if not word or menu.region(text) or menu.is_word(text) or word in words.OTHERS:
        return "label" if word else None
    if len(text) <= 80 and _is_name(flow, item, text):
        header.credits.append((text, item))
        return "attribution_raw"
    return None


def _is_name(flow: Flow, item: Item, text: str) -> bool:
    """Whether an unmarked line names somebody: by the names known, a name's form, or its link."""
    links = [link for link in dict.fromkeys(item.links) if link >= 0]
    if links:
        return any(
            first_segment(flow.absolute(flow.hrefs[link])) in words.AUTHOR_SEGMENTS
            for link in links
        )
    return _is_credit(text) and not text.endswith((".", "!", "?"))
