"""The crawls of the tests are the shipped ones: only how long they wait differs."""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

import pytest

from tests.crawl import ALLOWED, Because, command
from tests.middlewares.crawl import job

TESTS = Path(__file__).parent
DATA = Path("data")
SITE = "http://127.0.0.1:9/"


def test_what_any_test_may_change() -> None:
    assert {
        *("MAYADEEN_BASE_URL", "MAYADEEN_DATA_DIR"),
        *("DOWNLOAD_DELAY", "DOWNLOAD_TIMEOUT"),
        *("AUTOTHROTTLE_ENABLED", "AUTOTHROTTLE_START_DELAY"),
        *("MAYADEEN_BACKOFF", "MAYADEEN_BACKOFF_MAX", "MAYADEEN_RETRY_AFTER_MAX"),
    } == ALLOWED


def changed(line: list[str]) -> dict[str, str]:
    """The settings that a command line changes."""
    pairs = [value for flag, value in pairwise(line) if flag == "-s"]
    return dict(pair.split("=", 1) for pair in pairs)


def test_what_a_crawl_changes_by_itself() -> None:
    assert changed(command("articles", SITE, DATA)) == {
        "DOWNLOAD_DELAY": "0",
        "AUTOTHROTTLE_ENABLED": "0",
        "MAYADEEN_BACKOFF": "0.01",
        "MAYADEEN_BASE_URL": SITE,
        "MAYADEEN_DATA_DIR": str(DATA),
    }


@pytest.mark.parametrize(
    "name", ["CONCURRENT_REQUESTS", "CONCURRENT_REQUESTS_PER_DOMAIN", "MAYADEEN_BROWSER"]
)
def test_nothing_else_changes_without_a_reason(name: str) -> None:
    settings = {"DOWNLOAD_TIMEOUT": "5", name: "8"}
    with pytest.raises(AssertionError, match=f"without a reason: .*{name}"):
        command("articles", SITE, DATA, settings=settings)
    with pytest.raises(AssertionError, match=f"without a reason: .*{name}"):
        job(SITE, ["/"], settings)
    given = Because("the test says why", **settings)
    assert changed(command("articles", SITE, DATA, settings=given))[name] == "8"


def test_a_reason_is_a_sentence() -> None:
    with pytest.raises(AssertionError, match="sentence"):
        Because("", MAYADEEN_BROWSER="never")


def starts_a_crawl(path: Path) -> bool:
    """Whether a module writes a command line of its own."""
    text = path.read_text("utf-8")
    return "import subprocess" in text and any(
        isinstance(node, ast.Constant) and node.value == "crawl"
        for node in ast.walk(ast.parse(text))
    )


def test_no_crawl_starts_elsewhere() -> None:
    """Scrapyd's is scheduled with the settings above; the demonstration is not a test."""
    found = {path.relative_to(TESTS) for path in TESTS.rglob("*.py") if starts_a_crawl(path)}
    assert found == {Path("crawl.py"), Path("demo.py"), Path("test_crawl.py")}
