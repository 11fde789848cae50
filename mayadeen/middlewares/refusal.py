"""Recognise a site that refuses, and leave it alone."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Self

from scrapy.http import HtmlResponse

from mayadeen.exceptions import Rejected
from mayadeen.run.ending import end
from mayadeen.run.state import is_of_archive
from mayadeen.run.status import Reason

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

_STATUSES = {401, 403, 451}

# A home page that is refused this often is refused.
HOME_REFUSALS = 2

# Titles of the pages that Cloudflare, Akamai, Imperva, DataDome, PerimeterX, DDoS-Guard, Sucuri and
# AWS WAF show instead of the site.
_TITLE = re.compile(
    r"just a moment|attention required|access (?:to this page has been )?denied"
    r"|are you (?:a )?(?:human|robot)|human verification|verify(?:ing)? (?:that )?you are"
    r"|checking your browser|security check|bot (?:verification|detection)|ddos[- ]guard"
    r"|ddos protection|pardon our interruption|request (?:blocked|unsuccessful|rejected)"
    r"|you have been blocked|captcha",
    re.IGNORECASE,
)
_MARKER = re.compile(
    r"cf[-_]chl|cf-turnstile|cf-error-details|/cdn-cgi/challenge-platform/|_incapsula_resource"
    r"|g-recaptcha|h-captcha|hcaptcha\.com|px-captcha|captcha-delivery\.com|geo\.captcha"
    r"|ddos-guard|sucuri_cloudproxy|awswaf|gokuprops|aws-waf-token|errors\.edgesuite\.net",
    re.IGNORECASE,
)
# A page of the site carries its menu (some sixty links), what sharing needs, or a story of some
# length; a challenge carries none of these.
_METADATA = re.compile(r"tawsiyat|property=.?(?:og|article):|application/ld\+json", re.IGNORECASE)
# What has no end ends with the page, so that each is read once.
_TITLE_TAG = re.compile(r"<title\b[^<>]*>(.*?)(?:</title|\Z)", re.IGNORECASE | re.DOTALL)
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript|title)\b.*?(?:</\1[^<>]*>|\Z)|<[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 200_000
_MOST_LINKS = 8
_MOST_WORDS = 200


class Refused(Rejected):
    """The site would not answer. The address stays to be fetched by a later run."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"refused_{reason}", detail, later=True)


class Refusal:
    """Ends the run, reason `refused`, after several refusals in a row.

    A refusal is an answer 401, 403 or 451, or a challenge page, whatever its status. Each fails
    its request; any real answer in between starts the count anew. Without its home page there is
    no crawl, so that one is asked for once more: a second refusal ends the run, and where the
    second answer is none the run fails, for a site that wavers is not one to crawl now. The client
    is not disguised and no challenge is solved.

    Setting: `MAYADEEN_REFUSALS`, how many in a row end the run.
    Stats: `mayadeen/refused/<401|403|451|challenge>`. Close reason: `refused`.
    """

    def __init__(self, crawler: Crawler, limit: int) -> None:
        self.crawler = crawler
        self.limit = limit
        self.in_a_row = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler, crawler.settings.getint("MAYADEEN_REFUSALS"))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        # What an archive shows of the site is no refusal of this run.
        reason = None if is_of_archive(request) else refusal(response)
        if reason is None:
            if response.status < 500 and response.status != 429:
                self.in_a_row = 0
            if request.meta.get("was_refused"):
                detail = "it was refused once, and answered when asked again; run again later"
                raise Rejected("wavering", detail, later=True)
            return response
        self.in_a_row += 1
        self.crawler.stats.inc_value(f"mayadeen/refused/{reason}")
        logger.info("Refused (%s): %s", reason, response.url)
        is_home = request.meta.get("purpose") == "home"
        if self.in_a_row == (min(self.limit, HOME_REFUSALS) if is_home else self.limit):
            self._give_up(reason, response.url)
        elif is_home:
            return request.replace(meta={**request.meta, "was_refused": True}, dont_filter=True)
        raise Refused(reason, response.url)

    def _give_up(self, reason: str, url: str) -> None:
        logger.error(
            "The site refused %d requests in a row (last: %s, %s). The run ends; what it had"
            " not fetched is left to a later run. Wait a day, then go slower (DOWNLOAD_DELAY),"
            " crawl from a connection that the publisher knows, ask the publisher for access, or"
            " read archives with `scrapy crawl warc`.",
            self.in_a_row,
            reason,
            url,
        )
        end(self.crawler, Reason.REFUSED)


def refusal(response: Response) -> str | None:
    """`401`, `403`, `451` or `challenge`; None for any other answer."""
    if response.headers.get("cf-mitigated") == b"challenge":
        return "challenge"
    if response.status in _STATUSES:
        return str(response.status)
    if isinstance(response, HtmlResponse) and _is_challenge(response.text):
        return "challenge"
    return None


def _is_challenge(html: str) -> bool:
    """Both must hold: it says so in its title or by its machinery, and there is nothing else on it.

    Machinery alone stands on ordinary pages behind such a service too, and an article about
    captchas has the title.
    """
    if len(html) > _LONGEST or html.count("<a ") > _MOST_LINKS:
        return False
    title = _TITLE_TAG.search(html)
    if not (title and _TITLE.search(title[1])) and not _MARKER.search(html):
        return False
    if _METADATA.search(html):
        return False
    return len(_UNSEEN.sub("", html).split()) <= _MOST_WORDS
