"""Write `run.json`, what a run was asked, got and lacks, and settle the run by it."""

from __future__ import annotations

import json
import logging
import os
import platform
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.extensions.feedexport import FeedExporter

from mayadeen import __version__
from mayadeen.items import SCHEMA_VERSION
from mayadeen.ledger import LedgerError
from mayadeen.normalise.moments import utc
from mayadeen.normalise.printable import masked
from mayadeen.run import archives, day_coverage
from mayadeen.run.ending import conclude
from mayadeen.run.state import run_of
from mayadeen.run.status import Reason

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from mayadeen.run.state import Run

logger = logging.getLogger(__name__)

NAME = "run.json"
# What a walk remembers for itself alone.
_PRIVATE = {"seen", "repeats", "author", "first_lacking_day", "newest", "reached", "ends_at"}


def _below(stats: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {
        name.removeprefix(prefix): value
        for name, value in sorted(stats.items())
        if name.startswith(prefix)
    }


def build(run: Run, crawler: Crawler) -> dict[str, Any]:
    """The manifest as it stands: `status` is `running` until the run has one."""
    assert crawler.stats
    stats = crawler.stats.get_stats()
    return {
        "spider": run.spider,
        "edition": run.edition.code,
        "base_url": masked(run.base_url),
        "arguments": run.arguments.asked(),
        "versions": {
            "mayadeen": __version__,
            "schema": SCHEMA_VERSION,
            "scrapy": version("scrapy"),
            "python": platform.python_version(),
        },
        "started_at": utc(run.started_at),
        "finished_at": utc(datetime.now(UTC)) if run.status else None,
        "status": run.status or "running",
        "reason": run.reason,
        "posts": run.counts,
        "listings": [
            {name: value for name, value in vars(walk).items() if name not in _PRIVATE}
            for walk in run.walks.values()
        ],
        "days_unknown": [str(day) for day in day_coverage.unknown(run)],
        "shadowed": run.months.shadowed,
        "gone": run.gone,
        "missing": run.missing,
        "failures": [{"url": url, "reason": reason} for url, reason in run.failures.items()],
        "requests": {
            "total": stats.get("downloader/request_count", 0),
            "by_status": _below(stats, "downloader/response_status_count/"),
            "by_purpose": _below(stats, "mayadeen/requests/"),
        },
        "fields": _below(stats, "mayadeen/field/"),
        "hostile": _below(stats, "mayadeen/hostile/"),
        "passed_by": _below(stats, "mayadeen/passed_by/"),
        "captures": archives.captures_summary(run) if run.status else None,
        "coverage": run.coverage,
        "checks": [vars(check) for check in run.checks],
        "warnings": run.warnings,
        "feeds": _feeds(crawler),
    }


def _feeds(crawler: Crawler) -> list[dict[str, Any]]:
    exporter = crawler.get_extension(FeedExporter) if crawler.extensions else None
    return [
        {"file": masked(slot.uri), "lines": slot.itemcount}
        for slot in (exporter.slots if exporter else ())
        if slot.itemcount
    ]


def write(run: Run, crawler: Crawler) -> None:
    """Put the manifest into the run's folder; a reader never sees half of it."""
    _replace(run.folder / NAME, build(run, crawler))


def settle(crawler: Crawler, reason: str) -> None:
    """Settle status, manifest, ledger and stat of a run that closes for `reason`, once.

    A run whose end cannot be noted is `unwritable`, whatever it got: what the ledger was not told
    is fetched again.
    """
    run = run_of(crawler)
    if hasattr(run, "ledger") and reason == Reason.FINISHED:
        run.unsettled = run.ledger.handed_out()
    conclude(run, reason)
    if run.has_folder and not _note_end(run, crawler):
        run.is_unwritable = True
        conclude(run, reason)
        with suppress(OSError):
            write(run, crawler)
    crawler.stats.set_value("mayadeen/status", run.status)


def _note_end(run: Run, crawler: Crawler) -> bool:
    try:
        write(run, crawler)
        # What could not be written must not be noted as fetched: ending the run would.
        if hasattr(run, "ledger") and not run.is_unwritable:
            run.ledger.end_run(str(run.status), run.counts)
    except (OSError, LedgerError) as error:
        logger.error("The run's end cannot be noted: %s", error)
        return False
    finally:
        if hasattr(run, "ledger"):
            run.ledger.close()
    return True


def log_summary(run: Run) -> None:
    """Say what came of a settled run, once, as the last line of its log."""
    if run.is_summary_logged:
        return
    run.is_summary_logged = True
    told = ", ".join(f"{number} {what}" for what, number in run.counts.items() if number)
    told = told or run.fault or ("nothing new" if run.has_folder else str(run.reason))
    where = f"; see {run.folder / NAME}" if run.has_folder else ""
    logger.info("Run %s: %s%s", run.status, told, where)


def mark_interrupted(folder: str | Path) -> None:
    """Close the manifest of a run that was killed; a folder that is gone is left alone."""
    path = Path(folder) / NAME
    try:
        manifest = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return
    if isinstance(manifest, dict) and manifest.get("status") == "running":
        _replace(path, manifest | {"status": "interrupted", "reason": "killed"})


def _replace(path: Path, manifest: dict[str, Any]) -> None:
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        json.dump(manifest, file, ensure_ascii=False, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
