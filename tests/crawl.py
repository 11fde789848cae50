"""Runs the shipped spiders, with the shipped settings, against a loopback site."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.forked import run_forked

ROOT = Path(__file__).parent.parent

# A crawl in a test is the shipped one, but that it waits for nobody.
QUICK = {"DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0", "MAYADEEN_BACKOFF": "0.01"}

# All that any test may change without a word: where site and files are, and seconds that are
# waited. Whatever else a test changes it changes by `Because`, which says why.
ALLOWED = {
    *("MAYADEEN_BASE_URL", "MAYADEEN_DATA_DIR", *QUICK),
    *("AUTOTHROTTLE_START_DELAY", "DOWNLOAD_TIMEOUT"),
    *("MAYADEEN_BACKOFF_MAX", "MAYADEEN_RETRY_AFTER_MAX"),
}


EXIT_CODES = {0: "complete", 1: "failed", 2: "bad_argument", 3: "partial", 4: "refused"}


class Because(dict[str, Any]):
    """Settings that a test changes beyond `ALLOWED`, behind the reason for it."""

    def __init__(self, why: str, /, **changed: Any) -> None:
        assert " " in why, "a reason is a sentence"
        super().__init__(changed)


def refuse_unexplained(settings: Mapping[str, Any]) -> None:
    """Keep the crawls of the tests as shipped."""
    more = settings.keys() - ALLOWED
    assert isinstance(settings, Because) or not more, f"changed without a reason: {more}"


@dataclass
class Crawl:
    """What one run left behind."""

    code: int
    log: str
    folder: Path | None
    printed: str = ""

    @property
    def manifest(self) -> dict[str, Any]:
        assert self.folder
        return json.loads((self.folder / "run.json").read_text("utf-8"))

    def lines(self, feed: str) -> list[dict[str, Any]]:
        """The objects of a feed; none where the run wrote no such file."""
        assert self.folder
        path = self.folder / f"{feed}.jsonl"
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    @property
    def ending(self) -> tuple[int, str, str]:
        """Exit code, status and close reason; all that tells of the status must agree."""
        assert "Traceback" not in self.log, self.log
        status = EXIT_CODES[self.code]
        [stat] = re.findall(r"'mayadeen/status': '(.*?)'", self.log)
        [reason] = re.findall(r"Spider closed \((.*?)\)", self.log)
        *_, last = self.log.splitlines()
        [said] = re.findall(r"INFO: Run (\w+): ", last)
        assert (stat, said) == (status, status), self.log
        if self.folder:
            assert f"; see {self.folder / 'run.json'}" in last
            assert self.manifest["status"] == status
            assert self.manifest["finished_at"]
            reason = self.manifest["reason"]
        return self.code, status, reason

    @property
    def errors(self) -> list[str]:
        """The log's lines of that level."""
        return [line.split("ERROR: ", 1)[1] for line in self.log.splitlines() if "ERROR: " in line]

    @property
    def articles(self) -> list[dict[str, Any]]:
        return self.lines("articles")


def command(
    spider: str,
    site: str,
    data: Path,
    arguments: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
) -> list[str]:
    """The command line of a run against `site`, its files below `data`."""
    refuse_unexplained(settings or {})
    chosen = {
        **QUICK,
        "MAYADEEN_BASE_URL": site,
        "MAYADEEN_DATA_DIR": str(data),
        **(settings or {}),
    }
    return [
        *(sys.executable, "-m", "scrapy", "crawl", spider),
        *(part for pair in (arguments or {}).items() for part in ("-a", "=".join(pair))),
        *(part for pair in chosen.items() for part in ("-s", "=".join(pair))),
    ]


def start(*given: Any, **more: Any) -> subprocess.Popen[str]:
    """Start a run and come back at once; its log goes to its stderr."""
    return subprocess.Popen(
        command(*given, **more), cwd=ROOT, stderr=subprocess.PIPE, text=True, env=environment()
    )


def environment() -> dict[str, str]:
    """Ours without what would change a run's settings."""
    return {name: value for name, value in os.environ.items() if "MAYADEEN" not in name}


def run_to_end(line: list[str], *, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Run a command line, as in a shell that knows nothing of a crawl; its output as text."""
    # PYTHONPATH changes what is imported.
    if line[:2] == [sys.executable, "-m"] and "PYTHONPATH" not in os.environ:
        return run_forked(line[2], line[3:], ROOT, environment(), timeout)
    return subprocess.run(
        line,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        env=environment(),
    )


def crawl(
    spider: str,
    site: str,
    data: Path,
    arguments: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    *more: str,
) -> Crawl:
    """Run a spider to its end."""
    before = set(runs(data, spider))
    ended = run_to_end([*command(spider, site, data, arguments, settings), *more])
    new = set(runs(data, spider)) - before
    return Crawl(ended.returncode, ended.stderr, new.pop() if new else None, ended.stdout)


def runs(data: Path, spider: str) -> list[Path]:
    """The folders of a spider's runs, oldest first."""
    return sorted((data / spider).glob("*"))


def kill(process: subprocess.Popen[str]) -> None:
    """End a run the hard way, with nothing said to it."""
    process.send_signal(signal.SIGKILL)
    process.communicate()
