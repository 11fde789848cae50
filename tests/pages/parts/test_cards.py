"""The headlines of a block: what a person reads of each, however it is laid out."""

from __future__ import annotations

import pytest

from tests.pages.reading import page_of

URL = "https://english.almayadeen.net/news/politics/the-ferry-stays-at-the-quay"
ONE = "The harbour council said on Tuesday that the ferry would keep its timetable until spring."
TWO = "No boat would be sold, it added, before the winter storms are over and the quay is mended."
A = '<a href="/news/politics/old-lighthouse">Old lighthouse to lose its keeper</a>'
B = '<a href="/news/economy/copper-trade">The end of the copper trade is near</a>'
CARDS = [
    ("Old lighthouse to lose its keeper", "Politics", "2025-10-31"),
    ("The end of the copper trade is near", "Economy", "2025-10-30"),
]


def cards(html):
    """Both cards in an element of their own; in it LINK, TITLE, LABEL and DAY are the card's."""
    addresses = ("/news/politics/old-lighthouse", "/news/economy/copper-trade")
    days = ("31 Oct 2025", "30 Oct 2025")
    return "".join(
        f"<div>{html}</div>".replace("LINK", address)
        .replace("TITLE", title)
        .replace("LABEL", label)
        .replace("DAY", day)
        for address, day, (title, label, _) in zip(addresses, days, CARDS, strict=True)
    )


@pytest.mark.parametrize(
    "block",
    [
        f"<p>{A}</p><p>Politics, 31 Oct 2025</p><p>{B}</p><p>Economy, 30 Oct 2025</p>",
        f"<p>{A}</p><p>31 Oct 2025 | Politics</p><p>{B}</p><p>30 Oct 2025 | Economy</p>",
        f"<ol><li>{A} (Politics, 31 Oct 2025)</li><li>{B} (Economy, 30 Oct 2025)</li></ol>",
        f"<h4>{A}</h4><div><span>Politics</span><span>31 Oct 2025</span></div>"
        f"<h4>{B}</h4><div><span>Economy</span><span>30 Oct 2025</span></div>",
        f"<div>{A}<small>Politics</small><p>31 Oct 2025</p></div>"
        f"<div>{B}<small>Economy</small><p>30 Oct 2025</p></div>",
        '<a href="/news/politics/old-lighthouse"><span>Old lighthouse to lose its keeper</span>'
        "<span>Politics</span><span>31 Oct 2025</span></a>"
        '<a href="/news/economy/copper-trade"><span>The end of the copper trade is near</span>'
        "<span>Economy</span><span>30 Oct 2025</span></a>",
        "<div><small>Politics</small><h5>Old lighthouse to lose its keeper</h5><i>31 Oct 2025</i>"
        '<a href="/news/politics/old-lighthouse"></a></div><div><small>Economy</small>'
        "<h5>The end of the copper trade is near</h5><i>30 Oct 2025</i>"
        '<a href="/news/economy/copper-trade"></a></div>',
        # A link laid over its card by a style, first or last in it.
        cards("<a href=LINK></a><h4>TITLE</h4><span>LABEL</span> <span>DAY</span>"),
        cards("<a href=LINK aria-label=TITLE></a><p>TITLE</p><p>LABEL</p><p>DAY</p>"),
        cards("<div><a href=LINK><svg></svg></a></div><h4>TITLE</h4><p>LABEL</p><p>DAY</p>"),
        # The picture alone is linked.
        cards("<a href=LINK><img src=/i.jpg alt=x></a><h4>TITLE</h4><p>LABEL</p><p>DAY</p>"),
        cards("<a href=LINK><img src=/i.jpg></a><strong>TITLE</strong> <i>LABEL</i> <i>DAY</i>"),
        # A slider shows its cards twice.
        2 * cards("<a href=LINK><h4>TITLE</h4><p>LABEL</p><p>DAY</p></a>"),
        # A button.
        cards("<h4>TITLE</h4><span>LABEL</span><span>DAY</span><a href=LINK>Read more</a>"),
        cards("<p>TITLE</p><p>LABEL</p><p>DAY</p><p><a href=LINK>Continue reading</a></p>"),
    ],
)
def test_label_and_day(block):
    story = f"<h1>The ferry stays</h1><p>28 Jul 2021 23:20</p><div><p>{ONE}</p><p>{TWO}</p></div>"
    page = page_of(f"<main>{story}<h3>Most Read</h3>{block}</main>", URL)
    assert [(link.title, link.label, link.date) for link in page.links] == CARDS
    assert page.values["body"].split("\n\n") == [ONE, TWO]


def test_a_label_and_a_day_under_a_heading_nobody_knows():
    block = f"<h3>Latest</h3><h4>{A}</h4><p>Politics, 31 Oct 2025</p>"
    html = f"<h1>The ferry stays</h1><p>28 Jul 2021</p><div><p>{ONE}</p><p>{TWO}</p>{block}</div>"
    assert page_of(html, URL).values["body"].split("\n\n") == [ONE, TWO]


def test_tabs():
    tabs = '<ul><li><a href="#read">Most Read</a></li><li><a href="#new">Latest</a></li></ul>'
    panel = f'<div id="read"><div>{A}<p>Politics</p><p>31 Oct 2025</p></div></div>'
    story = f"<h1>The ferry stays</h1><p>28 Jul 2021</p><div><p>{ONE}</p><p>{TWO}</p></div>"
    page = page_of(f"<main>{story}<div>{tabs}{panel}</div></main>", URL)
    assert [(link.rel, link.title, link.date) for link in page.links] == [
        ("most_read", "Old lighthouse to lose its keeper", "2025-10-31")
    ]
    assert page.values["body"].split("\n\n") == [ONE, TWO]
    assert "tags" not in page.values


@pytest.mark.parametrize("headline", ["h3", "h5", "p", "div", "strong"])
@pytest.mark.parametrize("card", ["{link}{title}", "{title}{link}"])
def test_related_headlines_under_links_laid_over_them(headline, card):
    title = "Old lighthouse to lose its keeper"
    link = '<a class="stretched-link" href="/news/politics/old-lighthouse"></a>'
    card = card.format(link=link, title=f"<{headline}>{title}</{headline}>")
    block = f"<div><h5>Related News</h5><div>{card}</div></div>"
    html = f"<h1>The ferry stays</h1><p>28 Jul 2021</p><div><p>{ONE}</p>{block}<p>{TWO}</p></div>"
    page = page_of(html, URL)
    assert page.values["body"].split("\n\n") == [ONE, TWO]
    assert [(link.title, link.after_paragraph) for link in page.links] == [(title, 1)]


@pytest.mark.parametrize("end", ["", "\u200e", "”", "…\ufeff", " »"])
@pytest.mark.parametrize(
    "start", ["<p>", "<div><a href='/print/1'></a><p>", "<p><a href='/x'></a>"]
)
def test_a_link_around_nothing_does_not_make_a_link_of_the_story(start, end):
    html = f"<h1>The ferry stays</h1><p>28 Jul 2021</p><div>{start}{ONE}{end}</p><p>{TWO}</p></div>"
    assert len(page_of(html, URL).values["body"].split("\n\n")) == 2


@pytest.mark.parametrize(
    "line",
    [
        "Read also: <a>TITLE</a>",
        "<em>(Read also: <a>TITLE</a>)</em>",
        "[See also: <a>TITLE</a>]",
        "<a>Read also: TITLE</a>",
        "<span><b>Watch:</b> <a>TITLE</a></span><span>&nbsp;</span>",
        "<b>Must read</b> | <a>TITLE</a>",
        "شاهد: <a>TITLE</a>",
        "Le puede interesar: <a>TITLE</a>",
        "Lea también: <a>TITLE</a>.",
    ],
)
@pytest.mark.parametrize("title", ["Old lighthouse to lose its keeper", "Who pays for the quay?"])
@pytest.mark.parametrize("story", ["<p>{}</p><p>{}</p><p>{}</p>", "{}<br><br>{}<br><br>{}"])
def test_a_labelled_link_in_the_story(line, title, story):
    line = line.replace("<a>", '<a href="/news/politics/old-lighthouse">').replace("TITLE", title)
    story = story.format(ONE, line, TWO)
    html = f"<h1>The ferry stays</h1><p>28 Jul 2021</p><div>{story}</div>"
    page = page_of(html, URL)
    assert page.values["body"].split("\n\n") == [ONE, TWO]
    assert [(link.rel, link.title, link.label) for link in page.links] == [("related", title, None)]


def test_the_page_s_foot_is_of_no_card():
    foot = '<footer><p>All Rights Reserved</p><a href="/privacy">Privacy Policy</a></footer>'
    story = f"<h1>The ferry stays</h1><p>28 Jul 2021</p><div><p>{ONE}</p><p>{TWO}</p></div>"
    block = f"<section><h3>Read Next</h3><div>{A}</div><div>{foot}</div></section>"
    page = page_of(f"<main>{story}{block}</main>", URL)
    assert [(link.title, link.label) for link in page.links] == [(CARDS[0][0], None)]


def test_two_labelled_links_in_one_line():
    line = f"<p>Read also: → {A}; {B}</p>"
    html = f"<h1>The ferry stays</h1><p>28 Jul 2021</p><div><p>{ONE}</p>{line}<p>{TWO}</p></div>"
    page = page_of(html, URL)
    assert page.values["body"].split("\n\n") == [ONE, TWO]
    assert [link.title for link in page.links] == [title for title, _, _ in CARDS]


def test_icons_that_share_a_story_lead_to_none():
    icon = '<a href="{}"><svg></svg></a>'
    icons = f"<div>{icon.format('https://x.com/share?u=1')}{icon.format('/print/1')}</div>"
    head = f"<div><h1>The ferry stays</h1>{icons}</div><p>28 Jul 2021</p>"
    story = f"<section><p>{ONE}</p></section><section>{icons}<h3>Harbour</h3><p>{TWO}</p></section>"
    values = page_of(f"<main>{head}<div>{story}</div></main>", URL).values
    assert values["title"] == "The ferry stays"
    assert values["body"].split("\n\n") == [ONE, "Harbour", TWO]
    assert "outlinks" not in values
