"""The log as one JSON object a line."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import pytest

from mayadeen.logs.json_lines import JsonFormatter
from tests.crawl import Because, crawl

AT = 1795338000.25  # 2026-11-22 09:00:00.25 UTC


def record(message: str, *args: object, failed: bool = False) -> logging.LogRecord:
    made = logging.LogRecord("mayadeen.run", logging.WARNING, "run.py", 1, message, args, None)
    made.created = AT
    if failed:
        try:
            raise ValueError("اللغة")
        except ValueError:
            made.exc_info = sys.exc_info()
    return made


def test_a_line_is_an_object() -> None:
    assert json.loads(JsonFormatter().format(record("%d of %s", 3, "many"))) == {
        "time": "2026-11-22T09:00:00.250Z",
        "level": "WARNING",
        "logger": "mayadeen.run",
        "message": "3 of many",
    }


@pytest.mark.parametrize(
    "message", ['"quoted"', "two\nlines", "\u2028\u0085\x1b[2J", "lone \ud800", "الميادين", "100%"]
)
def test_nothing_ends_a_line_before_its_end(message: str) -> None:
    line = JsonFormatter().format(record(message))
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["message"] == message


def test_an_exception_is_a_field() -> None:
    line = JsonFormatter().format(record("It broke", failed=True))
    assert json.loads(line)["exception"].endswith("ValueError: اللغة")


def test_every_line_of_a_run_is_an_object(tmp_path: Path) -> None:
    log = tmp_path / "crawl.log"
    why = "the log is the question"
    settings = Because(why, MAYADEEN_LOG_JSON="1", LOG_FILE=str(log), LOG_LEVEL="DEBUG")
    run = crawl("articles", "http://127.0.0.1:9/", tmp_path, {"limit": "0"}, settings)
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert run.log == ""
    assert lines[0]["message"].startswith("Scrapy ")
    assert "Bad argument: limit='0': allowed is a whole number from 1" in {
        line["message"] for line in lines if line["level"] == "ERROR"
    }
