"""Nothing is requested outside the site's own host, nor of a private address behind its name."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.error import DNSLookupError

from mayadeen.exceptions import hostile
from mayadeen.normalise.hosts import foreign, is_private
from mayadeen.run.state import run_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.statscollectors import StatsCollector


class OwnHosts:
    """Rejects every request that would leave the run's site.

    The site is the host and port of the run's base URL (`MAYADEEN_BASE_URL`, or the edition's
    own); http and https on their default ports are one site. Its name is resolved once, before
    the first request, and a private address behind it is rejected; Scrapy's resolver keeps that
    answer for the whole run, so a name that changes its address later changes nothing. The
    address that a response came from is checked as well. A base URL that names a private address,
    or a machine without a domain (`localhost`, a container), was chosen by the user and is
    allowed. Behind a proxy, addresses are the proxy's business.

    Stats: `mayadeen/hostile/offsite`, `…/private_address`, `…/scheme`.
    """

    def __init__(self, stats: StatsCollector, base_url: str) -> None:
        self.stats = stats
        self.base_url = base_url
        self.host = urlsplit(base_url).hostname or ""
        self.local = is_private(self.host) or not {".", ":"} & set(self.host)
        self.resolved = self.local or urlsplit(base_url).scheme in getproxies()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.stats, run_of(crawler).base_url)

    async def process_request(self, request: Request) -> None:
        if reason := foreign(request.url, self.base_url):
            raise hostile(self.stats, reason, request.url)
        if not self.resolved:
            await self._resolve()

    def process_response(self, request: Request, response: Response) -> Response:
        address = response.ip_address
        if (
            address is not None
            and not address.is_global
            and not self.local
            and "proxy" not in request.meta
        ):
            raise hostile(self.stats, "private_address", f"{response.url} came from {address}")
        return response

    async def _resolve(self) -> None:
        from twisted.internet import reactor

        try:
            address = await maybe_deferred_to_future(reactor.resolve(self.host))  # type: ignore[arg-type]
        except DNSLookupError:
            return  # the download fails with it, and is retried
        if not ip_address(address).is_global:
            raise hostile(self.stats, "private_address", f"{self.host} is {address}")
        self.resolved = True
