"""People are told of a run that is not complete, and of no other."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from scrapy.settings import Settings

from mayadeen.extensions import notify
from tests import runs
from tests.crawl import Because, crawl
from tests.replica import serve


class Crawler:
    """All that a notifier is made of."""

    def __init__(self, **settings):
        self.settings = Settings(settings)


@pytest.fixture
def chat():
    """A chat's address, and what was posted there."""
    posted = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", posted
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("arguments", "lost", "told"),
    [
        ({"limit": "2"}, 0, []),
        ({"sections": "Nowhere"}, 0, []),  # its line says what is wrong to who typed it
        ({}, 1, ["articles (en) failed, robots_unavailable: nothing new; "]),
    ],
)
def test_a_run_that_is_not_complete_is_told(tmp_path, chat, arguments, lost, told):
    hook, posted = chat
    asked = Because("off as shipped", MAYADEEN_NOTIFY="discord", SPIDERMON_DISCORD_WEBHOOK_URL=hook)
    with serve(posts=12) as site:
        url = "http://127.0.0.1:9/" if lost else site.url
        run = crawl("articles", url, tmp_path / "data", arguments, asked)
    assert [post["content"] for post in posted] == [f"{text}{run.folder}" for text in told]


def test_a_chat_that_does_not_answer_is_an_error_in_the_log(tmp_path):
    hook = "http://127.0.0.1:9/hook"
    asked = Because("off as shipped", MAYADEEN_NOTIFY="discord", SPIDERMON_DISCORD_WEBHOOK_URL=hook)
    run = crawl("articles", "http://127.0.0.1:9/", tmp_path, {}, asked)
    assert run.code == 1
    [error] = [error for error in run.errors if error.startswith("Nobody was told: ")]
    assert "ConnectionError" in error


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (
            {"MAYADEEN_NOTIFY": "pigeon"},
            "MAYADEEN_NOTIFY='pigeon': allowed is discord, slack, telegram",
        ),
        (
            {"MAYADEEN_NOTIFY": "discord"},
            "MAYADEEN_NOTIFY=discord: You must provide a value for SPIDERMON_DISCORD_WEBHOOK_URL",
        ),
        (
            {"MAYADEEN_NOTIFY": "telegram", "SPIDERMON_TELEGRAM_SENDER_TOKEN": "t"},
            "MAYADEEN_NOTIFY=telegram: You must provide a value for SPIDERMON_TELEGRAM_RECIPIENTS",
        ),
    ],
)
def test_a_wrong_setting_is_named_before_the_first_request(settings, told):
    with pytest.raises(ValueError, match="MAYADEEN_NOTIFY") as raised:
        notify.actions(Crawler(**settings))
    assert str(raised.value).startswith(told)


def test_telegram_is_given_text_that_is_no_markup_of_its_own():
    settings = {"SPIDERMON_TELEGRAM_SENDER_TOKEN": "t", "SPIDERMON_TELEGRAM_RECIPIENTS": "1"}
    [action] = notify.actions(Crawler(MAYADEEN_NOTIFY="telegram", **settings))
    action.message = "bad_folder & more"
    action.result = type(
        "Result", (), {"monitors_passed_results": [], "monitors_failed_results": []}
    )
    assert action.get_message() == r"bad%5C_folder%20%26%20more"


def test_the_line_holds_nothing_that_the_site_said():
    run = runs.run(warnings=["<b>from the site</b>"], reason="finished")
    run.counts["new"] = 2
    assert notify.line(run) == (
        "articles (en) None, finished: 2 new; data/articles/2026-11-22T09-00-00"
    )
