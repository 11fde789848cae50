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
        return re.sub("…+", "…", "".join(template(part) for part in message.values))
    return "…"


def nodes() -> Iterator[ast.AST]:
    """The package's code."""
    for path in PACKAGE.rglob("*.py"):
        yield from ast.walk(ast.parse(path.read_text("utf-8")))


def said() -> Iterator[str]:
    """The template of every warning and error that the package logs."""
    for node in nodes():
        match node:
            case ast.Call(func=ast.Attribute(attr=level), args=[message, *_]) if level in GRAVE:
                yield plain(template(message))


TABLES = re.findall(r"^\| message \|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
EXPLAINED = {
    plain(found)
    for rows in TABLES
    for found in re.findall(r"^\| (`+[^|]*`) \|", rows, re.MULTILINE)
}


def test_every_warning_and_error_is_explained() -> None:
    assert set(said()) - {"…"} - EXPLAINED == set()


def test_nothing_else_is_explained() -> None:
    """Each part of an explained line stands in the package: a line may be put together there."""
    texts = "\n".join(plain(template(node)) for node in nodes() if isinstance(node, ast.expr))
    for line in EXPLAINED:
        parts = re.split("…/?|: (?:allowed is )?|=", line)
        assert [part for part in parts if part.strip() not in texts] == [], line
