"""One story in two hundred markups, none of them the site's: everything on the page is found."""

from __future__ import annotations

from functools import cache

import pytest

from mayadeen.normalise import dates
from mayadeen.pages.menu import read_menu
from tests.pages import layouts
from tests.pages.reading import NOW, page_of, response

SEEDS = range(200)


@cache
def read(seed):
    """The page of a layout, read once for all tests of it."""
    return page_of(layouts.lay_out(seed), layouts.URL)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_story_is_read_whatever_its_markup(seed):
    page = read(seed)
    values = page.values
    assert page.is_post
    assert values["title"] == layouts.TITLE
    assert values["summary"] == layouts.SUMMARY
    assert values["body"] == layouts.body()
    assert values["attribution_raw"] == layouts.CREDIT
    assert dates.read(values["published_raw"], now=NOW).at == "2021-07-28T20:20:00Z"
    assert values["reading_minutes"] == 2
    assert values["tags"] == list(layouts.TAGS)
    assert [(i.url, i.alt, i.caption) for i in values["images"]] == [
        ("https://media.almayadeen.net/a/quay.jpg", layouts.ALT, layouts.CAPTION)
    ]
    assert (values["section"], values["category"]) == ("News", "Politics")
    assert page.ticker == list(layouts.TICKER)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_stands_beside_the_story_is_read_whatever_its_markup(seed):
    rows = {}
    for link in read(seed).links:
        rows.setdefault(link.rel, []).append(link)
    assert [(link.title, link.after_paragraph) for link in rows["related"]] == [
        (title, 5) for title in layouts.RELATED
    ]
    assert [(x.title, x.label, x.label_kind, x.date) for x in rows["most_read"]] == [
        ("Weavers' union turns down the offer", "Technology", "category", "2025-10-28"),
        (
            "Storm sees 1,000 islanders stay ashore for 2 months",
            "Politics",
            "category",
            "2025-10-30",
        ),
        ("The end of the copper trade", "Politics", "category", "2025-10-31"),
    ]
    assert [(link.image_alt, link.image_credit) for link in rows["most_read"]] == [
        ("A weaver at her loom", None),
        (
            "People wait at the quay in Port Elwan on April 14, 2022",
            "Rami Saad/AFP via Getty Images",
        ),
        ("The end of the copper trade", "Photo by Hadi Nasser"),
    ]
    assert [(link.title, link.url) for link in rows["coverage"]] == [
        ("Siege of the Orchard", "https://english.almayadeen.net/coverage/siege")
    ]
    assert [(x.rank, x.title, x.label, x.label_kind, x.date) for x in rows["read_next"]] == [
        (1, "Does the island's offer do?", "Palestine", "region", None),
        (2, "Island gets boats", "Politics", "category", None),
        (3, "Lamplighter, 90, retires", "Politics", "category", None),
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_menu_is_read_whatever_its_markup(seed):
    menu = read_menu(response(layouts.lay_out(seed), layouts.URL))
    assert menu.stated
    assert [entry.label for entry in menu.entries if entry.group == "News"] == [
        None,
        "Politics",
        "Economy",
        "Arts&Culture",
        "Technology",
    ]
    assert [entry.group for entry in menu.entries if entry.label is None] == [
        "News",
        "Articles",
        "Videos",
        "Infographs",
        "In Pictures",
    ]
    assert [entry.label for entry in menu.regions] == [
        "Africa",
        "Asia",
        "Asia-Pacific",
        "MENA",
        "Palestine",
        "US & Canada",
    ]
