"""`scrapy browse`, and what Datasette shows of a release."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing, contextmanager
from urllib.parse import urlencode

import pytest

from tests.crawl import ROOT, run_to_end

BROWSE = [sys.executable, "-m", "scrapy", "browse"]


@contextmanager
def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture(scope="module")
def served(release):
    """What answers at a path of the release that is browsed."""
    with free_port() as port:
        pass
    with subprocess.Popen(
        [*BROWSE, str(release), "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
    ) as server:
        try:
            said = server.stdout.readline()
            assert said == f"http://127.0.0.1:{port}/articles/posts (Ctrl-C ends it)\n"
            assert any("Uvicorn running" in line for line in server.stderr)

            def get(path, **asked):
                url = f"http://127.0.0.1:{port}/articles{path}?{urlencode(asked)}"
                with urllib.request.urlopen(url) as answer:
                    return answer.read().decode()

            yield get
        finally:
            server.terminate()
            server.communicate()


def facets(served, table):
    told = json.loads(served(f"/{table}.json", _facet_size=100))["facet_results"]
    return {
        name: {one["value"]: one["count"] for one in facet["results"]}
        for name, facet in told.items()
    }


def test_posts_have_ten_columns_and_are_found_by_their_texts(served):
    found = json.loads(served("/posts.json", _search="barges", _shape="objects"))
    assert sorted(row["id"] for row in found["rows"]) == ["en:101", "en:102"]
    assert found["columns"] == [
        *("id", "local_date", "title", "section", "category", "kind", "source", "word_count"),
        *("revisions_seen", "url"),
    ]


@pytest.mark.parametrize(
    ("table", "counted"),
    [
        (
            "posts",
            {
                "kind": {"article": 3, "video": 1},
                "section": {"News": 2, "Articles": 1, "Videos": 1},
                "category": {"Politics": 2, "Opinion": 1},
                "source": {"AFP": 1},
            },
        ),
        ("post_tags", {"tag": {"harbours": 1, "towns | coasts": 1, "a\\b": 1}}),
        ("post_authors", {"author": {"Lina Farah": 1}}),
        ("post_agencies", {"agency": {"AFP": 1}}),
        ("post_regions", {"region": {"Asia & Pacific": 1}}),
    ],
)
def test_posts_are_narrowed_by_facets(served, table, counted):
    assert facets(served, table) == counted


def test_posts_are_asked_for_by_a_tag(served):
    through = json.dumps({"table": "post_tags", "column": "tag", "value": "harbours"})
    found = json.loads(served("/posts.json", _through=through, _shape="objects"))
    assert [row["id"] for row in found["rows"]] == ["en:101"]


def test_a_posts_page_leads_to_the_whole_post(served):
    assert "/articles/articles?id=en:101" in served("/posts/en~3A101")


@pytest.mark.parametrize(
    ("query", "asked", "rows"),
    [
        (
            "search",
            {"words": "barges AND silt"},
            [["en:101", "2026-02-28"], ["en:102", "2026-02-28"]],
        ),
        (
            "edited_headlines",
            {},
            [["Harbour dredged", "Harbour dredged at last", "2026-03-05T09:00:05Z", "en:101"]],
        ),
        ("who_writes_most", {}, [["Lina Farah", 1, "2026-02-28", "2026-02-28"]]),
        ("agencies_by_section", {}, [["AFP", "News", 1]]),
        (
            "categories_by_month",
            {},
            [["2026-03", "Articles", "Opinion", 1], ["2026-02", "News", "Politics", 2]],
        ),
        ("most_linked", {}, [["en:102", "Harbour is dredged", 2]]),
        (
            "tags_together",
            {},
            [
                ["a\\b", "harbours", 1],
                ["a\\b", "towns | coasts", 1],
                ["harbours", "towns | coasts", 1],
            ],
        ),
        ("near_duplicates", {}, [["en:101", 2], ["en:101", 2]]),
    ],
)
def test_ready_questions_have_answers(served, query, asked, rows):
    told = json.loads(served(f"/{query}.json", **asked))
    assert [row[: len(rows[0])] for row in sorted(told["rows"])] == sorted(rows)


def test_keys_hold(release):
    with closing(sqlite3.connect(release / "articles.sqlite")) as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("SELECT id FROM posts ORDER BY rowid").fetchall() == (
            db.execute("SELECT id FROM articles ORDER BY rowid").fetchall()
        )


def test_a_release_without_the_database_is_named(tmp_path):
    done = run_to_end([*BROWSE, str(tmp_path)])
    told = f"{tmp_path} holds no articles.sqlite: `scrapy dataset` makes a release with one\n"
    assert (done.returncode, done.stderr) == (1, told)


def test_a_taken_port_is_named(release):
    with free_port() as port:
        done = run_to_end([*BROWSE, str(release), "--port", str(port)])
    assert (done.returncode, done.stderr) == (
        1,
        f"port {port} is taken: name another by --port\n",
    )
