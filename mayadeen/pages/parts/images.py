"""Read a picture's address, and tell icons and placeholders from pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from mayadeen.items import Image
from mayadeen.normalise import urls
from mayadeen.pages.flat.page import FlatPage, Line

_LAZY = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-url", "data-image")


_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "srcset")


_USUAL_FORMS = ("", "image/jpeg", "image/png", "image/gif")


_NO_PICTURE = re.compile(
    r"(?:^|[_.\-])(?:spacer|1x1|placeholder|loader|logos?|sprite|favicon|transparent|default"
    r"|no-?image)(?:[_.\-\d]|$)"
)


# Words of pictures too: of a file's name it takes nearly all to make it an icon.
_ICON = re.compile(
    r"(?:[a-z0-9]{1,5}[_-])?(?:blank|pixel|loading|lazy|icons?|avatars?|emoji|tracking|tracker|beacon"
    r"|flags?)(?:[_-]?[a-z0-9]{1,5})?\.(?:png|gif|svg|ico|jpe?g|webp)|.*\bicons?\b.*\.(?:svg|png|gif)"
)


_ICON_FOLDER = re.compile(r"/(?:icons?|flags?|avatars?|emojis?|logos?)/")


_STILL = re.compile(r"//(?:\w+\.ytimg\.com|img\.youtube\.com)/")


_SMALLEST = 64
"""Pixels; what is stated smaller is an icon or counts visitors. Half changes the pictures of 14 of
25 real pages, double of 18 of 28; tests/pages/test_thresholds.py holds it."""


_PICTURE_FILE = re.compile(r"^[^\s,{?]+\.(?:jpe?g|png|webp|avif)(?:\?[^\s,]*)?$", re.IGNORECASE)


def picture(page: FlatPage, line: Line) -> Image | None:
    """Give a picture with its address and alternative text; None for icons and placeholders.

    Of several renditions the widest; a lazy picture's real address wins over what stands in `src`.
    """
    element = line.element
    if _is_small(element.get("width")) or _is_small(element.get("height")):
        return None
    for href in _addresses(element):
        url = urls.image(href, page.base)
        if url and not is_no_picture(url):
            alt = " ".join((element.get("alt") or "").split())
            return Image(url=url, alt=alt or None)
    return None


def is_still(line: Line) -> bool:
    """Whether a picture is a film's still from YouTube: the player is behind it."""
    return any(_STILL.search(line.element.get(name) or "") for name in ("src", *_LAZY))


def is_no_picture(url: str) -> bool:
    """Whether an address names an icon, a logo or a placeholder."""
    path = urlsplit(url).path.lower()
    name = path.rpartition("/")[2]
    return bool(_NO_PICTURE.search(name) or _ICON.fullmatch(name) or _ICON_FOLDER.search(path))


def _addresses(element: Any) -> Iterator[str]:
    """The addresses of a picture, the most telling first: sets, lazy attributes, `src`, others."""
    sets, other_forms = _sets(element)
    if widest := _widest(filter(None, sets)):
        yield widest
    yield from filter(None, (element.get(name) for name in _LAZY))
    source = element.get("src")
    if source and source.strip():
        yield source
    if widest := _widest(filter(None, other_forms)):
        yield widest
    # Each script for lazy pictures has a name of its own for the address.
    for name, value in element.items():
        if name.startswith("data-") and name not in _LAZY and _PICTURE_FILE.search(value):
            yield value


def _sets(element: Any) -> tuple[list[str | None], list[str | None]]:
    """The `srcset`s of an `img` and of the `source`s around it; those of AVIF and WebP apart.

    Which forms a site offers changes; what stands in `img` is the picture's own address.
    """
    sets = [element.get(name) for name in _LAZY_SETS]
    other_forms: list[str | None] = []
    parent = element.getparent()
    while parent is not None and parent.tag in ("source", "picture"):  # a source is never closed
        known = (parent.get("type") or "").lower() in _USUAL_FORMS
        (sets if known else other_forms).extend((parent.get("data-srcset"), parent.get("srcset")))
        parent = parent.getparent()
    return sets, other_forms


def _widest(sets: Iterator[str]) -> str | None:
    best, widest = None, -1.0
    for candidates in sets:
        for candidate in re.split(r",\s+|,(?=https?:|/)", candidates.strip()):
            address, _, size = candidate.strip(" ,\n\t").partition(" ")
            number = re.match(r"[\d.]+", size.strip())
            try:
                width = float(number[0]) if number else 0.0
            except ValueError:
                width = 0.0
            if address and not address.startswith("data:") and width > widest:
                best, widest = address, width
    return best


def _is_small(size: str | None) -> bool:
    number = (size or "").strip().removesuffix("px")
    return number.isdecimal() and len(number) < 6 and int(number) <= _SMALLEST
