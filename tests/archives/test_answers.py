"""An archive's own words are told from those of the site that it captured."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mayadeen.archives.answers import (
    of_index,
    of_record,
    of_replay,
    original_address,
    original_headers,
)

AT = datetime(2024, 3, 5, 10, tzinfo=UTC)
MEMENTO = {"memento-datetime": "Tue, 05 Mar 2024 10:00:00 GMT"}
BLOCKED_SITE = {
    "x-archive-wayback-runtime-error": "AdministrativeAccessControlException: Blocked Site Error"
}
BY_ROBOTS = {"x-archive-wayback-runtime-error": "RobotAccessControlException: Blocked By Robots"}
SLOW = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected"),
    [
        (200, {}, b"", "usable"),
        (404, {}, b'{"message": "No Captures found for: site.example/*"}', "none"),
        (404, {}, b'{"error": "No Captures found for: site.example/*"}', "none"),
        (404, {}, b"<html><h1>Not Found</h1></html>", "wrong"),
        (404, {}, b"", "wrong"),
        (400, {}, b'{"message": "Page 1 invalid: First Page is 0, Last Page is 0"}', "end"),
        (400, {}, b'{"message": "url= is missing"}', "wrong"),
        (429, {}, b"", "too_fast"),
        (503, {}, SLOW, "overloaded"),
        (500, {}, SLOW, "overloaded"),
        (502, {}, b"", "late"),
        (504, {}, b"", "late"),
        (403, {}, b"<html>CloudFront", "blocked"),
        (403, BLOCKED_SITE, b"", "excluded"),
        (403, BY_ROBOTS, b"", "excluded"),
        (302, {}, b"", "wrong"),
    ],
)
def test_what_an_index_says(status, headers, body, expected):
    assert of_index(status, headers, body) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (206, "usable"),
        (200, "usable"),
        (404, "lost"),
        (416, "lost"),
        (403, "blocked"),
        (429, "too_fast"),
        (503, "overloaded"),
        (504, "late"),
    ],
)
def test_what_a_store_of_records_says(status, expected):
    assert of_record(status) == expected


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected"),
    [
        # A captured status is the site's, whatever it is.
        *((status, MEMENTO, b"", "usable") for status in (200, 301, 403, 404, 429, 451, 503)),
        (200, {"memento-datetime": "Wed, 06 Mar 2024 10:00:00 GMT"}, b"", "other_capture"),
        (200, {"memento-datetime": "some day"}, b"", "other_capture"),
        (
            302,
            {"x-archive-redirect-reason": "found capture at 20150503090125"},
            b"",
            "other_capture",
        ),
        (307, {}, b"", "other_capture"),
        (404, {}, b"never archived", "lost"),
        (200, {}, b"<html><p>Hello</p></html>", "lost"),
        (200, {}, b"<html><p>This URL has been excluded from the Wayback Machine.</p>", "excluded"),
        (451, {}, b"Access Blocked", "excluded"),
        (403, BLOCKED_SITE, b"", "excluded"),
        (403, {}, b"", "blocked"),
        (429, {}, b"", "too_fast"),
        (503, {}, b"", "overloaded"),
        (504, {}, b"", "late"),
    ],
)
def test_what_a_replay_says(status, headers, body, expected):
    assert of_replay(status, headers, body, AT) == expected


def test_the_headers_of_the_page_are_told_from_the_archives():
    replayed = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Server", "nginx"),
        ("x-archive-orig-server", "cloudflare"),
        ("X-Archive-Orig-cf-mitigated", "challenge"),
        ("x-archive-orig-content-encoding", "br"),
        ("x-archive-src", "a.warc.gz"),
        ("Location", "https://web.archive.org/web/20240305100000id_/https://site.example/news"),
    ]
    assert original_headers(replayed) == [
        ("server", "cloudflare"),
        ("cf-mitigated", "challenge"),
        ("content-type", "text/html; charset=utf-8"),
        ("location", "https://site.example/news"),
    ]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/web/20240305100000id_/https://site.example/a", "https://site.example/a"),
        (
            "http://127.0.0.1:8091/press/20240305100000/http://site.example/a?b",
            "http://site.example/a?b",
        ),
        ("https://site.example/news/12345/a", "https://site.example/news/12345/a"),
        ("https://site.example/news/a", "https://site.example/news/a"),
        ("/news", "/news"),
    ],
)
def test_the_address_that_an_archives_own_stands_for(address, expected):
    assert original_address(address) == expected
