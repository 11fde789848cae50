from __future__ import annotations

import os
import signal
import time

import pytest

from mayadeen.dataset.feeds import ReleaseError
from mayadeen.dataset.write.child_process import beside


def write(path, text):
    path.write_text(text)


def refuse():
    raise ReleaseError("the disk is full")


def fall():
    os.kill(os.getpid(), signal.SIGKILL)


def test_the_work_is_done_when_waited_for(tmp_path):
    with beside(write, tmp_path / "one", "1") as one, beside(write, tmp_path / "two", "2") as two:
        two()
        one()
        assert [path.read_text() for path in (tmp_path / "one", tmp_path / "two")] == ["1", "2"]


@pytest.mark.parametrize(
    ("work", "told"),
    [(refuse, "^the disk is full$"), (fall, r"was ended from outside \(exit code -9\)")],
)
def test_what_ended_it_is_raised(work, told):
    with beside(work) as wait, pytest.raises(ReleaseError, match=told):
        wait()


def test_work_that_nobody_waits_for_ends_with_the_block():
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), beside(time.sleep, 600):
        raise KeyboardInterrupt
    assert time.monotonic() - began < 60
