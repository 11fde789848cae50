"""A patient reader written by hand: clicks a listing to its end, one function for each shape."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from http.client import HTTPResponse
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urlencode, urljoin, urlsplit
from urllib.request import Request, urlopen

_MAIN = re.compile(r'<main class="listing">(.*?)</main>', re.DOTALL)
_HREF = re.compile(r'<a [^>]*?href="([^"]*)"')


def get(url: str, data: bytes | None = None, **headers: str) -> tuple[int, Any, bytes]:
    """Status, headers and body; error statuses are answers too."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    scheme, host, path, query, _ = urlsplit(url)
    address = f"{scheme}://{host}{quote(unquote(path))}" + (f"?{query}" if query else "")
    try:
        answer: HTTPResponse = urlopen(Request(address, data, named), timeout=10)
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()
    with answer:
        return answer.status, answer.headers, answer.read()


def text(url: str) -> str:
    """A page's HTML, wherever it needs no patience."""
    status, _, body = get(url)
    assert status == 200, url
    return body.decode()


def posts_of(html: str, base: str, known: set[str]) -> list[str]:
    """Addresses of posts in a piece of HTML, in order, in the form of the truth."""
    found = []
    for address in _HREF.findall(html):
        parts = urlsplit(urljoin(base, address.replace("&amp;", "&")))
        url = f"{parts.scheme}://{parts.netloc}{quote(unquote(parts.path))}".rstrip("/")
        if url in known and url not in found:
            found.append(url)
    return found


def follow_links(url: str) -> Iterator[str]:
    """The main column of each page of a listing that grows by links."""
    seen: set[str] = set()
    queue = [url]
    while queue:
        page = queue.pop(0)
        if page in seen:
            continue
        seen.add(page)
        main = _MAIN.search(text(page))
        assert main
        yield main[1]
        pager = main[1].partition('<div class="pagination">')[2]
        queue += [urljoin(page, address) for address in _HREF.findall(pager)]


def click(url: str, shape: str, size: int) -> Iterator[str]:
    """The HTML of each batch of a listing that grows by a button, until nothing new comes."""
    page = text(url)
    main = _MAIN.search(page)
    assert main
    yield main[1]
    if "addEventListener('click'" not in main[1]:
        return
    path = unquote(urlsplit(url).path)
    number = 0 if shape == "script" else 1
    last = main[1]
    before: str | None = None
    while True:
        status, fragment = _ASK[shape](url, path, number, size, page, last)
        if status != 200 or not fragment.strip() or fragment == before:
            return
        yield fragment
        before, last, number = fragment, fragment, number + 1


def _answer(url: str, data: bytes | None = None, **headers: str) -> tuple[int, str]:
    status, _, body = get(url, data, **headers)
    return status, body.decode()


def _paged(where: str) -> Callable[..., tuple[int, str]]:
    def ask(url: str, path: str, number: int, *_: object) -> tuple[int, str]:
        query = urlencode({"listing": path, "page": number + 1})
        return _answer(urljoin(url, f"{where}?{query}"))

    return ask


def _form(url: str, path: str, number: int, size: int, *_: object) -> tuple[int, str]:
    fields = {"listing": path, "offset": number * size, "count": size}
    return _answer(urljoin(url, "/ajax/posts"), urlencode(fields).encode())


def _json_html(url: str, path: str, number: int, size: int, *_: object) -> tuple[int, str]:
    data = json.dumps({"listing": path, "page": number + 1, "size": size}).encode()
    status, body = _answer(urljoin(url, "/api/feed"), data, Content_Type="application/json")
    return status, json.loads(body)["html"]


def _json_list(url: str, path: str, number: int, *_: object) -> tuple[int, str]:
    status, body = _paged("/api/posts")(url, path, number)
    return status, "".join(f'<a href="{item["url"]}"></a>' for item in json.loads(body)["items"])


def _cursor(url: str, path: str, number: int, size: int, page: str, last: str) -> tuple[int, str]:
    before = re.findall(r'data-id="(\d+)"', last)[-1]
    return _answer(urljoin(url, f"/ajax/before?{urlencode({'listing': path, 'before': before})}"))


def _token(url: str, path: str, number: int, size: int, page: str, last: str) -> tuple[int, str]:
    token = re.findall(r'<meta name="csrf-token" content="(\w+)">', page)[0]
    data = urlencode({"listing": path, "page": number + 1}).encode()
    return _answer(urljoin(url, "/ajax/guarded"), data, X_CSRF_Token=token)


def _token_field(
    url: str, path: str, number: int, size: int, page: str, last: str
) -> tuple[int, str]:
    token = re.findall(r'<input type="hidden" name="_token" value="(\w+)">', page)[0]
    data = urlencode({"listing": path, "page": number + 1, "_token": token}).encode()
    return _answer(urljoin(url, "/ajax/guarded"), data)


def _session(url: str, path: str, number: int, *_: object) -> tuple[int, str]:
    cookie = get(url)[1]["Set-Cookie"].partition(";")[0]
    query = urlencode({"listing": path, "page": number + 1})
    return _answer(urljoin(url, f"/ajax/session?{query}"), Cookie=cookie)


def _signed(url: str, path: str, number: int, *_: object) -> tuple[int, str]:
    query = urlencode({"listing": path, "page": number + 1, "sum": (number + 1) * 7919 % 10007})
    return _answer(urljoin(url, f"/ajax/signed?{query}"))


_ASK: dict[str, Callable[..., tuple[int, str]]] = {
    "html": _paged("/ajax/more"),
    "form": _form,
    "json_html": _json_html,
    "json_list": _json_list,
    "script": _json_list,
    "cursor": _cursor,
    "token": _token,
    "token_field": _token_field,
    "endless": _paged("/ajax/endless"),
    "session": _session,
    "signed": _signed,
    "forbidden": _paged("/private/more"),
    "broken": _paged("/ajax/broken"),
}
