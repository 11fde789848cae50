"""Whole stories and nothing else, on invented pages in the shapes that other systems print."""

from __future__ import annotations

import pytest

from tests.pages.reading import page_of

URL = "https://english.almayadeen.net/news/politics/salt-road-opens"
TITLE = "Salt road opens after two winters"
ONE = (
    "The road over the salt flats was opened again on Sunday, two winters after the flood had"
    " carried off its three bridges."
)
TWO = (
    "Drivers waited from midnight to be the first to cross, and the oldest of them was given the"
    " honour by all the others."
)
THREE = (
    "The works office said that the new bridges stand a metre higher than the old ones, and that"
    " they were paid for by the toll."
)
FOUR = (
    "Villages along the road hope that the market will come back, which had moved to the coast when"
    " the carts could not pass."
)
STORY = (ONE, TWO, THREE, FOUR)
BYLINE = "<ul><li>Source: Al Mayadeen English</li><li>12 Mar 2024 14:20</li></ul>"
PICTURE = (
    '<img src="https://media.almayadeen.net/archive/image/2024/3/12/road.jpg" alt="The salt road">'
)
FOOT = (
    "<footer><p>Al Mayadeen English</p><p>All Rights Reserved</p>"
    '<a href="/about">About us</a></footer>'
)
H1 = f"<h1>{TITLE}</h1>"
LINK = (
    '<a href="/news/economy/old-well-gives-water">Old well gives water again, say its keepers</a>'
)


def p(*texts):
    return "".join(f"<p>{text}</p>" for text in texts)


def div(inner, name="text"):
    return f'<div class="{name}">{inner}</div>'


def read(inner, head="", url=URL):
    menu = (
        '<nav><ul><li><a href="/news">News</a><ul><li><a href="/news/politics">Politics</a></li>'
        '<li><a href="/news/economy">Economy</a></li></ul></li></ul></nav>'
    )
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{TITLE}</title>{head}'
        f"</head><body>{menu}<main>{inner}</main>{FOOT}</body></html>"
    )
    return page_of(html, url)


PAGES = {
    # What looks like an end, above the story or in it
    "a copyright line under the picture": (
        f"{H1}{BYLINE}{div(PICTURE + '<span>© Northlight Agency</span>', 'pic')}{div(p(*STORY))}"
    ),
    "a footer that credits the picture": (
        f"{H1}{BYLINE}{div(PICTURE + '<footer>© Northlight</footer>', 'pic')}{div(p(*STORY))}"
    ),
    "a button of comments": f"{H1}{BYLINE}<button>Comments</button>{div(p(*STORY))}",
    "most read above the text": (
        f"{H1}{BYLINE}<div><h3>Most Read</h3><ul><li>{LINK}</li></ul></div>{div(p(*STORY))}"
    ),
    "the headline again": f"{H1}{p()}{BYLINE}<h1>{TITLE}</h1>{div(p(*STORY))}",
    "an h1 of a form above the text": (
        f"{H1}{BYLINE}{div('<h1>Thank you for signing up!</h1><p>We have more letters</p>', 'x')}"
        f"{div(p(*STORY))}"
    ),
    # The headline
    "the only h1 is a dialog's": (
        f"<div><h2>{TITLE}</h2>{BYLINE}{div(p(*STORY))}</div>"
        "<div class='consent'><h1>Your privacy</h1><p>We and our partners keep small files on your"
        " device, to show what others have read and to count our readers.</p></div>"
    ),
    "the only h1 stands in the breadcrumb": (
        f"<nav><ol><li><a href='/news'>News</a></li></ol><h1>{TITLE}</h1></nav><h2>{TITLE}</h2>"
        f"{BYLINE}{div(p(*STORY))}<div class='modal'><h1>Remember this article</h1>"
        "<p>Only for those who have an account with us.</p></div>"
    ),
    "no h1, and other headings with text above": (
        "<div><h2>Traffic</h2><p>The lower gate is closed until the end of the month, and carts"
        " must take the way along the harbour.</p></div>"
        f"<div><h3>{TITLE}</h3>{BYLINE}{div(p(*STORY))}</div>"
    ),
    "no h1, and the headline a link to its own page": (
        "<dl><dt>Feeds</dt><dd><a href='/f'>Posts</a></dd><dd><a href='/f/2'>Comments</a></dd>"
        f"</dl><div><h2><a href='{URL}'>{TITLE}</a></h2>{BYLINE}"
        f"{div(p(ONE, TWO) + f'<h3>{THREE}</h3>' + p(FOUR))}</div>"
    ),
    # Where the story stands
    "an element named after sharing": (
        f"{H1}{BYLINE}{PICTURE}{div(div(p(*STORY)), 'content with-share-bar')}"
    ),
    "an element named after a ticker's namesake": div(
        H1 + BYLINE + div(p(*STORY)), "post sticker-shop"
    ),
    "a ticker's name around everything": div(H1 + BYLINE + div(p(*STORY)), "page has-ticker"),
    "each paragraph in an element named after comments": (
        H1 + BYLINE + div("".join(div(text, "gallery__item__comment") for text in STORY))
    ),
    "tags between the summary and the story": (
        f"<header>{H1}<div>{ONE}</div><ul><li><a rel='tag' href='/tag/salt'>Salt</a></li></ul>"
        f"{BYLINE}</header><section>{div(p(TWO, THREE, FOUR))}</section>"
    ),
    "each paragraph with a related box": (
        H1
        + BYLINE
        + div(
            "".join(
                div(f"<p>{text}</p><div><h4>Related</h4>{LINK}</div>", "chunk") for text in STORY
            )
        )
    ),
    "streamed by React": (
        "<div id='story'><template id='B:0'></template></div>"
        f'<div hidden id="S:0">{H1}{BYLINE}{div(p(*STORY))}</div>'
    ),
    "a drop cap in a block": (
        f"{H1}{BYLINE}{div(f'<p><div class=cap>{ONE[0]}</div>{ONE[1:]}</p>' + p(TWO, THREE, FOUR))}"
    ),
    # What no reader sees
    "clipped words in a link": (
        H1
        + BYLINE
        + div(
            p(
                ONE.replace(
                    "bridges",
                    '<a href="https://example.org/b">bridges<span style="clip:rect(0,0,0,0);'
                    'height:1px;position:absolute">, opens in a new tab</span></a>',
                ),
                TWO.replace("honour", '<i>honour<span class="sr-only"> of the day</span></i>'),
                THREE,
                FOUR,
            )
        )
    ),
    **{
        f"a paragraph with {style}": (
            H1
            + BYLINE
            + div(
                p(ONE, TWO)
                + f'<p style="{style}">Salt news road news flats news of the road and the salt on'
                " the flats, news of salt and roads every day of the week.</p>" + p(THREE, FOUR)
            )
        )
        for style in (
            "position:absolute;left:-9999px",
            "opacity:0",
            "font-size:0",
            "color:transparent",
            "text-indent: -9999px",
            "height:0;overflow:hidden",
            "clip-path: inset(50%)",
        )
    },
    "paragraphs that fade in": (
        H1
        + BYLINE
        + div(
            "".join(f'<p style="opacity:0;transform:translateY(20px)">{text}</p>' for text in STORY)
        )
    ),
    # What stands in the story without being of it
    "most read between two parts called alike": (
        f"{H1}{BYLINE}{div(p(ONE, TWO), 'part')}"
        f"<div><h3>Most Read</h3><ul><li>{LINK}</li></ul></div>{div(p(THREE, FOUR), 'part')}"
    ),
    "the caption of a picture still to be loaded": (
        H1
        + BYLINE
        + div(
            p(ONE)
            + "<figure><noscript><img src='/a.jpg'></noscript><p>Carts at the northern end of the"
            " salt road on the morning of the opening, seen from the tower.</p></figure>"
            + p(TWO, THREE, FOUR)
        )
    ),
    "cards side by side with their teasers": (
        H1
        + BYLINE
        + div(
            p(ONE, TWO)
            + "<div class='pair'>"
            + "".join(
                f"<div><h4><a href='/news/economy/{slug}'>{name} gives water again</a></h4>"
                f"<p>Keepers of the {name.lower()} say that the water is sweet, and that it will"
                " be sold by the bucket to whoever comes.</p></div>"
                for slug, name in (("first-well", "First well"), ("third-well", "Third well"))
            )
            + "</div>"
            + p(THREE, FOUR)
        )
    ),
    "what plugins print": (
        H1
        + BYLINE
        + div(
            "<h3>In this article</h3><ul><li><a href='#two'>The first to cross</a></li></ul>"
            + p(*STORY)
            + "<h3>Like this:</h3><p>Like Loading…</p>"
        )
    ),
    "long comments under an unknown heading": (
        f"{H1}{BYLINE}{div(p(*STORY))}<section class='comments-area'><h3>From our guests</h3>"
        + "".join(div(p(f"{name} says: {TWO}", THREE), "entry") for name in "ABCDEF")
        + "</section>"
    ),
    "a paragraph that begins with its picture": (
        f"{H1}{BYLINE}{div(f'<p>{PICTURE}{ONE}</p>' + p(TWO, THREE, FOUR))}"
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_whole_story(name):
    page = read(PAGES[name])
    assert page.is_post
    assert page.values["title"] == TITLE
    assert page.values["body"].split("\n\n") == list(STORY)


def test_a_header_above_the_headline_with_icons_between_them():
    icons = "".join(f"<a href='/share/{n}'><img src='/{n}.svg'></a>" for n in range(6))
    header = "<div class='meta'><a href='/author/ann'>Ann Example</a> / 12.03.2024 / 06:15 /</div>"
    page = read(f"<div class='entry'>{header}{icons}<div>{H1}{p(*STORY)}</div></div>")
    assert page.values["body"].split("\n\n") == list(STORY)
    assert page.values["published_raw"] == "12.03.2024 / 06:15"


def test_the_only_paragraph_below_pictures_is_no_caption():
    caption = f"<figure>{PICTURE}<figcaption>{THREE}</figcaption></figure>"
    page = read(H1 + BYLINE + div(caption + div(f"<a href='/large'>{PICTURE}</a>{p(ONE)}")))
    assert page.values["body"] == ONE


@pytest.mark.parametrize(
    ("behind", "is_read"),
    [
        (f"<button>Read more</button><div style='display:none'>{p(THREE, FOUR)}</div>", True),
        (f"<div hidden>{p(THREE, FOUR)}</div><button>Read more</button>", True),
        # Alone, before the end or of another sort it is not the rest.
        (f"<div hidden>{p(THREE)}</div>", False),
        (f"<div hidden>{p(THREE, FOUR)}</div>{p(TWO)}", False),
        (f"<ul hidden><li>{THREE}</li><li>{FOUR}</li></ul>", False),
    ],
)
def test_the_hidden_rest_of_a_story_is_read_with_a_warning(behind, is_read):
    page = read(f"{H1}{BYLINE}{div(p(ONE, TWO) + behind)}")
    assert (THREE in page.values["body"]) is is_read
    assert ("body_hidden" in page.warnings) is is_read


_AT = '<meta property="article:published_time" content="2024-03-12T12:20:00+00:00">'


@pytest.mark.parametrize(
    ("head", "url", "is_post"),
    [
        # The page's own word for an article stands before its address and the menu.
        ('<meta property="og:type" content="article">' + _AT, f"{URL}", True),
        (
            '<meta property="og:type" content="article">' + _AT,
            "https://english.almayadeen.net/news/politics",
            True,
        ),
        (
            '<meta property="og:type" content="article">',
            "https://english.almayadeen.net/news/politics",
            False,
        ),
        ('<meta property="og:type" content="website">' + _AT, URL, True),
        # A post by its number alone, and the front page.
        ("", "https://english.almayadeen.net/?p=31228", True),
        ("", "https://english.almayadeen.net/?page=2", False),
    ],
)
def test_a_page_that_states_an_article_is_a_post(head, url, is_post):
    assert read(f"{H1}{div(p(*STORY))}", head, url).is_post is is_post


@pytest.mark.parametrize(
    ("inline", "read_as"),
    [
        ("He said: <q>It stays.</q> Then he went.", "He said: “It stays.” Then he went."),
        ("<q><b>It</b> stays</q>, he said.", "“It stays”, he said."),
        ("He cited <cite>The Road Book</cite> at length.", "He cited The Road Book at length."),
    ],
)
def test_marks_of_inline_elements(inline, read_as):
    page = read(f"{H1}{BYLINE}{div(p(ONE, inline, TWO))}")
    assert page.values["body"].split("\n\n") == [ONE, read_as, TWO]


def test_who_said_it_stands_apart_from_what_was_said():
    said = (
        "<blockquote>We waited two winters, and we will not wait a third.<cite>A driver</cite>"
        "</blockquote>"
    )
    page = read(f"{H1}{BYLINE}{div(p(ONE, TWO) + said + p(THREE))}")
    assert page.values["body"].split("\n\n")[2:4] == [
        "We waited two winters, and we will not wait a third.",
        "A driver",
    ]


@pytest.mark.parametrize(
    ("h1", "title"),
    [
        ('<span class="kicker">Live</span>Salt road opens', "Live Salt road opens"),
        ("<b>Floods:</b>Salt road opens", "Floods: Salt road opens"),
        ("Salt road <i>open</i>s again", "Salt road opens again"),
        ('<span class="label">خاص</span>افتتاح طريق الملح', "خاص افتتاح طريق الملح"),
    ],
)
def test_kickers_are_not_glued_to_headlines(h1, title):
    assert read(f"<h1>{h1}</h1>{BYLINE}{div(p(*STORY))}").heading == title
