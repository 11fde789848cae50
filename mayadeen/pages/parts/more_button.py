"""Find the control that extends a listing: a "load more" button."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from mayadeen.pages.flat.page import FlatPage

NAMED_MORE = etree.XPath(
    '//*[contains(@class, "more") or contains(@id, "more") or'
    ' ((self::button or self::input or self::a or @role="button")'
    " and (@aria-label or @value or @title))]"
)


LABELS = ("aria-label", "value", "title")


GONE = (
    "self::a[@href][not(starts-with(@href, '#'))] or ancestor-or-self::*"
    "[@hidden or contains(translate(@style, ' ', ''), 'display:none')]"
)


MORE_NAME = re.compile(
    r"load-?_?more|show-?_?more|view-?_?more|more-?_?btn|btn-?_?more|loadmorebtn"
)


def leads_nowhere(page: FlatPage, href: str) -> bool:
    """Whether a link is a button by its script: to no address, or to the page that it stands on."""
    if href.strip()[:1] in ("", "#") or href.strip().lower().startswith("javascript:"):
        return True
    return page.absolute(href).partition("#")[0] == page.url.partition("#")[0]


def holder(element: Any, part: str) -> Any:
    """The innermost element whose whole text is this."""
    holders = (
        inner
        for inner in element.iter(etree.Element)
        if "".join(inner.itertext()).strip() == part.strip()
    )
    return next(reversed([element, *holders]))


def find_again(element: Any, text: str, label: str | None = None) -> str:
    """An XPath that a browser's document answers too: by id or class, else by the words or the
    attribute `label` that holds them."""
    if name := element.get("id"):
        return f"//*[@id={_literal(name)}]"
    for name in (element.get("class") or "").split():
        if MORE_NAME.search(name.lower()):
            wanted = _literal(f" {name} ")
            return f"//*[contains(concat(' ', normalize-space(@class), ' '), {wanted})]"
    if label:
        return f"//{element.tag}[@{label}={_literal(element.get(label))}]"
    return f"//{element.tag}[normalize-space()={_literal(text)}]"


def _literal(text: str) -> str:
    """A text as XPath writes it, which knows no way to escape a quotation mark."""
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    return "concat(" + """, "'", """.join(f"'{part}'" for part in text.split("'")) + ")"
