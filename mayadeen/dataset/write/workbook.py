"""Write the tables as one workbook: a sheet each, its head frozen, moments as real dates."""

# ruff: noqa: S608 - the names in the SQL are our own columns'

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook

from mayadeen.dataset.columns import TABLES, Column, Table
from mayadeen.dataset.write.files import flat

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb
    from xlsxwriter.worksheet import Worksheet

# Excel's own limits: rows of a sheet, and what a cell holds in UTF-16 units.
_ROWS = 1_048_576
_LONGEST = 32_767
_CUT = " […cut]"
_FIRST_YEAR = 1900
_BATCH = 32


def write(con: duckdb.DuckDBPyConnection, path: Path, scratch: Path) -> None:
    """Write all tables; `scratch` takes the rows until the file is made.

    Texts that a cell cannot hold end in `[…cut]`, and the row's last column, `cut`, names them.
    Moments are UTC, which Excel has no zone for. What does not fit on a sheet stands on a second.
    """
    book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(scratch)})
    # Else the day on which it is written, and no two releases would be the same.
    book.set_properties({"created": datetime(1980, 1, 1)})  # noqa: DTZ001 - Excel knows no zones
    formats = {
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "head": book.add_format({"bold": True}),
    }
    for table in TABLES.values():
        _write_table(con, book, formats, table)
    book.close()


def _write_table(
    con: duckdb.DuckDBPyConnection, book: Workbook, formats: dict[str, Any], table: Table
) -> None:
    names = [column.name for column in table.columns]
    dates = [_date_format(column, formats) for column in table.columns]
    rows = con.execute(f"SELECT {', '.join(map(flat, table.columns))} FROM {table.name}")
    sheet, place, number = _begin(book, formats, table.name, names), 1, 1
    while batch := rows.fetchmany(_BATCH):
        for row in batch:
            if place == _ROWS:
                number += 1
                sheet = _begin(book, formats, f"{table.name} {number}", names)
                place = 1
            _write_row(sheet, place, names, dates, row)
            place += 1


def _begin(book: Workbook, formats: dict[str, Any], name: str, names: Sequence[str]) -> Worksheet:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(names), 18)
    for place, head in enumerate([*names, "cut"]):
        sheet.write_string(0, place, head, formats["head"])
    return sheet


def _date_format(column: Column, formats: dict[str, Any]) -> Any:
    if column.is_moment:
        return formats["moment"]
    return formats["day"] if column.is_day else None


def _write_row(
    sheet: Worksheet, place: int, names: Sequence[str], dates: Sequence[Any], row: Sequence[Any]
) -> None:
    cut = []
    for number, (name, date, value) in enumerate(zip(names, dates, row, strict=True)):
        if value is None:
            continue
        if isinstance(value, int):
            sheet.write_number(place, number, value)
        elif date and int(value[:4]) > _FIRST_YEAR:
            moment = datetime.fromisoformat(value).replace(tzinfo=None)
            sheet.write_datetime(place, number, moment, date)
        else:
            text = shortened(value)
            sheet.write_string(place, number, text)
            if text is not value:
                cut.append(name)
    if cut:
        sheet.write_string(place, len(names), " | ".join(cut))


def shortened(text: str) -> str:
    """A text as a cell can hold it; the same where it fits."""
    if 2 * len(text) <= _LONGEST:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _LONGEST:
        return text
    return units[: 2 * (_LONGEST - len(_CUT))].decode("utf-16-le", "ignore") + _CUT
