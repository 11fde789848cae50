"""People's pages."""

from __future__ import annotations

import pytest

from mayadeen.pages.author import read_author, read_authors
from mayadeen.pages.menu import fallback
from tests.pages.reading import FETCHED_AT, response

URL = "https://english.almayadeen.net/authors/rana-haddad"
PAGE = """<main><div><img src="/media/rana.jpg?v=1&amp;width=300" alt="Rana Haddad">
<h1>Rana Haddad</h1><div><p>Rana Haddad writes about harbours and those who wait in them.</p>
<p>She lives in Elwan with two storks.</p></div></div><h2>Articles by Rana Haddad</h2>
<div><div><a href="/articles/opinion/on-waiting"><img src="/1.jpg" alt=""><h4>On waiting</h4></a>
<p>3 Feb 2024</p></div><div><a href="/articles/opinion/on-boats"><img src="/2.jpg" alt="">
<h4>On boats at night</h4></a><p>2 Feb 2024</p></div></div></main>
<aside><h3>Most Read</h3><a href="/news/politics/other">Another story</a></aside>"""


def read(html):
    return read_author(response(html, URL), fallback(URL), edition="en", fetched_at=FETCHED_AT)


def test_name_biography_portrait_and_posts():
    author = read(PAGE)
    assert author.url == URL
    assert author.name == "Rana Haddad"
    assert author.bio == (
        "Rana Haddad writes about harbours and those who wait in them."
        "\n\nShe lives in Elwan with two storks."
    )
    assert author.image == "https://english.almayadeen.net/media/rana.jpg"
    assert author.posts == [
        "https://english.almayadeen.net/articles/opinion/on-waiting",
        "https://english.almayadeen.net/articles/opinion/on-boats",
    ]
    assert (author.edition, author.fetched_at) == ("en", FETCHED_AT)


TICKER = """<div>BREAKING</div><div><span>A drone fell near the town of Tell Ghazir at noon.</span>
</div><div><span>Three boats turned back east of Port Elwan this morning.</span></div>"""
TITLE = "<title>Rana Haddad | Al Mayadeen English</title>"


def test_a_name_that_is_no_heading_is_the_line_that_the_title_names():
    author = read(TITLE + TICKER + PAGE.replace("<h1>", "<div>").replace("</h1>", "</div>"))
    assert author.name == "Rana Haddad"
    assert author.bio == read(PAGE).bio
    assert author.image == "https://english.almayadeen.net/media/rana.jpg"


def test_without_a_line_that_is_the_name_the_ticker_is_no_biography():
    author = read(TITLE + TICKER)
    assert (author.name, author.bio, author.image) == ("Rana Haddad", None, None)


def test_a_portrait_above_the_name_is_not_the_first_card_s():
    flat = """<main><div><img src="/media/rana.jpg" alt="Rana Haddad"><h1>Rana Haddad</h1></div>
    <article><a href="/articles/opinion/on-waiting"><img src="/1.jpg" alt=""></a>
    <h3><a href="/articles/opinion/on-waiting">On waiting at night</a></h3></article>
    <article><a href="/articles/opinion/on-boats"><img src="/2.jpg" alt=""></a>
    <h3><a href="/articles/opinion/on-boats">On boats at night</a></h3></article></main>"""
    assert read(flat).image == "https://english.almayadeen.net/media/rana.jpg"


def test_what_the_page_does_not_print_comes_from_its_metadata():
    html = """<script type="text/tawsiyat">{"type": "page", "title": "Rana Haddad",
    "description": "Writes about boats.", "thumbnail": "/media/rana.jpg?width=100"}</script>"""
    author = read(html)
    assert (author.name, author.bio) == ("Rana Haddad", "Writes about boats.")
    assert author.image == "https://english.almayadeen.net/media/rana.jpg"
    assert author.posts == []


@pytest.mark.parametrize(
    "heading", ["Articles by Rana Haddad", "Author: Rana Haddad", "الكاتبة: Rana Haddad"]
)
def test_a_heading_that_says_whose_page_it_is(heading):
    assert read(PAGE.replace("<h1>Rana Haddad", f"<h1>{heading}")).name == "Rana Haddad"


def test_nothing_is_made_up():
    author = read("<p>x</p>")
    assert (author.name, author.bio, author.image, author.posts) == (None, None, None, [])


def test_the_page_that_lists_people():
    html = """<a href="/authors">Authors</a><ul><li><a href="/authors/rana-haddad">Rana Haddad</a>
    <li><a href="/authors/john"><img src="/j.jpg"></a><a href="/authors/john">John O’Neill</a>
    <li><a href="https://elsewhere.example/authors/x">X</a></ul>"""
    assert read_authors(response(html, "https://english.almayadeen.net/authors")) == [
        ("Rana Haddad", "https://english.almayadeen.net/authors/rana-haddad"),
        ("John O’Neill", "https://english.almayadeen.net/authors/john"),
    ]
