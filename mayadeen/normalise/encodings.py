"""Tell what a body is and by which encoding it is written, by its bytes before its headers."""

from __future__ import annotations

import codecs
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import brotli
from scrapy.http import HtmlResponse, Response, TextResponse
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# WHATWG MIME Sniffing, 7.1, and the elements that a fragment of cards begins with.
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*+-->\s*+)*+"
    r"<(?:!doctype\s+html|html|head|title|meta|link|body|script|iframe|style|h[1-6]|div|table|font"
    r"|main|section|article|nav|header|ul|li|a|b|br|p|span)[\s/>]",
    re.IGNORECASE | re.DOTALL,
)
# The bytes that WHATWG MIME Sniffing, 3, says no text holds.
_BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]|\A%PDF-")
_MEDIA = re.compile(rb"\s*(?:image|audio|video|font)/|\s*application/pdf", re.IGNORECASE)
# Arabic words are runs of these bytes in windows-1256; Spanish never has three in a row.
_ARABIC = re.compile(rb"[\xc0-\xff]{3}")
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_PIECE = 64 * 1024


class Cut(Exception):
    """A body breaks off before its end."""


class TooLarge(Cut):
    """More is packed into a body than is read of one."""


def kind_of(response: Response, content_type: bytes) -> type[TextResponse] | None:
    """The class that fits the bytes; None for what is no text."""
    start = response.body[:1024].decode(_wide(response.body) or "latin-1", "ignore")
    if _HTML.match(start):
        return HtmlResponse
    if _MEDIA.match(content_type) or _BINARY.search(start):
        return None
    return type(response) if isinstance(response, TextResponse) else TextResponse


def stated_encodings(body: bytes, content_type: bytes) -> list[str]:
    """What the header and the head of a page say of its encoding; those that exist."""
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
    wide = _wide(body)
    if wide:
        return wide
    # A head that could be read letter by letter is not in UTF-16, whatever it says.
    narrow = [encoding for encoding in stated if not encoding.startswith(("utf-16", "utf-32"))]
    for encoding in ("utf-8", *narrow):
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


def _wide(body: bytes) -> str | None:
    """The encoding that a byte order mark names, or the NULs beside a plain first letter."""
    bom = read_bom(body)[0]
    if bom or b"\0" not in body[:4]:
        return bom
    first = body[:4].replace(b"\0", b"")[:1].decode("latin-1")
    wide = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
    is_plain = first and first.isascii() and (first.isprintable() or first.isspace())
    return next((one for one in wide if is_plain and body.startswith(first.encode(one))), None)


def opened(body: bytes, declared: Sequence[bytes], largest: int) -> bytes:
    """A body out of what it is packed in: by its bytes, then by its `Content-Encoding`.

    A plain body that is called packed is that body, and a packed one that is called plain is
    opened. Raises Cut, TooLarge beyond `largest` bytes, ValueError for bytes that are neither text
    nor packed as declared.
    """
    if body.startswith(_GZIP):
        return b"".join(unpacked(body, largest))
    if body.startswith(_ZSTD):
        return _open_with(_Zstd(), body, largest)
    # These have no first bytes of their own.
    made = next((_UNMARKED[one] for one in declared if one in _UNMARKED), None)
    if made is None or not _is_binary(body):
        return body
    return _open_with(made(body), body, largest)


class _Zstd:
    def __init__(self) -> None:
        self.stream = zstd.ZstdDecompressor()

    def process(self, packed: bytes) -> bytes:
        return bytes(self.stream.decompress(packed, _PIECE))

    def is_finished(self) -> bool:
        return bool(self.stream.eof)


class _Deflate:
    def __init__(self, body: bytes) -> None:
        has_header = body[0] & 15 == 8 and int.from_bytes(body[:2]) % 31 == 0  # RFC 1950, 2.2
        self.stream = zlib.decompressobj(15 if has_header else -15)

    def process(self, packed: bytes) -> bytes:
        return self.stream.decompress(self.stream.unconsumed_tail + packed, _PIECE)

    def is_finished(self) -> bool:
        return self.stream.eof


class _Brotli:
    def __init__(self, _: bytes) -> None:
        self.stream = brotli.Decompressor()

    def process(self, packed: bytes) -> bytes:
        return bytes(self.stream.process(packed, output_buffer_limit=_PIECE))

    def is_finished(self) -> bool:
        return bool(self.stream.is_finished())


_UNMARKED: dict[bytes, Callable[[bytes], Any]] = {b"br": _Brotli, b"deflate": _Deflate}


def _open_with(stream: Any, body: bytes, largest: int) -> bytes:
    parts = []
    try:
        while not stream.is_finished() and (part := stream.process(body)):
            parts.append(part)
            body, largest = b"", largest - len(part)
            if largest < 0:
                raise TooLarge
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        raise ValueError(str(error)) from None
    if not stream.is_finished():
        raise Cut
    return b"".join(parts)


def _is_binary(body: bytes) -> bool:
    return _BINARY.search(body[:1024].decode(_wide(body) or "latin-1", "ignore")) is not None


def unpacked(body: bytes, largest: int) -> Iterator[bytes]:
    """A body in pieces, out of the gzip it may be in: of several members, or packed twice.

    What stands behind the last member is passed over. Raises Cut where a member breaks off,
    TooLarge beyond `largest` bytes.
    """
    pieces = (body[place : place + _PIECE] for place in range(0, len(body), _PIECE))
    for piece in _gunzipped(_gunzipped(pieces)):
        largest -= len(piece)
        if largest < 0:
            raise TooLarge
        yield piece


def _gunzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    first = next(pieces, b"")
    pieces = chain([first], pieces)
    if not first.startswith(_GZIP):
        yield from pieces
        return
    member, is_sure = zlib.decompressobj(wbits=31), True
    for packed in pieces:
        while packed:
            if member.eof:
                packed = packed.lstrip(b"\0")  # what fills a block of a tape
                if not packed:
                    break
                member, is_sure = zlib.decompressobj(wbits=31), False
            try:
                piece = member.decompress(packed, _PIECE)
            except zlib.error:
                if is_sure:
                    raise Cut from None
                return
            if piece:
                is_sure = True
                yield piece
            packed = member.unused_data if member.eof else member.unconsumed_tail
    yield member.flush()
    if not member.eof:
        raise Cut


def decoded(pieces: Iterator[bytes]) -> Iterator[str]:
    """A text in pieces, decoded as its bytes show; see `encoding_of`."""
    first = next(pieces, b"")
    wide = _wide(first)
    decoder = codecs.getincrementaldecoder(wide or "utf-8")("replace" if wide else "strict")
    for piece in chain([first], pieces):
        try:
            yield decoder.decode(piece)
        except UnicodeDecodeError as error:
            rest = error.object
            encoding = encoding_of(rest, stated_encodings(first, b""))
            decoder = codecs.getincrementaldecoder(encoding)("replace")
            yield decoder.decode(rest)
