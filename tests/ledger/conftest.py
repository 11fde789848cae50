"""A ledger on each database, a clock to move, and a PostgreSQL server of the tests' own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from mayadeen.ledger import Ledger, Revisit, open_ledger

SCHEDULE = "1h,6h,1d,3d,7d,30d"


class Clock:
    """The time in a test, which passes only when told to."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> None:
        self.at += timedelta(**span)


def _binaries() -> Path | None:
    """Where initdb and pg_ctl are: on the path, else where Debian keeps them, the newest first."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in versions), default=None, key=lambda path: str(path))


def _as_another_user() -> list[str]:
    """What to put before a command: PostgreSQL does not run as root."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    group = str(pwd.getpwnam(user).pw_gid)
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--"]


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A fresh server on a free port of the loopback."""
    binaries, prefix = _binaries(), _as_another_user()
    missing = None
    if binaries is None:
        missing = "PostgreSQL is not installed (apt-get install postgresql)"
    elif prefix and not shutil.which(prefix[0]):
        missing = "PostgreSQL does not run as root, and setpriv is not installed"
    if missing or binaries is None:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    # Not in pytest's own folder, which another user may not enter.
    folder = Path(tempfile.mkdtemp(prefix="mayadeen-postgresql-"))
    if prefix:
        shutil.chown(folder, user=prefix[1].removeprefix("--reuid="))
    data = folder / "data"

    def call(program: str, *arguments: str) -> None:
        subprocess.run(
            [*prefix, str(binaries / program), "-D", str(data), *arguments],
            check=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off"
    try:
        call("initdb", "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync")
        call("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://tests@127.0.0.1:{port}/postgres"
        finally:
            call("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def restart(url: str) -> None:
    """Restart the server of `postgresql_server` as after a crash: no connection is told."""
    binaries = _binaries()
    assert binaries
    with psycopg.connect(url) as connection:
        [folder] = connection.execute("SHOW data_directory").fetchone() or ()
    subprocess.run(
        [
            *(*_as_another_user(), str(binaries / "pg_ctl"), "-D", folder, "-w"),
            *("-m", "immediate", "-l", f"{folder}/../log", "restart"),
        ],
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    url: str = request.getfixturevalue("postgresql_server")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return url


@pytest.fixture
def clock() -> Clock:
    return Clock()


OpenLedger = Callable[..., Ledger]


@pytest.fixture
def opened(database: str, clock: Clock) -> Iterator[OpenLedger]:
    """Opens the same database again and again; what a test leaves open is closed after it."""
    ledgers: list[Ledger] = []

    def open_one(revisit: str = SCHEDULE) -> Ledger:
        ledgers.append(open_ledger(database, revisit=Revisit.parse(revisit), now=clock))
        return ledgers[-1]

    yield open_one
    for ledger in ledgers:
        ledger.close()


@pytest.fixture
def ledger(opened: OpenLedger) -> Ledger:
    """A ledger on which the run `articles` has begun."""
    one = opened()
    one.begin_run("articles", {}, "data/articles/1")
    return one
