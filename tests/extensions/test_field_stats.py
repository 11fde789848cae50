"""A layer that runs dry is told where an earlier run shows that it did not."""

from __future__ import annotations

import json

import pytest

from mayadeen.extensions.field_stats import gave_more


@pytest.mark.parametrize(
    ("posts", "got", "told"),
    [
        (None, 0, False),  # no run before
        (40, 40, True),
        (40, 30, True),
        (40, 22, False),  # as it was, but for chance
        (5, 5, False),  # too few to say so
    ],
)
def test_only_what_an_earlier_run_had_can_have_changed(posts, got, told, tmp_path):
    if posts is not None:
        earlier = tmp_path / "2026-11-21T09-00-00"
        earlier.mkdir()
        manifest = {"posts": {"new": posts}, "fields": {"title/metadata": got}}
        (earlier / "run.json").write_text(json.dumps(manifest))
    folder = tmp_path / "2026-11-22T09-00-00"
    folder.mkdir()
    (folder / "run.json").write_text('{"posts": {"new": 40}, "fields": {"title/metadata": 40}}')
    assert gave_more(folder, "title/metadata", 0.5) is told
