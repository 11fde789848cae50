"""Ask web archives no faster than they bear, and leave them alone where they say so."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import DownloadConnectionRefusedError, DownloadTimeoutError
from scrapy.utils.misc import load_object

from mayadeen.archives import answers
from mayadeen.archives.answers import Verdict
from mayadeen.archives.sources import is_own, seconds_between
from mayadeen.exceptions import Rejected
from mayadeen.middlewares.retry import retry_after
from mayadeen.run.ending import end, rest
from mayadeen.run.state import is_of_archive, resting
from mayadeen.run.status import Reason

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

# Of the backoff, which is two seconds at least for an archive that others need too: a minute after
# the first 429, and after an overload from five seconds to five minutes.
_TOO_FAST, _OVERLOADED, _LONGEST = 30, 2.5, 150
_SECONDS = 2.0
# Failures in a row after which an archive is left alone.
MOST = 5


class Archives:
    """Keeps the pace of each archive's index and pages, and heeds what the archive itself says.

    A captured status, whatever it is, is the site's and passes. Told that it is too fast (429), the
    run pauses for a minute, or for as long as `Retry-After` says, and goes half as fast; told so
    again, it ends. So it does at once where an archive blocks it (403) or refuses the connection.
    An overload (5xx, time-out, reset) is waited for, twice as long each time, until it has lasted
    five times. A question that may be halved (`meta["divisible"]`) is given back instead.

    Settings: `DOWNLOAD_DELAY`, which makes it slower and never faster, but for an archive on a
    private address, the user's own; `MAYADEEN_BACKOFF` likewise.
    Stats: `mayadeen/archive/<verdict>`. Close reasons: `refused`, `overloaded`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        settings = crawler.settings
        self.delay = settings.getfloat("DOWNLOAD_DELAY")
        self.backoff = settings.getfloat("MAYADEEN_BACKOFF")
        self.longest_retry_after = settings.getfloat("MAYADEEN_RETRY_AFTER_MAX")
        self.exceptions = tuple(load_object(one) for one in settings.getlist("RETRY_EXCEPTIONS"))
        self.resumes_at: dict[str, float] = {}
        self.failures: Counter[str] = Counter()
        self.warned: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if not is_of_archive(request):
            return
        self._pace(request)
        await rest(self.crawler, request, lambda: self.resumes_at.get(_host(request), 0))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if not is_of_archive(request):
            return response
        verdict = verdict_of(request, response)
        if verdict is Verdict.USABLE and "dataloss" in response.flags:
            verdict = Verdict.OVERLOADED
        if verdict in (Verdict.TOO_FAST, Verdict.BLOCKED, Verdict.LATE, Verdict.OVERLOADED):
            self.crawler.stats.inc_value(f"mayadeen/archive/{verdict}")
        if verdict is Verdict.TOO_FAST:
            return self._too_fast(request, response)
        if verdict is Verdict.BLOCKED:
            raise self._refused(request, f"HTTP {response.status}")
        if verdict in (Verdict.LATE, Verdict.OVERLOADED):
            return self._wait(request, f"HTTP {response.status}", is_late=verdict is Verdict.LATE)
        self.failures.pop(_host(request), None)
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        if not is_of_archive(request):
            return None
        if isinstance(exception, DownloadConnectionRefusedError):
            self.crawler.stats.inc_value("mayadeen/archive/refused")
            advice = "is it running?" if is_own(request.url) else "wait an hour at least"
            raise self._refused(request, f"it refuses the connection; {advice}")
        if not isinstance(exception, self.exceptions):
            return None
        is_late = isinstance(exception, DownloadTimeoutError)
        return self._wait(request, type(exception).__name__, is_late=is_late)

    def _pace(self, request: Request) -> None:
        """Give the request's slot its delay, before Scrapy makes the slot."""
        assert self.crawler.engine
        slots = self.crawler.engine.downloader.per_slot_settings
        key: str = request.meta["download_slot"]
        least = seconds_between(request.url, is_index=key.endswith("/index"))
        given = slots.get(key, {})
        delay = max(least, self.delay, given.get("delay", 0))
        slots[key] = {**given, "delay": delay, "concurrency": 1, "jitter": 0}

    def _too_fast(self, request: Request, response: Response) -> Request:
        host = _host(request)
        if host in self.warned:
            raise self._refused(request, "HTTP 429, and again after a pause")
        self.warned.add(host)
        told = retry_after(response.headers.get("Retry-After"), now=datetime.now(UTC)) or 0
        self._pause(
            request, max(self._unit(request) * _TOO_FAST, min(told, self.longest_retry_after))
        )
        self._go_slower(host)
        return request.replace(dont_filter=True)

    def _go_slower(self, host: str) -> None:
        assert self.crawler.engine
        downloader = self.crawler.engine.downloader
        for key, given in downloader.per_slot_settings.items():
            if key.partition("/")[0] == host:
                given["delay"] *= 2
                if key in downloader.slots:
                    downloader.slots[key].delay = given["delay"]

    def _wait(self, request: Request, why: str, *, is_late: bool) -> Request:
        host = _host(request)
        self.failures[host] += 1
        doublings = min(self.failures[host] - 1, 16)
        unit = self._unit(request)
        if self.failures[host] < MOST:
            self._pause(request, min(unit * _OVERLOADED * 2**doublings, unit * _LONGEST))
        if is_late and request.meta.get("divisible"):
            raise Rejected("late", f"{why} from {request.url}", later=True)
        if self.failures[host] >= MOST:
            if request.meta.get("purpose") == "capture":
                logger.error(
                    "%s failed %d times in a row (last: %s). The run ends; what it had not fetched"
                    " is left to a later run.",
                    host,
                    self.failures[host],
                    why,
                )
                end(self.crawler, Reason.OVERLOADED)
            raise Rejected("overloaded", f"{why} from {request.url}", later=True)
        return request.replace(dont_filter=True)

    def _refused(self, request: Request, why: str) -> Rejected:
        logger.error(
            "The archive %s does not want this client (%s). The run ends; what it had not fetched"
            " is left to a later run. Wait, then go slower (DOWNLOAD_DELAY), or ask the archive.",
            _host(request),
            why,
        )
        end(self.crawler, Reason.REFUSED)
        return Rejected("refused_by_archive", f"{why}: {request.url}", later=True)

    def _unit(self, request: Request) -> float:
        return self.backoff if is_own(request.url) else max(self.backoff, _SECONDS)

    def _pause(self, request: Request, seconds: float) -> None:
        host = _host(request)
        until = max(self.resumes_at.get(host, 0), monotonic() + seconds)
        self.resumes_at[host] = until
        self.crawler.signals.send_catch_log(resting, until=until)
        self.crawler.stats.inc_value("mayadeen/pause/archive")
        logger.info("Pausing %s for %.1f s (%s)", host, seconds, "archive")


def verdict_of(request: Request, response: Response) -> Verdict:
    """What an archive's answer means, be it to a question about robots.txt."""
    if request.meta.get("purpose") != "capture":
        return answers.of_index(response.status, _headers(response), response.body)
    if "Range" in request.headers:
        return answers.of_record(response.status)
    return answers.of_replay(
        response.status, _headers(response), response.body, request.meta["captured_at"]
    )


def _headers(response: Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): values[-1].decode("latin-1")
        for name, values in response.headers.items()
        if values
    }


def _host(request: Request) -> str:
    return urlsplit(request.url).netloc
