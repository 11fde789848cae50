"""Text as printed in, text as published out."""

import pytest

from mayadeen.items import Article, Image, Link
from mayadeen.pipelines.text import TextPipeline, distinct, fold_link


def article(**values):
    return Article(
        url="https://site.test/news/politics/a",
        edition="en",
        discovered_via="listing",
        fetched_at="2026-01-02T03:04:05Z",
        **values,
    )


def test_title_summary_and_captions_become_one_line():
    item = TextPipeline().process_item(
        article(
            title=" Water\u00a0returns \n to\u200b the valley ",
            summary="\u200fA  pump",
            images=[Image(url="https://site.test/a.jpg", alt=" ", caption="The\npump")],
        )
    )
    assert (item.title, item.summary) == ("Water returns to the valley", "A pump")
    assert (item.images[0].alt, item.images[0].caption) == (None, "The pump")


def test_the_words_of_the_body_are_counted_here():
    item = TextPipeline().process_item(article(body="Two words\n\nand three more"))
    assert item.word_count == 5


def test_the_hash_does_not_see_how_text_was_laid_out():
    plain = TextPipeline().process_item(article(title="A title", body="One\n\nTwo"))
    loose = TextPipeline().process_item(article(title=" A\u00a0title ", body="One\n\nTwo"))
    assert plain.content_hash == loose.content_hash
    edited = TextPipeline().process_item(article(title="A title", body="One\n\nThree"))
    assert plain.content_hash != edited.content_hash


@pytest.mark.parametrize(
    ("printed", "published"),
    [
        (["Iraq", "Iraqi Unions", "Iraq"], ["Iraq", "Iraqi Unions"]),
        ([" Iraq ", "Iraq\u00a0", "IRAQ"], ["Iraq", "IRAQ"]),
        (["Iraq’s  Unions", "Iraq's Unions"], ["Iraq’s Unions", "Iraq's Unions"]),
        (["ايران", "إيران", "إيران "], ["ايران", "إيران"]),
        (["", "\u200b"], []),
    ],
)
def test_labels_are_kept_apart_by_their_spelling(printed, published):
    assert distinct(printed) == published


def test_links_are_folded_too():
    link = Link(
        observed_at="2026-01-02T03:04:05Z",
        page_url="https://site.test/a",
        rel="related",
        rank=1,
        url="https://site.test/b",
        title=" A\u00a0headline ",
        label="\u200f",
    )
    fold_link(link)
    assert (link.title, link.label) == ("A headline", None)


def test_a_page_that_states_no_language_is_in_its_editions():
    assert TextPipeline().process_item(article(title="A title")).language == "en"
    assert TextPipeline().process_item(article(language="en-GB")).language == "en-GB"
