"""Pipelines that misbehave on purpose."""

from __future__ import annotations

from typing import Any

from mayadeen.items import Article


class Broken:
    """Fails on every post."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article):
            raise RuntimeError("on purpose")
        return item


class Wrong:
    """Makes a line that the schema forbids of every post."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article):
            item.word_count = -1
        return item
