"""A site that fails, for a while or for ever, and one that refuses."""

from __future__ import annotations

import sqlite3
from collections import Counter

from tests.crawl import crawl
from tests.middlewares import server
from tests.replica import serve
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


def test_a_ledger_that_fails_midway_ends_the_run_in_a_line(tmp_path):
    menu = ("news/politics", "news/economy")

    class Breaks:
        """A listing's page, before which the ledger loses a table."""

        def __iter__(self):
            with sqlite3.connect(tmp_path / "ledger.sqlite") as ledger:
                ledger.execute("DROP TABLE urls")
            ledger.close()
            yield page('<h3><a href="/news/politics/ferry">The ferry sails</a></h3>', menu)

    with server.serve({"/": page("", menu), "/news/politics": Breaks()}) as site:
        ended = crawl("articles", site.url, tmp_path, {"follow": "none"})
    assert (ended.code, ended.manifest["reason"]) == (1, "unwritable"), ended.log
    assert "Traceback" not in ended.log
    assert [line for line in ended.errors if "no such table: urls" in line]


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
