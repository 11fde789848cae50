"""Ask archives for captured pages, and bring their answers to where live pages are read."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha1
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import HtmlResponse, Response
from warcio.limitreader import LimitReader

from mayadeen.archives.answers import Verdict, original_headers
from mayadeen.archives.index import stamp
from mayadeen.crawl import posts
from mayadeen.crawl.captures_spider import ledger_of
from mayadeen.crawl.choosing import gone_between
from mayadeen.crawl.indexes import of_archive
from mayadeen.crawl.warc_file import Broken, alone
from mayadeen.crawl.warc_page import page_of
from mayadeen.items import Archived, Article
from mayadeen.ledger import Capture, UrlRow
from mayadeen.middlewares.archives import verdict_of
from mayadeen.middlewares.refusal import refusal
from mayadeen.normalise import urls
from mayadeen.normalise.moments import utc
from mayadeen.pages.menu import read_menu
from mayadeen.pages.post import read_post
from mayadeen.run.arguments import BadArgument
from mayadeen.run.scope import choose

if TYPE_CHECKING:
    from mayadeen.archives.sources import Source
    from mayadeen.crawl.captures_spider import CapturesProtocol

# Before 2019 Common Crawl cut bodies at this length and did not always say so.
_CUT_AT = 2**20
_DIGEST = 32  # letters of a SHA-1 in base 32

_TOLD = {
    Verdict.OTHER_CAPTURE: "other_capture",
    Verdict.LOST: "lost",
    Verdict.EXCLUDED: "excluded",
}


@dataclass(frozen=True)
class Page:
    """What the site answered when it was captured; the body unpacked."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Passed(Exception):
    """A capture that is no page to read; its text says what it is instead."""


def request(spider: CapturesProtocol, row: UrlRow) -> Request:
    """Ask for the capture of a post that the ledger has handed out."""
    one = ledger_of(spider.run).handed(row.url)
    source = spider.source(one)
    headers = {}
    if source.dialect == "commoncrawl":
        assert one.offset is not None
        assert one.length is not None
        headers["Range"] = f"bytes={one.offset}-{one.offset + one.length - 1}"
    url = _address(source, one)
    return Request(
        url,
        spider.parse_post,
        errback=spider.on_post_error,
        headers=headers,
        cb_kwargs={"url": row.url},
        meta={
            "purpose": "capture",
            "captured_at": one.at,
            "captured": one.address,
            **of_archive(url, is_index=False),
        },
        dont_filter=True,
    )


def read(spider: CapturesProtocol, response: Response, url: str) -> Iterator[Article | Request]:
    """Read the capture of a post; what is no page is counted by what it is."""
    ledger = ledger_of(spider.run)
    one = ledger.handed(url)
    try:
        captured = _captured(spider, response, one)
        page = _page(spider, captured, one)
    except Passed as what:
        spider.pass_by(url, str(what))
        return
    between = gone_between(ledger.group(url), one)
    ledger.reading(url)
    source = spider.source(one)
    place = place_of(source, one)
    yield from posts.read(
        spider,
        page,
        url=url,
        via=source.via,
        at=place,
        now=one.at,
        archived=Archived(
            source=one.source,
            captured_at=utc(one.at),
            address=place,
            digest=one.digest,
        ),
        gone_between=[utc(moment) for moment in between or ()],
    )
    spider.count_unread(url, one)


def place_of(source: Source, one: Capture) -> str:
    """Where a capture stands in its archive."""
    address = _address(source, one)
    return f"{address}#{one.offset}" if source.dialect == "commoncrawl" else address


def _address(source: Source, one: Capture) -> str:
    """What is asked for to get a capture: a file of many, or its replay."""
    if source.dialect == "commoncrawl":
        return f"{source.pages}{one.file}"
    return f"{source.pages}{stamp(one.at)}id_/{one.address}"


def _captured(spider: CapturesProtocol, response: Response, one: Capture) -> Page:
    """What the site answered, out of an archive's answer. Raises Passed."""
    assert response.request
    verdict = verdict_of(response.request, response)
    if verdict is not Verdict.USABLE:
        raise Passed(_TOLD.get(verdict, "lost"))
    largest = spider.settings.getint("DOWNLOAD_MAXSIZE")
    if "Range" in response.request.headers:
        return recorded(response.body, one, largest, is_part=response.status == 206)
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    ]
    return Page(response.status, original_headers(headers), response.body)


def recorded(data: bytes, one: Capture, largest: int, *, is_part: bool = True) -> Page:
    """What a record of Common Crawl's holds. Raises Passed for one that is damaged or cut."""
    if not is_part and one.offset is not None and one.length is not None:
        data = data[one.offset : one.offset + one.length]  # of a server that knows no parts
    try:
        record = alone(data)
        if "warc-truncated" in record.fields:
            raise Passed("truncated")
        if record.url is None or urls.canonical(record.url) != urls.canonical(one.address):
            raise Passed("damaged")
        if record.moment() != one.at:
            raise Passed("other_capture")
        stored: bytes = record.body.read(min(record.body.limit, 2 * largest + 1))
        if len(stored) == _CUT_AT:
            raise Passed("truncated")
        if _differs(stored, one.digest):
            raise Passed("damaged")
        record.body = LimitReader(BytesIO(stored), len(stored))
        return Page(record.status or 0, record.headers, record.content(largest))
    except Broken:
        raise Passed("damaged") from None


def _differs(stored: bytes, digest: str | None) -> bool:
    """Whether bytes are others than those that an index means."""
    told = (digest or "").removeprefix("sha1:")
    return len(told) == _DIGEST and b32encode(sha1(stored).digest()).decode() != told  # noqa: S324


def _page(spider: CapturesProtocol, captured: Page, one: Capture) -> HtmlResponse:
    """The page that was captured. Raises Passed where the site showed none."""
    if captured.status in (404, 410):
        raise Passed("gone")
    if 300 <= captured.status < 400:
        raise Passed(_led_to(spider, captured, one))
    if captured.status != 200:
        raise Passed("status")
    try:
        largest = spider.settings.getint("DOWNLOAD_MAXSIZE")
        page = page_of(one.url, captured.headers, captured.body, largest)
    except ValueError:
        raise Passed("damaged") from None
    if page is None:
        raise Passed("no_page")
    if refusal(page):
        raise Passed("challenge")
    if not _take_menu(spider, page) and not _is_dated_post(spider, page):
        raise Passed("no_page")
    return page


def _led_to(spider: CapturesProtocol, captured: Page, one: Capture) -> str:
    """What a redirect says of a post: to a listing those are sent who ask for a lost one."""
    told = next((value for name, value in captured.headers if name.lower() == "location"), "")
    target = urls.canonical(urljoin(one.address, told))
    run = spider.run
    if target is None or not urls.is_page_of(target, run.base_url):
        return "moved"
    is_home = urls.site(target) == target.split("//", 1)[1].rstrip("/")
    return "gone" if is_home or run.menu.is_listing(target) else "moved"


def _take_menu(spider: CapturesProtocol, page: HtmlResponse) -> bool:
    """Take the page's own menu, which was the site's then; False where it has none."""
    menu = read_menu(page)
    if menu.stated:
        spider.run.menu = menu
        # A section that was asked for may not have been there yet.
        with suppress(BadArgument):
            spider.run.scope = choose(menu, spider.kinds, spider.run.arguments)
    return menu.stated


def _is_dated_post(spider: CapturesProtocol, page: HtmlResponse) -> bool:
    run = spider.run
    found = read_post(page, run.menu, edition=run.edition.code, fetched_at="1970-01-01T00:00:00Z")
    return found.is_post and bool(found.values.get("published_raw"))
