"""The page that a WARC record holds, in its right letters."""

from __future__ import annotations

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
    encodings = record.header("content-encoding").lower()
    declared = [one.strip().encode() for one in encodings.split(",")]
    try:
        body = opened(record.content(largest), declared, largest)
    except TooLarge:
        raise ValueError("too large") from None
    except Cut:
        raise ValueError("cut short") from None
    # The body is unpacked, as many had stored it.
    headers = [one for one in record.headers if one[0].lower() != "content-encoding"]
    response = HtmlResponse(url, headers=headers, body=body)
    content_type = response.headers.get("Content-Type") or b""
    if kind_of(response, content_type) is not HtmlResponse:
        return None
    stated = stated_encodings(response.body, content_type)
    return response.replace(encoding=encoding_of(response.body, stated))
