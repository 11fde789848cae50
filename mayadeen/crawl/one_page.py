"""Give Scrapy's own tools one page without a run: `scrapy parse`, `check`, `shell`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urljoin

from scrapy import Request, Spider
from scrapy.contracts import Contract
from scrapy.http import Response, TextResponse

from mayadeen.crawl import posts
from mayadeen.items import Article
from mayadeen.normalise import urls
from mayadeen.pages.listing import read_listing
from mayadeen.pages.menu import read_menu
from mayadeen.run.arguments import Arguments
from mayadeen.run.scope import choose
from mayadeen.run.state import RunSpider


def read(spider: RunSpider, response: Response) -> Iterator[Article | Request]:
    """Give the Article of a post's page; of any other the requests for the posts that it shows."""
    if not isinstance(response, TextResponse):
        return
    run = spider.run
    run.base_url = urljoin(response.url, "/")
    run.menu = read_menu(response)
    run.scope = choose(run.menu, (), Arguments())
    url = urls.canonical(response.url) or response.url
    found = list(posts.read(spider, response, url=url, via="start", at=None))
    yield from found
    if not found:
        callback = cast("Spider", spider).parse
        for card in read_listing(response, run.menu).cards:
            yield Request(card.url, callback)


class SiteContract(Contract):
    """`@site`: the sample request asks for the home page of the spider's site."""

    name = "site"

    def adjust_request_args(self, args: dict[str, Any]) -> dict[str, Any]:
        spider: RunSpider = args["callback"].__self__
        return {**args, "url": spider.run.base_url}
