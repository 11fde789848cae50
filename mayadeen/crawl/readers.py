"""Read stored pages on all cores, ahead of the one process that writes what they say."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from multiprocessing import get_context
from queue import SimpleQueue
from typing import TYPE_CHECKING, NamedTuple, Self, TypeVar, cast

from scrapy.http import HtmlResponse

from mayadeen.exceptions import TooSlow
from mayadeen.pages.listing import Card
from mayadeen.pages.load_more import read_answer
from mayadeen.pages.menu import Menu
from mayadeen.pages.post import Page, read_post

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

logger = logging.getLogger(__name__)

What = TypeVar("What")
Asked = TypeVar("Asked")
Got = TypeVar("Got")

# On two cores nothing is gained by them for 130 pages, and a fifth of the time for 480.
_WORTH = 100
_AT_ONCE = 8  # pages handed over together; one by one takes an eighth longer
_AHEAD = 3  # such lots a process, so that none waits for the writer


class PostPage(NamedTuple):
    """A post's page, the menu of its time, the edition, and when it was fetched (UTC, `…Z`)."""

    response: HtmlResponse
    menu: Menu
    edition: str
    fetched_at: str


class ListingPage(NamedTuple):
    """A listing's page or a batch of it, the listing's address, and the menu of its time."""

    text: str
    listing: str
    menu: Menu


def read_post_page(given: PostPage) -> Page | TooSlow:
    """What the page says, without the page itself, which stays where it was read."""
    fetched_at, edition = given.fetched_at, given.edition
    try:
        page = read_post(given.response, given.menu, edition=edition, fetched_at=fetched_at)
    except TooSlow as error:
        return error
    return replace(page, _page=None, _lines={})


def read_listing_page(given: ListingPage) -> list[Card] | TooSlow:
    """The cards of a listing's page."""
    try:
        return read_answer(given.text, given.listing, given.menu).cards
    except TooSlow as error:
        return error


class Readers:
    """As many processes as there are cores; none where there is one core, or `pages` are few.

    A thread for each hands it pages and waits for what it read. `concurrent.futures` has the same
    with processes, and hangs where one of them is killed while others' pages wait (Python 3.11).
    """

    def __init__(self, pages: int) -> None:
        number = _cores() if pages >= _WORTH else 1
        self.number = number if number > 1 else 0
        self.threads = ThreadPoolExecutor(max(self.number, 1))
        self.processes: list[BaseProcess] = []
        #: The ways to those that wait for pages; None for one that was lost.
        self.idle: SimpleQueue[Connection | None] = SimpleQueue()

    def __enter__(self) -> Self:
        # Not forked from this process, whose reactor and connections are its own.
        context = get_context("forkserver")
        for _ in range(self.number):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs,), daemon=True)
            process.start()
            theirs.close()
            self.processes.append(process)
            self.idle.put(ours)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.terminate()
        self.threads.shutdown(wait=False, cancel_futures=True)

    async def read(
        self, read: Callable[[Asked], Got], asked: Iterable[tuple[What, Asked]]
    ) -> AsyncIterator[tuple[What, Got]]:
        """Give what comes with each page, and what was read of it, in the order of the pages."""
        waiting: deque[tuple[list[What], list[Asked], Future[list[Got] | None] | None]] = deque()
        pairs = iter(asked)
        while True:
            if lot := list(islice(pairs, _AT_ONCE)):
                pages = [page for _, page in lot]
                answer = self.threads.submit(self._ask, read, pages) if self.number else None
                waiting.append(([what for what, _ in lot], pages, answer))
            if not waiting:
                return
            if not lot or len(waiting) > _AHEAD * self.number:
                those, pages, answer = waiting.popleft()
                got = await asyncio.wrap_future(answer) if answer else None
                for pair in zip(those, got or map(read, pages), strict=True):
                    yield pair

    def _ask(self, read: Callable[[Asked], Got], pages: list[Asked]) -> list[Got] | None:
        """What a process read; None where it was ended, so that another has to."""
        connection = self.idle.get()
        try:
            if connection:
                connection.send((read, pages))
                return cast("list[Got]", connection.recv())
        except (EOFError, OSError):
            logger.warning("A process that read pages was ended from outside; this one takes over")
            connection = None
        finally:
            self.idle.put(connection)
        return None


def _cores() -> int:
    """How many cores this process may use, where the system tells; else how many there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _serve(connection: Connection) -> None:
    """Read what is handed over until the process that writes hangs up, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is its to hear
    with suppress(EOFError, OSError):
        while True:
            read, pages = connection.recv()
            connection.send([read(page) for page in pages])
