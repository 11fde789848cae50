"""Which address is a film's, how long it is, and which picture is none."""

from __future__ import annotations

import pytest

from mayadeen.pages.flat.flatten import flatten
from mayadeen.pages.parts import durations
from mayadeen.pages.parts import films as media
from mayadeen.pages.parts.images import picture
from tests.pages.reading import page_of, response

URL = "https://english.almayadeen.net/videos/newsfeed/x"


@pytest.mark.parametrize(
    ("printed", "length"),
    [
        ("205", 205),
        ("PT3M25S", 205),
        ("PT1H2M3S", 3723),
        ("PT45S", 45),
        ("P1DT1S", 86401),
        ("03:25", 205),
        ("1:02:03", 3723),
        ("205.4", 205),
        (" 7 ", 7),
        ("0", None),
        ("", None),
        ("PT", None),
        ("P", None),
        ("null", None),
        ("3 minutes", None),
        ("-5", None),
        ("99999999999", None),
        ("٣", None),
    ],
)
def test_lengths(printed, length):
    assert durations.seconds(printed) == length


@pytest.mark.parametrize(
    ("html", "platform", "video_id", "url"),
    [
        (
            '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0">',
            "youtube",
            "dQw4w9WgXcQ",
            "https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0",
        ),
        (
            '<iframe data-src="//youtu.be/dQw4w9WgXcQ">',
            "youtube",
            "dQw4w9WgXcQ",
            "https://youtu.be/dQw4w9WgXcQ",
        ),
        (
            '<lite-youtube videoid="dQw4w9WgXcQ"></lite-youtube>',
            "youtube",
            "dQw4w9WgXcQ",
            "https://www.youtube.com/embed/dQw4w9WgXcQ",
        ),
        (
            '<iframe src="https://player.vimeo.com/video/76979871">',
            "vimeo",
            "76979871",
            "https://player.vimeo.com/video/76979871",
        ),
        (
            '<video src="/v/a.mp4"></video>',
            "almayadeen",
            None,
            "https://english.almayadeen.net/v/a.mp4",
        ),
        (
            '<video><source src="/v/a.m3u8"><source src="/v/a.mp4"></video>',
            "almayadeen",
            None,
            "https://english.almayadeen.net/v/a.m3u8",
        ),
        (
            '<iframe src="/embed/player/77"></iframe>',
            "almayadeen",
            None,
            "https://english.almayadeen.net/embed/player/77",
        ),
        (
            '<iframe src="https://geo.dailymotion.com/player.html?video=x8abc">',
            "dailymotion",
            "x8abc",
            "https://geo.dailymotion.com/player.html?video=x8abc",
        ),
        (
            '<iframe src="https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fa%2F123%2F">',
            "facebook",
            "123",
            "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fa%2F123%2F",
        ),
        (
            '<amp-youtube data-videoid="dQw4w9WgXcQ"></amp-youtube>',
            "youtube",
            "dQw4w9WgXcQ",
            "https://www.youtube.com/embed/dQw4w9WgXcQ",
        ),
        ('<iframe src="https://www.youtube.com/embed/videoseries?list=PL1">', None, None, None),
        ('<iframe src="https://www.youtube.com/embed/live_stream?channel=1">', None, None, None),
        ('<iframe src="https://maps.example.org/embed/9"></iframe>', None, None, None),
        ('<iframe src="https://www.youtube.com/channel/x"></iframe>', None, None, None),
        ("<iframe></iframe>", None, None, None),
        ('<video src="blob:x"></video>', None, None, None),
    ],
)
def test_films(html, platform, video_id, url):
    page = flatten(response(html, URL))
    film = media.film(page, page.lines[0])
    assert (film and (film.platform, film.video_id, film.url)) == (
        (platform, video_id, url) if platform else None
    )


def test_films_that_scripts_hand_to_a_player():
    html = r"""<script>player.setup({"file": "https:\/\/cdn.example.org\/a\/b.m3u8?x=1"});</script>
    <div data-setup='{"src": "/v/c.mp4"}'></div><div data-video="https://youtu.be/dQw4w9WgXcQ"></div>"""
    films = list(media.films_in_scripts(flatten(response(html, URL))))
    assert [film.url for film in films] == [
        "https://cdn.example.org/a/b.m3u8?x=1",
        "https://english.almayadeen.net/v/c.mp4",
        "https://youtu.be/dQw4w9WgXcQ",
    ]


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ('<img src="/a.jpg?v=3&width=1000" alt="">', "/a.jpg"),
        ('<img src="/placeholder.svg" data-src="/a.jpg">', "/a.jpg"),
        ('<img src="data:image/gif;base64,R0" data-original="/a.jpg">', "/a.jpg"),
        ('<img srcset="/s.jpg 320w, /l.jpg 1000w" src="/s.jpg">', "/l.jpg"),
        ('<img data-srcset="/s.jpg 1x, /l.jpg 2x" src="data:,">', "/l.jpg"),
        ('<picture><source srcset="/l.webp 1000w"><img src="/blank.gif"></picture>', "/l.webp"),
        ('<picture><source srcset="/l.jpg 1000w"><img src="/s.jpg"></picture>', "/l.jpg"),
        # The same picture in a newer form.
        (
            '<picture><source type="image/webp" srcset="/l.webp 9w"><img src="/a.jpg"></picture>',
            "/a.jpg",
        ),
        ('<img src="/static/logo.png">', None),
        ('<img src="/i/icon-share.png">', None),
        ('<img src="/flags/lb.png">', None),
        ('<img src="/i/flag-lb.svg">', None),
        ('<img src="/i/loading.gif">', None),
        ('<img src="/i/default-thumbnail.jpg">', None),
        ('<img src="/blank.gif" data-hi-res-src="/a.jpg?v=3">', "/a.jpg"),
        # Words of icons in the name of a photograph.
        ('<img src="/a/fishermen-raise-a-flag.jpg">', "/a/fishermen-raise-a-flag.jpg"),
        ('<img src="/a/workers-loading-grain.webp">', "/a/workers-loading-grain.webp"),
        ('<img src="/a/tracking-the-whales.jpg">', "/a/tracking-the-whales.jpg"),
        ('<img src="/a.gif" width="1" height="1">', None),
        ('<img src="data:image/png;base64,R0">', None),
        ("<img>", None),
        ('<img srcset=", ," src=" ">', None),
    ],
)
def test_pictures(html, url):
    page = flatten(response(html, URL))
    line = next(line for line in page.lines if line.kind == "image")
    image = picture(page, line)
    assert (image and image.url) == (url and "https://english.almayadeen.net" + url)


FILM_PAGE = "https://english.almayadeen.net/videos/tv/the-ferry"
YOUTUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("html", "address", "seconds"),
    [
        (f'<iframe src="{YOUTUBE}"></iframe><span>Duration: 3:05</span>', YOUTUBE, 185),
        (f'<iframe src="{YOUTUBE}"></iframe><p>Duración 1:02:03</p>', YOUTUBE, 3723),
        (f'<iframe src="{YOUTUBE}"></iframe><p>المدة: 03:05</p>', YOUTUBE, 185),
        (f'<a href="{YOUTUBE}"><img src="https://i.ytimg.com/vi/dQw4w9WgXcQ/hq.jpg"></a>',
         YOUTUBE, None),
        ('<script>jwplayer("p").setup({file: "https://cdn.test/v.m3u8", duration: 95})'
         "</script>", "https://cdn.test/v.m3u8", 95),
    ],
)  # fmt: skip
def test_a_film_and_its_length(html, address, seconds):
    values = page_of(f"<main><h1>The ferry</h1><p>3 May 2021</p>{html}</main>", FILM_PAGE).values
    assert [(film.url, film.duration_seconds) for film in values["videos"]] == [(address, seconds)]
    assert "body" not in values
