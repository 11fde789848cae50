"""Bound the time that reading one page may take, whatever is in it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from mayadeen.exceptions import TooSlow

P = ParamSpec("P")
R = TypeVar("R")

LONGEST = 20.0
"""Seconds of the processor that one reading may take; pages of the site take a tenth of one."""

_AGAIN = 1.0  # seconds after which it is said again, should somebody have caught it


def bounded(read: Callable[P, R]) -> Callable[P, R]:
    """Make a reader raise TooSlow beyond `LONGEST`.

    The processor's time of the process counts, so that a busy machine fails no page. A reader that
    calls another shares its time. Only in the main thread, where a crawl reads: no other can be
    interrupted.
    """

    @wraps(read)
    def reading(*given: P.args, **named: P.kwargs) -> R:
        is_main = threading.current_thread() is threading.main_thread()
        if not is_main or signal.getitimer(signal.ITIMER_VIRTUAL)[0]:
            return read(*given, **named)
        before = signal.signal(signal.SIGVTALRM, _stop)
        signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST, _AGAIN)
        try:
            return read(*given, **named)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)

    return reading


def _stop(*_: Any) -> None:
    raise TooSlow
