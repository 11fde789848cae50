"""A feed of the user's own that is gone on with."""

from __future__ import annotations

import pytest
from scrapy import Spider

from mayadeen.extensions.feed_storages import Appended


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, b"new\n"),
        (b"", b"new\n"),
        (b"whole\n", b"whole\nnew\n"),
        (b'whole\n{"id": "to', b'whole\n{"id": "to\nnew\n'),
        (b"x", b"x\nnew\n"),
    ],
)
@pytest.mark.parametrize("scheme", ["", "file://"])
def test_a_line_begins_behind_a_torn_one(tmp_path, before, after, scheme):
    path = tmp_path / "mine.jsonl"
    if before is not None:
        path.write_bytes(before)
    storage = Appended(f"{scheme}{path}")
    with storage.open(Spider("posts")) as file:
        file.write(b"new\n")
    assert path.read_bytes() == after


def test_a_feed_that_is_written_anew_begins_with_its_first_line(tmp_path):
    path = tmp_path / "mine.jsonl"
    path.write_bytes(b"torn")
    with Appended(str(path), feed_options={"overwrite": True}).open(Spider("posts")) as file:
        file.write(b"new\n")
    assert path.read_bytes() == b"new\n"
