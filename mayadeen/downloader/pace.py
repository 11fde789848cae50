"""Keep one pace a site on a machine, however many runs share it."""

from __future__ import annotations

import fcntl
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from scrapy.utils.asyncio import sleep
from scrapy.utils.httpobj import urlparse_cached

from mayadeen.exceptions import Rejected
from mayadeen.middlewares.retry import retry_after
from mayadeen.run.ending import POLL_SECONDS, is_ending
from mayadeen.run.state import resting

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

# Another run writes its turn; that takes less.
_BUSY = 0.005
# A longer wait than for the turns of a few runs is told.
_LONG = 5.0
# A file from the future, by more than two clocks of one network differ: the clock was set back.
_AHEAD = 5.0
_PORTS = {None, 80, 443}


class Pace:
    """Each request takes the site's next turn right before it is sent, and waits for it.

    The runs of a user meet in one small file a host, whatever their data folders and ledgers are:
    it holds the moment from which the next request may be sent, which is the sender's download
    delay (as robots.txt and AutoThrottle made it) after the last. An answer's `Retry-After` moves
    it for all. It is changed under a lock that falls with its process. A run without a delay sends
    at once, but waits where another was told to.

    The files are in `$XDG_STATE_HOME/mayadeen/turns` (`~/.local/state/…`), or below the temporary
    folder where that cannot be written; a run that can write neither goes alone.

    Setting: `MAYADEEN_RETRY_AFTER_MAX` (seconds). Stat: `mayadeen/pace/alone`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.longest = crawler.settings.getfloat("MAYADEEN_RETRY_AFTER_MAX")
        self.folder = _folder()
        if self.folder is None:
            self._go_alone("no folder can be written")

    async def wait(self, request: Request) -> None:
        """Take the host's next turn. Raises Rejected where the run is stopped meanwhile."""
        is_told = False
        while (left := self._left(request)) > 0:
            if is_ending(self.crawler):
                raise Rejected("shutdown", request.url, later=True)
            self.crawler.signals.send_catch_log(resting, until=time.monotonic() + left)
            if left > _LONG and not is_told:
                is_told = True
                logger.info("Waiting %.0f s for %s, which another run asks too", left, request.url)
            await sleep(min(left, POLL_SECONDS))

    async def heed(self, request: Request, response: Response) -> None:
        """Hold all runs for as long as an answer 429 or 503 says."""
        if response.status not in {429, 503} or self.folder is None:
            return
        wanted = retry_after(response.headers.get("Retry-After"), now=datetime.now(UTC))
        if wanted:
            free = time.time() + min(wanted, self.longest)
            while not self._hold(_file(self.folder, request), free):
                await sleep(_BUSY)

    def _left(self, request: Request) -> float:
        """Seconds until the turn comes; 0 where it was taken."""
        if self.folder is None:
            return 0
        assert self.crawler.engine
        downloader = self.crawler.engine.downloader
        delay = downloader.slots[downloader.get_slot_key(request)].delay
        path = _file(self.folder, request)
        try:
            return _take(path, delay) if delay else _look(path)
        except BlockingIOError:
            return _BUSY
        except OSError as error:
            self._go_alone(f"{path}: {error.strerror}")
            return 0

    def _hold(self, path: Path, free: float) -> bool:
        try:
            with _locked(path) as file:
                _write(file, max(free, _read(file)))
        except BlockingIOError:
            return False
        except OSError as error:
            self._go_alone(f"{path}: {error.strerror}")
        return True

    def _go_alone(self, why: str) -> None:
        self.folder = None
        self.crawler.stats.inc_value("mayadeen/pace/alone")
        logger.warning("Other runs on this machine do not share this run's pace: %s", why)


def _folder() -> Path | None:
    """Where the runs of this user meet; None where none of the places can be written."""
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    temporary = Path(tempfile.gettempdir()) / f"mayadeen-{os.getuid()}"
    for place in (Path(state).expanduser() / "mayadeen", temporary):
        folder = place / "turns"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # In a folder that all may write to, another user could have made it first.
            is_own = place.lstat().st_uid == os.getuid()
        except (OSError, RuntimeError):  # the latter where nobody knows the user's home
            continue
        if is_own and os.access(folder, os.W_OK):
            return folder
    return None


def _file(folder: Path, request: Request) -> Path:
    url = urlparse_cached(request)
    port = "" if url.port in _PORTS else f":{url.port}"
    return folder / quote(f"{url.hostname}{port}", safe=":")


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The open file, locked; BlockingIOError where another run has the lock."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield file
    finally:
        os.close(file)


def _take(path: Path, delay: float) -> float:
    with _locked(path) as file:
        now = time.time()
        left = _read(file) - now
        if left <= 0:
            _write(file, now + delay)
        return max(left, 0)


def _look(path: Path) -> float:
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return 0
    try:
        return max(_read(file) - time.time(), 0)
    finally:
        os.close(file)


def _read(file: int) -> float:
    """The moment from which the next request may be sent; 0 where none is known."""
    if os.fstat(file).st_mtime > time.time() + _AHEAD:
        return 0
    try:
        free = float(os.pread(file, 32, 0))
    except ValueError:
        return 0
    return free if isfinite(free) else 0


def _write(file: int, free: float) -> None:
    # One call of a fixed length: no process that dies leaves half a number.
    os.pwrite(file, f"{free:032.6f}".encode(), 0)
