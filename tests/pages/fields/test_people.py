"""Who wrote a post, where layers and page say more or less than that."""

from __future__ import annotations

import json
import re

import pytest

from mayadeen.items import Article
from mayadeen.normalise.houses import load_houses
from mayadeen.pipelines.text import attribute
from tests.pages.reading import article_of, page_of

URL = "https://english.almayadeen.net/news/politics/the-ferry-stays-at-the-quay"
STORY = (
    "<div><p>The harbour council said on Tuesday that the ferry would keep its timetable.</p>"
    "<p>No boat would be sold, it added, before the winter storms are over and the quay mended.</p>"
    "</div>"
)
DAY = "<p>28 Jul 2021 23:20</p>"
PERSON = {"@type": "Person", "name": "Rana Haddad"}


def credited(header: str, author: object = None, *, graph: object = (), head: str = "") -> Article:
    """The Article of a page with this header, whose JSON-LD states `author`."""
    post = {"@type": "NewsArticle", "headline": "The ferry stays"} | (
        {"author": author} if author else {}
    )
    data = json.dumps({"@graph": [post, *graph]})
    html = (
        f'<html><head>{head}<script type="application/ld+json">{data}</script></head>'
        f"<body><main><h1>The ferry stays</h1>{header if STORY[5:90] in header else header + STORY}"
        "</main></body></html>"
    )
    article = article_of(page_of(html, URL), URL)
    attribute(article, load_houses())
    return article


@pytest.mark.parametrize(
    ("author", "names"),
    [
        (PERSON, ["Rana Haddad"]),
        ([PERSON, {"@type": "Person", "name": "Samir Khoury"}], ["Rana Haddad", "Samir Khoury"]),
        ({"@type": ["Person"], "name": ["Rana Haddad"]}, ["Rana Haddad"]),
        ({"@type": "Person", "name": PERSON}, ["Rana Haddad"]),
        ({"@type": "Person", "name": [PERSON]}, ["Rana Haddad"]),
        ({"@type": "Person", "givenName": "Rana", "familyName": "Haddad"}, ["Rana Haddad"]),
        ({"@type": "Person", "name": "", "givenName": "Rana"}, ["Rana"]),
        ({"@type": "Person", "name": "Rana"}, ["Rana"]),
        ({"@id": "#rana"}, ["Rana Haddad"]),
        ([{"@id": "#rana"}, {"@id": "#nobody"}], ["Rana Haddad"]),
        ("Rana Haddad", ["Rana Haddad"]),
        ("Rana Haddad and Samir Khoury", ["Rana Haddad", "Samir Khoury"]),
        ("By Rana Haddad", ["Rana Haddad"]),
        (["Rana Haddad", "https://example.org/rana"], ["Rana Haddad"]),
        ({"@type": "Person", "name": "https://example.org/rana"}, []),
        ({"@type": "Person", "name": "Guest Author"}, []),
        ({"@type": "Organization", "name": "Al Mayadeen English"}, []),
        ({"@type": "Person", "name": "Al Mayadeen English"}, []),
        ([{"@type": "Organization", "name": "AFP"}, PERSON], ["Rana Haddad"]),
    ],
)
def test_stated_people(author, names):
    graph = [{"@type": "Person", "@id": "#rana", "name": "Rana Haddad"}]
    assert credited(DAY, author, graph=graph).authors == names


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ('<meta name="author" content="Rana Haddad">', ["Rana Haddad"]),
        ('<meta name="author" content="Rana">', ["Rana"]),
        (
            '<meta property="article:author" content="https://example.org/rana">'
            '<meta name="author" content="Rana Haddad">',
            ["Rana Haddad"],
        ),
        (
            '<meta name="author" content="Rana Haddad"><meta name="author" content="Samir Khoury">',
            ["Rana Haddad", "Samir Khoury"],
        ),
        ('<meta property="og:site_name" content="The Quay"><meta name="author" content="The Quay">',
         []),
        ('<meta name="author" content="english.almayadeen.net">', []),
    ],
)  # fmt: skip
def test_people_of_the_head(head, names):
    assert credited(DAY, head=head).authors == names


@pytest.mark.parametrize(
    "line",
    ["Key Points", "Upper Valley", "OLD QUAY, North Coast", "Harbour Council", "A Long Winter",
     "كلام المرفأ"],
)  # fmt: skip
@pytest.mark.parametrize(
    "place", ["<div>{}</div>{day}", "{day}<div>{}</div>", "<div>{day}{}</div>"]
)
def test_stated_people_go_before_unmarked_lines(line, place):
    article = credited(place.format(f"<p>{line}</p>", day=DAY), PERSON)
    assert article.authors == ["Rana Haddad"]
    assert article.attribution_raw is None


@pytest.mark.parametrize(
    ("header", "raw", "names"),
    [
        # Where the names stand tells who they are.
        (f"<ul><li>Rana Haddad</li><li>{DAY}</li></ul>", "Rana Haddad", ["Rana Haddad"]),
        ("<ul><li>سمير خوري</li><li>28 Jul 2021</li></ul>", "سمير خوري", ["سمير خوري"]),
        (f"<div><div>Upper Valley</div><p>{'Long '} day</p></div>{DAY}", None, []),
        (f"<div>حارس المنارة</div>{DAY}", None, []),
        (f"<div>بقلم: سمير خوري</div>{DAY}", "بقلم: سمير خوري", ["سمير خوري"]),
        (f'<div><a href="/authors/s">سمير خوري</a></div>{DAY}', "سمير خوري", ["سمير خوري"]),
        # Names side by side, and what stands behind them.
        (
            '<p><a href="/authors/r">Rana Haddad</a><a href="/authors/s">Samir Khoury</a></p>'
            f"{DAY}",
            "Rana Haddad | Samir Khoury", ["Rana Haddad", "Samir Khoury"],
        ),
        (
            f"<p>By <span>Rana Haddad</span> <span>Samir Khoury</span> {DAY}</p>",
            "By Rana Haddad | Samir Khoury", ["Rana Haddad", "Samir Khoury"],
        ),
        (f"<p>By <b>Rana</b> <b>Haddad</b></p>{DAY}", "By Rana Haddad", ["Rana Haddad"]),
        (
            f"<p>By <b>Rana Haddad</b><i>Deputy Harbour Director</i></p>{DAY}",
            "By Rana Haddad", ["Rana Haddad"],
        ),
        (
            f"<p>By Rana Haddad and Samir Khoury <span>The Associated Press</span></p>{DAY}",
            "By Rana Haddad and Samir Khoury | The Associated Press",
            ["Rana Haddad", "Samir Khoury"],
        ),
        (f"<p>By Rana Haddad 5 minutes ago</p>{DAY}", "By Rana Haddad", ["Rana Haddad"]),
        # A mark alone over a list.
        (
            '<div>By</div><ul><li><a href="#r">Rana Haddad</a>,</li><li>'
            '<a href="#s">Samir Khoury</a> &amp;</li><li>'
            f'<a href="#l">Layla Nasr</a></li></ul>{DAY}',
            "By | Rana Haddad, | Samir Khoury & | Layla Nasr",
            ["Rana Haddad", "Samir Khoury", "Layla Nasr"],
        ),
        (f"<div>Source:</div><ul><li>(Old Quay - Northern News Agency)</li></ul>{DAY}",
         "Source: | (Old Quay - Northern News Agency)", []),
        (f"<button>By Rana Haddad</button>{DAY}", "By Rana Haddad", ["Rana Haddad"]),
    ],
)  # fmt: skip
def test_printed_people(header, raw, names):
    article = credited(header)
    assert (article.attribution_raw, article.authors) == (raw, names)


def test_a_house_is_the_source_of_what_a_stated_person_wrote():
    article = credited(f"<p>By Al Mayadeen English</p>{DAY}", PERSON)
    assert (article.source, article.authors) == ("Al Mayadeen English", ["Rana Haddad"])
    assert article.field_sources["source"] == "page"
    assert article.field_sources["authors"] == "jsonld"


def test_a_marked_line_goes_before_what_is_stated():
    assert credited(f"<p>By Samir Khoury</p>{DAY}", PERSON).authors == ["Samir Khoury"]


def test_the_credits_of_another_post_are_none_of_this_ones():
    others = "<p>By Samir Khoury</p><p>By Layla Nasr</p>"
    article = credited(f"<p>By Rana Haddad</p>{DAY}{others}", PERSON)
    assert (article.attribution_raw, article.authors) == ("By Rana Haddad", ["Rana Haddad"])


@pytest.mark.parametrize(
    ("header", "names", "authors"),
    [
        ("<p>By Rana Haddad</p>", ["Samir Khoury"], ["Rana Haddad"]),
        ("<p>By Al Mayadeen English</p>", ["Samir Khoury"], ["Samir Khoury"]),
        ("", ["Samir Khoury", "Layla Nasr"], ["Samir Khoury", "Layla Nasr"]),
        ("", ["Samir Khoury", "Layla Nasr", "Omar Said"], ["Samir Khoury"]),
    ],
)
def test_credits_below_the_story(header, names, authors):
    below = "".join(f"<p>By {name}</p>" for name in names)
    assert credited(header + DAY + STORY + below).authors == authors


@pytest.mark.parametrize(
    ("heading", "agencies"),
    [
        ("<h2>Council buys a second bell</h2>", []),
        ("<h3>Credits</h3>", ["Agencies"]),
        ("", ["Agencies"]),
    ],
)
def test_the_credits_behind_another_headline_are_the_next_posts(heading, agencies):
    below = f"{heading}<p>Source: Agencies</p>"
    assert credited(f"<p>By Rana Haddad</p>{DAY}{STORY}{below}").agencies == agencies


def test_all_who_are_stated_wrote_it_where_the_line_names_one_of_them():
    both = [PERSON, {"@type": "Person", "name": "Samir Khoury"}]
    article = credited(f"<p>By Rana Haddad</p>{DAY}", both)
    assert article.authors == ["Rana Haddad", "Samir Khoury"]


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ('<a rel="author" href="/x">Rana Haddad</a>', ["Rana Haddad"]),
        ('<div itemprop="author" itemscope><span itemprop="name">Rana Haddad</span> of the'
         " quay</div>", ["Rana Haddad"]),
        ('<span itemprop="author" content="Rana Haddad"></span>', ["Rana Haddad"]),
        ('<div class="post-author">By Rana Haddad</div>', ["Rana Haddad"]),
        ('<div class="authority">Rana Haddad</div>', []),
        ('<div class="author">More by the same writer</div>', []),
        ("".join(f'<p class="author">{name} Haddad</p>' for name in ("Rana", "Samir", "Layla",
                                                                     "Omar")), []),
    ],
)  # fmt: skip
def test_people_of_the_markup_where_nobody_is_credited(below, names):
    article = credited("", head=f"<title>The ferry stays</title></head><body>{below}")
    assert article.authors == names
    assert credited("<p>By Al Mayadeen English</p>", head=below).authors == []


LAST = "<p>The old quay, where the boats lie in winter, is to be lit again before spring.</p>"


@pytest.mark.parametrize(
    ("header", "line", "author", "names"),
    [
        ("", "<p>Rana Haddad</p>", None, ["Rana Haddad"]),
        ("", "<p><em>Rana Haddad and Samir Khoury</em></p>", None, ["Rana Haddad", "Samir Khoury"]),
        ("<p>By Al Mayadeen English</p>", "<p>Rana Haddad</p>", None, ["Rana Haddad"]),
        ("", "<p>Rana Haddad</p>", PERSON, ["Rana Haddad"]),
        ("", "<p><b>سمير خوري</b></p>", None, ["سمير خوري"]),
        ("", "<p>حارس المنارة</p>", None, []),
        ("", "<p>Free Palestine</p>", None, []),
        ("", "<p>The boats left.</p>", None, []),
        ("<p>By Samir Khoury</p>", "<p>Old Quay Road</p>", None, ["Samir Khoury"]),
    ],
)
def test_a_bare_name_below_the_story(header, line, author, names):
    article = credited(header + DAY + STORY.replace("</div>", f"{LAST}{line}</div>"), author)
    assert article.authors == names
    text = re.sub("<[^>]*>", "", line)
    assert article.body.endswith(text) is not any(name in text for name in names)
