"""Turn the printed moments to UTC and to the site's clock."""

from __future__ import annotations

from typing import Any

from mayadeen.items import Article
from mayadeen.pipelines.text import date


class DatesPipeline:
    """A moment that cannot be read stays null, and its article says so."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article):
            date(item)
        return item
