"""Section and category of a post by what is linked at its headline, where nothing else tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mayadeen.pages.menu import fallback
from mayadeen.pages.post import read_post
from tests.pages.reading import FETCHED_AT, page_of, response

HOST = "https://english.almayadeen.net"
HOME, VIDEOS, TV = (
    f'<a href="{path}">{name}</a>'
    for path, name in (("/", "Home"), ("/videos", "Videos"), ("/videos/tv", "TV"))
)
SHOW = '<a href="/videos/tv/bread-and-salt">Bread and Salt</a>'
POST = '<a href="/videos/tv/the-ferry">The night ferry stays, the harbour council says</a>'
NEWS, MENA = '<a href="/news/politics">Politics</a>', '<a href="/regions/mena">MENA</a>'
STORY = (
    "<p>The harbour council said on Tuesday that the ferry would keep its timetable until spring,"
    " and that no boat would be sold before the winter storms are over.</p>"
)
OPINION = '<a href="/articles">Articles</a> / <a href="/articles/opinion">Opinion</a>'


@pytest.mark.parametrize(
    ("path", "above", "below", "place"),
    [
        ("/video/the-ferry", f"<div>{HOME} / {VIDEOS} / {TV}</div>", "", ("Videos", "TV")),
        (
            "/video/the-ferry",
            f"<nav><ol><li>{HOME}<li>{TV}<li>The ferry</ol></nav>",
            "",
            ("Videos", "TV"),
        ),
        ("/video/the-ferry", f"<div>{HOME} &gt; {TV} &gt; {SHOW}</div>", "", ("Videos", "TV")),
        ("/video/the-ferry", f"<p>{TV}</p>", "", ("Videos", "TV")),
        ("/video/the-ferry", f"<p>{VIDEOS}</p>", "", ("Videos", None)),
        ("/video/the-ferry", "", f"<p>{TV}</p>", ("Videos", "TV")),
        ("/articles/the-ferry", f"<div>{HOME} / {OPINION}</div>", "", ("Articles", "Opinion")),
        # What the other layers say stays.
        ("/news/politics/the-ferry", f"<div>{HOME} / {OPINION}</div>", "", ("News", "Politics")),
        # A menu, a card, a region, a link in the story.
        ("/video/the-ferry", f"<ul><li>{NEWS}</li><li>{TV}</li></ul>", "", (None, None)),
        ("/video/the-ferry", f"<div>{NEWS}</div><div>{TV}</div>", "", (None, None)),
        ("/video/the-ferry", f"<div>{TV}{MENA}</div>", "", (None, None)),
        ("/video/the-ferry", f"<div>{TV}<h4>{POST}</h4></div>", "", (None, None)),
        (
            "/video/the-ferry",
            "",
            f"<p>More of this is to be seen on {TV} at night.</p>",
            (None, None),
        ),
    ],
)
def test_the_place_by_the_trail(path, above, below, place):
    html = (
        f"{above}<article><h1>The night ferry stays</h1>{below}<p>28 Jul 2021</p>{STORY}</article>"
    )
    page = page_of(html, HOST + path)
    assert (page.values.get("section"), page.values.get("category")) == place
    assert page.is_post


def test_the_menu_is_no_trail():
    """However small it is, what links to all that there is is the menu."""
    links = (
        '<ul><li><a href="/news">News</a></li><li><a href="/news/politics">Politics</a></li></ul>'
    )
    html = f"<nav>{links}</nav><h1>The night ferry stays</h1><p>28 Jul 2021</p>{STORY}"
    entries = tuple(e for e in fallback(HOST).entries if e.label in (None, "Politics"))[:2]
    menu = replace(fallback(HOST), entries=entries)
    given = {"edition": "en", "fetched_at": FETCHED_AT}
    assert (
        read_post(response(html, HOST + "/video/the-ferry"), menu, **given).values.get("section")
        is None
    )


@pytest.mark.parametrize("mapping", ["category", "posttype"])
def test_the_metadata_name_a_section_in_any_class(mapping):
    classes = f'[{{"mapping": "{mapping}", "value": "In Pictures"}}]'
    data = f'{{"title": "The night ferry stays", "classes": {classes}}}'
    head = f'<script id="tawsiyat-metadata" type="text/tawsiyat">{data}</script>'
    page = page_of(f"{head}<h1>The night ferry stays</h1>{STORY}", HOST + "/gallery/the-ferry")
    assert (page.values["section"], page.sources["section"]) == ("In Pictures", "metadata")
