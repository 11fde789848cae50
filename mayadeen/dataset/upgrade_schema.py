"""Bring lines of an older schema to what they would say under today's, as far as they tell."""

# ruff: noqa: S608 - the SQL is put together from the constants below

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

# What is lifted, and what else that is told by.
UPGRADED = (
    *("published_at", "published_local", "published_precision", "published_zone"),
    *("published_flag", "updated_at"),
)
UPGRADED_BY = ("published_raw", "field_sources")

_OLD = "coalesce(try_cast(split_part(schema_version, '.', 1) AS INTEGER), 0) < 2 AND fault IS NULL"
# Before 2.0 the head's moments, which are UTC without saying so, were read on Beirut's clock. Only
# `article:*_time` is written with seven decimals; of other forms nobody knows where they stood.
_FROM_HEAD = (
    r"published_zone = 'assumed' AND field_sources['published_raw'] = 'opengraph'"
    r" AND regexp_full_match(published_raw, '\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}')"
)
_UTC = "TRY_CAST(left(published_raw, 19) AS TIMESTAMP)"
_BEIRUT = f"timezone('Asia/Beirut', timezone('UTC', {_UTC}))"


def upgrade_schema(con: duckdb.DuckDBPyConnection) -> None:
    """Bring the table `articles_lines` up to today's schema; `schema_version` stays as it was.

    Moments of the head are taken for UTC, and a time whose seconds are 00 for a minute. The order
    of tags and the people of a credit cannot be told from a line; they stay.
    """
    con.execute(
        "UPDATE articles_lines SET published_zone = 'convention', published_flag = NULL,"
        f" published_at = strftime({_UTC}, '%Y-%m-%dT%H:%M:%SZ'),"
        f" published_local = strftime({_BEIRUT}, '%Y-%m-%dT%H:%M:%S')"
        f" || '+0' || date_diff('hour', {_UTC}, {_BEIRUT}) || ':00',"
        " updated_at = CASE WHEN field_sources['updated_at'] = 'opengraph' THEN strftime("
        "timezone('Asia/Beirut', CAST(updated_at AS TIMESTAMPTZ)), '%Y-%m-%dT%H:%M:%SZ')"
        f" ELSE updated_at END WHERE {_OLD} AND {_FROM_HEAD}"
    )
    con.execute(
        "UPDATE articles_lines SET published_precision = 'minute'"
        f" WHERE {_OLD} AND published_precision = 'second' AND published_local LIKE '%:00+__:__'"
    )
