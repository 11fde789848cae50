"""Make text fit to be shown: nothing in it commands a terminal, ends a line or is secret."""

from __future__ import annotations

import re

# They are not printed but belong to words: the joiners of Arabic and of emoji, spaces of any width.
_KEPT = frozenset("\u200c\u200d\xa0\u202f\u3000") | frozenset(map(chr, range(0x2000, 0x200B)))
_PASSWORD = re.compile(r"(?<![\w+.-])([A-Za-z][\w+.-]{0,20}://[^\s:/@]{0,99}):[^\s/]{0,199}@")
# Where an address that stands bare in a text would become a link.
_BARE_LINK = re.compile(r":(?=//)|(?<=\bwww)\.|@(?=\w)", re.IGNORECASE)
_MARKDOWN = str.maketrans({c: f"\\{c}" for c in "\\|[]`"} | {"<": "&lt;"})


def printable(text: str) -> str:
    """A text for a terminal, a log's line or a message: what is no plain letter is written out, as
    `\\x1b`, and the password of an address is `***`.

    Written out are controls, line ends, marks that turn the direction of letters, and what is not
    seen at all.
    """
    text = masked(text)
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in _KEPT else repr(one)[1:-1] for one in text)


def masked(text: str) -> str:
    """A text with the passwords of the addresses in it as `***`."""
    return _PASSWORD.sub(r"\1:***@", text) if "@" in text else text


def in_markdown(text: str) -> str:
    """A text of one line for a Markdown table: no link, picture, code or HTML comes of it."""
    return _BARE_LINK.sub(r"\\\g<0>", printable(text).translate(_MARKDOWN))
