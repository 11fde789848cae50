from __future__ import annotations

import pytest

from mayadeen.dataset.compare import Difference, compare
from mayadeen.dataset.feeds import ReleaseError
from tests.dataset.feeds import FIRST, SECOND, article, write


def test_two_feeds(tmp_path):
    old = write(tmp_path / "old.jsonl", article(1), article(2, tags=["a"]), article(3))
    new = write(
        tmp_path / "new.jsonl",
        article(2, tags=["a", "b"], title="Other words", fetched_at="2026-04-01T00:00:00Z"),
        article(3, fetched_at="2026-04-01T00:00:00Z"),
        article(4),
    )
    found = compare(str(old), str(new))
    assert (found.only_old, found.only_new, found.same) == (["en:1"], ["en:4"], 1)
    assert found.fields == {"content_hash": 1, "tags": 1, "title": 1}
    assert Difference("en:2", "tags", ["a"], ["a", "b"]) in found.differences
    assert Difference("en:2", "title", "Invented headline 2", "Other words") in found.differences


def test_runs_and_releases(data, release):
    assert compare(str(data), str(release)).differences == []
    found = compare(str(data / "articles" / FIRST), str(data / "articles" / SECOND))
    assert (found.only_old, found.only_new) == (["en:102", "en:104"], ["en:103"])
    assert set(found.fields) == {
        "title",
        "body",
        "word_count",
        "images",
        "content_hash",
    }


def test_a_side_without_posts(tmp_path, data):
    with pytest.raises(ReleaseError, match="nothing to compare: no articles in"):
        compare(str(data), str(tmp_path))
