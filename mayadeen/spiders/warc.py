"""The same items out of WARC files, without a network."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from glob import glob
from typing import Any, ClassVar

from scrapy.exceptions import CloseSpider
from scrapy.http import HtmlResponse
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from mayadeen.pages.menu import fallback, read_menu
from mayadeen.scope import choose
from mayadeen.spiders import posts
from mayadeen.spiders.articles import ArticlesSpider


class WarcSpider(ArticlesSpider):
    """Reads the files in order; a post met twice with other text becomes a further revision.

    The ledger stands in the run's own folder: nothing is fetched here, so no crawl may take it
    for known.
    """

    name = "warc"
    kinds: ClassVar[tuple[str, ...]] = ()
    own_ledger = True
    accepts: ClassVar[tuple[str, ...]] = (
        "path",
        "sections",
        "regions",
        "keywords",
        "since",
        "until",
        "limit",
        "edition",
        "help",
    )

    async def start(self) -> AsyncIterator[Any]:
        run = self.run
        paths = sorted(glob(run.arguments.path or "", recursive=True))  # noqa: PTH207 - the user's pattern
        if not paths:
            self.logger.error(
                "Bad argument: path=%r: allowed is a WARC file or a pattern that matches some",
                run.arguments.path,
            )
            raise CloseSpider("bad_argument")
        run.menu = fallback(run.base_url, run.edition.language)
        run.scope = choose(run.menu, self.kinds, run.arguments)
        for path in paths:
            for response, fetched_at in self._pages(path):
                if response.url.rstrip("/") == run.base_url.rstrip("/"):
                    menu = read_menu(response)
                    run.menu = menu if menu.stated else run.menu
                    run.scope = choose(run.menu, self.kinds, run.arguments)
                    continue
                for item in self._items(response, fetched_at):
                    yield item

    def _items(self, response: HtmlResponse, fetched_at: datetime) -> Iterator[Any]:
        yield from posts.read(
            self, response, url=response.url, via="warc", at=response.url, now=fetched_at
        )

    def _pages(self, path: str) -> Iterator[tuple[HtmlResponse, datetime]]:
        with open(path, "rb") as file:  # noqa: PTH123
            try:
                for record in ArchiveIterator(file):
                    if record.rec_type == "response" and record.http_headers:
                        page = _page(record)
                        if page:
                            yield page
            except (ArchiveLoadFailed, EOFError) as error:
                self.run.failures[path] = f"cut short: {error}"


def _page(record: Any) -> tuple[HtmlResponse, datetime] | None:
    headers = record.http_headers
    kind = (headers.get_header("Content-Type") or "text/html").lower()
    if headers.get_statuscode() != "200" or "html" not in kind:
        return None
    fetched_at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
    response = HtmlResponse(
        record.rec_headers.get_header("WARC-Target-URI").strip("<>"),
        headers=[(name, value) for name, value in headers.headers if name != "Content-Encoding"],
        body=record.content_stream().read(),
    )
    return response, fetched_at.astimezone(UTC).replace(microsecond=0)
