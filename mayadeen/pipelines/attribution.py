"""Tells the outlet, the people and the wire services of the credit lines apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from mayadeen.items import Article
from mayadeen.normalise import attribution
from mayadeen.run import run_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class AttributionPipeline:
    """Fills `source`, the people, the agencies, and the credits of pictures.

    Setting: `MAYADEEN_HOUSES`, a file with further houses and agencies.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article):
            fill(item, run_of(self.crawler).houses)
        return item


def fill(article: Article, houses: attribution.Houses) -> None:
    """Read the article's credit lines and its pictures' captions.

    Where no line is printed, `source` holds the one name that the metadata states: it may be a
    person's as well.
    """
    lines = article.attribution_raw or article.source
    if lines:
        credit = attribution.read(lines.split(" | "), houses)
        article.source = credit.source
        article.authors = list(credit.authors)
        article.translators = list(credit.translators)
        article.agencies = list(credit.agencies)
        stated = article.field_sources.pop("source", None)
        layer = article.field_sources.get("attribution_raw", stated)
        for name in ("source", "authors", "translators", "agencies"):
            if layer and getattr(article, name):
                article.field_sources[name] = layer
    for image in article.images:
        if image.credit is None and image.caption:
            image.caption, image.credit, image.agency = attribution.photo_credit(
                image.caption, houses
            )
        if image.credit is None and image.alt:
            _, image.credit, image.agency = attribution.photo_credit(image.alt, houses)
