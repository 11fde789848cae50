"""Read the cards of a listing's page, or of what its button's request brought, in any form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from scrapy.http import HtmlResponse
from w3lib.html import remove_comments, remove_tags, replace_entities

from mayadeen.normalise import dates, urls
from mayadeen.pages.bounded import bounded
from mayadeen.pages.listing import Card, read_listing
from mayadeen.pages.menu import Menu
from mayadeen.pages.parts.addresses import is_post_address

Path = tuple[str | int, ...]
Form = dict[str, Any]
"""JSON: the `keys` of an answer's object, None where it is markup, and the `place` of its posts."""

_LINK = re.compile(r"<a\s[^<>]*href", re.IGNORECASE)
_ADDRESS_KEYS = ("url", "link", "permalink", "href", "path")
_TITLE_KEYS = ("title", "headline", "heading", "name")
_DATE_KEY = re.compile(r"date|time|publish|created", re.IGNORECASE)
# Flags that are false with the last batch, by their letters alone.
_MORE_KEYS = {"more", "hasmore", "hasnext", "hasnextpage", "loadmore", "showmore", "next"}


# A whole page, where a button gets a piece of one.
_WHOLE = re.compile(r"<(?:!doctype|html|head|body|title)\b", re.IGNORECASE)
_FAULTS = {"error", "errors", "exception", "fault"}
_SUCCESS = {"success", "ok"}


@dataclass(frozen=True)
class Answer:
    """A batch, or a whole page. `url` is the listing's address, which links are relative to.

    `html` is the markup, also where JSON wraps it; `data` the JSON; `lines` the objects of a JSON
    list of posts, and `place` where in the JSON all of them are. `is_last` says that the answer
    itself announces the end.
    """

    url: str
    cards: list[Card]
    html: str = ""
    data: Any = None
    items: tuple[dict[str, Any], ...] = ()
    is_last: bool = False
    place: Path = ()


@bounded
def read_answer(text: str, url: str, menu: Menu) -> Answer:
    """Read HTML, JSON with HTML in it, or JSON with a list of posts; what is neither has no cards.

    `url` is the address of the listing that the answer is for.
    """
    data = _json(text)
    if data is None:
        return Answer(url, _cards(text, url, menu) if text.strip() else [], text)
    is_last = _says_last(data)
    linked = {
        path: value
        for path, value in leaves(data)
        if isinstance(value, str) and _LINK.search(value)
    }
    html = "\n".join(linked.values())
    if cards := _cards(html, url, menu) if html else []:
        place = _place(linked)
        return Answer(url, cards, html, data, is_last=is_last, place=place)
    found = [
        (address, path, line)
        for path, line in _objects(data)
        if (address := _address(line, url, menu))
    ]
    lines = {address: line for address, _, line in found}
    cards = [_card(address, line, menu) for address, line in lines.items()]
    paths = [path for _, path, _ in found]
    place = _place([*paths, *(path[:-1] for path in paths[:1])])
    return Answer(url, cards, html, data, tuple(lines.values()), is_last, place)


def _says_last(data: Any) -> bool:
    """Whether JSON has a key such as `has_more` with the value false."""
    return any(
        value is False and path and re.sub(r"[^a-z]", "", str(path[-1]).lower()) in _MORE_KEYS
        for path, value in leaves(data)
    )


def form_of(answer: Answer) -> Form | None:
    """The form in which an answer brought posts; None where it brought none."""
    if not answer.cards:
        return None
    return {"keys": _keys(answer.data), "place": list(answer.place)}


def shows_end(answer: Answer, form: Form | None = None) -> bool:
    """True where an answer without posts may say that there are no more.

    It must have the form of earlier answers to the same request, where there were some: the same
    kind, no other keys, and nothing, or words alone, where they held posts. A whole page in its
    place, an error, JSON about something else say nothing of the listing.
    """
    if answer.cards:
        return answer.is_last
    is_of_markup = form is not None and form["keys"] is None
    if answer.data is None:
        is_piece = not _WHOLE.search(answer.html) and answer.html.strip()[:1] not in ("{", "[", '"')
        return is_piece and (form is None or is_of_markup)
    if is_of_markup or _is_fault(answer.data):
        return False
    if form is None:
        return answer.is_last or not answer.data or any(_empties(answer.data))
    is_like = set(_keys(answer.data) or ()) <= set(form["keys"])
    return is_like and isinstance(_placed(answer.data, form), list | dict | str | None)


def says_end(answer: Answer, form: Form | None) -> bool:
    """True where such an answer can hardly mean anything else: it has the form, and is empty."""
    if answer.data is None:
        return not remove_tags(remove_comments(answer.html)).strip()
    return form is None or answer.is_last or _placed(answer.data, form) in ([], {}, "")


def _place(paths: Iterable[Path]) -> Path:
    """The way to the list, or the object, that all paths lead into."""
    steps = takewhile(lambda steps: len(set(steps)) == 1, zip(*paths, strict=False))
    return tuple(takewhile(lambda step: isinstance(step, str), (step for step, *_ in steps)))


def _keys(data: Any) -> list[str] | None:
    """The names in an answer's object, none in a list; None for markup."""
    return None if data is None else [*data] if isinstance(data, dict) else []


def _placed(data: Any, form: Form) -> Any:
    """What stands where earlier answers held posts; False where nothing does."""
    for step in form["place"]:
        if not isinstance(data, dict) or step not in data:
            return False
        data = data[step]
    return data.strip() if isinstance(data, str) else data


def _is_fault(data: Any) -> bool:
    if not isinstance(data, dict):
        return False
    words = {str(key).lower(): value for key, value in data.items()}
    return (
        any(words.get(key) for key in _FAULTS)
        or any(words.get(key) is False for key in _SUCCESS)
        or str(words.get("status", "")).lower() in ("error", "fail", "failed")
    )


def _empties(data: Any) -> Iterator[bool]:
    """For each list or text in JSON, whether it is empty."""
    if isinstance(data, dict | list):
        if isinstance(data, list):
            yield not data
        for inner in data.values() if isinstance(data, dict) else data:
            yield from _empties(inner)
    elif isinstance(data, str):
        yield not data.strip()


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Each scalar in a nest of lists and dicts, with the keys and indexes that lead to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    else:
        yield path, value


def _json(text: str) -> Any:
    if text.lstrip()[:1] not in ("{", "[", '"'):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _cards(html: str, url: str, menu: Menu) -> list[Card]:
    page = HtmlResponse(url, body=html.encode("utf-8", "replace"), encoding="utf-8")
    return read_listing(page, menu).cards


def _objects(data: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each object in a nest of lists and dicts, with the keys and indexes that lead to it."""
    if isinstance(data, dict):
        yield path, data
    for step, inner in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(inner, dict | list):
            yield from _objects(inner, (*path, step))


def _address(line: dict[str, Any], url: str, menu: Menu) -> str | None:
    """The post that an object is about, by an address among its own values."""
    for key in sorted(line, key=lambda name: name.lower() not in _ADDRESS_KEYS):
        value = line[key]
        if isinstance(value, str) and value.startswith(("http", "/")):
            address = urls.canonical(value, url)
            if address and is_post_address(address, menu, url):
                return address
    return None


def _card(address: str, line: dict[str, Any], menu: Menu) -> Card:
    words = [(path, value) for path, value in leaves(line) if isinstance(value, str) and value]
    # The keys' own order, so that `title` comes before `name`.
    titles = [value for key in _TITLE_KEYS for path, value in words if path[0] == key]
    labels = (value for _, value in words if menu.region(value) or menu.is_word(value))
    printed = (value for path, value in words if _DATE_KEY.search(str(path[-1])))
    return Card(
        address,
        replace_entities(remove_tags(titles[0])) if titles else None,
        next(labels, None),
        next(filter(dates.find, printed), None),
    )
