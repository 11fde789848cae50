"""What a reader sees of a page and what not, whatever the markup says of its end and its parts."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml.html import fromstring
from scrapy.http import HtmlResponse

from mayadeen.pages.flat.flatten import flatten
from tests.pages.reading import page_of

URL = "https://english.almayadeen.net/news/politics/the-ferry-stays-at-the-quay"
ONE = "The harbour council said on Tuesday that the ferry would keep its timetable until spring."
TWO = "No boat would be sold, it added, before the winter storms are over and the quay is mended."
UNSEEN = "This paragraph was withdrawn by the desk before the story went out on Saturday night."
SUMMARY = "The council turned down the plan to sell the eastern quay, the third one of this year."
STATED = f'<meta name="description" content="{SUMMARY}">'
HEAD = f"<h1>The ferry stays</h1><p>28 Jul 2021 23:20</p><p>{SUMMARY}</p>"


@pytest.mark.parametrize(
    "html",
    [
        f"<main>{HEAD}<div><p>{ONE}</p><p>{TWO}</p></div></main>",
        # An include that closes the page, with the page going on behind it.
        f"<html><body><p>Slogan</p></body></html><main>{HEAD}<p>{ONE}</p><p>{TWO}</p></main>",
        f"<html><body>{HEAD}<p>{ONE}</p></body></html><p>{TWO}</p>",
        f"<main><template shadowrootmode='open'>{HEAD}<p>{ONE}</p><p>{TWO}</p></template></main>",
        f"<main>{HEAD}<template><p>{UNSEEN}</p></template><p>{ONE}</p><p>{TWO}</p></main>",
        f"<main>{HEAD}<div><p>{ONE}</p><p style='display: NONE'>{UNSEEN}</p><p>{TWO}</p></div>",
        f"<main>{HEAD}<div><p>{ONE}</p><p style='visibility:hidden'>{UNSEEN}</p><p>{TWO}</p></div>",
        f"<main>{HEAD}<div><p>{ONE}</p><p hidden>{UNSEEN}</p><p>{TWO}</p></div>",
        f"<main>{HEAD}<div><p>{ONE}</p><p class='hidden'>{UNSEEN}</p><p>{TWO}</p></div>",
        f"<main>{HEAD}<div><p>{ONE}</p><p>{TWO}</p></div><p class='print-only'>{UNSEEN}</p>",
        # A link and a date that are hidden end where their elements do.
        f"<main>{HEAD}<p><a hidden href='/news'>Back</a></p><div><p>{ONE}</p><p>{TWO}</p></div>",
        f"<main>{HEAD}<p><a style='display:none' href='/authors/x'>x</a></p><p>{ONE}</p><p>{TWO}",
        # Hidden from small screens alone.
        f"<main>{HEAD}<div><p>{ONE}</p><p class='hidden lg:block'>{TWO}</p></div></main>",
        f"<main>{HEAD}<div><p>{ONE}</p><p class='d-none d-md-block'>{TWO}</p></div></main>",
        # What a player prints until it runs.
        f"<main>{HEAD}<p>{ONE}</p><amp-iframe src='/x'><p placeholder>Loading</p></amp-iframe>"
        f"<p>{TWO}</p>",
    ],
)
def test_what_is_seen(html):
    values = page_of(STATED + html, URL).values
    assert values["title"] == "The ferry stays"
    assert values["published_raw"] == "28 Jul 2021 23:20"
    assert values["body"].split("\n\n") == [ONE, TWO]


_TAGS = (
    *("div", "p", "li", "h2", "figure", "a", "span", "b", "time", "br", "img", "video"),
    *("noscript", "svg", "script", "template"),
)
_ATTRIBUTES = ("", "", " hidden", " style='display:none'", " href='/x'", " datetime='2020-01-01'")
_NODES = st.recursive(
    st.just("word"),
    lambda inside: st.tuples(
        st.sampled_from(_TAGS), st.sampled_from(_ATTRIBUTES), st.lists(inside, max_size=4)
    ),
    max_leaves=14,
)


def _html(node, number):
    if node == "word":
        return f" word{next(number)} "
    tag, attributes, inside = node
    if tag == "a":
        inside = ["word", *inside]  # a link around nothing is laid over what stands beside it
    if tag == "script":
        inside = [child for child in inside if child == "word"]  # its tags would be words
    end = "" if tag in ("br", "img") else f"</{tag}>"
    return f"<{tag}{attributes}>{''.join(_html(child, number) for child in inside)}{end}"


def _words(root):
    """Each word of a page with the address that it links to and whether a reader sees it."""
    for element in root.iter():
        for text, holder in ((element.text, element), (element.tail, element.getparent())):
            around = [] if holder is None else [holder, *holder.iterancestors()]
            hrefs = [e.get("href") for e in around if e.tag == "a" and "href" in e.attrib]
            unseen = any(
                e.tag in ("noscript", "svg", "script", "template", "video")
                or "hidden" in e.attrib
                or "style" in e.attrib
                for e in around
            )
            for word in (text or "").split():
                yield word, (None if unseen else next(iter(hrefs), ""), unseen)


@example([("a", " href='/x'", [("div", "", [("a", "", [])]), "word"])])
@example([("a", " href='/x'", [("a", " hidden", []), "word"])])
@given(st.lists(_NODES, min_size=1, max_size=5))
def test_each_word_keeps_the_link_and_the_hiding_of_the_elements_around_it(nodes):
    number = count()
    body = f"<body>{''.join(_html(node, number) for node in nodes)}</body>".encode()
    page = flatten(HtmlResponse(URL, body=body))
    found = [
        (
            word,
            (
                None if line.hidden_by else page.hrefs[link] if link >= 0 else "",
                bool(line.hidden_by),
            ),
        )
        for line in page.lines
        for part, link in zip(line.parts, line.links, strict=True)
        for word in part.split()
    ]
    assert sorted(found, key=str) == sorted(_words(fromstring(body)), key=str)
