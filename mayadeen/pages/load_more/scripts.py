"""Tell whether a script could fill a listing that shows no posts, or no way on."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from mayadeen.normalise import urls

# What has no end ends with the page, so that each is read once.
_SCRIPT = re.compile(r"<script\b([^<>]*)>(.*?)(?:</script|\Z)", re.IGNORECASE | re.DOTALL)
# Data islands (`application/ld+json`, the site's own `text/tawsiyat`) run nothing.
_DATA = re.compile(
    r"\btype\s*=\s*[\"']?(?!text/javascript|application/javascript|module)\w", re.IGNORECASE
)
_ON_SCROLL = re.compile(
    r"\bIntersectionObserver\b|\bonscroll\b|['\"]scroll['\"]|\.scroll\(|\binfinite", re.IGNORECASE
)
_ASKS = re.compile(r"\bfetch\(|XMLHttpRequest|\baxios\b|\$\.(?:get|post|ajax|getJSON)\(|\.load\(")

# How a script makes a list longer, and what it calls a button for that.
_INSERTS = re.compile(r"insertAdjacent|append(?:Child|To)?\(|innerHTML|\.html\(|\.after\(")
_BUTTON = re.compile(
    r"(?:load|show|view)[ _-]?more|more[_-]?btn|btn[_-]?more|المزيد|(?:cargar|ver|mostrar) más",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_MOST_FILES = 8

NO_ANSWER = "no answer"
"""Stands for the answer to a page's request that came to none in time."""

SOME_BUTTON = (
    "//*[contains(@class, 'more') or contains(@id, 'more') or string-length() < 40 and ("
    + " or ".join(f"contains(., '{word}')" for word in (" more", " More", "المزيد", " más"))
    + ")]"
)
"""An XPath for what may be a button that a script has yet to make."""

SCROLL = "scroll"
"""Stands for a control's XPath where a listing grows when it is scrolled to its end."""


def has_script(html: str) -> bool:
    """True where the page carries a script that a browser would run."""
    return any(_scripts(html))


def script_files(html: str, url: str) -> list[str]:
    """The site's own script files that a page runs, absolute; of very many the first."""
    sources = (_SOURCE.search(attributes) for attributes, _ in _scripts(html))
    found = dict.fromkeys(urljoin(url, one[1]) for one in sources if one)
    return [one for one in found if urls.is_page_of(one, url)][:_MOST_FILES]


def may_grow(script: str) -> bool:
    """True where a script file could make a listing longer, by scrolling or by a button it makes.

    It serves all pages, so that this says little of one; a browser has to look.
    """
    is_told = _ON_SCROLL.search(script) or _BUTTON.search(script)
    return bool(is_told and _ASKS.search(script) and _INSERTS.search(script))


def makes_a_button(html: str) -> bool:
    """True where a script of the page itself makes a button that asks for more."""
    return any(_BUTTON.search(one) and _ASKS.search(one) for _, one in _scripts(html))


def _scripts(html: str) -> Iterator[tuple[str, str]]:
    """Attributes and text of each script that a browser would run."""
    found = (script.groups() for script in _SCRIPT.finditer(html))
    return ((attributes, text) for attributes, text in found if not _DATA.search(attributes))


def grows_by_scrolling(html: str) -> bool:
    """True where one script of the page itself both watches the scrolling and asks for something.

    Watching alone is how pictures are loaded late.
    """
    return any(_ON_SCROLL.search(script) and _ASKS.search(script) for _, script in _scripts(html))
