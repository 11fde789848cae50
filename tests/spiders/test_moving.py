"""A run that cannot move ends by itself, and one that is told to end does not wait for anybody."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time

import pytest

from tests.crawl import Because, Crawl, crawl, runs, start
from tests.middlewares import server
from tests.middlewares.server import Stream, answer
from tests.spiders.hostile_pages import story
from tests.spiders.test_hostile import page

MENU = ("news/politics", "news/economy")
POLITICS = {"sections": "Politics", "follow": "none"}
NAMES = [f"the-ferry-sails-on-day-{number}" for number in range(3)]
CARDS = "".join(f'<h3><a href="/news/politics/{one}">News of {one}</a></h3>' for one in NAMES)
IMPATIENT = Because(
    "nobody waits five minutes to see that nothing moves",
    MAYADEEN_STALLED="3",
    DOWNLOAD_TIMEOUT="250",
)
# The longest that a run may take to end once it was told to, in seconds, on a machine at rest.
SOON = 15

HANGS = Stream(b"", b"", times=100, pause=1)
DRIPS = Stream(answer(body=b"<html>", content_length="100000"), b" ", times=1000, pause=0.2)
REST = answer(503, retry_after="600")
FOR_EVER = "<script>while (true) {}</script>"
BUTTON = '<button class="load-more" onclick="{}">Load more</button>'


def listing(extra=""):
    return page(CARDS + extra, MENU)


def answers(**given):
    """A small site, some of whose answers are given: `post`, `listing`, `robots`, `more`."""
    posts = {f"/news/politics/{one}": server.answer(body=story().encode()) for one in NAMES}
    if "post" in given:
        posts["/news/politics/" + NAMES[1]] = given["post"]
    return posts | {
        "/": page("", MENU),
        "/news/politics": given.get("listing", listing()),
        "/robots.txt": given.get("robots", answer(404)),
        "/more": given.get("more", answer(404)),
    }


def test_what_does_not_move_is_named(tmp_path):
    with server.serve(answers(post=HANGS)) as site:
        run = crawl("articles", site.url, tmp_path, POLITICS, IMPATIENT)
    told = run.manifest
    assert (run.code, told["status"], told["reason"]) == (3, "partial", "stalled"), run.log
    [line] = [one for one in told["warnings"] if "Nothing moved" in one]
    assert f"GET {site.url}news/politics/{NAMES[1]}" in line
    assert line in run.log


def test_a_listing_that_does_not_move_gets_an_end(tmp_path):
    with server.serve(answers(listing=HANGS)) as site:
        run = crawl("articles", site.url, tmp_path, POLITICS, IMPATIENT)
        [one] = run.manifest["listings"]
        assert (run.code, run.manifest["status"], one["ended_by"]) == (3, "partial", "left")
        assert any(f"({one['url']}) was cut short" in line for line in run.manifest["warnings"])


RESTS = {
    # what is waited for longer than nothing may move
    "Retry-After": (
        answers(post=[answer(503, retry_after="5"), answer(body=story().encode())]),
        {},
    ),
    "a back-off": (
        answers(post=[answer(500), answer(body=story().encode())]),
        {"MAYADEEN_BACKOFF": "5"},
    ),
    "a delay": (answers(), {"DOWNLOAD_DELAY": "4"}),
    "Crawl-delay": (answers(robots=answer(body=b"User-agent: *\nCrawl-delay: 4")), {}),
}


@pytest.mark.parametrize("why", RESTS)
def test_a_rest_is_no_standstill(why, tmp_path):
    given, settings = RESTS[why]
    with server.serve(given) as site:
        run = crawl(
            "articles",
            site.url,
            tmp_path,
            POLITICS,
            Because("see above", **{"MAYADEEN_STALLED": "3"} | settings),
        )
    assert (run.code, run.manifest["reason"], len(run.articles)) == (0, "finished", 3), run.log


WAITS = {
    # what a run waits for when it is told to end, and what it has asked for by then
    "a body that drips": ({"post": DRIPS}, f"/news/politics/{NAMES[1]}"),
    "no answer at all": ({"post": HANGS}, f"/news/politics/{NAMES[1]}"),
    "robots.txt": ({"robots": HANGS}, "/robots.txt"),
    "Retry-After": ({"post": REST}, f"/news/politics/{NAMES[1]}"),
    "a delay": (
        {"robots": answer(body=b"User-agent: *\nCrawl-delay: 30")},
        "/robots.txt",
    ),
    "a page that loads": (
        {"listing": [listing(BUTTON.format("")), HANGS]},
        "/news/politics 2",
    ),
    "a page whose script never returns": (
        {"listing": listing(BUTTON.format("") + "<script>setTimeout(() => {"
         "fetch('/more').finally(() => { while (true) {} })}, 100)</script>")},
        "/more",
    ),
    "a click": (
        {"listing": listing(BUTTON.format("fetch('/more')")), "more": HANGS},
        "/more",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WAITS)
def test_a_run_that_is_told_to_end_waits_for_nobody(what, tmp_path):
    given, asked = WAITS[what]
    path, _, times = asked.partition(" ")
    if "listing" in given and not shutil.which("chromium"):
        pytest.skip("no Chromium on this machine")
    with server.serve(answers(**given)) as site:
        process = start("articles", site.url, tmp_path, POLITICS)
        wait_for(site, path, int(times or 1), process)
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=4 * SOON)
    [folder] = runs(tmp_path, "articles")
    run = Crawl(process.returncode, log, folder)
    assert run.manifest["reason"] == "shutdown", log
    assert run.code == 3 or not run.articles


def wait_for(site: server.Site, path: str, times: int, process: subprocess.Popen[str]) -> None:
    """Return once the path was asked for so often."""
    deadline = time.monotonic() + 120
    while len(site.times(path)) < times:
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.05)
