"""What every spider does with the page of a post: request it, read it, judge it, follow it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError

from mayadeen import printed
from mayadeen.arguments import FOLLOW
from mayadeen.ending import Reason
from mayadeen.items import Article, Link
from mayadeen.ledger import Found, Outcome, Row
from mayadeen.normalise import text, urls
from mayadeen.pages.listing import is_post_address, read_listing
from mayadeen.pages.menu import Entry, Menu, read_menu
from mayadeen.pages.post import Page, read_post
from mayadeen.run import Receipt, Run, RunSpider, end

if TYPE_CHECKING:
    from twisted.python.failure import Failure

NOT_OF_SITE = "no page of the site"


def request(spider: RunSpider, row: Row) -> Request:
    """Ask for a post; conditionally, where the ledger says that an earlier copy will do."""
    headers = {}
    if row.etag:
        headers["If-None-Match"] = row.etag
    if row.last_modified:
        headers["If-Modified-Since"] = row.last_modified
    return Request(
        row.url,
        spider.parse_post,
        errback=spider.lose_post,
        headers=headers,
        cb_kwargs={"url": row.url, "via": row.via, "at": row.source},
        meta={"purpose": "post", "handle_httpstatus_list": [304, 404, 410]},
        # The ledger decides what is asked for twice.
        dont_filter=True,
    )


def note(run: Run, found: Iterable[Found], *, ground: datetime | None = None) -> list[Outcome]:
    """Put posts that a page showed into the ledger, those alone that this run may want.

    `ground` is when the listing that shows them was last read without a gap. Gives the ledger's
    outcome of each post that it was told of.
    """
    return run.ledger.discover([one for one in found if _may_want(run, one)], ground=ground)


def _may_want(run: Run, found: Found) -> bool:
    return is_post_address(found.url, run.menu, run.base_url) and run.scope.may_hold(
        run.menu.place(found.url)
    )


def _follow(run: Run, links: Iterable[Link], source: str, *, is_kept: bool) -> None:
    """Note what a page leads to, if it `is_kept`; what a wider run would follow waits for one."""
    aside = []
    wanted = []
    for link in links:
        if link.rel not in FOLLOW or not is_post_address(link.url, run.menu, run.base_url):
            continue
        found = Found(link.url, via=link.rel, source=source)
        place = run.menu.place(link.url)
        if is_kept and link.rel in run.arguments.follow and run.scope.may_hold(place):
            wanted.append(found)
        elif run.scope.covers(place):
            aside.append(found)
    run.ledger.discover(wanted)
    run.ledger.discover(aside, aside=True)


def read(
    spider: RunSpider,
    response: Response,
    *,
    url: str,
    via: str,
    at: str | None,
    now: datetime | None = None,
) -> Iterator[Article | Link | Request]:
    """Read a post's page; `url` is the address that the ledger knows it by, `now`
    the moment of fetching where that is not this one.

    Gives its Links and then the Article: where the Article counts as delivered, its Links are.
    A page that is no post but stood among a listing's posts is read as a listing: so a programme
    leads to its episodes.
    """
    run = spider.run
    if response.status == 304:
        if not _was_conditional(response):
            run.failed(url, "HTTP 304")
            return
        run.ledger.unchanged(url)
        run.counts["unchanged"] += 1
        return
    if response.status in (404, 410) or _leads_to_a_listing(run, response):
        _vanished(run, url)
        return
    if not isinstance(response, TextResponse):
        run.failed(url, "not a page")
        return
    now = now or datetime.now(UTC).replace(microsecond=0)
    fetched_at = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    page = read_post(response, run.menu, edition=run.edition.code, fetched_at=fetched_at)
    if not (page.is_post and page.values.get("published_raw")) and not is_of_site(run, response):
        run.failed(url, NOT_OF_SITE)
        return
    for link in page.links:
        link.url = urls.canonical(link.url, response.url) or link.url
    known = run.ledger.get(url)
    if known and known.revision and (not page.is_post or _is_notice(page, known)):
        run.failed(url, "the page shows no post any more")
        return
    if not page.is_post:
        if _is_shell(run, page, response, url):
            run.failed(url, "the page shows nothing of a post")
            return
        _follow(run, page.links, response.url, is_kept=False)
        run.ledger.not_a_post(url)
        run.counts["not_posts"] += 1
        if _may_list(run, via, at):
            label = unquote(url.rsplit("/", 1)[-1])
            given = {"listing": url, "label": label, "kind": "programme", "undated": ()}
            yield from spider.parse_listing(response, **given)
        return
    article = _article(run, page, response, url=url, via=via, at=at, fetched_at=fetched_at)
    yield from _judge(spider, article, page.links, response, url, now)


def _is_notice(page: Page, known: Row) -> bool:
    """Whether something stands in a known post's place that has neither its date nor its number."""
    has_number = known.article_id is not None and ":u" not in known.article_id
    return (has_number or known.published_at is not None) and not (
        page.values.get("published_raw") or page.values.get("post_id")
    )


def _is_shell(run: Run, page: Page, response: TextResponse, url: str) -> bool:
    """Whether a page that leads to no post lacks one only because a script is to bring it.

    A programme without episodes and a page about the house say what they are in a heading, which
    their address repeats; a dated card leads to neither.
    """
    shown = read_listing(response, run.menu)
    if shown.cards or shown.next_url or shown.load_more:
        return False
    words = set(re.findall(r"[^\W\d_]{2,}", text.key(unquote(url.rsplit("/", 1)[-1]))))
    named = words & set(re.findall(r"[^\W\d_]{2,}", text.key(page.heading or "")))
    return hash(url) in run.dated or not page.heading or 2 * len(named) < len(words)


def is_of_site(run: Run, response: TextResponse) -> bool:
    """False for a page without the menu that the home page has.

    What stands in for a site while it is down, with status 200, must be taken neither for a post
    nor for a listing without posts.
    """
    return not run.menu.stated or read_menu(response).stated


def _was_conditional(response: Response) -> bool:
    assert response.request
    headers = response.request.headers
    return "If-None-Match" in headers or "If-Modified-Since" in headers


def _leads_to_a_listing(run: Run, response: Response) -> bool:
    """Whether the post was redirected to the home page or a section, as sites do with lost ones."""
    here = urls.canonical(response.url)
    return here == urls.canonical(run.base_url) or run.menu.is_listing(response.url)


def _may_list(run: Run, via: str, at: str | None) -> bool:
    """Whether a page that is no post may be a listing below the one it stood on.

    Below such a one no further is walked: episodes are posts, and a trap has no end.
    """
    if via not in ("listing", "pending") or at is None:
        return False
    return not any(
        walk.kind == "programme" and at.startswith(walk.url) for walk in run.walks.values()
    )


def _article(
    run: Run,
    page: Page,
    response: TextResponse,
    *,
    url: str,
    via: str,
    at: str | None,
    fetched_at: str,
) -> Article:
    values = dict(page.values)
    stated = urls.canonical(values.pop("url", None) or response.url, response.url)
    here = urls.canonical(response.url) or response.url
    address = stated if stated and _believable(stated, here, run, values) else here
    article = Article(
        **values,
        id=urls.article_id(run.edition.code, values.get("post_id"), address),
        url=address,
        edition=run.edition.code,
        discovered_via=via,
        discovered_from=at,
        fetched_at=fetched_at,
        field_sources=dict(page.sources),
        warnings=list(page.warnings),
    )
    listed = run.ledger.regions(url, article.id)
    if listed and not article.regions:
        article.field_sources["regions"] = "listing"
    article.regions = _in_menu_order(run.menu, [*article.regions, *listed])
    if at and (at in run.walks or not is_post_address(at, run.menu, run.base_url)):
        _place(article, run.menu.place(at))
    return article


def _in_menu_order(menu: Menu, regions: list[str]) -> list[str]:
    order = [entry.label for entry in menu.regions]
    return sorted(set(regions), key=lambda name: order.index(name) if name in order else len(order))


def _place(article: Article, entry: Entry | None) -> None:
    """Take section and category from the listing that led to the post, where the page has none."""
    if entry is None or article.section not in (None, entry.group):
        return
    if not article.section:
        article.section = entry.group
        article.field_sources["section"] = "listing"
    if entry.label and not article.category:
        article.category = entry.label
        article.field_sources["category"] = "listing"


def _believable(stated: str, here: str, run: Run, values: dict[str, Any]) -> bool:
    """A page may name its proper address; a template that names one address for all may not."""
    if not urls.is_page_of(stated, run.base_url):
        return False
    same_slug = stated.rsplit("/", 1)[-1] in here.split("/")
    return same_slug or (values.get("post_id") is not None and stated.count("/") > 3)


def _judge(
    spider: RunSpider,
    article: Article,
    links: Sequence[Link],
    response: Response,
    url: str,
    now: datetime,
) -> Iterator[Article | Link]:
    run = spider.run
    assert article.id
    etag, last_modified = _header(response, b"ETag"), _header(response, b"Last-Modified")
    known = run.ledger.by_article_id(article.id)
    if article.id in run.receipts:
        run.ledger.release(url)
        return
    is_back = known is not None and known.superseded_at is not None
    is_elsewhere = known is not None and known.url not in (url, article.url)
    if known and is_elsewhere and not is_back and _fetched_in(run, known):
        run.ledger.unchanged(url)
        run.counts["duplicates"] += 1
        return
    digest = text.content_hash(article.title, article.summary, article.body)
    changed = known is not None and known.content_hash != digest
    if known and not (changed or is_back or known.withheld or run.arguments.full):
        run.ledger.unchanged(url, etag=etag, last_modified=last_modified)
        run.counts["unchanged"] += 1
        _follow(run, links, response.url, is_kept=True)
        return
    article.revision = max(known.revision, 1) + changed if known else 1
    moment = printed.published(article, now)
    day = moment.local[:10] if moment else None
    if day and run.arguments.since:
        run.days[url] = day
    published_at = datetime.fromisoformat(moment.at) if moment and moment.at else None
    receipt = Receipt(url, etag, last_modified, published_at, day, changed=changed)
    is_left_out = _left_out(run, article, day)
    is_undated = day is None and bool(run.arguments.since or run.arguments.until)
    _follow(run, links, response.url, is_kept=not (is_left_out or is_undated))
    if is_left_out:
        run.withheld(article, receipt, digest)
        return
    if is_undated:
        run.undated(url)
        return
    if run.is_full():
        run.ledger.release(url)
        return
    run.accepted += 1
    run.receipts[article.id] = receipt
    for link in links:
        link.page_url = article.url
        yield link
    yield article
    if run.is_full():
        end(spider.crawler, Reason.LIMIT)


def _fetched_in(run: Run, known: Row) -> bool:
    return known.fetched_at is not None and known.fetched_at >= run.started_at


def _left_out(run: Run, article: Article, day: str | None) -> bool:
    arguments = run.arguments
    if not run.scope.holds(article.section, article.category, article.regions, article.kind):
        return True
    if day and not arguments.holds(day):
        return True
    return bool(arguments.keywords) and not _speaks_of(arguments.keywords, article)


def _speaks_of(keywords: Sequence[str], article: Article) -> bool:
    said = text.key(
        "\n".join([article.title or "", article.summary or "", article.body or "", *article.tags])
    )
    return any(re.search(rf"(?<!\w){re.escape(text.key(word))}(?!\w)", said) for word in keywords)


def _vanished(run: Run, url: str) -> None:
    was_known = run.ledger.gone(url)
    (run.gone if was_known else run.missing).append(url)
    run.counts["gone" if was_known else "missing"] += 1


def _header(response: Response, name: bytes) -> str | None:
    value = (response.headers.get(name) or b"").decode("latin-1")
    # It is kept and sent back: a NUL is refused by PostgreSQL, other letters come back as others.
    return value if value and value.isascii() and value.isprintable() else None


def lose(spider: RunSpider, failure: Failure) -> None:
    """Note that a post was not got, or leave it to a later run where that is not its fault."""
    url = failure.request.cb_kwargs["url"]  # type: ignore[attr-defined]  # Scrapy sets it
    if getattr(failure.value, "later", False):
        spider.run.ledger.release(url)
        if getattr(failure.value, "reason", "").startswith("refused"):
            spider.run.failures[url] = reason(failure)
    elif is_disallowed(failure):
        spider.run.disallowed(url)
    else:
        spider.run.failed(url, reason(failure))


def is_disallowed(failure: Failure) -> bool:
    """True where robots.txt forbids the request; Scrapy says so in words alone."""
    return str(failure.value) == "Forbidden by robots.txt"


def reason(failure: Failure) -> str:
    """Why a page was not got, in a few words for the ledger and `run.json`."""
    if isinstance(failure.value, HttpError):
        return f"HTTP {failure.value.response.status}"
    if isinstance(failure.value, IgnoreRequest) and str(failure.value):
        return str(failure.value)
    return type(failure.value).__name__
