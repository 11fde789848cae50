"""Tell what one page of the site shows, as a row of the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mayadeen.crawl.first_look import CheckRow, Mark
from mayadeen.middlewares.refusal import refusal
from mayadeen.normalise import dates
from mayadeen.normalise.days import month_of
from mayadeen.pages.listing import Listing
from mayadeen.pages.post import Page
from mayadeen.pages.sitemap import read_sitemap
from mayadeen.reading import Post

if TYPE_CHECKING:
    from mayadeen.doctor.answer import Answer
    from mayadeen.pages.sitemap import SitemapRow

ASK = "ask the publisher for access, or read archives with `scrapy crawl warc`"
STOP = f"the site does not want this crawl from here: stop; {ASK}"
_LONGEST_DATE = 60
# A year beside another number or name, as in `20.XI.2026` or `the 20 of November in the year 2026`.
_LIKE_A_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|[٠-٩]{4}")
_AND_MORE = re.compile(r"\d.{0,99}\d{4}|\d{4}.{0,99}\d|[^\W\d_]{3}.{0,99}\d{4}")
_MOST_ADDRESSES = 50_000


def network(answer: Answer) -> CheckRow:
    """Whether the site's host answers at all."""
    host = urlsplit(answer.url).netloc
    if answer.response is None:
        return CheckRow(
            "network", "no", f"{host}: {answer.error}; check the network and the address"
        )
    address = getattr(answer.response, "ip_address", None)
    told = [f"{host}" + (f" → {address}" if address else ""), f"{answer.seconds:.1f} s"]
    told += ["TLS ok"] if answer.url.startswith("https:") else []
    told += [answer.response.protocol] if answer.response.protocol else []
    return CheckRow("network", "ok", ", ".join(told))


def refused(answer: Answer) -> CheckRow | None:
    """The row of an answer by which the site refuses; None for any other."""
    reason = answer.response and refusal(answer.response)
    if not reason or not answer.response:
        return None
    told = "a challenge page" if reason == "challenge" else f"HTTP {reason}"
    if b"cloudflare" in (answer.response.headers.get("Server") or b"").lower() or (
        b"cloudflare" in answer.response.body[:100_000].lower()
        or b"/cdn-cgi/" in answer.response.body[:100_000]
    ):
        told += " of Cloudflare"
    return CheckRow("refusal", "no", f"{told} at {urlsplit(answer.url).path or '/'}: {STOP}")


def listing(url: str, shown: Listing, now: datetime) -> CheckRow:
    """How many posts a listing shows, how many of their days can be read, and how it goes on."""
    path = urlsplit(url).path
    if not shown.cards:
        return CheckRow("listing", "no", f"{path} shows no post")
    printed = [card.date for card in shown.cards if card.date]
    read = sum(dates.day(one, now=now) is not None for one in printed)
    told = f"{path}: {len(shown.cards)} posts, the day of {read} read"
    if shown.next_url:
        on = urlsplit(shown.next_url)
        return CheckRow(
            "listing", "ok", f"{told}; goes on by the link {on.path}?{on.query}".rstrip("?")
        )
    if shown.load_more:
        return CheckRow(
            "listing",
            "note",
            f"{told}; grows by a button, whose request a crawl learns in a browser: where that"
            " fails the run is partial and names the listing",
        )
    return CheckRow("listing", "note", f"{told}; nothing shows how it goes on")


def post(kind: str, page: Page, got: Post) -> CheckRow:
    """What could be read of one post, and what could not."""
    told, lacks = [f"{got.id}"], []
    layers = page.sources
    if got.title:
        told.append(f"title ({layers.get('title', 'page')})")
    else:
        lacks.append("no title")
    if got.body:
        told.append(f"{got.word_count} words ({layers.get('body', 'page')})")
    elif kind == "article":
        lacks.append("no text")
    if kind in ("infograph", "gallery") and not got.images:
        lacks.append("no picture")
    if got.published_local:
        told.append(f"date “{got.published_raw}” → {got.published_at or got.published_local}")
    else:
        lacks.append(_undated(page, got))
    if got.attribution_raw or got.source:
        people = ", ".join(got.authors)
        told.append(f"credit → {got.source or '–'}" + (f" / {people}" if people else ""))
    mark: Mark = "partly" if lacks else "ok"
    return CheckRow(kind, mark, "; ".join([*lacks, " · ".join(told)]))


def _undated(page: Page, got: Post) -> str:
    stated = f": “{got.published_raw}”" if got.published_raw else ""
    like = None if stated else next(_like_dates(page), None)
    return f"date not read{stated}" + (
        f"; printed text that looks like one: “{like}”" if like else ""
    )


def _like_dates(page: Page) -> Iterator[str]:
    return (
        text
        for text, role in page.account
        if len(text) <= _LONGEST_DATE
        and not (role.published and role.value in ("title", "body", "related", "most_read"))
        and _LIKE_A_DATE.search(text)
        and _AND_MORE.search(text)
    )


def sitemap(url: str, body: bytes) -> tuple[CheckRow, str | None]:
    """What a sitemap, or an index of them, holds; and the file of the newest month that it names.

    Months of an index that are missing between its first and its last are gaps.
    """
    name = urlsplit(url).path
    read = read_sitemap(body)
    rows: list[SitemapRow] = list(islice(read.rows, _MOST_ADDRESSES))
    fault = f"; {read.fault}" if read.fault else ""
    files = [row for row in rows if row.is_sitemap]
    mark: Mark
    if not files:
        mark = "ok" if rows and not fault else "partly"
        return CheckRow("sitemaps", mark, f"{name}: {len(rows)} addresses{fault}"), None
    months = sorted({month for row in files if (month := month_of(row.loc))})
    missing = _between(months)
    told = f"{name}: {len(files)} files"
    if months:
        told += f", {months[0][0]}-{months[0][1]:02} to {months[-1][0]}-{months[-1][1]:02}"
    if missing:
        first = missing[0]
        told += f", without {len(missing)} of the months between, such as {first[0]}-{first[1]:02}"
    newest = max(files, key=lambda row: month_of(row.loc) or (0, 0)).loc
    mark = "partly" if fault else "note" if missing else "ok"
    return CheckRow("sitemaps", mark, told + fault), newest


def _between(months: list[tuple[int, int]]) -> list[tuple[int, int]]:
    numbers = {year * 12 + month - 1 for year, month in months}
    if not numbers:
        return []
    lacking = sorted(set(range(min(numbers), max(numbers))) - numbers)
    return [(number // 12, number % 12 + 1) for number in lacking]
