"""Choose section and category."""

from __future__ import annotations

from mayadeen.pages.fields.chosen import Chosen
from mayadeen.pages.flat.page import Line
from mayadeen.pages.story.breadcrumb import read_breadcrumb
from mayadeen.pages.story.visible import Visible


def choose_section(chosen: Chosen, visible: Visible) -> None:
    """Section and category: as stated, by the address, by the trail above the headline."""
    _take_stated(chosen)
    _take_named(chosen)
    entry = chosen.menu.place(chosen.values.get("url") or chosen.response.url)
    if entry is None and "url" in chosen.values:
        entry = chosen.menu.place(chosen.response.url)
    if entry:
        _fill_section(chosen, entry.group, entry.label, "url")
    if "category" in chosen.values or visible.title_line is None:
        return
    if trail := read_breadcrumb(chosen.page, chosen.menu, visible.title_line):
        entry, line = trail
        _fill_section(chosen, entry.group, entry.label, "page", line)


def _take_stated(chosen: Chosen) -> None:
    """Both from the first layer that states a section."""
    for layer, section in chosen.stated("section"):
        chosen.put("section", section, layer)
        if "category" in chosen.layers[layer]:
            chosen.put("category", chosen.layers[layer]["category"], layer)
        break


def _take_named(chosen: Chosen) -> None:
    """What is lacking from the names that layers state, where they are the menu's."""
    for layer, names in chosen.stated("sections"):
        if "category" in chosen.values:
            break
        for name in names:
            pair = chosen.menu.category(name, chosen.values.get("section"))
            if pair or (section := chosen.menu.section(name)):
                found = pair or (section, None)
                _fill_section(chosen, found[0], found[1], layer)


def _fill_section(
    chosen: Chosen,
    section: str | None,
    category: str | None,
    layer: str,
    line: Line | None = None,
) -> None:
    if section and "section" not in chosen.values:
        chosen.put("section", section, layer, line)
    if category and "category" not in chosen.values and chosen.values["section"] == section:
        chosen.put("category", category, layer, line)
