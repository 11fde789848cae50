"""How the site answers: validators, time moving on, sitemaps, faults, refusal, controls."""

import gzip
import http.client
import json
import re
import signal
import subprocess
import sys
import urllib.error
from contextlib import closing
from html import unescape

import pytest

from . import hostile, serve
from .reader import get, text


@pytest.fixture(scope="module")
def site():
    with serve(posts=60, seed=4, markup="mixed") as running:
        yield running


def _post(site, **wanted):
    return next(
        row for row in site.truth if all(row[key] == value for key, value in wanted.items())
    )


def test_a_page_has_validators_and_answers_304(site):
    url = site.truth[0]["url"]
    _, headers, _ = get(url)
    tag, modified = headers["ETag"], headers["Last-Modified"]
    assert get(url, If_None_Match=tag)[0] == 304
    assert get(url, If_Modified_Since=modified)[0] == 304
    assert get(url, If_None_Match='"other"')[0] == 200
    assert get(url, If_Modified_Since="Fri, 01 Jan 2010 00:00:00 GMT")[0] == 200
    assert site.log[-1].conditional
    assert not site.log[-1].is_browser


@pytest.mark.parametrize("form", ["{}", "{}/", "{}?utm_source=home", "{}#comments"])
def test_one_post_has_many_addresses(site, form):
    row = site.truth[3]
    assert row["title"].split()[0] in text(form.format(row["url"]))


@pytest.mark.parametrize("version", ["print", "lite"])
def test_reduced_versions_point_at_the_post(site, version):
    row = site.truth[3]
    html = text(row["url"].replace(site.url, f"{site.url}{version}/"))
    assert f'<link rel="canonical" href="{row["url"]}">' in html


def test_robots(site):
    robots = text(site.url + "robots.txt")
    assert "Disallow: /search" in robots
    assert f"Sitemap: {site.url}sitemaps/all.xml" in robots


def test_sitemaps_hold_every_post_and_some_hubs(site):
    months = re.findall(r"<loc>(.*?)</loc>", text(site.url + "sitemaps/all.xml"))
    assert all(re.search(r"/sitemap-\d{4}-([1-9]|1[0-2])\.xml$", month) for month in months)
    rows = [row for month in months for row in re.findall(r"<loc>(.*?)</loc>", text(month))]
    assert {row["url"] for row in site.truth} <= set(rows)
    assert any("/authors/" in row for row in rows)
    assert any("/coverage/" in row for row in rows)


def _months(site, kind="all"):
    return {
        address.rpartition("/sitemap-")[2].removesuffix(".xml"): text(address)
        for address in re.findall(r"<loc>(.*?)</loc>", text(f"{site.url}sitemaps/{kind}.xml"))
    }


WINTER = ("2023-01-01", "2023-03-31")


def test_a_frozen_month_lacks_its_last_day():
    switches = {"frozen": True, "stopped": {"2023-2": "2023-02-09T23:50"}}
    with serve(posts=360, span=WINTER, **switches) as site:
        whole = [row["_day"] for row in site.truth]
        assert {whole.count(day) for day in whole} == {4}
        days = {"2023-1": range(1, 32), "2023-2": range(1, 10), "2023-3": range(1, 32)}
        by_url = {row["url"]: row for row in site.truth}
        for name, xml in _months(site).items():
            rows = [row for row in re.findall(r"<loc>(.*?)</loc>", xml) if row in by_url]
            shown = sorted({int(by_url[row]["_day"][-2:]) for row in rows})
            assert shown == [*days[name]]
        lost = ["2023-01-31", *(f"2023-02-{day}" for day in range(10, 29)), "2023-03-31"]
        assert site.lost_days == lost


def test_rows_descend_by_their_last_update():
    with serve(posts=360, span=WINTER, frozen=True) as site:
        for xml in _months(site).values():
            stamps = re.findall(r"<lastmod>(.*?)</lastmod>", xml)
            assert stamps == sorted(stamps, reverse=True)
            assert len(stamps) > 90


def test_an_address_that_a_later_post_took_over_stands_in_the_older_ones_file():
    with serve(posts=360, span=WINTER, shadowed=5) as site:
        old = [post for post in site.world.posts if post.shadowed_by is not None]
        assert len(old) == 5
        for post in old:
            number = int(str(post.stamp.moment)[5:7])
            assert (
                site.world.url(post.path) in _months(site)[f"2023-{number}"]
                or post.path in (_months(site)[f"2023-{number}"])
            )
            newer = site.world.posts[post.shadowed_by]
            assert newer.title in unescape(text(site.world.url(post.path)))


def test_the_news_index_holds_news_alone_with_central_european_times():
    with serve(posts=360, span=WINTER, news=True) as site:
        months = _months(site, "news")
        assert list(months) == ["2023-3", "2023-2", "2023-1"]
        assert "<lastmod>" not in text(f"{site.url}sitemaps/news.xml")
        stamps = re.findall(r"<news:publication_date>(.*?)<", months["2023-1"])
        assert all(stamp.endswith("+01:00") for stamp in stamps)
        assert all("/news/" in row for row in re.findall(r"<loc>(.*?)</loc>", months["2023-1"]))


def test_sitemaps_can_be_compressed():
    with serve(posts=30, compressed_sitemaps=True) as site:
        _, _, body = get(site.url + "sitemaps/all.xml.gz")
        assert b"<sitemapindex" in gzip.decompress(body)


def test_arabic_addresses_stand_raw_and_encoded_in_sitemaps():
    with serve(posts=60, edition="ar") as site:
        months = re.findall(r"<loc>(.*?)</loc>", text(site.url + "sitemaps/all.xml"))
        rows = [row for month in months for row in re.findall(r"<loc>(.*?)</loc>", text(month))]
        assert any("%D8" in row for row in rows)
        assert any(not row.isascii() for row in rows)
        assert all(get(row)[0] == 200 for row in rows[:20])


def test_authors_have_pages_with_their_posts(site):
    for author in site.authors:
        html = text(author["url"])
        assert f"<h1>{author['name']}</h1>".replace("'", "'") in html
        assert '"type": "page"' in html
    assert any(author["posts"] for author in site.authors)


def test_the_home_page_has_the_ticker_and_both_menus(site):
    html = text(site.url)
    for headline in site.headlines:
        assert headline["text"] in html
    assert html.count(">Politics</a></li>") == 2
    assert html.count(">US &amp; Canada</a>") == 1
    assert {bool(headline["speaker"]) for headline in site.headlines} == {True, False}


def test_time_moves_on():
    with serve(posts=60, seed=9) as site:
        before = {row["url"]: row for row in site.truth}
        changes = site.advance(edits=2, new=3, withdrawn=2, resaved=1)
        assert {kind: len(urls) for kind, urls in changes.items()} == {
            "edited": 2,
            "new": 3,
            "withdrawn": 2,
            "resaved": 1,
            "taken_over": 0,
        }
        after = {row["url"]: row for row in site.truth}
        for url in changes["edited"]:
            assert after[url]["body"] != before[url]["body"]
            assert after[url]["title"] in text(url)
            assert after[url]["updated_at"] > before[url]["updated_at"]
        for url in changes["resaved"]:
            assert after[url]["body"] == before[url]["body"]
            assert after[url]["updated_at"] > before[url]["updated_at"]
        assert [get(url)[0] for url in changes["withdrawn"]] == [404, 410]
        assert not any(after[url]["_reachable"] for url in changes["withdrawn"])
        listed = [url for listing in site.listings for url in listing["posts"]]
        assert set(changes["new"]) <= set(listed)
        assert not set(changes["withdrawn"]) & set(listed)


def _ask(url):
    try:
        return str(get(url)[0])
    except (urllib.error.URLError, http.client.HTTPException, ConnectionError) as error:
        return type(error).__name__


def test_faults_pass_after_one_or_two_times():
    with serve(posts=120, faults=0.3, slowness=0, retry_after=0) as site:
        urls = [row["url"] for row in site.truth]
        rounds = [[_ask(url) for url in urls] for _ in range(3)]
        failed = [sum(answer != "200" for answer in answers) for answers in rounds]
        assert failed[0] > failed[1] > failed[2] == 0
        assert {hit.fault for hit in site.log} > {"429", "500", "503"}


def test_some_posts_can_fail_for_ever():
    with serve(posts=60, forever=0.2) as site:
        lost = [row for row in site.truth if row["_lost"]]
        assert 4 < len(lost) < 24
        assert not any(row["_reachable"] for row in lost)
        assert all(_ask(row["url"]) != "200" for row in lost for _ in range(3))


@pytest.mark.parametrize(
    ("rule", "header"), [("429", r"\d+"), ("429date", r"\w{3}, \d\d .* GMT"), ("503", r"\d+")]
)
def test_retry_after(rule, header):
    with serve(posts=30, rules={"/news": rule}) as site:
        status, headers, _ = get(site.url + "news")
        assert str(status) == rule[:3]
        assert re.fullmatch(header, headers["Retry-After"])


@pytest.mark.parametrize(
    ("refusal", "status"), [("403", 403), ("challenge", 200), ("challenge503", 503)]
)
def test_refusal_after_some_pages(refusal, status):
    with serve(posts=30, refuse_after=3, refusal=refusal) as site:
        urls = [row["url"] for row in site.truth[:5]]
        assert [get(url)[0] for url in urls] == [200, 200, 200, status, status]
        site.set(refuse_after=None)
        assert get(urls[0])[0] == 200


def test_robots_can_fail():
    with serve(posts=30, robots_status=503) as site:
        assert get(site.url + "robots.txt")[0] == 503


# Those that end by themselves, read with a client that follows no redirect.
_SHORT = set(hostile.NAMES) - {"huge", "huge_stated", "trickle", "gzip_bomb"}


@pytest.mark.parametrize("name", sorted(_SHORT))
def test_hostile_answers_come(site, name):
    host = site.url.split("/")[2]
    with closing(http.client.HTTPConnection(host, timeout=10)) as connection:
        connection.request("GET", f"/hostile/{name}")
        if name in {"no_status", "cut_short", "chunk_cut", "hang_up"}:
            with pytest.raises((http.client.HTTPException, ConnectionError)):
                connection.getresponse().read()
            return
        answer = connection.getresponse()
        answer.read()
        redirect = name.startswith("redirect")
        assert (answer.status == 302) is redirect
        assert bool(answer.headers["Location"]) is redirect


@pytest.mark.parametrize("name", ["huge", "huge_stated", "trickle"])
def test_endless_bodies_survive_a_client_that_leaves(site, name):
    connection = http.client.HTTPConnection(site.url.split("/")[2], timeout=10)
    connection.request("GET", f"/hostile/{name}")
    assert connection.getresponse().read(3) in (b"<p>", b"xxx")
    connection.close()
    assert get(site.url)[0] == 200


def test_any_post_can_be_hostile():
    with serve(posts=30) as site:
        row = site.truth[5]
        site.set(rules={row["url"].removeprefix(site.url.rstrip("/")): "wrong_type"})
        assert get(row["url"])[1]["Content-Type"] == "application/pdf"


def test_a_listing_can_lead_ever_deeper():
    with serve(posts=30, rules={"/news/politics": "a"}) as site:
        assert "/news/politics/a/a/a/" in text(site.url + "news/politics/a/a/")


def test_a_port_that_is_taken_is_said(site):
    taken = int(site.url.rstrip("/").rpartition(":")[2])
    with (
        pytest.raises(OSError, match="address already in use"),
        serve(posts=30, port=taken),
    ):
        pass


def test_controls_over_http(site):
    truth = json.loads(text(site.url + "_replica/truth"))
    assert truth == site.truth
    assert len(json.loads(text(site.url + "_replica/log"))) == len(site.log)
    assert get(site.url + "_replica/set", b'{"crawl_delay": 2}')[0] == 200
    assert "Crawl-delay: 2" in text(site.url + "robots.txt")
    assert get(site.url + "_replica/nothing")[0] == 404


def test_the_command_says_where_it_is_and_ends_on_sigterm():
    command = [sys.executable, "-m", "tests.replica", "--posts", "30", "--markup", "mixed"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline()
        url = re.search(r"http://127\.0\.0\.1:\d+/", line)[0]
        assert get(url)[0] == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
