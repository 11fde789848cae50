"""Read pages that one has already, without a crawl: what `from mayadeen import …` gives."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from glob import glob
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

from scrapy.http import HtmlResponse, TextResponse

from mayadeen.crawl.article import printed
from mayadeen.crawl.warc_file import Broken, WarcFile
from mayadeen.crawl.warc_page import page_in
from mayadeen.exceptions import TooSlow
from mayadeen.items import Article, Link
from mayadeen.normalise import urls
from mayadeen.normalise.encodings import encoding_of, stated_encodings
from mayadeen.normalise.houses import Houses, load_houses
from mayadeen.normalise.moments import utc
from mayadeen.pages.menu import Menu, read_menu
from mayadeen.pages.post import Page
from mayadeen.pages.post import read_post as read_page
from mayadeen.pipelines.text import (
    PEOPLE,
    address_pictures,
    attribute,
    date,
    fold_article,
    fold_link,
)
from mayadeen.run.editions import EDITIONS

logger = logging.getLogger(__name__)
_shipped_houses = cache(load_houses)

# Fields that are worked out of others: where those were read, these were.
_MADE_FROM = {
    **dict.fromkeys(
        ("published_at", "published_local", "published_precision", "published_zone"),
        "published_raw",
    ),
    "published_flag": "published_raw",
    **dict.fromkeys(PEOPLE, "attribution_raw"),
    "word_count": "body",
    "id": "post_id",
}
_LARGEST = 2 * 1024 * 1024  # bytes of a page, as in a crawl (DOWNLOAD_MAXSIZE)


class NoPost(ValueError):
    """The page is no post: a listing, an author's page, a challenge, …"""


class Post(Article):
    """An Article with what a feed does not hold of its page.

    `links` are what the page shows beside the story. `places` are XPaths: where on the page each
    field was read, for those that stand in one place.
    """

    links: list[Link]
    places: dict[str, str]


def read_post(
    html: str | bytes,
    url: str,
    *,
    edition: str | None = None,
    fetched_at: datetime | None = None,
    houses: str | Path | None = None,
) -> Post:
    """Read the page of a post, of any kind and edition, as a crawl would.

    `url` is the address that the page came from. `edition` is `en`, `ar` or `es`; by default it is
    told from the address, or from the page's language. `fetched_at` (with its zone; now by default)
    is what relative dates such as "2 hours ago" count from. `houses` is a file with further outlets
    and agencies, as MAYADEEN_HOUSES. Bytes are better than text where the letters' encoding is in
    doubt. Sections and regions that only a listing tells are not known here.

    Raises NoPost for a page that is none, ValueError for an address that is none, TooSlow
    (`mayadeen.exceptions`) for a page made to be read for ever.
    """
    if urls.canonical(url) is None:
        raise ValueError(f"{url!r} is not an http address")
    if edition is not None and edition not in EDITIONS:
        raise ValueError(f"edition={edition!r}: allowed is {', '.join(EDITIONS)}")
    if fetched_at is not None and fetched_at.tzinfo is None:
        raise ValueError(f"fetched_at={fetched_at.isoformat()!r}: a moment needs its zone")
    if isinstance(html, str):
        response = HtmlResponse(url, body=html.encode("utf-8", "replace"), encoding="utf-8")
    else:
        encoding = encoding_of(html, stated_encodings(html, b""))
        response = HtmlResponse(url, body=html, encoding=encoding)
    known = load_houses(Path(houses)) if houses else _shipped_houses()
    return _post(response, known, edition, fetched_at, via="start", at=None)


def read_warc(
    path: str | Path,
    *,
    site: str | None = None,
    edition: str | None = None,
    houses: str | Path | None = None,
) -> Iterator[Post]:
    """Read the posts of WARC files: a path or a pattern such as `warc/*.warc.gz`.

    Each capture of a post is given, in the order of capture; `fetched_at` is its moment. `site`
    names the host meant, `https://english.almayadeen.net/`; by default these are the publisher's,
    or all where the files hold none of theirs. What is no whole page is passed by, with a line in
    the log where it is broken; `scrapy crawl warc` counts it, and takes regions from listings.

    Raises FileNotFoundError where nothing matches.
    """
    paths = sorted(glob(str(path), recursive=True))  # noqa: PTH207 - the user's pattern
    if not paths:
        raise FileNotFoundError(f"{path}: no such file, and no pattern that matches one")
    known = load_houses(Path(houses)) if houses else _shipped_houses()
    return _posts([WarcFile(one) for one in paths], site, edition, known)


class _Capture(NamedTuple):
    moment: datetime
    file: WarcFile
    place: int
    url: str


def _posts(
    files: list[WarcFile], site: str | None, edition: str | None, houses: Houses
) -> Iterator[Post]:
    captures = [one for file in files for one in _captures(file)]
    homes = [site] if site else [known.base_url for known in EDITIONS.values()]
    own = [one for one in captures if any(urls.is_page_of(one.url, home) for home in homes)]
    captures = own if own or site else captures
    try:
        for one in sorted(captures, key=lambda capture: capture.moment):
            post = _read_capture(one, edition, houses)
            if post is not None:
                yield post
    finally:
        for file in files:
            file.close()


def _read_capture(one: _Capture, edition: str | None, houses: Houses) -> Post | None:
    """The post of a capture; None where it shows none, or is broken, which is logged."""
    at = f"{one.file.path}:{abs(one.place)}"
    try:
        with one.file.at(one.place) as record:
            response = page_in(record, one.url, _LARGEST)
        if response is None:
            return None
        return _post(response, houses, edition, one.moment, via="warc", at=at)
    except NoPost:
        return None
    except (ValueError, TooSlow, zlib.error) as error:
        _pass_by(at, error)
        return None


def _captures(file: WarcFile) -> Iterator[_Capture]:
    """Where the pages of a file stand; what is broken is logged."""
    for record in file.records():
        try:
            if record.fault or "warc-truncated" in record.fields:
                raise Broken(record.fault or "truncated")
            if record.is_http and record.status == 200 and record.url:
                yield _Capture(record.moment(), file, record.place, record.url)
        except Broken as error:
            _pass_by(f"{file.path}:{abs(record.place)}", error)


def _pass_by(at: str, error: Exception) -> None:
    logger.warning("A record is passed by, %s: %s", at, error)


def _post(
    response: TextResponse,
    houses: Houses,
    edition: str | None,
    fetched_at: datetime | None,
    *,
    via: str,
    at: str | None,
) -> Post:
    menu, moment = read_menu(response), utc(fetched_at or datetime.now(UTC))
    code = edition or edition_of(response)
    page = read_page(response, menu, edition=code, fetched_at=moment)
    if not page.is_post:
        raise NoPost(f"{response.url}: the page shows no post")
    return post_of(page, response.url, menu, code, moment, houses, via=via, at=at)


def edition_of(response: TextResponse) -> str:
    """The edition of a page: by its host, else by the language it states, else `en`."""
    for edition in EDITIONS.values():
        if urls.is_page_of(response.url, edition.base_url):
            return edition.code
    stated = (response.xpath("/html/@lang").get() or "").partition("-")[0].strip().lower()
    languages = {edition.language: edition.code for edition in EDITIONS.values()}
    return languages.get(stated, "en")


def post_of(
    page: Page,
    here: str,
    menu: Menu,
    edition: str,
    fetched_at: str,
    houses: Houses,
    *,
    via: str = "start",
    at: str | None = None,
) -> Post:
    """Give the post of a page fetched at `here`, its values in the form that feeds have."""
    post = Post(
        **printed(page, here, menu, urljoin(here, "/"), edition),
        discovered_via=via,
        discovered_from=at,
        fetched_at=fetched_at,
    )
    fold_article(post)
    address_pictures(post)
    date(post)
    attribute(post, houses)
    for link in page.links:
        link.url = urls.canonical(link.url, here) or link.url
        link.page_url = post.url
        fold_link(link)
    post.links = page.links
    found = {name: page.places.get(read_as(name, page)) for name in vars(post)}
    post.places = {
        name: place
        for name, place in found.items()
        if place and getattr(post, name) not in (None, [])
    }
    return post


def read_as(field: str, page: Page) -> str:
    """The field that a page's reader gave, of which this one of Article was made."""
    read = field if field in page.sources else _MADE_FROM.get(field, field)
    return "source" if read not in page.sources and field in PEOPLE else read
