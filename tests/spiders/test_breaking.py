"""`scrapy crawl breaking`: each line of the ticker once, at the price of one request."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.crawl import crawl
from tests.middlewares import server
from tests.middlewares.server import answer
from tests.replica import serve

LINES = (
    "Harbour Council: The night ferry won't sail before Friday",
    "Salt prices double overnight in Dar al-Simsim",
    "Observatory of Qarmat: Aftershock measured at 03:14: no damage",
)


MENU = "".join(
    f'<li><a href="/{path}">{path.rpartition("/")[2].title()}</a></li>'
    for path in ("news", "news/politics", "news/economy", "news/health", "articles")
)
POST = '<h1><a href="/news/politics/a-post">A post of the day</a></h1>'


def page(body, menu=f"<nav><ul>{MENU}</ul></nav>"):
    return answer(body=f"<!DOCTYPE html><html><body>{menu}{body}".encode())


def ticker(*lines):
    shown = "".join(f"<div>{line}</div>" for line in lines)
    return page(f"<div><strong>BREAKING</strong>{shown}</div>{POST}")


def seen(data):
    """What the ledger knows of each line: text, first seen, last seen."""
    with closing(sqlite3.connect(data / "ledger.sqlite")) as db:
        return {
            text: (first, last)
            for text, first, last in db.execute("SELECT text, first_seen, last_seen FROM headlines")
        }


def an_hour_passes(data):
    with closing(sqlite3.connect(data / "ledger.sqlite")) as db, db:
        db.execute(
            "UPDATE headlines SET first_seen = first_seen - 3600, last_seen = last_seen - 3600"
        )


@pytest.fixture
def site():
    with serve(posts=40, seed=2) as running:
        yield running


def test_the_ticker_line_by_line(site, tmp_path):
    run = crawl("breaking", site.url, tmp_path)
    assert (run.code, run.manifest["status"]) == (0, "complete"), run.log
    lines = run.lines("breaking")
    assert [{name: line[name] for name in ("text", "rank", "speaker")} for line in lines] == (
        site.headlines
    )
    assert {line["page_url"] for line in lines} == {site.url}
    assert {line["edition"] for line in lines} == {"en"}
    assert all(line["first_seen_at"] <= line["observed_at"] for line in lines)


def test_one_request_a_run(site, tmp_path):
    for _ in range(2):
        crawl("breaking", site.url, tmp_path)
    assert [hit.path for hit in site.log] == ["/robots.txt", "/"] * 2


def test_each_line_comes_once_and_is_seen_again(site, tmp_path):
    site.set(ticker=LINES[:2])
    first = crawl("breaking", site.url, tmp_path)
    an_hour_passes(tmp_path)
    then = seen(tmp_path)
    again = crawl("breaking", site.url, tmp_path)
    assert (again.code, again.manifest["status"], again.lines("breaking")) == (0, "complete", [])
    assert again.manifest["posts"] == {"new": 0, "known": 2}
    now = seen(tmp_path)
    assert {text: now[text][0] for text in then} == {text: then[text][0] for text in then}
    assert all(then[text][1] < now[text][1] for text in then)

    an_hour_passes(tmp_path)
    site.set(ticker=LINES[1:])
    last = crawl("breaking", site.url, tmp_path)
    assert [line["text"] for line in first.lines("breaking")] == list(LINES[:2])
    assert [(line["text"], line["rank"]) for line in last.lines("breaking")] == [(LINES[2], 2)]
    now = seen(tmp_path)
    assert now[LINES[0]][1] < min(now[LINES[1]][1], *now[LINES[2]])


@pytest.mark.parametrize(
    "reprint",
    [
        "Harbour Council: The night ferry won’t sail before Friday",
        "HARBOUR COUNCIL: the night ferry won't sail before friday",
        "Harbour Council:\u00a0The night  ferry won't sail\u200b before Friday ",
    ],
    ids=["other apostrophe", "other case", "other spaces"],
)
def test_a_reprint_in_other_typography_is_no_new_line(reprint, site, tmp_path):
    site.set(ticker=LINES[:1])
    crawl("breaking", site.url, tmp_path)
    site.set(ticker=[reprint])
    again = crawl("breaking", site.url, tmp_path)
    assert (again.code, again.lines("breaking")) == (0, [])


def test_full_tells_known_lines_again(site, tmp_path):
    crawl("breaking", site.url, tmp_path)
    again = crawl("breaking", site.url, tmp_path, {"full": "1"})
    assert len(again.lines("breaking")) == len(site.headlines)


def test_a_limit(site, tmp_path):
    run = crawl("breaking", site.url, tmp_path, {"limit": "3"})
    assert [line["rank"] for line in run.lines("breaking")] == [1, 2, 3]
    rest = crawl("breaking", site.url, tmp_path)
    assert [line["rank"] for line in rest.lines("breaking")] == [
        row["rank"] for row in site.headlines[3:]
    ]


@pytest.mark.parametrize(
    ("home", "code", "status", "texts"),
    [
        (ticker(*LINES), 0, "complete", list(LINES)),
        (ticker(), 0, "complete", []),
        (page(POST), 0, "complete", []),
        (
            page(f"<div><b>BREAKING</b><p>{LINES[0]}<p>{LINES[1]}</div><h1>The day"),
            0,
            "complete",
            list(LINES[:2]),
        ),
        (page("<h1>We will be back soon</h1>", menu=""), 1, "failed", []),
        (answer(body=b"\x89PNG\r\n\x1a\n\0\0", content_type="image/png"), 1, "failed", []),
        (answer(status=500), 1, "failed", []),
    ],
    ids=["lines", "empty", "no ticker", "unclosed", "another page", "a picture", "an error"],
)
def test_what_the_home_page_can_be(home, code, status, texts, tmp_path):
    with server.serve({"/": home}) as site:
        run = crawl("breaking", site.url, tmp_path)
    assert (run.code, run.manifest["status"]) == (code, status), run.log
    assert [line["text"] for line in run.lines("breaking")] == texts
    assert bool(run.manifest["warnings"]) == (not texts)
    assert "Traceback" not in run.log


@pytest.mark.parametrize("edition", ["ar", "es"])
def test_other_editions(edition, tmp_path):
    with serve(posts=20, edition=edition) as site:
        run = crawl("breaking", site.url, tmp_path, {"edition": edition})
        lines = run.lines("breaking")
        assert [{name: line[name] for name in ("text", "rank", "speaker")} for line in lines] == (
            site.headlines
        )
    assert {line["edition"] for line in lines} == {edition}


def test_the_same_line_in_two_editions_is_two_lines(tmp_path):
    for edition in ("en", "es"):
        with serve(posts=20, edition=edition, ticker=LINES[:1]) as site:
            run = crawl("breaking", site.url, tmp_path, {"edition": edition})
            assert [line["edition"] for line in run.lines("breaking")] == [edition]
