"""Begin a walk by load more, and hand each of its answers to the step it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError

from mayadeen.crawl import batches, failure_reasons
from mayadeen.crawl.failure_reasons import is_disallowed
from mayadeen.crawl.load_more.browse import browsed
from mayadeen.crawl.load_more.replay import check, checked, is_checked, proved, replayed, verified
from mayadeen.crawl.load_more.requests import State, ask, fetch_first, mode, request
from mayadeen.crawl.load_more.turns import click, find_way, learn_again, leave
from mayadeen.pages import load_more
from mayadeen.pages.listing import Listing
from mayadeen.run.state import RunSpider, Walk

if TYPE_CHECKING:
    from twisted.python.failure import Failure


@dataclass(frozen=True)
class _Hints:
    """What a listing's page, or the wish to see it in a browser, says of more than it shows."""

    has_button: bool
    scrolls: bool
    is_shell: bool
    always: bool
    files: list[str]

    @property
    def grows(self) -> bool:
        return self.has_button or self.scrolls or self.is_shell or self.always


def _hints(spider: RunSpider, walk: Walk, response: TextResponse, shown: Listing) -> _Hints:
    # At the end of a walk by links such a script is about something else.
    is_first, text = walk.pages == 1, response.text
    return _Hints(
        has_button=bool(shown.load_more),
        scrolls=is_first and (load_more.grows_by_scrolling(text) or load_more.makes_a_button(text)),
        is_shell=not walk.posts and load_more.has_script(text),
        always=is_first and mode(spider) == "always",
        files=load_more.script_files(text, response.url) if is_first else [],
    )


def go_on(
    spider: RunSpider, walk: Walk, response: TextResponse, shown: Listing
) -> Iterator[Request]:
    """Go on from a listing's page, whose posts were noted, to what its script would bring."""
    assert response.request
    ledger, priority = spider.run.ledger, response.request.priority
    hints = _hints(spider, walk, response, shown)
    if not (hints.grows or hints.files):
        # A section may be without posts, but hardly one that had some.
        is_lost = not walk.posts and ledger.listing(walk.url).posts
        leave(spider, walk, "empty" if is_lost else "end")
        return
    state: State = {
        "page": response.text,
        "control": shown.load_more_path or (load_more.SCROLL if hints.scrolls else None),
        "cookie": "; ".join(
            cookie.decode("latin-1").partition(";")[0]
            for cookie in response.headers.getlist("Set-Cookie")
        ),
        "undated": batches.undated(spider.run, shown.cards),
        "is_second": False,
        "batches_to_repeat": 0,
        "tried": [],
        "useless_buttons": [],
        "has_grown": False,
        "many_buttons": shown.certain > 1,
        "scripts": hints.files,
        "before": None,
        "end": None,
        "usual": None,
    }
    yield from fetch_first(spider, state["undated"])
    if not hints.grows:
        yield from _look_into_files(spider, walk, state, priority)
        return
    may_learn = not (hints.always or state["many_buttons"])
    template = ledger.listing(walk.url).learned if may_learn else None
    page = load_more.Answer(walk.url, shown.cards, response.text)
    if template and (values := load_more.begin(template, page)):
        state["template"], state["values"], state["is_first"] = template, values, True
        yield ask(spider, walk, "replay", state, priority)
    else:
        yield from find_way(spider, walk, state, priority)


def _look_into_files(
    spider: RunSpider, walk: Walk, state: State, priority: int
) -> Iterator[Request]:
    """Read the page's script files, each once in a run, until one could make the listing grow."""
    known = spider.run.scripts
    unread = [url for url in state["scripts"] if url not in known]
    if any(known.get(url) for url in state["scripts"]):
        yield from find_way(spider, walk, {**state, "control": load_more.SCROLL}, priority)
    elif unread:
        yield request(spider, walk, unread[0], "file", state, priority)
    else:
        leave(spider, walk, "end")


def _file_read(
    spider: RunSpider, walk: Walk, response: Response, state: State
) -> Iterator[Request]:
    assert response.request
    text = response.text if isinstance(response, TextResponse) else ""
    spider.run.scripts[response.request.url] = load_more.may_grow(text)
    yield from _look_into_files(spider, walk, state, response.request.priority)


_STEPS = {
    "replay": replayed,
    "browse": browsed,
    "check": checked,
    "verify": verified,
    "prove": proved,
    "file": _file_read,
}


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


def on_error(spider: RunSpider, failure: Failure) -> Iterator[Request]:
    """Find another way where a request of such a walk got no answer, or end it."""
    asked: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
    given = asked.cb_kwargs
    walk = spider.run.walk(given["listing"], given["label"], given["kind"])
    step: str = given["step"]
    state: State = given["state"]
    if getattr(failure.value, "reason", "") == "no_browser":
        spider.run.warn(f"Listings that grow by a script need a browser: {failure.value}")
        leave(spider, walk, "load_more" if state["control"] else "empty")
    elif _is_left(failure, step):
        leave(spider, walk, "left")
    elif step == "file":
        spider.run.scripts[asked.url] = False
        yield from _look_into_files(spider, walk, state, asked.priority)
    elif step == "verify":
        yield from click(spider, walk, {**state, "judged": True}, asked.priority)
    elif step == "prove":
        spider.run.browser.useless.add(load_more.shape(state["template"]))
        yield from find_way(spider, walk, state, asked.priority)
    elif step == "replay":
        yield from _replay_lost(spider, walk, failure, state, asked)
    else:
        _fail(spider, walk, failure, asked)


def _is_left(failure: Failure, step: str) -> bool:
    """Whether a request was not sent, as the run ends or its site refuses."""
    # A request without the right token is refused too, and is not all that there is to try.
    is_guess = step in ("replay", "verify", "prove")
    refused = getattr(failure.value, "reason", "").startswith("refused_")
    return getattr(failure.value, "later", False) and not (is_guess and refused)


def _replay_lost(
    spider: RunSpider, walk: Walk, failure: Failure, state: State, asked: Request
) -> Iterator[Request]:
    """Learn the request anew, unless its server is to blame or a 404 is its way to say the end."""
    reason, is_down = failure_reasons.reason(failure), _is_down(failure)
    if reason == "HTTP 404" and not state["is_first"]:
        # So some sites answer for the page after the last.
        if is_checked(state):
            leave(spider, walk, "end")
        else:
            yield check(spider, walk, state, asked.priority)
    elif not (state["is_second"] or is_down):
        yield from learn_again(spider, walk, state, asked.priority, reason)
    else:
        if not (is_down or is_disallowed(failure)):
            spider.run.ledger.learned(walk.url, None)
        _fail(spider, walk, failure, asked)


def _fail(spider: RunSpider, walk: Walk, failure: Failure, asked: Request) -> None:
    if is_disallowed(failure):
        leave(spider, walk, "disallowed")
    else:
        spider.run.failures[asked.url] = failure_reasons.reason(failure)
        leave(spider, walk, "failed")


def _is_down(failure: Failure) -> bool:
    """Whether a request failed for what its server is to blame for, and not the request.

    To learn it anew would bring the same, and ask a site in trouble for more.
    """
    if isinstance(failure.value, HttpError):
        return failure.value.response.status >= 500 or failure.value.response.status == 429
    return not isinstance(failure.value, IgnoreRequest)
