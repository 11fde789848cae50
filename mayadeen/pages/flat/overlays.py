"""Attach empty overlay links to the cards they cover."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mayadeen.normalise import urls
from mayadeen.pages.flat.page import SHORTEST_PROSE, TEXT, FlatPage, Line

_MOST_COVERED = 5
"""Lines that one link is laid over. Real pages do not depend on it; tests/pages/parts/test_cards.py
holds the lower side."""


_LAST_MARKS = re.compile(r"(?<!\W)\W++$")


def attach_overlay_links(page: FlatPage) -> None:
    """Attach empty overlay links (Bootstrap's `stretched-link`) to the card they cover.

    `<a class="stretched-link" href="…"></a><h4>Headline</h4>` is to a reader what a link around
    both is. An element with a sentence that is no heading is left: it can be the story.
    """
    covered: dict[int, list[int]] = {}
    for link in _empty_links(page):
        holder = page.holders[link]
        _note_link(page, holder, link)
        if urls.is_page_of(page.absolute(page.hrefs[link]), page.url):
            around = (node for node in page.ancestors(holder) if any(_seen(page, node)))
            covered.setdefault(next(around, 0), []).append(link)
    for node, links in covered.items():
        lines = list(_seen(page, node))
        numbers = {*links, *(link for line in lines for link in line.links if link >= 0)}
        if len({page.hrefs[number] for number in numbers}) == 1 and _is_card(lines):
            for line in lines:
                line.links = [links[0]] * len(line.links)


def _empty_links(page: FlatPage) -> Iterator[int]:
    """The links that lead somewhere and in which no line or picture stands."""
    used = {link for line in page.lines for link in line.links}
    for link, holder in enumerate(page.holders):
        if link not in used and holder >= 0 and page.hrefs[link].strip()[:1] not in ("", "#"):
            yield link


def _note_link(page: FlatPage, holder: int, link: int) -> None:
    """Give the link to the first line of its own element, too, as a part without letters."""
    for line in _seen(page, holder):
        if line.node == holder:
            line.parts.append("")
            line.links.append(link)
            return


def _is_card(lines: Sequence[Line]) -> bool:
    """Whether lines are headings, and others that are no sentences; one alone may not be long."""
    if len(lines) > _MOST_COVERED or any(line.heading == 1 for line in lines):
        return False
    texts = [line.folded() for line in lines if not line.heading]
    if len(lines) == len(texts) == 1 and len(texts[0]) >= SHORTEST_PROSE:
        return False
    return not any(map(_ends_a_sentence, texts))


def _ends_a_sentence(text: str) -> bool:
    marks = _LAST_MARKS.search(text)
    return marks is not None and not set(".!?؟…:").isdisjoint(marks[0])


def _seen(page: FlatPage, node: int) -> Iterator[Line]:
    """The lines of text in an element that readers see."""
    return (line for line in page.inside(node) if line.kind == TEXT and not line.hidden_by)
