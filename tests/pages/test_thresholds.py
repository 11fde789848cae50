"""Pages that stand near a threshold of the reader: half or double of it reads them otherwise.

Only numbers are here that no other test of this folder holds.
"""

from __future__ import annotations

import pytest

from tests.pages.reading import page_of

URL = "https://english.almayadeen.net/news/politics/the-ferry-stays-at-the-quay"
ONE = "The harbour council said on Tuesday that the ferry would keep its timetable until spring."
TWO = "No boat would be sold, it added, before the winter storms are over and the quay is mended."
THREE = "The harbour master said that nobody in his office had seen a buyer with money in hand yet."
STORY = f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>"
BODY = [ONE, TWO, THREE]
HEAD = "<h1>The ferry stays</h1><p>By Rana Haddad</p><p>28 Jul 2021 23:20</p>"
LINK = '<a href="/news/politics/old-lighthouse">Old lighthouse to lose its keeper</a>'

ABOUT_THE_PICTURE = (
    "The quay at dusk, seen from the roof of the old customs house. To the left the ferry, to the"
    " right the two cranes that were brought over the mountains in the year of the great flood, and"
    " behind them the sheds in which salt was kept before the road was built."
)
ABOUT_THE_WRITER = (
    "She has written about ports, ships and tides for eleven years, first for a paper of the coast"
    " and then from the capital. Her book on the salt roads was read in every school of the island."
    " She keeps bees, mends nets, and was once the mate of a ferry whose timetable she still knows"
    " by heart, as do all who grew up at the quay where it was built. Before that she taught the"
    " children of the lighthouse to read by the light of it, which turned once in eleven seconds."
)
DISCLAIMER = (
    "The opinions mentioned in this article do not necessarily reflect the opinion of the harbour"
    " council, of its keepers and clerks, of the paper that printed it first or of anybody else who"
    " has ever worked at the quay, but express those of its author."
)
OFFER = "".join(
    f"<p>In letter number {number} we told of the tides, the quay and a boat that was late.</p>"
    for number in range(11)
)
PICTURES = "".join(f'<img src="/{number}.jpg">' for number in range(4))
OF_THE_SITE = '<meta property="og:type" content="website">'


def read(story: str, head: str = HEAD) -> list[str]:
    """The paragraphs of a page with this story."""
    body = page_of(f"<main>{head}<div>{story}</div></main>", URL).values["body"]
    return body.split("\n\n")


@pytest.mark.parametrize(
    ("story", "body"),
    [
        pytest.param(
            f'{STORY}<figure><img src="/quay.jpg"><div>{ABOUT_THE_PICTURE}</div></figure>',
            BODY,
            id="a caption of three lines",
        ),
        pytest.param(
            f'{STORY}<section><img src="/rana.jpg" alt="Rana Haddad"><h4>Rana Haddad</h4>'
            f"<p>{ABOUT_THE_WRITER}</p></section>",
            BODY,
            id="a biography of four sentences",
        ),
        pytest.param(
            f'{STORY}<section><img src="/rana.jpg" alt="Rana Haddad"><h4>Rana Haddad</h4>'
            "<p>She writes about ports and ships.</p><p>Lives at the quay</p>"
            "<p>Keeps eleven bees</p><p>Knows the timetable</p></section>",
            BODY,
            id="a box about the author of six lines",
        ),
        pytest.param(f"{STORY}<p>{DISCLAIMER}</p>", BODY, id="a disclaimer of three lines"),
        pytest.param(
            f"<article>{STORY * 4}</article><div class='newsletter'>{OFFER}</div>",
            BODY * 4,
            id="an offer of eleven lines below a long story",
        ),
        pytest.param(
            f"{STORY}<p>Reporting by Rana Haddad and Samir Khoury</p>",
            BODY,
            id="a credit of seven words below the story",
        ),
        pytest.param(
            f"<p>{ONE}</p><p>Of old lights and keepers</p><p>{LINK}</p><p>{TWO}</p>",
            [ONE, TWO],
            id="five words that label a link",
        ),
        pytest.param(
            f"{STORY}<p>© 2024 The Harbour Council of the Eastern Quay and its Keepers</p>",
            BODY,
            id="a line of the page's foot with sixty letters",
        ),
        pytest.param(
            f"<p>{ONE}</p><p>{TWO}</p><div>Follow us on Telegram for news of the tides, of the quay"
            ' and all the boats: <a href="https://t.me/quay">t.me/quay</a></div>'
            f"<p>{THREE}</p>",
            BODY,
            id="an invitation of a hundred letters",
        ),
        pytest.param(f"<p>{ONE}<br>{TWO}</p>", [ONE, TWO], id="sentences that a break parts"),
        pytest.param(
            f"<p>{ONE}</p><p>Row, he said, and row again now.<br>And we rowed until the morning."
            f"</p><p>{TWO}</p>",
            [ONE, "Row, he said, and row again now. And we rowed until the morning.", TWO],
            id="verses that a break parts",
        ),
        pytest.param(
            f'<p>{ONE}</p><p>{TWO}</p><img src="/sea.jpg" alt="On the way to the sea">'
            f"<p>On the run to the end</p><p>{THREE}</p>",
            [ONE, TWO, "On the run to the end", THREE],
            id="a text that shares small words with a picture",
        ),
        pytest.param(
            f'<div class="part">{STORY * 3}</div><div class="part">{STORY}<p>{LINK}</p>'
            f"<p>{ONE}</p><p>{TWO}</p></div>",
            [*BODY * 4, ONE, TWO],
            id="a part of the story with one link in six lines",
        ),
        pytest.param(
            f'<div class="part">{STORY * 3}</div><div class="part"><p>{LINK}</p><p>{ONE}</p>'
            f"<p>{TWO}</p></div>",
            BODY * 3,
            id="a list of posts called as the story, with one link in three lines",
        ),
    ],
)
def test_text(story, body):
    assert read(story) == body


@pytest.mark.parametrize(
    ("below", "tags"),
    [
        pytest.param(
            '<div><a href="/stichwort/1">Binnenschifffahrtsgesellschaft Niederrhein</a>'
            '<a href="/stichwort/2">Quay</a></div>',
            ["Binnenschifffahrtsgesellschaft Niederrhein", "Quay"],
            id="a long tag",
        ),
        pytest.param(
            "<h4>Tags</h4><ul><li>Council of the harbour</li><li>Quay</li></ul>",
            ["Council of the harbour", "Quay"],
            id="a tag of four words",
        ),
    ],
)
def test_tags(below, tags):
    assert page_of(f"<main>{HEAD}<div>{STORY}</div>{below}</main>", URL).values["tags"] == tags


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        pytest.param(
            '<a href="/authors/rana-haddad">Rana Haddad</a>, correspondent for ports and ships',
            "Rana Haddad, correspondent for ports and ships",
            id="a name of fifty letters with what she is",
        ),
        pytest.param(
            "By Rana Haddad and Samir Khoury | Published 28 Jul 2021 23:20 | Updated 29 Jul 2021"
            " 01:10 | 2 Min Read",
            "By Rana Haddad and Samir Khoury",
            id="a header in one line of a hundred letters",
        ),
    ],
)
def test_credits(line, credit):
    page = page_of(f"<main><h1>The ferry stays</h1><p>{line}</p>{STORY}</main>", URL)
    assert page.values["attribution_raw"] == credit


@pytest.mark.parametrize(
    ("size", "count"),
    [
        pytest.param(48, 0, id="an icon"),
        pytest.param(100, 1, id="a small picture"),
    ],
)
def test_pictures(size, count):
    picture = f'<img src="/quay.jpg" width="{size}" height="{size}">'
    values = page_of(f"<main>{HEAD}{STORY}{picture}</main>", URL).values
    assert len(values.get("images", ())) == count


@pytest.mark.parametrize(
    ("story", "kind"),
    [
        pytest.param(PICTURES + STORY, "gallery", id="four pictures and a short text"),
        pytest.param(PICTURES + STORY * 2, "article", id="four pictures and a text"),
        pytest.param('<img src="/0.jpg"><img src="/1.jpg">' + STORY, "article", id="two pictures"),
    ],
)
def test_kind(story, kind):
    assert page_of(f"<main>{HEAD}<div>{story}</div></main>", URL).values["kind"] == kind


@pytest.mark.parametrize(
    ("head", "story", "is_post"),
    [
        pytest.param(
            OF_THE_SITE, STORY * 2, False, id="a text that says nothing but what the site is"
        ),
        pytest.param(OF_THE_SITE, STORY * 4, True, id="a long text on a page of the site"),
        pytest.param(
            "", f"<p>{ONE}</p><p>{TWO}</p><p>{LINK}</p>", False, id="a few words above a link"
        ),
        pytest.param(
            "", f"{STORY}<p>{ONE}</p><p>{TWO}</p><p>{LINK}</p>", True, id="a text above a link"
        ),
    ],
)
def test_is_post(head, story, is_post):
    html = f"<html><head>{head}</head><body><h1>The ferry</h1><div>{story}</div></body></html>"
    assert page_of(html, "https://english.almayadeen.net/the-ferry").is_post is is_post


@pytest.mark.parametrize(
    ("stated", "disagrees"),
    [
        pytest.param("The ferry leaves", False, id="two words of three"),
        pytest.param("The old boats of ours", True, id="one word of five"),
        pytest.param("The ferry of our town stays here", True, id="three words of seven"),
    ],
)
def test_titles(stated, disagrees):
    head = f'<head><meta property="og:title" content="{stated}"></head>'
    page = page_of(f"{head}<body><main>{HEAD}{STORY}</main></body>", URL)
    assert ("title_disagrees" in page.warnings) is disagrees
