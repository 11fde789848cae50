"""Show the rest of a story that a page hides until its reader asks for it."""

from __future__ import annotations

from mayadeen.pages.flat.page import SHORTEST_PROSE, TEXT, FlatPage, Line
from mayadeen.pages.roles import Role

_FEWEST = 2
"""Paragraphs of a hidden rest; a hidden one alone is for machines. 4 mends the one real page that
asks it; tests/pages/story/test_whole_story.py holds it."""


def reveal_rest(page: FlatPage) -> set[int]:
    """Show the hidden rest of a story, and a story that is hidden as a whole with its `h1`; the
    places of the lines that were shown.

    The rest is hidden elements with several paragraphs, which stand in one element behind visible
    ones, with no visible text behind them.
    """
    rests: dict[int, list[int]] = {}
    for node in page.hidden:
        rests.setdefault(page.parents[node], []).append(node)
    shown: set[int] = set()
    for outer, nodes in rests.items():
        if outer >= 0 and (_are_rest(page, outer, nodes) or _hold_story(page, nodes)):
            for node in nodes:
                shown |= _show(page, node)
    return shown


def _are_rest(page: FlatPage, outer: int, nodes: list[int]) -> bool:
    first, last = page.starts[nodes[0]], page.ends[nodes[-1]]
    open_ones = [
        i.index for i in page.inside(outer) if i.is_prose and page.parents[i.node] == outer
    ]
    if not open_ones or not open_ones[-1] < first:
        return False
    sort = page.tags[page.lines[open_ones[-1]].node]
    hidden = [i for i in page.lines[first:last] if _is_text(i) and page.tags[i.node] == sort]
    return len(hidden) >= _FEWEST


def _hold_story(page: FlatPage, nodes: list[int]) -> bool:
    inside = [line for node in nodes for line in page.inside(node)]
    if any(line.heading == 1 and not line.hidden_by for line in page.lines):
        return False
    return any(line.heading == 1 for line in inside) and sum(map(_is_text, inside)) >= _FEWEST


def _is_text(line: Line) -> bool:
    long = line.kind == TEXT and line.hidden_by is Role.HIDDEN and not line.heading
    return long and len(line.folded()) >= SHORTEST_PROSE


def _show(page: FlatPage, node: int) -> set[int]:
    shown = set()
    for line in page.inside(node):
        if line.hidden_by is Role.HIDDEN:
            line.hidden_by = None
            if line.kind == TEXT:
                line.measure()
            shown.add(line.index)
    return shown
