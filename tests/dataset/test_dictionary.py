from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from mayadeen.dataset.dictionary import render
from mayadeen.items import Article, Author, Headline, Image, Link, Video
from mayadeen.pages.roles import Role
from mayadeen.pages.warning_codes import WARNINGS
from tests.dataset.programs import run

DATA = Path(__file__).parents[2] / "DATA.md"


def test_the_document_is_in_step_with_the_items():
    text = DATA.read_text("utf-8")
    assert render(text) == text, "run: python -m mayadeen.dataset.dictionary"


@pytest.mark.parametrize("item", [Article, Author, Headline, Image, Link, Video])
def test_every_field_is_explained(item):
    explained = re.findall(r"^\| `(\w+)` \| \S", DATA.read_text("utf-8"), re.MULTILINE)
    assert set(item.__dataclass_fields__) <= set(explained)


@pytest.mark.parametrize(
    ("row"),
    [
        "| `id` | str? | `<edition>:<post_id>`, or",
        "| `tags` | [str] | Tags as printed",
        "| `images` | [object] | Pictures",
        "| `word_count` | int | Words",
        "| `field_sources` | {str: str} | For each",
        "| `attribution_raw` | str? | The printed credit lines, joined by ` \\| `. |",
        "| `rank` | int | Place in the block, from 1. |",
    ],
)
def test_types_are_written_as_readers_write_them(row):
    assert row in DATA.read_text("utf-8")


def test_every_role_that_is_dropped_is_explained():
    rows = re.findall(r"^\| `(\w+)` \| [A-Z]", DATA.read_text("utf-8"), re.MULTILINE)
    assert {role.value for role in Role if not role.published} <= set(rows)


def test_every_warning_is_explained():
    rows = "".join(f"| `{code}` | {meaning} |\n" for code, meaning in WARNINGS.items())
    assert f"| code | meaning |\n| --- | --- |\n{rows}\n" in DATA.read_text("utf-8")


LINES = re.findall(r"```python\n(.*?)```", DATA.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("lines", LINES, ids=range(len(LINES)))
def test_the_lines_for_loading_run_as_they_are(release, lines):
    run(release, sys.executable, "-W", "error", "-c", lines)


def test_lists_of_the_csv_come_back_as_told(release):
    (lines,) = (lines for lines in LINES if "read_csv" in lines)
    code = f"{lines}\nprint(tags[0])"
    assert run(release, sys.executable, "-c", code) == repr(["harbours", "towns | coasts", "a\\b"])
