"""Find where a value stands in a page or an answer, and read it there again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from parsel import Selector

from mayadeen.normalise import urls
from mayadeen.pages.load_more.answer import Answer, Path, leaves

Place = list[str | int]
"""`["line", key, …]` in the last object of a list of posts, `["json", key, …]` in other JSON,
`["card", name]` an attribute of the last card, `["xpath", path]`, `["script", what precedes]`."""

# Ids, nonces and tokens; what needs no quoting in an XPath.
_PLAIN = re.compile(r"[\w.+/=:|,;-]+")
_NAMES = ("name", "property", "id")


def find(value: Any, source: Answer) -> Place | None:
    """The most telling place of a value; None where it stands nowhere."""
    return find_beside(value, source) or find_in_page(value, source)


def find_beside(value: Any, source: Answer) -> Place | None:
    """The place of a value that belongs to the last post, or to the answer as a whole."""
    if source.items:
        for path, found in leaves(source.items[-1]):
            if str(found) == str(value):
                return ["item", *path]
    if source.cards and source.html:
        for name, found in _card_attributes(source):
            if found == str(value):
                return ["card", name]
    if source.data is not None:
        for path, found in leaves(source.data):
            if str(found) == str(value) and not (source.items and _is_listed(path)):
                return ["json", *path]
    return None


def _is_listed(path: Path) -> bool:
    """Whether a value stands in a list, such as the posts; another batch has others there."""
    return any(isinstance(step, int) for step in path)


def find_in_page(value: Any, source: Answer) -> Place | None:
    """The place of a value in a page's head, forms, attributes or scripts."""
    value = str(value)
    if not source.html or not _PLAIN.fullmatch(value):
        return None
    page = Selector(text=source.html).root
    for attribute in page.xpath(f'//@*[.="{value}"]'):
        element, name = attribute.getparent(), attribute.attrname
        for key in _NAMES:
            if key != name and (named := element.get(key)) and _PLAIN.fullmatch(named):
                return ["xpath", f'//{element.tag}[@{key}="{named}"]/@{name}']
        if name.startswith("data-"):
            return ["xpath", f"//{element.tag}[@{name}]/@{name}"]
    for script in page.xpath("//script/text()"):
        before, stands, _ = script.partition(value)
        # The variable's or key's name is in the same line, just before.
        if stands and (prefix := before[-40:].rpartition("\n")[2]).rstrip().endswith(("'", '"')):
            return ["script", prefix]
    return None


def read(place: Place, source: Answer) -> Any:
    """The value that stands there now, None where there is none."""
    kind, *path = place
    if kind == "item":
        return _at(source.items[-1], path) if source.items else None
    if kind == "json":
        return _at(source.data, path)
    if kind == "card":
        return next((found for name, found in _card_attributes(source) if name == path[0]), None)
    if not source.html:
        return None
    page = Selector(text=source.html).root
    if kind == "xpath":
        return next(reversed(page.xpath(path[0])), None)
    found = re.search(
        re.escape(str(path[0])) + r"([^'\"]+)", "\n".join(page.xpath("//script/text()"))
    )
    return found and found[1]


def _at(value: Any, path: Path | Place) -> Any:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _card_attributes(source: Answer) -> Iterator[tuple[str, str]]:
    """Attributes of the last card: of its link and what holds it, then of all within."""
    if not source.cards or not source.html:
        return
    wanted = {card.url for card in source.cards}
    here = source.cards[-1].url
    links = [
        (urls.canonical(link.get("href"), source.url), link)
        for link in Selector(text=source.html).root.xpath("//a[@href]")
    ]
    own = [element for address, element in links if address == here]
    others = {element for address, element in links if address in wanted and address != here}
    if not own:
        return
    card = own[-1]
    yield from card.items()
    while (holder := card.getparent()) is not None and others.isdisjoint(holder.iter("a")):
        card = holder
        yield from card.items()
    for element in card.iter():
        yield from element.items()
