"""Read a listing as it stands in the browser: note its batches, click, learn its request."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse

from mayadeen.crawl import batches
from mayadeen.crawl.load_more.replay import NO_BATCH
from mayadeen.crawl.load_more.requests import State, ask, fetch_first, fresh
from mayadeen.crawl.load_more.turns import click
from mayadeen.pages import load_more
from mayadeen.pages.listing import Listing, read_listing
from mayadeen.run.state import RunSpider, Walk

logger = logging.getLogger(__name__)

# After how many clicks a request is judged, and how often a click that failed is repeated.
CLICKS = 2
REPEATS = 2

_LEARNED_FROM = {"end", "known", "since", "max_pages", "limit"}
_AGAIN = "again"


def browsed(spider: RunSpider, walk: Walk, response: Response, state: State) -> Iterator[Request]:
    """Note what was shown by the opening or by another click, and click, learn or end."""
    run = spider.run
    assert isinstance(response, TextResponse)
    assert response.request
    priority = response.request.priority
    shown = read_listing(response, run.menu)
    cards = fresh(walk, shown.cards)
    walk.means = "browser"
    reason = batches.note(run, walk, cards, walk.url, state["undated"]) if cards else None
    state = {**state, "control": _control(shown, state)}
    if state["clicks"] and not cards:
        state, reason = _after_nothing(spider, walk, response, shown, state)
    else:
        state["failures"] = 0
        state["usual"] = state["usual"] or _usual(spider, walk, response, state["clicks"])
    if not reason and not state["control"]:
        reason = _as_it_opened(walk, response)
    undated = batches.undated(run, cards)
    yield from fetch_first(spider, undated)
    state = {
        **state,
        "undated": undated,
        "end_reason": reason,
        "has_grown": state["has_grown"] or bool(state["clicks"] and cards),
        "many_buttons": state["many_buttons"] or shown.certain > 1,
    }
    if _is_to_judge(state):
        state["judged"] = True
        if learned := _learn(spider, walk, response, state):
            yield ask(spider, walk, "verify", learned, priority)
            return
    yield from click(spider, walk, state, priority)


def _is_to_judge(state: State) -> bool:
    """Whether the clicks so far are to tell the button's request: once, and of one button alone."""
    if state["judged"] or state["many_buttons"]:
        return False
    return state["end_reason"] in _LEARNED_FROM or state["clicks"] >= CLICKS


def _control(shown: Listing, state: State) -> str | None:
    """The first button that may still bring something, else the one there was."""
    return next(
        (one for one in shown.controls if one not in state["useless_buttons"]), state["control"]
    )


def _as_it_opened(walk: Walk, response: Response) -> str:
    """Why the walk of a listing ends whose page shows nothing to click.

    A browser has looked: what shows no post has none, unless it could not ask for them.
    """
    return "end" if walk.posts or not _failed(_asked(response, 0)) else "empty"


def _after_nothing(
    spider: RunSpider, walk: Walk, response: TextResponse, shown: Listing, state: State
) -> tuple[State, str | None]:
    """What follows a click that brought nothing new: another click, another button, or the end."""
    reason = _verdict(spider, walk, response, state)
    if reason == _AGAIN:
        return {**state, "failures": state["failures"] + 1}, None
    state = {**state, "failures": 0}
    if reason not in ("end", "load_more"):
        return state, reason
    # Another button may stand there, and bring more.
    if response.meta["control"] != "gone":  # else the next may be found by the same path
        clicked = response.meta["browser"]["click"]
        state["useless_buttons"] = [*state["useless_buttons"], *filter(None, [clicked])]
    likely = shown.controls[: shown.certain] if state["has_grown"] else shown.controls
    if rest := [one for one in likely if one not in state["useless_buttons"]]:
        state["control"], reason = rest[0], None
    return state, reason


def _verdict(spider: RunSpider, walk: Walk, response: TextResponse, state: State) -> str | None:
    """What a click says that brought nothing new: why the walk ends, `_AGAIN`, or None to go on.

    An end needs a sign: the button is gone, or was asked for more and said that there is none. What
    asks for nothing and stays as it was waits for something that no crawler gives, as consent.
    """
    became = response.meta["control"]
    if became == "absent":
        return _without_button(spider, walk, state)
    asked = _asked_for_posts(response, state)
    answers = [answer for _, answer in _answered(spider, walk, asked)]
    has_grown = state["has_grown"]
    if any(answer.cards for answer in answers):
        return "end" if state["clicks"] >= state["batches_to_repeat"] else None
    if _tell_end(answers, state, became):
        is_over = became == "gone" or has_grown or walk.pages > 1
    elif not asked:
        # A button that makes way for a spinner has brought nothing yet.
        is_scroll = response.meta["browser"]["click"] == load_more.SCROLL
        is_over = is_scroll or (has_grown and became != "enabled")
    else:
        return _failure(spider, state, asked)
    return "end" if is_over else "load_more"


def _without_button(spider: RunSpider, walk: Walk, state: State) -> str:
    """What it says that the button is gone before its click: the end, unless a click failed."""
    if not state["failures"]:
        return "end"
    spider.run.failures[walk.url] = NO_BATCH
    return "failed"


def _asked_for_posts(response: Response, state: State) -> list[dict[str, Any]]:
    """What the last click asked for; a tracker's answer says nothing of the listing."""
    asked, usual = _asked(response, state["clicks"]), state["usual"]
    return [one for one in asked if _kind(one) == usual["kind"]] if usual else asked


def _tell_end(answers: list[load_more.Answer], state: State, became: str) -> bool:
    """Whether answers without posts say that there are no more.

    Words may say anything; a button that goes has taken them for the end.
    """
    form = state["usual"] and state["usual"]["form"]
    ends = [answer for answer in answers if load_more.shows_end(answer, form)]
    return bool(ends) and (became == "gone" or load_more.says_end(ends[-1], form))


def _failure(spider: RunSpider, state: State, asked: list[dict[str, Any]]) -> str:
    """What a click says whose requests failed, or brought what is no batch."""
    failed = _failed(asked)
    if failed and failed["text"] == "robots.txt":
        return "disallowed"
    last = failed or asked[-1]
    if state["failures"] < REPEATS and last["text"] != load_more.NO_ANSWER:
        return _AGAIN
    status = last["status"]
    why = last["text"] if not status else NO_BATCH if status < 300 else f"HTTP {status}"
    spider.run.failures[last["url"]] = why
    return "failed"


def _asked(response: Response, clicks: int) -> list[dict[str, Any]]:
    """What the page's scripts asked for by a click, or at its opening."""
    return [one for one in response.meta["exchanges"] if one["click"] == clicks]


def _failed(asked: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The last request that failed."""
    return next((one for one in reversed(asked) if not 200 <= one["status"] < 300), None)


def _answered(
    spider: RunSpider, walk: Walk, asked: list[dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], load_more.Answer]]:
    for one in asked:
        if one["status"] == 200:
            yield one, load_more.read_answer(one["text"], walk.url, spider.run.menu)


def _usual(spider: RunSpider, walk: Walk, response: Response, clicks: int) -> dict[str, Any] | None:
    """The kind of the request that brought a click's posts, and their form; None where none did."""
    for one, answer in _answered(spider, walk, _asked(response, clicks)):
        if form := load_more.form_of(answer):
            return {"kind": _kind(one), "form": form}
    return None


def _kind(exchange: dict[str, Any]) -> str:
    """What requests of one button have in common, whatever they count."""
    return f"{exchange['method']} {re.sub(r'[0-9]+', '', urlsplit(exchange['url']).path)}"


def _learn(spider: RunSpider, walk: Walk, response: TextResponse, state: State) -> State | None:
    """The state with the button's request, where it can be told from what the clicks asked for."""
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
