"""A site that fails, for a while or for ever, and one that refuses."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter

import pytest

from tests.crawl import Because, command, crawl, run_to_end
from tests.middlewares import server
from tests.replica import serve
from tests.spiders.hostile_pages import story
from tests.spiders.test_articles import wanted
from tests.spiders.test_hostile import page

# The waits alone are shortened: what is waited for stays as shipped.
IMPATIENT = {"MAYADEEN_RETRY_AFTER_MAX": "0.1", "DOWNLOAD_TIMEOUT": "5"}


def test_faults_that_pass_cost_nothing(tmp_path):
    with serve(posts=120, seed=6, faults=0.3) as site:
        ended = crawl("articles", site.url, tmp_path, settings=IMPATIENT)
        assert (ended.code, ended.manifest["status"]) == (0, "complete"), ended.log
        got = Counter(article["id"] for article in ended.articles)
        assert set(got) == set(wanted(site))
        assert max(got.values()) == 1
    assert "Traceback" not in ended.log


def test_faults_that_stay_are_named_and_cost_their_pages_alone(tmp_path):
    with serve(posts=120, seed=7, forever=0.05) as site:
        ended = crawl("articles", site.url, tmp_path, settings=IMPATIENT)
        assert (ended.code, ended.manifest["status"]) == (3, "partial"), ended.log
        lost = {row["url"] for row in wanted_or_lost(site) if row["_lost"]}
        failures = {failure["url"]: failure["reason"] for failure in ended.manifest["failures"]}
        assert lost <= set(failures) | unreached(site)
        assert all(failures.values())
        assert {article["id"] for article in ended.articles} == {
            row["id"] for row in wanted_or_lost(site) if row["_reachable"] and not row["_lost"]
        }


class Before:
    """An answer, right before which something is done."""

    def __init__(self, act, answer):
        self.act, self.answer = act, answer

    def __iter__(self):
        self.act()
        yield self.answer


MENU = ("news/politics", "news/economy")
TWO = page(  # one is asked for after the other, the last first
    '<h3><a href="/news/politics/barge">The barge sails</a></h3>'
    '<h3><a href="/news/politics/ferry">The ferry sails</a></h3>',
    MENU,
)
ONE = page('<h3><a href="/news/politics/ferry">The ferry sails</a></h3>', MENU)


def test_a_ledger_that_fails_midway_ends_the_run_in_a_line(tmp_path):
    def lose_a_table():
        with sqlite3.connect(tmp_path / "ledger.sqlite") as ledger:
            ledger.execute("DROP TABLE urls")
        ledger.close()

    answers = {"/": page("", MENU), "/news/politics": Before(lose_a_table, ONE)}
    with server.serve(answers) as site:
        ended = crawl("articles", site.url, tmp_path, {"follow": "none"})
    assert (ended.code, ended.manifest["reason"]) == (1, "unwritable"), ended.log
    assert "Traceback" not in ended.log
    assert [line for line in ended.errors if "no such table: urls" in line]


def _replace(folder):
    (folder / "articles.jsonl").rename(folder / "old.txt")
    (folder / "articles.jsonl").touch()


LOSSES = {
    "the feed is deleted": lambda folder: (folder / "articles.jsonl").unlink(),
    "the feed is moved": lambda folder: (folder / "articles.jsonl").rename(folder / "old.txt"),
    "the feed is replaced": _replace,
    "the folder is deleted": shutil.rmtree,
    "the folder is moved": lambda folder: folder.rename(folder.parent.parent / "moved"),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_lines_that_are_lost_while_the_run_goes_on_are_fetched_by_the_next(loss, tmp_path):
    def lose():
        [feed] = tmp_path.glob("articles/*/articles.jsonl")
        LOSSES[loss](feed.parent)

    post, late = (server.answer(body=story().encode()) for _ in range(2))
    answers = {"/": page("", MENU), "/news/politics": TWO, "/news/politics/ferry": post}
    answers["/news/politics/barge"] = Before(lose, late)
    politics = {"sections": "Politics", "follow": "none"}
    with server.serve(answers) as site:
        first = run_to_end(command("articles", site.url, tmp_path, politics))
        assert first.returncode == 1, first.stderr
        assert "was deleted or moved" in first.stderr
        assert "Traceback" not in first.stderr
        site.answers["/news/politics/barge"] = [late]
        second = crawl("articles", site.url, tmp_path, politics)
    assert f"{site.url}news/politics/barge" in {one["url"] for one in second.articles}, second.log


def test_a_last_write_that_fails_is_no_complete_run(tmp_path):
    held = []

    def lock():
        ledger = sqlite3.connect(tmp_path / "ledger.sqlite", check_same_thread=False)
        ledger.execute("BEGIN IMMEDIATE")
        held.append(ledger)

    post = server.answer(body=story().encode())
    answers = {"/": page("", MENU), "/news/politics": ONE}
    answers["/news/politics/ferry"] = Before(lock, post)
    politics = {"sections": "Politics", "follow": "none"}
    soon = Because(
        "a lock is waited for twenty seconds as shipped",
        MAYADEEN_LEDGER=f"sqlite:///{tmp_path / 'ledger.sqlite'}?timeout=1",
    )
    with server.serve(answers) as site:
        first = crawl("articles", site.url, tmp_path, politics, soon)
        assert (first.code, first.manifest["reason"]) == (1, "unwritable"), first.log
        assert "Traceback" not in first.log
        held.pop().close()
        site.answers["/news/politics/ferry"] = [post]
        assert len(crawl("articles", site.url, tmp_path, politics, soon).articles) == 1


def wanted_or_lost(site):
    return [row for row in site.truth if row["_family"] == "text"]


def unreached(site):
    """What stands nowhere, or only beside a post that is lost."""
    return {row["url"] for row in site.truth if not row["_reachable"]}


def test_a_refused_run_stops_and_the_next_goes_on(tmp_path):
    with serve(posts=120, seed=8, refuse_after=50) as site:
        refused = crawl("articles", site.url, tmp_path)
        assert (refused.code, refused.manifest["status"]) == (4, "refused"), refused.log
        assert sum(hit.status == 403 for hit in site.log) <= 10
        site.set(refuse_after=None)
        after = crawl("articles", site.url, tmp_path)
        assert after.code == 0, after.log
        got = Counter(article["id"] for article in refused.articles + after.articles)
        assert set(got) == set(wanted(site))
        assert max(got.values()) == 1
