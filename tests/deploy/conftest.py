"""Servers of the tests' own, on free ports of the loopback, ended with the test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from mayadeen.nodes.queue import connect
from tests.crawl import ROOT, environment
from tests.ledger.conftest import postgresql_server as postgresql_server

PASSWORD = "loopback"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def lacking(what: str) -> None:
    """Skip where a server is not installed; where everything is tested, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


class Scrapyd:
    """A running Scrapyd, with the shipped configuration."""

    project = "mayadeen"

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.url = f"http://127.0.0.1:{port}"
        self.session = requests.Session()
        self.session.mount("http://", HTTPAdapter(max_retries=Retry(50, backoff_factor=0.02)))
        self.session.auth = ("mayadeen", PASSWORD)

    def call(self, service: str, **given) -> dict:
        """Ask a service, by POST where there is something to post."""
        url = f"{self.url}/{service}.json"
        answer = self.session.post(url, data=given) if given else self.session.get(url)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ask(self, service: str, **given) -> dict:
        return self.session.get(f"{self.url}/{service}.json", params=given).json()

    @property
    def versions(self) -> list[str]:
        return self.ask("listversions", project=self.project)["versions"]

    def log(self, spider: str, job: str) -> str:
        return self.session.get(f"{self.url}/logs/{self.project}/{spider}/{job}.log").text


@pytest.fixture(scope="module")
def scrapyd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scrapyd]:
    folder, port = tmp_path_factory.mktemp("node"), free_port()
    shutil.copy(ROOT / "deploy" / "scrapyd.conf", folder / "scrapyd.conf")
    node = Scrapyd(folder, port)
    with (folder / "scrapyd.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "scrapyd", "--pidfile="],
            cwd=folder,
            stdout=log,
            stderr=log,
            env={
                **environment(),
                "HOME": str(folder),
                "SCRAPYD_HTTP_PORT": str(port),
                "SCRAPYD_PASSWORD": PASSWORD,
                "MAYADEEN_DATA_DIR": str(node.data),
            },
        )
        try:
            node.call("daemonstatus")
            yield node
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture(scope="module")
def deployed(scrapyd: Scrapyd, tmp_path_factory: pytest.TempPathFactory) -> Scrapyd:
    """A Scrapyd that has the project."""
    done = deploy(copy_project(tmp_path_factory.mktemp("project") / "checkout"), scrapyd)
    assert done.returncode == 0, done.stderr
    return scrapyd


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "checkout")


def deploy(
    checkout: Path, node: Scrapyd, password: str = PASSWORD
) -> subprocess.CompletedProcess[str]:
    """What `make deploy` does in a checkout."""
    return subprocess.run(
        [sys.executable, checkout / "deploy" / "deploy.py"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SCRAPYD_URL": node.url, "SCRAPYD_PASSWORD": password},
    )


def copy_project(folder: Path) -> Path:
    """A copy to deploy from, of another version than the package installed here."""
    folder.mkdir()
    for name in ("setup.py", "pyproject.toml", "scrapy.cfg", "README.md"):
        shutil.copy(ROOT / name, folder)
    for name in ("mayadeen", "deploy"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    version = folder / "mayadeen" / "__init__.py"
    version.write_text('"""Another version."""\n\n__version__ = "7.0.0"\n', "utf-8")
    return folder


class RedisServer:
    """A Redis that keeps its data in `folder`, to be stopped and started as a test needs it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def client(self) -> redis.Redis:
        return connect(self.url)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                "redis-server",
                *("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)),
                *("--appendonly", "yes", "--save", ""),
            ],
            stdout=subprocess.DEVNULL,
        )
        with self.client as client:
            client.ping()

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    if not shutil.which("redis-server"):
        lacking("Redis is not installed (apt-get install redis-server)")
    folder = tmp_path / "redis"
    folder.mkdir()
    server = RedisServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@pytest.fixture
def postgresql(postgresql_server: str) -> str:
    """The URL of an empty database."""
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return postgresql_server
