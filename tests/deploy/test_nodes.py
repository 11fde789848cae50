"""Several nodes at one crawl: none does another's work, and what a dead one had is not lost."""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.crawl import ROOT, Because, Crawl, command, environment, kill, runs
from tests.deploy.conftest import RedisServer, free_port
from tests.replica import serve
from tests.spiders.test_articles import wanted

# What a node that is killed may have fetched without having said so: Feeds syncs once a second.
UNSAID = 1.0


class Nodes:
    """Workers with a folder each, as if on machines of their own."""

    def __init__(self, folder: Path, site: str, **settings: str) -> None:
        self.folder = folder
        self.site = site
        self.settings = {
            "MAYADEEN_LEASE": "3",  # a dead node is noticed while the others are at work
            **settings,
        }
        self.processes: dict[str, subprocess.Popen[str]] = {}

    def start(self, name: str, folder: str | None = None) -> None:
        data = self.folder / (folder or name)
        shared = "nodes share a ledger and a queue, as no crawl does by itself"
        log = str(self.folder / f"{name}.log")
        settings = Because(shared, **self.settings, LOG_FILE=log)
        line = command("articles", self.site, data, {}, settings)
        self.processes[name] = subprocess.Popen(line, cwd=ROOT, text=True, env=environment())

    def kill(self, name: str) -> None:
        kill(self.processes.pop(name))

    def wait(self) -> dict[str, int]:
        """The exit code of each node that was not killed."""
        return {name: process.wait(timeout=300) for name, process in self.processes.items()}

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text("utf-8")

    def runs(self) -> list[Crawl]:
        return [
            Crawl(0, "", folder)
            for data in sorted(self.folder.iterdir())
            for folder in runs(data, "articles")
        ]

    def articles(self) -> list[str]:
        return [article["id"] for run in self.runs() for article in run.articles]

    def end(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                kill(process)


@pytest.fixture
def nodes(tmp_path, postgresql, redis_server):
    """Makes nodes at a site, and ends what a test leaves behind."""
    made: list[Nodes] = []

    def make(site: str, **settings: str) -> Nodes:
        folder = tmp_path / f"nodes-{len(made)}"
        folder.mkdir()
        shared = {"MAYADEEN_LEDGER": postgresql, "MAYADEEN_FRONTIER": redis_server.url}
        made.append(Nodes(folder, site, **shared, **settings))
        return made[-1]

    yield make
    for one in made:
        one.end()


def wait_for(site, answers: int) -> None:
    """Come back once the site has answered so many requests."""
    deadline = time.monotonic() + 120
    while len(site.log) < answers:
        assert time.monotonic() < deadline, "the nodes are stuck"
        time.sleep(0.01)


def repeats(site) -> Counter[str]:
    """How often too often each page was fetched."""
    fetched = Counter(hit.path for hit in site.log if hit.status == 200)
    return Counter({path: times - 1 for path, times in fetched.items() if times > 1})


def leased(redis_server: RedisServer) -> set[str]:
    """The paths of the listings that nodes are reading."""
    [key] = redis_server.client.keys("mayadeen:articles:*:leased")
    return {urlsplit(url).path for url in redis_server.client.hkeys(key)}


def most_in(seconds: float, moments: list[float]) -> int:
    """The most requests in any stretch of so many seconds."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def test_a_node_killed_while_it_reads_listings(nodes, redis_server: RedisServer):
    delay = 0.04
    with serve(posts=240, seed=5) as site:
        group = nodes(site.url, DOWNLOAD_DELAY=str(delay))
        for name in ("a", "b"):
            group.start(name)
        wait_for(site, 30)
        group.kill("a")
        held = leased(redis_server)
        codes = group.wait()
        assert codes == {"b": 0}, group.log("b")
        assert set(group.articles()) == set(wanted(site))
        # A walk goes on from its last page, be that in flight or waiting for the button's turn.
        twice = repeats(site)
        assert set(twice.values()) <= {1}
        posts = {urlsplit(post["url"]).path for post in wanted(site).values()}
        assert {urlsplit(path).path for path in twice} <= {"/", "/robots.txt"} | held | posts
        assert len(posts & set(twice)) <= UNSAID / delay + 1
        assert redis_server.client.keys("mayadeen:articles:*") == []
        # The same Redis again: what is known is left alone.
        seen = len(site.log)
        again = nodes(site.url, DOWNLOAD_DELAY=str(delay))
        again.start("c")
        again.start("d")
        assert again.wait() == {"c": 0, "d": 0}
        assert again.articles() == []
        assert len(site.log) - seen < 120


def test_one_node_refused_stops_all_though_they_share_a_folder(nodes):
    with serve(posts=240, seed=6) as site:
        group = nodes(site.url, DOWNLOAD_DELAY="0.04")
        for name in ("a", "b", "c"):
            group.start(name, folder="one")
        wait_for(site, 40)
        site.set(refuse_after=0)
        assert group.wait() == {"a": 4, "b": 4, "c": 4}
        assert [run.manifest["status"] for run in group.runs()] == ["refused"] * 3
        refused = [hit for hit in site.log if hit.status == 403]
        assert len(refused) <= 3 * 3


def test_a_pause_that_one_node_is_asked_for_is_kept_by_all(nodes):
    with serve(posts=60, seed=8) as site:
        path = next(iter(wanted(site).values()))["url"].removeprefix(site.url.rstrip("/"))
        site.set(rules={path: "429"}, retry_after=5)
        group = nodes(site.url, DOWNLOAD_DELAY="0.05", RETRY_TIMES="1")
        for name in ("a", "b", "c"):
            group.start(name)
        group.wait()
        asked = [hit.monotonic for hit in site.log if hit.status == 429]
        assert len(asked) == 2
        # Who had taken a turn already still comes, and a busy node may be slow to hear its answer.
        for moment in asked:
            assert [hit.path for hit in site.log if 1.5 < hit.monotonic - moment < 4.5] == []


def test_without_its_redis_a_node_asks_nobody_for_anything(tmp_path):
    with serve(posts=60, seed=8) as site:
        url = f"redis://127.0.0.1:{free_port()}/0"
        group = Nodes(tmp_path, site.url, MAYADEEN_FRONTIER=url)
        group.start("a")
        assert group.wait()["a"] != 0
        assert site.log == []
    assert "MAYADEEN_FRONTIER cannot be reached" in group.log("a")
    assert "Traceback" not in group.log("a")


def test_three_nodes_one_killed_and_redis_restarted(nodes, redis_server: RedisServer):
    delay = 0.1
    with serve(posts=500, seed=7) as site:
        group = nodes(site.url, DOWNLOAD_DELAY=str(delay))
        for name in ("a", "b", "c"):
            group.start(name)
        wait_for(site, 120)
        group.kill("a")
        wait_for(site, 240)
        redis_server.kill()
        redis_server.start()
        undisturbed = len(site.log) + 50
        codes = group.wait()
        assert codes == {"b": 0, "c": 0}, [group.log(name) for name in codes]
        got = Counter(group.articles())
        assert set(got) == set(wanted(site))
        twice = repeats(site)
        for path in ("/", "/robots.txt"):
            del twice[path]
        assert sum(twice.values()) <= UNSAID / delay + 1
        moments = [hit.monotonic for hit in site.log]
        assert most_in(5, moments) <= 1.1 * 5 / delay
        quiet = moments[undisturbed : undisturbed + 150]
        assert len(quiet) == 150
        assert (quiet[-1] - quiet[0]) / (len(quiet) - 1) == pytest.approx(delay, rel=0.1)
