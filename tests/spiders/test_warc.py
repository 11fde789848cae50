"""What was archived gives the same items again, without a network."""

from __future__ import annotations

import gzip
import os

import brotli
import pytest
from backports import zstd

from tests.crawl import Because, crawl
from tests.replica import serve
from tests.spiders import hostile_pages

# What tells how a run came to the post, and when it did.
OF_THE_RUN = ("discovered_via", "discovered_from", "fetched_at")


def story(article):
    return {name: article[name] for name in article if name not in OF_THE_RUN}


@pytest.mark.parametrize("arguments", [{}, {"regions": "Palestine,MENA"}], ids=["all", "regions"])
def test_the_archive_of_a_crawl_gives_its_articles_and_links(arguments, tmp_path):
    with serve(posts=120, seed=9, markup="mixed", growth="links", per_page=5) as site:
        address = site.url
        live = crawl(
            "articles",
            address,
            tmp_path,
            arguments,
            settings=Because("off as shipped", MAYADEEN_ARCHIVE=str(tmp_path / "warc")),
        )
    assert live.code == 0, live.log
    again = crawl("warc", address, tmp_path, {"path": str(tmp_path / "warc" / "*.warc.gz")})
    assert again.code == 0, again.log
    assert {article["id"]: story(article) for article in again.articles} == {
        article["id"]: story(article) for article in live.articles
    }
    assert len(again.lines("links")) == len(live.lines("links"))
    assert {article["discovered_via"] for article in again.articles} == {"warc"}
    assert any(article["regions"] for article in again.articles)


def test_a_path_that_matches_nothing_is_a_bad_argument(tmp_path):
    ended = crawl("warc", "http://127.0.0.1:9/", tmp_path, {"path": str(tmp_path / "none*.warc")})
    assert ended.code == 2
    assert "Bad argument: path=" in ended.log


SITE = "https://site.example/"
URL = f"{SITE}news/politics/strange"
HTML = hostile_pages.story().encode()
DATE = "2022-01-01T00:00:00Z"


def record(
    url=URL,
    body=HTML,
    *,
    date=DATE,
    kind="text/html",
    status="200 OK",
    of=None,
    truncated=None,
    **headers,
):
    """A response as it stands in a WARC file; None leaves a header of the record out."""
    given = {"Content-Type": kind, **{name.replace("_", "-"): v for name, v in headers.items()}}
    http = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    block = f"HTTP/1.1 {status}\r\n{http}\r\n".encode() + body
    about = {
        "WARC-Type": "response",
        "WARC-Target-URI": url,
        "WARC-Date": date,
        "X-Mayadeen-Listing": of,
        "WARC-Truncated": truncated,
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": len(block),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in about.items() if value is not None)
    return f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def test_what_a_button_brought_counts_for_its_listing(tmp_path):
    paths = ("news", "news/politics", "articles", "region/Asia")
    menu = "".join(f'<li><a href="/{path}">{path.rpartition("/")[2]}</a></li>' for path in paths)
    home = record(SITE, f"<nav><ul>{menu}</ul></nav>".encode())
    batch = b'{"items": [{"url": "/news/politics/good-2", "title": "The second"}], "more": false}'
    more = record(f"{SITE}ajax/more", batch, kind="application/json", of=f"{SITE}region/Asia")
    (tmp_path / "one.warc").write_bytes(home + good(1) + good(2) + more)
    run = crawl("warc", SITE, tmp_path / "data", {"path": str(tmp_path / "one.warc")})
    regions = {article["url"][-1]: article["regions"] for article in run.articles}
    assert regions == {"1": [], "2": ["Asia"]}, run.log


def good(number):
    return record(f"{SITE}news/politics/good-{number}", hostile_pages.story().encode())


def test_captures_are_read_in_their_order_and_what_is_passed_by_is_counted(tmp_path):
    def capture(title, date):
        page = hostile_pages.story().replace("</h1>", f" {title}</h1>").encode()
        return record(body=page, date=date)

    late, early = capture("late", "2024-06-01T00:00:00Z"), capture("early", "2023-06-01T00:00:00Z")
    more = [record(f"{SITE}a/{status}", status=f"{status} X") for status in (301, 403, 404, 404)]
    revisit = record().replace(b"WARC-Type: response", b"WARC-Type: revisit")
    elsewhere = record("https://elsewhere.example/a")
    (tmp_path / "1.warc").write_bytes(late + b"".join(more) + revisit)
    (tmp_path / "2.warc.gz").write_bytes(gzip.compress(early + elsewhere))
    run = crawl("warc", SITE, tmp_path / "data", {"path": str(tmp_path / "*.warc*")})
    assert run.ending == (0, "complete", "finished")
    told = [(one["title"].rsplit(" ", 1)[1], one["revision"]) for one in run.articles]
    assert told == [("early", 1), ("late", 2)]
    passed_by = {"301": 1, "403": 1, "404": 2, "revisit": 1, "elsewhere": 1}
    assert run.manifest["passed_by"] == passed_by


def test_what_is_no_file_is_named_and_the_rest_is_read(tmp_path):
    (tmp_path / "1.warc").write_bytes(record())
    (tmp_path / "2.warc").mkdir()
    os.mkfifo(tmp_path / "3.warc")
    run = crawl("warc", SITE, tmp_path / "data", {"path": str(tmp_path / "*.warc")})
    assert run.ending == (3, "partial", "finished")
    assert len(run.articles) == 1
    assert {one["url"]: one["reason"] for one in run.manifest["failures"]} == {
        str(tmp_path / "2.warc"): "Is a directory",
        str(tmp_path / "3.warc"): "a pipe and no file",
    }


def test_files_of_other_hosts_name_them_and_the_setting(tmp_path):
    pages = (
        record("https://a.example/1") + record("https://b.example/2") + record("http://a.example/3")
    )
    (tmp_path / "1.warc").write_bytes(pages)
    run = crawl("warc", SITE, tmp_path / "data", {"path": str(tmp_path / "1.warc")})
    [line] = [line for line in run.manifest["warnings"] if "MAYADEEN_BASE_URL" in line]
    assert "site.example" in line
    assert "a.example (2), b.example (1)" in line


# What stands between two good records; which of the three are taken, `s` for this one; and the
# reason that is given for what is lost.
RECORDS = {
    "whole": (record(), "1s2", None),
    "of another site": (record("https://elsewhere.example/news/politics/strange"), "12", None),
    "no address at all": (record("http://[::1"), "12", None),
    "a relative address": (record("/news/politics/strange"), "12", None),
    "a picture": (record(body=b"\x89PNG\r\n\x1a\n" + bytes(99), kind="image/png"), "12", None),
    "called a picture": (record(kind="image/png"), "1s2", None),
    "letters that are none": (record(kind="text/html; charset=rot13"), "1s2", None),
    "utf-16": (record(body=HTML.decode().encode("utf-16")), "1s2", None),
    "packed": (record(body=gzip.compress(HTML), Content_Encoding="gzip"), "1s2", None),
    "not packed": (record(Content_Encoding="gzip"), "1s2", None),
    "not Brotli": (record(body=b"\xff\0" * 9, Content_Encoding="br"), "12", ""),
    "called Brotli": (record(Content_Encoding="br"), "1s2", None),
    "called Zstandard": (record(Content_Encoding="zstd"), "1s2", None),
    "Brotli": (record(body=brotli.compress(HTML), Content_Encoding="br"), "1s2", None),
    "Zstandard": (record(body=zstd.compress(HTML), Content_Encoding="zstd"), "1s2", None),
    "Brotli, cut": (record(body=brotli.compress(HTML)[:-9], Content_Encoding="br"), "12", "cut"),
    "a bomb": (
        record(body=gzip.compress(bytes(2**28)), Content_Encoding="gzip"),
        "12",
        "too large",
    ),
    "marked as truncated": (record(truncated="length"), "12", "truncated: length"),
    "no date": (record(date=None), "12", "Invalid isoformat string"),
    "a date of nonsense": (record(date="yesterday"), "12", "Invalid isoformat string"),
    "a date past all": (record(date="9999-12-31T23:59:59-14:00"), "12", "out of range"),
    "no number of a status": (record(status="abc"), "12", None),
    "no address": (record(None), "12", "no address"),
    "rubbish": (b"\xff\x00" * 500, "12", "no WARC record"),
    "cut": (record()[:-200], "1", "cut short"),
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_record(name, tmp_path):
    strange, taken, reason = RECORDS[name]
    end = b"" if name == "cut" else good(2)
    (tmp_path / "one.warc").write_bytes(good(1) + strange + end)
    run = crawl("warc", SITE, tmp_path / "data", {"path": str(tmp_path / "one.warc")})
    assert "Traceback" not in run.log
    assert run.errors == []
    got = [article["url"].rsplit("/", 1)[1] for article in run.articles]
    assert got == [{"s": "strange"}.get(one, f"good-{one}") for one in taken]
    is_lost = reason is not None
    assert run.code == (3 if is_lost else 0)
    reasons = [failure["reason"] for failure in run.manifest["failures"]]
    assert len(reasons) == is_lost
    assert (reason or "") in "".join(reasons)
