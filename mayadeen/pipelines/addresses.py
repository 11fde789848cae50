"""Bring the addresses of pictures into one form."""

from __future__ import annotations

from typing import Any

from mayadeen.items import Article
from mayadeen.pipelines.text import address_pictures


class AddressesPipeline:
    """A picture is listed once, by the address that its renditions share."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article):
            address_pictures(item)
        return item
