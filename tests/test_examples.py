"""The notebook in examples/ runs from top to bottom, and its tables are what a person counts."""

from __future__ import annotations

import json

import pytest

from tests.crawl import ROOT
from tests.dataset.feeds import SITE, two_runs

NOTEBOOK = json.loads((ROOT / "examples/first_look.ipynb").read_text("utf-8"))
CODE = ["".join(cell["source"]) for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    """What the cells leave behind, run in order beside the stand-in's data."""
    folder = tmp_path_factory.mktemp("notebook")
    two_runs(folder / "demo" / "data")
    left: dict = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for number, cell in enumerate(CODE):
            exec(compile(cell, f"cell {number}", "exec"), left)
    return left


def test_it_is_kept_without_outputs():
    assert (NOTEBOOK["nbformat"], NOTEBOOK["nbformat_minor"]) == (4, 5)
    cells = NOTEBOOK["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    assert not [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]


def test_posts_are_counted_by_month_and_section(names):
    assert len(names["posts"]) == 4
    assert names["months"].to_numpy().tolist() == [
        ["2026-02", "News", 2],
        ["2026-03", "Articles", 1],
    ]


def test_credits_are_counted(names):
    assert names["writers"].to_dict() == {"Lina Farah": 1}
    assert names["agencies"].to_dict() == {"News": {"AFP": 1}}


def test_edits_stand_before_and_after(names):
    [edit] = names["edits"][["id", "before", "title"]].to_numpy().tolist()
    assert edit == ["en:101", "Harbour dredged", "Harbour dredged at last"]


def test_links_are_counted_by_pages(names):
    assert names["shown"]["related"].to_dict() == {
        f"{SITE}/news/politics/post-102": 2,
        f"{SITE}/news/politics/post-999": 1,
    }


def test_a_page_of_ones_own_is_read(names):
    post = names["post"]
    assert (post.title, post.authors) == ("A bridge of planks", ["Rana Haddad"])
