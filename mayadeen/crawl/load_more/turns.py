"""Choose how a listing goes on: by a borrowed request, by its turn with the browser, or not.

One listing at a time has the browser; the others wait here, outside the downloader, whose places
the open page needs for its clicks.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from scrapy import Request

from mayadeen.crawl import batches
from mayadeen.crawl.load_more.requests import State, ask, mode, opening, request
from mayadeen.pages import load_more
from mayadeen.run.state import RunSpider, Walk, walk_ended

logger = logging.getLogger(__name__)

# With how many kinds of requests, learned for other listings, one is tried before it is opened.
TRIES = 2


def find_way(spider: RunSpider, walk: Walk, state: State, priority: int) -> Iterator[Request]:
    """Find a way: by what was learned for other listings, else by the browser."""
    browser = spider.run.browser
    if browser.holder != walk.url and mode(spider) != "never":
        browser.waiting.append(opening(spider, walk, state, priority))
        _start_next_waiting(spider)
        return
    template = None
    may_learn = not (mode(spider) == "always" or state["many_buttons"])
    if may_learn and len(state["tried"]) < TRIES:
        page = load_more.read_answer(state["page"], walk.url, spider.run.menu)
        template = _borrowed(spider, page, state["tried"])
    if template and (values := load_more.prove(template, page)):
        tried = [*state["tried"], load_more.shape(template)]
        expected = [card.url for card in page.cards]
        state = {**state, "template": template, "values": values, "expected": expected}
        yield ask(spider, walk, "prove", {**state, "tried": tried}, priority)
    elif mode(spider) == "never":
        leave(spider, walk, "load_more" if state["control"] else "empty")
    else:
        yield opening(spider, walk, state, priority)


def learn_again(
    spider: RunSpider, walk: Walk, state: State, priority: int, why: str
) -> Iterator[Request]:
    """Forget a learned request that has stopped working, and find another way."""
    logger.info("The request learned for %s does not work any more (%s)", walk.url, why)
    spider.run.ledger.learned(walk.url, None)
    tried = [*state["tried"], load_more.shape(state["template"])]
    state = {**state, "is_second": True, "batches_to_repeat": walk.pages, "tried": tried}
    yield from find_way(spider, walk, state, priority)


def click(spider: RunSpider, walk: Walk, state: State, priority: int) -> Iterator[Request]:
    """Click once more, unless the walk is over."""
    if reason := state.get("end_reason"):
        leave(spider, walk, reason)
        return
    browser = {"listing": walk.url, "click": state["control"]}
    state = {**state, "clicks": state["clicks"] + 1}
    yield request(spider, walk, walk.url, "browse", state, priority, browser=browser)


def leave(spider: RunSpider, walk: Walk, reason: str) -> None:
    """End a walk, and let the next have the browser."""
    walk.ended_by = reason
    batches.close(spider.run, walk)
    release_browser(spider, walk)


def release_browser(spider: RunSpider, walk: Walk) -> None:
    """Close a listing's page, where it has one, and let the next have the browser."""
    spider.crawler.signals.send_catch_log(walk_ended, url=walk.url)
    spider.run.browser.leave(walk.url)
    _start_next_waiting(spider)


def _start_next_waiting(spider: RunSpider) -> None:
    """Begin with the listing whose turn it is now; past the callback, whose depth is another's."""
    engine = spider.crawler.engine
    assert engine
    if waiting := spider.run.browser.next():
        given = waiting.cb_kwargs
        walk = spider.run.walk(given["listing"], given["label"], given["kind"])
        for one in find_way(spider, walk, given["state"], waiting.priority):
            engine.crawl(one)


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
