"""Tell short labels: dates, categories, regions; and sentences from them."""

from __future__ import annotations

import re
from functools import lru_cache

from mayadeen.normalise import dates
from mayadeen.pages.flat.page import LONGEST_LABEL
from mayadeen.pages.menu import Menu

_DIGIT = re.compile(r"\d")


_MOST_BESIDE = 12
"""Letters beside the date in a line that is one: `Published on`, a weekday. Real pages do not
depend on it."""

_BESIDE_DATE = " \t·|•,،;:–—-/()[]"


@lru_cache(maxsize=4096)  # a day's cards show the same few days and labels
def is_date(text: str) -> bool:
    """Whether a line is nothing but a date."""
    if len(text) > LONGEST_LABEL or (len(text) > LONGEST_LABEL // 2 and not _DIGIT.search(text)):
        return False
    found = dates.find(text)
    return found is not None and len(found) + _MOST_BESIDE >= len(text)


def label_and_date(text: str, menu: Menu) -> tuple[str, str] | None:
    """Cut a text that is a label of the menu and a date: `Politics, 3 May 2025` in any order."""
    found = dates.find(text) if len(text) <= 2 * LONGEST_LABEL and _DIGIT.search(text) else None
    if found is None:
        return None
    before, _, after = text.partition(found)
    label = f"{before} {after}".strip(_BESIDE_DATE)
    return (label, found) if kind_of_label(label, menu) else None


def kind_of_label(label: str | None, menu: Menu) -> str | None:
    """`region` or `category` by the menu's words, else None."""
    if not label or len(label) > LONGEST_LABEL:
        return None
    if menu.region(label):
        return "region"
    return "category" if menu.is_word(label) else None


def is_sentence(text: str) -> bool:
    """Whether a line ends as prose does."""
    return text.rstrip("”\"'’» \ufeff\u200b\u200e\u200f").endswith((".", "!", "?", "؟", "…"))
