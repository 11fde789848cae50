"""Real processes on one ledger: killed at any moment, and side by side."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from mayadeen.ledger import Revisit, open_ledger
from tests.ledger.worker import BATCH, linked, listed

POSTS = 60
STEPS = 2 * POSTS  # a run prints more lines than this
ALL = {listed(number) for number in range(POSTS)} | {linked(listed(n)) for n in range(POSTS)}


def start(
    database: str, feed: Path, name: str = "one", steps: int | None = None
) -> subprocess.Popen[str]:
    line = [sys.executable, "-m", "tests.ledger.worker", database, str(feed), name, str(POSTS)]
    if steps:
        line.append(str(steps))
    return subprocess.Popen(line, stdout=subprocess.PIPE, text=True)


def kill_after(worker: subprocess.Popen[str], steps: int) -> None:
    assert worker.stdout is not None
    for _ in range(steps):
        if not worker.stdout.readline():
            break
    worker.send_signal(signal.SIGKILL)
    worker.communicate()


def finish(worker: subprocess.Popen[str]) -> None:
    worker.communicate(timeout=120)
    assert worker.returncode == 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_run_killed_thrice_loses_nothing(database: str, tmp_path: Path, seed: int) -> None:
    moments = random.Random(seed)
    feeds = [tmp_path / f"{number}.feed" for number in range(4)]
    for feed in feeds[:3]:
        kill_after(start(database, feed), moments.randrange(STEPS // 2))
    finish(start(database, feeds[3]))

    lines = [line for feed in feeds if feed.exists() for line in feed.read_text().splitlines()]
    fetched = Counter(lines)
    assert set(fetched) == ALL
    # Only what was in flight at a kill is fetched again.
    assert sum(number - 1 for number in fetched.values()) <= 3 * BATCH

    ledger = open_ledger(database, revisit=Revisit.parse("never"))
    status = ledger.status()
    ledger.close()
    assert (status.states, status.pending) == ({"fetched": len(ALL)}, 0)
    assert status.runs[0].status == "complete"
    assert {run.status for run in status.runs[1:]} <= {"interrupted"}


def test_two_processes_never_fetch_the_same_page(database: str, tmp_path: Path) -> None:
    open_ledger(database, revisit=Revisit.parse("never")).close()
    feeds = [tmp_path / "one.feed", tmp_path / "two.feed"]
    workers = [start(database, feed, feed.stem) for feed in feeds]
    for worker in workers:
        finish(worker)
    fetched = [url for feed in feeds for url in feed.read_text().splitlines()]
    assert Counter(fetched) == Counter(ALL)


def test_two_processes_may_make_the_ledger_at_once(database: str, tmp_path: Path) -> None:
    workers = [start(database, tmp_path / f"{name}.feed", name) for name in ("a", "b", "c")]
    for worker in workers:
        finish(worker)


def test_what_a_killed_process_had_in_hand_its_sibling_fetches(
    database: str, tmp_path: Path
) -> None:
    # It holds a batch, of which nothing is written: it must not get on before the kill reaches it.
    kill_after(start(database, tmp_path / "killed.feed", "killed", steps=3), 3)
    finish(start(database, tmp_path / "other.feed", "other"))
    assert set((tmp_path / "other.feed").read_text().splitlines()) == ALL
