"""What README shows works as it stands there."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

from tests.dataset.feeds import article, write
from tests.test_reading import STORY, capture

README = Path(__file__).parents[1] / "README.md"


def test_pandas_keeps_the_numbers_of_posts_as_printed(tmp_path, monkeypatch):
    folder = tmp_path / "data/articles/2024-05-20T10-00-00"
    folder.mkdir(parents=True)
    posts = [
        {"post_id": number, "category": "Politics", "published_at": moment, "schema_version": "1.0"}
        for number, moment in (("1", "2024-05-20T10:00:00Z"), ("0012", None), (None, None))
    ]
    (folder / "articles.jsonl").write_text("".join(f"{json.dumps(post)}\n" for post in posts))
    monkeypatch.chdir(tmp_path)
    [shown] = re.findall(r"```python\n(import glob, pandas.*?)```", README.read_text(), re.DOTALL)
    names: dict = {}
    exec(shown, names)
    articles = names["articles"]
    numbers = articles["post_id"]
    assert list(numbers.where(numbers.notna(), "none")) == ["1", "0012", "none"]
    assert set(articles["schema_version"]) == {"1.0"}
    assert articles["published_at"].dt.year.iloc[0] == 2024


def test_what_it_shows_of_python_works(tmp_path, monkeypatch, capsys):
    write(tmp_path / "data/articles/2024-05-20T10-00-00/articles.jsonl", article(1), article(2))
    (tmp_path / "page.html").write_bytes(STORY.encode())
    (tmp_path / "warc").mkdir()
    (tmp_path / "warc/1.warc.gz").write_bytes(gzip.compress(capture("2026-11-21T08:00:00Z")))
    monkeypatch.chdir(tmp_path)
    [shown] = re.findall(r"```python\n(from mayadeen import.*?)```", README.read_text(), re.DOTALL)
    names: dict = {}
    exec(shown, names)
    assert sorted(names["posts"]["id"]) == ["en:1", "en:2"]
    assert len(names["edits"]) == 2
    assert capsys.readouterr().out == "2026-11-21T08:00:00Z A bridge of planks planks\n"
