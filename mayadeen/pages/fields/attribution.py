"""Choose whom a post credits."""

from __future__ import annotations

from mayadeen.pages.fields.chosen import Chosen
from mayadeen.pages.roles import Role
from mayadeen.pages.story.byline import contradicts
from mayadeen.pages.story.visible import Visible


def choose_attribution(chosen: Chosen, visible: Visible) -> None:
    """The printed credits that are believed, else one stated name."""
    stated = next((author for _, author in chosen.stated("author")), None)
    believed = []
    for line, item in visible.byline.credits:
        if contradicts(line, stated):
            item.reclaim(Role.HEADER, by="contradicted-credit")
        else:
            believed.append((line, item))
    lines = dict.fromkeys(line for line, _ in believed)
    if lines:
        chosen.put("attribution_raw", " | ".join(lines), "page", believed[0][1])
        return
    for layer, author in chosen.stated("author"):
        chosen.put("source", author, layer)  # one name, which may be a person's as well
        return
