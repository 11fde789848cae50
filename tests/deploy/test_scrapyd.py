"""Deployed on one Scrapyd: from the checkout to the feeds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from tests.crawl import QUICK, ROOT, Crawl, runs
from tests.deploy.conftest import Scrapyd, deploy
from tests.replica import serve
from tests.replica.server import Site

SPIDERS = {"archive", "articles", "breaking", "pictures", "videos", "warc"}


def schedule(node: Scrapyd, spider: str, site: str, job: str, **arguments: str) -> None:
    """Schedule a run against the stand-in site, as a test may run it."""
    settings = {**QUICK, "MAYADEEN_BASE_URL": site}
    answer = node.call(
        "schedule",
        project=node.project,
        spider=spider,
        jobid=job,
        setting=[f"{name}={value}" for name, value in settings.items()],
        **arguments,
    )
    assert answer["status"] == "ok", answer


def run_of(node: Scrapyd, spider: str, job: str) -> Crawl:
    """What a job left behind; its log names its folder."""
    log = node.log(spider, job)
    (folder,) = (path for path in runs(node.data, spider) if f"{path}/" in log)
    return Crawl(0, log, folder)


def wait_for(node: Scrapyd, job: str) -> None:
    def is_finished() -> bool:
        return node.ask("status", job=job, project=node.project)["currstate"] == "finished"

    wait_until(is_finished, f"{job} does not end")


def wait_until(happened: Callable[[], object], complaint: str) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.1)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """The one site of the node's ledger: a ledger takes no second."""
    with serve(posts=60, seed=3) as site:
        yield site


def test_scheduled_with_arguments_it_leaves_feeds_manifest_and_log(deployed, site):
    schedule(deployed, "articles", site.url, "first", sections="politics", max_pages="1")
    wait_for(deployed, "first")
    run = run_of(deployed, "articles", "first")
    assert run.manifest["status"] == "complete", run.log
    # The egg's own, not that of the package installed beside Scrapyd.
    assert run.manifest["versions"]["mayadeen"] == "7.0.0"
    assert run.manifest["arguments"] == {"sections": ["politics"], "max_pages": 1}
    assert run.articles
    assert {article["category"] for article in run.articles} == {"Politics"}
    assert "Spider closed (finished)" in run.log
    assert "Traceback" not in run.log
    finished = deployed.ask("listjobs", project=deployed.project)["finished"]
    assert ("first", "articles") in [(job["id"], job["spider"]) for job in finished]


def test_a_schedule_that_overlaps_itself_is_refused_by_the_ledger(deployed, site):
    site.set(crawl_delay=1)
    asked = len(site.log)
    schedule(deployed, "videos", site.url, "hourly-1")
    wait_until(lambda: len(site.log) > asked, "hourly-1 asks for nothing")
    schedule(deployed, "videos", site.url, "hourly-2")
    wait_for(deployed, "hourly-2")
    deployed.call("cancel", project=deployed.project, job="hourly-1")
    wait_for(deployed, "hourly-1")
    second = deployed.log("videos", "hourly-2")
    assert "videos is already running with these arguments" in second
    assert "Traceback" not in second
    assert "Spider closed (shutdown)" in deployed.log("videos", "hourly-1")


def test_all_spiders_are_listed(deployed):
    assert set(deployed.ask("listspiders", project=deployed.project)["spiders"]) >= SPIDERS


def test_the_build_leaves_nothing_in_the_checkout(checkout, scrapyd):
    before = {path.name for path in checkout.iterdir()}
    assert deploy(checkout, scrapyd).returncode == 0
    assert {path.name for path in checkout.iterdir()} == before


@pytest.mark.parametrize("service", ["daemonstatus.json", "schedule.json", "logs/", "jobs"])
def test_without_the_password_nothing_is_told(service, scrapyd):
    assert requests.get(f"{scrapyd.url}/{service}").status_code == 401


def test_without_a_password_it_does_not_start(tmp_path):
    shutil.copy(ROOT / "deploy" / "scrapyd.conf", tmp_path)
    bare = {name: value for name, value in os.environ.items() if name != "SCRAPYD_PASSWORD"}
    command = [str(Path(sys.executable).with_name("scrapyd")), "--pidfile="]
    ended = subprocess.run(
        command, cwd=tmp_path, env=bare, capture_output=True, text=True, timeout=30, check=False
    )
    assert ended.returncode == 1
    assert "scrapyd_password_is_not_set" in ended.stdout + ended.stderr


def test_a_wrong_password_deploys_nothing(checkout, scrapyd):
    refused = deploy(checkout, scrapyd, password="guessed")
    assert refused.returncode == 1
    assert "SCRAPYD_PASSWORD" in refused.stderr


def test_an_egg_that_does_not_import_is_not_uploaded(checkout, deployed):
    before = deployed.versions
    (checkout / "mayadeen" / "items.py").write_text("import nowhere_to_be_found\n", "utf-8")
    refused = deploy(checkout, deployed)
    assert refused.returncode == 1
    assert "nowhere_to_be_found" in refused.stderr
    assert deployed.versions == before


def test_an_egg_that_needs_what_the_node_lacks_is_taken_back(checkout, deployed):
    before = deployed.versions
    settings = checkout / "mayadeen" / "settings.py"
    # Scrapyd alone sets the variable.
    settings.write_text(
        settings.read_text("utf-8")
        + "\nif 'SCRAPY_PROJECT' in os.environ:\n    import lacking_on_the_node\n",
        "utf-8",
    )
    refused = deploy(checkout, deployed)
    assert refused.returncode == 1
    assert "lacking_on_the_node" in refused.stderr
    assert deployed.versions == before
    assert set(deployed.ask("listspiders", project=deployed.project)["spiders"]) >= SPIDERS
