"""The tables of the card and the report, and all the facts of a release in them."""

# ruff: noqa: S608 - the names in the SQL are our own columns'; values are bound or quoted

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from mayadeen.dataset.merge import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb


Row = tuple[Any, ...]


# What stands for a value that is not there.
NONE = "(none)"


class Linked(str):
    """A cell's text that leads to an address."""

    __slots__ = ("url",)
    url: str

    def __new__(cls, text: str, url: str) -> Self:
        cell = super().__new__(cls, text)
        cell.url = url
        return cell


# Longer tables are for the data itself, not for a page. Regions and the codes of warnings are few,
# and wanted in full.
_MOST, MORE = 25, 100


@dataclass(frozen=True)
class Sheet:
    """One small table of figures; `key` names it for the plots."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    note: str = ""


@dataclass(frozen=True)
class Facts:
    """All that was measured; `sheets` in the order in which a reader meets them."""

    counts: dict[str, int]
    first_day: str | None
    last_day: str | None
    newest: str
    editions: list[str]
    days: list[tuple[str, int]]
    sheets: dict[str, Sheet] = field(default_factory=dict)
    choice: Choice = field(default_factory=Choice)
    missing_days: int = 0
    # Of these, days whose posts a run read to the end; the rest nobody has read.
    silent: frozenset[str] = frozenset()
    undated: int = 0
    # The latest posts, for the report's search: day, title, address, and what else is searched.
    posts: Sequence[Row] = ()
    # The addresses of the sites that the posts stand on.
    homes: Sequence[str] = ()
    # The hosts of several sites with their posts; empty where all are of one.
    sites: str = ""
    # The hosts of the posts where none of them is the publisher's.
    elsewhere: str = ""


def as_rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    return con.execute(sql).fetchall()


def share_of(part: int, whole: int) -> str:
    """A percentage that says 100 or 0 only where it is meant."""
    if not whole:
        return "0 %"
    percent = 100 * part / whole
    if part not in (0, whole):
        percent = min(max(percent, 0.1), 99.9)
    return f"{percent:.1f} %" if percent % 1 else f"{percent:.0f} %"


def top_rows(
    con: duckdb.DuckDBPyConnection, sql: str, which: str, note: str = "", *, most: int = _MOST
) -> tuple[list[Row], str]:
    """The first rows with their note, which says of how many they are the first."""
    rows = as_rows(con, f"{sql} LIMIT {most}")
    total = len(rows)
    if total == most:
        total = as_rows(con, f"SELECT count(*) FROM ({sql})")[0][0]
    cut = f"The {most} {which} of {total:,}." if total > most else ""
    return rows, " ".join(filter(None, (cut, note)))
