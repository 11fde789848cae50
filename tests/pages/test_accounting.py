"""Nothing lost, nothing leaked: each text is one field's, one Link's or a named drop's."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from lxml import etree

from tests.pages import layouts
from tests.pages.reading import page_of
from tests.pages.test_cases import CASES, NAMES, told
from tests.replica import articlepage, build

MARKUPS = ("full", "plain", "jsonld", "cut")
FIELDS = {"title", "summary", "body", "attribution_raw", "tags"}
LINKS = {"related", "most_read", "coverage", "read_next"}


def letters(text):
    return re.sub(r"[\W_]+", "", text)


def texts_of(html):
    """The page's texts by a parser of our own choice, apart from the one that reads them."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    root = etree.fromstring(html, parser)
    for title in root.iter("title"):
        title.text = None  # the head's title is no line of the page
    return "".join(root.itertext())


def check(html, page):
    account = page.account
    # Each letter of the page stands in the account once, in the page's order.
    assert letters("".join(text for text, _ in account)) == letters(texts_of(html))
    taken = defaultdict(list)
    for text, name in account:
        taken[name].append(text)
    if page.is_post:
        assert not taken["unassigned"]
    for name in FIELDS & taken.keys():
        if page.sources.get(name) == "page":
            shown = page.values[name]
            whole = letters("".join(shown) if isinstance(shown, list) else shown)
            for text in taken[name]:
                assert letters(text) in whole or letters(text) == "", (name, text)
    captions = letters("".join(i.caption or "" for i in page.values.get("images", ())))
    for text in taken["caption"]:
        assert letters(text) in captions
    for line in taken["ticker"]:
        assert any(letters(line) in letters("".join(page.ticker)) for _ in (0,))


def check_back(html, page):
    """The reverse: no field holds text that is not on the page."""
    whole = letters(html.decode() if isinstance(html, bytes) else html)
    whole += letters(texts_of(html if isinstance(html, bytes) else html.encode()))
    for name in ("title", "summary", "body", "attribution_raw"):
        for text in (page.values.get(name) or "").split("\n\n"):
            for line in text.split(" | "):
                assert letters(line) in whole, name
    for name in ("tags", "countries", "coverage"):
        for text in page.values.get(name, ()):
            assert letters(text) in whole, name
    for link in page.links:
        assert letters(link.title or "") in whole


@pytest.mark.parametrize("seed", range(0, 200, 4))
def test_layouts_are_accounted_for(seed):
    html = layouts.lay_out(seed).encode()
    page = page_of(html, layouts.URL)
    check(html, page)
    check_back(html, page)


@pytest.mark.parametrize("name", [n for n in NAMES if told(n)["is_post"] and n != "script_only"])
def test_cases_are_accounted_for(name):
    html = (CASES / f"{name}.html").read_bytes()
    page = page_of(html, told(name)["url"], told(name).get("edition", "en"))
    check(html, page)


@pytest.mark.parametrize("edition", ["en", "ar", "es"])
@pytest.mark.parametrize("markup", MARKUPS)
def test_pages_of_every_kind_and_layer_are_accounted_for(markup, edition):
    site = build(posts=40, seed=5, markup=markup, edition=edition)
    site.world.base = "https://english.almayadeen.net"
    kinds = set()
    for post in site.world.posts:
        if post.withdrawn is None:
            html = articlepage.render(site.world, post).encode()
            page = page_of(html, site.world.base + post.path_url, edition)
            check(html, page)
            kinds.add(page.values["kind"])
    assert {"article", "video"} <= kinds
