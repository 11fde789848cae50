"""A page four times as long takes no more than some four times as long to read."""

from __future__ import annotations

import gc
import re
import time

import pytest

from mayadeen.exceptions import TooSlow
from mayadeen.middlewares.refusal import refusal
from mayadeen.pages import bounded, load_more
from mayadeen.pages.listing import read_listing
from mayadeen.pages.menu import fallback
from mayadeen.pages.post import read_post
from tests.pages import layouts
from tests.pages.reading import FETCHED_AT, response

MENU = fallback(layouts.URL)
SIZE, SHARE = 24_000, 4
NOTHING = 0.15  # seconds in which even a reading by the square of its length does no harm
STORY = (
    "<html><body><main><article><h1>A headline of the day</h1><p>28 Jul 2021 23:20</p>"
    "<p>Running text that is long enough to be one paragraph of the story, and no more.</p>"
)
UNITS = (
    *("<div>", "<span>", "<h1>", "<h1>x</h1>", "<h2>Headline {n}</h2>", "<h3>Related News</h3>"),
    *("<img src=/{n}.jpg>", '<img src=/{n}.jpg alt="a word" width=900>', "<p>a</p>", "<br>a"),
    *("<select><option>", "<select><option value=/a?page={n}>{n}", "<script>", "<script x"),
    *("<title>", "<!--a-->", "<!--", "<table><tr><td>x", "<ul><li>x", "<blockquote>x", "<aside>"),
    *("<p>28 Jul 2021 23:20</p>", "<p>By Rana Haddad</p>", "<p>Source: Agencies</p>", "<footer>"),
    *('<a onclick="load({n})">More</a>', '<a href="#">More</a><br>'),
    *("<button>Load more</button>", '<a href="?page={n}">{n}</a>', "<p>Most Read</p>", "<b>x</b>"),
    "<p><a href=/tag/a-{n}>a tag {n}</a></p>",
    "<a class=stretched-link href=/news/politics/b-{n}></a><h4>Head {n}</h4>",
    "<nav><ul><li><a href=/news/x{n}>X{n}</a></ul></nav>",
    "<li><a href=/author/p-{n}>Person {n}</a>",
    "<figure><img src=/{n}.jpg><figcaption>A caption (AFP)</figcaption></figure>",
    "<div><a href=/news/politics/c-{n}><img src=/{n}.jpg></a><h3>Head {n}</h3></div>",
    *(" ", "| ", "word | ", "(", "- ", "ا ", "<a href=/news/politics/a-{n}>", "x "),
)
LETTERS = str.maketrans("0123456789", "abcdefghij")
WRAPPINGS = {
    "story": STORY + "{}",
    "paragraph": STORY + "<p>{}",
    "challenge": "<html><head><title>captcha</title>{}",
}


def _read(body):
    fetched = response(body, layouts.URL)
    read_post(fetched, MENU, edition="en", fetched_at=FETCHED_AT)
    read_listing(fetched, MENU)
    load_more.grows_by_scrolling(fetched.text)
    load_more.script_files(fetched.text, layouts.URL)
    refusal(fetched)


def _cost(wrapping, unit, size):
    inside = "".join(unit.replace("{n}", str(n)) for n in range(size // len(unit)))
    return _seconds(wrapping.replace("{}", inside).encode())


def _seconds(body):
    gc.collect()
    started = time.thread_time()
    _read(body)
    return time.thread_time() - started


@pytest.fixture(autouse=True)
def _no_collection():
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize(
    ("wrapping", "unit"),
    [
        (wrapping, unit)
        for wrapping in WRAPPINGS
        for unit in UNITS
        if wrapping != "challenge" or unit.startswith(("<script", "<title", "<!", "<b>", " "))
    ],
)
def test_reading_grows_with_the_page(wrapping, unit):
    within = WRAPPINGS[wrapping]
    large = _cost(within, unit, SIZE)
    if large > NOTHING:
        small = min(_cost(within, unit, SIZE // SHARE) for _ in range(2))
        assert min(large, _cost(within, unit, SIZE)) < 2.2 * SHARE * small


def test_a_story_without_headline_is_read_as_fast_as_it_is_long():
    """What is looked for above the story must not be measured against it line by line."""

    def cost(number):
        names = (str(n).translate(LETTERS) for n in range(number))  # of digits they could be years
        texts = (
            f"<p>Running text that is long enough to be a paragraph of the story, as {name} is.</p>"
            for name in names
        )
        return _seconds(f"<html><body><main>{''.join(texts)}".encode())

    large, small = cost(8000), min(cost(8000 // SHARE) for _ in range(2))
    assert min(large, cost(8000)) < 2.2 * SHARE * small


@pytest.mark.parametrize(
    "read",
    [
        lambda: [_ for _ in iter(int, 1) if _],
        lambda: re.match(r"(?:<!--.*?-->\s*)*<p>", "<!--a-->" * 40 + "x", re.DOTALL),
        bounded.bounded(lambda: max(_ for _ in iter(int, 1) if _)),
    ],
    ids=["loop", "pattern", "within another"],
)
def test_what_is_read_for_ever_is_left(monkeypatch, read):
    monkeypatch.setattr(bounded, "LONGEST", 0.05)
    with pytest.raises(TooSlow):
        bounded.bounded(read)()
    assert bounded.bounded(lambda: 7)() == 7
