from __future__ import annotations

import gzip
import json

import pytest

from mayadeen.dataset.lines import LONGEST, CutShort, Lines, before, lines_of, objects

KEYS, REQUIRED = ("id", "images", "url"), ("id", "url")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"a\nb\n", [b"a", b"b"]),
        (b"a\nb", [b"a", b"b"]),
        (b"a\r\nb\r\n", [b"a", b"b"]),
        (b"\n\r\n  \na\n\n", [b"a"]),
        (b"\xef\xbb\xbfa\nb\n", [b"a", b"b"]),
        (b"a\n\xef\xbb\xbf\nb\n", [b"a", b"b"]),
        (b"a\n" + bytes(LONGEST + 9) + b"\nb\n", [b"a", None, b"b"]),
        (b"a\n" + bytes(LONGEST + 9), [b"a", None]),
        (b"", []),
    ],
    ids=lambda value: str(value[:20]),
)
@pytest.mark.parametrize("packed", [False, True])
def test_lines(tmp_path, written, read, packed):
    path = tmp_path / ("feed.jsonl.gz" if packed else "feed.jsonl")
    path.write_bytes(gzip.compress(written, 1) if packed else written)
    assert list(lines_of(path)) == read


def test_a_packed_feed_cut_short_gives_what_stands_before_the_cut(tmp_path):
    path = tmp_path / "feed.jsonl.gz"
    with gzip.open(path, "wb") as file:
        file.write(b"a\n")
        file.flush()
        file.write(b"b\n")
    path.write_bytes(path.read_bytes()[:-12])
    lines = lines_of(path)
    assert next(lines) == b"a"
    with pytest.raises(CutShort):
        list(lines)


ONE, TWO = '{"id": "1", "url": "x"}', '{"id": "2", "url": "y", "images": [{"url": "z"}]}'


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (ONE[:-4] + TWO, [TWO]),
        (TWO[:-6] + ONE, [ONE]),
        (ONE + TWO, [ONE, TWO]),
        (ONE[:12] + TWO[:-2] + ONE, [ONE]),
        ("\0" * 99 + ONE, [ONE]),
        (TWO[9:] + ONE, [ONE]),
        (ONE[:-1], []),
        ("no object at all", []),
        ('{"id": ' * 40 + ONE, [ONE]),
        ('{"id": ' * 5000 + ONE, []),  # each of them may take as long as the line
        (ONE.replace("x", r"\ud83d"), [ONE.replace("x", r"\ufffd")]),
        (ONE.replace("x", r"\ud83d\ude00 \\ud83d"), [ONE.replace("x", r"\ud83d\ude00 \\ud83d")]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_whole_in_a_broken_line(line, found):
    assert [one.decode() for one in objects(line.encode(), KEYS, REQUIRED)] == found


def test_a_line_is_taken_again_by_its_number(tmp_path):
    written = [b'{"a": 1}', b"no object", b'{"a": "\xd8\xa7"}']
    with Lines(tmp_path, "own") as lines:
        lines.begin()
        lines.add(written[0])
        lines.begin()
        lines.add(written[1])
        lines.add(written[2])
        lines.flush()
        assert [lines.take(number) for number in (2, 0)] == [written[2], written[0]]
        stored = b"".join(path.read_bytes() for path in lines.files)
    sizes = [len(one) + 1 for one in stored.split(b"\n")[:-1]]
    assert [lines.size(number) for number in range(3)] == sizes
    assert list(tmp_path.iterdir()) == []


def test_what_is_put_before_a_line_counts():
    told = before('{"a":2}', b'{"a": 1, "b": 3}')
    assert json.loads(told, object_pairs_hook=list) == [("a", 2), ("a", 1), ("b", 3)]
