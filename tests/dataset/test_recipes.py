"""The recipes of docs/recipes.md run as they stand there, and give what a person counts."""

from __future__ import annotations

import re
import shutil
import sys

import pytest

from tests.crawl import ROOT
from tests.dataset.programs import run

TEXT = (ROOT / "docs/recipes.md").read_text("utf-8")
# What stands before the first question is for all.
READ, MOMENTS = re.findall(r"```r\n(.*?)```", TEXT.partition("\n## ")[0], re.DOTALL)
RECIPES = {
    part.partition("\n")[0]: dict(re.findall(r"```(python|r)\n(.*?)```", part, re.DOTALL))
    for part in TEXT.split("\n## ")[1:]
}

# By recipe, what prints its answer, and the answer, in both languages.
ANSWERS = [
    (
        "Headlines before and after",
        "print(*edits.iloc[0], len(edits), sep='; ')",
        "cat(unlist(edits[1, ]), nrow(edits), sep = '; ')",
        "en:101; 2026-03-05 09:00:05+00:00; Harbour dredged; Harbour dredged at last; 1",
    ),
    (
        "Who writes most",
        "print(*writers.index, *writers['posts'])",
        "cat(names(writers), writers)",
        "Lina Farah 1",
    ),
    (
        "Agencies by section",
        "print(agencies.loc['AFP', 'News'], agencies.size)",
        "cat(agencies['AFP', 'News'], length(agencies))",
        "1 1",
    ),
    (
        "Sections by month",
        "print(months.loc['2026-02', 'News'], months.loc['2026-03', 'Articles'], months.size)",
        "cat(months['2026-02', 'News'], months['2026-03', 'Articles'], length(months))",
        "2 1 4",
    ),
    (
        "The network of related posts",
        "print(most_shown.index[0], most_shown.iloc[0])",
        "cat(igraph::V(network)[names(most_shown)[1]]$label, most_shown[1])",
        "Harbour is dredged 2",
    ),
    (
        "Near-duplicates out",
        "print(*sorted(distinct['id']))",
        "cat(sort(distinct$id))",
        "en:101 en:103 en:104",
    ),
]


def needs_r():
    if shutil.which("Rscript") is None:
        pytest.skip("needs R with jsonlite and igraph")


def test_each_recipe_has_an_answer_here():
    assert [name for name, *_ in ANSWERS] == list(RECIPES)
    assert all(set(code) == {"python", "r"} for code in RECIPES.values())


@pytest.mark.parametrize(("name", "shown", "_", "answer"), ANSWERS, ids=list(RECIPES))
def test_in_python(release, name, shown, _, answer):
    code = f"{RECIPES[name]['python']}\n{shown}"
    assert run(release, sys.executable, "-W", "error", "-c", code) == answer


@pytest.mark.parametrize(("name", "_", "shown", "answer"), ANSWERS, ids=list(RECIPES))
def test_in_r(release, name, _, shown, answer):
    needs_r()
    code = f"options(warn = 2)\n{READ}\n{RECIPES[name]['r']}\n{shown}"
    # Moments stay text in R.
    assert run(release, "Rscript", "-e", code) == answer.replace(
        "2026-03-05 09:00:05+00:00", "2026-03-05T09:00:05Z"
    )


def test_moments_and_days_in_r(release):
    needs_r()
    shown = (
        "cat(format(articles$published_at[1], '%H:%M %Z'), format(articles$local_date[1], '%d %m'))"
    )
    assert run(release, "Rscript", "-e", f"{READ}\n{MOMENTS}\n{shown}") == "22:30 UTC 28 02"
