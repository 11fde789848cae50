from __future__ import annotations

import errno
import io
import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from rich.console import Console
from rich.progress import Progress

from mayadeen.commands.dataset import _Bar
from mayadeen.dataset.feeds import ReleaseError
from mayadeen.dataset.release import Order, build
from mayadeen.dataset.report import report
from tests.dataset.conftest import Quiet
from tests.dataset.feeds import FIRST, SECOND, article, write
from tests.forked import run_forked

ROOT = Path(__file__).parents[2]


def scrapy(*args, **env):
    return run_forked("scrapy", [*map(str, args)], ROOT, os.environ | env, 300)


def test_dataset_writes_beside_the_data_folder(tmp_path):
    write(tmp_path / "data/articles/2026-03-01T09-00-00/articles.jsonl", article(1), article(2))
    done = scrapy("dataset", "--name", "Two\n posts", MAYADEEN_DATA_DIR=str(tmp_path / "data"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "2 posts in 2 revisions, 0 links, 0 breaking lines, 0 authors",
        str(tmp_path / "dataset"),
        f"file://{tmp_path}/dataset/report.html",
    ]
    assert done.stderr.startswith("Reading 1 feeds …\n")
    assert (tmp_path / "dataset" / "README.md").read_text("utf-8").startswith("# Two posts\n\n")


@pytest.mark.parametrize(
    ("options", "status", "told"),
    [
        ([], 1, "nothing to release: no articles in"),
        (["--since", "yesterday"], 2, "--since: 'yesterday' is no day like 2026-11-22 or month"),
        (["--until", "2026-13"], 2, "--until: '2026-13' is no day"),
        (["--format", "ods"], 2, "--format: ods is none of jsonl, csv, parquet, sqlite, xlsx"),
        (["--format", ","], 2, "--format: name at least one of jsonl, csv, parquet, sqlite"),
        (
            ["--since", "2026-03", "--until", "2026-01"],
            2,
            "--since 2026-03-01 is after --until 2026-01-31",
        ),
        (
            ["--since", "2026-03", "--until", "2026-02"],
            2,
            "--since 2026-03-01 is after --until 2026-02-28",
        ),
        (["--nonsense"], 2, "--nonsense: no such option"),
        (
            ["-s", "MAYADEEN_DATA_DIR=absent"],
            2,
            "absent: no such folder; crawl first, or name feeds",
        ),
        (["--output", "README.md", "tests"], 1, "README.md is no folder"),
        (["--sections", ","], 2, "--sections: name at least one"),
        (["--tags", " , "], 2, "--tags: name at least one"),
        (["--edition", "fr"], 2, "invalid choice: 'fr'"),
        (["no-such-feed.jsonl"], 1, "no-such-feed.jsonl: no such feed, folder or glob"),
    ],
)
def test_what_cannot_be_released_is_one_line(tmp_path, options, status, told):
    (tmp_path / "data").mkdir()
    done = scrapy("dataset", *options, MAYADEEN_DATA_DIR=str(tmp_path / "data"))
    assert done.returncode == status
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_ended_leaves_nothing(tmp_path, number):
    write(tmp_path / "data/articles/1/articles.jsonl", *map(article, range(2000)))
    with subprocess.Popen(
        [sys.executable, "-m", "scrapy", "dataset"],
        cwd=ROOT,
        env=os.environ | {"MAYADEEN_DATA_DIR": str(tmp_path / "data")},
        stderr=subprocess.PIPE,
        text=True,
        # A shell ignores SIGINT for what it starts in the background, and that is inherited.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as build:
        assert build.stderr is not None
        assert "Reading 1 feeds" in build.stderr.readline()
        build.send_signal(number)
        told = build.stderr.read()
    assert build.returncode == 130
    assert "interrupted: no release was written" in told
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_each_step_on_a_terminal_reaches_its_end():
    with Progress(console=Console(file=io.StringIO(), force_terminal=True)) as progress:
        bar = _Bar(progress)
        bar.step("Reading", 3)
        bar.advance(2)
        bar.step("Writing card and sums")
        bar.finish()
    assert [task.finished for task in progress.tasks if task.visible] == [True, True]


@pytest.mark.parametrize(("below", "folder"), [("", "data"), ("docs", "{project}/data")])
def test_the_data_folder_stands_beside_the_projects_file(tmp_path, below, folder):
    (tmp_path / "docs").mkdir()
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = mayadeen.settings\n")
    known = {name: value for name, value in os.environ.items() if not name.startswith("MAYADEEN")}
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "settings", "--get", "MAYADEEN_DATA_DIR"],
        cwd=tmp_path / below,
        env=known | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == folder.format(project=tmp_path) + "\n"


def test_a_full_disk_is_one_line_and_leaves_the_earlier_release(tmp_path, monkeypatch):
    write(tmp_path / "data/a/1/articles.jsonl", article(1))
    order = Order((str(tmp_path / "data"),), tmp_path / "out", formats=("csv",))
    build(order, Quiet())
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}

    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(report, "render", full)
    with pytest.raises(ReleaseError, match="the disk is full: no release was written to"):
        build(order, Quiet())
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "out"]


def test_compare_prints_lines_or_json(data):
    runs = (data / "articles" / FIRST, data / "articles" / SECOND)
    lines = scrapy("compare", *runs).stdout.splitlines()
    assert lines[0] == "same 0, differing 1, only in old 2, only in new 1"
    assert lines[lines.index("~ en:101 title") + 1 :][:2] == [
        '    - "Harbour dredged"',
        '    + "Harbour dredged at last"',
    ]
    told = json.loads(scrapy("compare", "--json", *runs).stdout)
    assert (told["only_new"], told["same"], told["differing"]) == (["en:103"], 0, 1)
    assert told["fields"]["title"] == 1


@pytest.mark.parametrize("sides", [["one"], ["absent", "absent"]])
def test_compare_says_what_is_missing(tmp_path, sides):
    done = scrapy("compare", *(tmp_path / side for side in sides))
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
