"""Find which records stand in a WARC file, where, and whether each is whole."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from errno import ESPIPE
from itertools import chain, repeat
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from warcio.limitreader import LimitReader

_VERSION = re.compile(rb"WARC/\d\.\d+\s*\Z")
_RECORD = re.compile(rb"WARC/\d\.\d{1,2}\r?\n[!-~]+:")
_MEMBER = re.compile(rb"\x1f\x8b\x08")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})\b")
_FILL = b"\r\n\0"  # what may stand behind a record or a member
_LONGEST_HEAD = 2**18
_PIECE = 2**16


class Broken(ValueError):
    """A record that cannot be used; its text says why."""


@dataclass
class Record:
    """A record's head, and the HTTP head where it is a response.

    `place` is where `WarcFile.at` finds it again. `fault` says why it is not to be used. `body`
    gives what follows the heads, up to the record's stated length.
    """

    place: int
    fields: dict[str, str] = field(default_factory=dict)
    status: int | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: LimitReader = field(default_factory=lambda: LimitReader(io.BytesIO(), 0))
    fault: str | None = None

    @property
    def url(self) -> str | None:
        """The address as it stands there; of an archive's replay the one that was captured."""
        name = "warc-refers-to-target-uri" if self.is_replay else "warc-target-uri"
        return self.fields.get(name, "").strip("<> ") or None

    @property
    def is_replay(self) -> bool:
        """Whether it is what `scrapy crawl captures` kept of an archive's replay of a capture."""
        is_response = self.fields.get("warc-type", "").lower() == "response"
        return is_response and "warc-refers-to-target-uri" in self.fields

    @property
    def is_http(self) -> bool:
        """Whether it is a response with an HTTP head."""
        is_response = self.fields.get("warc-type", "").lower() == "response"
        return is_response and (self.url or "").lower().startswith(("http:", "https:"))

    def header(self, name: str) -> str:
        """An HTTP header's value, its first one; empty where there is none."""
        return next((value for one, value in self.headers if one.lower() == name), "")

    def moment(self) -> datetime:
        """When it was captured, to the second, UTC. Raises Broken."""
        name = "warc-refers-to-date" if self.is_replay else "warc-date"
        try:
            stated = datetime.fromisoformat(self.fields.get(name, ""))
            moment = stated if stated.tzinfo else stated.replace(tzinfo=UTC)
            return moment.astimezone(UTC).replace(microsecond=0)
        except (ValueError, OverflowError) as error:
            raise Broken(f"no date: {error}") from None

    def content(self, largest: int) -> bytes:
        """The body without its chunks, packed as it was sent.

        Raises Broken where it is larger than that, or shorter than stated by the record, by
        HTTP or by its chunks.
        """
        stored: bytes = self.body.read(min(self.body.limit, 2 * largest + 1))
        if self.body.limit:
            raise Broken("too large" if len(stored) > largest else "cut short")
        body = stored
        if "chunked" in self.header("transfer-encoding").lower():
            body = _joined(stored)
        elif _is_shorter(stored, self):
            raise Broken("cut short")
        if len(body) > largest:
            raise Broken("too large")
        return body


class WarcFile:
    """One file: plain, each record a gzip member, or packed in any other way.

    What is not packed record by record cannot be read by place. That part is unpacked into a
    temporary file; places there are negative.
    """

    def __init__(self, path: str) -> None:
        self.path = Path(path)
        self.copy: BinaryIO | None = None

    def close(self) -> None:
        """Remove what was unpacked."""
        if self.copy:
            self.copy.close()

    def records(self) -> Iterator[Record]:
        """All records in their order; what is none or cut has its fault. Raises OSError."""
        if self.path.is_fifo():  # nobody may ever write to it, and it cannot be read twice
            raise OSError(ESPIPE, "a pipe and no file")
        with self.path.open("rb") as file:
            if _is_packed(file):
                yield from self._packed(file)
            else:
                yield from _plain(file)

    @contextmanager
    def at(self, place: int) -> Iterator[Record]:
        """The record at a place, with its body still to be read. Raises OSError."""
        if place < 0:
            assert self.copy
            self.copy.seek(-1 - place)
            yield _begin(self.copy, place)
            return
        with self.path.open("rb") as file:
            packed = _is_packed(file)
            file.seek(place)
            yield _begin(_reader(_Member(file, place)) if packed else file, place)

    def _packed(self, file: BinaryIO) -> Iterator[Record]:
        place, size = 0, file.seek(0, 2)
        is_expected = True
        while (place := _find(file, _MEMBER, place)) < size:
            member = _Member(file, place)
            record = _alone_in(member)
            if record is None:
                yield from self._unpacked(file, place)
                return
            if record.fields or (record.fault and is_expected):
                yield record
            is_expected = member.is_whole()
            place = member.place if is_expected else place + 1

    def _unpacked(self, file: BinaryIO, place: int) -> Iterator[Record]:
        self.copy = cast("BinaryIO", TemporaryFile())  # noqa: SIM115 - read until the run ends
        fault = _unpack(file, place, self.copy)
        for record in _plain(self.copy):
            record.place = -1 - record.place
            fault = None if record.fault else fault
            yield record
        if fault:
            yield Record(place, fault=fault)


def alone(data: bytes) -> Record:
    """The one whole record that bytes hold, packed or not, with its body still to be read.

    Raises Broken.
    """
    file = io.BytesIO(data)
    if not _is_packed(file):
        records = list(_plain(file))
        if len(records) != 1 or records[0].fault:
            raise Broken(next((one.fault for one in records if one.fault), "not one record"))
        file.seek(records[0].place)
        return _begin(file, 0)
    found = _alone_in(_Member(file, 0))
    if found is None or found.fault or not found.fields:
        raise Broken((found and found.fault) or "not one record")
    return _begin(_reader(_Member(file, 0)), 0)


class _Member(io.RawIOBase):
    """What one gzip member holds; `place` is where the file goes on behind what was read of it."""

    def __init__(self, file: BinaryIO, place: int) -> None:
        self.file = file
        self.begin = self.place = place
        self.stream = zlib.decompressobj(wbits=31)

    def readable(self) -> bool:
        return True

    def is_whole(self) -> bool:
        """Whether it was read to its end."""
        return self.stream.eof

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = b""
        while not piece and not self.stream.eof:
            packed = self.stream.unconsumed_tail
            if not packed:
                self.file.seek(self.place)
                packed = self.file.read(_PIECE)
                self.place += len(packed)
            if not packed:
                break
            piece = self.stream.decompress(packed, len(buffer))
            self.place -= len(self.stream.unused_data)
        buffer[: len(piece)] = piece
        return len(piece)


def _reader(member: _Member) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(member, _PIECE))


def _is_packed(file: BinaryIO) -> bool:
    file.seek(0)
    return _MEMBER.match(file.read(3)) is not None


def _alone_in(member: _Member) -> Record | None:
    """The one record that a member holds, read over; an empty one for an empty member.

    None where records and members do not go together.
    """
    stream = _reader(member)
    record = Record(member.begin)
    try:
        start = stream.read(len(b"WARC/"))
        if start != b"WARC/":
            record.fault = None if member.is_whole() else "cut short"
            return None if start.strip(_FILL) else record
        record = _begin(stream, member.begin, start)
        _read_over(record.body)
        rest = stream.read(64).lstrip(_FILL)
        if rest.startswith(b"WARC/"):
            return None
        _read_over(stream)
    except zlib.error as error:
        record.fault = record.fault or f"damaged: {error}"
    else:
        is_cut = record.body.limit or not member.is_whole()
        fault = "cut short" if is_cut else "its length is wrong" if rest else None
        record.fault = record.fault or fault
    return None if record.fault and _goes_on(member) else record


def _read_over(stream: BinaryIO | LimitReader) -> None:
    """Read a stream to its end, for what may be wrong with it."""
    while stream.read(_PIECE):
        pass


def _goes_on(member: _Member) -> bool:
    """Whether a further record begins in a member, or its record ends in the member behind it."""
    text = b""
    again = _Member(member.file, member.begin)
    with suppress(zlib.error):
        while piece := again.read(_PIECE):
            text = text[-99:] + piece
            if _RECORD.search(text, len(b"WARC/")):
                return True
        if again.is_whole():
            behind = _Member(member.file, _find(member.file, _MEMBER, again.place))
            start = _reader(behind).read(len(b"WARC/"))
            return bool(start) and start != b"WARC/"
    return False


def _unpack(file: BinaryIO, place: int, copy: BinaryIO) -> str | None:
    """Unpack all members from a place on; what is wrong with the last of those that are broken."""
    fault, size = None, file.seek(0, 2)
    while (place := _find(file, _MEMBER, place)) < size:
        member = _Member(file, place)
        try:
            while piece := member.read(_PIECE):
                copy.write(piece)
            fault = fault if member.is_whole() else "cut short"
        except zlib.error as error:
            fault = f"damaged: {error}"
        place = member.place if member.is_whole() else place + 1
    return fault


def _plain(file: BinaryIO) -> Iterator[Record]:
    place, size = 0, file.seek(0, 2)
    is_expected = True
    while place < size:
        found = _find(file, _RECORD, place)
        if is_expected:
            file.seek(place)
            if file.read(min(found - place, _PIECE)).strip(_FILL):
                yield Record(place, fault="no WARC record")
        if found == size:
            return
        file.seek(found)
        record = _begin(file, found)
        end = file.tell() + record.body.limit
        if record.fault is None:
            record.fault = _fault_behind(file, end, size)
        yield record
        is_expected = record.fault is None
        place = end if is_expected else found + 1


def _fault_behind(file: BinaryIO, end: int, size: int) -> str | None:
    """What a record's end says against its stated length."""
    if end > size:
        return "cut short"
    file.seek(end)
    behind = file.read(9)
    is_end = not behind.strip(_FILL) or behind.startswith((b"\r\n\r\n", b"\n\n"))
    return None if is_end or behind.lstrip(_FILL).startswith(b"WARC/") else "its length is wrong"


def _find(file: BinaryIO, wanted: re.Pattern[bytes], place: int) -> int:
    """Where the next match begins, at `place` or behind it; the file's size where there is none."""
    overlap = b""
    file.seek(place)
    for size in chain([2**9], repeat(2**20)):  # nearly always it stands right there
        piece = file.read(size)
        text = overlap + piece
        if match := wanted.search(text):
            return file.tell() - len(text) + match.start()
        if not piece:
            return file.tell()
        overlap = text[-99:]
    raise AssertionError


def _begin(stream: BinaryIO, place: int, start: bytes = b"") -> Record:
    """Read a record's heads; the stream stands at its body then, or anywhere in case of a fault."""
    record = Record(place)
    try:
        version, fields = _head(stream, start)
        if not _VERSION.match(version):
            raise Broken("no WARC record")
        record.fields = {name.lower(): value for name, value in reversed(fields)}
        length = record.fields.get("content-length", "")
        if not re.fullmatch("[0-9]{1,18}", length):
            raise Broken(f"no length: {length[:40]!r}")
        record.body = LimitReader(stream, int(length))
        if record.is_http:
            line, record.headers = _head(record.body)
            status = _STATUS.match(line)
            record.status = int(status[1]) if status else None
    except Broken as error:
        record.fault = str(error)
    return record


def _head(
    stream: BinaryIO | LimitReader, start: bytes = b""
) -> tuple[bytes, list[tuple[str, str]]]:
    """The first line, and the fields up to an empty line, folded ones in one."""
    first = start + stream.readline(_LONGEST_HEAD)
    fields: list[tuple[str, str]] = []
    left = _LONGEST_HEAD - len(first)
    while (line := stream.readline(max(left, 0))).strip():
        left -= len(line)
        text = line.decode("utf-8", "replace")
        if text[0] in " \t" and fields:
            name, value = fields.pop()
            fields.append((name, f"{value} {text.strip()}"))
        else:
            name, _, value = text.partition(":")
            fields.append((name.strip(), value.strip()))
    if left <= 0:
        raise Broken("its head is too long")
    return first, fields


def _joined(body: bytes) -> bytes:
    """A body out of its chunks; as it is where it has none, since many store what they joined.

    Raises Broken where it ends before its last chunk, the one of no length.
    """
    parts: list[bytes] = []
    place = 0
    while match := _CHUNK.match(body, place):
        size = int(match[1], 16)
        if not size:
            return b"".join(parts)
        parts.append(body[match.end() : match.end() + size])
        place = match.end() + size
    if not parts:
        return body
    raise Broken("cut short")


_CHUNK = re.compile(rb"(?:\r?\n)?([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n]*)?\r?\n")


def _is_shorter(stored: bytes, record: Record) -> bool:
    """Whether a body is shorter than its header says; one stored unpacked may well be."""
    stated = record.header("content-length")
    packed = record.header("content-encoding").lower() not in ("", "identity")
    is_as_sent = not packed or stored.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd"))
    return is_as_sent and bool(re.fullmatch("[0-9]{1,18}", stated)) and len(stored) < int(stated)
