"""Find the controls that extend a listing: its "load more" buttons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from mayadeen.pages.flat.page import LONGEST_LABEL, TEXT, FlatPage, Line
from mayadeen.pages.parts.paging import says_more
from mayadeen.pages.vocabulary.words import plain

_NAMED_MORE = etree.XPath(
    '//*[contains(@class, "more") or contains(@id, "more") or'
    ' ((self::button or self::input or self::a or @role="button")'
    " and (@aria-label or @value or @title))]"
)


_LABELS = ("aria-label", "value", "title")


_GONE = (
    "self::a[@href][not(starts-with(@href, '#'))] or ancestor-or-self::*"
    "[@hidden or contains(translate(@style, ' ', ''), 'display:none')]"
)


_MORE_NAME = re.compile(
    r"load-?_?more|show-?_?more|view-?_?more|more-?_?btn|btn-?_?more|loadmorebtn"
)


def find_controls(page: FlatPage, column: list[Line]) -> tuple[list[str], int]:
    """XPaths of what makes the listing grow and has no address, and how many of them are certain.

    By their words, those of the main column first; then by their names and attributes.
    """
    inside = {id(line) for line in column}
    worded = sorted(_by_words(page), key=lambda one: id(one[0]) not in inside)
    certain = sum(id(line) in inside for line, _ in worded)
    found = [path for _, path in worded]
    seen: Counter[str] = Counter()
    paths = []
    for path in found:
        seen[path] += 1
        paths.append(path if seen[path] == 1 else f"({path})[{seen[path]}]")
    return [*paths, *(path for path in _by_names(page) if path not in seen)], certain


def _by_words(page: FlatPage) -> Iterator[tuple[Line, str]]:
    holders: dict[int, dict[str, Any]] = {}
    for line in page.lines:
        if line.kind != TEXT or line.hidden_by:
            continue
        for part, link in zip(line.parts, line.links, strict=True):
            if len(part) > LONGEST_LABEL or not says_more(plain(part)):
                continue
            if link < 0 or _leads_nowhere(page, page.hrefs[link]):
                element = page.elements[line.node]
                if line.node not in holders:  # lines that breaks divide stand in one element
                    holders[line.node] = _holders(element)
                holder = holders[line.node].get(part.strip(), element)
                yield line, _find_again(holder, " ".join(part.split()))


def _by_names(page: FlatPage) -> Iterator[str]:
    for element in _NAMED_MORE(page.elements[0]) if page.elements else ():
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        label = next((name for name in _LABELS if says_more(plain(element.get(name) or ""))), None)
        if (label or _MORE_NAME.search(names)) and not element.xpath(_GONE):
            yield _find_again(element, "", label)


def _leads_nowhere(page: FlatPage, href: str) -> bool:
    """Whether a link is a button by its script: to no address, or to the page that it stands on."""
    if href.strip()[:1] in ("", "#") or href.strip().lower().startswith("javascript:"):
        return True
    return page.absolute(href).partition("#")[0] == page.url.partition("#")[0]


def _holders(element: Any) -> dict[str, Any]:
    """By each text that is the whole of an element, the last and innermost such element."""
    return {"".join(inner.itertext()).strip(): inner for inner in element.iter(etree.Element)}


def _find_again(element: Any, text: str, label: str | None = None) -> str:
    """An XPath that a browser's document answers too: by id or class, else by the words or the
    attribute `label` that holds them."""
    if name := element.get("id"):
        return f"//*[@id={_literal(name)}]"
    for name in (element.get("class") or "").split():
        if _MORE_NAME.search(name.lower()):
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
