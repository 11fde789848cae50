"""The menu off pages of several markups and languages."""

from __future__ import annotations

import pytest

from mayadeen.pages.menu import Entry, fallback, read_menu
from tests.pages.reading import response

HOME = "https://english.almayadeen.net/"
NESTED = """<nav><ul>
<li><a href="/news">News</a><ul><li><a href="/news/politics">Politics</a></li>
<li><a href="/news/arts-culture">Arts&amp;Culture</a></li></ul></li>
<li><a href="/podcasts">Podcasts</a></li>
<li><a href="/videos">Videos</a><ul><li><a href="/newsfeed">NewsFeed</a></li></ul></li>
<li><a href="/infographs">Infographs</a></li><li><a href="/in-pictures">In Pictures</a></li>
<li><a href="/live">• • LIVE</a></li></ul></nav>"""
FLAT = """<div><h4>News</h4><ul><li><a href="/news/politics">Politics</a></li>
<li><a href="/news/economy">Economy</a></li></ul><h4>Articles</h4><ul>
<li><a href="/articles/opinion">Opinion</a></li></ul><a href="/in-pictures">In Pictures</a>
<ul><li><a href="/mena">MENA</a></li><li><a href="/palestine">Palestine</a></li>
<li><a href="/atlantis">Atlantis</a></li></ul></div>"""
EDITIONS = """<ul><li><a href="https://www.almayadeen.net/">Ar</a></li>
<li><a href="https://x.com/AlMayadeen">x</a></li></ul><a href="/">Al Mayadeen English</a>"""
FOOT = """<p>A line that is far too long to be an entry of any menu of ours.</p><ul>
<li><a href="/privacy">Privacy Policy</a></li><li><a href="/authors">Authors</a></li></ul>"""
ARABIC = """<ul><li><a href="/news">الأخبار</a><ul><li><a href="/news/politics">سياسة</a></li>
<li><a href="/news/economic">اقتصاد</a></li></ul></li><li><a href="/video">فيديو</a></li></ul>
<ul><li><a href="/region/asia">آسيا</a></li><li><a href="/region/africa">أفريقيا</a></li></ul>
<a href="/live">البث المباشر</a><a href="/authors">الكتّاب</a>"""

DETAILS = """<header><details><summary>Latest</summary><a href="/latest">All latest</a><ul>
<li><a href="/latest/world">World</a></li><li><a href="/latest/money">Money</a></li>
<li><a href="/latest/planet">Planet</a></li></ul></details><details><summary>Watch</summary>
<a href="/watch">All watch</a><ul><li><a href="/watch/shorts">Shorts</a></li></ul></details>
</header>"""
NUMBERED = """<div><div><span>News</span><p><a href="/section/1/a">Politics</a>
<a href="/section/2/b">Economy</a> <a href="/section/3/c">Health</a></p></div><div><span>Articles
</span><p><a href="/section/4/d">Opinion</a> <a href="/section/5/e">Blog</a></p></div></div>"""

LABELLED = """<nav><ul><li><a href="/news">News</a><ul><li><a href="/news/health">Health</a></li>
<li><a href="/news/sports">Sports</a></li></ul></li><li>Regions<ul><li><a href="/levant">Levant</a>
</li><li><a href="/maghreb">Maghreb</a></li></ul></li></ul></nav>"""
IN_A_LINE = """<nav><a href="/news">News</a><a href="/news/health">Health</a></nav><p>Regions:
<a href="/r/1">Asia</a>, <a href="/r/2">Europe</a>, <a href="/r/3">MENA</a>, <a href="/r/4">Africa
</a>, <a href="/r/5">Palestine</a></p>"""

CATEGORIES = """<ul><li><a href="/news/politics">Politics</a></li><li><a href="/news/health">Health
</a></li><li><a href="/articles/blog">Blog</a></li></ul>"""

HARVESTS = """<ul><li><a href="/harvests">Harvests</a></li><li><a href="/tides">Tides</a></li>
<li><a href="/boats">Boats</a></li></ul>"""
OF_HARVESTS = [("Harvests", None), ("Tides", None), ("Boats", None)]


MIXED = """<nav><ul><li><a href="/news">News</a></li><li><a href="/news/health">Health</a></li>
<li><a href="/harvests">Harvests</a></li><li><a href="/in-pictures">In Pictures</a></li>
<li><a href="/region/palestine">Palestine</a></li><li><a href="/region/atlantis">Atlantis</a></li>
</ul></nav>"""
ONE = """<nav><ul><li><a href="/news">News</a><ul><li><a href="/news/palestine">Palestine</a></li>
</ul></li></ul><ul><li><a href="{}">{}</a></li></ul>
</nav>"""


def pairs(menu):
    return [(entry.group, entry.label) for entry in menu.entries]


@pytest.mark.parametrize(
    ("html", "entries", "regions"),
    [
        (
            EDITIONS + NESTED + FOOT,
            [
                ("News", None),
                ("News", "Politics"),
                ("News", "Arts&Culture"),
                ("Podcasts", None),
                ("Videos", None),
                ("Videos", "NewsFeed"),
                ("Infographs", None),
                ("In Pictures", None),
            ],
            [],
        ),
        (
            FLAT + FOOT,
            [
                ("News", "Politics"),
                ("News", "Economy"),
                ("Articles", "Opinion"),
                ("In Pictures", None),
            ],
            ["MENA", "Palestine", "Atlantis"],
        ),
        (
            NESTED + "<div>" + FLAT + "</div>",
            [
                ("News", None),
                ("News", "Politics"),
                ("News", "Arts&Culture"),
                ("Podcasts", None),
                ("Videos", None),
                ("Videos", "NewsFeed"),
                ("Infographs", None),
                ("In Pictures", None),
                ("News", "Economy"),
                ("Articles", "Opinion"),
            ],
            ["MENA", "Palestine", "Atlantis"],
        ),
        # What does something to the page owns no section.
        *(
            (f"<header><div>{control}{HARVESTS}</div></header>", OF_HARVESTS, [])
            for control in (
                '<a href="#main">Jump to the text</a>',
                '<a href="#top">Onward</a>',
                '<a href="#">Skip to content</a>',
                "<button>Toggle navigation</button>",
                "<button>Sections</button>",
                "<button>×</button>",
            )
        ),
        (
            '<header><div><a href="#main">Jump to the text</a>'
            f"<button>Latest</button>{HARVESTS}<button>Watch</button><ul><li>"
            '<a href="/shorts">Shorts</a></li></ul></div></header>',
            [*(("Latest", label) for label, _ in OF_HARVESTS), ("Watch", "Shorts")],
            [],
        ),
        (
            FLAT.replace("Politics", "Poli\x1b[31mtics\u202e ").replace("MENA", "\x9bMENA\u2066"),
            [
                ("News", "Poli[31mtics"),
                ("News", "Economy"),
                ("Articles", "Opinion"),
                ("In Pictures", None),
            ],
            ["MENA", "Palestine", "Atlantis"],
        ),
        (
            ARABIC,
            [("الأخبار", None), ("الأخبار", "سياسة"), ("الأخبار", "اقتصاد"), ("فيديو", None)],
            ["آسيا", "أفريقيا"],
        ),
        (
            DETAILS + FOOT,
            [
                ("Latest", None),
                ("Latest", "World"),
                ("Latest", "Money"),
                ("Latest", "Planet"),
                ("Watch", None),
                ("Watch", "Shorts"),
            ],
            [],
        ),
        (
            NUMBERED + FOOT,
            [
                ("News", "Politics"),
                ("News", "Economy"),
                ("News", "Health"),
                ("Articles", "Opinion"),
                ("Articles", "Blog"),
            ],
            [],
        ),
        (
            LABELLED + FOOT,
            [("News", None), ("News", "Health"), ("News", "Sports")],
            ["Levant", "Maghreb"],
        ),
        (
            IN_A_LINE + FOOT,
            [("News", None), ("News", "Health")],
            ["Asia", "Europe", "MENA", "Africa", "Palestine"],
        ),
        (
            MIXED + FOOT,
            [("News", None), ("News", "Health"), ("Harvests", None), ("In Pictures", None)],
            ["Palestine", "Atlantis"],
        ),
        *(
            (
                ONE.format(path, label) + FOOT,
                [("News", None), ("News", "Palestine")],
                [label],
            )
            for path, label in (("/region/atlantis", "Atlantis"), ("/mena", "MENA"))
        ),
        (CATEGORIES + FOOT, [("News", "Politics"), ("News", "Health"), ("Articles", "Blog")], []),
    ],
    ids=[
        *("nested", "flat", "printed twice", "skip link", "any link", "bare link"),
        *("toggle", "button over all", "cross", "buttons over parts", "commands", "arabic"),
        *("unknown words", "addresses of numbers"),
        *("regions never met", "regions in a line"),
        *("regions among sections", "one region", "one known region", "categories alone"),
    ],
)
def test_entries_and_regions(html, entries, regions):
    menu = read_menu(response(html, HOME))
    assert menu.stated
    assert pairs(menu) == entries
    assert [entry.label for entry in menu.regions] == regions


def test_live_and_authors_are_no_sections():
    menu = read_menu(response(NESTED + FOOT, HOME))
    assert menu.live_url == "https://english.almayadeen.net/live"
    assert menu.authors_url == "https://english.almayadeen.net/authors"
    assert "LIVE" not in str(menu.entries)


@pytest.mark.parametrize(
    "html", ["", "<p>No menu at all</p>", "<ul><li><a href='/a'>One</a></li></ul>"]
)
def test_a_page_without_a_menu_gives_the_built_in_one(html):
    menu = read_menu(response(html, HOME))
    assert not menu.stated
    assert ("News", "Politics") in pairs(menu)
    assert menu.place(HOME + "news/politics/x") == Entry(
        "News", "Politics", "https://english.almayadeen.net/news/politics"
    )


@pytest.mark.parametrize(
    ("url", "language", "group"),
    [
        (HOME, None, "News"),
        ("https://www.almayadeen.net/", None, "الأخبار"),
        ("https://espanol.almayadeen.net/", None, "Noticias"),
        ("http://127.0.0.1:8000/", "ar", "الأخبار"),
        ("http://127.0.0.1:8000/", "es-LB", "Noticias"),
        ("http://127.0.0.1:8000/", None, "News"),
    ],
)
def test_the_built_in_menu_is_the_editions(url, language, group):
    menu = fallback(url, language)
    assert menu.entries[0].group == group
    assert all(entry.url.startswith(url) for entry in menu.entries)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/news/politics/a-slug", ("News", "Politics")),
        ("/News/Politics/a-slug", ("News", "Politics")),
        ("/news/politics", ("News", "Politics")),
        ("/news/unknown/a-slug", ("News", None)),
        ("/newsroom/a-slug", None),
        ("/", None),
        ("/articles/opinion/a-slug", ("Articles", "Opinion")),
    ],
)
def test_the_place_of_an_address_is_the_longest_path_before_it(path, place):
    entry = fallback(HOME).place("https://english.almayadeen.net" + path)
    assert (entry and (entry.group, entry.label)) == place


def test_labels_are_found_in_any_case_and_typography():
    menu = fallback(HOME)
    assert menu.region("us  & canada") == "US & Canada"
    assert menu.region("Atlantis") is None
    assert menu.category("POLITICS") == ("News", "Politics")
    assert menu.category("Nothing") is None
    assert menu.section("Article") == "Articles"
    assert fallback("https://www.almayadeen.net/").section("أخبار") == "الأخبار"


@pytest.mark.parametrize(
    ("path", "region"),
    [("/mena", "MENA"), ("/Palestine/", "Palestine"), ("/news/politics", None), ("/mena/x", None)],
)
def test_the_region_whose_listing_stands_at_an_address(path, region):
    menu = read_menu(response(FLAT, HOME))
    assert menu.region_at("https://english.almayadeen.net" + path) == region
