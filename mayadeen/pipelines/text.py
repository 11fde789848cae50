"""Folds what was printed to one line, and counts and hashes the result."""

from __future__ import annotations

from typing import Any

from mayadeen import printed
from mayadeen.items import Article, Link


class TextPipeline:
    """Title, summary, captions, tags and link texts."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article):
            printed.fold_article(item)
        elif isinstance(item, Link):
            printed.fold_link(item)
        return item
