"""The line that says how far a run is, and the terminal that it stands on."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mayadeen.extensions.progress import Snapshot
from tests.crawl import ROOT, Because, command, environment
from tests.replica import serve

RUNNING: dict[str, Any] = {
    "spider": "articles",
    "items": "posts",
    "status": None,
    "seconds": 751.4,
    "counts": Counter(new=1380, changed=2, unchanged=30),
    "rate": 1.04,
    "queue": 1518,
    "listings": (3, 14),
    "errors": 0,
    "left": 1459.6,
}


@pytest.mark.parametrize(
    ("differs", "line"),
    [
        (
            {},
            "articles running 0:12:31 · 1,412 posts: 1,380 new, 2 changed, 30 unchanged"
            " · 1.0 requests/s · queue 1,518 · reading listings 3 of 14; posts follow · 0 errors"
            " · at least 0:24:20 left",
        ),
        (
            {"listings": (14, 14), "errors": 1, "counts": Counter(new=5, failed=1)},
            "articles running 0:12:31 · 5 posts: 5 new · 1.0 requests/s · queue 1,518"
            " · listings 14 of 14 · 1 error · 0:24:20 left",
        ),
        (
            {"counts": Counter(), "listings": (0, 0), "rate": 0.0, "queue": 1, "left": None},
            "articles running 0:12:31 · 0 posts · 0.0 requests/s · queue 1 · 0 errors",
        ),
        (
            {
                "spider": "breaking",
                "items": "headlines",
                "status": "complete",
                "seconds": 90_000,
                "counts": Counter(new=3, known=9),
                "queue": 0,
                "listings": (0, 0),
                "left": None,
            },
            "breaking complete 1 day, 1:00:00 · 12 headlines: 3 new, 9 known · 1.0 requests/s"
            " · queue 0 · 0 errors",
        ),
    ],
    ids=["while listings are walked", "while posts are fetched", "at the start", "at the end"],
)
def test_the_line(differs: dict[str, Any], line: str) -> None:
    assert str(Snapshot(**(RUNNING | differs))) == line


def every(seconds: str, **more: str) -> Because:
    return Because(
        "the line is the question, and a run is short", LOGSTATS_INTERVAL=seconds, **more
    )


def on_a_terminal(arguments: list[str]) -> str:
    """What a command writes to a terminal of 80 columns on its stderr."""
    ours, theirs = pty.openpty()
    surroundings = environment() | {"TERM": "xterm", "COLUMNS": "80"}
    process = subprocess.Popen(arguments, cwd=ROOT, stderr=theirs, env=surroundings)
    os.close(theirs)
    written = b""
    while select.select([ours], [], [], 60)[0]:
        try:
            written += os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
    process.wait(timeout=60)
    os.close(ours)
    return written.decode()


def test_the_terminal_gets_the_line_last_and_its_cursor_back(tmp_path: Path) -> None:
    with serve(posts=60, seed=2) as site:
        run = command("articles", site.url, tmp_path, settings=every("1"))
        written = on_a_terminal(run)
    last = written.rstrip().rsplit("articles complete 0:00:", 1)[1]
    assert "listings 22 of 22" in " ".join(last.split())
    assert "INFO" not in last
    assert written.count("\x1b[?25l") == written.count("\x1b[?25h") == 1
    assert "[mayadeen.extensions.progress]" not in written
    # A long line of the log is left to the terminal to wrap, so that it can be copied whole.
    assert f"Files in {tmp_path}/articles/" in written.replace("\r", "")
    assert len(written.rsplit("\x1b[?25h", 1)[1].strip().splitlines()) <= 4
    [folder] = (tmp_path / "articles").iterdir()
    whole = (folder / "crawl.log").read_text("utf-8")
    assert "INFO: Spider opened" in whole
    assert "Dumping Scrapy stats" in whole
    assert "Dumping Scrapy stats" not in written
    # The screen of a person's first run: 15 rows of 80 columns besides the line of progress, whose
    # redrawings begin by the spider's name and end by the number of errors.
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", written).replace("\r", "\n")
    besides = re.sub(
        r"articles (?:running|complete|reading).*?\d+ errors?", "", plain, flags=re.DOTALL
    )
    rows = [line for line in besides.splitlines() if line.strip()]
    assert sum(-(-len(line) // 80) for line in rows) <= 15, rows
    assert [line for line in rows if line.startswith("First look, ")] == [
        "First look, well: contact, robots.txt, menu, browser, disk; `scrapy doctor` looks at more"
    ]
    assert whole.count("First look, ") == 6


def test_a_log_in_a_file_has_the_line_too(tmp_path: Path) -> None:
    log = tmp_path / "crawl.log"
    settings = every("0.5", LOG_FILE=str(log))
    with serve(posts=60, seed=2) as site:
        written = on_a_terminal(command("articles", site.url, tmp_path, settings=settings))
    assert "articles complete 0:00:" in written
    assert "Spider opened" not in written
    assert "[mayadeen.extensions.progress] INFO: articles running 0:00:0" in log.read_text("utf-8")


def test_an_interval_of_0_is_off(tmp_path: Path) -> None:
    with serve(posts=60, seed=2) as site:
        run = command("articles", site.url, tmp_path, settings=every("0"))
        written = on_a_terminal(run)
    assert "articles running" not in written
    assert "\x1b[" not in written
