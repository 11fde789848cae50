"""One pass over the stories: folded for search, sketched and grouped by nearly equal bodies."""

# ruff: noqa: S608 - the names in the SQL are our own columns'; values are bound or quoted

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
from datasketch import MinHash

from mayadeen.normalise.text import key

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb
    from numpy.typing import NDArray

THRESHOLD = 0.8
SHINGLE = 5
FEWEST_WORDS = 40

_BATCH = 4096
_VOCABULARY = 300_000
_PERMUTATIONS = 64
_BANDS = 16
# Three shingles of four are left out of every text alike: the estimate stays fair and costs less.
_SAMPLE = np.uint32(2**32 // 4)
_HALF = np.uint32(16)
_MIXERS = np.array([0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F, 0x165667B1], dtype=np.uint32)
_EMPTY = MinHash(num_perm=_PERMUTATIONS, hashfunc=int)


class _Folded(dict[str, str]):
    """Each word's folded form. A language repeats its words, so few are ever folded."""

    def __missing__(self, word: str) -> str:
        self[word] = folded = key(word)
        return folded


class _Hashes(dict[str, int]):
    """Each folded word's hash."""

    def __missing__(self, word: str) -> int:
        self[word] = number = zlib.crc32(word.encode())
        return number


def _sketch(words: NDArray[np.uint32]) -> NDArray[np.uint32] | None:
    """The MinHash of a body's shingles; None for a body too short to compare."""
    if len(words) < FEWEST_WORDS:
        return None
    end = len(words) - SHINGLE + 1
    shingles = words[:end] * _MIXERS[0]
    for place in range(1, SHINGLE):
        shingles ^= shingles >> _HALF
        shingles += words[place : end + place]
        shingles *= _MIXERS[place]
    sketch = _EMPTY.copy()
    sketch.update_batch(shingles[shingles < _SAMPLE].tolist())
    return None if sketch.is_empty() else np.asarray(sketch.hashvalues)


def _near(sketches: NDArray[np.uint32]) -> NDArray[np.intp]:
    """For each sketch the first of its group: equal bands propose pairs, the estimate decides."""
    rows = _PERMUTATIONS // _BANDS
    pairs: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = []
    for band in range(_BANDS):
        part = np.ascontiguousarray(sketches[:, band * rows : (band + 1) * rows])
        keys = part.view(np.dtype((np.void, part.dtype.itemsize * rows))).ravel()
        order = np.argsort(keys, kind="stable")
        same = np.flatnonzero(keys[order[1:]] == keys[order[:-1]])
        left, right = order[same], order[same + 1]
        alike = (sketches[left] == sketches[right]).mean(axis=1) >= THRESHOLD
        pairs.append((left[alike], right[alike]))
    left, right = (np.concatenate(side) for side in zip(*pairs, strict=True))
    first = np.arange(len(sketches))
    while (first[left] != first[right]).any():
        earlier = np.minimum(first[left], first[right])
        np.minimum.at(first, left, earlier)
        np.minimum.at(first, right, earlier)
        first = first[first]
    return first


def read(con: duckdb.DuckDBPyConnection, advance: Callable[[int], None]) -> None:
    """Make `texts` and `clusters`, a row for each row of `revisions` in its order.

    Only latest revisions are read. A cluster holds posts joined by a chain of bodies whose sets of
    five-word shingles have an estimated Jaccard similarity of at least 0.8; it is named after its
    earliest post. `advance` is told how many rows were done.
    """
    posts = con.execute("SELECT id, latest FROM revisions").fetchnumpy()
    latest = posts["latest"]
    total = len(latest)
    sketches = np.zeros((total, _PERMUTATIONS), dtype=np.uint32)
    sketched = np.zeros(total, dtype=bool)
    words, hashes = _Folded(), _Hashes()
    con.execute("CREATE TABLE texts (text_folded VARCHAR)")
    for start in range(0, total, _BATCH):
        rows: list[tuple[str | None, ...]] = con.execute(
            "SELECT title, summary, body FROM revisions WHERE rowid BETWEEN ? AND ? ORDER BY rowid",
            [start, start + _BATCH - 1],
        ).fetchall()
        folded = np.empty(len(rows), dtype=object)
        for row, (title, summary, body) in enumerate(rows, start):
            if latest[row]:
                head = [words[w] for w in f"{title or ''} {summary or ''}".split()]
                story = [words[w] for w in (body or "").split()]
                folded[row - start] = " ".join(filter(None, head + story))
                sketch = _sketch(np.fromiter(map(hashes.__getitem__, story), np.uint32, len(story)))
                if sketch is not None:
                    sketches[row], sketched[row] = sketch, True
        _append(con, "texts", {"text_folded": folded})
        if len(words) > _VOCABULARY:
            words.clear()
            hashes.clear()
        advance(len(rows))
    group = np.arange(total)
    if len(compared := np.flatnonzero(sketched)):
        group[compared] = compared[_near(sketches[compared])]
    con.execute("CREATE TABLE clusters (cluster_id VARCHAR, cluster_size BIGINT)")
    sizes = np.bincount(group, minlength=total)
    _append(con, "clusters", {"cluster_id": posts["id"][group], "cluster_size": sizes[group]})


def _append(con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, Any]) -> None:
    con.register("batch", columns)
    con.execute(f"INSERT INTO {table} SELECT * FROM batch")
    con.unregister("batch")
