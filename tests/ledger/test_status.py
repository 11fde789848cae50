"""The ledger in figures, and `scrapy status`."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from mayadeen.commands.status import show
from mayadeen.ledger import Found, Ledger, Revisit, open_ledger
from tests.ledger.conftest import Clock, OpenLedger
from tests.ledger.posts import LISTING, address, crawl, discover, fetch, taken

REQUEST = {
    "request": {
        "method": "GET",
        "host": "https://news.example",
        "path": ["", "more"],
        "query": [["page", "2"]],
        "headers": {},
    },
    "rules": [{"at": ["query", 0, 1], "start": "2", "step": 1}],
}
AUTUMN = datetime(2026, 10, 31, 23, 59, tzinfo=UTC)


@pytest.fixture
def full(ledger: Ledger, opened: OpenLedger, clock: Clock) -> Ledger:
    """A ledger with something of everything, and a run that died on it."""
    crawl(ledger, 1, published_at=clock())
    crawl(ledger, 2, published_at=AUTUMN, section="Articles")
    crawl(ledger, 3, published_at=AUTUMN, kind="video", section="")
    discover(ledger, 4, 5, 6, 7, 8, 9)
    taken(ledger)
    ledger.failed(address(4), "HTTP 503")
    ledger.failed(address(5), "HTTP 503")
    ledger.refused(address(6), "[robots.txt]")
    ledger.not_a_post(address(7))
    fetch(ledger, 8, canonical=address(2), section="Articles")
    fetch(ledger, 9, withheld="keywords=harbour")
    ledger.gone(address(3))
    ledger.learned(LISTING, REQUEST)
    ledger.listing_walked(LISTING, label="Politics", closed_for="", pages=1, posts=9, means="links")
    ledger.headlines([("h1", "One")], "en")
    ledger.end_run("partial", {"new": 3, "failed": 2})
    clock.pass_by(minutes=90)
    died = opened("1h")
    died.begin_run("videos", {"limit": 5}, "data/videos/1", edition="es")
    died.discover([Found("https://news.example/es/10", "menu", None)])
    died.flush()
    died.close()
    return opened("1h")


def test_the_figures(full: Ledger, clock: Clock) -> None:
    status = full.status(failed=1)
    assert status.states == {"discovered": 1, "failed": 2, "fetched": 5, "gone": 1, "refused": 1}
    assert (status.posts, status.hubs, status.aliases, status.withheld) == (4, 1, 1, 1)
    assert (status.pending, status.pending_by_scope) == (1, {"videos:es": 1})
    assert status.kinds == {"article": 3, "video": 1}
    assert status.sections == {"News": 2, "": 1, "Articles": 1}
    assert status.months == {"2026-11": 1, "2026-10": 2}
    assert status.failure_reasons == {"HTTP 503": 2, "[robots.txt]": 1}
    [failure] = status.failures
    assert (failure.url, failure.reason, failure.attempts) == (address(4), "HTTP 503", 1)
    assert failure.due_at == clock() - timedelta(minutes=90)
    [learned] = status.learned
    assert (learned.url, learned.label, learned.request) == (LISTING, "Politics", REQUEST)
    assert status.headlines == 1
    assert [(run.spider, run.status) for run in status.runs] == [
        ("videos", "interrupted"),
        ("articles", "partial"),
    ]


@pytest.mark.parametrize(("revisit", "due"), [("1h", 2), ("always", 4), ("never", 0)])
def test_what_is_due_goes_by_the_schedule(
    full: Ledger, opened: OpenLedger, revisit: str, due: int
) -> None:
    assert opened(revisit).status().due == due


def test_a_run_that_is_alive_is_running(ledger: Ledger, opened: OpenLedger) -> None:
    assert [run.status for run in ledger.status().runs] == ["running"]
    assert [run.status for run in opened().status().runs] == ["running"]


def shown(status_of: Ledger, *, terminal: bool) -> str:
    screen = io.StringIO()
    show(status_of.status(), Console(file=screen, force_terminal=terminal, width=100))
    return screen.getvalue()


def test_the_screen_says_it_in_plain_columns(full: Ledger) -> None:
    screen = shown(full, terminal=False)
    assert screen.startswith(
        "4 posts known, 2 due now, 1 waiting to be fetched, 3 failed, 1 gone\n\n"
        "Addresses by state\n"
        "state                                addresses\n"
        "fetched                                      5\n"
        "failed                                       2\n"
        "discovered                                   1\n"
        "gone                                         1\n"
        "refused                                      1\n"
        "  of these no posts                          1\n"
        "  second addresses of a post                 1\n"
        "  kept out of the feeds by a filter          1\n"
        "\n"
        "Waiting to be fetched\n"
        "spider:edition  addresses\n"
        "videos:es               1\n"
    )
    assert "\nWhy pages failed\nreason        addresses\nHTTP 503              2\n" in screen
    assert f"{address(6)}  [robots.txt]         1  2026-11-22 09:00Z\n" in screen
    assert "\nPolitics  https://news.example/news/politics  GET " in screen
    assert "  GET https://news.example/more?page={2 + 1}\n" in screen
    assert screen.endswith(
        "2026-11-22 10:30Z  videos (es)  limit=5    interrupted"
        "                            data/videos/1\n"
        "2026-11-22 09:00Z  articles                partial      0:00:00  3 new, 2 failed"
        "  data/articles/1\n"
    )
    assert "\x1b" not in screen
    assert all(line == line.rstrip() for line in screen.splitlines())


def test_a_terminal_gets_tables_of_its_width(full: Ledger) -> None:
    screen = shown(full, terminal=True)
    assert "\x1b[1mLast runs, each in data/SPIDER/FOLDER\x1b[0m" in screen
    lines = re.sub(r"\x1b\[\d+m", "", screen).splitlines()
    assert any("──" in line for line in lines)
    assert max(map(len, lines)) <= 100


def test_what_a_run_set_aside_is_named(ledger: Ledger) -> None:
    ledger.discover([Found(address(1), "menu", None)])
    ledger.discover([Found(address(2), "home", None)], deferred=True)
    ledger.end_run("complete", {})
    screen = shown(ledger, terminal=False)
    assert re.search(r"\narticles:en  +1\narticles:en, left for a wider run  +1\n", screen)


def test_an_empty_ledger_says_so(opened: OpenLedger) -> None:
    assert shown(opened(), terminal=False) == (
        "The ledger is empty: no crawl has found anything yet.\n"
    )


def test_older_months_are_summed_up(ledger: Ledger) -> None:
    for number in range(14):
        crawl(
            ledger,
            number,
            published_at=datetime(2025, 1, 15, tzinfo=UTC) + timedelta(days=30.5 * number),
        )
    screen = shown(ledger, terminal=False)
    assert "\n2026-02             1\n" in screen
    assert "\n2025-03             1\nbefore 2025-03      2\n" in screen


def scrapy_status(
    folder: Path, *arguments: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, in a folder of its own."""
    project = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-m", "scrapy", "status", *arguments],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(project),
            "SCRAPY_SETTINGS_MODULE": "mayadeen.settings",
            **settings,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_makes_no_ledger(tmp_path: Path) -> None:
    done = scrapy_status(tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "there is no ledger at data/ledger.sqlite yet: a crawl makes it\n"
    assert list(tmp_path.iterdir()) == []


def test_the_command_reads_the_ledger_of_the_data_folder(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'data' / 'ledger.sqlite'}"
    ledger = open_ledger(url, revisit=Revisit.parse("1h"))
    ledger.begin_run("articles", {"limit": 5}, "data/articles/1")
    crawl(ledger, 1)
    printed = scrapy_status(tmp_path)
    assert printed.stdout.startswith("1 posts known, 0 due now"), printed.stderr
    done = scrapy_status(tmp_path, "--json", "--ledger", url)
    status = json.loads(done.stdout)
    assert status["states"] == {"fetched": 1}
    assert status["runs"][0]["status"] == "running"
    assert status["runs"][0]["started_at"].endswith("Z")
    ledger.close()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [(["en:1"], "status takes no arguments"), (["-s", "MAYADEEN_REVISIT=1x"], "'1x' is no age")],
)
def test_wrong_usage_is_said(tmp_path: Path, arguments: list[str], line: str) -> None:
    done = scrapy_status(tmp_path, *arguments)
    assert done.returncode == 2
    assert line in done.stdout + done.stderr
