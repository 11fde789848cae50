"""The spider `captures` as the parts that it is made of see it, and how far it asked an index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

from mayadeen.run.state import RunSpider, Walk

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from mayadeen.archives.index import CdxLine, Window
    from mayadeen.archives.sources import Source
    from mayadeen.ledger import Capture, CaptureLedger
    from mayadeen.run.state import Run


@dataclass
class IndexCursor:
    """How far an index was asked: what is asked now is the first of the windows that are left.

    Of a page's answer nothing is known before its number; `small` asks for the smallest pages, and
    `cuts` counts the answers that broke off.
    """

    source: Source
    address: str
    walk: Walk
    windows: list[Window]
    closed_for: str
    page: int | None = None
    pages: int = 0
    small: bool = False
    resume: str | None = None
    cuts: int = 0

    @property
    def may_be_small(self) -> bool:
        """Whether smaller pages may be asked for."""
        return self.source.dialect != "wayback" and not self.small

    def restart(self) -> None:
        """Ask the first window from its beginning."""
        self.page, self.pages, self.resume = None, 0, None

    def shrink_query(self) -> None:
        """Ask less at once: smaller pages, then half the window."""
        if self.may_be_small:
            self.small = True
        elif halves := self.windows[0].halves():
            self.windows[:1] = halves
        self.restart()


def ledger_of(run: Run) -> CaptureLedger:
    """The ledger of a run that asks archives, which is one of captures."""
    return cast("CaptureLedger", run.ledger)


class CapturesProtocol(RunSpider, Protocol):
    """The spider `captures`."""

    kinds: ClassVar[tuple[str, ...]]
    settings: BaseSettings
    window: Window
    cursors: dict[str, IndexCursor]

    def source(self, one: Capture) -> Source: ...
    def note(self, cursor: IndexCursor, lines: Sequence[CdxLine]) -> None: ...
    def pass_by(self, url: str, state: str) -> None: ...
    def count_unread(self, url: str, one: Capture) -> None: ...
    def parse_index(self, response: Response, **given: Any) -> Iterator[Request]: ...
    def on_index_error(self, failure: Failure) -> Iterator[Request]: ...
