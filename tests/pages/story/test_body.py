"""What is of the story and what is not: one small page a row, read as a person reads it."""

from __future__ import annotations

import pytest

from tests.pages.reading import page_of

URL = "https://english.almayadeen.net/news/politics/the-ferry-stays-at-the-quay"
SUMMARY = "The council turned down the plan to sell the eastern quay, the third one of this year."
ONE = "The harbour council said on Tuesday that the ferry would keep its timetable until spring."
TWO = "No boat would be sold, it added, before the winter storms are over and the quay is mended."
THREE = "The harbour master said that nobody in his office had seen a buyer with money in hand yet."
OTHER = "The lighthouse keeper said on Monday that he would leave his post before the year is out."
LINK = '<a href="/news/politics/old-lighthouse">Old lighthouse to lose its keeper</a>'
HEAD = f"<h1>The ferry stays</h1><p>28 Jul 2021 23:20</p><p>2 Min Read</p><p>{SUMMARY}</p>"


def read(story: str, head: str = HEAD, behind: str = "") -> list[str]:
    """The paragraphs of a page with this story between its headline and what stands behind it."""
    page = page_of(f"<main>{head}<div>{story}</div></main>{behind}", URL)
    return (page.values.get("body") or "").split("\n\n")


@pytest.mark.parametrize(
    ("story", "body"),
    [
        # A word of the page's foot among the paragraphs is a sub-heading.
        (f"<p>{ONE}</p><h3>Contact</h3><p>{TWO}</p>", [ONE, "Contact", TWO]),
        (f"<p>{ONE}</p><p>{TWO}</p><ul><li>Android</li></ul><p>{THREE}</p>",
         [ONE, TWO, "Android", THREE]),
        (f"<div><p>{ONE}</p></div><div><h3>Contact</h3></div><div><p>{TWO}</p></div>",
         [ONE, "Contact", TWO]),
        # A quotation has a foot of its own.
        (f"<p>{ONE}</p><blockquote>{TWO}<footer>The mayor</footer></blockquote><p>{THREE}</p>",
         [ONE, TWO, "The mayor", THREE]),
        # A second headline is another story's, unless it stands among the paragraphs.
        (f"<p>{ONE}</p><p>{TWO}</p><article><h1>RunLifecycle leaves</h1><p>{OTHER}</p></article>",
         [ONE, TWO]),
        (f"<p>{ONE}</p><p>{TWO}</p><h1>What comes next</h1><p>{THREE}</p>",
         [ONE, TWO, "What comes next", THREE]),
        # The name of the story's own element says nothing.
        (f'<div class="content comments-open"><p>{ONE}</p><p>{TWO}</p></div>', [ONE, TWO]),
        (f'<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p><div class="comments"><p>{OTHER}</p></div>',
         [ONE, TWO, THREE]),
        (f"<p>{ONE}</p><p>***</p><p>{TWO}</p>", [ONE, TWO]),
        # A slider's buttons, a vote, and what announces a film.
        (f"<p>{ONE}</p><div>Previous</div><div>Next</div><p>{TWO}</p>", [ONE, TWO]),
        (f"<p>{ONE}</p><p>{TWO}</p><div><b>Rate this article</b><i>★★★★★</i></div>", [ONE, TWO]),
        # What asks for a vote, in the languages in which sites do; no question of the story.
        *(
            (f"<p>{ONE}</p><p>{TWO}</p><div>{question}</div>", [ONE, TWO])
            for question in (
                "Was this article helpful?",
                "Did you find this page useful?",
                "¿Te gustó este artículo?",
                "هل كان هذا المقال مفيدا؟",
                "War dieser Artikel hilfreich?",
                "Fanden Sie diesen Artikel nützlich? (12 Stimmen: 4,5 von 5)",
                "Möchten Sie den Artikel teilen?",
                "Bewerten Sie diesen Beitrag",
                "Beitrag teilen:",
            )
        ),
        (f"<p>{ONE}</p><p>Did you like the old ferry?</p><p>{TWO}</p>",
         [ONE, "Did you like the old ferry?", TWO]),
        # The words of German pages for what stands beside a story.
        (f"<p>{ONE}</p><div><h4>Lesen Sie auch</h4><ul><li><a href='/old-lighthouse'>Ist der alte"
         f" Leuchtturm zu retten?</a></li></ul></div><p>{TWO}</p>", [ONE, TWO]),
        (f"<p>{ONE}</p><p>{TWO}</p><div><p>Themen:</p><ul><li><a href='/tag/quay'>Quay</a></li>"
         "</ul></div>", [ONE, TWO]),
        (f"<p>{ONE}</p><p>{TWO}</p><div><h3>Kommentar schreiben</h3><p>Noch schrieb keiner."
         "</p></div>", [ONE, TWO]),
        (f"<p>{ONE}</p><p>{TWO}</p><div><div>Autor</div><div>Rana Haddad</div><p>{THREE}</p></div>",
         [ONE, TWO]),
        (f"<p>{ONE}</p><p>{TWO}</p></div><div><p>Der Hafenbote 52/2023 Alle Rechte vorbehalten, und"
         " kein Nachdruck ohne Erlaubnis</p>", [ONE, TWO]),
        # What is called after the author, the pictures' credits, the way to the next post.
        (f"<p>{ONE}</p><p>{TWO}</p><section class='post-author'><div>Rana Haddad 300 posts</div>"
         f"<p>{THREE}</p></section>", [ONE, TWO]),
        (f"<article class='author-rana'><p>{ONE}</p><p>{TWO}</p></article>", [ONE, TWO]),
        (f"<p>{ONE}</p><p class='image-annotation'>© Harbour | Rana Haddad</p><p>{TWO}</p>"
         f"<p>{THREE}</p>", [ONE, TWO, THREE]),
        (f"<p>{ONE}</p><p>{TWO}</p><p class='pagenavigation'>Next: <a href='/b'>The old quay</a>"
         " Previous: <a href='/c'>The new quay</a></p>", [ONE, TWO]),
        (f"<p>{ONE}</p><p>{TWO}</p><div class='kommentare'><p>{THREE}</p></div>", [ONE, TWO]),
        # A label of many words above links, and a heading of links before the next heading.
        (f"<p>{ONE}</p><div><div>Was unsere Leser noch gelesen haben:</div>{LINK}</div>"
         f"<p>{TWO}</p>", [ONE, TWO]),
        (f"<p>{ONE}</p><p>{TWO}</p><h2>Also at the quay</h2><div><img src='/a.jpg'>"
         f"<img src='/b.jpg'><img src='/c.jpg'>{LINK}</div><h2>Timetable</h2><p>{THREE}</p>",
         [ONE, TWO, "Timetable", THREE]),
        (f"<p>{ONE}</p><p>{TWO}</p><p>The Harbour Post is not responsible for the opinions or"
         " statements of its contributors.</p>", [ONE, TWO]),
        # A last text is one though it is set as a heading.
        (f"<p>{ONE}</p><p>{TWO}</p><h3>{THREE}</h3>", [ONE, TWO, THREE]),
        (f'<p>{ONE}</p><p><b>Watch:</b></p><iframe src="//youtu.be/abcdefghijk"></iframe><p>{TWO}',
         [ONE, TWO]),
        # A sub-heading may be any word, a label's too.
        (f"<p>{ONE}</p><h3>Share</h3><p>{TWO}</p>", [ONE, "Share", TWO]),
        (f"<p>{ONE}</p><h3>Topics</h3><p>{TWO}</p>", [ONE, "Topics", TWO]),
        (f"<p>{ONE}</p><p>Yesterday.</p><p>{TWO}</p><p>{THREE}</p>",
         [ONE, "Yesterday.", TWO, THREE]),
        # The entries of a chronology, and of a live blog.
        (f"<p>{ONE}</p><p>{TWO}</p><ul><li>28 July 2021: The vote.</li></ul>",
         [ONE, TWO, "28 July 2021: The vote."]),
        (f"<p>{ONE}</p><h4>3 May 2020</h4><p>{TWO}</p>", [ONE, "3 May 2020", TWO]),
        (f"<p>{ONE}</p><p>{TWO}</p><p>3 May 2020</p><p>{THREE}</p>",
         [ONE, TWO, "3 May 2020", THREE]),
        (f"<p>23:05</p><p>{ONE}</p><p>22:40</p><p>{TWO}</p>", ["23:05", ONE, "22:40", TWO]),
        (f"<p>{ONE}</p><div>Story continues below advertisement</div><p>{TWO}</p>", [ONE, TWO]),
        (f'<p>{ONE}</p><figure><iframe src="https://youtu.be/dQw4w9WgXcQ"></iframe><figcaption>The'
         f" quay</figcaption></figure><p>{TWO}</p>", [ONE, TWO]),
        # What leads on, to another post or to another place.
        (f"<p>{ONE}</p><p>Watch: {LINK}</p><p>ICYMI | {LINK}</p><p>{TWO}</p>", [ONE, TWO]),
        (f"<p>{ONE}</p><p>Follow us on Telegram: <a href='https://t.me/x'>t.me/x</a></p>",
         [ONE]),
        (f"<p>{ONE}</p><p><a href='https://t.me/x'>Join our Telegram channel</a></p><p>{TWO}</p>",
         [ONE, TWO]),
        (f"<p>{ONE}</p><p>Qasim said: <a href='/news/politics/a'>nobody has seen the boat.</a></p>",
         [ONE, "Qasim said: nobody has seen the boat."]),
        (f"<p>{ONE}</p><div><h4>Our morning letter</h4><p>{OTHER}</p><form><input type=email>"
         f"<button>Send</button></form></div><p>{TWO}</p>", [ONE, TWO]),
        (f"<p>{ONE}</p><p><a href='?a=1'>A</a></p><p>{TWO}</p>", [ONE, TWO]),
        (f"<form><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p><input name=mail></form>",
         [ONE, TWO, THREE]),
        (f"<p>{ONE}</p><p>{TWO}</p><h3>Comments (2)</h3><p>{OTHER}</p>", [ONE, TWO]),
        (f"<p>{ONE}</p><h3>Newsletter</h3><p>{TWO}</p>", [ONE, "Newsletter", TWO]),
        # A region's name above the first paragraph; words that lead on to a quotation.
        (f"<h2>Latin America</h2><p>{ONE}</p><h2>Asia</h2><p>{TWO}</p><p>{THREE}</p>",
         ["Latin America", ONE, "Asia", TWO, THREE]),
        (f"<p>{ONE}</p><p>He added:</p><p>Read also: {LINK}</p><p>{TWO}</p>",
         [ONE, "He added:", TWO]),
    ],
)  # fmt: skip
def test_the_body(story, body):
    assert read(story) == body


@pytest.mark.parametrize(
    "heading",
    [
        "<h2>Read Next <a href='/news'>All</a></h2>",
        "<div><span>Read Next</span><a href='/news'>All</a></div>",
        "<h2>Read Next</h2>",
    ],
)
def test_a_heading_and_its_all_link(heading):
    block = f'<section>{heading}<div><img src="/k.jpg" alt="">{LINK}</div></section>'
    page = page_of(f"<main>{HEAD}<div><p>{ONE}</p><p>{TWO}</p></div></main>{block}", URL)
    assert [link.rel for link in page.links] == ["read_next"]
    assert "images" not in page.values


def test_a_linked_picture_is_no_picture_of_the_story():
    card = f'<a href="/news/politics/old-lighthouse"><img src="/k.jpg" alt="A"></a>{LINK}'
    page = page_of(f"<main>{HEAD}<div><p>{ONE}</p><p>{TWO}</p></div><div>{card}</div></main>", URL)
    assert "images" not in page.values


CARDS = "".join(
    f'<div><h3><a href="/news/politics/card-{n}">Old lighthouse number {n} loses its keeper</a>'
    f"</h3><p>{text}</p></div>"
    for n, text in enumerate((OTHER, THREE))
)


def test_teasers_are_no_text_of_the_story():
    story = f"<div><p>{ONE}</p><p>{TWO}</p></div><div><h2>Hot this week</h2>{CARDS}</div>"
    assert read(story) == [ONE, TWO]


def test_a_listing_with_teasers_is_no_post():
    assert not page_of(f"<main><h1>Harbours</h1>{CARDS}</main>", URL).is_post


@pytest.mark.parametrize(
    "html",
    [
        # What parts the summary from the story: its type, or the header's lines.
        f"<div><p><strong>{SUMMARY}</strong></p><p>{ONE}</p><p>{TWO}</p></div>",
        f"<div><b>{SUMMARY}</b><br><br>{ONE}<br><br>{TWO}</div>",
        f"<p>{SUMMARY}</p><p>3 May 2021</p><p>{ONE}</p><p>{TWO}</p>",
        f"<p>3 May 2021</p><p>{SUMMARY}</p><p>By Rana Haddad</p><p>{ONE}</p><p>{TWO}</p>",
    ],
)
def test_the_summary(html):
    values = page_of(f"<main><h1>The ferry stays</h1>{html}</main>", URL).values
    assert values["summary"] == SUMMARY
    assert values["body"].split("\n\n") == [ONE, TWO]


@pytest.mark.parametrize("tags", ["div><p", "p><em"])
def test_who_signs_the_story_is_no_part_of_it(tags):
    outer, inner = tags.split("><")
    text = "Rana Haddad is a writer from Saida who has published two books on boats and on winter."
    bio = f"<{tags}>{text}</{inner}></{outer}>"
    head = f"<h1>The ferry stays</h1><p>By Rana Haddad</p><h2>{SUMMARY}</h2>"
    page = page_of(f"<main>{head}<div><p>{ONE}</p><p>{TWO}</p></div>{bio}</main>", URL)
    assert page.values["body"].split("\n\n") == [ONE, TWO]
    assert "author_box" in {drop.name for drop in page.dropped}


def test_a_bold_first_paragraph_beside_another_summary_is_of_the_story():
    html = f"<h1>The ferry stays</h1><p>3 May 2021</p><div><p><b>{ONE}</b></p><p>{TWO}</p></div>"
    page = page_of(f'<meta name="description" content="{SUMMARY}">{html}', URL)
    assert page.values["summary"] == SUMMARY
    assert page.values["body"].split("\n\n") == [ONE, TWO]


def test_the_posts_before_and_after_are_not_related():
    pager = (
        '<a href="/news/politics/an-older-one">← An older story of ours</a>'
        ' </div><div><a href="/news/politics/a-newer-one">A newer story of ours →</a>'
    )
    html = f"<main>{HEAD}<div><p>{ONE}</p><p>{TWO}</p><p>{LINK}</p></div><div>{pager}</div></main>"
    links = page_of(html, URL).links
    assert [link.title for link in links] == ["Old lighthouse to lose its keeper"]


def test_a_picture_above_the_headline_has_its_caption():
    hero = '<figure><img src="/1.jpg" alt="A"><figcaption>Boats (AFP)</figcaption></figure>'
    label = '<div><img src="/2.jpg" alt="B"><span>Politics</span></div>'
    html = f"<main>{{}}{HEAD}<div><p>{ONE}</p><p>{TWO}</p></div></main>"
    for above, caption in ((hero, "Boats (AFP)"), (label, None)):
        [image] = page_of(html.format(above), URL).values["images"]
        assert image.caption == caption


def test_a_stated_day_gives_way_to_the_printed_hour():
    html = f'<meta name="date" content="2021-07-28">{HEAD}<div><p>{ONE}</p><p>{TWO}</p></div>'
    assert page_of(html, URL).values["published_raw"] == "28 Jul 2021 23:20"
    html = html.replace("2021-07-28", "2021-07-27")
    assert page_of(html, URL).values["published_raw"] == "2021-07-27"


def test_tags_above_the_summary():
    tags = '<p>Tags: <a href="/tags/harbour">Harbour</a>, <a href="/tags/ferry">Ferry</a></p>'
    html = f"<h1>The ferry stays</h1>{tags}<h2>{SUMMARY}</h2><div><p>{ONE}</p><p>{TWO}</p></div>"
    values = page_of(html, URL).values
    assert values["summary"] == SUMMARY
    assert values["tags"] == ["Harbour", "Ferry"]


def test_a_summary_that_ends_in_a_word_of_the_header():
    summary = "The council turned down the plan to sell the eastern quay, without naming a date."
    html = f"<h1>The ferry stays</h1><p>3 May 2021</p><h2>{summary}</h2><p>{ONE}</p>{TWO}"
    assert page_of(html, URL).values["summary"] == summary


def test_a_link_to_another_post_between_headline_and_story():
    html = f"<h1>The ferry stays</h1><p>3 May 2021</p><p>Read more: {LINK}</p><p>{ONE}</p>{TWO}"
    assert [link.rel for link in page_of(html, URL).links] == ["related"]


@pytest.mark.parametrize(
    "tags",
    ["Tags: Harbour, Night ferry", "<b>Tags:</b> <span>Harbour</span> <span>Night ferry</span>"],
)
def test_tags_without_links(tags):
    html = f"{HEAD}<div><p>{ONE}</p><p>{TWO}</p></div><p>{tags}</p>"
    values = page_of(html, URL).values
    assert values["tags"] == ["Harbour", "Night ferry"]
    assert values["body"].split("\n\n") == [ONE, TWO]


def test_a_day_and_its_hour_in_two_elements():
    date = "<ul><li>28 Jul 2021</li><li>Time</li><li>23:20</li></ul>"
    values = page_of(f"<h1>The ferry stays</h1>{date}<p>{ONE}</p><p>{TWO}</p>", URL).values
    assert values["published_raw"] == "28 Jul 2021 23:20"


@pytest.mark.parametrize(
    ("story", "body", "pictures"),
    [
        # A few words between the main picture and the story.
        (f'<img src="/1.jpg" alt="A"><p>The quay at dawn</p><script>1</script><p>{ONE}</p>'
         f"<p>{TWO}</p>", [ONE, TWO], [("/1.jpg", "The quay at dawn")]),
        (f'<img src="/1.jpg"><p><b>The quay</b></p><p>{ONE}</p><p>{TWO}</p>',
         ["The quay", ONE, TWO], [("/1.jpg", None)]),
        # A paragraph beside a picture, and one between them.
        (f'<div><p>{ONE}</p><div><img src="/1.jpg" alt="A bridge"><p>{TWO}</p>'
         f"</div><p>{THREE}</p></div>", [ONE, TWO, THREE], [("/1.jpg", None)]),
        (f'<div><p>{ONE}</p><div><img src="/1.jpg"><p>The quay</p></div><p>{TWO}</p></div>',
         [ONE, TWO], [("/1.jpg", "The quay")]),
        (f'<div><p>{ONE}</p><figure><img src="/1.jpg"><p>{OTHER}</p></figure><p>{TWO}</p></div>',
         [ONE, TWO], [("/1.jpg", OTHER)]),
        # A heading set as a picture, and who signs the story.
        (f'<div><p>{ONE}</p><div><img src="/r.png" alt="Related News">{LINK}</div>{TWO}</div>',
         [ONE, TWO], []),
        (f'<div><p>{ONE}</p><p>{TWO}</p></div><div><img src="/1.jpg" alt="Rana Haddad"><h4>'
         '<a href="/authors/rana-haddad">Rana Haddad</a></h4></div>', [ONE, TWO], []),
        (f'<img src="/1.jpg" alt="Al Mayadeen English"><div><p>{ONE}</p><p>{TWO}</p></div>',
         [ONE, TWO], [("/1.jpg", None)]),
    ],
)  # fmt: skip
def test_pictures_and_captions(story, body, pictures):
    values = page_of(f"<main>{HEAD}{story}</main>", URL).values
    assert values["body"].split("\n\n") == body
    base = "https://english.almayadeen.net"
    shown = [(image.url.removeprefix(base), image.caption) for image in values.get("images", ())]
    assert shown == pictures


def test_a_gallery_counts_in_its_captions():
    pictures = "".join(
        f'<figure><img src="/{n}.jpg"><figcaption>{n}/2 The quay at night</figcaption></figure>'
        for n in (1, 2)
    )
    images = page_of(f"{HEAD}<div><p>{ONE}</p><p>{TWO}</p>{pictures}</div>", URL).values["images"]
    assert [image.caption for image in images] == ["The quay at night"] * 2


BIO = "Rana Haddad is a writer from Saida who has published two books on boats and on winter."
NAMED = '<a href="/authors/rana-haddad">Rana Haddad</a>'
TAGS = (
    '<ul><li><a href="/tags/harbour">Harbour</a></li><li><a href="/tags/ferry">Ferry</a></li></ul>'
)


@pytest.mark.parametrize(
    "box",
    [
        f'<div><img src="/r.jpg" alt="Rana Haddad"><h4>{NAMED}</h4><p>{BIO}</p></div>',
        f'<div><img src="/r.jpg" alt=""><h4>{NAMED}</h4><p>Writer of two books on boats.</p></div>',
        f"<div>{NAMED}<p>{BIO} Her last one was on storms.</p><p>She lives in Tyre.</p></div>",
        f'<div><img src="/r.jpg" alt="A"><p><b>Rana Haddad</b></p><p>{BIO}</p></div>',
        f"<div><div>Rana Haddad</div><div>{BIO}</div></div>",
        "<div><div>Rana Haddad</div><div>She has published two books on boats.</div></div>",
    ],
)
@pytest.mark.parametrize(
    "place",
    [
        "{summary}{box}<div>{story}</div>{tags}",
        "{summary}<div>{story}{box}</div>{tags}",
        "{summary}<div>{story}</div>{box}{tags}",
        "{summary}<div>{story}</div>{tags}{box}",
        "{box}{summary}<div>{story}</div>{tags}",
    ],
)
def test_a_box_about_the_author(place, box):
    story = f"<p>{ONE}</p><p>{TWO}</p>"
    html = place.format(summary=f"<p>{SUMMARY}</p>", box=box, story=story, tags=TAGS)
    values = page_of(
        f"<h1>The ferry stays</h1><p>By Rana Haddad</p><p>3 May 2021</p>{html}", URL
    ).values
    assert values["body"].split("\n\n") == [ONE, TWO]
    assert values["tags"] == ["Harbour", "Ferry"]
    assert values["attribution_raw"] == "By Rana Haddad"
    assert "images" not in values


def test_a_film_with_a_box_about_its_author_has_no_text():
    film = '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>'
    html = f"<h1>The ferry stays</h1><p>3 May 2021</p><p>{SUMMARY}</p>{film}"
    box = f"<div><h4>{NAMED}</h4><p>{BIO}</p></div>"
    values = page_of(html + box, "https://english.almayadeen.net/videos/tv/the-ferry").values
    assert "body" not in values
    assert "attribution_raw" not in values


def test_who_signs_the_story_may_speak_in_it():
    said = (
        "Rana Haddad asked: Who pays for the mended quay, and why did nobody see the bill for it?"
    )
    quoted = f"<ul><li>{TWO}</li><li>{THREE}</li></ul>"
    head = f"<h1>The ferry stays</h1><p>By Rana Haddad</p><h2>{SUMMARY}</h2>"
    html = f"{head}<div><p>{ONE}</p><p>{OTHER}</p>{quoted}<p>{said}</p></div>"
    assert page_of(html, URL).values["body"].split("\n\n") == [ONE, OTHER, TWO, THREE, said]


def test_a_summary_that_ends_in_a_sign_without_width():
    summary = f"{SUMMARY[:-1]}, without naming a date.\ufeff"
    html = f"<h1>The ferry stays</h1><p>3 May 2021</p><p>{summary}</p>"
    values = page_of(f"{html}<div><p>{ONE}</p><p>{TWO}</p></div>", URL).values
    assert values["body"].split("\n\n") == [ONE, TWO]


def test_an_arabic_and_is_one_word_with_the_name_behind_it():
    names = '<a href="/authors/a">طارق بركات</a> و<a href="/authors/b">هادي الحلبي</a>'
    html = f"<h1>The ferry stays</h1><ul><li>{names}</li><li>3 May 2021</li></ul><h2>{SUMMARY}</h2>"
    values = page_of(f"{html}<p>{ONE}</p><p>{TWO}</p>", URL).values
    assert values["attribution_raw"] == "طارق بركات وهادي الحلبي"


KEEPER = "New keeper for the old lighthouse"
MORE = f'<a href="/news/politics/a-new-keeper">{KEEPER}</a>'
STORY = f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>"


@pytest.mark.parametrize(
    ("html", "related"),
    [
        # A headline is no tag, wherever it stands.
        (f"<div>{STORY}<p>Read more: {MORE}</p></div>{TAGS}", [KEEPER]),
        (f"<div>{STORY}</div><p>See also: {MORE}</p>{TAGS}", [KEEPER]),
        (f"<div>{STORY}</div>{TAGS}<p>Read more: {MORE}</p>", [KEEPER]),
        (f"<div>{STORY}</div><div><h3>More from Politics</h3><ul><li>{MORE}</li></ul></div>{TAGS}",
         []),
        (f"<div>{ONE}<br><br>{TWO}<br><br>{THREE}<br><br><b>Read more:</b> {MORE}</div><div>"
         '<a href="/tags/harbour">Harbour</a><a href="/tags/ferry">Ferry</a></div>', [KEEPER]),
        # Nor is a button.
        (f'<div>{STORY}</div><div><a class="btn" href="/donate">Donate</a></div>{TAGS}', []),
        # They are what the site says that they are, in the story's own element too.
        (f'<div>{STORY}<div>Labels: <a rel="tag" href="/label/1">Harbour</a>, <a rel="tag"'
         ' href="/label/2">Ferry</a></div></div>', []),
        (f'<div>{STORY}</div><div><a rel="tag" href="/label/1">Harbour</a> <a rel="tag"'
         ' href="/label/2">Ferry</a></div>', []),
        # What stands between story and tags does not hide them.
        (f"<div>{STORY}</div><p>© Al Mayadeen 2021</p>{TAGS}", []),
        (f"<div>{STORY}<p>© Al Mayadeen 2021</p></div><h4>Tags</h4>{TAGS}", []),
        (f"<div>{STORY}</div><div><h3>Comments</h3><div><b>Ali</b><p>{OTHER}</p></div></div>{TAGS}",
         []),
    ],
)  # fmt: skip
def test_tags_among_other_things(html, related):
    page = page_of(f"<main>{HEAD}{html}</main>", URL)
    assert page.values["body"].split("\n\n") == [ONE, TWO, THREE]
    assert page.values["tags"] == ["Harbour", "Ferry"]
    assert [link.title for link in page.links] == related


PICTURE = '<figure><img src="/{}.jpg" alt="Quay"><figcaption>The quay (AP)</figcaption></figure>'


@pytest.mark.parametrize(
    "between",
    [
        "<ul><li>The boat stays at the quay.</li><li>Its price is not known.</li></ul>",
        "<blockquote><p>Nobody has ever seen a boat like this one.</p></blockquote>",
        PICTURE.format(2),
    ],
)
def test_a_first_paragraph_is_no_summary_for_what_follows_it(between):
    html = f"{PICTURE.format(1)}<div><p>{ONE}</p>{between}<p>{TWO}</p><p>{THREE}</p></div>"
    values = page_of(f"<main><h1>The ferry stays</h1><p>3 May 2021</p>{html}</main>", URL).values
    assert "summary" not in values
    body = values["body"].split("\n\n")
    assert (body[0], body[-2:]) == (ONE, [TWO, THREE])


def test_the_main_picture_parts_the_summary_from_the_story():
    html = f"<div><p>{SUMMARY}</p>{PICTURE.format(1)}<p>{ONE}</p><p>{TWO}</p></div>"
    values = page_of(f"<main><h1>The ferry stays</h1><p>3 May 2021</p>{html}</main>", URL).values
    assert values["summary"] == SUMMARY
    assert values["body"].split("\n\n") == [ONE, TWO]


@pytest.mark.parametrize(
    "behind", ["<i>Politics</i><i>3 May 2021</i>", "<i>3 May 2021</i>", " Politics"]
)
def test_cards_in_a_story_whose_label_and_date_are_of_the_headline_s_line(behind):
    cards = f"<div><div>{LINK}{behind}</div><div>{MORE}{behind}</div></div>"
    page = page_of(
        f"<main>{HEAD}<div><p>{ONE}</p><p>{TWO}</p>{cards}<p>{THREE}</p></div></main>", URL
    )
    assert page.values["body"].split("\n\n") == [ONE, TWO, THREE]
    assert [(link.rel, link.title) for link in page.links] == [
        ("related", "Old lighthouse to lose its keeper"),
        ("related", KEEPER),
    ]


SIGNED = '— R. (@r) <a href="https://twitter.com/r/status/1">May 2, 2021</a>'


def test_a_signature_of_a_post_elsewhere_takes_nothing_along_that_stands_with_it():
    assert read(f"<p>{ONE}</p>{SIGNED}<p>{TWO}</p><p>{THREE}</p>") == [ONE, TWO, THREE]


@pytest.mark.parametrize("label", ["Related News", "أخبار ذات صلة", "Read Next"])
@pytest.mark.parametrize("below", ["", f"<p>{THREE}</p>"])
def test_the_label_of_a_block_that_holds_nothing_is_no_paragraph(label, below):
    block = f"<div><span>{label}</span><div></div></div>"
    html = f"<main>{HEAD}<div><p>{ONE}</p><p>{TWO}</p>{block}{below}</div></main>"
    expected = [ONE, TWO, THREE] if below else [ONE, TWO]
    assert page_of(html, URL).values["body"].split("\n\n") == expected


@pytest.mark.parametrize("heading", ["Related News", "Most Read", "Read Next"])
def test_a_block_may_lead_to_the_page_itself(heading):
    itself = f'<a href="{URL}">The ferry stays at the quay</a>'
    block = f"<section><h3>{heading}</h3><h4>{itself}</h4><h4>{MORE}</h4></section>"
    links = page_of(f"<main>{HEAD}<div>{STORY}</div></main>{block}", URL).links
    assert [(link.rank, link.title) for link in links] == [
        (1, "The ferry stays at the quay"),
        (2, KEEPER),
    ]


CARD = f"<p><a href='/news/politics/a-new-keeper'>{KEEPER}</a></p>"


@pytest.mark.parametrize(
    ("block", "body"),
    [
        (f"<section><h3>Most Read</h3>{CARD}</section><section><h3>Coverage</h3>{CARD}</section>",
         [ONE, TWO, OTHER, THREE]),
        (f"<h3>Most Read</h3>{CARD}", [ONE, TWO, OTHER, THREE]),
        # A teaser under the last headline.
        (f"<h3>Most Read</h3>{CARD}<p>{SUMMARY}</p><h3>Coverage</h3>{CARD}<h3>Other</h3>",
         [ONE, TWO]),
    ],
)  # fmt: skip
def test_a_block_of_the_day_in_the_middle_of_the_story(block, body):
    rest = f"<p>{OTHER}</p><p>{THREE}</p>" if len(body) > 2 else ""
    html = f"<main>{HEAD}<div><p>{ONE}</p><p>{TWO}</p>{block}{rest}</div></main>"
    assert page_of(html, URL).values["body"].split("\n\n") == body


def test_what_a_person_is_is_no_summary():
    head = "<p>Rana Haddad</p><p>Journalist and author of two books on boats</p><p>3 May 2021</p>"
    html = f"<main><h1>The ferry stays</h1>{head}<p>{SUMMARY}</p><div>{STORY}</div></main>"
    values = page_of(html, URL).values
    assert values["attribution_raw"] == "Rana Haddad"
    assert values["summary"] == SUMMARY
    html = html.replace(f"<p>{SUMMARY}</p>", "")
    assert "summary" not in page_of(html, URL).values


def test_a_time_that_shows_nothing_states_the_date():
    time = '<div>By Rana Haddad <time datetime="2021-07-28T20:20:00Z"></time></div>'
    html = f"<h1>The ferry stays</h1>{time}<p>{SUMMARY}</p><div>{STORY}</div>"
    assert page_of(html, URL).values["published_raw"] == "2021-07-28T20:20:00Z"
    html = html.replace("</div>", "</div><p>3 May 2021</p>", 1)
    assert page_of(html, URL).values["published_raw"] == "3 May 2021"


@pytest.mark.parametrize(
    "tags",
    [
        "<h4>Tags</h4><ul><li>RunLifecycle</li><li>Night boat</li></ul>",
        "<div><h4>Tags</h4><ul><li>RunLifecycle</li><li>Night boat</li></ul></div>",
        '<div class="tags"><button>RunLifecycle</button><button>Night boat</button></div>',
        '<ul class="tags-list"><li>RunLifecycle</li><li>Night boat</li></ul>',
    ],
)
def test_a_list_of_tags_without_links(tags):
    values = page_of(f"<main>{HEAD}<div>{STORY}</div>{tags}</main>", URL).values
    assert values["tags"] == ["RunLifecycle", "Night boat"]
    assert values["body"].split("\n\n") == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    ("html", "tags"),
    [
        # Without heading or name: what the story speaks of.
        ("<div>{}</div><ul><li>Ferry</li><li>Harbour</li></ul>", ["Ferry", "Harbour"]),
        ("<div>{}</div><div><button>Ferry</button><button>Boat</button></div>", ["Ferry", "Boat"]),
        ("<div>{}</div><div><button>Gift it</button><button>Report</button></div>", None),
        # The end of the story itself.
        ("<div>{}<ul><li>Ferry</li><li>Harbour</li></ul></div>", None),
    ],
)
def test_a_list_of_words_under_the_story(html, tags):
    assert page_of(f"<main>{HEAD}{html.format(STORY)}</main>", URL).values.get("tags") == tags


@pytest.mark.parametrize(
    ("metadata", "head"),
    [
        (metadata, head)
        for metadata in ("", f'<meta property="og:description" content="{SUMMARY}">')
        for head in (
            # Once for narrow screens and once for wide ones.
            "<div><h1>{title}</h1></div><div><h1>{title}</h1></div><p>28 Jul 2021</p>{summary}",
            "<h1>{title}</h1><p>28 Jul 2021</p><div>{summary}</div><div><h1>{title}</h1></div>",
            "<h1>{title}</h1><p>28 Jul 2021</p><div>{summary}{summary}</div>",
            "<h1>{title}</h1><p>28 Jul 2021</p>{summary}<div>{title}</div>{summary}",
        )
    ],
)
def test_what_is_printed_twice_is_read_once(metadata, head):
    title = "The ferry stays at the quay until the winter storms are over"
    head = head.format(title=title, summary=f"<p>{SUMMARY}</p>")
    html = f"{metadata}<main>{head}<div><p>{ONE}</p><p>{TWO}</p></div></main>"
    values = page_of(html, URL).values
    assert (values["title"], values["summary"]) == (title, SUMMARY)
    assert values["body"].split("\n\n") == [ONE, TWO]


@pytest.mark.parametrize(
    "box",
    [
        '<img src="/a.jpg" alt="Rana Haddad"><h4>Rana Haddad</h4><p>Writer on ports and ships.</p>',
        f'<a href="/authors/x"><img src="/a.jpg"></a>{NAMED}<p>Writer on ports and ships.</p>',
    ],
)
def test_who_signs_the_story_is_credited_in_a_box_above_it(box):
    head = f"<h1>The ferry stays</h1><div>{box}</div><p>28 Jul 2021 23:20</p><p>{SUMMARY}</p>"
    values = page_of(f"<main>{head}<div><p>{ONE}</p><p>{TWO}</p></div></main>", URL).values
    assert (values["attribution_raw"], values["summary"]) == ("Rana Haddad", SUMMARY)
    assert values["body"].split("\n\n") == [ONE, TWO]


def test_portraits_in_a_story_about_people():
    story = "".join(
        f'<section><img src="/{n}.jpg" alt="{name}"><h3>{name}</h3><p>{text}</p></section>'
        for n, (name, text) in enumerate((("Rana Haddad", ONE), ("Omar Said", TWO)))
    )
    assert read(f"<p>{THREE}</p>{story}") == [THREE, "Rana Haddad", ONE, "Omar Said", TWO]


def test_a_header_above_the_headline():
    line = "<ul><li>Rana Haddad</li><li>Source: Al Mayadeen</li><li>28 Jul 2021 23:20</li></ul>"
    head = f"{line}<span>2 Min Read</span><h1>The ferry stays</h1><p>{SUMMARY}</p>"
    html = f"<main><div>{head}<div><p>{ONE}</p><p>{TWO}</p></div></div></main>"
    values = page_of(html, URL).values
    assert values["attribution_raw"] == "Rana Haddad | Source: Al Mayadeen"
    assert (values["published_raw"], values["reading_minutes"]) == ("28 Jul 2021 23:20", 2)
    assert values["summary"] == SUMMARY


def test_a_films_still_that_leads_to_it_is_a_player():
    still = '<img src="https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg" alt="">'
    film = f'<div><a href="https://youtu.be/dQw4w9WgXcQ">{still}</a></div>'
    values = page_of(f"<main>{HEAD}<div><p>{ONE}</p>{film}<p>{TWO}</p></div></main>", URL).values
    assert [video.video_id for video in values["videos"]] == ["dQw4w9WgXcQ"]
    assert "images" not in values
    assert values["body"].split("\n\n") == [ONE, TWO]
