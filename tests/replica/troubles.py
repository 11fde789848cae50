"""What a site can do to a first crawl: switches of `Site.set(trouble=…)`, one at a time."""

from __future__ import annotations

import re

# Beside these there are `refuse_after=0` with `refusal`, `robots_status` and `growth`'s shapes.
NAMES = (
    "script",  # every page is a script that sets a cookie and loads it anew
    "disallow_all",
    "disallow_sections",
    "signals",  # robots.txt names AI bots and says what may be done with texts
    "script_menu",  # the menu is made by a script
    "span_menu",  # the menu has no addresses
    "odd_dates",  # days in Roman months; with `markup="plain"` nothing else states one
    "blank_dates",  # no day is printed anywhere
)

_SCRIPT = (
    "<!DOCTYPE html><html><head><title></title></head><body><script>document.cookie='s=1;path=/';"
    "location.reload();</script></body></html>"
)
_ROBOTS = {
    "disallow_all": "User-agent: *\nDisallow: /\n",
    "disallow_sections": "User-agent: *\nDisallow: /news\nDisallow: /articles\n",
    "signals": (
        "User-agent: *\nContent-Signal: search=yes, ai-train=no\nDisallow: /search\n\n"
        "User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n"
    ),
}
_HEADER = re.compile(r"<header>.*?</header>", re.DOTALL)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_DAY = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)})[a-z]* (20\d\d)(?: (\d\d):(\d\d))?")


def robots(trouble: str | None) -> str | None:
    """The rules of a trouble, where it has its own."""
    return _ROBOTS.get(trouble or "")


def page(trouble: str | None, html: str) -> str:
    """A page as the trouble leaves it."""
    if trouble == "script":
        return _SCRIPT
    if trouble == "script_menu":
        return _HEADER.sub("<script>menu()</script>", html, count=1)
    if trouble == "span_menu":
        return _HEADER.sub(_without_addresses, html, count=1)
    if trouble in ("odd_dates", "blank_dates"):
        return _DAY.sub(_odd if trouble == "odd_dates" else "", html)
    return html


def _without_addresses(menu: re.Match[str]) -> str:
    spans = re.sub(r"<a\b[^>]*>", '<span onclick="go()">', menu[0])
    return spans.replace("</a>", "</span>")


def _odd(found: re.Match[str]) -> str:
    day, month, year, hour, minute = found.groups()
    told = f"{day}.{_ROMAN[_MONTHS.index(month)]}.{year}"
    return f"{told} · {hour}.{minute}" if hour else told
