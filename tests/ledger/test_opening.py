"""What opening a ledger says where it cannot be opened, and how an older one is taken over."""

from __future__ import annotations

import os
import socket
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from mayadeen.ledger import (
    Found,
    Ledger,
    LedgerError,
    OtherSite,
    Revisit,
    ledger_url,
    open_ledger,
    tables,
)
from tests.ledger.conftest import OpenLedger
from tests.ledger.posts import found

NEVER = Revisit.parse("never")


def refused(url: str, *, create: bool = True) -> str:
    with pytest.raises(LedgerError) as caught:
        open_ledger(url, revisit=NEVER, create=create)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        (None, "sqlite:///data/ledger.sqlite"),
        ("", "sqlite:///data/ledger.sqlite"),
        ("postgresql://host/news", "postgresql://host/news"),
    ],
)
def test_the_ledger_stands_in_the_data_folder_unless_set(
    setting: str | None, expected: str
) -> None:
    assert ledger_url(setting, "data") == expected


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "data" / "ledger.sqlite"
    open_ledger(f"sqlite:///{path}", revisit=NEVER).close()
    assert path.exists()


def test_a_ledger_is_not_made_for_one_who_only_looks(tmp_path: Path) -> None:
    path = tmp_path / "new" / "ledger.sqlite"
    assert refused(f"sqlite:///{path}", create=False) == (
        f"there is no ledger at {path} yet: a crawl makes it"
    )
    assert not path.parent.exists()


def test_an_empty_database_is_not_filled_for_one_who_only_looks(database: str) -> None:
    if database.startswith("sqlite"):
        Path(database.removeprefix("sqlite:///")).touch()
    assert "yet: a crawl makes it" in refused(database, create=False)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text('{"id": "en:1"}\n' * 100)
    assert refused(f"sqlite:///{path}") == (
        f"the ledger {path} is no ledger: the file is no SQLite database"
    )


def test_a_database_that_is_no_ledger(tmp_path: Path) -> None:
    path = tmp_path / "articles.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE articles (id TEXT)")
    connection.close()
    assert refused(f"sqlite:///{path}") == (
        f"the ledger {path} is a database, but no ledger: it holds other tables"
    )


def filled(path: Path) -> str:
    """The URL of a ledger that knows some addresses."""
    ledger = open_ledger(f"sqlite:///{path}", revisit=NEVER)
    ledger.begin_run("articles", {}, "data/articles/1")
    ledger.discover(found(*range(200)))
    ledger.learned("https://news.example/listing", {"page": 2})
    ledger.flush()
    ledger.close()
    return f"sqlite:///{path}"


def test_a_ledger_that_is_damaged_anywhere_begins_no_run(tmp_path: Path) -> None:
    url = filled(tmp_path / "ledger.sqlite")
    with (tmp_path / "ledger.sqlite").open("r+b") as file:
        file.seek(-3 * 4096, os.SEEK_END)
        file.write(b"\xff" * 8192)
    assert "is damaged: restore it from a copy" in refused(url)


@pytest.mark.parametrize("create", [True, False], ids=["a run", "a look"])
@pytest.mark.parametrize(
    "change",
    [
        "runs SET started_at = x'ff00'",
        "runs SET arguments = '{'",
        "urls SET shown = 'text'",
        "urls SET published_at = 'yesterday', state = 'fetched'",
        "urls SET revision = 'many'",
        "listings SET learned = '[1, 2]'",
    ],
)
def test_a_value_of_another_kind_is_one_line(tmp_path: Path, change: str, create: bool) -> None:
    url = filled(tmp_path / "ledger.sqlite")
    with sqlite3.connect(tmp_path / "ledger.sqlite") as connection:
        connection.execute(f"UPDATE {change}")
    connection.close()
    table = change.partition(" ")[0]
    assert refused(url, create=create).endswith(
        f"is damaged: restore it from a copy (values of {table})"
    )


def test_a_ledger_in_a_read_only_folder_can_be_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = filled(tmp_path / "ledger.sqlite")
    files = set(tmp_path.iterdir())
    monkeypatch.setattr(os, "access", lambda *_: False)
    ledger = open_ledger(url, revisit=NEVER, create=False)
    assert ledger.status(failed=0).states == {"discovered": 200}
    assert set(tmp_path.iterdir()) == files  # elsewhere SQLite makes some beside it
    ledger.close()


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    assert "cannot be opened" in refused(f"sqlite:///{tmp_path}")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    assert "cannot be made" in refused(f"sqlite:///{tmp_path / 'data' / 'ledger.sqlite'}")


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("data/ledger.sqlite", "is no database URL"),
        ("mysql://root@host/news", "kept in sqlite or postgresql, not in mysql"),
        ("sqlite://", "in memory would keep nothing"),
        ("sqlite:///:memory:", "in memory would keep nothing"),
    ],
)
def test_an_address_that_cannot_be_a_ledger(url: str, line: str) -> None:
    assert line in refused(url)


def test_a_server_that_does_not_answer_and_the_password_stays_secret() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        line = refused(f"postgresql://reader:s3cret@127.0.0.1:{port}/news")
    assert line.startswith(
        f"the ledger postgresql+psycopg://reader:***@127.0.0.1:{port}/news cannot be reached: "
    )
    assert "s3cret" not in line


def test_a_newer_version_is_refused(
    database: str, opened: OpenLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "VERSION", 7)
    opened().close()
    monkeypatch.undo()
    assert "was written by a newer release (ledger version 7, this release reads up to 3)" in (
        refused(database)
    )


def test_an_older_version_is_migrated_with_its_data(
    ledger: Ledger, opened: OpenLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.learned("https://news.example/listing", {"page": 2})
    ledger.flush()
    ledger.close()

    def rename(connection: Connection) -> None:
        connection.execute(text("UPDATE listings SET label = 'first'"))

    def add(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE listings ADD COLUMN seen_by TEXT"))
        connection.execute(text("UPDATE listings SET seen_by = label || ' second'"))

    monkeypatch.setattr(tables, "VERSION", 5)
    monkeypatch.setattr(tables, "MIGRATIONS", {3: rename, 4: add})
    for _ in range(2):
        one = opened()
        assert one.listing("https://news.example/listing").learned == {"page": 2}
        one.close()
    engine = create_engine(one.url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT seen_by FROM listings")) == "first second"
    engine.dispose()


def test_a_migration_that_breaks_leaves_the_older_ledger_whole(
    ledger: Ledger, opened: OpenLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.close()

    def breaks(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE listings ADD COLUMN half TEXT"))
        connection.execute(text("UPDATE nowhere SET half = 1"))

    with monkeypatch.context() as newer:
        newer.setattr(tables, "VERSION", 4)
        newer.setattr(tables, "MIGRATIONS", {3: breaks})
        with pytest.raises(LedgerError):
            opened()
    engine = create_engine(ledger.url)
    with engine.connect() as connection:
        names = set(connection.execute(text("SELECT * FROM listings")).keys())
    assert "label" in names
    assert "half" not in names
    engine.dispose()
    opened()


SITE = "news.example"


def begin(ledger: Ledger, site: str | None, edition: str = "en") -> None:
    ledger.begin_run("articles", {}, "data/articles/1", edition=edition, site=site)
    ledger.end_run("complete")
    ledger.close()


@pytest.mark.parametrize("site", ["127.0.0.1:8000", "www.news.example", "news.example:8443"])
def test_a_ledger_is_of_one_site(database: str, opened: OpenLedger, site: str) -> None:
    begin(opened(), SITE)
    with pytest.raises(OtherSite) as caught:
        begin(opened(), site)
    line = str(caught.value)
    assert "\n" not in line
    for part in (SITE, site, "MAYADEEN_DATA_DIR"):
        assert part in line
    begin(opened(), SITE)


def test_each_edition_has_a_site_of_its_own(opened: OpenLedger) -> None:
    begin(opened(), SITE)
    begin(opened(), "ar.news.example", "ar")
    with pytest.raises(OtherSite):
        begin(opened(), SITE, "ar")


def test_an_older_ledger_is_of_the_site_it_found_last(opened: OpenLedger) -> None:
    ledger = opened()
    for number, site in enumerate(("old.example", SITE)):
        ledger.begin_run("articles", {}, f"data/{number}")
        ledger.discover([Found(f"https://{site}/news/{number}/story", "listing", None)])
        ledger.end_run("complete")
    ledger.close()
    with pytest.raises(OtherSite):
        begin(opened(), "old.example")
    begin(opened(), SITE)


@pytest.mark.parametrize("version", ["x", "0", "", "-1", "1.5"])
def test_a_ledger_of_no_version(database: str, ledger: Ledger, version: str) -> None:
    ledger.close()
    engine = create_engine(ledger.url)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE meta SET value = :version WHERE name = 'version'"), {"version": version}
        )
    engine.dispose()
    assert "is damaged, it states no version: restore it from a copy" in refused(database)


def test_a_ledger_that_lacks_a_table(database: str, ledger: Ledger) -> None:
    ledger.close()
    engine = create_engine(ledger.url)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE listings"))
    engine.dispose()
    assert "is damaged, it lacks listings: restore it from a copy" in refused(database)
