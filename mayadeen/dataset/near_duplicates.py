"""Fold stories for search, and group those with nearly equal bodies, in one pass."""

# ruff: noqa: S608 - the names in the SQL are our own columns'; values are bound or quoted

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from mayadeen.dataset import workspace
from mayadeen.normalise.text import key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import duckdb
    from numpy.typing import NDArray

THRESHOLD = 0.8
SHINGLE = 5
FEWEST_WORDS = 40

# A story may be a megabyte and more, in Python twice that.
_FEW = 4
_LETTERS = 1 << 24
_PERMUTATIONS = 64
_BANDS = 16
# Three shingles of four are left out of every text alike: the estimate stays fair and costs less.
_SAMPLE = np.uint64(2**32 // 4)

# A bit generator's raw numbers are the same in every version of NumPy; its distributions are not.
_MULTIPLIERS, _SUMMANDS = (
    np.random.PCG64(2026).random_raw(2 * _PERMUTATIONS).astype(np.uint32).reshape(2, -1)
)
_MULTIPLIERS |= np.uint32(1)

_BASE = 0x9E3779B97F4A7C15
_MIXER = np.uint64(0xFF51AFD7ED558CCD)
_HALF = np.uint64(32)
_SPACE = ord(" ")

_FOREIGN = re.compile("[^\x00-\x7f]")
# Most English texts hold no others, and looking for these is ten times as quick.
_PRINTED = "’“”‘—–…"


@cache
def _character(character: str) -> str:
    folded = " " if character.isspace() else key(character)
    return folded if folded.isascii() else character


_word = lru_cache(300_000)(key)


def folded(text: str) -> str:
    """Give `key(text)` of a text that is folded already, an order of magnitude sooner.

    In English only quotes and dashes are foreign to ASCII; once they are straight, the quick way
    of `key` is open. Elsewhere words repeat, and few are folded more than once.
    """
    for character in _PRINTED:
        if character in text:
            text = text.replace(character, _character(character))
    if not text.isascii():
        for character in set(_FOREIGN.findall(text)):
            text = text.replace(character, _character(character))
    if text.isascii():
        return key(text.replace("\n\n", " "))
    return " ".join(filter(None, map(_word, text.split())))


@lru_cache(1)
def _powers(size: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The base's powers and their inverses, modulo 2^64."""
    inverse = pow(_BASE, -1, 2**64)
    both = [np.full(size, number, dtype=np.uint64) for number in (_BASE, inverse)]
    for powers in both:
        powers[0] = 1
        np.multiply.accumulate(powers, out=powers)
    return both[0], both[1]


def sketch(story: str) -> NDArray[np.uint32] | None:
    """Give the MinHash of a folded body's five-word shingles; None if it is too short to compare.

    Shingles are hashed as Rabin and Karp do: one running sum over the bytes tells the hash of any
    stretch of them.
    """
    letters = np.frombuffer(f"{story} ".encode(), dtype=np.uint8)
    ends = np.flatnonzero(letters == _SPACE)
    if len(ends) < FEWEST_WORDS:
        return None
    powers, inverses = _powers(max(1 << 16, 1 << len(letters).bit_length()))
    sums = np.cumsum(letters * powers[: len(letters)])[ends]
    hashes = sums[SHINGLE - 1 :].copy()
    hashes[1:] -= sums[:-SHINGLE]
    hashes[1:] *= inverses[ends[:-SHINGLE] + 1]
    hashes ^= hashes >> _HALF
    hashes *= _MIXER
    hashes >>= _HALF
    chosen = hashes[hashes < _SAMPLE].astype(np.uint32)
    if not len(chosen):
        return None
    # What was sampled is small; spread it over the whole range again.
    chosen *= np.uint32(0x85EBCA6B)
    permuted = np.multiply.outer(_MULTIPLIERS, chosen)
    permuted += _SUMMANDS[:, None]
    return np.asarray(permuted.min(axis=1))


def near(sketches: NDArray[np.uint32]) -> NDArray[np.intp]:
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
    """Fill `texts.folded_0`, `texts.clusters_0` and so on, row by row as `revisions_0` and so on.

    Only latest revisions are read. A cluster holds posts joined by a chain of bodies whose sets of
    five-word shingles have an estimated Jaccard similarity of at least 0.8; it is named after its
    earliest post. `advance` is told how many rows were done.
    """
    posts = con.execute("SELECT id, latest FROM revisions").fetchnumpy()
    latest = posts["latest"]
    total = len(latest)
    sketches = np.zeros((total, _PERMUTATIONS), dtype=np.uint32)
    sketched = np.zeros(total, dtype=bool)
    row = 0
    firsts = []
    for part in range(workspace.parts(con)):
        firsts.append(row)
        con.execute(f"CREATE TABLE texts.folded_{part} (text_folded VARCHAR)")
        for stories in _stories(con, f"build.revisions_{part}"):
            column = np.empty(len(stories), dtype=object)
            for place, (title, summary, body) in enumerate(stories):
                if latest[row]:
                    story = folded(body or "")
                    texts = (folded(title or ""), folded(summary or ""), story)
                    column[place] = " ".join(filter(None, texts))
                    if (found := sketch(story)) is not None:
                        sketches[row], sketched[row] = found, True
                row += 1
            _append(con, f"texts.folded_{part}", {"text_folded": column})
            advance(len(stories))
    group = np.arange(total)
    if len(compared := np.flatnonzero(sketched)):
        group[compared] = compared[near(sketches[compared])]
    ids, sizes = posts["id"][group], np.bincount(group, minlength=total)[group]
    for part, (first, last) in enumerate(pairwise([*firsts, total])):
        con.execute(f"CREATE TABLE texts.clusters_{part} (cluster_id VARCHAR, cluster_size BIGINT)")
        columns = {"cluster_id": ids[first:last], "cluster_size": sizes[first:last]}
        _append(con, f"texts.clusters_{part}", columns)
    workspace.join(con)


def _stories(con: duckdb.DuckDBPyConnection, table: str) -> Iterator[list[tuple[Any, ...]]]:
    """Titles, summaries and bodies in order, at once as many as memory has room for."""
    rows = con.cursor().execute(f"SELECT title, summary, body FROM {table}")
    stories: list[tuple[Any, ...]] = []
    letters = 0
    while batch := rows.fetchmany(_FEW):
        stories += batch
        letters += sum(len(text) for row in batch for text in row if text)
        if letters > _LETTERS:
            yield stories
            stories, letters = [], 0
    if stories:
        yield stories


def _append(con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, Any]) -> None:
    con.register("batch", columns)
    con.execute(f"INSERT INTO {table} SELECT * FROM batch")
    con.unregister("batch")
