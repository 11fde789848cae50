"""Find the listings of tags and people by name: the site has no table of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NoReturn, TypedDict

from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response, TextResponse

from mayadeen.crawl import listings
from mayadeen.crawl.failure_reasons import reason
from mayadeen.pages.listing import read_listing
from mayadeen.pages.name_links import (
    Named,
    Sort,
    find_name,
    guess_addresses,
    is_page_of_name,
    read_names,
)
from mayadeen.run.state import Run, RunSpider
from mayadeen.run.status import Reason

if TYPE_CHECKING:
    from twisted.python.failure import Failure

# The list of all who write may have several pages; a trap has no end of them.
MOST_PAGES = 50
_ARGUMENT: dict[Sort, Literal["tags", "authors"]] = {"tag": "tags", "author": "authors"}


class Search(TypedDict):
    """How far a search is, as plain values that a request carries.

    `wanted` are (sort, name) still without an address, `found` (sort, name, address); `index` is
    the list of all who write, `look` are pages that may show more names, `names` those met;
    `guessed` is the one that this request is to confirm, `guesses` are where else it may stand.
    """

    wanted: list[tuple[Sort, str]]
    found: list[tuple[Sort, str, str]]
    index: str
    look: list[str]
    names: dict[Sort, list[Named]]
    guessed: tuple[Sort, str] | None
    guesses: list[str]
    pages: int


def begin(spider: RunSpider, home: TextResponse) -> Iterator[Request]:
    """Search for what `tags=` and `authors=` name, then walk its listings.

    A tag is looked for on the home page, then on a listing and on a post; a person on the page of
    those who write. What no page shows is asked for where the site would have it by its other
    tags' addresses. The run ends as `bad_argument` where there is no such page.
    """
    run = spider.run
    run.ready = False  # no post is fetched before it is clear where to look
    tags, authors = run.arguments.tags, run.arguments.authors
    index = run.menu.authors_url or home.urljoin("/authors")
    look: list[str] = []
    if tags:
        look += [entry.url for entry in run.scope.entries[:1]]
        look += [card.url for card in read_listing(home, run.menu).cards[:1]]
    if authors:
        look.insert(0, index)
    wanted: list[tuple[Sort, str]] = [("tag", name) for name in tags]
    wanted += [("author", name) for name in authors]
    search: Search = {
        "wanted": wanted,
        "found": [],
        "index": index,
        "look": look,
        "names": {"tag": [], "author": []},
        "guessed": None,
        "guesses": [],
        "pages": 0,
    }
    _learn(run, home, search)
    yield from _go_on(spider, search)


def read(spider: RunSpider, response: Response, search: Search) -> Iterator[Request]:
    """Go on with what one page of the search shows."""
    run, guessed = spider.run, search["guessed"]
    if not isinstance(response, TextResponse):
        yield from _go_on(spider, search)
        return
    if guessed and response.status == 200 and is_page_of_name(response, guessed[1]):
        sort, name = guessed
        search["wanted"].remove(guessed)
        if not search["wanted"]:  # its walk begins with this page; else once all names are found
            yield from spider.parse_listing(
                response, listing=response.url, label=name, kind=sort, undated=()
            )
        else:
            search["found"].append((sort, name, response.url))
    elif not guessed:
        _learn(run, response, search)
        following = read_listing(response, run.menu).next_url
        search["pages"] += 1
        is_index = response.url.startswith(search["index"])
        if is_index and following and search["pages"] < MOST_PAGES:
            search["look"].insert(0, following)
    yield from _go_on(spider, search)


def on_error(spider: RunSpider, failure: Failure) -> Iterator[Request]:
    """A page of the search was not got; what it would have shown may stand elsewhere."""
    request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
    spider.run.failures[request.url] = reason(failure)
    yield from _go_on(spider, request.cb_kwargs["search"])


def _learn(run: Run, response: TextResponse, search: Search) -> None:
    for sort, names in search["names"].items():
        names += read_names(response, run.menu, sort)
    for one in list(search["wanted"]):
        url = find_name(one[1], search["names"][one[0]])
        if url:
            search["wanted"].remove(one)
            search["found"].append((*one, url))


def _go_on(spider: RunSpider, search: Search) -> Iterator[Request]:
    if not search["wanted"]:
        spider.run.ready = True
        for sort, name, url in search["found"]:
            yield listings.first_page(spider, url, name, sort, priority=20)
        return
    if search["look"]:
        yield _request(spider, search["look"].pop(0), {**search, "guessed": None})
        return
    one = search["wanted"][0]
    names = search["names"][one[0]]
    guesses = search["guesses"] if search["guessed"] == one else guess_addresses(one[1], names)
    if not guesses:
        _give_up(spider.run, one, names)
    yield _request(spider, guesses[0], {**search, "guessed": one, "guesses": guesses[1:]})


def _request(spider: RunSpider, url: str, search: Search) -> Request:
    return Request(
        url,
        spider.parse_search,
        errback=spider.on_search_error,
        priority=40,
        meta={"purpose": "search", "handle_httpstatus_list": [404, 410]},
        cb_kwargs={"search": search},
        dont_filter=True,
    )


def _give_up(run: Run, one: tuple[Sort, str], names: list[Named]) -> NoReturn:
    if run.failures:
        raise CloseSpider(Reason.UNAVAILABLE)
    shown = ", ".join(dict.fromkeys(named.name for named in names if named.is_sure)) or "none"
    raise run.refuse(f"{_ARGUMENT[one[0]]}={one[1]!r}: the site has no such page; it shows {shown}")
