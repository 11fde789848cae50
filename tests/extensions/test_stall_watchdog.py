"""What counts as time in which nothing moves."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from mayadeen.extensions import stall_watchdog
from mayadeen.extensions.stall_watchdog import StallWatchdog

LIMIT = 3


@pytest.mark.parametrize(
    ("looks", "is_stalled"),
    [
        ([1, 2, 3], False),  # the first only remembers what there is
        ([1, 2, 3, 4], True),
        ([1, 1.001, 1.002, 1.003, 1.004, 2, 2.001, 2.002], False),  # several ticks at once
        ([1, 90, 91], False),  # busy, and not still
    ],
)
def test_a_second_is_a_second_however_often_it_is_looked(monkeypatch, looks, is_stalled):
    told: list[str] = []
    stats = SimpleNamespace(get_stats=lambda: {"downloader/request_count": 1})
    crawler = SimpleNamespace(stats=stats)
    monkeypatch.setattr(stall_watchdog, "create_looping_call", lambda _: None)
    monkeypatch.setattr(stall_watchdog, "is_ending", lambda _: False)
    monkeypatch.setattr(stall_watchdog, "monotonic", lambda: 0)
    watchdog = StallWatchdog(crawler, LIMIT)
    monkeypatch.setattr(watchdog, "_delay", lambda: 0)
    monkeypatch.setattr(watchdog, "_stall", lambda: told.append("stalled"))
    for moment in looks:
        monkeypatch.setattr(stall_watchdog, "monotonic", lambda moment=moment: moment)
        watchdog.look()
    assert bool(told) == is_stalled
