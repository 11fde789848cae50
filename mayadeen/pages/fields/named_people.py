"""Find people whom a page names in markup that says so, where nothing credits anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mayadeen.normalise.text import fold
from mayadeen.pages.flat.page import FlatPage
from mayadeen.pages.parts.credits import people_in

_STATED = "//*[@itemprop='author' or @itemprop='creator'] | //*[contains(@rel, 'author')]"
_CALLED_SO = (
    "//*[contains(@class, 'author') or contains(@class, 'byline') or contains(@class, 'autor')]"
)
_NAME = re.compile(r"(?:^|[\s_-])(?:post-?)?(?:author|byline|autor)(?:$|[\s_-])", re.IGNORECASE)
_LONGEST = 60
"""Letters of a name in the markup. Real pages do not depend on it."""

_MOST = 3
"""People; more are those of cards. 1 loses the authors of one real page, 6 finds those of another;
tests/pages/fields/test_people.py holds it."""


def people_by_markup(page: FlatPage) -> list[str]:
    """The people of microdata and of links with `rel="author"`, else of elements called after
    authors, where these are few."""
    root = page.elements[0].getroottree() if page.elements else None
    if root is None:
        return []
    stated = _people(root.xpath(_STATED))
    if stated:
        return stated[:1] if len(stated) > _MOST else stated
    called = (e for e in root.xpath(_CALLED_SO) if _NAME.search(e.get("class")))
    people = [name for name in _people(called) if " " in name]
    return people if len(people) <= _MOST else []


def _people(elements: Any) -> list[str]:
    people = (name for element in elements for text in _texts(element) for name in people_in(text))
    return list(dict.fromkeys(people))


def _texts(element: Any) -> Iterator[str]:
    """The text of an element as a credit line; of one with a name in it, that name's."""
    named = element.xpath(".//*[@itemprop='name']") or [element]
    for one in named:
        text = fold(one.get("content") or " ".join(one.itertext()))
        if text and len(text) <= _LONGEST and "://" not in text:
            yield f"Author: {text}"
