"""Run a part of a build in a process of its own, on another core."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING

from mayadeen.dataset.feeds import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

_NEEDED = ["mayadeen.dataset.merge", "mayadeen.dataset.write.files"]


@contextmanager
def beside(work: Callable[..., None], *arguments: object) -> Iterator[Callable[[], None]]:
    """Start the work; give what waits for its end and raises the ReleaseError that ended it.

    A process and not a thread, since fetching rows holds the interpreter. It outlives neither the
    block nor this process, however that dies. The first such process of a build imports what each
    needs, and the others are its forks.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(_NEEDED)
    told, tell = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(tell, work, arguments), daemon=True)
    process.start()
    tell.close()

    def wait() -> None:
        try:
            error: ReleaseError | None = told.recv()
        except EOFError:
            process.join()
            raise ReleaseError(
                f"a part of the build was ended from outside (exit code {process.exitcode});"
                " was memory short?"
            ) from None
        if error:
            raise error

    try:
        yield wait
    finally:
        process.terminate()
        process.join()
        process.close()
        told.close()


def _run(tell: Connection, work: Callable[..., None], arguments: tuple[object, ...]) -> None:
    # A terminal interrupts both; the process that started this one answers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        work(*arguments)
    except ReleaseError as error:
        tell.send(error)
    else:
        tell.send(None)


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent
    parent.join()
    os._exit(1)
