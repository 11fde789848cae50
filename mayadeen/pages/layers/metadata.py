"""Read the site's own metadata: one JSON object in a script of type `text/tawsiyat`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from mayadeen.pages.flat.page import FlatPage
from mayadeen.pages.layers import jsonish
from mayadeen.pages.menu import Menu
from mayadeen.pages.parts.durations import seconds
from mayadeen.pages.vocabulary import page_kinds
from mayadeen.pages.vocabulary.words import plain

_POST_ID = re.compile(r'"postid"\s*:\s*"?(\d{1,20})["\s,}]')

_TEXTS = {
    "url": "url",
    "language": "lang",
    "title": "title",
    "summary": "description",
    "published_raw": "published_time",
    "updated_at": "last_updated",
}
"""Fields that are one text → the metadata's keys."""


def read_metadata(page: FlatPage, menu: Menu) -> tuple[dict[str, Any], list[str]]:
    """Give the Article fields that the metadata states, and warnings.

    Besides these: `type` (in plain form), `duration` (seconds), `pictures`, `author`. The
    site's `word_count` counts the description's letters and is never read, nor is `html`.
    """
    text = next((t for t in map(_text, page.scripts) if t is not None), None)
    if text is None:
        return {}, ["metadata_missing"]
    warnings: list[str] = []
    try:
        data, mended = jsonish.load(text)
    except ValueError:
        # The number of the post decides its identity, and it can be read where the rest cannot.
        number = _POST_ID.search(text)
        return {"post_id": number[1]} if number else {}, ["metadata_malformed"]
    if isinstance(data, list):
        data = next((member for member in data if isinstance(member, dict)), None)
    if not isinstance(data, dict):
        return {}, ["metadata_malformed"]
    if mended:
        warnings.append("metadata_mended")
    return _fields(data, menu), warnings


def _text(script: Any) -> str | None:
    kind = f"{script.get('type') or ''} {script.get('id') or ''}".lower()
    return (script.text or "") if "tawsiyat" in kind else None


def _fields(data: dict[str, Any], menu: Menu) -> dict[str, Any]:
    get = data.get
    number = jsonish.string(get("postid"))
    found: dict[str, Any] = {
        # A key is made of it, which other text would break.
        "post_id": number if number and number.isdecimal() and number != "0" else None,
        **{name: jsonish.string(get(key)) for name, key in _TEXTS.items()},
        "tags": jsonish.keywords(get("keywords")),
        "author": " | ".join(jsonish.strings(get("author"))) or None,
        "pictures": list(jsonish.strings(get("thumbnail"))),
        "duration": seconds(jsonish.string(get("video_duration")) or ""),
        "type": plain(jsonish.string(get("type")) or "") or None,
        **_classified(list(_classes(get("classes"))), menu),
    }
    return {name: value for name, value in found.items() if value not in (None, [], "")}


def _classified(classes: list[tuple[str, str]], menu: Menu) -> dict[str, Any]:
    """The fields that `classes` states: `{"mapping": "country", "value": "Palestine"}`."""

    def values(*mappings: str) -> list[str]:
        return [value for mapping, value in classes if mapping in mappings]

    posttypes = [plain(value) for value in values("posttype")]
    section, category = _place(values("posttype"), values("category"), menu)
    # A country stays a country; Palestine, as a menu region, is both.
    regions = map(menu.region, values("country", "region", "category"))
    return {
        "posttypes": posttypes,
        "section": section,
        "category": category,
        "countries": _once(values("country")),
        "coverage": _once(values("coverage")),
        "regions": _once(filter(None, regions)),
        # The `type` says nothing of it: it is `article` of films and pictures as well.
        "kind": next(filter(None, map(page_kinds.KIND.get, posttypes)), None),
    }


def _classes(value: Any) -> Iterator[tuple[str, str]]:
    for member in value if isinstance(value, list) else ():
        if isinstance(member, dict):
            mapping = jsonish.string(member.get("mapping"))
            text = jsonish.string(member.get("value"))
            if mapping and text:
                yield mapping.lower(), text


def _place(
    posttypes: list[str], candidates: list[str], menu: Menu
) -> tuple[str | None, str | None]:
    """Section and category in the menu's own words; what the menu does not know is left out."""
    section = next(filter(None, map(menu.section, posttypes)), None)
    for value in (*candidates, *posttypes):
        pair = (section and menu.category(value, section)) or menu.category(value)
        if pair and (section is None or pair[0] == section):
            return pair
    return section or next(filter(None, map(menu.section, candidates)), None), None


def _once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
