"""Archived pages are read by as many processes as there are cores, and nothing tells it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.crawl import ROOT, Because, command, crawl, environment, runs
from tests.processes import await_end, descendants
from tests.replica import serve

FEEDS = ("articles.jsonl", "links.jsonl")

several_cores = pytest.mark.skipif(
    len(os.sched_getaffinity(0)) < 2, reason="one core: no process reads ahead"
)


@pytest.fixture(scope="module")
def archived(tmp_path_factory):
    """The site's address, and the archive of a crawl of its 225 articles."""
    data = tmp_path_factory.mktemp("archived")
    with serve(posts=300, seed=9, markup="mixed", growth="links") as site:
        kept = Because("off as shipped", MAYADEEN_ARCHIVE=str(data / "warc"))
        assert crawl("articles", site.url, data, settings=kept).code == 0
        return site.url, {"path": str(data / "warc" / "*.warc.gz")}


@pytest.fixture(scope="module")
def alone(archived, tmp_path_factory):
    """What a run on one core writes."""
    address, arguments = archived
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        ended = crawl("warc", address, tmp_path_factory.mktemp("alone"), arguments)
    finally:
        os.sched_setaffinity(0, cores)
    assert (ended.code, len(ended.articles)) == (0, 225)
    return written(ended.folder)


def written(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in FEEDS]


def start(address, arguments, data) -> subprocess.Popen[str]:
    """A run that has written its first lines, in a process group of its own."""
    with (data / "log").open("w") as log:
        process = subprocess.Popen(
            command("warc", address, data, arguments),
            cwd=ROOT,
            env=environment(),
            stderr=log,
            text=True,
            start_new_session=True,
        )
    while not any(path.stat().st_size for path in data.glob(f"warc/*/{FEEDS[0]}")):
        assert process.poll() is None, (data / "log").read_text()
        time.sleep(0.02)
    return process


@several_cores
def test_as_many_cores_as_there_are_write_the_same_bytes(archived, alone, tmp_path):
    address, arguments = archived
    ended = crawl("warc", address, tmp_path, arguments)
    assert ended.code == 0, ended.log
    assert written(ended.folder) == alone


@several_cores
def test_a_reader_that_is_killed_costs_nothing(archived, alone, tmp_path):
    process = start(*archived, tmp_path)
    os.kill(max(descendants(process.pid)), signal.SIGKILL)
    assert process.wait(60) == 0, (tmp_path / "log").read_text()
    [run] = runs(tmp_path, "warc")
    assert written(run) == alone
    assert "was ended from outside" in (tmp_path / "log").read_text()


@several_cores
@pytest.mark.parametrize(
    ("how", "code"),
    [(signal.SIGINT, 3), (signal.SIGTERM, 3), (signal.SIGKILL, -signal.SIGKILL)],
)
def test_no_reader_outlives_its_run(how, code, archived, tmp_path):
    process = start(*archived, tmp_path)
    family = descendants(process.pid)
    assert len(family) > 2
    if how is signal.SIGKILL:
        process.send_signal(how)
    else:  # as Ctrl-C and systemd do: to all of them
        os.killpg(process.pid, how)
    assert process.wait(15) == code, (tmp_path / "log").read_text()
    await_end(family)
