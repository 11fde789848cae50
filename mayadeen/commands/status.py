"""`scrapy status`: what the ledger holds, as a person or a machine reads it."""

from __future__ import annotations

import json
import os
import re
import sys
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from mayadeen.commands.piped import printing
from mayadeen.extras import command_needing
from mayadeen.ledger import LedgerError, Revisit, RunRow, Status, ledger_url, open_ledger
from mayadeen.normalise.moments import utc
from mayadeen.normalise.printable import printable
from mayadeen.pages import load_more

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from rich.console import Console

MONTHS_SHOWN = 12
# A monitor's exit codes, as Nagios has them, and what a run's status is worth.
OK, WARNING, CRITICAL, UNKNOWN = range(4)
_CODES = {"complete": OK, "partial": WARNING}
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_MOST_RUNS = 10_000
NUMBERS = {"addresses", "posts", "attempts", "captures"}
_CAPTURES = {"fetched": "read", "listed": "not asked for"}
UNBROKEN = {"started", "spider", "status", "took", "next try", "folder"}


class Command(ScrapyCommand):
    """Reads the ledger, never makes one; ends with 1 where it cannot be read."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Print the ledger: posts, what is due, what failed and why, the last runs"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--ledger", metavar="URL", help="the ledger to read (default: MAYADEEN_LEDGER)"
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="one line and a monitor's exit code: 0 all runs complete, 1 some partial, 2 one"
            " failed, was refused or killed, or none ran, 3 the ledger cannot be read",
        )
        parser.add_argument(
            "--prometheus",
            metavar="FILE",
            help="write the last runs there, for the textfile collector of Prometheus'"
            " node_exporter, whose files end in .prom",
        )
        parser.add_argument(
            "--since", metavar="SPAN", help="with --check: runs begun within it (default: 24h)"
        )
        parser.add_argument(
            "--failed",
            metavar="N",
            type=int,
            default=10,
            help="how many failed pages, and posts superseded, to name (default: %(default)s)",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if args:
            raise UsageError("status takes no arguments")
        if opts.since and not opts.check:
            raise UsageError("--since goes with --check")
        since = _span(opts.since or "24h")
        url, revisit = self._ledger(opts.ledger)
        try:
            with closing(open_ledger(url, revisit=revisit, create=False)) as ledger:
                if opts.check or opts.prometheus:
                    runs = ledger.last_runs(_MOST_RUNS)
                else:
                    status = ledger.status(failed=opts.failed)
        except LedgerError as error:
            sys.stderr.write(f"{printable(str(error))}\n")
            self.exitcode = UNKNOWN if opts.check else 1
            return
        if opts.prometheus:
            _write_metrics(runs, Path(opts.prometheus))
        if opts.check:
            self.exitcode, line = judge(runs, datetime.now(UTC) - since)
            sys.stdout.write(f"{line}\n")
        if not (opts.check or opts.prometheus):
            _print(status, as_json=opts.json)

    def _ledger(self, given: str | None) -> tuple[str, Revisit]:
        """Where the ledger is, and when its posts are due. Raises UsageError."""
        assert self.settings is not None
        try:
            revisit = Revisit.parse(self.settings["MAYADEEN_REVISIT"])
        except ValueError as error:
            raise UsageError(f"MAYADEEN_REVISIT: {error}") from error
        named, folder = self.settings["MAYADEEN_LEDGER"], self.settings["MAYADEEN_DATA_DIR"]
        return given or ledger_url(named, folder), revisit


def _print(status: Status, *, as_json: bool) -> None:
    # Scrapy imports every command to run one; a crawl need not wait for what draws tables.
    from rich.console import Console

    with printing():
        if as_json:
            json.dump(asdict(status), sys.stdout, default=utc, ensure_ascii=False, indent=2)
            sys.stdout.write("\n")
        else:
            show(status, Console())


def _write_metrics(runs: Sequence[RunRow], path: Path) -> None:
    # A crawl needs no library for it.
    with command_needing("watch", "--prometheus"):
        from mayadeen.run import metrics
    try:
        metrics.write(runs, path)
    except OSError as error:
        sys.exit(f"{path} cannot be written: {error.strerror}")


def _span(given: str) -> timedelta:
    """`30m`, `24h` or `7d`. Raises UsageError."""
    found = re.fullmatch(r"([0-9]{1,5})([mhd])", given)
    if not found:
        raise UsageError(f"--since: {given!r} is no span like 30m, 24h or 7d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def judge(runs: Sequence[RunRow], since: datetime) -> tuple[int, str]:
    """What a monitor makes of the runs begun since then, newest first: its exit code and its line.

    Of each spider and edition the latest that has ended counts: it made good what others lacked.
    """
    recent = [run for run in runs if run.started_at >= since]
    if not recent:
        return CRITICAL, f"CRITICAL: no run since {_when(since)}"
    latest: dict[tuple[str, str], RunRow] = {}
    for run in recent:
        if run.status != "running":
            latest.setdefault((run.spider, run.edition), run)
    code = max((_CODES.get(run.status, CRITICAL) for run in latest.values()), default=OK)
    told = ", ".join(f"{run.spider} ({run.edition}) {run.status}" for run in latest.values())
    running = sum(run.status == "running" for run in recent)
    more = [f"{running} running"] if running else []
    return code, f"{('OK', 'WARNING', 'CRITICAL')[code]}: {', '.join(filter(None, [told, *more]))}"


def show(status: Status, console: Console) -> None:
    """Print the figures: tables on a terminal, else plain columns of any width."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    plain = not console.is_terminal
    if plain:
        console = Console(file=console.file, width=10_000, no_color=True, highlight=False)
    console.print(Text(printable(_headline(status))))
    for title, columns, rows in [*_tables(status), *_runs(status.runs, plain=plain)]:
        if not rows:
            continue
        table = Table(
            box=None if plain else box.SIMPLE_HEAD,
            show_edge=False,
            pad_edge=not plain,
            padding=(0, 1) if plain else (0, 0, 0, 1),
        )
        for name in columns:
            table.add_column(
                name,
                justify="right" if name in NUMBERS else "left",
                no_wrap=name in UNBROKEN,
                overflow="fold",
            )
        for row in rows:
            # A reason or an address may hold what rich would take for its own marks.
            table.add_row(*(Text(printable(cell)) for cell in row))
        console.print()
        console.print(Text(title, style="bold"))
        with console.capture() as captured:
            console.print(table)
        console.file.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def _headline(status: Status) -> str:
    if not status.states:
        return "The ledger is empty: no crawl has found anything yet."
    failed = status.states.get("failed", 0) + status.states.get("refused", 0)
    return (
        f"{status.posts:,} posts known, {status.due:,} due now, {status.pending:,} waiting to be"
        f" fetched, {failed:,} failed, {status.states.get('gone', 0):,} gone"
    )


def _tables(status: Status) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    """For each table its title, columns and rows."""
    addresses = {
        **status.states,
        "  of these no posts": status.hubs,
        "  second addresses of a post": status.aliases,
        "  kept out of the feeds by a filter": status.withheld,
        "  whose earlier post is superseded by a later one": status.superseded,
    }
    waiting = {
        scope.replace(" aside", ", left for a wider run"): number
        for scope, number in status.pending_by_scope.items()
    }
    figures = [
        ("Addresses by state", "state", "addresses", addresses),
        ("Waiting to be fetched", "spider:edition", "addresses", waiting),
        ("Posts by kind", "kind", "posts", status.kinds),
        ("Posts by section", "section", "posts", status.sections),
        ("Posts by month of publication, UTC", "month", "posts", _latest(status.months)),
        ("Why pages failed", "reason", "addresses", status.failure_reasons),
    ]
    for title, name, what, counted in figures:
        yield (
            title,
            [name, what],
            [[label or "(not known)", f"{many:,}"] for label, many in counted.items() if many],
        )
    yield (
        "Captures in web archives",
        ["archive", "what", "captures"],
        [
            [source, _CAPTURES.get(what, what), f"{number:,}"]
            for source, counts in status.captures.items()
            for what, number in counts.items()
        ],
    )
    yield (
        "Failed pages",
        ["address", "reason", "attempts", "next try"],
        [[one.url, one.reason, str(one.attempts), _when(one.due_at)] for one in status.failures],
    )
    yield (
        "Posts whose address a later one took over",
        ["post", "taken by", "since", "address"],
        [
            [one.article_id, one.superseded_by, _when(one.superseded_at), one.url]
            for one in status.taken_over
        ],
    )
    yield (
        "Listings whose button's request is known",
        ["listing", "address", "request"],
        [[one.label or "", one.url, load_more.describe(one.request)] for one in status.learned],
    )


def _runs(runs: Sequence[RunRow], *, plain: bool) -> Iterator[tuple[str, list[str], Any]]:
    """The last runs. On a terminal seven columns would be some letters wide: there the folder is
    its name alone, with where all stand above, and tells when the run began."""
    if not runs:
        return
    columns = ["started", "spider", "arguments", "status", "took", "result", "folder"]
    rows = [_run(run) for run in runs]
    if plain:
        yield "Last runs", columns, rows
        return
    data = {Path(os.path.relpath(run.folder)).parent.parent for run in runs}
    where = f", each in {data.pop()}/SPIDER/FOLDER" if len(data) == 1 else ""
    narrow = [
        [Path(folder).name, spider, status, told, arguments]
        for _, spider, arguments, status, _, told, folder in rows
    ]
    yield f"Last runs{where}", ["folder", "spider", "status", "result", "arguments"], narrow


def _run(run: RunRow) -> list[str]:
    return [
        _when(run.started_at),
        run.spider if run.edition == "en" else f"{run.spider} ({run.edition})",
        " ".join(f"{name}={_given(value)}" for name, value in run.arguments.items()),
        run.status,
        str(run.ended_at - run.started_at) if run.ended_at else "",
        ", ".join(f"{number} {what}" for what, number in run.counts.items() if number),
        run.folder,
    ]


def _given(value: Any) -> str:
    """An argument as `-a` takes it."""
    return ",".join(map(str, value)) or "none" if isinstance(value, list) else str(value)


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}Z" if moment else ""


def _latest(months: dict[str, int]) -> dict[str, int]:
    names = list(months)
    shown = {name: months[name] for name in names[:MONTHS_SHOWN]}
    earlier = sum(months[name] for name in names[MONTHS_SHOWN:])
    return {**shown, f"before {names[MONTHS_SHOWN - 1]}": earlier} if earlier else shown
