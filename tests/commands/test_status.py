"""What `scrapy status --check` tells a monitor."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from scrapy.exceptions import UsageError

from mayadeen.commands.status import _runs, _span, judge
from mayadeen.ledger import RunRow

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = NOW - timedelta(days=1)


def ran(status, hours=1.0, spider="articles", edition="en"):
    began = NOW - timedelta(hours=hours)
    ended = None if status == "running" else began
    return RunRow(1, spider, edition, {}, "", status, began, ended, "host", 1, {})


@pytest.mark.parametrize(
    ("runs", "code", "line"),
    [
        ([ran("complete")], 0, "OK: articles (en) complete"),
        ([ran("partial")], 1, "WARNING: articles (en) partial"),
        ([ran("refused")], 2, "CRITICAL: articles (en) refused"),
        ([ran("interrupted")], 2, "CRITICAL: articles (en) interrupted"),
        ([ran("complete"), ran("failed", 2)], 0, "OK: articles (en) complete"),
        ([ran("running"), ran("failed", 2)], 2, "CRITICAL: articles (en) failed, 1 running"),
        ([ran("running")], 0, "OK: 1 running"),
        (
            [ran("complete"), ran("partial", edition="ar")],
            1,
            "WARNING: articles (en) complete, articles (ar) partial",
        ),
        ([ran("failed", 30)], 2, "CRITICAL: no run since 2026-11-21 12:00Z"),
        ([], 2, "CRITICAL: no run since 2026-11-21 12:00Z"),
    ],
)
def test_a_monitor_is_told(runs, code, line):
    assert judge(runs, DAY) == (code, line)


def test_spans():
    assert (_span("24h"), _span("7d"), _span("30m")) == (
        timedelta(days=1),
        timedelta(days=7),
        timedelta(minutes=30),
    )
    for given in ("", "h", "24", "1w", "-1h"):
        with pytest.raises(UsageError, match="no span like"):
            _span(given)


def test_prometheus_reads_of_each_spider_its_last_run(tmp_path):
    parser = pytest.importorskip("prometheus_client.parser")
    from mayadeen.run import metrics

    began, ended = NOW - timedelta(hours=1), NOW - timedelta(minutes=30)
    posts = {"new": 3, "failed": 1}
    last = RunRow(3, "articles", "en", {}, "", "partial", began, ended, "host", 1, posts)
    metrics.write(
        [ran("running"), last, ran("complete", 5), ran("refused", 2, "videos")], tmp_path / "a.prom"
    )
    families = parser.text_string_to_metric_families((tmp_path / "a.prom").read_text())
    told = {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
        if sample.value
    }
    hour = 3600
    assert told == {
        ("mayadeen_run_status", "en", "articles", "partial"): 1,
        ("mayadeen_run_status", "en", "videos", "refused"): 1,
        ("mayadeen_run_ended_seconds", "en", "articles"): NOW.timestamp() - hour / 2,
        ("mayadeen_run_ended_seconds", "en", "videos"): NOW.timestamp() - 2 * hour,
        ("mayadeen_run_duration_seconds", "en", "articles"): hour / 2,
        ("mayadeen_run_posts", "en", "new", "articles"): 3,
        ("mayadeen_run_posts", "en", "failed", "articles"): 1,
        ("mayadeen_run_complete_seconds", "en", "articles"): NOW.timestamp() - 5 * hour,
    }
    assert [path.name for path in tmp_path.iterdir()] == ["a.prom"]


def test_the_last_runs_fit_a_terminal():
    asked = {"sections": ["Politics", "Opinion"], "follow": [], "limit": 20}
    folders = [f"data/articles/2026-11-22T11-00-0{number}" for number in range(2)]
    runs = [
        replace(ran("complete"), folder=folder, arguments=asked, counts={"new": 3, "known": 0})
        for folder in folders
    ]
    [(title, columns, rows)] = _runs(runs, plain=False)
    assert title == "Last runs, each in data/SPIDER/FOLDER"
    told = "sections=Politics,Opinion follow=none limit=20"
    assert dict(zip(columns, rows[0], strict=True)) == {
        "folder": "2026-11-22T11-00-00",
        "spider": "articles",
        "status": "complete",
        "result": "3 new",
        "arguments": told,
    }
    [(_, columns, rows)] = _runs(runs, plain=True)
    whole = dict(zip(columns, rows[1], strict=True))
    assert (whole["folder"], whole["arguments"], whole["took"]) == (folders[1], told, "0:00:00")
    apart = [runs[0], replace(runs[1], folder="elsewhere/articles/2026-11-22T11-00-01")]
    assert next(_runs(apart, plain=False))[0] == "Last runs"
    assert list(_runs([], plain=False)) == []


def test_a_reader_who_has_read_enough_ends_what_is_printed_without_a_word():
    """As `scrapy status | head`."""
    code = "from mayadeen.commands.piped import printing\nwith printing():\n    print('x' * 99_999)"
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")
