"""Brings the addresses of pictures into one form."""

from __future__ import annotations

from typing import Any

from mayadeen.items import Article
from mayadeen.normalise import urls


class AddressesPipeline:
    """A picture is one file, whatever rendition of it the page asks for; it is listed once."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article):
            images = {}
            for image in item.images:
                address = urls.image(image.url, item.url)
                if address and address not in images:
                    image.url = address
                    images[address] = image
            item.images = list(images.values())
        return item
