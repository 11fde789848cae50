from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from mayadeen.dataset import feeds, manifests
from mayadeen.dataset.release import Order, build
from mayadeen.dataset.report import run_figures
from mayadeen.run import state
from tests.dataset.conftest import Quiet
from tests.dataset.feeds import article, write


@pytest.mark.parametrize("told", ["[" * 99_999, "[]", "{", "\0"], ids=lambda text: text[:3])
def test_a_manifest_that_cannot_be_read_is_a_run_of_which_nothing_is_known(tmp_path, told):
    (tmp_path / "run.json").write_text(told)
    assert [run.values for run in manifests.read([str(tmp_path)])] == [{}]


def test_pipes_in_the_folder_are_passed_by(tmp_path):
    feed = write(tmp_path / "a/articles.jsonl", article(1))
    for name in ("a/pipe.jsonl", "a/run.json", "pipe.jsonl.gz"):
        os.mkfifo(tmp_path / name)
    assert [found.path for found in feeds.find([str(tmp_path)])] == [feed]
    assert [found.path for found in feeds.find([f"{tmp_path}/a/*"])] == [feed]
    assert manifests.read([str(tmp_path)]) == []


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """Two runs of the articles and one of the videos, started at the same moment as the first."""
    data = tmp_path_factory.mktemp("runs") / "data"
    for number, name in enumerate(("articles/09-00", "articles/21-00", "videos/09-00")):
        write(data / name / "articles.jsonl", article(number))
        (data / name / "run.json").write_text(json.dumps({"status": "complete"}), "utf-8")
    return data


@pytest.mark.parametrize(
    ("sources", "labels"),
    [
        (["."], ["articles/09-00", "videos/09-00", "articles/21-00"]),
        (["articles"], ["09-00", "21-00"]),
        (["articles/21-00", "articles/09-00"], ["09-00", "21-00"]),
        (["articles/21-00/articles.jsonl"], ["21-00"]),
        (["articles/*/articles.jsonl"], ["09-00", "21-00"]),
        (["articles/2*"], ["21-00"]),
        (["articles/21-00", ".", "articles"], ["09-00", "videos/09-00", "21-00"]),
    ],
    ids=str,
)
def test_runs_are_named_by_their_folders_as_their_feeds_are(data, monkeypatch, sources, labels):
    monkeypatch.chdir(data)
    for named in (sources, sources[::-1]):
        assert [run.label for run in manifests.read(named)] == labels
        assert [run.label for run in manifests.read([str(data / name) for name in named])] == labels
        assert [str(Path(feed.label).parent) for feed in feeds.find(named)] == labels


def test_the_order_of_the_sources_changes_no_byte_of_the_card(data, tmp_path):
    sources = tuple(str(data / name) for name in ("articles/09-00", "videos/09-00"))
    for output, named in ((tmp_path / "a", sources), (tmp_path / "b", sources[::-1])):
        build(Order(named, output, formats=("csv",)), Quiet())
    for name in ("README.md", "report.html"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_what_ends_a_listing_early_for_a_run_does_so_for_the_card():
    assert state.CUT_SHORT <= run_figures.CUT_SHORT


@pytest.mark.parametrize(
    ("statuses", "doubt"),
    [
        (["complete", "complete"], None),
        (["complete", "bad_argument"], None),
        (["partial", "bad_argument", "complete"], "Runs, of 2, that did not get all they were"),
        (["failed", "refused", "interrupted"], "Runs, of 3, that did not get all they were"),
    ],
)
def test_a_run_that_was_told_a_wrong_argument_lacks_nothing(tmp_path, statuses, doubt):
    data = tmp_path / "data"
    write(data / "articles/0/articles.jsonl", article(1))
    for number, status in enumerate(statuses):
        folder = data / "articles" / str(number)
        folder.mkdir(exist_ok=True)
        (folder / "run.json").write_text(json.dumps({"status": status}), "utf-8")
    build(Order((str(data),), tmp_path / "out", formats=("jsonl",)), Quiet())
    card = (tmp_path / "out/README.md").read_text("utf-8")
    told = [line for line in card.splitlines() if line.startswith("- Runs, of ")]
    assert [line.startswith(f"- {doubt}") for line in told] == ([True] if doubt else [])
