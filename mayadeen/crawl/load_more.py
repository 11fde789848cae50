"""The walk of a listing that grows by a script: by the request of its button, or by clicks.

The request is learned once, from two clicks in a browser, and kept in the ledger where plain HTTP
gets the same by it. Then no browser is needed until it stops working; other listings are tried with
it before a browser opens them, which it does for one at a time.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypedDict
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError

from mayadeen.crawl import batches, failures
from mayadeen.crawl.failures import is_disallowed, is_of_site
from mayadeen.pages import load_more
from mayadeen.pages.listing import Card, Listing, read_listing
from mayadeen.run.state import RunSpider, Walk, walk_ended

if TYPE_CHECKING:
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

# After how many clicks a request is judged, and how often a click that failed is repeated.
CLICKS = 2
REPEATS = 2
# With how many kinds of requests, learned for other listings, one is tried before it is opened.
TRIES = 2


class State(TypedDict, total=False):
    """Where a walk stands, as plain values that a request carries.

    `page` is the listing's HTML as plain HTTP gave it, `control` the XPath of its button or
    `growth.SCROLL`, `cookie` what it set, `undated` as in `listings.read`. `template` and `values`
    are those of the learned request, `is_first` says that nothing was had by it in this run;
    `expected` are the posts that it must bring to be believed, `over` why the walk ends once that
    is known. `clicks` counts those that had an effect, `failures` those in a row that failed;
    `judged` says that there is nothing to learn. `is_second` says that a learned request failed in
    this walk, which began anew, and `had` how many batches are met again by that. `tried` are the
    shapes of the learned requests that are out of question. `barren` are the buttons that bring
    nothing (more), `grew` says that one of them brought something. `several` says that more than
    one button stands there, of which a learned request would be only one's. `scripts` are files
    still to be read for a hint that the listing grows.
    """

    page: str
    control: str | None
    cookie: str
    undated: list[str]
    template: load_more.Template
    values: load_more.Values
    is_first: bool
    expected: list[str]
    over: str | None
    clicks: int
    failures: int
    judged: bool
    is_second: bool
    had: int
    tried: list[str]
    barren: list[str]
    grew: bool
    several: bool
    scripts: list[str]


def go_on(
    spider: RunSpider, walk: Walk, response: TextResponse, shown: Listing
) -> Iterator[Request]:
    """Go on from a listing's page, whose posts were noted, to what its script would bring."""
    run, always = spider.run, _mode(spider) == "always" and walk.pages == 1
    may_be_filled = not walk.posts and load_more.has_script(response.text)
    # At the end of a walk by links such a script is about something else.
    is_first = walk.pages == 1
    scrolls = is_first and load_more.grows_by_scrolling(response.text)
    makes = is_first and load_more.makes_a_button(response.text)
    files = load_more.script_files(response.text, response.url) if is_first else []
    if not (shown.load_more or may_be_filled or scrolls or makes or files or always):
        # A section may be without posts, but hardly one that had some.
        is_lost = not walk.posts and run.ledger.listing(walk.url).posts
        _leave(spider, walk, "empty" if is_lost else "end")
        return
    assert response.request
    state: State = {
        "page": response.text,
        "control": shown.load_more_path or (load_more.SCROLL if scrolls or makes else None),
        "cookie": "; ".join(
            cookie.decode("latin-1").partition(";")[0]
            for cookie in response.headers.getlist("Set-Cookie")
        ),
        "undated": batches.undated(run, shown.cards),
        "is_second": False,
        "had": 0,
        "tried": [],
        "barren": [],
        "grew": False,
        "several": shown.certain > 1,
        "scripts": files,
    }
    yield from _fetch_first(spider, state["undated"])
    priority = response.request.priority
    if not (shown.load_more or may_be_filled or scrolls or makes or always):
        yield from _look_into_files(spider, walk, state, priority)
        return
    may_learn = not (always or state["several"])
    template = run.ledger.listing(walk.url).learned if may_learn else None
    values = template and load_more.begin(
        template, load_more.Answer(walk.url, shown.cards, response.text)
    )
    if template and values:
        state["template"], state["values"], state["is_first"] = template, values, True
        yield _ask(spider, walk, "replay", state, priority)
    else:
        yield from _seek(spider, walk, state, priority)


def _look_into_files(
    spider: RunSpider, walk: Walk, state: State, priority: int
) -> Iterator[Request]:
    """Read the page's script files, each once in a run, until one could make the listing grow."""
    known = spider.run.scripts
    unread = [url for url in state["scripts"] if url not in known]
    if any(known.get(url) for url in state["scripts"]):
        yield from _seek(spider, walk, {**state, "control": load_more.SCROLL}, priority)
    elif unread:
        yield _request(spider, walk, unread[0], "file", state, priority)
    else:
        _leave(spider, walk, "end")


def _file_read(
    spider: RunSpider, walk: Walk, response: Response, state: State
) -> Iterator[Request]:
    assert response.request
    text = response.text if isinstance(response, TextResponse) else ""
    spider.run.scripts[response.request.url] = load_more.may_grow(text)
    yield from _look_into_files(spider, walk, state, response.request.priority)


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
    reason, code = failures.reason(failure), getattr(failure.value, "reason", "")
    # A request without the right token is refused too, and is not all that there is to try.
    is_left = getattr(failure.value, "later", False) and not (
        step in ("replay", "verify", "prove") and code.startswith("refused_")
    )
    if code == "no_browser":
        spider.run.warn(f"Listings that grow by a script need a browser: {failure.value}")
        _leave(spider, walk, "load_more" if state["control"] else "empty")
    elif is_left:
        _leave(spider, walk, "left")
    elif step == "file":
        spider.run.scripts[request.url] = False
        yield from _look_into_files(spider, walk, state, request.priority)
    elif step == "verify":
        yield from _click(spider, walk, {**state, "judged": True}, request.priority)
    elif step == "prove":
        spider.run.browser.useless.add(load_more.shape(state["template"]))
        yield from _seek(spider, walk, state, request.priority)
    elif step == "replay" and reason == "HTTP 404" and not state["is_first"]:
        # So some sites answer for the page after the last.
        _leave(spider, walk, "end")
    elif step == "replay" and not (state["is_second"] or _is_down(failure)):
        yield from _learn_again(spider, walk, state, request.priority, reason)
    elif is_disallowed(failure):
        _leave(spider, walk, "disallowed")
    else:
        if step == "replay" and not _is_down(failure):
            spider.run.ledger.learned(walk.url, None)
        spider.run.failures[request.url] = reason
        _leave(spider, walk, "failed")


def _is_down(failure: Failure) -> bool:
    """Whether a request failed for what its server is to blame for, and not the request.

    To learn it anew would bring the same, and ask a site in trouble for more.
    """
    if isinstance(failure.value, HttpError):
        return failure.value.response.status >= 500 or failure.value.response.status == 429
    return not isinstance(failure.value, IgnoreRequest)


def _replayed(spider: RunSpider, walk: Walk, response: Response, state: State) -> Iterator[Request]:
    """A batch that the learned request brought."""
    run, template = spider.run, state["template"]
    assert response.request
    priority = response.request.priority
    answer = _answer(spider, walk, response)
    is_fresh = bool(_fresh(walk, answer.cards))
    if state["is_first"]:
        # One that never brought anything is believed as long as the page shows no more itself.
        is_doubtful = template["bore"] or walk.posts > template["cards"]
        if not is_fresh and is_doubtful and not state["had"]:
            yield from _learn_again(spider, walk, state, priority, "it brings nothing new")
            return
        if is_fresh and not template["bore"]:
            template = {**template, "bore": True}
            run.ledger.learned(walk.url, template)
    walk.means = "learned"
    following = load_more.advance(template, state["values"], answer)
    is_met_again = bool(answer.cards) and not is_fresh and state["had"] > 0
    reason = None
    if is_fresh:
        reason = batches.note(run, walk, answer.cards, walk.url, state["undated"])
    if not reason and not (is_fresh or answer.cards) and not _shows_end(spider, response, answer):
        if state["is_second"] or not state["is_first"]:
            run.failures[response.url] = NO_BATCH
            _leave(spider, walk, "failed")
        else:
            yield from _learn_again(spider, walk, state, priority, NO_BATCH)
        return
    if reason or not following or not (is_fresh or is_met_again):
        _leave(spider, walk, reason or "end")
        return
    undated = batches.undated(run, answer.cards)
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
    controls = [one for one in shown.controls if one not in state["barren"]]
    control = controls[0] if controls else state["control"]
    walk.means = "browser"
    reason = batches.note(run, walk, cards, walk.url, state["undated"]) if cards else None
    clicks, failures, barren = state["clicks"], 0, state["barren"]
    if clicks and not cards and not reason:
        reason = _verdict(spider, walk, response, state)
        if reason == _AGAIN:
            failures, reason = state["failures"] + 1, None
        elif reason in ("end", "load_more"):
            # Another button may stand there, and bring more.
            if response.meta["control"] != "gone":  # else the next may be found by the same path
                barren = [*barren, *filter(None, [state["control"]])]
            likely = shown.controls[: shown.certain] if state["grew"] else shown.controls
            if rest := [one for one in likely if one not in barren]:
                control, reason = rest[0], None
    if not reason and not control:
        # A browser has looked: what shows no post has none, unless it could not ask for them.
        reason = "end" if walk.posts or not _failed(response, 0) else "empty"
    undated = batches.undated(run, cards)
    yield from _fetch_first(spider, undated)
    state = {
        **state,
        "control": control,
        "undated": undated,
        "over": reason,
        "failures": failures,
        "barren": barren,
        "grew": state["grew"] or bool(clicks and cards),
        "several": state["several"] or shown.certain > 1,
    }
    is_judged = state["judged"] or state["several"]
    if not is_judged and (reason in _LEARNED_FROM or clicks >= CLICKS):
        state["judged"] = True
        if learned := _learn(spider, walk, response, state):
            yield _ask(spider, walk, "verify", learned, priority)
            return
    yield from _click(spider, walk, state, priority)


_LEARNED_FROM = {"end", "known", "since", "max_pages", "limit"}
_AGAIN = "again"
NO_BATCH = "no batch in the answer"


def _verdict(spider: RunSpider, walk: Walk, response: TextResponse, state: State) -> str | None:
    """What a click says that brought nothing new: why the walk ends, `_AGAIN`, or None to go on.

    An end needs a sign: the button is gone, or was asked for more and said that there is none. What
    asks for nothing and stays as it was waits for something that no crawler gives, as consent.
    """
    became = response.meta["control"]
    if became == "absent":
        return "end"
    asked = [one for one in response.meta["exchanges"] if one["click"] == state["clicks"]]
    answers = [
        load_more.read_answer(one["text"], walk.url, spider.run.menu)
        for one in asked
        if one["status"] == 200
    ]
    if any(answer.cards for answer in answers):
        return "end" if state["clicks"] >= state["had"] else None
    if any(map(load_more.shows_end, answers)):
        is_spent = became == "gone" or state["grew"] or walk.pages > 1
        return "end" if is_spent else "load_more"
    if not asked:
        # A button that makes way for a spinner has brought nothing yet.
        is_over = state["control"] == load_more.SCROLL or (state["grew"] and became != "enabled")
        return "end" if is_over else "load_more"
    failed = _failed(response, state["clicks"])
    if failed and failed["text"] == "robots.txt":
        return "disallowed"
    last = failed or asked[-1]
    if state["failures"] < REPEATS and last["text"] != load_more.NO_ANSWER:
        return _AGAIN
    status = last["status"]
    why = last["text"] if not status else NO_BATCH if status < 300 else f"HTTP {status}"
    spider.run.failures[last["url"]] = why
    return "failed"


def _failed(response: Response, clicks: int) -> dict[str, Any] | None:
    """The last request of the last click, where it failed."""
    asked = [one for one in response.meta["exchanges"] if one["click"] == clicks]
    return next((one for one in reversed(asked) if not 200 <= one["status"] < 300), None)


def _shows_end(spider: RunSpider, response: Response, answer: load_more.Answer) -> bool:
    """Whether an answer without posts ends a listing; a whole page does where it is the site's."""
    if load_more.shows_end(answer):
        return True
    if answer.data is not None or not isinstance(response, TextResponse):
        return False
    return spider.run.menu.stated and is_of_site(spider.run, response)


def _learn(spider: RunSpider, walk: Walk, response: TextResponse, state: State) -> State | None:
    menu = spider.run.menu
    exchanges = [
        (one, load_more.read_answer(one["text"], walk.url, menu))
        for one in response.meta["exchanges"]
    ]
    learned = load_more.learn(
        exchanges,
        load_more.read_answer(state["page"], walk.url, menu),
        load_more.Answer(walk.url, [], response.text),
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
    logger.info("Learned for %s: %s", walk.url, load_more.describe(state["template"]))
    spider.run.ledger.learned(walk.url, state["template"])
    following = load_more.advance(state["template"], state["values"], answer)
    if state["over"] or not following:
        _leave(spider, walk, state["over"] or "end")
        return
    _free(spider, walk)
    state = {**state, "values": following, "is_first": False}
    state["had"] = max(state["had"] - 1 - state["clicks"], 0)
    yield _ask(spider, walk, "replay", state, priority)


def _learn_again(
    spider: RunSpider, walk: Walk, state: State, priority: int, why: str
) -> Iterator[Request]:
    logger.info("The request learned for %s does not work any more (%s)", walk.url, why)
    spider.run.ledger.learned(walk.url, None)
    tried = [*state["tried"], load_more.shape(state["template"])]
    state = {**state, "is_second": True, "had": walk.pages, "tried": tried}
    yield from _seek(spider, walk, state, priority)


def _seek(spider: RunSpider, walk: Walk, state: State, priority: int) -> Iterator[Request]:
    """Find another way: by what was learned for other listings, else by the browser."""
    browser = spider.run.browser
    if browser.holder != walk.url and _mode(spider) != "never":
        browser.waiting.append(_opening(spider, walk, state, priority))
        _pass_on(spider)
        return
    template = None
    may_learn = not (_mode(spider) == "always" or state["several"])
    if may_learn and len(state["tried"]) < TRIES:
        page = load_more.read_answer(state["page"], walk.url, spider.run.menu)
        template = _borrowed(spider, page, state["tried"])
    if template and (values := load_more.prove(template, page)):
        tried = [*state["tried"], load_more.shape(template)]
        expected = [card.url for card in page.cards]
        state = {**state, "template": template, "values": values, "expected": expected}
        yield _ask(spider, walk, "prove", {**state, "tried": tried}, priority)
    elif _mode(spider) == "never":
        _leave(spider, walk, "load_more" if state["control"] else "empty")
    else:
        yield _opening(spider, walk, state, priority)


def _borrowed(
    spider: RunSpider, page: load_more.Answer, tried: list[str]
) -> load_more.Template | None:
    """The request of another listing's button, made this one's; of several kinds the commonest."""
    run = spider.run
    out = run.browser.useless.union(tried)
    kinds: Counter[str] = Counter()
    fitting: dict[str, load_more.Template] = {}
    for url, learned in run.ledger.learned_requests():
        kind = load_more.shape(learned)
        if urlsplit(url).netloc == urlsplit(page.url).netloc and kind not in out:
            kinds[kind] += 1
            if kind not in fitting and (adapted := load_more.adapt(learned, page)):
                fitting[kind] = adapted
    best = max(fitting, key=kinds.__getitem__, default=None)
    return fitting[best] if best else None


def _proved(spider: RunSpider, walk: Walk, response: Response, state: State) -> Iterator[Request]:
    """What another listing's request gets for this one, of what its page shows already."""
    assert response.request
    priority, template = response.request.priority, state["template"]
    brought = {card.url for card in _answer(spider, walk, response).cards}
    shown = load_more.read_answer(state["page"], walk.url, spider.run.menu)
    values = load_more.begin(template, shown)
    # Where posts are counted, a shorter batch than the count would leave a gap.
    step = max((rule.get("step", 1) for rule in template["rules"]), default=1)
    is_met = 2 * len(brought.intersection(state["expected"])) >= max(len(brought), 1)
    if not (values and is_met and len(brought) >= step):
        yield from _seek(spider, walk, state, priority)
        return
    logger.info("Learned for %s from others: %s", walk.url, load_more.describe(template))
    spider.run.ledger.learned(walk.url, template)
    _free(spider, walk)
    state = {**state, "values": values, "is_first": True}
    yield _ask(spider, walk, "replay", state, priority)


def _opening(spider: RunSpider, walk: Walk, state: State, priority: int) -> Request:
    judged = _mode(spider) == "always"
    state = {**state, "clicks": 0, "failures": 0, "judged": judged}
    expects = load_more.SOME_BUTTON if state["control"] == load_more.SCROLL else state["control"]
    browser = {"listing": walk.url, "click": None, "expects": expects}
    return _request(spider, walk, walk.url, "browse", state, priority, browser=browser)


def _free(spider: RunSpider, walk: Walk) -> None:
    """Close a listing's page, where it has one, and let the next have the browser."""
    spider.crawler.signals.send_catch_log(walk_ended, url=walk.url)
    spider.run.browser.leave(walk.url)
    _pass_on(spider)


def _pass_on(spider: RunSpider) -> None:
    """Begin with the listing whose turn it is now; past the callback, whose depth is another's."""
    engine = spider.crawler.engine
    assert engine
    if request := spider.run.browser.next():
        given = request.cb_kwargs
        walk = spider.run.walk(given["listing"], given["label"], given["kind"])
        for one in _seek(spider, walk, given["state"], request.priority):
            engine.crawl(one)


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
    asked = load_more.render(state["template"], state["values"])
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


def _answer(spider: RunSpider, walk: Walk, response: Response) -> load_more.Answer:
    text = response.text if isinstance(response, TextResponse) else ""
    return load_more.read_answer(text, walk.url, spider.run.menu)


def _fresh(walk: Walk, cards: list[Card]) -> list[Card]:
    return [card for card in cards if hash(card.url) not in walk.seen]


def _leave(spider: RunSpider, walk: Walk, reason: str) -> None:
    walk.ended_by = reason
    batches.close(spider.run, walk)
    _free(spider, walk)


def _mode(spider: RunSpider) -> str:
    return str(spider.crawler.settings["MAYADEEN_BROWSER"])


_STEPS = {
    "replay": _replayed,
    "browse": _browsed,
    "verify": _verified,
    "prove": _proved,
    "file": _file_read,
}
