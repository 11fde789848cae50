"""Try again what fails and may pass, after a pause of the whole site."""

from __future__ import annotations

import logging
import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.retry import RetryMiddleware, get_retry_request
from scrapy.exceptions import ResponseDataLossError

from mayadeen.exceptions import hostile
from mayadeen.run.ending import end, rest
from mayadeen.run.state import is_of_archive, resting
from mayadeen.run.status import Reason

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)


class Retry(RetryMiddleware):
    """Scrapy's retries, with the pauses that they lack.

    An answer 429 or 503 with `Retry-After` pauses the site for as long as it says. Any other
    failure that is retried (5xx, 429, time-out, reset, a body cut short) pauses it for
    `MAYADEEN_BACKOFF` seconds, twice as long for each earlier failure of the same address, or of
    the addresses before it where none of them was answered; give or take half, so that many
    crawlers do not come back at once. Pauses hold every request of the host at this middleware;
    those that had passed it, at most `CONCURRENT_REQUESTS` less one, still go. A run that is
    stopped does not wait for their end.

    `MAYADEEN_FAILURES` addresses in a row that fail at their first attempt are an outage: the run
    ends, even where each says when to come back. Second attempts do not count, since a run saves
    them for its end, where a few dead addresses would look like a dead site.

    A body cut short, on the wire or in its compression (`Compression` flags it as `dataloss`), is
    asked for again like a failure, and is never given to the spider; so is an answer 206. A page
    without its end, or with nothing on it, which `Content` flags as `unclosed` or `empty`, is asked
    for again too, and taken as it is when it stays so.

    Settings: `MAYADEEN_BACKOFF`, `MAYADEEN_BACKOFF_MAX`, `MAYADEEN_RETRY_AFTER_MAX` (seconds),
    `MAYADEEN_FAILURES`, Scrapy's `RETRY_TIMES`, `RETRY_HTTP_CODES`, `RETRY_EXCEPTIONS`.
    Stats: `mayadeen/pause/retry_after`, `mayadeen/pause/backoff`, `mayadeen/hostile/truncated`,
    `…/unclosed`, `…/empty`, Scrapy's `retry/…`. Close reason: `unavailable`.
    """

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self.backoff = settings.getfloat("MAYADEEN_BACKOFF")
        self.longest_backoff = settings.getfloat("MAYADEEN_BACKOFF_MAX")
        self.longest_retry_after = settings.getfloat("MAYADEEN_RETRY_AFTER_MAX")
        self.most_failures = settings.getint("MAYADEEN_FAILURES")
        self.resumes_at: dict[str, float] = {}
        self.failures: dict[str, int] = {}

    async def process_request(self, request: Request) -> None:
        host = self._host(request)
        await rest(self.crawler, request, lambda: self.resumes_at.get(host, 0))

    def process_response(  # type: ignore[override] # Scrapy passes no spider any more
        self, request: Request, response: Response
    ) -> Request | Response:
        if is_of_archive(request):
            return response  # `Archives` has judged it
        host = self._host(request)
        # No part of a page is ever asked for.
        cut = "dataloss" in response.flags or response.status == 206
        if response.status in self.retry_http_codes or cut:
            self._count(host, request)
            wanted = retry_after(response.headers.get("Retry-After"), now=datetime.now(UTC))
            if wanted is not None and response.status in {429, 503}:
                self._pause(host, min(wanted, self.longest_retry_after), "retry_after")
            else:
                self._back_off(host, request)
        else:
            self.failures.pop(host, None)
        if cut:
            return self._again(request, response, "truncated")
        for doubt in ("unclosed", "empty"):
            if doubt in response.flags:
                return self._again(request, response, doubt)
        return super().process_response(request, response)

    def process_exception(  # type: ignore[override]
        self, request: Request, exception: Exception
    ) -> Request | Response | None:
        if is_of_archive(request):
            return None
        if isinstance(exception, self.exceptions_to_retry):
            self._count(self._host(request), request)
            self._back_off(self._host(request), request)
        again = super().process_exception(request, exception)
        if again is None and isinstance(exception, ResponseDataLossError):
            raise hostile(self.crawler.stats, "truncated", request.url)
        return again

    def _again(self, request: Request, response: Response, reason: str) -> Request | Response:
        assert self.crawler.spider
        again = get_retry_request(
            request,
            spider=self.crawler.spider,
            reason=reason,
            max_retry_times=self.max_retry_times,
        )
        if again is not None:
            return again
        if reason == "truncated":
            raise hostile(self.crawler.stats, reason, request.url)
        self.crawler.stats.inc_value(f"mayadeen/hostile/{reason}")
        return response

    def _count(self, host: str, request: Request) -> None:
        if request.meta.get("retry_times", 0):
            return
        self.failures[host] = self.failures.get(host, 0) + 1
        if self.failures[host] == self.most_failures:
            logger.error(
                "The last %d addresses all failed: the site is not available. The run ends;"
                " what it had not fetched is left to a later run.",
                self.most_failures,
            )
            end(self.crawler, Reason.UNAVAILABLE)

    def _back_off(self, host: str, request: Request) -> None:
        attempt = request.meta.get("retry_times", 0)
        # Sixteen doublings are past any cap; without the bound a long outage would overflow.
        doublings = min(max(attempt, self.failures.get(host, 0) - 1), 16)
        seconds = min(self.backoff * 2**doublings, self.longest_backoff)
        self._pause(host, seconds * random.uniform(0.5, 1.5), "backoff")  # noqa: S311

    def _pause(self, host: str, seconds: float, why: str) -> None:
        until = max(self.resumes_at.get(host, 0), monotonic() + seconds)
        self.resumes_at[host] = until
        self.crawler.signals.send_catch_log(resting, until=until)
        self.crawler.stats.inc_value(f"mayadeen/pause/{why}")
        logger.info("Pausing %s for %.1f s (%s)", host, seconds, why)

    def _host(self, request: Request) -> str:
        assert self.crawler.engine
        return self.crawler.engine.downloader.get_slot_key(request)


def retry_after(value: bytes | None, *, now: datetime) -> float | None:
    """Seconds that a `Retry-After` header asks for (RFC 9110, 10.2.3: seconds or an HTTP date).

    None where there is none or it cannot be read; 0 for a moment that has passed.
    """
    if value is None:
        return None
    text = value.decode("latin-1").strip()
    if text.isascii() and text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:  # the form without a zone is UTC as well
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
