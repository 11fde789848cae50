"""Crawl Infographs and In Pictures."""

from typing import ClassVar

from mayadeen.spiders.articles import ArticlesSpider


class PicturesSpider(ArticlesSpider):
    name = "pictures"
    kinds: ClassVar[tuple[str, ...]] = ("infograph", "gallery")
