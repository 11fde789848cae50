"""The lines between headline and summary, in the ways in which sites write them."""

from __future__ import annotations

import pytest

from mayadeen.normalise import dates
from tests.pages.reading import NOW, page_of

URL = "https://english.almayadeen.net/news/politics/the-ferry-stays-at-the-quay"
SUMMARY = "The council turned down the plan to sell the eastern quay, the third one of this year."
STORY = (
    "The harbour council said on Tuesday that the ferry would keep its timetable until spring.",
    "No boat would be sold, it added, before the winter storms are over and the quay is mended.",
)
BY, SOURCE = "By Rana Haddad", "Source: Al Mayadeen"
AT, EDITED = "2021-07-28T20:20:00Z", "2021-07-28T22:10:00Z"
MACHINE, LATER = 'datetime="2021-07-28T23:20:00+03:00"', 'datetime="2021-07-29T01:10:00+03:00"'
TIMES = f"<time {MACHINE}>28 Jul 2021 23:20</time>{{}}<time {LATER}>29 Jul 2021 01:10</time>"


def moment(raw: str | None) -> str | None:
    read = dates.read(raw, now=NOW) if raw else None
    return read and (read.at or read.local)


@pytest.mark.parametrize(
    ("header", "credit", "published", "updated", "minutes"),
    [
        # One line of several facts, whatever stands between them.
        (f"<p>{BY} | 28 Jul 2021 23:20 | 2 Min Read</p>", BY, AT, None, 2),
        (f"<p>{BY} - 28 Jul 2021 23:20 - 2 Min Read</p>", BY, AT, None, 2),
        (f"<p>{BY} / 28 Jul 2021 23:20 / 2 Min Read</p>", BY, AT, None, 2),
        (f"<p>{BY}, 28 Jul 2021 23:20, 2 Min Read</p>", BY, AT, None, 2),
        (f"<p>{BY} on 28 Jul 2021 23:20</p>", BY, AT, None, None),
        (f"<p>{SOURCE}. 28 Jul 2021 23:20. 2 Min Read.</p>", SOURCE, AT, None, 2),
        (f"<p>{SOURCE} Published: 28 Jul 2021 23:20</p>", SOURCE, AT, None, None),
        (f"<p>{SOURCE} | 28 Jul 2021 | 23:20 | 2 Min Read</p>", SOURCE, AT, None, 2),
        (f"<p>Politics | 28 Jul 2021 23:20 | {SOURCE}</p>", SOURCE, AT, None, None),
        (f"<p>Date: 28 Jul 2021 | Time: 23:20 | Reading: 2 min</p><p>{BY}</p>", BY, AT, None, 2),
        (f"<p>{BY}</p><p>28 Jul 2021</p><p>11:20 PM</p>", BY, AT, None, None),
        ("<p>Posted by Rana Haddad on 28 Jul 2021 23:20</p>",
         "Posted by Rana Haddad", AT, None, None),
        ("<p>🕒 28 Jul 2021 23:20</p><p>✍ Rana Haddad</p>", "Rana Haddad", AT, None, None),
        (f"<p>{SOURCE} · 28 Jul 2021 23:20 · 1,204 views</p>", SOURCE, AT, None, None),
        (
            f"<p><span>Politics</span><span>{BY}</span><span>28 Jul 2021</span>"
            "<span>23:20</span><span>2 Min Read</span></p>",
            BY, AT, None, 2,
        ),
        (
            '<p><span>by <a href="/author/rana-haddad">Rana Haddad</a></span>'
            '<a href="#respond">Leave a comment</a></p><p>28 Jul 2021 23:20</p>',
            "by Rana Haddad", AT, None, None,
        ),
        (
            '<div><a href="/authors/rana-haddad">Rana Haddad</a><span>Writer of books</span></div>'
            "<p>28 Jul 2021 23:20</p>",
            "Rana Haddad", AT, None, None,
        ),
        (
            "<table><tr><td>28 Jul 2021 23:20</td><td>|</td><td>Source: Al Mayadeen</td></tr>"
            "</table>",
            SOURCE, AT, None, None,
        ),
        (
            '<div><img src="/avatars/rana.jpg" width="40" alt="Rana Haddad"><div><p>By Rana Haddad'
            "</p><p>Published 28 July 2021, 11:20 PM</p></div></div>",
            BY, AT, None, None,
        ),
        # A label and its value in elements of their own.
        (
            "<dl><dt>Source:</dt><dd>Al Mayadeen</dd><dt>Date:</dt><dd>28 Jul 2021 23:20</dd>"
            "<dt>Reading time:</dt><dd>2 Min Read</dd></dl>",
            "Source: | Al Mayadeen", AT, None, 2,
        ),
        (
            "<table><tr><th>Published</th><td>28 Jul 2021 23:20</td></tr><tr><th>Last update</th>"
            f"<td>29 Jul 2021 01:10</td></tr></table><p>{SOURCE}</p>",
            SOURCE, AT, EDITED, None,
        ),
        (
            "<dl><dt>Author</dt><dd>Rana Haddad</dd><dt>Date</dt><dd>28 Jul 2021 23:20</dd></dl>",
            "Rana Haddad", AT, None, None,
        ),
        # The last edit.
        (
            "<p>First published on 28 Jul 2021 at 23:20. Last updated on 29 Jul 2021 at 01:10.</p>"
            f"<p>{BY}</p>",
            BY, AT, EDITED, None,
        ),
        (
            f"<p>{SOURCE} — Published 28 Jul 2021 23:20 — Updated 29 Jul 2021 01:10</p>",
            SOURCE, AT, EDITED, None,
        ),
        (f"<p>28 Jul 2021 23:20 (Updated 29 Jul 2021 01:10)</p><p>{BY}</p>",
         BY, AT, EDITED, None),
        (f"<p>{BY}</p><p>{TIMES.format(' ')}</p>", BY, AT, EDITED, None),
        (f"<p>{BY}</p><p>Published {TIMES.format(', edited ')}</p>", BY, AT, EDITED, None),
        (
            f'<p>{BY}</p><p><time itemprop="dateModified" {LATER}>29 Jul 2021 01:10</time></p>'
            f"<p><time {MACHINE}>28 Jul 2021 23:20</time></p>",
            BY, AT, EDITED, None,
        ),
        # What the machine states of a date counts where it is the same date and no vaguer.
        (f"<p>{BY}</p><p>Posted <time {MACHINE}>5 years ago</time></p>", BY, AT, None, None),
        (f"<p>{BY}</p><p><time {MACHINE}>Wednesday evening</time></p>", BY, AT, None, None),
        (f'<p>{BY}</p><p><time datetime="2021-07-28">28 Jul 2021 23:20</time></p>',
         BY, AT, None, None),
        (f'<p>{BY}</p><p><time datetime="2025-11-03T08:00:00Z">28 Jul 2021 23:20</time></p>',
         BY, AT, None, None),
        # Other languages.
        (
            "<p>الكاتب: رنا حداد</p><p>نُشر: 28 تموز 2021 23:20</p>"
            "<p>آخر تحديث: 29 تموز 2021 01:10</p><p>دقيقتان للقراءة</p>",
            "الكاتب: رنا حداد", AT, EDITED, 2,
        ),
        (
            "<p>Por Rana Haddad | 28 de julio de 2021 23:20 | Lectura: 2 min</p>",
            "Por Rana Haddad", AT, None, 2,
        ),
    ],
)  # fmt: skip
def test_facts(header, credit, published, updated, minutes):
    story = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    html = f"<main><h1>The ferry stays</h1>{header}<h2>{SUMMARY}</h2><div>{story}</div></main>"
    values = page_of(html, URL).values
    assert values["attribution_raw"] == credit
    assert moment(values["published_raw"]) == published
    assert moment(values.get("updated_at")) == updated
    assert values.get("reading_minutes") == minutes
    assert values["summary"] == SUMMARY
    assert values["body"] == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "line",
    [
        "In Beirut on 28 Jul 2021 the old council met for the last time",
        "Nobody had seen 28 Jul 2021 coming",
    ],
)
def test_a_sentence_that_holds_a_date_is_none_of_them(line):
    html = f"<main><h1>The ferry stays</h1><p>{line}</p><p>{STORY[0]}</p><p>{STORY[1]}</p></main>"
    assert "published_raw" not in page_of(html, URL).values
