"""Malformed anything gives a page with warnings or nothing, never an exception."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mayadeen.pages.author import read_author, read_authors
from mayadeen.pages.listing import read_listing
from mayadeen.pages.menu import fallback, read_menu
from mayadeen.pages.post import read_post
from mayadeen.pages.sitemap import read_sitemap
from mayadeen.pages.ticker import read_ticker
from tests.pages import layouts
from tests.pages.reading import FETCHED_AT, page_of, response

MENU = fallback(layouts.URL)
PIECES = [
    *("<div>", "</div>", "<p>", "</p>", "<table><tr>", "<article>", "</article>", "<h1>x</h1>"),
    *('<a href="">', '<a href="//[">', '<a href="http://[::1">', "<ul><li>", "<br><br>", "<!--"),
    *('<base href="http://[">', '<img srcset=", ,x 9e999w" src="data:x">', "<svg><title>a</title>"),
    *('<img width="99999999999999999999">', '<video><source src="http://[">', "<template>"),
    *('<iframe src="http://[x">', "&#0;&#xD800;&#1114112;", '<time datetime="\u0660">', "\0"),
    *("<h3>Most Read</h3>", "<p>Related News</p>", "BREAKING", "<noscript>", "<select><option>"),
    *('<link rel="next" href="http://[">', '<a href="?page=99999999999999999999">2</a>'),
    *('<a href="?page=\u0662">Next</a>', '<meta property="og:title">', "<script>", "</script>"),
    '<script type="application/ld+json">{"@type":["NewsArticle",3],"headline":[1],"author":'
    '{"name":{"a":1}},"image":{"url":[[]]},"datePublished":5,"keywords":{"a":1}}</script>',
    '<script type="text/tawsiyat">{"type":[],"postid":{},"title":7,"classes":[1,{"mapping":3},'
    '{"mapping":"country","value":[1]}],"keywords":[[],{"name":2}],"published_time":[],'
    '"thumbnail":{"a":1},"author":[{"x":1}],"video_duration":{}}</script>',
]


def read_everything(body):
    """Everything that is ever asked of a page."""
    fetched = response(body, layouts.URL)
    page = read_post(fetched, MENU, edition="en", fetched_at=FETCHED_AT)
    assert page.account is not None
    assert page.dropped is not None
    assert page.places is not None
    read_menu(fetched)
    read_listing(fetched, MENU)
    read_ticker(fetched)
    read_authors(fetched)
    read_author(fetched, MENU, edition="en", fetched_at=FETCHED_AT)
    list(read_sitemap(body).rows)
    return page


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes(body):
    read_everything(body)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=90), max_size=25).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_markup(html):
    read_everything(html.encode("utf-8", "replace"))


@given(
    st.integers(0, 199),
    st.lists(
        st.tuples(
            st.floats(0, 1), st.integers(0, 300), st.sampled_from(PIECES) | st.text(max_size=20)
        ),
        max_size=8,
    ),
)
@settings(max_examples=150, deadline=None)
def test_any_damage_to_a_page(seed, wounds):
    html = layouts.lay_out(seed)
    for place, cut, piece in wounds:
        at = int(place * len(html))
        html = html[:at] + piece + html[at + cut :]
    read_everything(html.encode("utf-8", "replace"))


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256", "latin-1", "utf-16", "iso-8859-6"])
def test_a_charset_that_is_not_the_one_stated(encoding):
    html = '<html><head><meta charset="utf-8"></head><h1>المجلس</h1><p>12 Apr 2022</p><p>نص</p>'
    assert read_everything(html.encode(encoding, "replace")).is_post


def test_valid_utf8_is_read_as_utf8_whatever_the_header_says():
    body = "<h1>Señales del muelle</h1><p>12 Apr 2022</p>".encode()
    fetched = response(body, layouts.URL).replace(encoding="latin-1")
    page = read_post(fetched, MENU, edition="es", fetched_at=FETCHED_AT)
    assert page.values["title"] == "Señales del muelle"


HEAD = "<html><body><h1>A headline of the day</h1><p>28 Jul 2021 23:20</p>"
LINE = "<p>Running text that is long enough to be one paragraph of the story, and no more.</p>"
LINK = '<a href="/news/politics/a-{}">A headline of another day</a>'
HUGE = {
    "text": LINE * 12_000,
    "unclosed": "<p>" + "word " * 200_000,
    "deep": "<div>" * 20_000 + "text",
    "links": "".join(f"<p>{LINK.format(n)}</p>" for n in range(4_000)),
    "cards": "".join(f"<div><img src=/{n}.jpg>{LINK.format(n)}</div>" for n in range(4_000)),
    "related": (LINE + "<p>Related News</p><p>" + LINK.format(1) + "</p>") * 3_000,
    "headings": ("<h3>Most Read</h3><p>" + LINK.format(1) + "</p>") * 4_000,
    "headlines": ("<h1>Another one</h1>" + LINE) * 3_000,
    "pictures": "".join(f"<p><img src=/{n}.jpg></p><p>short</p>" for n in range(4_000)),
    "ticker": "BREAKING<p>a line of the ticker, long enough</p>" * 4_000,
    "spans": "<p>" + "<span>a 28 Jul 2021 23:20</span> " * 8_000,
    "breaks": "<div>" + "a line of text<br>" * 20_000,
    "scripts": '<script type="application/ld+json">' + "[" * 50_000 + "</script>",
    "graphs": '<script type="application/ld+json">{"@type":"NewsArticle"}</script>' * 3_000,
}


@pytest.mark.parametrize("name", HUGE)
def test_a_page_without_end_costs_seconds_at_most(name):
    body = (HEAD + HUGE[name]).encode()
    started = time.process_time()
    page_of(body, layouts.URL)
    read_listing(response(body, layouts.URL), MENU)
    assert time.process_time() - started < 15
