"""Choose headline and summary."""

from __future__ import annotations

from collections.abc import Iterator

from mayadeen.normalise.text import key
from mayadeen.pages.fields.chosen import Chosen
from mayadeen.pages.flat.page import TEXT
from mayadeen.pages.story.headline import is_site_name, without_site
from mayadeen.pages.story.visible import Visible


def stated_titles(chosen: Chosen) -> Iterator[str]:
    """The headline in each layer that states one, without the site's name."""
    site = chosen.layers["opengraph"].get("site_name")
    for _, title in chosen.stated("title"):
        yield without_site(title, site)


def page_title(chosen: Chosen) -> str | None:
    """The `<title>` without the site's name."""
    page = chosen.layers["opengraph"]
    title = page.get("page_title")
    return without_site(title, page.get("site_name")) if title else None


def choose_title(chosen: Chosen, visible: Visible) -> None:
    """The headline: as stated, unless it is the site's name or cut short; else as printed."""
    site = chosen.layers["opengraph"].get("site_name")
    printed = visible.title
    for layer, stated in chosen.stated("title"):
        title = without_site(stated, site)
        if is_site_name(title, site) or (printed and is_cut(title, printed)):
            continue
        chosen.put("title", title, layer)
        if printed and not say_the_same(title, printed):
            chosen.warnings.append("title_disagrees")
        return
    named = page_title(chosen)
    if printed:
        chosen.put("title", printed, "page", visible.title_line)
    elif named and not is_site_name(named, site):
        chosen.put("title", named, "opengraph")
    else:
        chosen.warnings.append("title_missing")


def choose_summary(chosen: Chosen, visible: Visible) -> None:
    """The summary: as stated, unless cut short, the headline or the site's own; else as printed."""
    printed = " ".join(line.text for line in visible.summary)
    for layer, stated in chosen.stated("summary"):
        if printed and is_cut(stated, printed):
            continue
        word = key(stated)
        if word != key(printed) and (
            word == key(chosen.values.get("title") or "") or _is_of_the_site(chosen, stated)
        ):
            continue
        chosen.put("summary", stated, layer)
        return
    if printed:
        chosen.put("summary", printed, "page", visible.summary[0])


def _is_of_the_site(chosen: Chosen, description: str) -> bool:
    """Whether a description is the site's own, which its footer prints too."""
    return any(
        line.role is None and line.kind == TEXT and line.text == description
        for line in chosen.page.lines
    )


def is_cut(value: str, whole: str) -> bool:
    """Whether a text is the beginning of another, and shorter."""
    if value == whole or not value:
        return False
    start, full = key(value).rstrip(" .…"), key(whole)
    return len(start) < len(full.rstrip(" .…")) and full.startswith(start)


_SHARED_WORDS = 0.6
"""Share of the longer of two titles' words, where both say the same. Real pages do not depend on
it; tests/pages/test_thresholds.py holds it."""


def say_the_same(one: str, other: str) -> bool:
    if one == other:
        return True
    first, second = key(one), key(other)
    if first == second or first in second or second in first:
        return True
    a, b = set(first.split()), set(second.split())
    return len(a & b) >= _SHARED_WORDS * max(len(a), len(b))
