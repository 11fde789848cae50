"""What a listing's main column shows, and how it goes on, in many markups."""

from __future__ import annotations

import pytest

from mayadeen.pages.listing import is_post_address, read_listing
from mayadeen.pages.menu import fallback
from mayadeen.pages.parts.addresses import listing_of
from tests.pages.reading import response

URL = "https://english.almayadeen.net/news/politics"
MENU = fallback(URL)
NUMBERS = (1, 2, 3)


def address(number):
    return f"/news/politics/boats-{number}"


def title(number):
    return f"Boat number {number} comes home"


def white_card(n):
    return (
        f'<div class="white-card"><a href="{address(n)}"><img src="/{n}.jpg" alt="a boat">'
        f'<h4>{title(n)}</h4></a><a class="category-meta" href="/news/politics">Politics</a>'
        '<div class="time"><p>28 Oct 2025</p></div>'
        '<div class="country-img"><img src="/f.svg" alt="Iran"></div></div>'
    )


def heading_around_link(n):
    return (
        f'<article><a href="{address(n)}"><img src="/{n}.jpg" alt="{title(n)}"></a><h3>'
        f'<a href="{address(n)}">{title(n)}</a></h3><span>Politics</span><time>28 Oct 2025</time>'
        f'<a href="{address(n)}#comments">3</a></article>'
    )


def one_line(n):
    return f'<li>Politics · 28 Oct 2025 <a href="{address(n)}?utm_source=x">{title(n)}</a></li>'


def all_inline(n):
    return (
        f'<a href="{address(n)}/"><img src="/{n}.jpg" alt=""><span>Politics</span> '
        f"<span>{title(n)}</span> <span>28 Oct 2025</span></a>"
    )


def no_element_of_its_own(n):
    return (
        f'<img src="/{n}.jpg" alt="a boat"><h3><a href="{address(n)}">{title(n)}</a></h3>'
        "<p>Politics</p><p>28 Oct 2025</p>"
    )


def date_before_title(n):
    return (
        f"<div><p>28 Oct 2025</p><p><a href='/news/politics'>Politics</a></p><p>"
        f'<a href="{address(n)}">{title(n)}</a></p><p>A teaser that says more than the title and'
        " is longer than it by far.</p></div>"
    )


STYLES = [
    white_card,
    heading_around_link,
    one_line,
    all_inline,
    no_element_of_its_own,
    date_before_title,
]
BESIDE = """<div>BREAKING<p>Our correspondent: a line of the ticker.</p></div>"""
AFTER = """<aside><h3>Most Read</h3><a href="/news/politics/other">Another story</a></aside>
<h3>Most Read</h3><ul><li><a href="/news/economy/other">One more story</a></li></ul>
<h3>Coverage</h3><a href="/coverage">All</a><a href="/coverage/siege">Siege</a>
<footer><a href="/news/politics/foot">A story in the foot</a><a href="/authors/x">An author</a>
<a href="/privacy-policy/x">Privacy Policy</a></footer>"""


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("frame", ["<main><h1>Politics</h1>{}</main>", "<h1>Politics</h1>{}"])
def test_cards(style, frame):
    cards = "".join(map(style, NUMBERS))
    html = "<nav><a href='/news'>News</a></nav>" + BESIDE + frame.format(cards) + AFTER
    listing = read_listing(response(html, URL), MENU)
    assert [(card.url, card.title, card.label, card.date) for card in listing.cards] == [
        (f"https://english.almayadeen.net{address(n)}", title(n), "Politics", "28 Oct 2025")
        for n in NUMBERS
    ]


def test_a_listing_of_one_card_leaves_the_headline_out():
    html = f"<main><h1>Politics</h1>{white_card(1)}</main>"
    [card] = read_listing(response(html, URL), MENU).cards
    assert (card.title, card.label) == (title(1), "Politics")


@pytest.mark.parametrize(
    ("control", "url", "next_url"),
    [
        ('<link rel="next" href="/news/politics/page/2">', URL, "/page/2"),
        ('<a rel="next" href="?page=2">go</a>', URL, "?page=2"),
        ('<a href="?page=1">1</a><a href="?page=2">2</a><a href="?page=3">3</a>', URL, "?page=2"),
        ('<a href="?page=1">1</a> 2 <a href="?page=3">3</a>', URL + "?page=2", "?page=3"),
        ('<a href="/news/politics/page/4">»</a>', URL + "/page/3", "/page/4"),
        ('<a href="?page=2">Older</a>', URL, "?page=2"),
        ('<a href="?page=2">التالي</a>', URL, "?page=2"),
        ('<a href="?page=2">Entradas anteriores</a>', URL, "?page=2"),
        ('<a href="?after=abc">Next</a>', URL, "?after=abc"),
        ('<a href="?page=2">Load more</a>', URL, "?page=2"),
        ('<a href="?page=2">Show more videos</a>', URL, "?page=2"),
        ('<a href="?page=2" aria-label="Next page"><svg></svg></a>', URL, "?page=2"),
        ('<a class="next" href="?page=2"><img alt=""></a>', URL, "?page=2"),
        ('<a class="pager-next" href="?from=12"><img alt=""></a>', URL, "?from=12"),
        ('<a href="?page=2"><i></i></a>', URL, "?page=2"),
        # A number's address by any name; the page that is shown may be linked or not.
        ('<a href="?start=0">1</a><a href="?start=6">2</a>', URL, "?start=6"),
        ('1 <a href="?start=6">2</a> <a href="?start=12">3</a>', URL, "?start=6"),
        ('<a href="?start=0">1</a> 2 <a href="?start=12">3</a>', URL + "?start=6", "?start=12"),
        (
            '<a href="?offset=0">1</a><a href="?offset=6">2</a><a href="?offset=18">4</a>',
            URL + "?offset=6",
            "?offset=18",
        ),
        ('<a href="?offset=6&limit=6">2</a>', URL, "?offset=6&limit=6"),
        ('<a href="?start=6">2</a><a href="?start=12">»</a>', URL, "?start=6"),
        ('1 <a href="/news/politics/6">2</a>', URL, "/6"),
        ('<a href="?count=12">Show more</a>', URL, "?count=12"),
        ('<a href="?count=18">Show more</a>', URL + "?count=12", "?count=18"),
        (
            f'<select><option value="{URL}">1</option><option value="{URL}?page=2">2</option>'
            "</select>",
            URL,
            "?page=2",
        ),
        ('<select name="page"><option>1<option value="2">Page 2</select>', URL, "?page=2"),
        # Numbers from 0: the second page is `?page=1`.
        ('<a rel="next" href="?page=1">Next</a>', URL, "?page=1"),
        ('1 <a href="?page=1">2</a> <a href="?page=2">3</a>', URL, "?page=1"),
        ('<a href="?page=0">1</a> <a href="?page=2">3</a>', URL + "?page=1", "?page=2"),
        # Never back, never the same page, never another order, site or version.
        ('<a href="?page=1">Next</a>', URL + "?page=2", None),
        ('<link rel="next" href="?page=3">', URL + "?page=3", None),
        ('<a href="?page=1">1</a>', URL, None),
        ('<a href="?sort=oldest">2</a>', URL, None),
        ('<a href="?start=0">1</a><a href="?start=6">2</a>', URL + "?start=6", None),
        ('<a href="?year=2023">2023</a><a href="?year=2024">2024</a>', URL, None),
        ('<a href="?count=6">Show more</a>', URL + "?count=12", None),
        ('<a href="/news/politics/boats-1" class="next"><img></a>', URL, None),
        ('<select name="day"><option value="1">1<option value="2">2</select>', URL, None),
        ('<a href="?sort=oldest&page=2">2</a>', URL, None),
        ('<a href="https://elsewhere.example/?page=2">Next</a>', URL, None),
        ('<a href="#">Next</a>', URL, None),
        ('<a href="/news/politics/boats-9?print=1">Print</a>', URL, None),
    ],
)
def test_the_next_page(control, url, next_url):
    html = f"<main>{white_card(1)}{white_card(2)}</main>{control}"
    found = read_listing(response(html, url), MENU).next_url
    assert found == (URL + next_url if next_url else None)


def test_each_of_two_buttons_is_found_again():
    html = f"<main>{white_card(1)}<div class='load-more'>Load more</div>" * 2 + "</main>"
    listing = read_listing(response(html, URL), MENU)
    found = [response(html, URL).xpath(path) for path in listing.controls]
    assert [len(one) for one in found[1:]] == [1]
    assert found[0][1].root is not found[0][0].root
    assert listing.certain == 2


@pytest.mark.parametrize(
    ("control", "path"),
    [
        ('<a class="btn loadmorebtn">Show</a>', "loadmorebtn"),
        ('<button id="more">Load more</button>', "@id='more'"),
        ('<a href="javascript:void(0)">Load More</a>', "Load More"),
        ('<a href="#">Show more</a>', "Show more"),
        ("<div><span>المزيد</span></div>", "المزيد"),
        ('<div class="load-more"><svg><path/></svg></div>', "load-more"),
        ("<button>Load more videos</button>", "Load more videos"),
        ('<button aria-label="Load more articles"><svg></svg></button>', "Load more articles"),
        ('<input type="button" value="Load more">', "Load more"),
        ("<h2>More in Politics</h2>", None),
        # Its script may have to start first; a browser will see.
        ('<button disabled class="load-more">Load more</button>', "load-more"),
        ("""<button aria-label='Load more "Politics"' id="it's"></button>""", "it's"),
        ("""<a role="button" title='Load more "Politics"'><svg></svg></a>""", "Politics"),
        ("""<button title="Load more 'Arts' &quot;Culture&quot;"></button>""", "concat"),
        ('<a href="/news/politics">Load more</a>', "Load more"),
        ('<a href="/news/politics#more">Load more</a>', "Load more"),
        ('<a href="/news/economy">Load more</a>', None),
        ('<div style="display: none" class="load-more">Load more</div>', None),
        ("<p>No more stories.</p>", None),
    ],
)
def test_a_control_without_an_address(control, path):
    listing = read_listing(response(f"<main>{white_card(1)}{control}</main>", URL), MENU)
    assert listing.load_more is (path is not None)
    if path:
        assert path in listing.load_more_path
        assert len(response(control, URL).xpath(listing.load_more_path)) == 1


@pytest.mark.parametrize(
    ("path", "post"),
    [
        ("/news/politics/boats-come-home", True),
        ("/news/politics/word", True),
        ("/news/politics/1000142", True),
        ("/articles/boats", True),
        ("/newscast/2024/1/2/noon-bulletin", True),
        ("/news/politics/المقاومة-في-المرفأ", True),
        ("/news/politics/%D8%A7%D9%84-%D8%A7%D9%84", True),
        ("/Blog/boats--", True),
        ("/news/politics/boats?utm_source=x#top", True),
        ("/", False),
        ("/news", False),
        ("/news/politics", False),
        ("/news/politics/", False),
        ("/regions/asia", False),
        ("/tags/boats", False),
        ("/authors/rana-haddad", False),
        ("/coverage/siege", False),
        ("/search/boats", False),
        ("/privacy-policy", False),
        ("/live/now", False),
        ("/news/politics/2", False),
        ("/news/politics/page/2", False),
        ("/news/politics/page-2", False),
        ("/news/politics/p/2", False),
        ("/news/politics/boats/p-2", True),
        ("/news/politics/boats/print", False),
        ("/lite/news/politics/boats", False),
        ("/news/politics/boats?print=1", False),
        ("/news/politics/boats.jpg", False),
        ("/rss/all", False),
    ],
)
def test_addresses_of_posts(path, post):
    assert is_post_address("https://english.almayadeen.net" + path, MENU, URL) is post


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/news/politics/boats",
        "https://www.almayadeen.net/news/politics/boats",
        "mailto:a@b.c",
        "javascript:void(0)",
        "//[",
        "",
    ],
)
def test_what_is_not_of_the_site_is_no_post(url):
    assert not is_post_address(url, MENU, URL)


def test_a_card_with_a_foot_of_its_own():
    card = (
        '<article><h3><a href="/news/politics/boats-come-home-1">Boats come home at last</a></h3>'
        "<footer><span>Politics</span> <span>30 Oct 2025</span></footer></article>"
    )
    foot = '<footer><ul><li><a href="/news/politics/boats-go-out-2">Boats go out</a></li></ul>'
    html = f"<div>{card}{white_card(2)}</div>{foot}"
    cards = read_listing(response(html, URL), MENU).cards
    assert [(card.label, card.date) for card in cards][:1] == [("Politics", "30 Oct 2025")]
    assert len(cards) == 2


def test_a_cards_tags_are_no_label():
    tags = '<p>28 Oct 2025 · <a href="/tags/sea">Sea</a>, <a href="/tags/boats">Boats</a></p>'
    html = "".join(f'<div><a href="{address(n)}">{title(n)}</a>{tags}</div>' for n in (1, 2))
    cards = read_listing(response(f"<main>{html}</main>", URL), MENU).cards
    assert [(card.label, card.date) for card in cards] == [(None, "28 Oct 2025")] * 2


@pytest.mark.parametrize(
    ("page", "listing"),
    [
        ("/news/politics", "/news/politics"),
        ("/news/politics?page=2", "/news/politics"),
        ("/news/politics/page/2", "/news/politics"),
        ("/news/politics/2/", "/news/politics"),
        ("/news/politics/boats-1", None),
        ("/elsewhere/2", None),
        ("", None),
    ],
)
def test_the_listing_that_an_address_is_a_page_of(page, listing):
    host = "https://english.almayadeen.net"
    assert listing_of(host + page, MENU) == (listing and host + listing)
