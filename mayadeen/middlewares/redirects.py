"""Follow redirects that stay on the site and come to an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.exceptions import IgnoreRequest

from mayadeen.exceptions import hostile
from mayadeen.normalise.hosts import base_of, foreign
from mayadeen.run.state import allowed, run_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_REDIRECTS = {301, 302, 303, 307, 308}


class SiteRedirect(RedirectMiddleware):
    """Follows a redirect (3xx) within the site; any other fails the request that met it.

    Scrapy would schedule the redirect's target as a request of its own, or hand the 3xx answer to
    the spider where the target is no http address.

    Settings: Scrapy's `REDIRECT_ENABLED`, `REDIRECT_MAX_TIMES`.
    Stats: `mayadeen/hostile/redirect_offsite`, `…/private_address`, `…/redirect_scheme`,
    `…/redirect_loop`, `…/redirect_malformed`.
    """

    def process_response(  # type: ignore[override] # Scrapy passes no spider any more
        self, request: Request, response: Response
    ) -> Request | Response:
        location = response.headers.get("Location") or b""
        detail = f"{request.url} to {location[:200]!r}"
        try:
            target = super().process_response(request, response)
        except IgnoreRequest:
            raise hostile(self.crawler.stats, "redirect_loop", detail) from None
        except ValueError:
            raise hostile(self.crawler.stats, "redirect_malformed", detail) from None
        if isinstance(target, Request):
            if target.url == request.url:
                raise hostile(self.crawler.stats, "redirect_loop", detail)
            return _on_site(request, target, self.crawler)
        if (
            response.status in _REDIRECTS
            and location
            and not request.meta.get("dont_redirect", False)
        ):
            raise hostile(self.crawler.stats, "redirect_scheme", detail)
        return response


class SiteMetaRefresh(MetaRefreshMiddleware):
    """Follows a page's meta refresh within the site.

    A page that reloads itself is a page, and so is one that refreshes to no http address.

    Settings: Scrapy's `METAREFRESH_ENABLED`, `METAREFRESH_MAXDELAY`, `METAREFRESH_IGNORE_TAGS`.
    Stats: those of `SiteRedirect`.
    """

    def process_response(  # type: ignore[override] # Scrapy passes no spider any more
        self, request: Request, response: Response
    ) -> Request | Response:
        try:
            target = super().process_response(request, response)
        except IgnoreRequest:
            raise hostile(self.crawler.stats, "redirect_loop", request.url) from None
        except ValueError:
            return response
        if not isinstance(target, Request) or target.url == request.url:
            return response
        return _on_site(request, target, self.crawler)


def _on_site(request: Request, target: Request, crawler: Crawler) -> Request:
    """Give the redirect back, or raise where it leaves the site or was followed before."""
    came_from = target.meta["redirect_urls"]
    if target.url in came_from:
        raise hostile(crawler.stats, "redirect_loop", f"{came_from[-1]} to {target.url}")
    bases = allowed(request, run_of(crawler))
    if base_of(target.url, bases):
        return target
    reason = foreign(target.url, bases[0])
    if reason == "offsite":
        reason = "redirect_offsite"
    raise hostile(crawler.stats, reason or "redirect_offsite", f"{came_from[-1]} to {target.url}")
