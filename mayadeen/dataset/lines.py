"""Keep the lines of feeds in files of our own, numbered, each to be taken again by its number."""

from __future__ import annotations

import gzip
import json
import os
import re
import zlib
from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

# Twice the largest page. DuckDB takes four times that, but no release of several fits its memory.
LONGEST = 1 << 22

_BLOCK = 1 << 20
# How many torn objects of a line are passed by.
_TORN = 50
# Windows programs put it before the first line, and joining files puts it before others.
_MARK = b"\xef\xbb\xbf"
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|(?P<lone>u[dD][89a-fA-F]..)|.)", re.DOTALL
)
_DECODER = json.JSONDecoder()


class CutShort(Exception):
    """A packed feed ends before its end; its lines before the cut have been given."""


def blocks(path: Path) -> Iterator[bytes]:
    """A feed's bytes, unpacked; raises CutShort at the end of one that a crash cut off."""
    if path.suffix != ".gz":
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block
        return
    with gzip.open(path, "rb") as packed:
        try:
            # `read1` gives what there is before it meets the cut; `read` would lose it.
            while block := packed.read1(_BLOCK):
                yield block
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise CutShort from error


def lines_of(path: Path) -> Iterator[bytes | None]:
    """A feed's lines without their ends, blank ones passed over; None for one that is too long.

    Raises CutShort behind the last line of a packed feed that breaks off.
    """
    rest, too_long, cut = b"", False, None
    parts = blocks(path)
    while not cut:
        try:
            block = next(parts, b"")
        except CutShort as error:
            block, cut = b"", error
        if not block:
            break
        *whole, rest = (rest + block).split(b"\n")
        if whole and too_long:
            yield None
            del whole[0]
            too_long = False
        for line in filter(None, map(_stripped, whole)):
            yield line if len(line) <= LONGEST else None
        if len(rest) > LONGEST:
            rest, too_long = b"", True
    if too_long:
        yield None
    elif rest := _stripped(rest):
        yield rest
    if cut:
        raise cut


def _stripped(line: bytes) -> bytes:
    return line.strip().removeprefix(_MARK).lstrip()


def with_whole_pairs(text: bytes) -> bytes:
    """JSON with U+FFFD for each half of a surrogate pair, which Python writes and nobody reads."""
    return _ESCAPE.sub(lambda found: rb"\ufffd" if found["lone"] else found[0], text)


def objects(line: bytes, keys: Collection[str], required: Collection[str]) -> Iterator[bytes]:
    """The whole objects in a line that is not one: those behind a torn one, or one behind another.

    An object begins with one of the keys and holds those required. A line that breaks off too often
    is left, for each time may take as long as the line.
    """
    try:
        text = with_whole_pairs(line).decode()
    except UnicodeDecodeError:
        return
    opening, at, torn = re.compile(rf'\{{\s*"(?:{"|".join(keys)})"\s*:'), 0, 0
    while torn < _TORN and (found := opening.search(text, at)):
        try:
            value, at = _DECODER.raw_decode(text, found.start())
        except (ValueError, RecursionError):
            at, torn = found.end(), torn + 1
            continue
        if value.keys() >= set(required):
            yield text[found.start() : at].encode()


class Lines:
    """Lines of JSON in files, each with its number under the key `#`; gone at the block's end."""

    def __init__(self, folder: Path, name: str) -> None:
        self.files: list[Path] = []
        self._folder, self._name = folder, name
        self._handles: list[Any] = []
        self._firsts: list[int] = []
        self._ends = array("q")

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()

    def __len__(self) -> int:
        return len(self._ends)

    def begin(self) -> None:
        """Write what follows to a further file."""
        path = self._folder / f"{self._name}-{len(self.files)}.jsonl"
        self.files.append(path)
        self._handles.append(path.open("w+b", buffering=_BLOCK))
        self._firsts.append(len(self))

    def add(self, line: bytes) -> None:
        """Add a line to the last file. What is no object becomes none, whatever follows."""
        rest = line[1:] if line.startswith(b"{") else b"{" + line
        self._handles[-1].write(b'{"#":%d,%b\n' % (len(self), rest))
        self._ends.append(self._handles[-1].tell())

    def flush(self) -> None:
        """Have all lines in the files."""
        for handle in self._handles:
            handle.flush()

    def size(self, number: int) -> int:
        """How many bytes a line takes in its file."""
        start = 0 if number in self._firsts else self._ends[number - 1]
        return self._ends[number] - start

    def take(self, number: int) -> bytes:
        """A line as it was added; files must have been flushed."""
        size = self.size(number)
        handle = self._handles[bisect_right(self._firsts, number) - 1]
        stored = os.pread(handle.fileno(), size, self._ends[number] - size)
        return b"{" + stored[len(f'{{"#":{number},') : -1]

    def drop(self) -> None:
        """Remove the files."""
        for handle in self._handles:
            handle.close()
        for path in self.files:  # an interrupt can come between a file's name and its opening
            path.unlink(missing_ok=True)
        self.files, self._handles = [], []


def before(told: str, line: bytes) -> bytes:
    """A line with the values of an object put before its own, in whose stead they count."""
    return told[:-1].encode() + b"," + line[1:]


def read_json(paths: Sequence[Path], types: Mapping[str, str]) -> str:
    """SQL that reads files of lines into columns of these types.

    A line that is no JSON is a row of nulls; of a key that is there twice the first counts.
    """
    if not paths:
        empty = ", ".join(f'NULL::{type_} AS "{name}"' for name, type_ in types.items())
        return f"(SELECT {empty} WHERE false)"
    files = ", ".join(quoted(str(path)) for path in paths)
    columns = ", ".join(f"{quoted(name)}: {quoted(type_)}" for name, type_ in types.items())
    return (
        f"read_json([{files}], format = 'newline_delimited', columns = {{{columns}}},"
        " ignore_errors = true)"
    )


def quoted(value: str) -> str:
    """A text as SQL."""
    return "'" + value.replace("'", "''") + "'"
