"""The workbook, opened as a spreadsheet program opens it."""

from __future__ import annotations

from datetime import datetime

import openpyxl
import pytest

from mayadeen.dataset.columns import TABLES
from mayadeen.dataset.release import Order, build
from mayadeen.dataset.write.workbook import shortened
from tests.dataset.conftest import Quiet
from tests.dataset.feeds import article, link, write

LONG = "The barge went on. " * 2000
FORMULA = '=HYPERLINK("https://example.org")'


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("workbook")
    write(
        folder / "data" / "articles.jsonl",
        article(1, title=FORMULA, tags=["Salt", "Water | wells"]),
        article(2, body=LONG, published_local="2026-03-01T00:30:00+02:00"),
    )
    write(folder / "data" / "links.jsonl", link(1, 2))
    for name in ("one", "two"):
        build(Order((str(folder / "data"),), folder / name, formats=("xlsx",)), Quiet())
    return folder


@pytest.fixture(scope="module")
def book(made):
    return openpyxl.load_workbook(made / "one" / "articles.xlsx")


def rows(book, table):
    head, *cells = book[table].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in cells]


def test_each_table_is_a_sheet_under_a_frozen_head(book):
    assert book.sheetnames == list(TABLES)
    for table in TABLES.values():
        head = [cell.value for cell in book[table.name][1]]
        assert head == [*(column.name for column in table.columns), "cut"]
        assert book[table.name].freeze_panes == "A2"


def test_cells_are_dates_numbers_and_texts(book):
    first = rows(book, "articles")[0]
    assert first["published_at"] == datetime(2026, 2, 27, 22, 30)  # noqa: DTZ001 - UTC, unsaid
    assert first["local_date"] == datetime(2026, 2, 28)  # noqa: DTZ001 - a day
    assert first["revisions_seen"] == 1
    assert first["tags"] == r"Salt | Water \| wells"
    assert book["articles"]["A2"].data_type == "s"
    [shown] = rows(book, "links")
    assert (shown["page_id"], shown["target_id"]) == ("en:1", "en:2")


def test_no_text_is_a_formula(book):
    place = [cell.value for cell in book["articles"][1]].index("title")
    cell = book["articles"][2][place]
    assert (cell.data_type, cell.value) == ("s", FORMULA)


def test_what_is_too_long_for_a_cell_is_cut_and_named(book):
    short, long = rows(book, "articles")
    assert short["cut"] is None
    assert "body" in long["cut"].split(" | ")
    assert len(long["body"]) == 32_767
    assert long["body"].endswith(" […cut]")
    assert LONG.startswith(long["body"].removesuffix(" […cut]"))


def test_the_same_feeds_give_the_same_workbook(made):
    one, two = ((made / name / "articles.xlsx").read_bytes() for name in ("one", "two"))
    assert one == two


@pytest.mark.parametrize(
    ("text", "units"), [("a" * 32_767, 32_767), ("a" * 32_768, 32_767), ("🚢" * 16_384, 32_766)]
)
def test_a_cell_counts_as_spreadsheets_do(text, units):
    assert len(shortened(text).encode("utf-16-le")) <= 2 * 32_767
    assert len(shortened(text).encode("utf-16-le")) == pytest.approx(2 * units, abs=2)
