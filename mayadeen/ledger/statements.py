"""The statements that a run writes again and again, built once for the database at hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Insert, Table, Update, bindparam, or_, update
from sqlalchemy.dialects import postgresql, sqlite

from mayadeen.ledger.tables import closures, headlines, listings, regions, urls

Write = tuple[Insert | Update, dict[str, Any]]
"""One row to write: the statement, and the values of its columns."""


@dataclass(frozen=True, slots=True)
class Statements:
    """What is written of addresses, listings, regions and headlines.

    `want` and `outcome` name their row by `row_key`; `want` leaves alone what another run has
    claimed or asks for.
    """

    discovery: Insert
    want: Update
    region: Insert
    walked: Insert
    learned: Insert
    closure: Insert
    outcome: Update
    headline: Insert

    @classmethod
    def of(cls, dialect: str, floor: int) -> Statements:
        """The statements of a run whose `floor` is given, for `sqlite` or `postgresql`."""
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert

        def upsert(table: Table, key: list[str], *changed: str) -> Insert:
            statement = insert(table)
            if not changed:
                return statement.on_conflict_do_nothing(index_elements=key)
            return statement.on_conflict_do_update(
                index_elements=key, set_={name: statement.excluded[name] for name in changed}
            )

        row = update(urls).where(urls.c.key == bindparam("row_key"))
        return cls(
            discovery=upsert(urls, ["key"]),
            want=row.where(
                urls.c.claimed_by.is_(None),
                or_(urls.c.wanted_run.is_(None), urls.c.wanted_run < floor),
            ),
            region=upsert(regions, ["key", "region"]),
            walked=upsert(listings, ["key"], "label", "walked_at", "pages", "posts", "means"),
            learned=upsert(listings, ["key"], "learned"),
            closure=upsert(closures, ["key", "closed_for"], "closed_at"),
            outcome=row,
            headline=upsert(headlines, ["text_hash", "edition"], "last_seen"),
        )


def write(connection: Connection, writes: Iterable[Write]) -> None:
    """Execute the writes in their order, neighbours of one shape in one call."""
    for _, group in groupby(writes, key=lambda one: (id(one[0]), tuple(one[1]))):
        rows = list(group)
        connection.execute(rows[0][0], list(map(itemgetter(1), rows)))
