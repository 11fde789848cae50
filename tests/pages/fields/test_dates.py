"""When a post was published, where head, header and the rest of the page say more or less."""

from __future__ import annotations

import json

import pytest

from mayadeen.pipelines.text import date
from tests.pages.reading import article_of, page_of

URL = "https://english.almayadeen.net/news/politics/the-ferry-stays-at-the-quay"
STORY = (
    "<div><p>The harbour council said on Tuesday that the ferry would keep its timetable.</p>"
    "<p>No boat would be sold, it added, before the winter storms are over and the quay mended.</p>"
    "</div>"
)
BY = "<p>By Rana Haddad</p>"


def dated(
    header: str,
    *,
    head: str = "",
    stated: str | None = None,
    above: str = "",
    below: str = "",
    url: str = URL,
):
    """The Article of a page with these dates; `stated` is JSON-LD's."""
    post = {"@type": "NewsArticle", "headline": "The ferry stays", "datePublished": stated}
    text = f"<main><h1>The ferry stays</h1>{BY}{header}{STORY}{below}</main>"
    html = (
        f'<html><head>{head}<script type="application/ld+json">{json.dumps(post)}</script></head>'
        f"<body><header>{above}</header>{text}</body></html>"
    )
    article = article_of(page_of(html, url), url)
    date(article)
    return article


def time(stated: str, shown: str) -> str:
    return f'<p><time datetime="{stated}">{shown}</time></p>'


@pytest.mark.parametrize(
    ("header", "at"),
    [
        # The attribute holds the day, the text the hour.
        (time("2024-05-14T00:00:00", "14 May 2024 12:30"), "2024-05-14T09:30:00Z"),
        (time("2024-05-14T00:00:00Z", "14 May 2024 12:30"), "2024-05-14T09:30:00Z"),
        (time("2024-05-14T00:00:00+03:00", "14 May 2024 00:00"), "2024-05-13T21:00:00Z"),
        (time("2024-05-14T00:00:00+03:00", "14 May 2024"), "2024-05-13T21:00:00Z"),
        # Numbers of which either can be the month, beside a moment with its zone.
        (time("2025-10-03T12:20:00Z", "10/03/2025"), "2025-10-03T12:20:00Z"),
        (time("2025-03-10T12:20:00+00:00", "10/03/2025"), "2025-03-10T12:20:00Z"),
        (time("2025-11-03T08:00:00Z", "28/07/2025 23:20"), "2025-07-28T20:20:00Z"),
        # Day and hour apart, with a zone.
        ("<p>14 May 2024</p><p>Time: 12:30 GMT</p>", "2024-05-14T12:30:00Z"),
        ("<p><span>14 May 2024</span> <span>12:30 CEST</span></p>", "2024-05-14T10:30:00Z"),
        ("<p>14 May 2024</p><p>12:30</p>", "2024-05-14T09:30:00Z"),
    ],
)
def test_the_date_of_the_header(header, at):
    assert dated(header).published_at == at


def test_numbers_that_disagree_with_the_moment_that_was_taken_are_doubted():
    assert "date_disagrees" in dated(time("2025-10-03T12:20:00Z", "10/03/2025")).warnings
    assert "date_disagrees" not in dated(time("2025-03-10T12:20:00Z", "10/03/2025")).warnings


@pytest.mark.parametrize(
    ("stated", "header", "at", "layer"),
    [
        ("2024-05-14T00:00:00Z", "<p>14 May 2024 12:30</p>", "2024-05-14T09:30:00Z", "page"),
        ("2024-05-14T00:00:00Z", "<p>14 May 2024</p>", "2024-05-14T00:00:00Z", "jsonld"),
        ("2024-05-14T08:00:00Z", "<p>14 May 2024 12:30</p>", "2024-05-14T08:00:00Z", "jsonld"),
        ("10/03/2025", time("2025-10-03T12:20:00Z", "3 Oct 2025"), "2025-10-03T12:20:00Z", "page"),
        ("20240514T123000+0000", "", "2024-05-14T12:30:00Z", "jsonld"),
    ],
)
def test_what_a_layer_states(stated, header, at, layer):
    article = dated(header, stated=stated)
    assert (article.published_at, article.field_sources["published_raw"]) == (at, layer)


@pytest.mark.parametrize(
    "zone", ["AKST", "(NPT)", "Kathmandu time", "local time", "hora de Lima", "بتوقيت صنعاء"]
)
def test_an_unknown_zone_leaves_the_date_unread(zone):
    article = dated(f"<p>14 May 2024 12:30 {zone}</p>")
    assert (article.published_at, article.published_local) == (None, None)
    assert "date_unreadable" in article.warnings


@pytest.mark.parametrize(
    ("page", "day", "layer"),
    [
        ({"below": '<span itemprop="datePublished" content="2024-05-14">Tuesday</span>'},
         "2024-05-14", "page"),
        ({"below": '<div itemprop="datePublished">14 May 2024</div>'}, "2024-05-14", "page"),
        # A line of the page's frame, where it knows of one day alone.
        ({"below": "<footer><p>Published 14 May 2024</p></footer>"}, "2024-05-14", "page"),
        ({"below": "<footer><p>14 May 2024</p><p>14.05.2024</p></footer>"}, "2024-05-14", "page"),
        ({"above": "<p>14 May 2024</p>"}, "2024-05-14", "page"),
        ({"above": "<p>Rana Haddad, 14 May 2024</p>"}, "2024-05-14", "page"),
        ({"above": "<p>14 May 2024</p><p>15 May 2024</p>"}, None, None),
        ({"above": "<p>Nobody saw 14 May 2024 coming</p>"}, None, None),
        # In an element called after it, whatever the words around it.
        ({"above": '<p class="post-meta">Written by Rana on Tuesday, 14 May 2024, at the quay</p>'},
         "2024-05-14", "page"),
        ({"below": '<p class="documentByLine">made by Rana - posted 14 May 2024 06:00</p>'
          "<footer><p>15 May 2024</p></footer>"}, "2024-05-14T06:00:00+03:00", "page"),
        # In a row of a line of several, and not the last edit's.
        ({"below": "<footer><p>Last updated: 16 May 2024<br>Published on: 14 May 2024<br>"
          "Readers: 61<br>© the harbour council and all who have written for it</p></footer>"},
         "2024-05-14", "page"),
        ({"below": "<footer><p>Letzte Änderung: 16.05.2024<br>Erschienen am: 14.05.2024<br>"
          "© der Hafenrat und alle, die für ihn geschrieben haben</p></footer>"},
         "2024-05-14", "page"),
        ({"below": "<footer><p>Aktualisiert am 16.05.2024</p></footer>"}, None, None),
        # Since when the writer has been in the forum is no date of the post.
        ({"header": "<p>Registriert: 18.09.2008, 05:56</p>",
          "below": '<p class="date">14 May 2024</p>'}, "2024-05-14", "page"),
        ({"header": "<p>Joined: 18 Sep 2008</p>"}, None, None),
        ({"below": "<footer><p>Member since 18 Sep 2008</p></footer>"}, None, None),
        # Behind a credit below the story.
        ({"below": "<p>Posted by Rana Haddad — published 14 May 2024 06:00</p>"},
         "2024-05-14T06:00:00+03:00", "page"),
        ({"above": '<p class="update">Nobody saw 14 May 2024 coming</p>'}, None, None),
        ({"above": '<div><p>14 May 2024</p><a href="/news/politics/x">The old quay is mended by'
          " spring, says the council</a></div>"}, None, None),
        # The date of a post is what its page states; an address states none.
        ({"url": f"{URL.rsplit('/', 1)[0]}/2024/05/14/ferry"}, None, None),
        ({"url": f"{URL.rsplit('/', 1)[0]}/2024/5/4/ferry"}, None, None),
        # A head's date of which is not said what happened then.
        ({"head": '<meta name="dc.date" content="2024-05-14">'}, "2024-05-14", "opengraph"),
        ({"head": '<meta name="dc.date" content="2024-05-14">', "header": "<p>12 May 2024</p>"},
         "2024-05-12", "page"),
        ({"head": '<meta name="article:published" content="2024-05-14">',
          "header": "<p>12 May 2024</p>"}, "2024-05-14", "opengraph"),
    ],
)  # fmt: skip
def test_a_date_beside_head_and_header(page, day, layer):
    article = dated(**{"header": "", **page})
    assert article.published_local == day
    assert article.field_sources.get("published_raw") == layer


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("14.05.2024 The harbour council", "2024-05-14"),
        ("14 May 2024 – The harbour council", "2024-05-14"),
        ("Port Ellis, 14 May 2024 – The harbour council", "2024-05-14"),
        ("Port Ellis (14 May 2024) – The harbour council", "2024-05-14"),
        ("14 May 2024 was the day on which the harbour council", None),
        ("On 14 May 2024 – a holiday – the harbour council", None),
    ],
)
def test_the_dateline_where_nothing_else_says_when(opening, day):
    rest = " said that the ferry would keep its timetable until the spring."
    html = f"<main><h1>The ferry stays</h1>{BY}<div><p>{opening}{rest}</p>{STORY}</div></main>"
    article = article_of(page_of(html, URL), URL)
    date(article)
    assert article.published_local == day


def test_a_date_in_a_row_of_the_headline():
    row = "<small><i></i>&nbsp;14.05.2024 •&nbsp;<span>Harbour</span></small>"
    html = f"<main><h1>The ferry stays<br>{row}</h1>{BY}{STORY}</main>"
    article = article_of(page_of(html, URL), URL)
    date(article)
    assert (article.title, article.published_local) == ("The ferry stays", "2024-05-14")


def test_a_headline_in_rows_that_tells_of_a_date():
    html = f"<main><h1>The ferry stays<br>until 14 May 2024</h1>{BY}{STORY}</main>"
    assert page_of(html, URL).values["title"] == "The ferry stays until 14 May 2024"
