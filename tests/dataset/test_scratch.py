from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mayadeen.dataset.scratch_folder import scratch

ROOT = Path(__file__).parents[2]
BUILD = """
import sys
from pathlib import Path
from mayadeen.dataset.scratch_folder import scratch
with scratch(Path(sys.argv[1])) as folder:
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def build(tmp_path):
    """A build of `out` in another process, and the folder in which it works."""
    command = [sys.executable, "-c", BUILD, str(tmp_path / "out")]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process, Path(process.stdout.readline().strip())
        process.kill()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_build_leaves_nothing(tmp_path):
    with scratch(tmp_path / "out") as folder:
        (folder / "file").write_text("half")
        assert folder.parent == tmp_path
    assert names(tmp_path) == []


def test_what_a_killed_build_left_is_removed(tmp_path, build):
    process, left = build
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert names(left) == ["build.lock"]
    with scratch(tmp_path / "out") as folder:
        assert names(tmp_path) == [folder.name]


def test_a_build_that_runs_keeps_its_folder(tmp_path, build):
    _, working = build
    with scratch(tmp_path / "out") as folder:
        assert names(tmp_path) == sorted([folder.name, working.name])
    assert names(tmp_path) == [working.name]


@pytest.mark.parametrize("name", [".out-of-mind", ".outer-x", "out-takes"])
def test_what_is_not_its_own_stays(tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / name / "mine").write_text("mine")
    with scratch(tmp_path / "out"):
        pass
    assert names(tmp_path) == [name]
