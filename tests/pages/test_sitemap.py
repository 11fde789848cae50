"""Sitemaps of every shape that publishers, and others, serve."""

from __future__ import annotations

import gzip
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayadeen.pages.sitemap import Row, read_sitemap

PAGES = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
    "<url><loc> https://a.example/b&amp;c </loc><image:image><image:loc>https://a.example/i"
    "</image:loc></image:image><lastmod>2024-01-28T15:39:22+02:00</lastmod></url>"
    "<url><lastmod/><loc><![CDATA[https://a.example/خبر]]></loc></url><url></url></urlset>"
).encode()
ROWS = [
    Row("https://a.example/b&c", "2024-01-28T15:39:22+02:00"),
    Row("https://a.example/خبر", None),
]


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        (PAGES, ROWS),
        (b"\xef\xbb\xbf\n " + PAGES, ROWS),
        (gzip.compress(PAGES), ROWS),
        (gzip.compress(b"\n" + PAGES), ROWS),
        (PAGES.replace(b' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', b""), ROWS),
        (PAGES.decode().replace('"UTF-8"', '"UTF-16"').encode("utf-16"), ROWS),
        (PAGES[: PAGES.index(b"<url><lastmod/>") + 20], ROWS[:1]),
        (b"<urlset><url><loc>https://a.example/x</loc></url>", [Row("https://a.example/x", None)]),
        (b"", []),
        (b"nothing", []),
        (b"<html><body><p>Not found</p></body></html>", []),
        (b"\x1f\x8bbroken", []),
    ],
)
def test_rows(body, rows):
    sitemap = read_sitemap(body)
    assert not sitemap.is_index
    assert list(sitemap.rows) == rows


@pytest.mark.parametrize(
    ("body", "is_whole"),
    [
        (PAGES, True),
        (PAGES + b"\n<!-- made by a generator -->\n", True),
        (gzip.compress(PAGES), True),
        (PAGES.decode().replace('"UTF-8"', '"UTF-16"').encode("utf-16"), True),
        (b"<urlset/>", True),
        (b"<s:urlset xmlns:s='x'></s:urlset >", True),
        (PAGES[:-9], False),
        (PAGES[: PAGES.index(b"<url><lastmod/>")], False),
        (gzip.compress(PAGES)[:-40], False),
        (b"", False),
        (b"<html><body>Sorry</body></html>", False),
    ],
)
def test_what_is_whole(body, is_whole):
    sitemap = read_sitemap(body)
    list(sitemap.rows)
    assert sitemap.is_whole == is_whole


def test_half_a_letter_is_no_address():
    body = b"<urlset><url><loc>/&#xD800;</loc></url><url><loc>/a</loc></url></urlset>"
    assert list(read_sitemap(body).rows) == [Row("/a", None)]


def test_an_index_says_so():
    body = b"<sitemapindex><sitemap><loc>https://a.example/1.xml</loc></sitemap></sitemapindex>"
    sitemap = read_sitemap(body)
    assert sitemap.is_index
    assert list(sitemap.rows) == [Row("https://a.example/1.xml", None)]


def test_entities_are_never_expanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("https://a.example/secret")
    body = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
        f'<!ENTITY f SYSTEM "file://{secret}">]><urlset><url><loc>&b;</loc></url>'
        "<url><loc>&f;</loc></url><url><loc>https://a.example/x</loc></url></urlset>"
    ).encode()
    assert list(read_sitemap(body).rows) == [Row("https://a.example/x", None)]


def test_rows_come_while_the_rest_is_unread():
    body = b"<urlset>" + b"<url><loc>https://a.example/x</loc></url>" * 50_000
    assert len(list(islice(read_sitemap(body).rows, 10))) == 10
    assert sum(1 for _ in read_sitemap(body).rows) == 50_000


@given(st.binary(max_size=300))
def test_any_bytes(body):
    list(read_sitemap(body).rows)


@given(st.integers(0, len(PAGES)), st.binary(max_size=9))
def test_any_wound(place, piece):
    list(read_sitemap(PAGES[:place] + piece + PAGES[place:]).rows)
