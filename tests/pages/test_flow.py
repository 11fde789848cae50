"""What a reader sees of a page and what not, whatever the markup says of its end and its parts."""

from __future__ import annotations

import pytest

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
