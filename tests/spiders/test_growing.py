"""Listings that grow by a script, in a real Chromium, against the stand-in site's log."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from itertools import repeat

import pytest

from tests.crawl import Because, crawl, run_to_end, start
from tests.middlewares import server
from tests.processes import await_end, descendants
from tests.replica import serve
from tests.replica.growth import MIXED, TROUBLES
from tests.spiders.hostile_pages import story
from tests.spiders.test_hostile import page

pytestmark = pytest.mark.skipif(
    not (shutil.which("chromium") or "CI" in os.environ), reason="no Chromium on this machine"
)

NO_BROWSER = Because("what is there without one is the question", MAYADEEN_BROWSER="never")
POLITICS = {"sections": "Politics", "follow": "none"}


def grown(shape, **more):
    """A site whose section Politics has 24 posts in four batches."""
    return serve(posts=150, per_page=7, growth="button", shape=shape, **more)


def politics(site):
    """The section's posts, newest first."""
    return next(one["posts"] for one in site.listings if one["label"] == "Politics")


def walk(run):
    [one] = run.manifest["listings"]
    return one


def status(data):
    """What `scrapy status` prints."""
    line = [sys.executable, "-m", "scrapy", "status", "-s", f"MAYADEEN_DATA_DIR={data}"]
    ended = run_to_end(line)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def urls(*runs):
    return sorted(article["url"] for run in runs for article in run.articles)


def opened(hits):
    """How many pages a browser has loaded."""
    return sum(hit.headers.get("Sec-Fetch-Dest") == "document" for hit in hits)


def is_page(hit, url):
    """Whether a browser loaded this page."""
    return hit.headers.get("Sec-Fetch-Dest") == "document" and url.endswith(hit.path)


def by_browser(hits):
    return [hit for hit in hits if hit.is_browser]


def test_a_request_is_learned_once(tmp_path):
    """All shapes by turns; a listing of one batch more than a click brings has nothing to learn."""
    with serve(
        posts=200, per_page=3, growth="button", shape="mixed", script_only=["/news/health"]
    ) as site:
        arguments = {"follow": "none"}
        first = crawl("articles", site.url, tmp_path, arguments)
        walks = {one["url"]: one for one in first.manifest["listings"]}
        listings = [one for one in site.listings if one["url"] in walks]
        assert {one["growth"] for one in listings if one["pages"] > 2} == set(MIXED)
        assert (first.code, first.manifest["status"]) == (0, "complete"), first.log
        for one in listings:
            assert walks[one["url"]]["posts"] == len(one["posts"]), one
            assert walks[one["url"]]["ended_by"] == "end"
            assert walks[one["url"]]["means"] == "learned" or one["pages"] <= 3
            assert sum(map(is_page, site.log, repeat(one["url"]))) <= 1
        shown = {url for one in listings for url in one["posts"]}
        texts = {row["url"] for row in site.truth if row["_family"] == "text"}
        assert urls(first) == sorted(shown & texts)

        served = len(site.log)
        second = crawl("articles", site.url, tmp_path, arguments | {"full": "1"})
        assert urls(second) == urls(first), second.log
        assert by_browser(site.log[served:]) == []
        assert "browser" not in {one["means"] for one in second.manifest["listings"]}
        told = status(tmp_path)
        assert all(one["url"] in told for one in listings if one["pages"] > 1)
        assert f"POST {site.url}api/feed" in told


@pytest.mark.parametrize(
    ("posts", "per_page", "shape", "opened_at_most"),
    [(250, 10, "html", 1), (40, 3, "signed", 30)],
    ids=["one learned for all", "each clicked to its end"],
)
def test_with_the_settings_that_ship(posts, per_page, shape, opened_at_most, tmp_path):
    """One request at a time, and more listings that need a page in the browser than there are."""
    with serve(posts=posts, per_page=per_page, growth="button", shape=shape) as site:
        run = crawl("articles", site.url, tmp_path, {}, {"DOWNLOAD_DELAY": "0.02"})
        assert (run.code, run.manifest["status"]) == (0, "complete"), run.log
        reachable = [row for row in site.truth if row["_reachable"] and row["_family"] == "text"]
        assert urls(run) == sorted(row["url"] for row in reachable)
        assert opened(site.log) <= opened_at_most
        by_region = [one for one in site.listings if one["kind"] == "region"]
        for article in run.articles:
            shown = {one["label"] for one in by_region if article["url"] in one["posts"]}
            assert shown <= set(article["regions"])


@pytest.mark.parametrize(
    ("before", "after"),
    [("html", "form"), ("json_list", "script"), ("script", "token")],
)
def test_another_shape_is_noticed_and_learned(before, after, tmp_path):
    with grown(before) as site:
        first = crawl("articles", site.url, tmp_path, POLITICS)
        site.set(shape=after)
        site.advance(new=100)
        served = len(site.log)
        second = crawl("articles", site.url, tmp_path, POLITICS)
        assert (second.code, walk(second)["ended_by"]) == (0, "known"), second.log
        assert urls(first, second) == sorted(politics(site))
        assert opened(site.log[served:]) == 1


def test_a_request_that_stops_working_midway_is_learned_again(tmp_path):
    """What one click shows of a signed request is right for one more."""
    with grown("signed") as site:
        shallow = crawl("articles", site.url, tmp_path, POLITICS | {"max_pages": "2"})
        assert walk(shallow)["ended_by"] == "max_pages"
        deep = crawl("articles", site.url, tmp_path, POLITICS | {"full": "1"})
        assert urls(deep) == sorted(politics(site)), deep.log
        assert (deep.code, walk(deep)["means"]) == (0, "browser")


def test_a_request_that_needs_the_listings_cookie(tmp_path):
    """The cookie of each walk's own page goes with it, and with nothing else."""
    with grown("session") as site:
        first = crawl("articles", site.url, tmp_path, POLITICS)
        assert (first.code, walk(first)["means"]) == (0, "learned"), first.log
        assert urls(first) == sorted(politics(site))
        served = len(site.log)
        second = crawl("articles", site.url, tmp_path, POLITICS | {"full": "1"})
        assert (second.code, walk(second)["means"]) == (0, "learned"), second.log
        assert urls(second) == urls(first)
        assert by_browser(site.log[served:]) == []
        with_cookie = [hit for hit in site.log[served:] if "Cookie" in hit.headers]
        assert {hit.path.partition("?")[0] for hit in with_cookie} == {"/ajax/session"}
        earlier = {hit.headers.get("Cookie") for hit in site.log[:served]}
        assert not earlier & {hit.headers["Cookie"] for hit in with_cookie}


def test_what_cannot_be_learned_is_clicked(tmp_path):
    with grown("signed") as site:
        first = crawl("articles", site.url, tmp_path, POLITICS)
        assert (first.code, urls(first)) == (0, sorted(politics(site))), first.log
        assert (walk(first)["means"], walk(first)["ended_by"]) == ("browser", "end")
        assert opened(site.log) == 1

        site.advance(new=60)
        clicks = len(by_browser(site.log))
        second = crawl("articles", site.url, tmp_path, POLITICS)
        assert urls(first, second) == sorted(politics(site))
        assert walk(second)["ended_by"] == "known"
        fresh = len(politics(site)) - 24
        # The page, its style sheet, and no click after the first batch of known posts.
        assert len(by_browser(site.log)) - clicks <= 2 + -(-fresh // 7)


@pytest.mark.parametrize("shape", ["script", "signed"])
def test_pages_are_batches(shape, tmp_path):
    with grown(shape) as site:
        run = crawl("articles", site.url, tmp_path, POLITICS | {"max_pages": "3"})
        assert urls(run) == sorted(politics(site)[:21]), run.log
        assert (walk(run)["pages"], walk(run)["ended_by"]) == (3, "max_pages")


@pytest.mark.parametrize("shape", ["form", "signed"])
def test_it_is_left_at_the_first_day_asked_for(shape, tmp_path):
    with grown(shape) as site:
        rows = {row["url"]: row for row in site.truth}
        days = [rows[url]["published_local"][:10] for url in politics(site)]
        since = days[9]  # of the second batch
        run = crawl("articles", site.url, tmp_path, POLITICS | {"since": since})
        assert urls(run) == sorted(
            url for url, day in zip(politics(site), days, strict=True) if day >= since
        ), run.log
        assert walk(run)["ended_by"] == "since"
        assert walk(run)["pages"] < 4


def test_a_button_that_fails_leaves_what_was_there(tmp_path):
    with grown("broken") as site:
        run = crawl("articles", site.url, tmp_path, POLITICS)
        assert (run.code, run.manifest["status"]) == (3, "partial"), run.log
        assert urls(run) == sorted(politics(site)[:7])
        assert walk(run)["ended_by"] == "failed"
        assert [one["reason"] for one in run.manifest["failures"]] == ["HTTP 500"]


@pytest.mark.parametrize("browser", ["auto", "always"])
def test_robots_txt_holds_for_the_button_too(browser, tmp_path):
    settings = Because("each has its own way with a listing", MAYADEEN_BROWSER=browser)
    with grown("forbidden") as site:
        run = crawl("articles", site.url, tmp_path, POLITICS, settings)
        assert urls(run) == sorted(politics(site)[:7]), run.log
        assert walk(run)["ended_by"] == "disallowed"
        assert not any(hit.path.startswith("/private") for hit in site.log)


@pytest.mark.parametrize("browser", ["auto", "always"])
def test_a_page_in_the_browser_is_polite(browser, tmp_path):
    slow = Because(
        "each has its own way with a listing", DOWNLOAD_DELAY="0.5", MAYADEEN_BROWSER=browser
    )
    with grown("signed") as site:
        crawl("articles", site.url, tmp_path, POLITICS | {"limit": "1"}, slow)
        asked = [hit for hit in site.log if not hit.path.startswith("/static/")]
        # From first to last: one of them can arrive late, and the next be near to it.
        assert asked[-1].monotonic - asked[0].monotonic > 0.95 * 0.5 * (len(asked) - 1)
        assert len({hit.headers["User-Agent"] for hit in site.log}) == 1
        assert not any(hit.path.startswith("/media/") for hit in site.log)


def chromium(path):
    """Settings of a machine that has another program there."""
    return Because("this machine has one", MAYADEEN_CHROMIUM=path)


LACKING = {
    "not wanted": (NO_BROWSER, ""),
    "no such program": (chromium("/nowhere/chromium"), "does not start"),
    "not a browser": (chromium("/bin/false"), "does not start"),
}


@pytest.mark.parametrize("lack", LACKING)
def test_without_a_browser_the_first_batch_is_delivered(lack, tmp_path):
    settings, told = LACKING[lack]
    with grown("html") as site:
        run = crawl("articles", site.url, tmp_path, POLITICS, settings)
        assert (run.code, run.manifest["status"]) == (3, "partial"), run.log
        assert urls(run) == sorted(politics(site)[:7])
        assert walk(run)["ended_by"] == "load_more"
        assert by_browser(site.log) == []
        warnings = "\n".join(run.manifest["warnings"])
        assert f"{site.url}news/politics" in warnings
        assert told in warnings
        assert not told or "playwright install chromium" in warnings


def test_without_the_extra_it_says_what_to_install(tmp_path, monkeypatch):
    (tmp_path / "playwright.py").write_text("raise ImportError(name='playwright')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with serve(posts=150, per_page=7, growth="button", shape="html") as site:
        sections = POLITICS | {"sections": "Politics,Economy"}
        run = crawl("articles", site.url, tmp_path / "data", sections)
        assert (run.code, run.manifest["status"]) == (3, "partial"), run.log
        assert {one["ended_by"] for one in run.manifest["listings"]} == {"load_more"}
        [told] = [line for line in run.manifest["warnings"] if ".[browser]" in line]
        assert "playwright is not installed" in told


def test_what_was_learned_needs_no_browser(tmp_path):
    with grown("token") as site:
        crawl("articles", site.url, tmp_path, POLITICS)
        run = crawl("articles", site.url, tmp_path, POLITICS | {"full": "1"}, NO_BROWSER)
        assert (run.code, urls(run)) == (0, sorted(politics(site))), run.log


def test_a_run_without_such_a_listing_starts_none(tmp_path):
    with serve(posts=60, growth="links") as site:
        run = crawl("articles", site.url, tmp_path, POLITICS)
        assert run.code == 0, run.log
        assert "playwright" not in run.log
        assert by_browser(site.log) == []


CUT_SHORT = {"load_more", "failed"}
PATIENCE = {"DOWNLOAD_TIMEOUT": "8"}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_button_in_trouble_is_clicked_to_its_end_or_named(trouble, tmp_path):
    """What is cut short is no known ground: once the trouble is over, the rest comes."""
    troubles = {"/news/politics": trouble}
    with serve(posts=45, per_page=3, growth="button", shape="html", troubles=troubles) as site:
        [listing] = [one for one in site.listings if one["label"] == "Politics"]
        assert listing["pages"] > 2
        run = crawl("articles", site.url, tmp_path, POLITICS, PATIENCE)
        assert urls(run) == sorted(listing["posts"][: listing["shown"]]), run.log
        if listing["shown"] == len(listing["posts"]):
            assert (run.code, walk(run)["ended_by"]) == (0, "end"), run.log
            return
        assert (run.code, run.manifest["status"]) == (3, "partial"), run.log
        assert walk(run)["ended_by"] in CUT_SHORT
        assert any(f"({listing['url']})" in line for line in run.manifest["warnings"])

        site.set(troubles={})
        mended = crawl("articles", site.url, tmp_path, POLITICS, PATIENCE)
        assert (mended.code, walk(mended)["ended_by"]) == (0, "end"), mended.log
        assert urls(run, mended) == sorted(listing["posts"])


def test_a_server_that_fails_is_asked_no_more_than_any_other(tmp_path):
    """And a run that has read all other listings has not failed."""
    troubles = {"/news/politics": "down"}
    both = POLITICS | {"sections": "Politics,Economy"}
    with serve(posts=60, per_page=3, growth="button", shape="html", troubles=troubles) as site:
        crawl("articles", site.url, tmp_path, both)
        served = len(site.log)
        again = crawl("articles", site.url, tmp_path, both)
        assert (again.code, again.manifest["status"]) == (3, "partial"), again.log
        failed = [hit for hit in site.log[served:] if hit.status == 500]
        assert 0 < len(failed) <= 4  # once, and Scrapy's three more


MORE = """<div id="list">{cards}</div><button class="load-more">Load more</button><script>
var n = 2, list = document.getElementById("list"), button = list.nextElementSibling;
button.onclick = function () {{
  fetch("/track");
  fetch("/more?page=" + n).then((r) => r.ok && r.text()).then(function (html) {{
    n++;
    if (html === "") button.remove();
    list.insertAdjacentHTML("beforeend", html || "");
  }});
}};
</script>"""


class Down(dict):
    """Answers by path, but to the button from the first of these pages on, so many times."""

    def __init__(self, answers, wrong, page, times):
        super().__init__(answers)
        self.wrong, self.page, self.left = wrong, f"/more?page={page}", times
        self.down = False

    def get(self, path, other):
        self.down = self.down or path == self.page
        if not (self.down and self.left and path.startswith("/more")):
            return super().get(path, other)
        self.left -= 1
        return [self.wrong]


# What the button is answered, from which page on, how often.
ODD = {
    "nothing, once": ("", 4, 1),
    "words": ("Too many connections", 4, 99),
    "words at once": ("<h1>Try again</h1>", 2, 99),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_looks_like_no_earlier_answer_ends_no_listing(odd, tmp_path):
    text, page_number, times = ODD[odd]
    posts = [f"/news/politics/the-ferry-sails-on-day-{number}" for number in range(15)]
    cards = [f'<h3><a href="{one}">News of {one}</a></h3>' for one in posts]
    batches = ["".join(cards[start : start + 3]) for start in range(0, 18, 3)]
    menu = ("news/politics", "news/economy")
    answers = {one: server.answer(body=story().encode()) for one in posts}
    answers |= {"/": page("", menu), "/track": server.answer()}
    answers["/news/politics"] = page(MORE.format(cards=batches[0]), menu)
    for number, html in enumerate(batches[1:], start=2):
        answers[f"/more?page={number}"] = server.answer(body=html.encode())
    with server.serve(answers) as site:
        whole = site.answers
        site.answers = Down(whole, server.answer(body=text.encode()), page_number, times)
        run = crawl("articles", site.url, tmp_path, POLITICS)
        if times > 1:
            assert (run.code, walk(run)["ended_by"]) == (3, "failed"), run.log
            assert len(run.articles) == 3 * (page_number - 1)
            site.answers = whole
            crawl("articles", site.url, tmp_path, POLITICS)
        assert set(posts) <= set(site.paths())


SCROLLED = """<div id="list">{}</div><script>
var n = 2, list = document.getElementById("list"), busy = false;
addEventListener("scroll", function () {{
  if (busy) return;
  busy = true;
  fetch("/more?page=" + n).then((r) => r.text()).then(function (html) {{
    n++;
    busy = !html;
    list.insertAdjacentHTML("beforeend", html);
  }});
}});
</script>"""


SETTINGS = {"auto": None, "never": NO_BROWSER}


@pytest.mark.parametrize("browser", SETTINGS)
def test_a_listing_that_grows_when_it_is_scrolled(browser, tmp_path):
    names = [f"the-ferry-sails-on-day-{number}" for number in range(12)]
    cards = [f'<h3><a href="/news/politics/{one}">News of {one}</a></h3>' for one in names]
    batches = ["".join(cards[start : start + 3]) for start in range(0, 15, 3)]
    answers = {f"/more?page={n}": server.answer(body=batches[n - 1].encode()) for n in range(2, 6)}
    answers |= {f"/news/politics/{one}": server.answer(body=story().encode()) for one in names}
    menu = ("news/politics", "news/economy")
    answers |= {"/": page("", menu), "/news/politics": page(SCROLLED.format(batches[0]), menu)}
    with server.serve(answers) as site:
        run = crawl("articles", site.url, tmp_path, POLITICS, SETTINGS[browser])
    if browser == "never":
        assert (run.code, walk(run)["ended_by"], len(run.articles)) == (3, "load_more", 3)
        assert any("cut short: load_more" in line for line in run.manifest["warnings"])
    else:
        assert (run.code, walk(run)["ended_by"], walk(run)["means"]) == (0, "end", "learned")
        assert len(run.articles) == len(names)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["SIGTERM", "SIGKILL"])
def test_no_browser_outlives_its_run(how, tmp_path):
    with grown("signed", slowness=0.2) as site:
        process = start("articles", site.url, tmp_path, {"follow": "none"})
        while len(by_browser(site.log)) < 5 and process.poll() is None:
            time.sleep(0.05)
        family = descendants(process.pid)
        assert any("chrom" in name for name in family.values())
        process.send_signal(how)
        process.communicate(timeout=60)
        await_end(family)
