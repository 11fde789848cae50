"""Read the page that a WARC record holds, decoded with the right encoding."""

from __future__ import annotations

from collections.abc import Sequence

from scrapy.http import HtmlResponse

from mayadeen.crawl.warc_file import Record
from mayadeen.normalise.encodings import (
    Cut,
    TooLarge,
    encoding_of,
    kind_of,
    opened,
    stated_encodings,
)


def page_in(record: Record, url: str, largest: int) -> HtmlResponse | None:
    """The page that a record holds; None where it is no page. Raises ValueError: what is wrong."""
    return page_of(url, record.headers, record.content(largest), largest)


def page_of(
    url: str, headers: Sequence[tuple[str, str]], stored: bytes, largest: int
) -> HtmlResponse | None:
    """The page in a stored body; None where it is none. Raises ValueError: what is wrong."""
    encodings = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    declared = [one.strip().encode() for one in encodings.lower().split(",")]
    try:
        body = opened(stored, declared, largest)
    except TooLarge:
        raise ValueError("too large") from None
    except Cut:
        raise ValueError("cut short") from None
    # The body is unpacked, as many had stored it.
    kept = [one for one in headers if one[0].lower() != "content-encoding"]
    response = HtmlResponse(url, headers=kept, body=body)
    content_type = response.headers.get("Content-Type") or b""
    if kind_of(response, content_type) is not HtmlResponse:
        return None
    stated = stated_encodings(response.body, content_type)
    return response.replace(encoding=encoding_of(response.body, stated))
