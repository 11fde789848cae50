"""Killed at any moment, a crawl loses nothing."""

from __future__ import annotations

import json
import random
import signal
import time
from collections import Counter

import pytest

from mayadeen import settings
from tests.crawl import Because, crawl, kill, runs, start
from tests.ledger.conftest import restart
from tests.replica import serve
from tests.spiders.test_articles import wanted

IN_FLIGHT = settings.CONCURRENT_REQUESTS
UNSAID = 1.5  # seconds of outcomes that a kill can take: a second, and a tick that is late


def wait_for(site, answers, process):
    """Come back once the site has answered so many requests, or the run is over."""
    while len(site.log) < answers and process.poll() is None:
        time.sleep(0.005)  # the site's log is the clock, not the time that passes


def whole_lines(data):
    """The articles of all runs; every line must be a whole object."""
    articles = []
    for folder in runs(data, "articles"):
        path = folder / "articles.jsonl"
        if path.exists():
            text = path.read_text("utf-8")
            assert text.endswith("\n")
            articles += [json.loads(line) for line in text.splitlines()]
    return articles


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_three_times_and_then_let_run(seed, database, tmp_path):
    on = Because("the promise holds on each database", MAYADEEN_LEDGER=database)
    moments = random.Random(seed)
    with serve(posts=300, seed=seed, markup="mixed") as site:
        lost = 0
        for _ in range(3):
            process = start("articles", site.url, tmp_path, settings=on)
            wait_for(site, len(site.log) + moments.randrange(20, 160), process)
            killed = time.monotonic()
            kill(process)
            lost += IN_FLIGHT + sum(hit.monotonic > killed - UNSAID for hit in site.log)
        last = crawl("articles", site.url, tmp_path, settings=on)
        assert last.code == 0, last.log
        got = Counter(article["id"] for article in whole_lines(tmp_path))
        assert set(got) == set(wanted(site))
        posts = {"/" + row["url"].removeprefix(site.url) for row in wanted(site).values()}
        fetched = Counter(hit.path for hit in site.log if hit.status == 200 and hit.path in posts)
        assert sum(fetched.values()) - len(fetched) <= lost
        manifests = [folder / "run.json" for folder in runs(tmp_path, "articles")]
        statuses = [path.read_text("utf-8").count('"status": "interrupted"') for path in manifests]
        assert statuses == [1, 1, 1, 0]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_database_that_restarts_ends_the_run_in_a_line_and_loses_nothing(database, tmp_path):
    on = Because("what restarts is a server", MAYADEEN_LEDGER=database)
    with serve(posts=300, seed=3) as site:
        process = start("articles", site.url, tmp_path, settings=on)
        wait_for(site, 120, process)
        restart(database)
        _, log = process.communicate(timeout=60)
        assert process.returncode == 1, log
        assert "Traceback" not in log
        assert "Run failed" in log.splitlines()[-1]
        last = crawl("articles", site.url, tmp_path, settings=on)
        assert last.code == 0, last.log
        assert {article["id"] for article in whole_lines(tmp_path)} == set(wanted(site))


def test_asked_to_end_a_run_writes_what_it_has(tmp_path):
    with serve(posts=300, seed=4) as site:
        process = start("articles", site.url, tmp_path)
        wait_for(site, 120, process)
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=60)
        assert process.returncode == 3, log
        last = crawl("articles", site.url, tmp_path)
        got = Counter(article["id"] for article in whole_lines(tmp_path))
        assert set(got) == set(wanted(site))
        assert max(got.values()) == 1
        assert last.code == 0
