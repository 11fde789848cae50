"""Parse JSON as pages hold it: in comments, escaped, with a comma too many, of any type."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from mayadeen.normalise.text import fold

_WRAPPING = re.compile(
    r"^[\s\ufeff;]*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)?"
    r"|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)?[\s;]*$"
)
_COMMA_TOO_MANY = re.compile(r",(?=\s*[}\]])")
_IDENTIFIER = re.compile(r"\d{6,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}", re.IGNORECASE)
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>")


def load(text: str) -> tuple[Any, bool]:
    """Give the value and whether the text had to be mended; ValueError where it cannot be."""
    try:
        return json.loads(text, strict=False), False
    except (ValueError, RecursionError):
        pass
    bare = _WRAPPING.sub("", text).strip()
    if bare.startswith(("{&quot;", "[&quot;", "{&#34;", "{&#x22;")):
        bare = html.unescape(bare)
    try:
        return json.loads(bare, strict=False), True
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    except ValueError:
        pass
    try:
        return json.loads(_COMMA_TOO_MANY.sub("", bare), strict=False), True
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def string(value: Any) -> str | None:
    """A non-empty text out of a value: a string or a number, entities and tags undone."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str):
        return None
    if "&" in value:
        value = html.unescape(value)
    if "<" in value:
        value = _MARKUP.sub(" ", value)
    return fold(value) or None


def strings(value: Any) -> Iterator[str]:
    """The texts of a value: itself, or of a list's members; an object's `name`."""
    for member in value if isinstance(value, list) else [value]:
        text = string(member.get("name")) if isinstance(member, dict) else string(member)
        if text:
            yield text


def keywords(value: Any) -> list[str]:
    """Tags out of a text, cut at commas and semicolons, Arabic ones too, or of a list of texts, of
    which only one alone is cut: of several each is a tag, `Upper Town, Old Valley` as well. Numbers
    of the publisher's system are none."""
    texts = list(strings(value))
    if len(texts) == 1:
        texts = re.split(r"[,،;؛]", texts[0])
    tags = (text.strip(" #") for text in texts)
    return list(dict.fromkeys(tag for tag in tags if tag and not _IDENTIFIER.fullmatch(tag)))
