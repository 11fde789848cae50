"""A real pywb, where one is installed: as an archive, and as the index of Common Crawl."""

from __future__ import annotations

import gzip
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.archives.posts import EARLY, LATE, MIDDLE, SITE, befallen, capture, pages
from tests.archives.standin import SLOW_DOWN, Archive, Captured, Crawl, serve
from tests.crawl import crawl
from tests.spiders.test_captures import as_told, readings, settings, times

BIN = os.environ.get("PYWB_BIN")
WAYBACK = shutil.which("wayback", path=BIN)
pytestmark = pytest.mark.skipif(
    WAYBACK is None, reason="pywb's `wayback` is neither on the path nor in PYWB_BIN"
)
CONFIG = "framed_replay: false\nenable_memento: true\nredirect_to_exact: true\n"


def program(name: str) -> str:
    found = shutil.which(name, path=BIN)
    assert found
    return found


@contextmanager
def pywb(folder: Path) -> Iterator[str]:
    """Run pywb in its folder on a free port of the loopback; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program("wayback"), "-b", "127.0.0.1", "-p", str(port), "-t", "1"]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as process,
    ):
        try:
            address = f"http://127.0.0.1:{port}/"
            answers(address, process)
            yield address
        finally:
            process.terminate()


def answers(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return once it answers."""
    for _ in range(600):
        assert process.poll() is None
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("pywb does not answer")


def collection(folder: Path, captures: list[Captured]) -> None:
    (folder / "config.yaml").write_text(CONFIG)
    file = folder / "captures.warc.gz"
    file.write_bytes(b"".join(gzip.compress(one.record()) for one in captures))
    manage = program("wb-manager")
    for command in ((manage, "init", "press"), (manage, "add", "press", str(file))):
        subprocess.run(command, cwd=folder, check=True, capture_output=True)


def test_a_collection_of_pywbs(tmp_path):
    given = pages(12)
    named = list(befallen(given))
    captures = [one for _, group, _ in named for one in group]
    other = given[10]
    captures += [capture(other, EARLY), capture(other, MIDDLE, "A correction")]
    folder = tmp_path / "pywb"
    folder.mkdir()
    collection(folder, captures)
    with pywb(folder) as address:
        source = f"{address}press"
        run = crawl("captures", f"{SITE}/", tmp_path, {"source": source, "captures": "all"})
    assert run.ending == (0, "complete", "finished")
    wanted = as_told(named) | {other[0]: [("2024-03", 1), ("2024-09", 2)]}
    assert readings(run) == wanted
    assert run.manifest["passed_by"] == {
        "revisit": 1,
        "404": 2,
        "410": 1,
        "301": 2,
        "403": 1,
        "challenge": 1,
        "duplicate": 1,
    }
    between = {a["url"]: a["gone_between"] for a in run.articles if a["gone_between"]}
    assert between == {
        group[0].url: [times(EARLY), times(MIDDLE)]
        for name, group, _ in named
        if name in ("withdrawn", "led home")
    }
    assert {a["discovered_via"] for a in run.articles} == {"web_archive"}
    assert run.manifest["requests"]["by_purpose"]["index"] == 1


def zipnum(folder: Path, crawl: Crawl) -> None:
    """The index of a crawl as Common Crawl's is one, of five lines a block."""
    file = folder / "captures.warc.gz"
    file.write_bytes(crawl.file)
    command = [program("cdx-indexer"), "-j", "-s", str(file)]
    indexed = subprocess.run(command, check=True, capture_output=True).stdout
    rows = indexed.replace(file.name.encode(), crawl.name.encode()).splitlines(keepends=True)
    rows = sorted(row for row in rows if not row.startswith(b" CDX"))
    place, cluster, part = folder / "index" / crawl.id, [], b""
    place.mkdir(parents=True)
    for number, start in enumerate(range(0, len(rows), 5), 1):
        block = gzip.compress(b"".join(rows[start : start + 5]), mtime=0)
        key = b" ".join(rows[start].split(b" ", 2)[:2])
        cluster.append(b"%s\tcdx-00000.gz\t%d\t%d\t%d\n" % (key, len(part), len(block), number))
        part += block
    (place / "cdx-00000.gz").write_bytes(part)
    (place / "cluster.idx").write_bytes(b"".join(cluster))
    (place / "cluster.loc").write_text("cdx-00000.gz\tcdx-00000.gz\n")


def test_its_zipnum_index_below_common_crawls_front(tmp_path):
    given = pages(12)
    named = list(befallen(given))
    captures = [one for _, group, _ in named for one in group if one.kind == "response"]
    cut = given[10]
    captures += [capture(cut, EARLY), replace(capture(cut, MIDDLE, "Cut"), truncated="length")]
    crawls = [
        Crawl(f"CC-MAIN-2024-{week}", [one for one in captures if one.at == at])
        for week, at in (("10", EARLY), ("38", MIDDLE), ("46", LATE))
    ]
    config = "cdx_api_endpoint: -index\ncollections:\n"
    for one in crawls:
        zipnum(tmp_path, one)
        config += f"  {one.id}:\n    index: {{type: zipnum, path: ./index/{one.id}/cluster.idx,"
        config += " max_blocks: 2}\n    archive_paths: ./data/\n"
    (tmp_path / "config.yaml").write_text(CONFIG + config)
    busy = (503, {"Content-Type": "application/xml"}, SLOW_DOWN)
    faults = {"/CC-MAIN-2024-38-index": [busy], "/crawl-data": [busy, (429, {}, b"")]}
    with pywb(tmp_path) as address:
        front = Archive(crawls=crawls, faults=faults, behind=address)
        with serve(front) as archive:
            given_arguments = {"source": "commoncrawl", "captures": "all"}
            data = tmp_path / "data-of-the-run"
            run = crawl("captures", f"{SITE}/", data, given_arguments, settings(archive))
    assert run.ending == (0, "complete", "finished")
    assert readings(run) == as_told(named) | {cut[0]: [("2024-03", 1)]}
    assert run.manifest["passed_by"]["truncated"] == 1
    asked = [path for path in archive.paths("/CC-MAIN-2024-10-index") if "page=1" in path]
    assert asked  # more than one page
