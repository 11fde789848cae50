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
LINK = (
    '<a href="/news/politics/old-lighthouse">Old lighthouse to lose its keeper</a>'
)
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
        # A quotation has a foot of its own.
        (f"<p>{ONE}</p><blockquote>{TWO}<footer>The mayor</footer></blockquote><p>{THREE}</p>",
         [ONE, TWO, "The mayor", THREE]),
        # A second headline is another story's, unless it stands among the paragraphs.
        (f"<p>{ONE}</p><p>{TWO}</p><article><h1>Keeper leaves</h1><p>{OTHER}</p></article>",
         [ONE, TWO]),
        (f"<p>{ONE}</p><p>{TWO}</p><h1>What comes next</h1><p>{THREE}</p>",
         [ONE, TWO, "What comes next", THREE]),
        # The name of the story's own element says nothing.
        (f'<div class="content comments-open"><p>{ONE}</p><p>{TWO}</p></div>', [ONE, TWO]),
        (f'<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p><div class="comments"><p>{OTHER}</p></div>',
         [ONE, TWO, THREE]),
        (f"<p>{ONE}</p><p>***</p><p>{TWO}</p>", [ONE, TWO]),
        (f"<p>{ONE}</p><p>{TWO}</p><h3>Comments (2)</h3><p>{OTHER}</p>", [ONE, TWO]),
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
