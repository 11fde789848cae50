"""Tell the outlet, the people and the wire services of the credit lines apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from mayadeen.items import Article
from mayadeen.pipelines.text import attribute
from mayadeen.run.state import run_of

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
            attribute(item, run_of(self.crawler).houses)
        return item
