"""What the report and the card show of edits, of links, and of two things at a time."""

from __future__ import annotations

import pytest

from mayadeen.dataset.excerpts import parted
from mayadeen.dataset.release import Order, build
from tests.dataset.conftest import Quiet
from tests.dataset.feeds import SITE, article, link, write

LATER = "2026-03-02T09:00:05Z"
STORY = "The ferry sails at six from the eastern mole, as it has for ninety years. " * 3


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    data = tmp_path_factory.mktemp("changes") / "data"
    write(
        data / "1/articles.jsonl",
        article(1, title="Ferry sails"),
        article(2, title="Mole mended", body=STORY + "Nobody was hurt."),
        article(3, agencies=["AFP", "Reuters"], section="Articles", category="Opinion"),
        article(4, agencies=["AFP"], published_local="2026-03-01T00:30:00+02:00"),
    )
    write(
        data / "2/articles.jsonl",
        article(1, title="Ferry sails again", fetched_at=LATER),
        article(2, title="Mole mended", body=STORY + "Two were hurt.", fetched_at=LATER),
    )
    write(
        data / "1/links.jsonl",
        link(1, 2),
        link(1, 2, rel="most_read"),
        link(3, 2, rel="most_read"),
        link(4, 3),
        link(2, 3),
    )
    facts = build(Order((str(data),), data.parent / "out", formats=("csv",)), Quiet())
    return facts.sheets


def test_a_headline_stands_before_and_after_and_leads_to_its_post(sheets):
    [(before, after, seen)] = sheets["headlines"].rows
    assert (before, after, seen) == ("Ferry sails", "Ferry sails again", "2026-03-02")
    assert after.url == f"{SITE}/news/politics/post-1"


def test_a_text_is_cut_to_where_it_was_changed(sheets):
    [(post, what, before, after, seen)] = sheets["texts"].rows
    assert (post, what, seen) == ("Mole mended", "body", "2026-03-02")
    assert post.url == f"{SITE}/news/politics/post-2"
    assert before == "…mole, as it has for ninety years. Nobody was hurt."
    assert after == "…mole, as it has for ninety years. Two were hurt."


def test_no_page_counts_twice_for_a_post_that_it_links(sheets):
    assert sheets["linked"].columns == (
        *("title", "related", "read_next", "most_read", "coverage", "id"),
    )
    assert sheets["linked"].rows == [
        ("Invented headline 3", 2, 0, 0, 0, "en:3"),
        ("Mole mended", 1, 0, 2, 0, "en:2"),
    ]


def test_agencies_are_counted_by_section(sheets):
    # The section with most credits first.
    assert sheets["agency_sections"].columns == ("agency", "Articles", "News")
    assert sheets["agency_sections"].rows == [("AFP", 1, 1), ("Reuters", 1, 0)]


def test_categories_are_counted_by_month(sheets):
    assert sheets["category_months"].columns == ("month", "News › Politics", "Articles › Opinion")
    assert sheets["category_months"].rows == [("2026-02", 2, 1), ("2026-03", 1, 0)]


@pytest.mark.parametrize(
    ("old", "new", "cut"),
    [
        ("short", "shore", ("short", "shore")),
        ("a" * 200, "a" * 199 + "b", ("…" + "a" * 31, "…" + "a" * 30 + "b")),
        ("x" + "a" * 200, "y" + "a" * 200, ("x" + "a" * 89 + "…", "y" + "a" * 89 + "…")),
        ("", "b" * 100, ("", "b" * 90 + "…")),
    ],
)
def test_two_texts_are_cut_to_where_they_part(old, new, cut):
    assert parted(old, new) == cut
