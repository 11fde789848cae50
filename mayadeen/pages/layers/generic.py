"""Extract a story's text from any page, as the last resort and for the body alone."""

from __future__ import annotations

from scrapy.http import TextResponse

from mayadeen.pages.flat.page import FlatPage

_DEEPEST = 150
"""Elements one in another; trafilatura walks the tree by recursion. No real page reaches it."""

_LARGEST = 3_000_000
"""Bytes; trafilatura takes a hundred times as long as reading the page ourselves. No real page
reaches it."""


def read_body(response: TextResponse, page: FlatPage) -> list[str]:
    """Give the paragraphs that trafilatura finds; none where it finds none or cannot be asked."""
    if len(response.body) > _LARGEST or _depth(page) > _DEEPEST:
        return []
    # It is slow to import and rarely needed.
    import trafilatura

    text = trafilatura.extract(
        response.text.replace("\0", ""),
        include_comments=False,
        include_tables=True,
        include_formatting=False,
        favor_precision=True,
    )
    return [line.strip() for line in (text or "").split("\n") if line.strip()]


def _depth(page: FlatPage) -> int:
    depths: list[int] = []
    for parent in page.parents:
        depths.append(depths[parent] + 1 if parent >= 0 else 0)
    return max(depths, default=0)
