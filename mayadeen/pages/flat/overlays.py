"""Attach empty overlay links to the cards they cover."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mayadeen.normalise import urls
from mayadeen.pages.flat.page import SHORTEST_PROSE, TEXT, FlatPage, Line

_MOST_COVERED = 5  # lines that one link is laid over


_SENTENCE_END = re.compile(r"[.!?؟…:]\W*$")


def attach_overlay_links(page: FlatPage) -> None:
    """Give links around nothing to what they are laid over: the few lines of a card.

    `<a class="stretched-link"></a><h4>Headline</h4>` is to a reader what a link around both is. An
    element with a sentence that is no heading is left: it can be the story.
    """
    used = {link for item in page.lines for link in item.links}
    laid: dict[int, list[int]] = {}
    for link, holder in enumerate(page.holders):
        if link in used or holder < 0 or page.hrefs[link].strip()[:1] in ("", "#"):
            continue
        for line in page.inside(holder):
            if line.kind == TEXT and line.node == holder and not line.hidden_by:
                line.parts.append("")  # nobody sees it, and yet it leads somewhere
                line.links.append(link)
                break
        if urls.is_page_of(page.absolute(page.hrefs[link]), page.url):
            node = next(
                (n for n in page.ancestors(holder) if any(map(_is_seen, page.inside(n)))), 0
            )
            laid.setdefault(node, []).append(link)
    for node, links in laid.items():
        lines = [item for item in page.inside(node) if _is_seen(item)]
        numbers = {*links, *(link for line in lines for link in line.links if link >= 0)}
        if len({page.hrefs[number] for number in numbers}) == 1 and _is_card(lines):
            for line in lines:
                line.links = [links[0]] * len(line.links)


def _is_card(lines: Sequence[Line]) -> bool:
    """Whether lines are headings, and others that are no sentences; one alone may not be long."""
    if len(lines) > _MOST_COVERED or any(line.heading == 1 for line in lines):
        return False
    texts = [line.folded() for line in lines if not line.heading]
    if len(lines) == len(texts) == 1 and len(texts[0]) >= SHORTEST_PROSE:
        return False
    return not any(map(_SENTENCE_END.search, texts))


def _is_seen(line: Line) -> bool:
    return line.kind == TEXT and not line.hidden_by
