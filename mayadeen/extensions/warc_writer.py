"""Keep every response as it came, in WARC files."""

from __future__ import annotations

import gzip
from email.utils import parsedate_to_datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from mayadeen.normalise.moments import utc
from mayadeen.run.state import run_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class Archive:
    """One `<spider>-<start time>.warc.gz` a run, which `scrapy crawl warc` reads.

    Each record is a gzip member of its own, so that a file cut short loses its last record alone.
    The header `X-Mayadeen-Listing` of a record names the listing that it is a part of: the request
    of a button seldom tells. A record that Common Crawl gave is kept as it is. The replay of a
    capture is a response of the archive's that refers to the address and moment of its capture.

    Setting: `MAYADEEN_ARCHIVE`, the folder.
    """

    def __init__(self, crawler: Crawler, folder: Path) -> None:
        self.crawler = crawler
        self.folder = folder
        self.file: BinaryIO | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        folder = crawler.settings["MAYADEEN_ARCHIVE"]
        if not folder:
            raise NotConfigured
        archive = cls(crawler, Path(folder))
        crawler.signals.connect(archive.response_downloaded, signals.response_downloaded)
        crawler.signals.connect(archive.spider_closed, signals.spider_closed)
        return archive

    def response_downloaded(self, response: Response, request: Request) -> None:
        if "browser" in request.meta:
            return  # what a browser shows is nothing that the site sent
        if self.file is None:
            run = run_of(self.crawler)
            self.folder.mkdir(parents=True, exist_ok=True)
            name = f"{run.spider}-{run.started_at:%Y-%m-%dT%H-%M-%S}.warc.gz"
            self.file = (self.folder / name).open("ab")
        if response.status == 206 and "Range" in request.headers:
            # A record of an archive's own, kept as it is.
            is_packed = response.body.startswith(b"\x1f\x8b")
            self.file.write(response.body if is_packed else gzip.compress(response.body))
            self.file.flush()
            return
        writer = WARCWriter(self.file, gzip=True)
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        ]
        status = StatusAndHeaders(f"{response.status} ", headers, protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                request.url,
                "response",
                payload=BytesIO(response.body),
                http_headers=status,
                warc_headers_dict=_about(request, response),
            )
        )
        self.file.flush()

    def spider_closed(self) -> None:
        if self.file:
            self.file.close()


def _about(request: Request, response: Response) -> dict[str, str] | None:
    """What a record says beside the answer."""
    if listing := request.cb_kwargs.get("listing"):
        return {"X-Mayadeen-Listing": listing}
    if "captured" in request.meta and "Memento-Datetime" in response.headers:
        moment = utc(request.meta["captured_at"])
        told = response.headers["Memento-Datetime"] or b""
        if parsedate_to_datetime(told.decode("latin-1")) == request.meta["captured_at"]:
            address = request.meta["captured"]
            return {"WARC-Refers-To-Target-URI": address, "WARC-Refers-To-Date": moment}
    return None
