"""Find the element in which the page's prose is dense, whatever it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mayadeen.pages.flat.page import MOST_IN_A_BOX, FlatPage, Line

_NO_STORY_TAGS = frozenset(("nav", "footer", "aside", "form", "button", "dialog", "noscript"))
_SHORTEST_HEADLINE = 20
"""Letters of a card's linked headline. Half and double change one real page each, of some 50."""

MOST_OF_STORY = 0.5
"""The share of the dense text that settles what is of it. At 0.95 three of seven real pages change,
at a quarter none; tests/pages/story/test_body.py and tests/pages/flat/test_flatten.py hold it."""

_OF_THE_BEST = 0.5
"""What an earlier element must hold of the densest to be the story. Of fifteen real pages a quarter
spoils five, and 0.95 as many as it mends; tests/pages/story/test_whole_story.py holds it."""


@dataclass(frozen=True, slots=True)
class DensestElement:
    """The element in which prose is dense, and its lines of prose; never empty."""

    node: int
    lines: list[Line]

    @property
    def first(self) -> int:
        return self.lines[0].index

    @property
    def last(self) -> int:
        return self.lines[-1].index

    def before(self, place: int) -> float:
        """The share of its letters that stand above the line at `place`."""
        return self.share([line for line in self.lines if line.index < place])

    def share(self, lines: Sequence[Line]) -> float:
        """The share of its letters that stand in some lines; what is printed twice counts once."""
        inside = {line.text for line in lines}
        texts = {line.text for line in self.lines}
        return sum(map(len, texts & inside)) / sum(map(len, texts))


def find_densest(page: FlatPage, start: int = 0, stop: int | None = None) -> DensestElement | None:
    """Give the densest element among the lines `start`..`stop`; None where there is no prose.

    Prose counts for the element that it stands in among others, and by half for the one around it,
    so that a story in sections outweighs each of them. Of several stories one below another the
    first is meant: an earlier element of about the same weight wins.
    """
    found = [
        line
        for line in page.lines[start:stop]
        if line.is_prose and line.role is None and page.tags[line.node] != "figcaption"
    ]
    known: dict[int, bool] = {-1: False}
    found = [
        i for i in found if not _holds_no_story(page, i.node, known) and not _is_teaser(page, i)
    ]
    if not found:
        return None
    best = _heaviest(page, _weights(page, found))
    return DensestElement(best, [line for line in found if page.within(line.node, best)])


def _weights(page: FlatPage, prose: Sequence[Line]) -> dict[int, float]:
    """The letters of prose in each element, and half of them in the one around it."""
    weights: dict[int, float] = {}
    for line in prose:
        node = page.container(line)
        weights[node] = weights.get(node, 0) + len(line.text)
        outer = page.around(node)
        if outer >= 0:
            weights[outer] = weights.get(outer, 0) + len(line.text) / 2
    return weights


def _heaviest(page: FlatPage, weights: Mapping[int, float]) -> int:
    """The element with most prose, or the first apart from it with nearly as much."""
    best = max(weights, key=lambda node: (weights[node], node))
    for node in sorted(weights):
        apart = not page.within(best, node) and not page.within(node, best)
        if node < best and apart and weights[node] >= _OF_THE_BEST * weights[best]:
            return node
    return best


def _holds_no_story(page: FlatPage, node: int, known: dict[int, bool]) -> bool:
    """Whether an element is, or stands in, one that holds no story: a menu, a form, a dialog."""
    if node not in known:
        element = page.elements[node]
        known[node] = (
            page.tags[node] in _NO_STORY_TAGS
            or element.get("role") in ("dialog", "alertdialog", "navigation")
            or _holds_no_story(page, page.parents[node], known)
        )
    return known[node]


def _is_teaser(page: FlatPage, line: Line) -> bool:
    """Whether a text stands in a card, below the linked headline of another page."""
    for node in page.ancestors(line.node):
        if page.ends[node] - page.starts[node] > MOST_IN_A_BOX:
            return False
        inside = page.lines[page.starts[node] : line.index]
        if any(i.is_link and len(i.text) >= _SHORTEST_HEADLINE for i in inside):
            return sum(i.is_prose for i in page.inside(node)) == 1
    return False
