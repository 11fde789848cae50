"""Learn a button's request as a template from what a browser sent, and fill it in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from mayadeen.pages.load_more import value_places
from mayadeen.pages.load_more.answer import Answer, Path, form_of, leaves

Template = dict[str, Any]
"""JSON: `request` with the parts of a request, `rules` for the values in it that are not fixed.

A rule has `at`, the path of its value in `request`; `start` (a value) or `page` (its place in the
listing's page) for the first request; `step` (added each time) or `answer` (its place in the
answer before) for those that follow, neither where it stays as it is. `cookies` says that the
page's cookies are sent along, `cards` how many the page showed when it was learned, `bore` whether
the request ever brought a post that the page had not, `form` the form of what it brings. `own` are
the fixed values that belong to this listing alone, each `at` its path, as a part of the listing's
address (`address`, the name of one of `_parts`) or as its place in the `page`; so another listing's
request can be made of it.
"""
Values = list[Any]
"""For each rule of a template its value in the next request."""
Exchange = dict[str, Any]
"""What a page asked and got: `method`, `url`, `headers`, `body`, `status`, `text`."""

# Headers that a client sets by itself, or that say who it is.
_OWN_HEADERS = re.compile(
    r":.*|user-agent|referer|origin|host|connection|content-length|cookie|accept-(?:encoding"
    r"|language)|sec-.*|cache-control|pragma|upgrade-insecure-requests|priority|dnt|if-.*"
)
_FIELD_NAME = re.compile(r'\bname="([^"]*)"')
_COUNTS = re.compile(r"page|paged|pg|offset|start|from|skip|index|batch|cursor|^p$", re.IGNORECASE)
_SIZES = re.compile(r"size|limit|count|per|num|length|take|rows|max", re.IGNORECASE)
_TOKEN_NAME = re.compile(r"token|csrf|xsrf|nonce|_key|signature|auth", re.IGNORECASE)
_TOKEN = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w.+/=:|-]{16,}")


def parse(exchange: Exchange) -> dict[str, Any]:
    """The request's parts, each value in its own place, so that two can be compared."""
    url = urlsplit(exchange["url"])
    headers = {
        name: value
        for name, value in sorted(exchange["headers"].items())
        if not _OWN_HEADERS.fullmatch(name)
    }
    parts: dict[str, Any] = {
        "method": exchange["method"],
        "host": f"{url.scheme}://{url.netloc}",
        "path": [unquote(segment) for segment in url.path.split("/")],
        "query": [list(pair) for pair in parse_qsl(url.query, keep_blank_values=True)],
        "headers": headers,
    }
    body, kind = exchange["body"] or "", headers.get("content-type", "")
    if "json" in kind:
        parts["json"] = json.loads(body)
    elif "multipart" in kind:
        # Whoever reads one kind of form reads the other.
        del headers["content-type"]
        parts["form"] = [list(pair) for pair in _form_fields(body)]
    elif body:
        parts["form"] = [list(pair) for pair in parse_qsl(body, keep_blank_values=True)]
    return parts


def _form_fields(body: str) -> Iterator[tuple[str, str]]:
    """Names and values of a multipart form; its first line divides its fields."""
    lines = body.replace("\r\n", "\n")
    for field in lines.split(lines.partition("\n")[0])[1:]:
        head, _, value = field.partition("\n\n")
        if name := _FIELD_NAME.search(head):
            yield name[1], value.removesuffix("\n")


def learn(
    exchanges: Sequence[tuple[Exchange, Answer]], page: Answer, rendered: Answer
) -> tuple[Template, Values, Answer] | None:
    """The template that explains a series of requests, its values for the last of them, and what
    that one brought.

    `page` is the listing as plain HTTP gives it, `rendered` as it stands in the browser, where
    other tokens may stand. None where nothing explains how one request leads to the next.
    """
    series = _series(exchanges)
    if not series:
        return None
    asked = [parse(exchange) for exchange, _ in series]
    answers = [answer for _, answer in series]
    rules, own = _explain(asked, answers, page, rendered)
    template: Template = {
        # What changed without a reason stays as it was first, so that the last request, tried
        # with it, shows whether it matters.
        "request": asked[0],
        "rules": rules,
        "own": own,
        "cookies": any("cookie" in exchange["headers"] for exchange, _ in series),
        "cards": len(page.cards),
        "form": form_of(answers[-1]),
        "bore": bool(
            {card.url for answer in answers for card in answer.cards}
            - {card.url for card in page.cards}
        ),
    }
    if not any("step" in rule or "answer" in rule for rule in rules):
        return None
    now = begin(template, page)
    for answer in answers[:-1]:
        now = now and advance(template, now, answer)
    return (template, now, answers[-1]) if now else None


def _explain(
    asked: Sequence[dict[str, Any]], answers: Sequence[Answer], page: Answer, rendered: Answer
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """How the values of these requests come about: rules of what changes, and `own` values."""
    rules, own = [], []
    for path, _ in leaves(asked[0]):
        if _is_fixed(path):
            continue
        name, values = _name(asked[0], path), [_at(request, path) for request in asked]
        if rule := _rule(name, values, page, rendered, answers):
            rules.append({"at": list(path), **rule})
        elif len(set(values)) == 1 and (origin := _origin(name, values[0], page)):
            own.append({"at": list(path), **origin})
    return rules, own


def _is_fixed(path: Path) -> bool:
    """Whether a part of a request tells one kind from another: method, host, names of values."""
    return path[0] in ("method", "host") or (path[0] in ("query", "form") and path[2] == 0)


def begin(template: Template, page: Answer) -> Values | None:
    """The values of the first request after the listing's page.

    None where one is not there, or where the page shows too little: then the request would start
    behind a gap, for it was learned on a page that held the first batch, or a larger one.
    """
    least = template["cards"] if _counts_posts(template) else min(template["cards"], 1)
    if len(page.cards) < least:
        return None
    values = [
        value_places.read(rule["page"], page) if "page" in rule else rule["start"]
        for rule in template["rules"]
    ]
    return None if None in values else values


def _counts_posts(template: Template) -> bool:
    return any(rule.get("step", 1) > 1 for rule in template["rules"])


def advance(template: Template, values: Values, answer: Answer) -> Values | None:
    """The values of the next request; None where the answer says that there is none."""
    if answer.is_last:
        return None
    following = []
    for rule, value in zip(template["rules"], values, strict=True):
        if "step" in rule:
            value = type(value)(int(value) + rule["step"])
        elif "answer" in rule:
            found = value_places.read(rule["answer"], answer)
            if found in (None, "", False):
                return None
            value = type(value)(found)
        following.append(value)
    return following


def adapt(template: Template, page: Answer) -> Template | None:
    """The same kind of request for another listing, whose page is given.

    None where nothing in the request says which listing it is for, or this one's page does not
    hold what it takes. Whether it is right, the request of `prove` tells.
    """
    own = template.get("own", [])
    if not own and not any("page" in rule for rule in template["rules"]):
        return None
    if _counts_posts(template) and len(page.cards) < template["cards"]:
        return None  # it would start behind a gap
    adapted = deepcopy(template)
    for one in own:
        *way, last = one["at"]
        parts = _parts(page.url)
        value = (
            parts.get(one["address"]) if "address" in one else value_places.read(one["page"], page)
        )
        if value in (None, ""):
            return None
        holder = _at(adapted["request"], way)
        holder[last] = type(holder[last])(value)
    return {**adapted, "cards": len(page.cards), "bore": False}


def prove(template: Template, page: Answer) -> Values | None:
    """The values with which the request must bring posts that the page shows already.

    A step back from the first request, or on from the page's first post. None where there is no
    such request.
    """
    first = replace(page, cards=page.cards[::-1], items=page.items[:1])
    values = []
    for rule in template["rules"]:
        place = rule.get("page")
        if place and "answer" in rule and place[0] not in ("card", "item"):
            return None
        value = value_places.read(place, first) if place else rule["start"]
        if "step" in rule and value is not None:
            back = int(value) - rule["step"]
            value = type(value)(back) if back >= 0 else None
        values.append(value)
    return values if page.cards and None not in values else None


def shape(template: Template) -> str:
    """What all requests of one kind have in common, whatever listing they are for."""
    request = deepcopy(template["request"])
    for one in (*template["rules"], *template.get("own", [])):
        *way, last = one["at"]
        _at(request, way)[last] = None
    return json.dumps(request, sort_keys=True)


def render(template: Template, values: Values) -> dict[str, Any]:
    """The next request: `method`, `url`, `headers` and `body`."""
    parts = deepcopy(template["request"])
    for rule, value in zip(template["rules"], values, strict=True):
        *way, last = rule["at"]
        _at(parts, way)[last] = value
    path = "/".join(quote(segment, safe="@:!$&'()*+,;=~") for segment in parts["path"])
    query = f"?{_encoded(parts['query'])}" if parts["query"] else ""
    headers, body = parts["headers"], ""
    if "json" in parts:
        body = json.dumps(parts["json"], ensure_ascii=False)
    elif "form" in parts:
        body = _encoded(parts["form"])
        headers.setdefault("content-type", "application/x-www-form-urlencoded")
    return {
        "method": parts["method"],
        "url": parts["host"] + path + query,
        "headers": headers,
        "body": body,
    }


def describe(template: Template) -> str:
    """The template in one line, `{}` around what changes: `GET https://…/more?page={2 + 1}`."""
    values = []
    for rule in template["rules"]:
        first = rule.get("start", "token")
        changes = f" + {rule['step']}" if "step" in rule else ""
        if "answer" in rule:
            first, changes = "last " + str(rule["answer"][-1]), ""
        values.append(f"{{{first}{changes}}}")
    asked = render(template, values)
    body = asked["body"] if "json" in template["request"] else _readable(asked["body"])
    fields = {tuple(rule["at"]) for rule in template["rules"]}
    tokens = "".join(f" {path[1]}: {{token}}" for path in fields if path[0] == "headers")
    line = f"{asked['method']} {_readable(asked['url'])} {body}".rstrip()
    return line + tokens


def _encoded(pairs: Sequence[Sequence[Any]]) -> str:
    return urlencode([tuple(pair) for pair in pairs])


def _readable(encoded: str) -> str:
    return unquote(encoded.replace("+", " "))


def _series(exchanges: Sequence[tuple[Exchange, Answer]]) -> list[tuple[Exchange, Answer]]:
    """The requests of one kind, those of the last that brought posts; else a single one."""
    had = [one for one in exchanges if one[0]["status"] == 200]
    telling = [one for one in had if one[1].cards]
    model = telling[-1:] or (had if len(had) == 1 else [])
    return [one for one in telling or had if _alike(one[0], model[0][0])] if model else []


def _alike(one: Exchange, other: Exchange) -> bool:
    """Whether two requests differ in values alone, and in their paths in numbers alone."""
    first, second = dict(leaves(parse(one))), dict(leaves(parse(other)))
    return first.keys() == second.keys() and all(
        value == second[path]
        for path, value in first.items()
        if _is_fixed(path)
        or (path[0] == "path" and not (value.isdecimal() and second[path].isdecimal()))
    )


def _name(request: dict[str, Any], path: Path) -> str:
    """What a value is called: by the field's name, or the segment before it in a path."""
    if path[0] in ("query", "form"):
        return str(request[path[0]][path[1]][0])
    if path[0] == "path":
        assert isinstance(path[1], int)
        return str(request["path"][path[1] - 1])
    return str(path[-1])


def _rule(
    name: str, values: Values, page: Answer, rendered: Answer, answers: Sequence[Answer]
) -> dict[str, Any] | None:
    """How a value comes about; None where it is fixed, or nothing explains it."""
    if len(set(values)) > 1:
        return _counted(values) or _taken(values, page, answers)
    value = values[-1]
    if _is_token(name, value) and (place := value_places.find_in_page(value, rendered)):
        return {"page": place}
    if len(values) > 1 or isinstance(value, bool | float | None):
        return None
    return _count_by_name(name, value, page) or _card_value(value, page, answers[-1])


def _is_token(name: str, value: Any) -> bool:
    looks = isinstance(value, str) and _TOKEN.fullmatch(value)
    return bool(looks or _TOKEN_NAME.search(name))


def _count_by_name(name: str, value: Any, page: Answer) -> dict[str, Any] | None:
    """The rule of a single request's page or offset: it shows no change, so the name must tell."""
    if not str(value).isdecimal() or not _COUNTS.search(name) or _SIZES.search(name):
        return None
    number = int(value)
    if number in (1, 2):
        return {"start": value, "step": 1}
    return {"start": value, "step": number} if number == len(page.cards) else None


def _card_value(value: Any, page: Answer, answer: Answer) -> dict[str, Any] | None:
    """The rule of a single request's value that the page's last card holds: `data-id="12345"`."""
    if value in ("", "0", 0):
        return None
    place = value_places.find_beside(value, page)
    if place and place[0] == "card" and str(place[1]).startswith("data-"):
        return {"page": place, "answer": _same_in_answer(place, answer)}
    return None


def _origin(name: str, value: Any, page: Answer) -> dict[str, Any] | None:
    """Where a fixed value that belongs to one listing comes from; None where it seems common."""
    if not isinstance(value, str | int) or isinstance(value, bool) or _SIZES.search(name):
        return None
    for part, text in _parts(page.url).items():
        if text and unquote(str(value)) == text:
            return {"address": part}
    place = value_places.find_in_page(value, page)
    return {"page": place} if place else None


def _parts(address: str) -> dict[str, str]:
    """A listing's address whole and in parts, as its button may name it."""
    path = unquote(urlsplit(address).path).rstrip("/")
    steps = reversed(path.split("/")[1:])
    whole = {"whole": unquote(address), "path": path, "folder": f"{path}/", "relative": path[1:]}
    return {f"step {number}": step for number, step in enumerate(steps)} | whole


def _counted(values: Values) -> dict[str, Any] | None:
    """Pages from 0 or 1 or any later one, or posts from 0 or 1, by an even step."""
    if not all(str(value).isdecimal() for value in values):
        return None
    numbers = [int(value) for value in values]
    step = numbers[1] - numbers[0]
    even = all(later - former == step for former, later in pairwise(numbers))
    if even and step > 0 and numbers[0] % step in (0, 1):
        return {"start": values[0], "step": step}
    return None


def _taken(values: Values, page: Answer, answers: Sequence[Answer]) -> dict[str, Any] | None:
    """A value that the page, and then each answer, gives for the request after it."""
    first = value_places.find(values[0], page) if values[0] else None
    then = value_places.find(values[1], answers[0])
    if then is None:
        return None
    return ({"page": first} if first else {"start": values[0]}) | {"answer": then}


def _same_in_answer(place: value_places.Place, answer: Answer) -> value_places.Place:
    """Where an answer that is a list of posts has what a card's attribute says."""
    return ["item", str(place[1]).removeprefix("data-")] if answer.items else place


def _at(value: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        value = value[step]
    return value
