"""Write the last runs as a Prometheus text file, for node_exporter's textfile collector."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from mayadeen.run.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from mayadeen.ledger import RunRow

_OF = ("spider", "edition")
# What a run may be called, by itself or by the next one.
_STATUSES = (*map(str, Status), "interrupted")


def write(runs: Sequence[RunRow], path: Path) -> None:
    """Write of each spider and edition the last run that has ended; `runs` are newest first.

    The file is replaced as a whole. Raises OSError.
    """
    registry = CollectorRegistry()
    status = _gauge(registry, "run_status", "1 for the status of the last run", "status")
    ended = _gauge(registry, "run_ended_seconds", "When the last run ended, in Unix time")
    took = _gauge(registry, "run_duration_seconds", "How long the last run took")
    posts = _gauge(registry, "run_posts", "Posts of the last run by what came of them", "outcome")
    complete = _gauge(
        registry, "run_complete_seconds", "When a run last got all it was asked, in Unix time"
    )
    for run in _latest(runs):
        for name in _STATUSES:
            status.labels(run.spider, run.edition, name).set(name == run.status)
        for what, number in run.counts.items():
            posts.labels(run.spider, run.edition, what).set(number)
        if run.ended_at:
            ended.labels(run.spider, run.edition).set(run.ended_at.timestamp())
            took.labels(run.spider, run.edition).set(
                (run.ended_at - run.started_at).total_seconds()
            )
    for run in _latest(run for run in runs if run.status == Status.COMPLETE and run.ended_at):
        assert run.ended_at
        complete.labels(run.spider, run.edition).set(run.ended_at.timestamp())
    write_to_textfile(str(path), registry)


def _gauge(registry: CollectorRegistry, name: str, meaning: str, *more: str) -> Gauge:
    return Gauge(f"mayadeen_{name}", meaning, (*_OF, *more), registry=registry)


def _latest(runs: Iterable[RunRow]) -> list[RunRow]:
    latest: dict[tuple[str, str], RunRow] = {}
    for run in runs:
        if run.status != "running":
            latest.setdefault((run.spider, run.edition), run)
    return list(latest.values())
