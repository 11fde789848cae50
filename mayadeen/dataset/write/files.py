"""Write the tables as JSON Lines, CSV and Parquet, the same bytes for the same rows."""

# ruff: noqa: S608 - the names in the SQL are our own columns'; values are bound or quoted

from __future__ import annotations

from typing import TYPE_CHECKING

from isal import isal_zlib

from mayadeen.dataset.columns import Column, Table
from mayadeen.normalise.cells import FORMULA, SEPARATOR

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb


def _escaped(text: str) -> str:
    r"""SQL for a list's member: `\` and `|` are written `\\` and `\|`."""
    return rf"replace(replace({text}, '\', '\\'), '|', '\|')"


def flat(column: Column) -> str:
    """SQL for a column as one number or text: lists joined by ` | `, objects as JSON."""
    name = text = f'"{column.name}"'
    if column.type.startswith("MAP"):
        joined = "concat(x.key, '=', x.value)"
        members = f"list_transform(map_entries({name}), lambda x: {_escaped(joined)})"
        text = f"array_to_string({members}, '{SEPARATOR}')"
    elif column.type.startswith("STRUCT") and not column.type.endswith("[]"):
        text = f"to_json({name})::VARCHAR"
    elif column.is_nested:
        member = "x" if column.type == "VARCHAR[]" else "to_json(x)::VARCHAR"
        text = (
            f"array_to_string(list_transform({name}, lambda x: {_escaped(member)}), '{SEPARATOR}')"
        )
    return text


def _cell(column: Column) -> str:
    name, text = f'"{column.name}"', flat(column)
    if column.type == "BIGINT":
        return name
    return (
        f"CASE WHEN regexp_matches({text}, '{FORMULA.replace(chr(39), chr(39) * 2)}')"
        f" THEN concat('''', {text}) ELSE {text} END AS {name}"
    )


def _stored(column: Column) -> str:
    name = f'"{column.name}"'
    if column.is_moment:
        return f"{name}::TIMESTAMPTZ AS {name}"
    return f"{name}::DATE AS {name}" if column.is_day else name


def write_csv(con: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> None:
    """Write one flat table: lists joined by ` | `, null as an empty cell, formulas defused."""
    cells = ", ".join(map(_cell, table.columns))
    con.execute(
        f"COPY (SELECT {cells} FROM {table.name}) TO '{_path(folder, table, 'csv')}' (HEADER)"
    )


def write_parquet(con: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> None:
    """Write real lists, structs, days and moments with their zone."""
    values = ", ".join(map(_stored, table.columns))
    con.execute(
        f"COPY (SELECT {values} FROM {table.name}) TO '{_path(folder, table, 'parquet')}'"
        " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 8192, ROW_GROUP_SIZE_BYTES 16777216)"
    )


def write_jsonl(con: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> None:
    """Write one object a line, every key present, packed without name or time."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    plain = folder / f"{table.name}.jsonl"
    con.execute(f"COPY (SELECT {names} FROM {table.name}) TO '{_quoted(plain)}' (FORMAT json)")
    # As small as zlib's level 4 in a ninth of the time.
    packer = isal_zlib.compressobj(2, wbits=31)
    with plain.open("rb") as lines, (folder / f"{table.name}.jsonl.gz").open("wb") as packed:
        while block := lines.read(1 << 20):
            packed.write(packer.compress(block))
        packed.write(packer.flush())
    plain.unlink()


def _path(folder: Path, table: Table, suffix: str) -> str:
    return _quoted(folder / f"{table.name}.{suffix}")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
