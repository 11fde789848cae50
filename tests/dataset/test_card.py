from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from mayadeen.dataset.merge import Choice
from mayadeen.dataset.release import Order, build
from mayadeen.dataset.report.dataset_card import asked, markdown
from tests.dataset.conftest import Quiet
from tests.dataset.feeds import SITE, article, write

NEWS, POLITICS, VIDEOS = (f"{SITE}/{path}" for path in ("news", "news/politics", "videos"))


def listing(label: str, url: str, posts: int, new: int, ended_by: str | None) -> dict[str, Any]:
    """What a manifest says of a listing."""
    return {"label": label, "url": url, "posts": posts, "new": new, "ended_by": ended_by}


def run(folder: Path, **manifest: Any) -> None:
    """A run that fetched nothing new, and what it says of itself."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "run.json").write_text(json.dumps(manifest), "utf-8")


@pytest.fixture(scope="module")
def sheets(tmp_path_factory):
    """Three runs: cut short here and there, complete, and killed."""
    data = tmp_path_factory.mktemp("card") / "data"
    write(data / "articles/2026-03-01T09-00-00/articles.jsonl", article(1), article(2))
    run(
        data / "articles/2026-03-01T09-00-00",
        status="partial",
        posts={"new": 2, "undated": 4, "failed": 2, "missing": 1, "disallowed": 3},
        listings=[
            listing("News", NEWS, 2, 0, "end"),
            listing("Politics", POLITICS, 2, 2, "failed"),
            listing("Videos", VIDEOS, 0, 0, "empty"),
        ],
        missing=[f"{NEWS}/politics/post-9"],
        failures=[
            {"url": f"{NEWS}/politics/post-2", "reason": "timeout"},
            {"url": f"{NEWS}/politics/post-3", "reason": "timeout"},
        ],
    )
    run(
        data / "articles/2026-03-02T09-00-00",
        status="complete",
        posts={"new": 0, "unchanged": 2, "failed": 1},
        listings=[
            listing("News", NEWS, 2, 0, "known"),
            listing("Politics", POLITICS, 2, 0, "max_pages"),
        ],
        failures=[{"url": f"{NEWS}/politics/post-3", "reason": "HTTP 500"}],
    )
    run(
        data / "articles/2026-03-03T09-00-00",
        status="interrupted",
        listings=[
            listing("Politics", POLITICS, 1, 0, None),
            listing("Videos", VIDEOS, 0, 0, "empty"),
        ],
    )
    output = data.parent / "out"
    facts = build(Order((str(data),), output, formats=("csv",)), Quiet())
    return {key: list(sheet.rows) for key, sheet in facts.sheets.items()} | {
        "card": (output / "README.md").read_text("utf-8")
    }


def test_a_listing_lacks_nothing_that_was_fetched_through_another(sheets):
    assert sheets["listings"] == [
        ("News", 2, 2, 0, "", NEWS),
        ("Politics", 2, 3, 2, "failed 1, not ended 1", POLITICS),
        ("Videos", 0, 2, 2, "empty 2", VIDEOS),
    ]
    assert "- Listings, of 3, that no run read as far as it was to: 1." in sheets["card"]


def test_runs_tell_what_became_of_the_posts_they_saw(sheets):
    assert [row[2:-1] for row in sheets["runs"]] == [
        (2, 0, 0, 0, 4, 0, 1, 2, 3),
        (0, 0, 2, 0, 0, 0, 0, 1, 0),
        (0, 0, 0, 0, 0, 0, 0, 0, 0),
    ]


def test_a_page_that_failed_and_was_got_later_is_no_gap(sheets):
    assert sheets["failures"] == [
        ("HTTP 500", 1, 0),
        ("not there (404 or 410)", 1, 0),
        ("timeout", 1, 1),
    ]
    told = "- Pages that runs saw and could not get, and that the release lacks: 2."
    assert told in sheets["card"]


@pytest.mark.parametrize(
    ("kinds", "is_told"),
    [(["section"], True), (["section", "region"], False), ([], False)],
)
def test_regions_are_doubted_where_their_listings_were_not_read(tmp_path, kinds, is_told):
    write(tmp_path / "data/1/articles.jsonl", article(1), article(2))
    listings = [{"kind": kind, "label": kind, "url": NEWS, "ended_by": "end"} for kind in kinds]
    run(tmp_path / "data/1", status="complete", listings=listings)
    build(Order((str(tmp_path / "data"),), tmp_path / "out", formats=("csv",)), Quiet())
    card = (tmp_path / "out/README.md").read_text("utf-8")
    told = (
        "- Posts that may lack regions, for no run read the regions' listings: those of their own"
    )
    assert (told in card) is is_told
    assert ("metadata alone are known: 2." in card) is is_told


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (Choice(), ""),
        (Choice(since="2026-02-01"), "published on 2026-02-01 or later"),
        (Choice(until="2026-02-28"), "published on 2026-02-28 or earlier"),
        (
            Choice(since="2026-02-01", until="2026-02-28", sections=("opinion", "News")),
            "published from 2026-02-01 to 2026-02-28, in the sections opinion, News",
        ),
        (Choice(edition="en"), "of the edition en"),
        (
            Choice(kind="video", keywords=("water", "grain"), regions=("MENA",)),
            "of the kind video, that speak of water, grain, of the regions MENA",
        ),
    ],
)
def test_a_choice_in_words(choice, words):
    assert asked(choice) == words


def test_whatever_describes_a_release_says_what_was_asked(data, tmp_path):
    choice = Choice(until="2026-02-28", sections=("news",))
    build(Order((str(data),), tmp_path, choice=choice, formats=("csv", "sqlite")), Quiet())
    for name in ("README.md", "report.html", "datapackage.json", "metadata.json"):
        text = (tmp_path / name).read_text("utf-8")
        told = "Only posts published on 2026-02-28 or earlier, in the sections news were asked for."
        assert told in text, name
        assert "in_related, in_read_next, in_most_read, in_coverage count no other page" in text
    cited = (
        "> Al Mayadeen: 2 posts of Al Mayadeen, only those published on 2026-02-28 or earlier,"
        " in the sections news; fetched until 2026-03-05."
    )
    assert cited in (tmp_path / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("outlets", "note"),
    [(25, ""), (26, "The 25 most frequent of 26."), (1030, "The 25 most frequent of 1,030.")],
)
def test_a_table_that_is_cut_says_so(tmp_path, outlets, note):
    posts = [article(n, source=f"Outlet {n}", agencies=[f"Wire {n}"]) for n in range(outlets)]
    write(tmp_path / "data/a/1/articles.jsonl", *posts)
    facts = build(Order((str(tmp_path / "data"),), tmp_path / "out", formats=("csv",)), Quiet())
    for key in ("sources", "agencies"):
        assert (len(facts.sheets[key].rows), facts.sheets[key].note) == (25, note)
    report = (tmp_path / "out/report.html").read_text("utf-8")
    assert "<figcaption>The first 12 of 25.</figcaption>" in report


def test_the_posts_own_schema_versions_are_told(tmp_path):
    old = article(2) | {"schema_version": "0.9"}
    write(tmp_path / "data/a/1/articles.jsonl", article(1), old, article(3))
    facts = build(Order((str(tmp_path / "data"),), tmp_path / "out", formats=("csv",)), Quiet())
    assert facts.sheets["schemas"].rows == [("0.9", 1), ("2.0", 2)]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (1234567, "1,234,567"),
        ("one\n| two", "one \\| two"),
        (None, "(none)"),
        ("a\\|<b>", "a\\\\\\|&lt;b>"),
    ],
)
def test_a_cell_stays_a_cell(value, cell):
    assert markdown(("head",), [(value,)]).splitlines() == ["| head |", "| --- |", f"| {cell} |"]


def test_a_release_is_cited_by_its_day_in_every_form(data, tmp_path):
    build(Order((str(data),), tmp_path, name='Posts & "more" {50 %}', formats=("csv",)), Quiet())
    told = yaml.safe_load((tmp_path / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(told)  # what the format requires
    assert (told["type"], told["title"]) == ("dataset", 'Posts & "more" {50 %}')
    assert (told["version"], told["date-released"]) == ("2026-03-05", "2026-03-05")
    card = (tmp_path / "README.md").read_text("utf-8")
    assert '  title = {{Posts \\& "more" 50 \\%}},' in card
    assert "@misc{mayadeen-2026-03-05," in card
