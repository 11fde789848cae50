"""Keep log lines free of commands to a terminal, forged lines and secrets."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from mayadeen.normalise.printable import printable

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

_OURS = "mayadeen"
_formatter = logging.Formatter()


class PlainRecord(logging.LogRecord):
    """A record whose text is shown by `printable`.

    A line of ours is one line. Others (Scrapy's settings and stats, tracebacks) may have several,
    but none that begins as a line of the log does.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if self.exc_info and self.exc_info[0]:
            self.exc_text = _indented(_formatter.formatException(self.exc_info))

    def getMessage(self) -> str:  # noqa: N802 - logging's own name
        said = super().getMessage()
        return printable(said) if self.name.partition(".")[0] == _OURS else _indented(said)


def _indented(text: str) -> str:
    return "\n  ".join(map(printable, text.split("\n")))


class PlainLog:
    """An add-on that has all records of the process made so."""

    @classmethod
    def update_pre_crawler_settings(cls, _: BaseSettings) -> None:
        logging.setLogRecordFactory(PlainRecord)
