"""Request nothing outside the hosts that were meant, nor of a private address behind one."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.error import DNSLookupError

from mayadeen.exceptions import hostile
from mayadeen.normalise.hosts import base_of, foreign, in_the_clear, is_private
from mayadeen.run.state import allowed, run_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.statscollectors import StatsCollector

    from mayadeen.run.state import Run


class OwnHosts:
    """Rejects every request that would leave the run's site, or the archives that it was to ask.

    An archive's host is allowed for the purposes `index` and `capture` alone.

    The site is the host and port of the run's base URL (`MAYADEEN_BASE_URL`, or the edition's
    own); http and https on their default ports are one site, and one of https is asked by
    https alone, whatever a link or a redirect says. A host's name is resolved once, before
    the first request, and a private address behind it is rejected; Scrapy's resolver keeps that
    answer for the whole run, so a name that changes its address later changes nothing. The
    address that a response came from is checked as well. An address that names a private one,
    or a machine without a domain (`localhost`, a container), was chosen by the user and is
    allowed. Behind a proxy, addresses are the proxy's business.

    Stats: `mayadeen/hostile/offsite`, `…/private_address`, `…/scheme`.
    """

    def __init__(self, stats: StatsCollector, site: Callable[[], Run] | str) -> None:
        self.stats = stats
        self.site = site
        self.resolved: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        # Scrapy's shell makes its spider after its middlewares.
        return cls(crawler.stats, lambda: run_of(crawler))

    async def process_request(self, request: Request) -> Request | None:
        bases = [self.site] if isinstance(self.site, str) else allowed(request, self.site())
        base = base_of(request.url, bases)
        if base is None:
            reason = foreign(request.url, bases[0]) if bases else "offsite"
            raise hostile(self.stats, reason or "offsite", request.url)
        if secure := in_the_clear(request.url, base):
            return request.replace(url=secure, dont_filter=True)
        host = urlsplit(base).hostname or ""
        if host not in self.resolved and not is_local(host):
            if urlsplit(base).scheme not in getproxies():
                await self._resolve(host)
            else:
                self.resolved.add(host)
        return None

    def process_response(self, request: Request, response: Response) -> Response:
        address = response.ip_address
        if (
            address is not None
            and not address.is_global
            and not is_local(urlsplit(request.url).hostname or "")
            and "proxy" not in request.meta
        ):
            raise hostile(self.stats, "private_address", f"{response.url} came from {address}")
        return response

    async def _resolve(self, host: str) -> None:
        from twisted.internet import reactor

        try:
            address = await maybe_deferred_to_future(reactor.resolve(host))  # type: ignore[arg-type]
        except DNSLookupError:
            return  # the download fails with it, and is retried
        if not ip_address(address).is_global:
            raise hostile(self.stats, "private_address", f"{host} is {address}")
        self.resolved.add(host)


def is_local(host: str) -> bool:
    """Whether a host is a private address, or a machine without a domain."""
    return is_private(host) or not {".", ":"} & set(host)
