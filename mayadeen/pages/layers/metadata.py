"""The site's own metadata: one JSON object in a script of type `text/tawsiyat`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mayadeen.pages.flat.page import FlatPage
from mayadeen.pages.layers import jsonish
from mayadeen.pages.menu import Menu
from mayadeen.pages.parts.durations import seconds
from mayadeen.pages.vocabulary import words
from mayadeen.pages.vocabulary.words import plain

_POST_ID = re.compile(r'"postid"\s*:\s*"?(\d{1,20})["\s,}]')


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
        "url": jsonish.string(get("url")),
        "language": jsonish.string(get("lang")),
        "title": jsonish.string(get("title")),
        "summary": jsonish.string(get("description")),
        "tags": jsonish.keywords(get("keywords")),
        "published_raw": jsonish.string(get("published_time")),
        "updated_at": jsonish.string(get("last_updated")),
        "author": " | ".join(jsonish.strings(get("author"))) or None,
        "pictures": list(jsonish.strings(get("thumbnail"))),
        "duration": seconds(jsonish.string(get("video_duration")) or ""),
        "type": plain(jsonish.string(get("type")) or "") or None,
    }
    classes = list(_classes(get("classes")))
    posttypes = [value for mapping, value in classes if mapping == "posttype"]
    found["posttypes"] = [plain(value) for value in posttypes]
    found["section"], found["category"] = _place(posttypes, classes, menu)
    found["countries"] = _once(value for mapping, value in classes if mapping == "country")
    found["coverage"] = _once(value for mapping, value in classes if mapping == "coverage")
    # A country stays a country; Palestine, as a menu region, is both.
    found["regions"] = _once(
        region
        for mapping, value in classes
        if mapping in ("country", "region", "category") and (region := menu.region(value))
    )
    # The `type` says nothing of it: it is `article` of films and pictures as well.
    found["kind"] = next((words.KIND[t] for t in found["posttypes"] if t in words.KIND), None)
    return {name: value for name, value in found.items() if value not in (None, [], "")}


def _classes(value: Any) -> Iterator[tuple[str, str]]:
    for member in value if isinstance(value, list) else ():
        if isinstance(member, dict):
            mapping = jsonish.string(member.get("mapping"))
            text = jsonish.string(member.get("value"))
            if mapping and text:
                yield mapping.lower(), text


def _place(
    posttypes: list[str], classes: list[tuple[str, str]], menu: Menu
) -> tuple[str | None, str | None]:
    """Section and category in the menu's own words; what the menu does not know is left out."""
    section = next((s for value in posttypes if (s := menu.section(value))), None)
    candidates = [value for mapping, value in classes if mapping == "category"]
    for value in (*candidates, *posttypes):
        pair = (section and menu.category(value, section)) or menu.category(value)
        if pair and (section is None or pair[0] == section):
            return pair
    named = (menu.section(value) for value in candidates)
    return section or next(filter(None, named), None), None


def _once(values: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(values))
