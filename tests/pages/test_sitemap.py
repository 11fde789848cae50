"""Sitemaps of every shape that publishers, and others, serve."""

from __future__ import annotations

import gzip
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayadeen.pages.sitemap import SitemapRow, read_sitemap

PAGES = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
    "<url><loc> https://a.example/b&amp;c </loc><image:image><image:loc>https://a.example/i"
    "</image:loc></image:image><lastmod>2024-01-28T15:39:22+02:00</lastmod></url>"
    "<url><lastmod/><loc><![CDATA[https://a.example/خبر]]></loc></url><url></url></urlset>"
).encode()
ROWS = [
    SitemapRow("https://a.example/b&c", "2024-01-28T15:39:22+02:00"),
    SitemapRow("https://a.example/خبر"),
]


def urlset(*locs, tag="urlset", row="url"):
    rows = "".join(f"<{row}><loc>{loc}</loc></{row}>" for loc in locs)
    return f"<{tag}>{rows}</{tag}>".encode()


def read(body):
    """The addresses of a sitemap and its fault."""
    sitemap = read_sitemap(body)
    return [row.loc for row in sitemap.rows], sitemap.fault


XML = b'<?xml version="1.0" encoding="UTF-8"?>\n'
ARABIC = "https://a.example/خبر"
WARNING = b"<br />\n<b>Notice</b>: Undefined offset in <b>/srv/map.php</b> on line <b>3</b><br />\n"
GARDEN = urlset("/a", "/b")
LINES = b"https://a.example/a\nhttps://a.example/b\n"
HTML = b"<!DOCTYPE html><html><body><pre>\n/a\n</pre><p>Not found</p></body></html>"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(PAGES, id="plain"),
        pytest.param(b"\xef\xbb\xbf\n " + PAGES, id="byte order mark"),
        pytest.param(gzip.compress(PAGES), id="gzip"),
        pytest.param(gzip.compress(b"\n" + PAGES), id="gzip, a line before"),
        pytest.param(gzip.compress(gzip.compress(PAGES)), id="gzip in gzip"),
        pytest.param(
            PAGES.replace(b' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', b""),
            id="no namespace",
        ),
        pytest.param(PAGES + b"\n<!-- made by a generator -->\n", id="signed"),
        pytest.param(PAGES.replace(b"UTF-8", b"UTF-16"), id="says UTF-16"),
        pytest.param(PAGES.replace(b"UTF-8", b"utf-16le"), id="says UTF-16LE"),
        pytest.param(PAGES.replace(b"UTF-8", b"klingon"), id="says letters that are none"),
        pytest.param(PAGES.replace(b"UTF-8", b"windows-1256"), id="says windows-1256"),
        pytest.param(PAGES.decode().encode("utf-16"), id="is UTF-16, says UTF-8"),
        pytest.param(PAGES.decode().encode("utf-16-le"), id="is UTF-16 without a mark"),
        pytest.param(PAGES.decode().encode("utf-16-be"), id="is big-endian without a mark"),
        pytest.param(PAGES.decode().encode("cp1256"), id="is windows-1256, says UTF-8"),
        pytest.param(WARNING + PAGES, id="behind a warning"),
        pytest.param(b"<br><b>Deprecated<br>" + PAGES, id="behind tags that are not closed"),
        pytest.param(PAGES.replace(b"<url>", WARNING + b"<url>"), id="a warning before each row"),
        pytest.param(
            PAGES.replace(b"<url>", b"<!-- <url><loc>/old</loc></url> --><url>"), id="old"
        ),
        pytest.param(PAGES.replace(b"url>", b"URL>").replace(b"loc>", b"Loc>"), id="capitals"),
        pytest.param(PAGES.replace(b"&amp;", b"&"), id="an ampersand as it is"),
        pytest.param(PAGES.replace(b"&amp;", b"&#38;"), id="an ampersand by its number"),
        pytest.param(PAGES.replace(b"</url>", b""), id="rows that are not closed"),
    ],
)
def test_one_sitemap_in_many_dresses(body):
    sitemap = read_sitemap(body)
    assert list(sitemap.rows) == ROWS
    assert sitemap.fault is None


def members(*parts):
    return b"".join(map(gzip.compress, parts))


@pytest.mark.parametrize(
    ("body", "locs", "fault"),
    [
        pytest.param(members(GARDEN[:30], GARDEN[30:]), ["/a", "/b"], None, id="two members"),
        pytest.param(
            members(*(GARDEN[n : n + 1] for n in range(len(GARDEN)))),
            ["/a", "/b"],
            None,
            id="every letter a member",
        ),
        pytest.param(gzip.compress(GARDEN) + bytes(600), ["/a", "/b"], None, id="zeros behind"),
        pytest.param(gzip.compress(GARDEN) + b"rest", ["/a", "/b"], None, id="something behind"),
        pytest.param(
            members(GARDEN[:45], GARDEN[45:])[:-4], ["/a", "/b"], "cut short", id="the last one cut"
        ),
        pytest.param(gzip.compress(GARDEN[:45]), ["/a"], "cut short", id="one member alone"),
        pytest.param(gzip.compress(PAGES)[:-40], None, "cut short", id="gzip cut"),
        pytest.param(b"\x1f\x8bbroken", [], "cut short", id="gzip broken"),
        pytest.param(urlset("/a") + urlset("/b"), ["/a", "/b"], None, id="two documents"),
        pytest.param(
            XML + urlset("/a") + XML + urlset("/b"), ["/a", "/b"], None, id="with declarations"
        ),
        pytest.param(
            urlset("/a") + b"<urlset><url><loc>/b</loc>",
            ["/a", "/b"],
            "cut short",
            id="the second cut",
        ),
        pytest.param(b"<urlset>" + GARDEN + b"</urlset>", ["/a", "/b"], None, id="one in another"),
        pytest.param(b"<urlset>" + GARDEN, ["/a", "/b"], "cut short", id="the outer not closed"),
        pytest.param(urlset("/m.php?a=1&to=2"), ["/m.php?a=1&to=2"], None, id="bare ampersand"),
        pytest.param(urlset("/m?a=1&copy=2"), ["/m?a=1&copy=2"], None, id="no entity"),
        pytest.param(urlset("/caf&eacute;"), ["/café"], None, id="an entity of HTML"),
        pytest.param(urlset("/a?x<y"), ["/a?x<y"], None, id="a sign that opens nothing"),
        pytest.param(urlset("/<!-- here -->a"), ["/a"], None, id="a comment in an address"),
        pytest.param(
            b"<s:urlset xmlns:s='x'><s:url><i:loc>/i</i:loc><s:loc>/a</s:loc></s:url></s:urlset >",
            ["/a"],
            None,
            id="a prefix",
        ),
        pytest.param(GARDEN[:-9], ["/a", "/b"], "cut short", id="its end cut"),
        pytest.param(
            PAGES[: PAGES.index(b"<url><lastmod/>") + 20],
            None,
            "cut short",
            id="cut in the second row",
        ),
        pytest.param(b"<urlset><url><loc>/a</loc></url>", ["/a"], "cut short", id="no end"),
        pytest.param(
            b"<urlset><url><loc>/a</loc></url><url><loc>/b",
            ["/a"],
            "cut short",
            id="cut in a second address",
        ),
        pytest.param(
            b"<urlset><url><loc>/a</loc></url><url><loc>/b</lo",
            ["/a"],
            "cut short",
            id="cut in an end tag",
        ),
        pytest.param(b"<url><loc>/a</loc></url></urlset>", ["/a"], "cut short", id="no beginning"),
        pytest.param(b"<urlset><!-- " + GARDEN, [], "cut short", id="a comment without end"),
        pytest.param(LINES, ["https://a.example/a", "https://a.example/b"], None, id="lines"),
        pytest.param(
            b"\xef\xbb\xbf" + LINES.replace(b"\n", b"\r\n\r\n"),
            ["https://a.example/a", "https://a.example/b"],
            None,
            id="lines of Windows",
        ),
        pytest.param(
            gzip.compress(LINES),
            ["https://a.example/a", "https://a.example/b"],
            None,
            id="lines in gzip",
        ),
        pytest.param(f"{ARABIC}\n{ARABIC}".encode(), [ARABIC, ARABIC], None, id="raw letters"),
        pytest.param(f"{ARABIC}\n".encode("utf-16"), [ARABIC], None, id="lines in UTF-16"),
        pytest.param(
            b"# ours\n" + LINES,
            ["https://a.example/a", "https://a.example/b"],
            "1 lines in it are no address",
            id="an odd line",
        ),
        pytest.param(b"<urlset/>", [], "no address in it", id="empty"),
        pytest.param(b"<urlset></urlset>", [], "no address in it", id="empty too"),
        pytest.param(urlset(""), [], "no address in it", id="an empty row"),
        pytest.param(urlset(tag="sitemapindex"), [], "no address in it", id="an empty index"),
        pytest.param(
            urlset("/&#xD800;", "/a"),
            ["/a"],
            "1 addresses in it cannot be read",
            id="half a letter",
        ),
        pytest.param(b"", [], "no sitemap", id="nothing"),
        pytest.param(b"nothing", [], "no sitemap", id="a word"),
        pytest.param(HTML, [], "no sitemap", id="a page"),
    ],
)
def test_what_is_read_and_what_is_wrong(body, locs, fault):
    found, said = read(body)
    assert said == fault
    assert locs is None or found == locs


@pytest.mark.parametrize(
    ("body", "leads"),
    [
        (urlset("/1.xml", tag="sitemapindex", row="sitemap"), [True]),
        (urlset("/1.xml", tag="sitemapindex"), [True]),
        (urlset("/1") + urlset("/1.xml", tag="sitemapindex", row="sitemap"), [False, True]),
        (
            b"https://a.example/1.xml.gz\nhttps://a.example/1.xml?v=2\nhttps://a.example/1\n",
            [1, 1, 0],
        ),
    ],
)
def test_what_leads_to_further_sitemaps(body, leads):
    assert [row.is_sitemap for row in read_sitemap(body).rows] == leads


def test_a_news_sitemap_states_when_its_posts_were_published():
    stated = (
        "<news:news><news:publication><news:name>N</news:name></news:publication>"
        "<news:publication_date>2023-10-28T23:20:00+02:00</news:publication_date></news:news>"
    )
    body = urlset("/a").replace(b"</url>", f"{stated}</url>".encode())
    assert list(read_sitemap(body).rows) == [
        SitemapRow("/a", published="2023-10-28T23:20:00+02:00")
    ]


def test_entities_are_never_expanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("https://a.example/secret")
    body = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
        f'<!ENTITY f SYSTEM "file://{secret}">]><urlset><url><loc>&b;</loc></url>'
        "<url><loc>&f;</loc></url><url><loc>https://a.example/x</loc></url></urlset>"
    ).encode()
    assert read(body) == (["https://a.example/x"], "2 addresses in it cannot be read")


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


@pytest.mark.parametrize("tag", [b"<a>", b"<loc>", b"<urlset>", b"</x>", b"<!-- -->"])
def test_a_flood_of_tags_has_an_end(tag):
    assert read(b"<urlset>" + tag * 300_000 + GARDEN) == ([], "cut short")
