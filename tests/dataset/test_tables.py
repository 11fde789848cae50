"""Cells that a spreadsheet would run."""

from __future__ import annotations

import csv

import duckdb
import pytest

from mayadeen.dataset.columns import Column, Table
from mayadeen.dataset.write.files import write_csv
from mayadeen.items import Article

RUN = [
    *("=1+1", "+1", "-1", "@sum", "＝1", "\t1", "\r1", "'=1", "''-1"),
    *("\n=1+1", " =1+1", "\ufeff=1+1", "\u200b@x", "\xa0+1", "' =1", "'\t1", "\x01-1"),
]
SHOWN = ["a=1", "plain - dash", "it's", "'tis", " spaced", "'", "’=1"]


@pytest.mark.parametrize("text", [*RUN, *SHOWN], ids=ascii)
def test_a_cell_is_no_formula_and_gives_its_text_again(tmp_path, text):
    table = Table("cells", Article, "", (Column("text", "VARCHAR", {}),), (), ("text",))
    with duckdb.connect() as con:
        con.execute("CREATE TABLE cells AS SELECT $text AS text", {"text": text})
        write_csv(con, table, tmp_path)
    with (tmp_path / "cells.csv").open(encoding="utf-8", newline="") as file:
        assert [row["text"] for row in csv.DictReader(file)] == [
            f"'{text}" if text in RUN else text
        ]
