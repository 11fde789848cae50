"""Whether a listing that shows no posts, or no way on, could be filled by a script."""

import re

# Data islands (`application/ld+json`, the site's own `text/tawsiyat`) run nothing.
_SCRIPT = re.compile(
    r"<script\b(?![^>]*\btype\s*=\s*[\"']?(?!text/javascript|application/javascript|module)\w)",
    re.IGNORECASE,
)
_INLINE = re.compile(_SCRIPT.pattern + r"[^>]*>(.*?)</script", re.IGNORECASE | re.DOTALL)
_ON_SCROLL = re.compile(
    r"\bIntersectionObserver\b|\bonscroll\b|['\"]scroll['\"]|\.scroll\(|\binfinite", re.IGNORECASE
)
_ASKS = re.compile(r"\bfetch\(|XMLHttpRequest|\baxios\b|\$\.(?:get|post|ajax|getJSON)\(|\.load\(")

SCROLL = "scroll"
"""Stands for a control's XPath where a listing grows when it is scrolled to its end."""


def has_script(html: str) -> bool:
    """True where the page carries a script that a browser would run."""
    return _SCRIPT.search(html) is not None


def grows_by_scrolling(html: str) -> bool:
    """True where one script of the page itself both watches the scrolling and asks for something.

    Watching alone is how pictures are loaded late.
    """
    scripts = (found[1] for found in _INLINE.finditer(html))
    return any(_ON_SCROLL.search(script) and _ASKS.search(script) for script in scripts)
