"""The requests of a walk by load more, and the state that it carries from one to the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypedDict

from scrapy import Request
from scrapy.http import Response, TextResponse

from mayadeen.pages import load_more
from mayadeen.pages.listing import Card
from mayadeen.run.state import RunSpider, Walk


class State(TypedDict, total=False):
    """Where a walk stands, as plain values that a request carries.

    `page` is the listing's HTML as plain HTTP gave it, `control` the XPath of its button or
    `load_more.SCROLL`, `cookie` what it set, `undated` as in `listings.read`. `template` and
    `values` are those of the learned request, `is_first` says that nothing was had by it in this
    run; `expected` are the posts that it must bring to be believed, and has brought last,
    `end_reason` why the walk ends once that is known. `clicks` counts those that had an effect,
    `failures` those in a row that failed; `judged` says that there is nothing to learn. `is_second`
    says that a learned request failed in this walk, which began anew, and `batches_to_repeat` how
    many batches are met again by that. `tried` are the shapes of the learned requests that are out
    of question. `useless_buttons` are the buttons that bring nothing (more), `has_grown` says that
    one of them brought something. `many_buttons` says that more than one button stands there, of
    which a learned request would be only one's. `scripts` are files still to be read for a hint
    that the listing grows. `before` are the values of the learned request that brought the last
    batch, `end` those of one that looked like the end and is asked again. `usual` tells the `kind`
    of the request by which clicks bring posts, and their `form`.
    """

    page: str
    control: str | None
    cookie: str
    undated: list[str]
    template: load_more.Template
    values: load_more.Values
    is_first: bool
    expected: list[str]
    end_reason: str | None
    clicks: int
    failures: int
    judged: bool
    is_second: bool
    batches_to_repeat: int
    tried: list[str]
    useless_buttons: list[str]
    has_grown: bool
    many_buttons: bool
    scripts: list[str]
    before: load_more.Values | None
    end: load_more.Values | None
    usual: dict[str, Any] | None


def mode(spider: RunSpider) -> str:
    """Give MAYADEEN_BROWSER: `auto`, `always` or `never`."""
    return str(spider.crawler.settings["MAYADEEN_BROWSER"])


def request(
    spider: RunSpider,
    walk: Walk,
    url: str,
    step: str,
    state: State,
    priority: int,
    *,
    browser: dict[str, Any] | None = None,
    **asked: Any,
) -> Request:
    """Make a request whose response `walk.read` hands to a step; `browser` as in chromium.py."""
    return Request(
        url,
        spider.parse_load_more,
        errback=spider.on_load_more_error,
        # Posts that are waited for come first.
        priority=-10 if state["undated"] else priority,
        meta={"purpose": "browser", "browser": browser} if browser else {"purpose": "batch"},
        cb_kwargs={
            "listing": walk.url,
            "label": walk.label,
            "kind": walk.kind,
            "step": step,
            "state": state,
        },
        dont_filter=True,
        **asked,
    )


def ask(spider: RunSpider, walk: Walk, step: str, state: State, priority: int) -> Request:
    """Make the learned request, filled in."""
    asked = load_more.render(state["template"], state["values"])
    if state["template"]["cookies"] and state["cookie"]:
        asked["headers"]["cookie"] = state["cookie"]
    return request(spider, walk, asked.pop("url"), step, state, priority, **asked)


def opening(spider: RunSpider, walk: Walk, state: State, priority: int) -> Request:
    """Make the request that opens a listing in the browser."""
    judged = mode(spider) == "always"
    state = {**state, "clicks": 0, "failures": 0, "judged": judged}
    expects = load_more.SOME_BUTTON if state["control"] == load_more.SCROLL else state["control"]
    browser = {"listing": walk.url, "click": None, "expects": expects}
    return request(spider, walk, walk.url, "browse", state, priority, browser=browser)


def fetch_first(spider: RunSpider, undated: list[str]) -> Iterator[Request]:
    """Fetch the posts whose days decide whether a walk goes on."""
    if undated:
        yield from map(spider.post_request, spider.run.ledger.take(len(undated)))


def answer_of(spider: RunSpider, walk: Walk, response: Response) -> load_more.Answer:
    """Read what a button's request brought."""
    text = response.text if isinstance(response, TextResponse) else ""
    return load_more.read_answer(text, walk.url, spider.run.menu)


def fresh(walk: Walk, cards: list[Card]) -> list[Card]:
    """Keep the cards of posts that the walk has not met."""
    return [card for card in cards if hash(card.url) not in walk.seen]
