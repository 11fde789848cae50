"""The ticker's lines, under its word or under its name."""

from __future__ import annotations

import pytest

from mayadeen.pages.ticker import read_ticker
from tests.pages.reading import response

LINES = ["Our correspondent in Elwan: Two boats turned back.", "The envoy says nothing new today"]
PRINTED = {
    "list": "<p>BREAKING</p><ul><li>{}</li><li>{}</li></ul>",
    "paragraphs": "<div>Breaking News</div><p>{}</p><p>{}</p><h1>A headline</h1><p>A story.</p>",
    "spans": "<div><b>BREAKING:</b><div><span>{}</span><span>{}</span></div></div><p>A story.</p>",
    "twice": "<div><b>عاجل</b><p>{0}</p><p>{1}</p><p>{0}</p></div>",
    "before cards": "<i>BREAKING</i><p>{}</p><p>{}</p><p><a href='/news/a/b'>A linked one</a></p>",
    "one line": "<div><span>BREAKING</span><marquee>{} • {}</marquee></div>",
    "word in the first line": "<div><p><b>BREAKING</b> {}</p><p>{}</p></div>",
    "all in one line": "<marquee><b>BREAKING</b> <i>{0}</i> • <i>{1}</i> • <i>{0}</i> •</marquee>",
    "with hours": "<b>BREAKING</b><div><i>14:05</i><p>{}</p></div><div><i>13:50</i><p>{}</p></div>",
    "by name": "<div><div class='ticker__item'>{}</div><div class='ticker__item'>{}</div></div>",
}


@pytest.mark.parametrize("name", PRINTED)
def test_lines(name):
    html = PRINTED[name].format(*LINES)
    assert read_ticker(response(html, "https://english.almayadeen.net/")) == LINES


@pytest.mark.parametrize("html", ["", "<h1>Breaking ice</h1><p>A story.</p>", "<p>BREAKING</p>"])
def test_no_ticker(html):
    assert read_ticker(response(html, "https://english.almayadeen.net/")) == []
