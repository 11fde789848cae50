"""Count requests by purpose and values by layer; warn when a layer stops giving a field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals

from mayadeen.items import Article
from mayadeen.run.state import run_of

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

# A layer that gave a field on some pages and lacked it on more than this share of them.
DRIFT = 0.1
# Below this many posts a share says nothing.
ENOUGH = 20
# What the site's own metadata states on every post, and what the visible page gives of a text.
WATCHED = {"metadata": ("title", "published_raw", "post_id"), "page": ("body",)}


def gave_more(folder: Path, value: str, share: float) -> bool:
    """Whether the spider's latest earlier run got a value, `title/metadata`, on a larger share.

    Where no run of enough posts came before, there is nothing that could have changed.
    """
    for earlier in sorted(folder.parent.glob("*/run.json"), reverse=True):
        try:
            told = json.loads(earlier.read_text("utf-8"))
            posts = told["posts"].get("new", 0) + told["posts"].get("changed", 0)
            got = told["fields"].get(value, 0)
        except (OSError, ValueError, KeyError):
            continue
        if earlier.parent != folder and posts >= ENOUGH:
            return bool(got / posts > share + DRIFT)
    return False


class FieldStats:
    """Stats `mayadeen/requests/<purpose>`, `mayadeen/field/<name>/<layer>` and `…/posts`."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.request_sent, signals.request_reached_downloader)
        crawler.signals.connect(extension.item_scraped, signals.item_scraped)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    @property
    def stats(self) -> StatsCollector:
        return self.crawler.stats

    def request_sent(self, request: Request) -> None:
        purpose = request.meta.get("purpose", "robots")
        self.stats.inc_value(f"mayadeen/requests/{purpose}")

    def item_scraped(self, item: Any) -> None:
        if not isinstance(item, Article):
            return
        self.stats.inc_value("mayadeen/posts")
        if item.kind == "article":
            self.stats.inc_value("mayadeen/texts")
        for name, layer in item.field_sources.items():
            self.stats.inc_value(f"mayadeen/field/{name}/{layer}")
        for code in item.warnings:
            self.stats.inc_value(f"mayadeen/warning/{code}")

    def spider_closed(self) -> None:
        stats = self.stats.get_stats()
        for layer, names in WATCHED.items():
            posts = stats.get("mayadeen/texts" if layer == "page" else "mayadeen/posts", 0)
            for name in names:
                lacking = posts - stats.get(f"mayadeen/field/{name}/{layer}", 0)
                if posts < ENOUGH or lacking <= DRIFT * posts:
                    continue
                if gave_more(run_of(self.crawler).folder, f"{name}/{layer}", 1 - lacking / posts):
                    run_of(self.crawler).warn(
                        f"The layer {layer!r} gave no {name} on {lacking} of {posts} posts:"
                        " has the site changed?"
                    )
