"""The walk of a listing that grows by a script: by the request of its button, or by clicks.

The request is learned once, from two clicks in a browser, and kept in the ledger where plain HTTP
gets the same by it. Then no browser is needed until it stops working.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypedDict

from scrapy import Request
from scrapy.http import Response, TextResponse

from mayadeen.pages import growth
from mayadeen.pages.listing import Card, Listing, read_listing
from mayadeen.run import RunSpider, Walk, walk_ended
from mayadeen.spiders import posts, walks

if TYPE_CHECKING:
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

# After how many clicks a request is judged, and how often a click that failed is repeated.
CLICKS = 2
REPEATS = 2


class State(TypedDict, total=False):
    """Where a walk stands, as plain values that a request carries.

    `page` is the listing's HTML as plain HTTP gave it, `control` the XPath of its button or
    `growth.SCROLL`, `cookie` what it set, `undated` as in `listings.read`. `template` and `values`
    are those of the learned request, `is_first` says that nothing was had by it in this run;
    `expected` are the posts that it must bring to be believed, `over` why the walk ends once that
    is known. `clicks` counts those that had an effect, `failures` those in a row that failed;
    `judged` says that there is nothing to learn. `is_second` says that a learned request failed in
    this walk, which began anew, and `had` how many batches are met again by that.
    """

    page: str
    control: str | None
    cookie: str
    undated: list[str]
    template: growth.Template
    values: growth.Values
    is_first: bool
    expected: list[str]
    over: str | None
    clicks: int
    failures: int
    judged: bool
    is_second: bool
    had: int


def go_on(
    spider: RunSpider, walk: Walk, response: TextResponse, shown: Listing
) -> Iterator[Request]:
    """Go on from a listing's page, whose posts were noted, to what its script would bring."""
    run, always = spider.run, _mode(spider) == "always" and walk.pages == 1
    may_be_filled = not walk.posts and growth.has_script(response.text)
    # At the end of a walk by links such a script is about something else.
    scrolls = walk.pages == 1 and growth.grows_by_scrolling(response.text)
    if not (shown.load_more or may_be_filled or scrolls or always):
        # A section may be without posts, but hardly one that had some.
        is_lost = not walk.posts and run.ledger.listing(walk.url).posts
        _leave(spider, walk, "empty" if is_lost else "end")
        return
    assert response.request
    state: State = {
        "page": response.text,
        "control": shown.load_more_path or (growth.SCROLL if scrolls else None),
        "cookie": "; ".join(
            cookie.decode("latin-1").partition(";")[0]
            for cookie in response.headers.getlist("Set-Cookie")
        ),
        "undated": walks.undated(run, shown.cards),
        "is_second": False,
        "had": 0,
    }
    yield from _fetch_first(spider, state["undated"])
    priority = response.request.priority
    template = None if always else run.ledger.listing(walk.url).learned
    values = template and growth.begin(
        template, growth.Answer(walk.url, shown.cards, response.text)
    )
    if template and values:
        state["template"], state["values"], state["is_first"] = template, values, True
        yield _ask(spider, walk, "replay", state, priority)
    else:
        yield from _open(spider, walk, state, priority)


def read(
    spider: RunSpider,
    response: Response,
    *,
    listing: str,
    label: str,
    kind: str,
    step: str,
    state: State,
) -> Iterator[Request]:
    """Note what one request of such a walk brought, and go on or end it."""
    walk = spider.run.walk(listing, label, kind)
    yield from _STEPS[step](spider, walk, response, state)


def lose(spider: RunSpider, failure: Failure) -> Iterator[Request]:
    """A request of such a walk got no answer: find another way, or end it."""
    request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
    given = request.cb_kwargs
    walk = spider.run.walk(given["listing"], given["label"], given["kind"])
    step: str = given["step"]
    state: State = given["state"]
    reason, code = posts.reason(failure), getattr(failure.value, "reason", "")
    # A request without the right token is refused too, and is not all that there is to try.
    is_left = getattr(failure.value, "later", False) and not (
        step in ("replay", "verify") and code.startswith("refused_")
    )
    if code == "no_browser":
        spider.run.warn(f"Listings that grow by a script need a browser: {failure.value}")
        _leave(spider, walk, "load_more" if state["control"] else "empty")
    elif is_left:
        _leave(spider, walk, "left")
    elif step == "verify":
        yield from _click(spider, walk, {**state, "judged": True}, request.priority)
    elif step == "replay" and reason == "HTTP 404" and not state["is_first"]:
        # So some sites answer for the page after the last.
        _leave(spider, walk, "end")
    elif step == "replay" and not state["is_second"]:
        yield from _learn_again(spider, walk, state, request.priority, reason)
    elif posts.is_disallowed(failure):
        _leave(spider, walk, "disallowed")
    else:
        if step == "replay":
            spider.run.ledger.learned(walk.url, None)
        spider.run.failures[request.url] = reason
        _leave(spider, walk, "failed")


def _replayed(spider: RunSpider, walk: Walk, response: Response, state: State) -> Iterator[Request]:
    """A batch that the learned request brought."""
    run, template = spider.run, state["template"]
    assert response.request
    priority = response.request.priority
    answer = _answer(spider, walk, response)
    is_fresh = bool(_fresh(walk, answer.cards))
    if state["is_first"]:
        # One that never brought anything is believed as long as the page shows no more itself.
        if not is_fresh and (template["bore"] or walk.posts > template["cards"]):
            yield from _learn_again(spider, walk, state, priority, "it brings nothing new")
            return
        if is_fresh and not template["bore"]:
            template = {**template, "bore": True}
            run.ledger.learned(walk.url, template)
    walk.means = "learned"
    following = growth.advance(template, state["values"], answer)
    is_met_again = bool(answer.cards) and not is_fresh and state["had"] > 0
    reason = None
    if is_fresh:
        reason = walks.note(run, walk, answer.cards, walk.url, state["undated"])
    if reason or not following or not (is_fresh or is_met_again):
        _leave(spider, walk, reason or "end")
        return
    undated = walks.undated(run, answer.cards)
    yield from _fetch_first(spider, undated)
    state = {
        **state,
        "had": state["had"] - is_met_again,
        "undated": undated,
        "template": template,
        "values": following,
        "is_first": False,
    }
    yield _ask(spider, walk, "replay", state, priority)


def _browsed(spider: RunSpider, walk: Walk, response: Response, state: State) -> Iterator[Request]:
    """The listing as it stands in the browser, opened just now or after another click."""
    run = spider.run
    assert isinstance(response, TextResponse)
    assert response.request
    priority = response.request.priority
    shown = read_listing(response, run.menu)
    cards = _fresh(walk, shown.cards)
    control = shown.load_more_path or state["control"]
    walk.means = "browser"
    reason = walks.note(run, walk, cards, walk.url, state["undated"]) if cards else None
    clicks = state["clicks"]
    if not cards and not reason:
        failed = _failed(response, clicks)
        if failed and failed["text"] == "robots.txt":
            reason = "disallowed"
        elif failed and state["failures"] == REPEATS:
            reason = "failed"
            status = failed["status"]
            run.failures[failed["url"]] = f"HTTP {status}" if status else failed["text"]
        elif failed and control:
            again: State = {**state, "control": control, "failures": state["failures"] + 1}
            yield from _click(spider, walk, again, priority)
            return
        elif clicks and (clicks >= state["had"] or not response.meta["clicked"]):
            reason = "end"
    if not reason and not control:
        reason = "end"  # a browser has looked: what shows no post has none
    undated = walks.undated(run, cards)
    yield from _fetch_first(spider, undated)
    state = {**state, "control": control, "undated": undated, "over": reason, "failures": 0}
    if not state["judged"] and (reason in _LEARNED_FROM or clicks >= CLICKS):
        state["judged"] = True
        if learned := _learn(spider, walk, response, state):
            yield _ask(spider, walk, "verify", learned, priority)
            return
    yield from _click(spider, walk, state, priority)


_LEARNED_FROM = {"end", "known", "since", "max_pages", "limit"}


def _failed(response: Response, clicks: int) -> dict[str, Any] | None:
    """The last request of the last click, where it failed."""
    asked = [one for one in response.meta["exchanges"] if one["click"] == clicks]
    return next((one for one in reversed(asked) if not 200 <= one["status"] < 300), None)


def _learn(spider: RunSpider, walk: Walk, response: TextResponse, state: State) -> State | None:
    menu = spider.run.menu
    exchanges = [
        (one, growth.read_answer(one["text"], walk.url, menu)) for one in response.meta["exchanges"]
    ]
    learned = growth.learn(
        exchanges,
        growth.read_answer(state["page"], walk.url, menu),
        growth.Answer(walk.url, [], response.text),
    )
    if learned is None:
        logger.info("No request to learn from the button of %s; it is clicked", walk.url)
        return None
    template, values, answer = learned
    return {
        **state,
        "template": template,
        "values": values,
        "expected": [card.url for card in answer.cards],
    }


def _verified(spider: RunSpider, walk: Walk, response: Response, state: State) -> Iterator[Request]:
    """What plain HTTP gets by the learned request that the browser has made last."""
    assert response.request
    priority = response.request.priority
    answer = _answer(spider, walk, response)
    brought, expected = {card.url for card in answer.cards}, set(state["expected"])
    # A post that was published meanwhile moves all others by one.
    if 2 * len(brought & expected) < max(len(brought), len(expected)):
        logger.info("The request of the button of %s brings something else", walk.url)
        yield from _click(spider, walk, state, priority)
        return
    logger.info("Learned for %s: %s", walk.url, growth.describe(state["template"]))
    spider.run.ledger.learned(walk.url, state["template"])
    following = growth.advance(state["template"], state["values"], answer)
    if state["over"] or not following:
        _leave(spider, walk, state["over"] or "end")
        return
    spider.crawler.signals.send_catch_log(walk_ended, url=walk.url)
    state = {**state, "values": following, "is_first": False}
    state["had"] = max(state["had"] - 1 - state["clicks"], 0)
    yield _ask(spider, walk, "replay", state, priority)


def _learn_again(
    spider: RunSpider, walk: Walk, state: State, priority: int, why: str
) -> Iterator[Request]:
    logger.info("The request learned for %s does not work any more (%s)", walk.url, why)
    spider.run.ledger.learned(walk.url, None)
    yield from _open(spider, walk, {**state, "is_second": True, "had": walk.pages}, priority)


def _open(spider: RunSpider, walk: Walk, state: State, priority: int) -> Iterator[Request]:
    if _mode(spider) == "never":
        _leave(spider, walk, "load_more" if state["control"] else "empty")
        return
    judged = _mode(spider) == "always"
    state = {**state, "clicks": 0, "failures": 0, "judged": judged}
    browser = {"listing": walk.url, "click": None}
    yield _request(spider, walk, walk.url, "browse", state, priority, browser=browser)


def _click(spider: RunSpider, walk: Walk, state: State, priority: int) -> Iterator[Request]:
    """Click once more, unless the walk is over."""
    if reason := state.get("over"):
        _leave(spider, walk, reason)
        return
    browser = {"listing": walk.url, "click": state["control"]}
    state = {**state, "clicks": state["clicks"] + 1}
    yield _request(spider, walk, walk.url, "browse", state, priority, browser=browser)


def _ask(spider: RunSpider, walk: Walk, step: str, state: State, priority: int) -> Request:
    """The learned request, filled in."""
    asked = growth.render(state["template"], state["values"])
    if state["template"]["cookies"] and state["cookie"]:
        asked["headers"]["cookie"] = state["cookie"]
    return _request(spider, walk, asked.pop("url"), step, state, priority, **asked)


def _request(
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
    return Request(
        url,
        spider.parse_growth,
        errback=spider.lose_growth,
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


def _fetch_first(spider: RunSpider, undated: list[str]) -> Iterator[Request]:
    if undated:
        yield from map(spider.post_request, spider.run.ledger.take(len(undated)))


def _answer(spider: RunSpider, walk: Walk, response: Response) -> growth.Answer:
    text = response.text if isinstance(response, TextResponse) else ""
    return growth.read_answer(text, walk.url, spider.run.menu)


def _fresh(walk: Walk, cards: list[Card]) -> list[Card]:
    return [card for card in cards if hash(card.url) not in walk.seen]


def _leave(spider: RunSpider, walk: Walk, reason: str) -> None:
    walk.ended_by = reason
    walks.close(spider.run, walk)
    spider.crawler.signals.send_catch_log(walk_ended, url=walk.url)


def _mode(spider: RunSpider) -> str:
    return str(spider.crawler.settings["MAYADEEN_BROWSER"])


_STEPS = {"replay": _replayed, "browse": _browsed, "verify": _verified}
