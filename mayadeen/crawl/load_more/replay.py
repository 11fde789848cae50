"""Walk a listing by its learned request, once that is believed, batch by batch."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from scrapy import Request
from scrapy.http import Response, TextResponse

from mayadeen.crawl import batches
from mayadeen.crawl.failure_reasons import is_of_site
from mayadeen.crawl.load_more.requests import State, answer_of, ask, fetch_first, fresh
from mayadeen.crawl.load_more.turns import click, find_way, learn_again, leave, release_browser
from mayadeen.pages import load_more
from mayadeen.run.state import RunSpider, Walk

logger = logging.getLogger(__name__)

NO_BATCH = "no batch in the answer"


def replayed(spider: RunSpider, walk: Walk, response: Response, state: State) -> Iterator[Request]:
    """Take a batch that the learned request brought, and ask for the next."""
    assert response.request
    priority = response.request.priority
    answer = answer_of(spider, walk, response)
    is_fresh = bool(fresh(walk, answer.cards))
    if why := _doubt(spider, walk, response, state, answer, is_fresh=is_fresh):
        yield from _disbelieved(spider, walk, response, state, why)
        return
    walk.means = "learned"
    template, reason = state["template"], None
    if is_fresh:
        template = _believed(spider, walk, state)
        reason = batches.note(spider.run, walk, answer.cards, walk.url, state["undated"])
    is_met_again = not is_fresh and _may_be_met_again(state, answer)
    following = load_more.advance(template, state["values"], answer)
    if reason or not following or not (is_fresh or is_met_again):
        if reason or is_fresh or _is_sure(state, answer):
            leave(spider, walk, reason or "end")
        else:
            yield check(spider, walk, state, priority)
        return
    undated = batches.undated(spider.run, answer.cards)
    yield from fetch_first(spider, undated)
    state = {
        **state,
        "batches_to_repeat": state["batches_to_repeat"] - is_met_again,
        "undated": undated,
        "template": template,
        "values": following,
        "before": state["values"],
        "expected": [card.url for card in answer.cards],
        "end": None,
        "is_first": False,
    }
    yield ask(spider, walk, "replay", state, priority)


def _may_be_met_again(state: State, answer: load_more.Answer) -> bool:
    """Whether a batch may be one that the walk had before it began anew."""
    return bool(answer.cards) and state["batches_to_repeat"] > 0


def _disbelieved(
    spider: RunSpider, walk: Walk, response: Response, state: State, why: str
) -> Iterator[Request]:
    """End a walk whose request brought batches before, or failed twice; else learn it again."""
    assert response.request
    if why == NO_BATCH and (state["is_second"] or not state["is_first"]):
        walk.means = "learned"
        spider.run.failures[response.url] = NO_BATCH
        leave(spider, walk, "failed")
    else:
        yield from learn_again(spider, walk, state, response.request.priority, why)


def check(spider: RunSpider, walk: Walk, state: State, priority: int) -> Request:
    """Ask for the batch before what looks like the end, to see that the site still answers."""
    assert state["before"]
    state = {**state, "values": state["before"], "end": state["values"]}
    return ask(spider, walk, "check", state, priority)


def checked(spider: RunSpider, walk: Walk, response: Response, state: State) -> Iterator[Request]:
    """Ask once more for what looked like the end, where the batch before it is still brought."""
    assert response.request
    assert state["end"]
    brought = {card.url for card in answer_of(spider, walk, response).cards}
    if brought.intersection(state["expected"]):
        state = {**state, "values": state["end"]}
        yield ask(spider, walk, "replay", state, response.request.priority)
        return
    spider.run.failures[response.url] = NO_BATCH
    leave(spider, walk, "failed")


def _is_sure(state: State, answer: load_more.Answer) -> bool:
    """Whether an end is believed: it has the form for that, was checked, or cannot be."""
    is_told = answer.data is not None and load_more.says_end(answer, state["template"].get("form"))
    return is_told or is_checked(state)


def is_checked(state: State) -> bool:
    """Whether what looks like the end was asked for again, or no batch before it can be."""
    return state["end"] is not None or state["before"] is None


def _doubt(
    spider: RunSpider,
    walk: Walk,
    response: Response,
    state: State,
    answer: load_more.Answer,
    *,
    is_fresh: bool,
) -> str | None:
    """Why an answer is not believed to be what its listing holds next."""
    if is_fresh:
        return None
    # One that never brought anything is believed as long as the page shows no more itself.
    template = state["template"]
    is_doubtful = template["bore"] or walk.posts > template["cards"]
    if state["is_first"] and is_doubtful and not state["batches_to_repeat"]:
        return "it brings nothing new"
    if not answer.cards and not _shows_end(spider, response, answer, template.get("form")):
        return NO_BATCH
    return None


def _believed(spider: RunSpider, walk: Walk, state: State) -> load_more.Template:
    """The learned request, known from now on to bring posts."""
    template = state["template"]
    if state["is_first"] and not template["bore"]:
        template = {**template, "bore": True}
        spider.run.ledger.learned(walk.url, template)
    return template


def _shows_end(
    spider: RunSpider,
    response: Response,
    answer: load_more.Answer,
    form: load_more.Form | None,
) -> bool:
    """Whether an answer without posts may be an end; a whole page may where it is the site's."""
    if load_more.shows_end(answer, form):
        return True
    if answer.data is not None or not isinstance(response, TextResponse):
        return False
    return spider.run.menu.stated and is_of_site(spider.run, response)


def verified(spider: RunSpider, walk: Walk, response: Response, state: State) -> Iterator[Request]:
    """Compare what plain HTTP gets by the learned request with what the browser got last."""
    assert response.request
    priority = response.request.priority
    answer = answer_of(spider, walk, response)
    brought, expected = {card.url for card in answer.cards}, set(state["expected"])
    # A post that was published meanwhile moves all others by one.
    if 2 * len(brought & expected) < max(len(brought), len(expected)):
        logger.info("The request of the button of %s brings something else", walk.url)
        yield from click(spider, walk, state, priority)
        return
    logger.info("Learned for %s: %s", walk.url, load_more.describe(state["template"]))
    spider.run.ledger.learned(walk.url, state["template"])
    following = load_more.advance(state["template"], state["values"], answer)
    if state["end_reason"] or not following:
        leave(spider, walk, state["end_reason"] or "end")
        return
    release_browser(spider, walk)
    state = {**state, "values": following, "before": state["values"], "is_first": False}
    state["batches_to_repeat"] = max(state["batches_to_repeat"] - 1 - state["clicks"], 0)
    yield ask(spider, walk, "replay", state, priority)


def proved(spider: RunSpider, walk: Walk, response: Response, state: State) -> Iterator[Request]:
    """Compare what another listing's request gets for this one with what its page shows already."""
    assert response.request
    priority, template = response.request.priority, state["template"]
    brought = {card.url for card in answer_of(spider, walk, response).cards}
    shown = load_more.read_answer(state["page"], walk.url, spider.run.menu)
    values = load_more.begin(template, shown)
    # Where posts are counted, a shorter batch than the count would leave a gap.
    step = max((rule.get("step", 1) for rule in template["rules"]), default=1)
    is_met = 2 * len(brought.intersection(state["expected"])) >= max(len(brought), 1)
    if not (values and is_met and len(brought) >= step):
        yield from find_way(spider, walk, state, priority)
        return
    logger.info("Learned for %s from others: %s", walk.url, load_more.describe(template))
    spider.run.ledger.learned(walk.url, template)
    release_browser(spider, walk)
    state = {**state, "values": values, "is_first": True}
    yield ask(spider, walk, "replay", state, priority)
