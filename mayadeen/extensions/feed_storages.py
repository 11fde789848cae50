"""Begin a new line when a feed is gone on with; keep a local copy until an upload succeeds."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from scrapy.extensions.feedexport import (
    BlockingFeedStorage,
    FileFeedStorage,
    FTPFeedStorage,
    GCSFeedStorage,
    S3FeedStorage,
)

from mayadeen.run.state import RunSpider

if TYPE_CHECKING:
    from scrapy import Spider


class Appended(FileFeedStorage):
    """A feed that is gone on with (`-o`): behind a line that a crash tore a new one begins."""

    def open(self, spider: Spider) -> IO[bytes]:
        file = super().open(spider)
        path = Path(self.path)
        if path.is_file() and path.stat().st_size:
            with path.open("rb") as before:
                before.seek(-1, os.SEEK_END)
                if before.read() != b"\n":
                    file.write(b"\n")
        return file


class KeptUntilStored(BlockingFeedStorage):
    """Scrapy writes to a nameless file that is gone with the process, or where the store fails.

    The ledger is told of a line once it is on this disk, so the file has to outlive both. It is
    called `unsent-<name>` and holds plain lines, which a crash cannot make unreadable; a name that
    ends in `.gz` is compressed when the run is over.
    """

    def __init__(self, uri: str, *given: Any, **options: Any) -> None:
        super().__init__(uri, *given, **options)  # type: ignore[call-arg]  # Scrapy's stores take it
        self.uri = uri

    def open(self, spider: Spider) -> IO[bytes]:
        name = Path(urlsplit(self.uri).path).name.removesuffix(".gz")
        return (cast("RunSpider", spider).run.folder / f"unsent-{name}").open("w+b")

    def _store_in_thread(self, file: IO[bytes]) -> None:
        kept = Path(file.name)
        if not self.uri.endswith(".gz"):
            super()._store_in_thread(file)  # type: ignore[safe-super]
        else:
            file.close()
            packed = kept.with_suffix(".packing")
            with kept.open("rb") as plain, gzip.open(packed, "wb") as out:
                shutil.copyfileobj(plain, out)
            try:
                super()._store_in_thread(packed.open("rb"))  # type: ignore[safe-super]
            finally:
                packed.unlink()
        kept.unlink()


class KeptS3(KeptUntilStored, S3FeedStorage):
    """`s3://bucket/path`"""


class KeptGCS(KeptUntilStored, GCSFeedStorage):
    """`gs://bucket/path`"""


class KeptFTP(KeptUntilStored, FTPFeedStorage):
    """`ftp://user:password@host/path`, `ftps://…`"""
