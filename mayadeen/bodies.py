"""What a body is and in which letters it is written, by its bytes before its headers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scrapy.http import HtmlResponse, Response, TextResponse
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

# WHATWG MIME Sniffing, 7.1, and the elements that a fragment of cards begins with.
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|title|meta|link|body|script|iframe|style|h[1-6]|div|table|font"
    r"|main|section|article|nav|header|ul|li|a|b|br|p|span)[\s/>]",
    re.IGNORECASE | re.DOTALL,
)
# The bytes that WHATWG MIME Sniffing, 3, says no text holds.
_BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]|\A%PDF-")
_MEDIA = re.compile(rb"\s*(?:image|audio|video|font)/|\s*application/pdf", re.IGNORECASE)
# Arabic words are runs of these bytes in windows-1256; Spanish never has three in a row.
_ARABIC = re.compile(rb"[\xc0-\xff]{3}")


def kind_of(response: Response, content_type: bytes) -> type[TextResponse] | None:
    """The class that fits the bytes; None for what is no text."""
    start = response.body[:1024].decode(read_bom(response.body)[0] or "latin-1", "ignore")
    if _HTML.match(start):
        return HtmlResponse
    if _MEDIA.match(content_type) or _BINARY.search(start):
        return None
    return type(response) if isinstance(response, TextResponse) else TextResponse


def stated_encodings(body: bytes, content_type: bytes) -> list[str]:
    """What the header and the head of a page say of its letters; those that exist."""
    stated = [
        http_content_type_encoding(content_type.decode("latin-1")),
        html_body_declared_encoding(body),
    ]
    return [encoding for encoding in stated if encoding]


def encoding_of(body: bytes, stated: Iterable[str]) -> str:
    """The encoding to read a text in; `stated` are those of its header and its own head.

    UTF-8 comes first, since text in another encoding is hardly ever valid in it. A text that is
    UTF-8 but for a few broken letters is still that.
    """
    bom = read_bom(body)[0]
    if bom:
        return bom
    for encoding in ("utf-8", *stated):
        try:
            body.decode(encoding)
        except (UnicodeError, LookupError):  # LookupError: a codec of Python's that is no encoding
            continue
        return encoding
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if len(text) - len(text.encode("ascii", "ignore")) >= 2 * broken:
        return "utf-8"
    return "cp1256" if _ARABIC.search(body) else "cp1252"
