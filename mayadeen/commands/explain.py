"""`scrapy explain`: each field of one page, its value, and the layer and place it was read from."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from scrapy import Request, Spider
from scrapy.commands import ScrapyCommand
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import UsageError
from scrapy.http import HtmlResponse, TextResponse
from scrapy.settings import Settings

from mayadeen.commands.piped import printing
from mayadeen.crawl.notices import why_no_post
from mayadeen.exceptions import TooSlow
from mayadeen.extensions.user_agent import UserAgent
from mayadeen.items import Link
from mayadeen.middlewares.own_hosts import OwnHosts
from mayadeen.normalise import text, urls
from mayadeen.normalise.houses import Houses, load_houses
from mayadeen.normalise.moments import utc
from mayadeen.normalise.printable import printable
from mayadeen.pages.listing import read_listing
from mayadeen.pages.menu import read_menu
from mayadeen.pages.post import Page, read_post, stated_address
from mayadeen.pipelines.text import fold_link
from mayadeen.reading import Post, edition_of, post_of, read_as

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

NO_ADDRESS = "unknown-address/page"  # stands below the site's front page, as every post does
# What a run decides and no page says.
NOT_OF_THE_PAGE = {
    *("discovered_via", "discovered_from", "fetched_at", "revision", "field_sources", "warnings"),
    *("edition", "schema_version"),
}


class Command(ScrapyCommand):
    """Ends with 1 where the page cannot be got."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] URL_OR_FILE"

    def short_desc(self) -> str:
        return "Read one page and print each field with the layer and place it was read from"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", help="the address that a file came from")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if len(args) != 1:
            raise UsageError("explain takes one address or one file")
        try:
            response = read_page(args[0], opts.url, self.settings)
            houses = load_houses(_path(self.settings["MAYADEEN_HOUSES"]))
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            sys.stderr.write(printable(f"{args[0]}: {why}") + "\n")
            self.exitcode = 1
            return
        try:
            explanation = explain(response, houses)
        except TooSlow as error:
            sys.stderr.write(printable(f"{args[0]}: {error}") + "\n")
            self.exitcode = 1
            return
        with printing():
            if opts.json:
                json.dump(explanation, sys.stdout, ensure_ascii=False, indent=2)
                sys.stdout.write("\n")
            else:
                show(explanation)


def _path(setting: str) -> Path | None:
    return Path(setting) if setting else None


def read_page(given: str, url: str | None, settings: BaseSettings) -> TextResponse:
    """The page of an address or file; OSError where it cannot be got, ValueError for no address."""
    if given.startswith(("http://", "https://")):
        if urls.canonical(given) is None:
            raise ValueError("not an address that can be asked for")
        return _fetched(given, settings)
    body = Path(given).read_bytes()
    if url is not None and urls.canonical(url) is None:
        raise ValueError(f"--url {url}: not an http address")
    # Without `--url` a file is believed what it says of its own address.
    response = HtmlResponse(url or settings["MAYADEEN_BASE_URL"] + NO_ADDRESS, body=body)
    stated = None if url else stated_address(response)
    return response.replace(url=stated) if stated else response


class OneHost(OwnHosts):
    """Keeps the page's redirects on the host and port that were named."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.stats, cast("OnePage", crawler.spider).url)


class OnePage(Spider):
    """Asks for one address by the project's rules: its host alone, robots.txt, user agent."""

    name = "explain"
    # The components of a run keep ledgers and feeds, which one page needs none of.
    custom_settings: dict[Any, Any] | None = {  # noqa: RUF012  # so Scrapy declares it
        "EXTENSIONS": {},
        "ITEM_PIPELINES": {},
        "DOWNLOADER_MIDDLEWARES": {OneHost: 50},
        "DOWNLOAD_HANDLERS": {},
        "FEEDS": {},
        "ADDONS": {},
    }

    def __init__(self, url: str, got: list[TextResponse | str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.url = url
        self.got = got

    async def start(self) -> AsyncIterator[Any]:
        yield Request(self.url, self.keep, errback=self.miss)

    def keep(self, response: Any) -> None:
        """Keep the page, or say that it is none."""
        self.got.append(response if isinstance(response, TextResponse) else "not a page of text")

    def miss(self, failure: Failure) -> None:
        """Keep the reason why there is no page."""
        status = getattr(getattr(failure.value, "response", None), "status", None)
        self.got.append(f"HTTP {status}" if status else str(failure.value) or repr(failure.value))


def _fetched(url: str, settings: BaseSettings) -> TextResponse:
    got: list[TextResponse | str] = []
    asking = Settings(settings.copy_to_dict())
    UserAgent().update_settings(asking)
    process = AsyncCrawlerProcess(asking)
    process.crawl(OnePage, url=url, got=got)
    process.start()
    if not got or isinstance(got[0], str):
        raise OSError(got[0] if got else "no answer")
    return got[0]


def explain(response: TextResponse, houses: Houses) -> dict[str, Any]:
    """Give what a feed would hold of a page, with layers and places.

    `fields`: name → `value`, `layer`, `place` (an XPath, null where a field has none). A page that
    is no post has `cards` instead, as a listing's. `crawl_leaves_out` says why a crawl that finds
    the page at an address new to it would deliver nothing all the same; null where it would.
    """
    menu, edition, moment = read_menu(response), edition_of(response), utc(datetime.now(UTC))
    page = read_post(response, menu, edition=edition, fetched_at=moment)
    fields, warnings = {}, list(page.warnings)
    url: str | None = urls.canonical(response.url) or response.url
    left_out = why_no_post(page, None, url) if url and not url.endswith(NO_ADDRESS) else None
    if page.is_post:
        article = post_of(page, response.url, menu, edition, moment, houses)
        url, warnings, fields = article.url, article.warnings, _fields(article, page)
        if article.url.endswith(NO_ADDRESS):
            fields["url"]["value"] = url = None
            fields["id"]["value"] = article.post_id and article.id
    return {
        "url": url,
        "kind": page.values.get("kind"),
        "is_post": page.is_post,
        "fields": fields,
        "cards": []
        if page.is_post
        else [asdict(card) for card in read_listing(response, menu).cards],
        "links": [_link(link) for link in page.links],
        "ticker": [text.fold(line) for line in page.ticker],
        "dropped": [drop._asdict() for drop in page.dropped],
        "warnings": warnings,
        "crawl_leaves_out": left_out,
    }


def _fields(article: Post, page: Page) -> dict[str, Any]:
    fields = {}
    for name, value in asdict(article).items():
        if name in NOT_OF_THE_PAGE:
            continue
        layer = page.sources.get(read_as(name, page)) if value not in (None, []) else None
        place = article.places.get(name) if layer else None
        fields[name] = {"value": value, "layer": layer, "place": place}
    return fields


def _link(link: Link) -> dict[str, Any]:
    fold_link(link)
    return asdict(link)


def show(explanation: dict[str, Any]) -> None:
    """Print it as tables."""
    # Scrapy imports every command to run one; a crawl need not wait for what draws tables.
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    kind = explanation["kind"] if explanation["is_post"] else "no post"
    console.print(Text(printable(f"{explanation['url'] or 'address unknown'}  ({kind})")))
    if explanation["crawl_leaves_out"]:
        console.print(Text(f"a crawl leaves it out: {explanation['crawl_leaves_out']}"))
    for title, columns, rows in _tables(explanation):
        table = Table(title=title, box=box.SIMPLE, title_justify="left", show_edge=False)
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(Text(printable(cell)) for cell in row))
        if rows:
            console.print(table)
    for warning in explanation["warnings"]:
        console.print(Text(printable(f"warning: {warning}")))


def _tables(
    explanation: dict[str, Any],
) -> Iterator[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    yield (
        "Fields",
        ("field", "value", "layer", "place"),
        [
            (name, _short(given["value"]), given["layer"] or "", given["place"] or "")
            for name, given in explanation["fields"].items()
        ],
    )
    yield (
        "Cards",
        ("title", "label", "date", "address"),
        [
            (card["title"] or "", card["label"] or "", card["date"] or "", card["url"])
            for card in explanation["cards"]
        ],
    )
    yield (
        "Links",
        ("block", "", "title", "label", "date", "address"),
        [
            (
                link["rel"],
                str(link["rank"]),
                link["title"] or "",
                link["label"] or "",
                link["date"] or "",
                link["url"],
            )
            for link in explanation["links"]
        ],
    )
    yield "Ticker", ("line",), [(line,) for line in explanation["ticker"]]
    yield (
        "Dropped",
        ("role", "rule", "text", "place"),
        [_joined(list(drops)) for _, drops in groupby(explanation["dropped"], _cause)],
    )


def _cause(drop: dict[str, Any]) -> tuple[str, str]:
    return drop["name"], drop["rule"]


def _joined(drops: list[dict[str, Any]]) -> tuple[str, ...]:
    """What was dropped side by side for one reason, as one row: a menu has sixty lines."""
    steps = zip(*(drop["place"].split("/") for drop in drops), strict=False)
    place = "/".join(step[0] for step in takewhile(lambda step: len(set(step)) == 1, steps))
    text = _short(" · ".join(drop["text"] for drop in drops))
    number = f" ({len(drops)} lines)" if len(drops) > 1 else ""
    return *_cause(drops[0]), f"{text}{number}", place


def _short(value: Any) -> str:
    if value is None or value == []:
        return "–"
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 300 else f"{shown[:200]} … {shown[-80:]}"
