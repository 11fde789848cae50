"""Every way in which a run can end: its exit code, its status, and what it leaves behind."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crawl import Because, crawl, runs, start
from tests.middlewares import server
from tests.middlewares.server import answer
from tests.replica import Site, serve

COMPLETE, FAILED, BAD_ARGUMENT, PARTIAL, REFUSED = 0, 1, 2, 3, 4


@pytest.fixture
def site() -> Iterator[Site]:
    with serve(posts=60, seed=2) as running:
        yield running


def a_post(site: Site) -> str:
    """The path of a post that the run must come to."""
    row = next(row for row in site.truth if row["_reachable"] and row["_family"] == "text")
    return row["url"].removeprefix(site.url.rstrip("/"))


def test_all_was_got(site: Site, tmp_path: Path) -> None:
    run = crawl("articles", site.url, tmp_path)
    assert run.ending == (COMPLETE, "complete", "finished"), run.log
    assert [
        check["status"] for check in run.manifest["checks"] if check["status"] == "failed"
    ] == []
    assert run.manifest["finished_at"]


def test_all_was_known(site: Site, tmp_path: Path) -> None:
    crawl("articles", site.url, tmp_path)
    again = crawl("articles", site.url, tmp_path)
    assert again.ending == (COMPLETE, "complete", "finished"), again.log
    assert again.articles == []


def test_the_limit_was_reached(site: Site, tmp_path: Path) -> None:
    run = crawl("articles", site.url, tmp_path, {"limit": "3"})
    assert run.ending == (COMPLETE, "complete", "limit"), run.log
    assert len(run.articles) == 3


def test_nothing_was_found(tmp_path: Path) -> None:
    with serve(posts=0) as empty:
        run = crawl("articles", empty.url, tmp_path)
    assert run.ending == (FAILED, "failed", "nothing_found"), run.log


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ({"limit": "many"}, "limit='many': allowed is a whole number from 1"),
        ({"since": "2023-13-01"}, "since='2023-13-01'"),
        ({"colour": "red"}, "colour='red': no such argument; known: sections, regions"),
    ],
)
def test_a_wrong_argument(argument: dict[str, str], said: str, site: Site, tmp_path: Path) -> None:
    run = crawl("articles", site.url, tmp_path, argument)
    assert run.ending == (BAD_ARGUMENT, "bad_argument", "bad_argument")
    assert run.log.splitlines()[-1].split("INFO: ")[1].startswith(f"Run bad_argument: {said}")
    [line] = run.errors
    assert line.startswith(f"Bad argument: {said}")
    assert "Spider closed (bad_argument)" in run.log
    assert site.log == []
    assert list(tmp_path.iterdir()) == []


def test_a_section_that_the_menu_does_not_have(site: Site, tmp_path: Path) -> None:
    run = crawl("articles", site.url, tmp_path, {"sections": "Gardening"})
    assert run.ending == (BAD_ARGUMENT, "bad_argument", "bad_argument")
    [line] = run.errors
    assert line.startswith("Bad argument: sections='Gardening': allowed by the site's menu is ")
    assert [hit.path for hit in site.log] == ["/robots.txt", "/"]


def test_another_site_on_the_same_ledger(site: Site, tmp_path: Path) -> None:
    first = crawl("breaking", site.url, tmp_path)
    assert first.ending == (COMPLETE, "complete", "finished"), first.log
    with serve(posts=20, seed=3) as other:
        run = crawl("breaking", other.url, tmp_path)
        assert other.log == []
    assert run.ending == (FAILED, "failed", "other_site"), run.log
    [line] = run.errors
    assert "MAYADEEN_DATA_DIR" in line
    assert "Traceback" not in run.log
    assert len(runs(tmp_path, "breaking")) == 1
    again = crawl("breaking", site.url.rstrip("/").upper().replace("HTTP", "http"), tmp_path)
    assert again.ending == (COMPLETE, "complete", "finished"), again.log


def test_help(site: Site, tmp_path: Path) -> None:
    run = crawl("articles", site.url, tmp_path, {"help": "1"})
    assert run.ending == (COMPLETE, "complete", "help")
    lines = [line.partition("INFO: ")[2] for line in run.log.splitlines()]
    assert "  max_pages  pages to read of each listing at most" in lines
    assert site.log == []
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_setting_is_one_line_and_leaves_nothing(site: Site, tmp_path: Path) -> None:
    wrong = Because("it is no file", MAYADEEN_HOUSES="not/there.json")
    run = crawl("articles", site.url, tmp_path, settings=wrong)
    assert run.ending == (FAILED, "failed", "setting")
    assert run.errors == [
        "The run cannot start: MAYADEEN_HOUSES='not/there.json': No such file or directory"
    ]
    assert site.log == []
    assert list(tmp_path.iterdir()) == []


def test_a_post_that_cannot_be_got(site: Site, tmp_path: Path) -> None:
    path = a_post(site)
    site.set(rules={path: "500"})
    run = crawl("articles", site.url, tmp_path)
    assert run.ending == (PARTIAL, "partial", "finished"), run.log
    [failure] = run.manifest["failures"]
    assert failure["url"].endswith(path)
    assert failure["reason"] == "HTTP 500"


def test_a_post_that_is_refused_alone(site: Site, tmp_path: Path) -> None:
    site.set(rules={a_post(site): "403"})
    run = crawl("articles", site.url, tmp_path)
    assert run.ending == (PARTIAL, "partial", "finished"), run.log


@pytest.mark.parametrize("refusal", ["403", "challenge", "challenge503"])
def test_a_site_that_refuses(refusal: str, site: Site, tmp_path: Path) -> None:
    site.set(refuse_after=20, refusal=refusal)
    run = crawl("articles", site.url, tmp_path)
    assert run.ending == (REFUSED, "refused", "refused"), run.log


def test_robots_txt_that_fails(site: Site, tmp_path: Path) -> None:
    site.set(robots_status=503, retry_after=0)
    run = crawl("articles", site.url, tmp_path)
    assert run.ending == (FAILED, "failed", "robots_unavailable"), run.log
    assert {hit.path for hit in site.log} == {"/robots.txt"}


@pytest.mark.parametrize("fault", ["500", "404", "reset"])
def test_a_home_page_that_cannot_be_read(fault: str, site: Site, tmp_path: Path) -> None:
    site.set(rules={"/": fault}, retry_after=0)
    run = crawl("articles", site.url, tmp_path)
    assert run.ending == (FAILED, "failed", "home_unreadable"), run.log


def test_a_home_page_of_somebody_else(tmp_path: Path) -> None:
    down = answer(body=b"<!DOCTYPE html><html><body><h1>Back soon</h1></body></html>")
    with server.serve({"/": down}) as site:
        run = crawl("articles", site.url, tmp_path)
        assert site.paths() == ["/"]
    assert run.ending == (FAILED, "failed", "home_unreadable"), run.log


def pipeline(name: str) -> Because:
    place = f'{{"tests.spiders.pipelines.{name}": 1}}'
    return Because("the shipped ones do not fail", ITEM_PIPELINES=place)


def test_every_item_fails_in_a_pipeline(site: Site, tmp_path: Path) -> None:
    broken = pipeline("Broken")
    run = crawl("articles", site.url, tmp_path, settings=broken)
    assert run.code == FAILED, run.log
    assert run.articles == []
    reasons = {failure["reason"] for failure in run.manifest["failures"]}
    assert reasons == {"pipeline: RuntimeError"}


def test_every_line_breaks_the_schema(site: Site, tmp_path: Path) -> None:
    wrong = pipeline("Wrong")
    run = crawl("articles", site.url, tmp_path, settings=wrong)
    assert run.code == FAILED, run.log
    [line] = [line for line in run.manifest["warnings"] if "validity" in line]
    assert "break the published JSON Schema" in line
    assert "word_count" in line


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (
            lambda path: path.write_bytes(b"no database" * 100),
            "is no ledger: the file is no SQLite database",
        ),
        (lambda path: path.mkdir(), "cannot be opened"),
    ],
    ids=["a text", "a folder"],
)
def test_a_ledger_that_is_none(
    make: Callable[[Path], Any], said: str, site: Site, tmp_path: Path
) -> None:
    make(tmp_path / "ledger.sqlite")
    run = crawl("articles", site.url, tmp_path)
    assert run.ending == (FAILED, "failed", "ledger")
    [line] = run.errors
    assert line.startswith("The run cannot start: ")
    assert str(tmp_path / "ledger.sqlite") in line
    assert said in line
    assert line in run.manifest["warnings"]
    assert site.log == []


def stopped(
    site: Site, data: Path, times: int, *, delay: str = "0.1", **arguments: str
) -> tuple[int, dict[str, Any], str]:
    """A run that gets SIGTERM once it has its first post: exit code, manifest, log."""
    often = "its line tells when there is a post"
    slow = Because(often, DOWNLOAD_DELAY=delay, LOGSTATS_INTERVAL="0.2")
    process = start("articles", site.url, data, arguments, slow)
    assert process.stderr
    said = []

    def wait_for(words: str) -> None:
        for line in process.stderr or ():
            said.append(line)
            if words in line:
                return

    wait_for(" new · ")
    for _ in range(times):
        process.send_signal(signal.SIGTERM)
        wait_for("Received SIGTERM")
    rest, code = process.communicate(timeout=60)[1], process.returncode
    [folder] = runs(data, "articles")
    return code, json.loads((folder / "run.json").read_text("utf-8")), "".join(said) + (rest or "")


def test_stopped_by_a_signal(site: Site, tmp_path: Path) -> None:
    code, manifest, log = stopped(site, tmp_path, times=1)
    assert (code, manifest["status"], manifest["reason"]) == (PARTIAL, "partial", "shutdown"), log
    assert manifest["finished_at"]
    assert "Run partial: " in log


def test_stopped_by_two_signals(site: Site, tmp_path: Path) -> None:
    # So slow that a request is always in flight, which one signal would wait for.
    site.set(faults=1.0, kinds=["slow"], slowness=1.5)
    code, manifest, log = stopped(site, tmp_path, times=2, delay="0", sections="Politics")
    assert (code, manifest["status"], manifest["reason"]) == (PARTIAL, "partial", "forced"), log
    assert "Traceback" not in log


def test_what_a_stopped_run_left_is_fetched_by_the_next(site: Site, tmp_path: Path) -> None:
    stopped(site, tmp_path, times=1)
    run = crawl("articles", site.url, tmp_path)
    assert run.ending == (COMPLETE, "complete", "finished"), run.log
    got = [
        json.loads(line)["id"]
        for folder in runs(tmp_path, "articles")
        for line in (folder / "articles.jsonl").read_text("utf-8").splitlines()
    ]
    assert len(got) == len(set(got))
    wanted = {
        row["id"]
        for row in site.truth
        if row["_reachable"] and row["_family"] == "text" and not row["_withdrawn"]
    }
    assert set(got) == wanted


def test_no_such_spider(tmp_path: Path) -> None:
    run = crawl("weather", "http://127.0.0.1:9/", tmp_path)
    assert run.code != COMPLETE
