"""What `scrapy status --check` tells a monitor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from scrapy.exceptions import UsageError

from mayadeen.commands.status import _span, judge
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
