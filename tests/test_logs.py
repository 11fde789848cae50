"""docs/logs.md explains what the package says, and nothing that it does not say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import mayadeen

PACKAGE = Path(mayadeen.__file__).parent
PAGE = (PACKAGE.parent / "docs" / "logs.md").read_text("utf-8")
GRAVE = {"warning", "warn", "error", "exception", "critical"}


def plain(message: str) -> str:
    return re.sub(r"[`\s]+", " ", message).strip()


def template(message: ast.expr) -> str:
    """A message with … for what differs; of one that is not written in its place, that alone."""
    if isinstance(message, ast.Constant):
        return re.sub(r"%[.\d]*[a-z]", "…", str(message.value))
    if isinstance(message, ast.JoinedStr):
        return "".join(template(part) for part in message.values)
    return "…"


def said() -> Iterator[tuple[str, str]]:
    """The level and template of every line that the package logs."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr=level), args=[message, *_]) if (
                    level in GRAVE | {"info"}
                ):
                    yield level, plain(template(message))


EXPLAINED = {
    plain(found) for found in re.findall(r"^\| (`+[^|]*`) \|[^|]*\|[^|]*\|$", PAGE, re.MULTILINE)
}


def test_every_warning_and_error_is_explained() -> None:
    assert {line for level, line in said() if level in GRAVE} - {"…"} - EXPLAINED == set()


def test_nothing_else_is_explained() -> None:
    names = {"complete", "failed", "partial", "refused"}
    checks = {"validity", "coverage", "errors", "refusals", "emptiness"}
    assert EXPLAINED - {line for _, line in said()} - names - checks == set()
