"""Queries to indexes, and answers in the shapes in which they were recorded."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from mayadeen.archives import index
from mayadeen.archives.sources import is_own, seconds_between, source_of

PLACES = {
    "commoncrawl_index": "https://index.commoncrawl.org/",
    "commoncrawl_data": "https://data.commoncrawl.org/",
    "wayback": "https://web.archive.org/",
    "arquivo": "https://arquivo.pt/wayback/",
}
ASKED = index.window(date(2024, 3, 1), date(2024, 3, 31))
NAMES = {name: source_of(name, PLACES) for name in ("commoncrawl", "wayback", "arquivo")}


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("wayback", ("https://web.archive.org/cdx/search/cdx", "https://web.archive.org/web/")),
        ("arquivo", ("https://arquivo.pt/wayback/cdx", "https://arquivo.pt/wayback/")),
        (
            "http://127.0.0.1:8091/press",
            ("http://127.0.0.1:8091/press/cdx", "http://127.0.0.1:8091/press/"),
        ),
        ("http://a.example/press/", ("http://a.example/press/cdx", "http://a.example/press/")),
        ("http://a.example/press/cdx", ("http://a.example/press/cdx", "http://a.example/press/")),
        (
            "http://a.example/press-index",
            ("http://a.example/press-index", "http://a.example/press/"),
        ),
    ],
)
def test_where_an_archive_is_asked(name, expected):
    found = source_of(name, PLACES)
    assert (found.index, found.pages) == expected


@pytest.mark.parametrize("name", ["internet", "", "ftp://a.example/press", "http://a.example/?q=1"])
def test_what_is_no_archive(name):
    with pytest.raises(ValueError, match="commoncrawl, wayback, arquivo, or the address of a pywb"):
        source_of(name, PLACES)


@pytest.mark.parametrize(
    ("url", "is_index", "seconds"),
    [
        ("https://index.commoncrawl.org/CC-MAIN-2024-10-index", True, 1),
        ("https://data.commoncrawl.org/crawl-data/a.warc.gz", False, 1),
        ("https://web.archive.org/cdx/search/cdx", True, 2.5),
        ("https://web.archive.org/web/2024id_/http://a.example/", False, 1),
        ("https://arquivo.pt/wayback/cdx", True, 1),
        ("https://archive.example/press/cdx", True, 3),
        ("http://127.0.0.1:8091/press/cdx", True, 0),
        ("http://192.168.3.4/press/cdx", False, 0),
    ],
)
def test_how_often_an_archive_is_asked(url, is_index, seconds):
    assert seconds_between(url, is_index=is_index) == seconds
    assert is_own(url) is (seconds == 0)


def asked(source, **more):
    url = index.query(NAMES[source], "site.example", ASKED, **more)
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


@pytest.mark.parametrize(
    ("source", "more", "expected"),
    [
        ("commoncrawl", {}, {"showNumPages": "true"}),
        ("commoncrawl", {"page": 0}, {"page": "0"}),
        ("commoncrawl", {"page": 2, "small": True}, {"page": "2", "pageSize": "1"}),
        ("arquivo", {}, {"showNumPages": "true"}),
        ("wayback", {"resume": "net,example)/ 2024"}, {"resumeKey": "net,example)/ 2024"}),
    ],
)
def test_a_query(source, more, expected):
    given = asked(source, **more)
    assert expected.items() <= given.items()
    assert given["url"] == "site.example/*"
    assert (given["from"], given["to"]) == ("20240301000000", "20240331235959")
    # What breaks Wayback's paging, or hides captures.
    assert given.keys().isdisjoint({"collapse", "resolveRevisits", "fastLatest"})
    if source == "wayback":
        assert given["fl"].startswith("urlkey,")
        assert "page" not in given


LINE = {
    "urlkey": "example,site)/news/a",
    "timestamp": "20240305100000",
    "url": "https://site.example/news/a",
    "mime": "text/html",
    "mime-detected": "text/html",
    "status": "200",
    "digest": "B5A2LJ",
    "length": "15321",
    "offset": "4711",
    "filename": "crawl-data/CC-MAIN-2024-10/segments/1/warc/a.warc.gz",
    "languages": "eng",
    "encoding": "UTF-8",
}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, {"status": 200, "offset": 4711, "length": 15321, "truncated": None}),
        ({"truncated": "length"}, {"truncated": "length"}),
        ({"status": "-", "mime": "warc/revisit"}, {"status": None, "is_revisit": True}),
        ({"status": "301", "redirect": "https://site.example/"}, {"status": 301}),
        ({"length": "-", "digest": "-"}, {"length": None, "digest": None}),
        ({"status": 200, "offset": 4711}, {"status": 200, "offset": 4711}),
    ],
)
def test_a_line_of_common_crawl(more, expected):
    [line] = index.read(NAMES["commoncrawl"], json.dumps({**LINE, **more})).lines
    assert line.at == at("2024-03-05T10:00:00")
    assert {name: getattr(line, name) for name in expected} == expected


LINES = "".join(
    json.dumps({**LINE, "timestamp": f"2024030{day}100000"}) + "\n" for day in (1, 2, 3)
)


@pytest.mark.parametrize(
    ("text", "lines", "malformed", "is_cut"),
    [
        ("", 0, 0, False),
        ("\n\n", 0, 0, False),
        (LINES, 3, 0, False),
        (LINES[:-40], 2, 0, True),
        ("{not json}\n" + LINES, 3, 1, False),
        (json.dumps({**LINE, "timestamp": "20240005100000"}), 0, 1, False),
        (json.dumps({**LINE, "timestamp": "2024"}), 0, 1, False),
        (json.dumps({"timestamp": "20240305100000"}), 0, 1, False),
        ('"a text"\n' + LINES, 3, 1, False),
    ],
)
def test_lines_that_are_broken_cost_themselves_alone(text, lines, malformed, is_cut):
    answer = index.read(NAMES["arquivo"], text)
    assert (len(answer.lines), answer.malformed, answer.is_cut) == (lines, malformed, is_cut)


@pytest.mark.parametrize("source", NAMES)
@pytest.mark.parametrize("text", ["<html><p>Welcome</p></html>", "Index not found"])
def test_what_is_no_answer_of_an_index(source, text):
    with pytest.raises(ValueError, match=r"."):
        index.read(NAMES[source], text)


HEAD = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
ROW = ["k)/", "20240305100000", "http://site.example:80/news/a", "text/html", "200", "B5", "900"]


@pytest.mark.parametrize(
    ("rows", "statuses", "resume", "malformed"),
    [
        ([], [], None, 0),
        ([HEAD], [], None, 0),
        ([HEAD, ROW], [200], None, 0),
        ([HEAD, ROW, [], ["k)/ 20240305100001"]], [200], "k)/ 20240305100001", 0),
        ([HEAD, [*ROW[:3], "warc/revisit", "-", "B5", "-"]], [None], None, 0),
        ([HEAD, ROW, ROW[:4], [*ROW[:1], "20240000000000", *ROW[2:]]], [200], None, 2),
    ],
)
def test_a_table_of_wayback(rows, statuses, resume, malformed):
    answer = index.read(NAMES["wayback"], json.dumps(rows))
    assert [line.status for line in answer.lines] == statuses
    assert (answer.resume, answer.malformed) == (resume, malformed)


def test_wayback_without_captures_may_say_nothing():
    assert index.read(NAMES["wayback"], "").lines == []


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ('{"pages": 3, "pageSize": 5, "blocks": 12}', 3),
        ('{"pages": 0, "pageSize": 5, "blocks": 0}', 0),
        ("7", 7),
        (LINES, None),
        (json.dumps(LINE), None),
        ("", None),
    ],
)
def test_how_many_pages(text, pages):
    assert index.pages(text) == pages


CRAWLS = [
    {"id": "CC-MAIN-2024-18", "from": "2024-04-12T08:00:00", "to": "2024-04-25T18:00:00"},
    {"id": "CC-MAIN-2024-10", "from": "2024-02-20T21:00:00", "to": "2024-03-05T09:00:00"},
    {"id": "CC-MAIN-2023-50", "from": "2023-11-28T08:00:00", "to": "2023-12-12T00:00:00"},
    {"id": "CC-MAIN-2024-51"},
    {"id": "CC-MAIN-2012"},
]


def test_the_crawls_of_a_window_oldest_first():
    told = [
        {**one, "cdx-api": f"https://index.commoncrawl.org/{one['id']}-index"} for one in CRAWLS
    ]
    found = index.crawls(json.dumps(told), "http://127.0.0.1:8093/", ASKED)
    assert [one.id for one in found] == ["CC-MAIN-2012", "CC-MAIN-2024-10"]
    assert found[-1].address == "http://127.0.0.1:8093/CC-MAIN-2024-10-index"


@pytest.mark.parametrize("text", ['{"fixed": [], "dynamic": ["press"]}', "[1]", "<html>", ""])
def test_what_is_no_list_of_crawls(text):
    with pytest.raises(ValueError, match=r"."):
        index.crawls(text, "http://127.0.0.1:8093/", ASKED)


def test_windows_are_halved_down_to_a_day():
    earlier, later = ASKED.halves()
    assert (earlier.since, later.until) == (ASKED.since, ASKED.until)
    assert (later.since - earlier.until).total_seconds() == 1
    assert index.window(date(2024, 3, 1), date(2024, 3, 1)).halves() is None


def test_the_months_without_captures():
    span = at("2023-11-30T00:00:00"), at("2024-02-01T00:00:00")
    assert index.months(*span, ["2023-12", "2024-01"]) == ["2023-11", "2024-02"]
