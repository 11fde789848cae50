"""The ledger's tables, the version of their shape, and the way from an older shape to this one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    Dialect,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    and_,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.types import TypeDecorator

from mayadeen.ledger.records import LedgerError

VERSION = 3

HUB = "hub"
"""The kind of a page that turned out to be no post."""


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept as whole seconds since 1970: the same number in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value.timestamp())

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value, UTC)


_serial = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData()

meta = Table(
    "meta", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False)
)

# The key is a digest of the address: PostgreSQL cannot index a text of more than 2704 bytes, and
# a percent-encoded Arabic address comes near that. What waits to be fetched has a `wanted_run`,
# the run that asked for it; `claimed_by` is the run it was handed out to.
urls = Table(
    "urls",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("url", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("source", Text),
    Column("first_seen", Moment, nullable=False),
    Column("first_run", BigInteger, nullable=False),
    Column("last_run", BigInteger),
    Column("kind", Text),
    Column("section", Text),
    Column("article_id", Text),
    Column("alias_of", LargeBinary(16)),
    Column("published_at", Moment),
    Column("fetched_at", Moment),
    Column("due_at", Moment),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("content_hash", Text),
    Column("revision", Integer, nullable=False),
    Column("withheld", Text),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
    Column("scope", Text),
    Column("wanted_run", BigInteger),
    Column("wanted_via", Text),
    Column("wanted_source", Text),
    Column("priority", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("claimed_by", BigInteger),
    # Marks of the titles and days that were printed of it: see `known.Known.shown`.
    Column("shown", LargeBinary),
)

WANTED = and_(urls.c.wanted_run.is_not(None), urls.c.claimed_by.is_(None))
"""The rows that may be handed out; the index below holds these alone and so stays small."""

Index(
    "urls_wanted",
    urls.c.scope,
    urls.c.wanted_run,
    urls.c.priority.desc(),
    urls.c.position,
    sqlite_where=WANTED,
    postgresql_where=WANTED,
)
for name in ("claimed_by", "article_id"):
    Index(
        f"urls_{name}",
        urls.c[name],
        sqlite_where=urls.c[name].is_not(None),
        postgresql_where=urls.c[name].is_not(None),
    )
Index(
    "urls_error",
    urls.c.scope,
    urls.c.due_at,
    sqlite_where=urls.c.error.is_not(None),
    postgresql_where=urls.c.error.is_not(None),
)
for name in ("due_at", "fetched_at", "withheld"):
    Index(
        f"urls_{name}",
        urls.c.edition,
        urls.c[name],
        sqlite_where=urls.c[name].is_not(None),
        postgresql_where=urls.c[name].is_not(None),
    )

# Addresses are not unique: a later post with the same slug takes an address over.
superseded = Table(
    "superseded",
    metadata,
    Column("article_id", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("kind", Text),
    Column("section", Text),
    Column("published_at", Moment),
    Column("fetched_at", Moment),
    Column("content_hash", Text),
    Column("revision", Integer, nullable=False),
    Column("superseded_by", Text, nullable=False),
    Column("superseded_at", Moment, nullable=False),
)

regions = Table(
    "regions",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("region", Text, primary_key=True),
    Column("noted_at", Moment, nullable=False),
)

listings = Table(
    "listings",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("url", Text, nullable=False),
    Column("label", Text),
    Column("learned", JSON(none_as_null=True)),
    Column("walked_at", Moment),
    Column("pages", Integer),
    Column("posts", Integer),
    Column("means", Text),
)

# One listing is closed separately for each filter that narrows a walk, else an hourly run with a
# filter and a daily one without would undo each other's work.
closures = Table(
    "closures",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("closed_for", Text, primary_key=True),
    Column("closed_at", Moment, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", _serial, Identity(), primary_key=True),
    Column("spider", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("arguments", JSON, nullable=False),
    Column("folder", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("counts", JSON, nullable=False),
    # A number given once is never given again: rows refer to runs by it.
    sqlite_autoincrement=True,
)

headlines = Table(
    "headlines",
    metadata,
    Column("text_hash", Text, primary_key=True),
    Column("edition", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
)


# What archives' indexes list of posts, and what was read of it. No row of `urls` knows of it: a
# copy of 2021 must neither make a post known to a live run nor lend it a validator.
captures = Table(
    "captures",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("address", Text, nullable=False),
    Column("post", LargeBinary(16), nullable=False),
    Column("url", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("status", Integer),
    Column("mime", Text),
    Column("digest", Text),
    Column("file", Text),
    Column("offset", BigInteger),
    Column("length", BigInteger),
    Column("truncated", Text),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
    Column("run", BigInteger),
    Column("article_id", Text),
    Column("content_hash", Text),
    Column("revision", Integer, nullable=False),
    Column("published_at", Moment),
    Column("withheld", Text),
)
Index("captures_post", captures.c.edition, captures.c.post, captures.c.at)
Index(
    "captures_article_id",
    captures.c.article_id,
    captures.c.at,
    sqlite_where=captures.c.article_id.is_not(None),
    postgresql_where=captures.c.article_id.is_not(None),
)


def _to_2(connection: Connection) -> None:
    binary = urls.c.shown.type.compile(connection.dialect)
    connection.exec_driver_sql(f"ALTER TABLE urls ADD COLUMN shown {binary}")
    superseded.create(connection)


MIGRATIONS: dict[int, Callable[[Connection], None]] = {1: _to_2, 2: captures.create}
"""For each older version the function that turns its tables, with their data, to the next one."""


def prepare(connection: Connection, where: str, *, create: bool) -> None:
    """Create the tables in an empty database, or turn older ones to this version.

    Raises LedgerError where the database holds something else, or a ledger of a newer version.
    """
    present = set(inspect(connection).get_table_names())
    if meta.name not in present:
        foreign = present if connection.dialect.name == "sqlite" else present & set(metadata.tables)
        if foreign:
            raise LedgerError(f"{where} is a database, but no ledger: it holds other tables")
        if not create:
            raise LedgerError(f"there is no ledger in {where} yet: a crawl makes it")
        metadata.create_all(connection)
        connection.execute(insert(meta), {"name": "version", "value": str(VERSION)})
        return
    stored = str(connection.scalar(select(meta.c.value).where(meta.c.name == "version")))
    if not stored.isdecimal() or int(stored) < 1:
        raise LedgerError(f"{where} is damaged, it states no version: restore it from a copy")
    version = int(stored)
    if version > VERSION:
        raise LedgerError(
            f"{where} was written by a newer release (ledger version {version}, this release reads"
            f" up to {VERSION}): update mayadeen, or name another ledger"
        )
    if version < VERSION:
        for older in range(version, VERSION):
            MIGRATIONS[older](connection)
        connection.execute(update(meta).where(meta.c.name == "version").values(value=str(VERSION)))
    lacking = set(metadata.tables) - set(inspect(connection).get_table_names())
    if lacking:
        names = ", ".join(sorted(lacking))
        raise LedgerError(f"{where} is damaged, it lacks {names}: restore it from a copy")
