"""Crawl the Videos menu, programmes and their episodes too."""

from typing import ClassVar

from mayadeen.spiders.articles import ArticlesSpider


class VideosSpider(ArticlesSpider):
    name = "videos"
    kinds: ClassVar[tuple[str, ...]] = ("video",)
