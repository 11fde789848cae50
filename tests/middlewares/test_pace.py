"""Runs that share a machine share the site's pace, judged by the site's own log."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests import crawl as shipped
from tests.middlewares.crawl import crawl_all, finish, job, start
from tests.middlewares.server import answer, page, serve
from tests.replica import serve as serve_replica

PATHS = [f"/{number}" for number in range(6)]
PAGES = {path: answer(body=page(path)) for path in PATHS}


def turns() -> Path:
    return Path(os.environ["XDG_STATE_HOME"]) / "mayadeen" / "turns"


def rate(times: Sequence[float]) -> float:
    """Requests a second between the first and the last."""
    return (len(times) - 1) / (times[-1] - times[0])


def test_four_spiders_keep_one_pace(tmp_path: Path) -> None:
    paces = {"DOWNLOAD_DELAY": "0.2", "AUTOTHROTTLE_ENABLED": "1", "AUTOTHROTTLE_START_DELAY": "0"}
    asked: dict[str, dict[str, str]] = {
        "articles": {"max_pages": "1", "limit": "4"},
        "videos": {"max_pages": "1", "limit": "4"},
        "pictures": {"max_pages": "1", "limit": "4"},
        "archive": {"since": "2024-01", "until": "2024-02", "limit": "4"},
    }
    with serve_replica(posts=120, seed=4) as site:
        runs = [
            shipped.start(
                spider,
                site.url,
                tmp_path / ("one" if number < 2 else spider),
                arguments,
                paces,
            )
            for number, (spider, arguments) in enumerate(asked.items())
        ]
        logs = [run.communicate(timeout=120)[1] for run in runs]
        times = [hit.monotonic for hit in site.log]
    assert not any("Traceback" in log for log in logs), logs
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(times) > 40
    assert rate(times) < 5 * 1.1
    # What is sent in time may arrive late, and then the next one seems early.
    assert sum(gap < 0.18 for gap in gaps) < len(gaps) / 10


def test_one_run_is_not_slowed_by_its_own_turns() -> None:
    with serve(dict(PAGES)) as site:
        [outcome] = finish(start(job(site.url, PATHS, {"DOWNLOAD_DELAY": 0.3})))
    assert all(outcome.of(path) == "page" for path in PATHS)
    # A turn missed at each request would halve it; a loaded machine takes some of it.
    assert rate([at for _, at in site.requests]) > 1 / 0.3 * 0.6


def test_retry_after_holds_the_other_runs() -> None:
    busy = [answer(429, retry_after="2"), PAGES["/0"]]
    with serve({"/busy": busy, **PAGES}) as site:
        pace = {"DOWNLOAD_DELAY": 0.2}
        told = job(site.url, ["/busy"], pace)
        outcomes = crawl_all(told, *(job(site.url, PATHS, pace) for _ in range(2)))
    assert outcomes[0].of("/busy") == "page"
    assert all(one.of(path) == "page" for one in outcomes[1:] for path in PATHS)
    [asked, _] = site.times("/busy")
    later = [at - asked for _, at in site.requests if at - asked > 0.15]
    assert min(later) > 1.9


HOLD = """
import fcntl, os, sys
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
file.write(sys.argv[2])
file.flush()
print("held", flush=True)
sys.stdin.read()
"""


def held(port: int, text: str) -> subprocess.Popen[str]:
    """A process that holds the lock of the site's turns."""
    turns().mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(turns() / f"127.0.0.1:{port}"), text],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.parametrize("text", ["", "17", "no number", "nan", "inf"])
def test_a_run_killed_in_its_turn_leaves_no_lock(text: str) -> None:
    with serve(dict(PAGES)) as site:
        holder = held(site.port, text)
        run = start(job(site.url, ["/1"], {"DOWNLOAD_DELAY": 0.01}))
        holder.kill()
        holder.communicate()
        [outcome] = finish(run)
    assert outcome.of("/1") == "page"


def test_a_clock_set_back_holds_nobody() -> None:
    with serve(dict(PAGES)) as site:
        held(site.port, "99999999999").communicate("")
        at = turns() / f"127.0.0.1:{site.port}"
        os.utime(at, (99999999000, 99999999000))
        [outcome] = finish(start(job(site.url, ["/1"], {"DOWNLOAD_DELAY": 0.01})))
    assert outcome.of("/1") == "page"


@pytest.mark.parametrize("delay", ["0", "1"])
def test_a_waiting_run_ends_when_told(delay: str, tmp_path: Path) -> None:
    with serve_replica(posts=20, seed=4) as site:
        port = int(site.url.rstrip("/").rsplit(":", 1)[1])
        held(port, "99999999999").communicate("")
        run = shipped.start("articles", site.url, tmp_path, {}, {"DOWNLOAD_DELAY": delay})
        before = "".join(_until_waiting(run))
        run.send_signal(signal.SIGTERM)
        _, log = run.communicate(timeout=15)
        assert not site.log
    assert "Traceback" not in before + log
    assert "shutdown" in log


def _until_waiting(run: subprocess.Popen[str]) -> list[str]:
    assert run.stderr
    lines = []
    for line in run.stderr:
        lines.append(line)
        if "Waiting" in line:
            return lines
    raise AssertionError("".join(lines))


@pytest.mark.parametrize("settings", [{}, {"DOWNLOAD_DELAY": 0.01}])
def test_nothing_is_written_without_a_delay(settings: dict[str, Any]) -> None:
    with serve(dict(PAGES)) as site:
        finish(start(job(site.url, PATHS, settings)))
    assert (turns() / f"127.0.0.1:{site.port}").exists() == bool(settings)


def test_a_run_that_cannot_write_its_turns_goes_alone() -> None:
    with serve(dict(PAGES)) as site:
        (turns() / f"127.0.0.1:{site.port}").mkdir(parents=True)
        [outcome] = finish(start(job(site.url, PATHS, {"DOWNLOAD_DELAY": 0.01})))
    assert all(outcome.of(path) == "page" for path in PATHS)
    assert outcome.stats["mayadeen/pace/alone"] == 1
