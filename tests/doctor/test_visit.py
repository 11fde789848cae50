"""A visit to the stand-in site, in each trouble that a first day on the live site can bring."""

from __future__ import annotations

import asyncio
import json
import sys
import urllib.error
import urllib.request
import zipfile
from datetime import UTC, datetime

import pytest
from scrapy.http import Headers
from scrapy.responsetypes import responsetypes
from scrapy.settings import Settings

from mayadeen.crawl.first_look import browser
from mayadeen.doctor.answer import Answer
from mayadeen.doctor.visit import MOST_REQUESTS, Visit, verdicts
from mayadeen.normalise.houses import load_houses
from mayadeen.run.editions import EDITIONS
from mayadeen.run.status import Status
from tests.crawl import QUICK, run_to_end
from tests.replica import serve

AGENT = "mayadeen/0.1 (dataset crawler; nobody@x.example)"
NOW = datetime(2026, 11, 20, tzinfo=UTC)


class Still(urllib.request.HTTPRedirectHandler):
    """Follows nothing, as the visit's own requests do not."""

    def redirect_request(self, *_, **__):
        return None


async def ask(url, purpose):
    """Ask the loopback site without Scrapy."""
    opener = urllib.request.build_opener(Still)
    try:
        with opener.open(url, timeout=5) as got:
            status, headers, body = got.status, got.headers, got.read()
    except urllib.error.HTTPError as error:
        status, headers, body = error.code, error.headers, error.read()
    except OSError as error:
        return Answer(url, None, str(error.reason))
    kept = Headers(dict(headers))
    kind = responsetypes.from_args(headers=kept, url=url, body=body)
    return Answer(url, kind(url, status=status, headers=kept, body=body))


def look(base_url, edition="en"):
    visit = Visit(ask, base_url, EDITIONS[edition], AGENT, load_houses(), now=NOW)
    asyncio.run(visit.run())
    assert len(visit.answers) <= MOST_REQUESTS
    return visit


def told(visit):
    return {row.name: f"{row.mark}: {row.text}" for row in visit.rows}


@pytest.fixture(scope="module", params=["en", "ar", "es"])
def edition(request):
    with serve(posts=80, seed=6, edition=request.param, markup="full") as site:
        yield request.param, look(site.url, request.param), site


def test_a_site_without_trouble(edition):
    _, visit, site = edition
    assert visit.status is Status.COMPLETE
    assert {row.mark for row in visit.rows} <= {"ok", "note"}
    posts = {row["id"]: row for row in site.truth}
    for kind in {row.name for row in visit.rows} & {"article", "video", "infograph", "gallery"}:
        row = next(row for row in visit.rows if row.name == kind)
        post = posts[row.text.split(" · ")[0]]
        assert post["kind"] == kind
        if post["published_at"]:
            assert f"→ {post['published_at']}" in row.text
    assert all(line.endswith(("will work", "no such section")) for line in verdicts(visit)[:3])


def test_a_post_of_each_kind_is_looked_at(edition):
    code, visit, _ = edition
    kinds = {"article", "video", "infograph"} | ({"gallery"} if code == "en" else set())
    assert kinds <= {row.name for row in visit.rows if row.mark == "ok"}


USUAL = {
    "robots_status": 200,
    "refuse_after": None,
    "refusal": "403",
    "trouble": None,
    "growth": "links",
}
TROUBLES = {
    "refused everywhere": (
        {"robots_status": 403, "refuse_after": 0},
        Status.REFUSED,
        {"refusal": "no: HTTP 403 at /robots.txt"},
    ),
    "pages refused": (
        {"refuse_after": 0},
        Status.REFUSED,
        {"network": "ok", "refusal": "no: HTTP 403 at /: the site does not want this crawl"},
    ),
    "a challenge": (
        {"refuse_after": 0, "refusal": "challenge"},
        Status.REFUSED,
        {"refusal": "no: a challenge page of Cloudflare at /"},
    ),
    "refused in the middle": (
        {"refuse_after": 2},
        Status.REFUSED,
        {"menu": "ok", "refusal": "no: HTTP 403", "gallery": "–: not looked at: the site refused"},
    ),
    "a script alone": (
        {"trouble": "script"},
        Status.FAILED,
        {"menu": "no: the home page shows neither menu nor post: it is a script alone"},
    ),
    "robots.txt forbids all": (
        {"trouble": "disallow_all"},
        Status.REFUSED,
        {"robots.txt": "no: the home page is forbidden"},
    ),
    "robots.txt forbids the sections": (
        {"trouble": "disallow_sections"},
        Status.REFUSED,
        {"robots.txt": "partly: forbidden: /news, "},
    ),
    "robots.txt fails": (
        {"robots_status": 503},
        Status.FAILED,
        {"robots.txt": "no: HTTP 503: nothing is fetched without its rules"},
    ),
    "robots.txt speaks to AI": (
        {"trouble": "signals"},
        Status.COMPLETE,
        {
            "robots.txt": "note: all 22 listings of the menu allowed; Content-Signal: search=yes, "
            "ai-train=no; rules of their own for AI crawlers (GPTBot, CCBot)"
        },
    ),
    # Of the built-in menu the stand-in has the sections, and its regions elsewhere.
    "a menu made by a script": (
        {"trouble": "script_menu"},
        Status.PARTIAL,
        {
            "menu": "note: the home page states none; the built-in one is used",
            "region": "partly: ",
        },
    ),
    "a menu without addresses": (
        {"trouble": "span_menu"},
        Status.PARTIAL,
        {"menu": "note: the home page states none", "region": "partly: "},
    ),
    "a button": (
        {"growth": "button"},
        Status.COMPLETE,
        {"listing": "note: /news/politics: "},
    ),
    "days of an unknown form": (
        {"trouble": "odd_dates"},
        Status.PARTIAL,
        {"article": "partly: date not read; printed text that looks like one: “"},
    ),
    "no day anywhere": (
        {"trouble": "blank_dates"},
        Status.PARTIAL,
        {"article": "partly: date not read; "},
    ),
}


@pytest.fixture(scope="module")
def site():
    with serve(posts=80, seed=6, markup="plain", shape="mixed") as served:
        yield served


@pytest.mark.parametrize("name", TROUBLES)
def test_each_trouble_is_named(site, name):
    switches, status, rows = TROUBLES[name]
    site.set(**USUAL | switches)
    visit = look(site.url)
    found = told(visit)
    for row, text in rows.items():
        assert found.get(row, "").startswith(text), found
    assert visit.status is status, found
    assert [row.mark for row in visit.rows].count("no") <= 1


def test_an_odd_day_is_shown_as_printed(site):
    site.set(robots_status=200, refuse_after=None, trouble="odd_dates")
    visit = look(site.url)
    [row] = [row for row in visit.rows if row.name == "article"]
    assert row.text.split("“")[1].split("”")[0].count(".") >= 2
    assert "days are unknown" in verdicts(visit)[0]


def test_a_host_that_does_not_answer():
    visit = look("http://127.0.0.1:9/")
    assert visit.status is Status.FAILED
    assert told(visit)["network"].startswith("no: 127.0.0.1:9: ")
    assert len(visit.answers) == 1


def test_the_command(tmp_path):
    kept = tmp_path / "told.zip"
    with serve(posts=60, seed=6) as site:
        settings = {**QUICK, "MAYADEEN_BASE_URL": site.url, "MAYADEEN_DATA_DIR": tmp_path / "data"}
        given = [part for pair in settings.items() for part in ("-s", "{}={}".format(*pair))]
        line = [sys.executable, "-m", "scrapy", "doctor", "--json", "--zip", str(kept), *given]
        ended = run_to_end(line, timeout=60)
        asked = [hit.path for hit in site.log]
    assert ended.returncode == 0, ended.stderr
    shown = json.loads(ended.stdout)
    assert (shown["status"], shown["requests"]) == ("complete", len(asked))
    assert len(asked) <= MOST_REQUESTS
    assert asked[:2] == ["/robots.txt", "/"]
    assert {hit.headers["User-Agent"] for hit in site.log} == {
        "mayadeen/0.1 (dataset crawler; no contact set)"
    }
    assert [row["name"] for row in shown["rows"][:5]] == [
        "contact",
        "browser",
        "ledger",
        "disk",
        "network",
    ]
    assert not (tmp_path / "data").exists()
    with zipfile.ZipFile(kept) as packed:
        names = packed.namelist()
        assert json.loads(packed.read("doctor.json"))["rows"] == shown["rows"]
        assert b"User-agent: *" in packed.read("01-robots.txt.body")
        assert "GET " in packed.read("02-home.txt").decode()
    assert len(names) == 1 + 2 * len(asked)


def test_the_command_keeps_the_pace_that_robots_txt_asks_for(tmp_path):
    with serve(posts=60, seed=6, crawl_delay=0.4) as site:
        settings = {**QUICK, "MAYADEEN_BASE_URL": site.url, "MAYADEEN_DATA_DIR": tmp_path / "data"}
        given = [part for pair in settings.items() for part in ("-s", "{}={}".format(*pair))]
        line = [sys.executable, "-m", "scrapy", "doctor", "--zip", str(tmp_path / "z.zip"), *given]
        ended = run_to_end(line, timeout=60)
        moments = [hit.monotonic for hit in site.log]
    assert ended.returncode == 0, ended.stdout
    assert len(moments) >= 6
    # From first to last: one of them can arrive late, and the next be near to it.
    assert moments[-1] - moments[0] > 0.95 * 0.4 * (len(moments) - 1)


def test_what_no_crawl_would_start_with_is_said_before_any_request(tmp_path):
    line = [sys.executable, "-m", "scrapy", "doctor", "-s", "MAYADEEN_BASE_URL=site.example"]
    ended = run_to_end([*line, "--zip", str(tmp_path / "told.zip")], timeout=60)
    assert ended.returncode == Status.FAILED.exit_code
    assert ended.stderr == (
        "No crawl would start: MAYADEEN_BASE_URL='site.example': allowed is an address such as"
        " https://english.almayadeen.net/\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("there", "setting", "mark"),
    [
        ("bin/chromium", "", "ok"),
        (".cache/ms-playwright/chromium-1200", "", "ok"),
        (".cache/ms-playwright/ffmpeg-1011", "", "note"),
        ("bin/firefox", "", "note"),
        ("bin/firefox", "/opt/chromium", "ok"),
    ],
)
def test_a_browser_is_there_where_its_program_is(there, setting, mark, tmp_path, monkeypatch):
    program = tmp_path / there
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PLAYWRIGHT_BROWSERS_PATH", raising=False)
    settings = Settings({"MAYADEEN_BROWSER": "auto", "MAYADEEN_CHROMIUM": setting})
    row = browser(settings)
    assert row.mark == mark, row
    assert ("playwright install chromium" in row.text) == (mark == "note")
