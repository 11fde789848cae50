"""Choose a post's address, its number and what the layers alone say."""

from __future__ import annotations

from mayadeen.normalise import urls
from mayadeen.pages.fields.chosen import Chosen


def choose_stated(chosen: Chosen) -> None:
    """What the layers alone say: the post's number and address, and its places."""
    for name in ("post_id", "countries", "coverage", "regions"):
        for layer, value in chosen.stated(name):
            chosen.put(name, value, layer)
            break
    for layer, value in chosen.stated("url"):
        url = urls.canonical(value, chosen.response.url)
        if url and urls.is_page_of(url, chosen.response.url) and url.count("/") > 3:
            chosen.put("url", url, layer)
            break
