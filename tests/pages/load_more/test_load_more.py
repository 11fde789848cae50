"""From what a click asked and got to the next request, and from an answer to its cards."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayadeen.pages.load_more import (
    Answer,
    adapt,
    advance,
    begin,
    describe,
    form_of,
    learn,
    prove,
    read_answer,
    render,
    says_end,
    shape,
    shows_end,
)
from mayadeen.pages.menu import fallback

SITE = "https://english.almayadeen.net"
LISTING = f"{SITE}/news/politics"
MENU = fallback(LISTING)
FORM = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}
JSON = {"content-type": "application/json"}


def card(number: int) -> str:
    return (
        f'<div class="card" data-id="{7000 - number}"><a href="/news/politics/harbour-{number}">'
        f"<h4>Harbour story number {number}</h4></a><p>28 Oct 2025</p></div>"
    )


def batch(number: int) -> str:
    """Three cards; the first batch is 1."""
    return "".join(card(3 * number - place) for place in (2, 1, 0))


def post(number: int) -> dict[str, Any]:
    return {
        "id": 7000 - number,
        "url": f"/news/politics/harbour-{number}",
        "title": f"Harbour story number {number}",
    }


def page(extra: str = "", cards: str | None = None) -> str:
    shown = batch(1) if cards is None else cards
    return (
        f"<html><head>{extra}</head><body><main><h1>Politics</h1><div>{shown}</div>"
        '<button class="load-more" data-next="c-1">Load more</button></main></body></html>'
    )


def exchange(
    target: str,
    answer: str | dict[str, Any],
    *,
    body: str = "",
    headers: dict[str, str] | None = None,
    status: int = 200,
) -> dict[str, Any]:
    method, _, path = target.partition(" ")
    return {
        "method": method,
        "url": SITE + path,
        "headers": {
            "user-agent": "a browser",
            "sec-fetch-mode": "cors",
            "accept": "*/*",
            **(headers or {}),
        },
        "body": body or None,
        "status": status,
        "text": answer if isinstance(answer, str) else json.dumps(answer),
    }


def read(one: str | dict[str, Any]) -> Answer:
    return read_answer(one if isinstance(one, str) else json.dumps(one), LISTING, MENU)


def learned(clicks: list[dict[str, Any]], static: str, rendered: str | None = None) -> Any:
    return learn(
        [(one, read(one["text"])) for one in clicks], read(static), read(rendered or static)
    )


HTML = [batch(2), batch(3), batch(4)]
LISTS = [{"items": [post(n) for n in (3 * b - 2, 3 * b - 1, 3 * b)]} for b in (2, 3, 4)]
NEXTS = [{"html": batch(b), "next": f"c-{b}"} for b in (2, 3, 4)]

WAYS: dict[str, list[tuple[str, str, Any]]] = {
    # how a button asks: (request line, body, answer) of three clicks
    "page in the query": [
        (f"GET /more?listing=politics&page={b}", "", HTML[b - 2]) for b in (2, 3, 4)
    ],
    "page from zero": [(f"GET /more?p={b}", "", HTML[b - 1]) for b in (1, 2, 3)],
    "page in the path": [(f"GET /news/politics/page/{b}", "", HTML[b - 2]) for b in (2, 3, 4)],
    "offset in a form": [
        ("POST /more", f"listing=politics&offset={o}&count=3", HTML[o // 3 - 1]) for o in (3, 6, 9)
    ],
    "post to start from": [("POST /more", f"start={o}", HTML[o // 3 - 1]) for o in (4, 7, 10)],
    "page in JSON": [
        ("POST /feed", json.dumps({"q": {"page": b, "size": 3}}), HTML[b - 2]) for b in (2, 3, 4)
    ],
    "before the last card": [
        (f"GET /more?before={7000 - n}", "", HTML[n // 3 - 1]) for n in (3, 6, 9)
    ],
    "before the last of a list": [
        (f"GET /more?before={7000 - n}", "", LISTS[n // 3 - 1]) for n in (3, 6, 9)
    ],
    "what the last answer said": [(f"GET /more?cursor=c-{b}", "", NEXTS[b - 1]) for b in (1, 2, 3)],
    "what stood beside the last list": [
        (f"GET /more?cursor=c-{b}", "", {"data": {**LISTS[b - 1], "page": {"end": f"c-{b + 1}"}}})
        for b in (1, 2, 3)
    ],
    "with a clock against caches": [
        (f"GET /more?page={b}&_={1_700_000_000_000 + b}", "", HTML[b - 2]) for b in (2, 3, 4)
    ],
}


def clicks_of(way: str) -> list[dict[str, Any]]:
    return [
        exchange(
            target,
            answer,
            body=body,
            headers=(JSON if body.startswith("{") else FORM) if body else {},
        )
        for target, body, answer in WAYS[way]
    ]


@pytest.mark.parametrize("way", WAYS)
def test_two_clicks_tell_the_third(way: str) -> None:
    clicks = clicks_of(way)
    template, values, answer = learned(clicks[:2], page())
    assert answer == read(clicks[1]["text"])
    assert asked(template, values) == sent(clicks[1])
    following = advance(template, values, answer)
    assert following
    assert asked(template, following) == sent(clicks[2])


def asked(template: Any, values: Any) -> tuple[str, str, Any]:
    one = render(template, values)
    return one["method"], one["url"], body_of(one["body"])


def sent(click: dict[str, Any]) -> tuple[str, str, Any]:
    return click["method"], click["url"], body_of(click["body"] or "")


def body_of(text: str) -> Any:
    return json.loads(text) if text.startswith("{") else parse_qsl(text)


@pytest.mark.parametrize("way", WAYS)
def test_what_was_learned_is_plain_json(way: str) -> None:
    template, values, _ = learned(clicks_of(way)[:2], page())
    assert json.loads(json.dumps([template, values])) == [template, values]
    assert begin(template, read(page())) is not None
    assert describe(template)


@pytest.mark.parametrize(
    "way",
    [
        "page in the query",
        "page from zero",
        "page in the path",
        "offset in a form",
        "page in JSON",
        "before the last card",
        "before the last of a list",
    ],
)
def test_one_click_is_enough_where_names_tell(way: str) -> None:
    clicks = clicks_of(way)
    template, values, answer = learned(clicks[:1], page())
    assert asked(template, values) == sent(clicks[0])
    following = advance(template, values, answer)
    assert following
    assert asked(template, following) == sent(clicks[1])


BORROWED = {
    # what a click asked; what the page says of itself; the request for Economy; its first page
    "its path": ("GET /more?l=/news/politics&page={}", "", "/more?l=/news/economy&page={}", 1),
    "its name": ("GET /more/politics/{}", "", "/more/economy/{}", 1),
    "its address": (f"GET /m?u={LISTING}&n={{}}", "", f"/m?u={SITE}/news/economy&n={{}}", 1),
    "a number of the page": (
        "GET /more?list=71&size=20&page={}",
        '<body data-list="71">',
        "/more?list=88&size=20&page={}",
        1,
    ),
}


@pytest.mark.parametrize("how", BORROWED)
def test_another_listings_request_is_made_this_ones(how: str) -> None:
    target, says, wanted, first = BORROWED[how]
    clicks = [exchange(target.format(b), HTML[b - 2]) for b in (2, 3)]
    template, _, _ = learned(clicks, page(says))
    other = page(says.replace("71", "88")).replace("politics", "economy")
    shown = read_answer(other, f"{SITE}/news/economy", MENU)
    adapted = adapt(template, shown)
    assert adapted
    values, back = begin(adapted, shown), prove(adapted, shown)
    assert values
    assert back
    assert render(adapted, values)["url"].replace("%2F", "/").replace("%3A", ":") == (
        SITE + wanted.format(2)
    )
    assert render(adapted, back)["url"].replace("%2F", "/").replace("%3A", ":") == (
        SITE + wanted.format(first)
    )
    assert shape(adapted) == shape(template)


def test_a_step_back_from_the_last_card_is_from_the_first() -> None:
    clicks = clicks_of("before the last card")[:2]
    for click in clicks:
        click["url"] += "&listing=politics"
    template, _, _ = learned(clicks, page())
    shown = read(page())
    adapted = adapt(template, shown)
    assert adapted
    back = prove(adapted, shown)
    assert back
    assert render(adapted, back)["url"] == f"{SITE}/more?before=6999&listing=politics"


UNFIT = {
    "it does not say for which listing it is": ("page in the query", "listing=politics&", "", ""),
    "this page lacks what it takes": ("page in the query", "politics", "71", "data-list='71'"),
}


@pytest.mark.parametrize("why", UNFIT)
def test_a_request_that_cannot_be_made_another_listings(why: str) -> None:
    way, old, new, says = UNFIT[why]
    clicks = clicks_of(way)[:2]
    for click in clicks:
        click["url"] = click["url"].replace(old, new)
    template, _, _ = learned(clicks, page().replace("<body", f"<body {says}"))
    assert adapt(template, read_answer(page(), f"{SITE}/news/economy", MENU)) is None


def test_no_request_is_borrowed_that_would_start_behind_a_gap() -> None:
    template, _, _ = learned(clicks_of("offset in a form")[:2], page())
    shorter = read(page(cards="".join(map(card, (1, 2)))))
    assert adapt(template, shorter) is None


TOKEN = "9f8a7b6c5d4e3f2a1b0c9d8e"
OTHER = "00112233445566778899aabb"


@pytest.mark.parametrize(
    ("place", "headers", "field"),
    [
        ('<meta name="csrf-token" content="{}">', {"x-csrf-token": TOKEN}, ""),
        ('<input type="hidden" name="_token" value="{}">', {}, f"&_token={TOKEN}"),
        ('<div id="app" data-nonce="{}"></div>', {}, f"&nonce={TOKEN}"),
        ("<script>var ajax = {{'key': 'x', 'nonce': '{}'}};</script>", {}, f"&nonce={TOKEN}"),
    ],
)
def test_a_token_is_taken_from_the_page_at_hand(
    place: str, headers: dict[str, str], field: str
) -> None:
    clicks = [
        exchange("POST /more", HTML[b - 2], body=f"page={b}{field}", headers=FORM | headers)
        for b in (2, 3)
    ]
    template, _, _ = learned(clicks, page(place.format(OTHER)), page(place.format(TOKEN)))
    values = begin(template, read(page(place.format(OTHER))))
    assert values
    one = render(template, values)
    assert OTHER in one["body"] + one["headers"].get("x-csrf-token", "")
    assert TOKEN not in str(one)
    assert begin(template, read(page())) is None


def test_what_a_client_says_of_itself_is_left_to_the_client() -> None:
    clicks = [
        exchange(
            f"GET /more?page={b}",
            HTML[b - 2],
            headers={"cookie": "session=1", "referer": LISTING, "x-requested-with": "fetch"},
        )
        for b in (2, 3)
    ]
    template, values, _ = learned(clicks, page())
    assert render(template, values)["headers"] == {"accept": "*/*", "x-requested-with": "fetch"}
    assert template["cookies"]


def test_a_multipart_form_is_sent_as_a_plain_one() -> None:
    clicks = [
        exchange(
            "POST /more",
            HTML[b - 2],
            body=f'--x\r\nContent-Disposition: form-data; name="page"\r\n\r\n{b}\r\n--x--\r\n',
            headers={"content-type": "multipart/form-data; boundary=x"},
        )
        for b in (2, 3)
    ]
    template, values, _ = learned(clicks, page())
    one = render(template, values)
    assert one["body"] == "page=3"
    assert one["headers"]["content-type"] == "application/x-www-form-urlencoded"


def test_what_the_page_asks_for_besides_is_not_the_button_s() -> None:
    clicks = clicks_of("page in the query")[:2]
    noise = [
        exchange("POST /count", "", body="event=click", headers=FORM, status=204),
        exchange("GET /ticker?page=9", {"lines": ["One", "Two"]}),
    ]
    template, values, _ = learned([noise[0], clicks[0], noise[1], clicks[1], noise[0]], page())
    assert asked(template, values) == sent(clicks[1])


def test_a_page_filled_by_script_begins_with_its_own_request() -> None:
    clicks = [exchange(f"GET /more?page={b}", batch(b)) for b in (1, 2, 3)]
    template, _, _ = learned(clicks, page(cards=""))
    values = begin(template, read(page(cards="")))
    assert values
    assert asked(template, values) == sent(clicks[0])


@pytest.mark.parametrize(
    "clicks",
    [
        [],
        [exchange("GET /more?page=2", "<h1>Error</h1>", status=500)],
        [exchange("POST /more", answer, body="more=1", headers=FORM) for answer in HTML[:2]],
        [exchange("POST /count", "", body="event=click", headers=FORM)],
    ],
    ids=["nothing", "failed", "the server counts", "no posts"],
)
def test_what_cannot_be_learned(clicks: list[dict[str, Any]]) -> None:
    assert learned(clicks, page()) is None


def test_a_change_without_a_reason_is_put_to_the_test() -> None:
    """The last request is tried with the first one's sum, which the site refuses if it matters."""
    clicks = [exchange(f"GET /more?page={b}&sum={b * 7919 % 1000}", HTML[b - 2]) for b in (2, 3)]
    template, values, _ = learned(clicks, page())
    assert render(template, values)["url"] == f"{SITE}/more?page=3&sum={2 * 7919 % 1000}"


def test_an_offset_is_not_used_behind_a_gap() -> None:
    template, _, _ = learned(clicks_of("offset in a form")[:2], page())
    assert begin(template, read(page(cards=card(1)))) is None
    assert begin(template, read(page(cards=batch(1) + batch(2)))) == ["3"]


@pytest.mark.parametrize(
    "answer",
    [
        {"html": batch(3), "more": False},
        {"html": batch(3), "hasMore": False},
        {"data": {"html": batch(3)}, "meta": {"has_next": False}},
    ],
)
def test_an_answer_may_announce_the_end(answer: dict[str, Any]) -> None:
    template, values, _ = learned(clicks_of("page in the query")[:2], page())
    assert advance(template, values, read(answer)) is None


@pytest.mark.parametrize("last", [None, "", False])
def test_a_cursor_that_is_missing_is_the_end(last: object) -> None:
    template, values, _ = learned(clicks_of("what the last answer said")[:2], page())
    assert advance(template, values, read({"html": batch(4), "next": last})) is None


def test_it_is_told_in_one_line() -> None:
    template, _, _ = learned(clicks_of("offset in a form")[:2], page())
    assert describe(template) == f"POST {SITE}/more listing=politics&offset={{3 + 3}}&count=3"


HARBOUR = f"{SITE}/news/politics/harbour-1"
TITLE = "Harbour story number 1"


@pytest.mark.parametrize(
    "answer",
    [
        card(1),
        {"html": card(1)},
        {"ok": True, "data": {"count": 1, "content": card(1)}},
        [card(1)],
        {"items": [post(1)]},
        [{"link": HARBOUR, "title": {"rendered": TITLE}, "date": "2025-10-28T10:00:00"}],
        {"posts": [{"node": {"permalink": "/news/politics/harbour-1", "headline": TITLE}}]},
        [{"thumb": "/media/harbour.jpg", "url": HARBOUR, "name": f"<b>{TITLE}</b>"}],
    ],
    ids=["html", "json", "deep", "array", "list", "rendered", "nested", "with a picture"],
)
def test_an_answer_has_cards_in_whatever_form(answer: Any) -> None:
    [shown] = read(answer).cards
    assert (shown.url, shown.title) == (HARBOUR, TITLE)


def test_a_list_s_card_has_label_and_date() -> None:
    [shown] = read([{**post(1), "section": "Economy", "published": "28 Oct 2025"}]).cards
    assert (shown.label, shown.date) == ("Economy", "28 Oct 2025")


@pytest.mark.parametrize(
    "answer",
    ["", " ", "null", "{}", "[]", '"', "{broken", "<p>No more</p>", '{"items": []}', "[[" * 9],
)
def test_an_answer_may_be_empty(answer: str) -> None:
    assert read_answer(answer, LISTING, MENU).cards == []


POSTS = {"count": 2, "data": {"items": [post(1), post(2)]}}
BY_NUMBER = {"posts": {"7": post(1), "8": post(2)}}
SURE, PERHAPS, NONE = (True, True), (True, False), (False, False)


@pytest.mark.parametrize(
    ("earlier", "answer", "told"),
    [
        (batch(2), "", SURE),
        (batch(2), " <!-- page 9 --><ul></ul>\n", SURE),
        (batch(2), "<p>No more news</p>", PERHAPS),
        (batch(2), "Too many connections", PERHAPS),
        (batch(2), "<!doctype html><title>Back soon</title>", NONE),
        (batch(2), {"error": "rate limited"}, NONE),
        (batch(2), [], NONE),
        (batch(2), '{"items": [', NONE),
        (POSTS, {"count": 0, "data": {"items": []}}, SURE),
        (POSTS, {"data": {"items": []}}, SURE),
        (POSTS, {"data": {"items": None}}, PERHAPS),
        (POSTS, {"count": 0, "data": {}}, NONE),
        (POSTS, {"count": 0, "data": {"items": []}, "message": "Too many requests"}, NONE),
        (POSTS, {"status": "error", "data": {"items": []}}, NONE),
        (POSTS, {}, NONE),
        (POSTS, "", NONE),
        ([post(1)], [], SURE),
        ([post(1)], {"items": []}, NONE),
        (BY_NUMBER, {"posts": {}}, SURE),
        ({"html": batch(2)}, {"html": " "}, SURE),
        ({"html": batch(2)}, {"html": "<p>Try again</p>"}, PERHAPS),
        ({"html": batch(2)}, {"html": "", "code": 429}, NONE),
    ],
    ids=str,
)
def test_an_end_looks_like_what_was_brought_before(earlier: Any, answer: Any, told: Any) -> None:
    form, last = form_of(read(earlier)), read(answer)
    may_be = shows_end(last, form)
    assert (may_be, may_be and says_end(last, form)) == told


@given(st.text() | st.recursive(st.none() | st.booleans() | st.text(), st.lists).map(json.dumps))
def test_any_answer_can_be_read(text: str) -> None:
    assert isinstance(read_answer(text, LISTING, MENU).cards, list)


@given(st.lists(st.tuples(st.text("abcé&=+ %", min_size=1), st.text("xyз&=+ %/")), max_size=4))
def test_values_are_sent_as_they_were(pairs: list[tuple[str, str]]) -> None:
    clicks = [
        exchange(f"GET /more?{urlencode([*pairs, ('page', b)])}", HTML[b - 2]) for b in (2, 3)
    ]
    template, values, _ = learned(clicks, page())
    query = urlsplit(render(template, values)["url"]).query
    assert parse_qsl(query, keep_blank_values=True) == [*pairs, ("page", "3")]
