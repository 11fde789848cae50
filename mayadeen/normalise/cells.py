"""Write values as CSV cells: lists joined, spreadsheet formulas defused."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

SEPARATOR = " | "

# Spreadsheets take a cell that starts so for a formula, their full-width forms too, and some pass
# over what is not seen before it. An apostrophe that a text itself has before such a sign gets a
# second one, so that one can always be taken off.
UNSEEN = "\\x00-\\x20\\x7f\xa0\u200b-\u200f\ufeff"
FORMULA = rf"^'*[{UNSEEN}]*[=+\-@＝＋－＠]|^'*[\t\r]"
_FORMULA = re.compile(FORMULA)


def cell(value: Any) -> Any:
    r"""Give a text or a number: lists joined by ` | `, objects as JSON, formulas defused.

    In a list `\` and `|` are written `\\` and `\|`.
    """
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if is_dataclass(value):
        value = _json(value)
    elif isinstance(value, Mapping):
        value = SEPARATOR.join(_member(f"{name}={one}") for name, one in value.items())
    elif isinstance(value, (list, tuple)):
        value = SEPARATOR.join(map(_member, value))
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _json(value: Any) -> str:
    plain = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=str)


def _member(value: Any) -> str:
    text = value if isinstance(value, str) else _json(value)
    return text.replace("\\", "\\\\").replace("|", "\\|")
