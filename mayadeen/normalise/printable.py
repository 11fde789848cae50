"""Make text fit to be shown: nothing in it commands a terminal, ends a line or is secret."""

from __future__ import annotations

import re

# Controls of a terminal, what ends a line anywhere, and marks that turn the direction of letters.
_COMMANDS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_PASSWORD = re.compile(r"(?<![\w+.-])([A-Za-z][\w+.-]{0,20}://[^\s:/@]{0,99}):[^\s/]{0,199}@")
_MARKDOWN = str.maketrans({c: f"\\{c}" for c in "\\|[]`"} | {"<": "&lt;"})


def printable(text: str) -> str:
    """A text for a terminal, a log's line or a message: what is no plain letter is written out, as
    `\\x1b`, and the password of an address is `***`."""
    return _COMMANDS.sub(lambda found: repr(found[0])[1:-1], masked(text))


def masked(text: str) -> str:
    """A text with the passwords of the addresses in it as `***`."""
    return _PASSWORD.sub(r"\1:***@", text) if "@" in text else text


def in_markdown(text: str) -> str:
    """A text of one line for a Markdown table: no link, picture, code or HTML comes of it."""
    return printable(text).translate(_MARKDOWN)
