"""The last lines of a run, in plain words, and what a terminal shows before them."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import date

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from mayadeen.commands.crawl import _check
from mayadeen.logs import terminal
from mayadeen.normalise.near_names import meant
from mayadeen.run.arguments import Arguments
from mayadeen.run.editions import EDITIONS
from mayadeen.run.starting import misspelt, wrong_setting
from mayadeen.run.state import Check, Walk
from mayadeen.run.status import Reason, Status
from mayadeen.run.terminal_summary import lines
from tests.runs import run

FILES = [("articles.jsonl", 20), ("links.jsonl", 1310)]


def closed(files=FILES, **state):
    usual = {"status": Status.COMPLETE, "has_folder": True, "counts": Counter(new=20)}
    return lines(run(**usual | state), files)


def test_a_good_run():
    asked = Arguments(sections=("Politics", "Arts&Culture"), since=date(2024, 3, 1), limit=20)
    assert closed(arguments=asked, counts=Counter(new=1020, withheld=3)) == [
        "Done. All that you asked for was got: 1,020 new, 3 read and not of what you asked for.",
        "Files in data/articles/2026-11-22T09-00-00: articles.jsonl (20 lines),"
        " links.jsonl (1,310 lines), run.json, crawl.log",
        "Next: scrapy dataset --since 2024-03-01 --sections 'Politics,Arts&Culture'",
    ]


def test_nothing_new_is_said_of_a_run_that_got_all():
    assert closed([], counts=Counter())[0] == "Done. All that you asked for was got: nothing new."


def test_a_run_that_lacks_something_names_it():
    cut = "The listing TV was cut short: left"
    shown = closed(status=Status.PARTIAL, warnings=[cut])
    assert shown[2] == f"What is missing: {cut}"
    shown = closed(status=Status.PARTIAL, warnings=["one", "two", cut])
    assert shown[2] == f"What is missing: {cut} (2 more under `warnings` in run.json)"


AGAIN = "; what is missing comes with the same command again"
UNREAD = "; what could not be read, `scrapy doctor` shows"
LOST = {"https://site.example/news/politics/1": "HTTP 500"}


def walk(ended_by):
    return {"tv": Walk("TV", "https://site.example/videos/tv", "section", ended_by=ended_by)}


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ({"failures": LOST}, AGAIN),
        ({"walks": walk("failed")}, AGAIN),
        ({"walks": walk("load_more")}, AGAIN),
        ({"reason": "shutdown"}, AGAIN),
        ({"walks": walk("disallowed")}, ""),
        ({"counts": Counter(disallowed=4)}, ""),
        ({"counts": Counter(undated=89)}, UNREAD),
        ({"checks": [Check("coverage", "failed")]}, UNREAD),
        ({"checks": [Check("coverage", "skipped")]}, ""),
        ({"checks": [Check("coverage", "failed")], "failures": LOST}, AGAIN + UNREAD),
    ],
)
def test_what_is_missing_is_promised_where_it_may_come(state, steps):
    usual = {"status": Status.PARTIAL, "reason": Reason.FINISHED, "warnings": ["why"]}
    assert closed(**usual | state)[3] == f"Next: scrapy dataset{steps}"


@pytest.mark.parametrize(
    ("state", "meaning", "advice"),
    [
        (
            {"status": Status.REFUSED, "reason": Reason.REFUSED},
            "The site does not want to be crawled from here",
            "do not run it again from here",
        ),
        (
            {"status": Status.REFUSED, "reason": Reason.DISALLOWED},
            "robots.txt forbids what you asked for",
            "ask the publisher for access",
        ),
        ({"status": Status.FAILED}, "Nothing came of it", "scrapy doctor"),
        (
            {"status": Status.FAILED, "edition": EDITIONS["ar"]},
            "Nothing came of it",
            "scrapy doctor --edition ar",
        ),
    ],
)
def test_a_run_in_vain_says_what_helps(state, meaning, advice):
    shown = closed([], counts=Counter(), warnings=["why"], **state)
    assert len(shown) == 4
    assert shown[0] == f"{meaning}."
    assert shown[-1].startswith(f"Next: {advice}")


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Status.COMPLETE, "./scrapy dataset -s MAYADEEN_DATA_DIR='my data'"),
        (
            Status.FAILED,
            "./scrapy doctor -s MAYADEEN_BASE_URL=http://127.0.0.1:8765/"
            " -s MAYADEEN_DATA_DIR='my data'",
        ),
    ],
)
def test_the_next_command_has_the_site_and_the_folder_of_this_one(status, told):
    given = {"MAYADEEN_BASE_URL": "http://127.0.0.1:8765/", "MAYADEEN_DATA_DIR": "my data"}
    made = run(status=status, has_folder=True)
    assert lines(made, FILES, given, program="./scrapy")[-1] == f"Next: {told}"


def test_a_wrong_argument_is_the_one_line():
    state = {"status": Status.BAD_ARGUMENT, "fault": "limt='3': no such argument"}
    assert closed(**state) == ["Bad argument: limt='3': no such argument"]
    assert closed(**state, has_folder=False) == closed(**state)


def test_help_and_a_run_that_was_turned_away_have_said_all():
    assert closed(reason=Reason.HELP) == []
    assert closed(status=Status.FAILED, has_folder=False, fault="already running") == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("Politcs", "; did you mean Politics?"),
        ("politics", "; did you mean Politics?"),
        ("Opinions", "; did you mean Opinion?"),
        ("Gardening", ""),
        ("سياسه", "; did you mean سياسة?"),
        ("", ""),
    ],
)
def test_what_was_meant(given, told):
    assert meant(given, ["Politics", "Opinion", "TV", "سياسة"]) == told


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (["article"], "no spider 'article'; there are articles, videos; did you mean articles?"),
        (["articles", "limit=3", "full=1"], "each argument needs its -a: -a limit=3 -a full=1"),
        ([], "name one spider"),
        (["articles", "videos"], "name one spider"),
    ],
)
def test_a_wrong_command_is_told(args, line):
    with pytest.raises(UsageError) as told:
        _check(args, ["articles", "videos"])
    assert str(told.value).startswith(line)


@pytest.mark.parametrize(
    ("name", "level", "text", "shown"),
    [
        ("mayadeen.crawl.first_look", logging.INFO, "First look, menu: …", True),
        ("mayadeen.x", logging.DEBUG, "small", False),
        ("scrapy.core.engine", logging.INFO, "Spider opened", False),
        ("scrapy.core.scraper", logging.ERROR, "Spider error", True),
        ("mayadeenish", logging.INFO, "of others", False),
        ("mayadeen.run.manifest", logging.INFO, "Run complete: 3 new", False),
        ("mayadeen.run.state", logging.ERROR, "Bad argument: x", False),
    ],
)
def test_what_a_person_sees(name, level, text, shown):
    record = logging.LogRecord(name, level, "", 0, text, None, None)
    assert terminal.is_for_people(record) is shown


def test_a_person_sees_no_line_that_another_sums_up():
    record = logging.LogRecord("mayadeen.x", logging.INFO, "", 0, "well", None, None)
    record.is_quiet = True
    assert not terminal.is_for_people(record)


@pytest.mark.parametrize(
    ("changed", "is_tty", "wanted"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"LOG_FILE": "x.log"}, True, False),
        ({"LOG_LEVEL": "WARNING"}, True, False),
        ({"LOG_ENABLED": "0"}, True, False),
        ({"MAYADEEN_LOG_JSON": "1"}, True, False),
        ({"MAYADEEN_TERMINAL": "0"}, True, False),
    ],
)
def test_who_asks_for_another_log_gets_it(changed, is_tty, wanted, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: is_tty)
    settings = Settings({"MAYADEEN_TERMINAL": True, "LOG_LEVEL": "INFO"}, priority="project")
    settings.setdict(changed, priority="cmdline")
    assert terminal.is_wanted(settings) is wanted


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("MAYADEEN_REVIST", "; did you mean MAYADEEN_REVISIT?"),
        ("MAYADEEN_DATADIR", "; did you mean MAYADEEN_DATA_DIR?"),
        ("MAYADEEN_SNOW_AND_ICE", "README has them"),
    ],
)
def test_a_setting_that_there_is_not_is_named(name, told):
    line = misspelt(["LOG_LEVEL", "MAYADEEN_REVISIT", "MAYADEEN_TERMINAL", name])
    assert line
    assert line.startswith(f"{name}: no such setting")
    assert line.endswith(told)
    assert misspelt(["LOG_LEVEL", "MAYADEEN_REVISIT", "MAYADEEN_TERMINAL"]) is None


WRONG = {
    "MAYADEEN_BASE_URL": ("127.0.0.1:8765", "='127.0.0.1:8765': allowed is an address such as htt"),
    "MAYADEEN_BROWSER": ("sometimes", "='sometimes': allowed is auto, never, always"),
    "MAYADEEN_REVISIT": ("1h,soon", ": 'soon' is no age: expected ages such as "),
    "MAYADEEN_HOUSES": ("not/there.json", "='not/there.json': No such file or directory"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_setting_of_no_use_is_named(name):
    value, told = WRONG[name]
    settings = Settings()
    settings.setmodule("mayadeen.settings")
    assert wrong_setting(settings) is None
    settings.set(name, value, "cmdline")
    line = wrong_setting(settings)
    assert line
    assert line.startswith(name + told)


def test_a_file_of_houses_of_another_shape_is_named(tmp_path):
    file = tmp_path / "houses.json"
    file.write_text("[1]")
    settings = Settings()
    settings.setmodule("mayadeen.settings")
    settings.set("MAYADEEN_HOUSES", str(file))
    assert str(wrong_setting(settings)).endswith("not an object")
