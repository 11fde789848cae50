"""`scrapy crawl archive`: every post that the sitemaps name, whatever state they are in."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from tests.crawl import Because, crawl
from tests.middlewares import server
from tests.middlewares.server import answer
from tests.replica import serve

MENU = "".join(
    f'<li><a href="/{path}">{path.rpartition("/")[2].title()}</a></li>'
    for path in ("news", "news/politics", "news/economy", "news/health", "articles")
)
HOME = f"<!DOCTYPE html><html><body><nav><ul>{MENU}</ul></nav></body></html>".encode()
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
POST = (
    b"<!DOCTYPE html><html lang='en'><body><article><h1>A post of the harbour</h1>"
    b"<ul><li>Source: Agencies</li><li>28 Jul 2021 23:20</li></ul>"
    b"<p>The night ferry did not sail, and nobody in the harbour could say when it would.</p>"
    b"</article></body></html>"
)


def post(name="a"):
    return answer(body=POST.replace(b"A post", f"Post {name}".encode()))


def urlset(*rows):
    return f"<urlset {SPACE}>{''.join(f'<url>{row}</url>' for row in rows)}</urlset>"


def index(*locs):
    rows = "".join(f"<sitemap><loc>{loc}</loc></sitemap>" for loc in locs)
    return f"<sitemapindex {SPACE}>{rows}</sitemapindex>"


def loc(address, lastmod=None):
    return f"<loc>{address}</loc>" + (f"<lastmod>{lastmod}</lastmod>" if lastmod else "")


def xml(text, kind="application/xml"):
    body = text if isinstance(text, bytes) else text.encode()
    # The site's own address is put in while it is served, so the length is left out.
    return answer(body=body, content_type=kind, content_length=None)


def small(sitemap, **pages):
    """The answers of a site whose one sitemap is this."""
    return {
        "/": answer(body=HOME),
        "/sitemaps/all.xml": sitemap,
        **{f"/news/politics/{name}": one for name, one in pages.items()},
    }


def posts(site):
    return sorted(path for path in site.paths() if path.startswith("/news/politics/"))


def urls(run):
    return sorted(article["url"] for article in run.articles)


NEVER = Because("what was just published is due in an hour", MAYADEEN_REVISIT="never")


@pytest.fixture(scope="module")
def site():
    with serve(posts=150, seed=6, markup="mixed") as running:
        yield running


def months(site, since, until):
    return {
        row["id"]
        for row in site.truth
        if row["_day"] and since <= row["_day"] <= until and row["published_local"]
    }


def test_some_months_alone(site, tmp_path):
    since = len(site.log)
    asked = {"since": "2022-01", "until": "2022-12"}
    run = crawl("archive", site.url, tmp_path, asked)
    # A file without a row for its last days cannot be shown to tell of them.
    assert (run.code, run.manifest["status"]) == (3, "partial"), run.log
    assert run.manifest["failures"] == []
    assert {article["id"] for article in run.articles} == months(site, "2022-01-01", "2022-12-31")
    files = [hit.path for hit in site.log[since:] if "/sitemap-" in hit.path]
    assert files
    assert all("/sitemap-2022-" in path for path in files)


WINTER = ("2023-01-01", "2023-03-31")
ASKED = {"since": "2023-01", "until": "2023-03"}
LAST_DAYS = ["2023-01-31", "2023-02-28", "2023-03-31"]
TEN_DAYS = [f"2023-02-{day}" for day in range(19, 29)]


def served(site, days):
    """The posts of these days that stand in listings or sitemaps."""
    by_number = {site.world.url(post.path): post for post in site.world.posts if post.is_served}
    return {
        row["url"]
        for row in site.truth
        if row["_day"] in days and by_number[row["url"]].found_by in ("listing", "region")
    }


@pytest.mark.parametrize(
    ("switches", "in_files", "days"),
    [
        pytest.param(
            {"shadowed": 6, "oldest": 70},
            LAST_DAYS,
            LAST_DAYS[:1],
            id="addresses taken over, listings to the first week of February",
        ),
        pytest.param(
            {"stopped": {"2023-2": "2023-02-18T23:50"}, "lastmods": False, "oldest": 130},
            [LAST_DAYS[0], *TEN_DAYS, LAST_DAYS[2]],
            [LAST_DAYS[0], *TEN_DAYS],
            id="stopped at midnight, listings to the first week of March",
        ),
        pytest.param(
            {"stopped": {"2023-2": "2023-02-19T09:35"}},
            [LAST_DAYS[0], *TEN_DAYS, LAST_DAYS[2]],
            [],
            id="stopped by day, listings to their beginning",
        ),
    ],
)
def test_the_days_that_neither_files_nor_listings_tell_are_said(switches, in_files, days, tmp_path):
    with serve(posts=180, seed=3, span=WINTER, frozen=True, **switches) as site:
        assert (site.lost_days, site.lost_everywhere) == (in_files, days)
        lost = {row["url"] for row in site.truth if row["_day"] in in_files}
        known = {row["url"] for row in site.truth} - lost
        run = crawl("archive", site.url, tmp_path, ASKED)
        unknown = run.manifest["days_unknown"]
        filled = served(site, set(in_files) - set(unknown))
    # A listing that ends soon after a day leaves it in doubt, though all of its posts were shown.
    assert set(days) <= set(unknown) <= set(in_files), run.log
    assert (run.code, run.manifest["status"]) == ((3, "partial") if unknown else (0, "complete"))
    if unknown:
        assert f"tell all posts of {len(unknown)} days: 2023-01-31" in run.log
    assert known | filled <= {article["url"] for article in run.articles}
    shadowed = [post for post in site.world.posts if post.shadowed_by is not None]
    assert sorted(run.manifest["shadowed"]) == sorted(
        {site.world.url(post.path) for post in shadowed}
    )


def test_a_listing_is_walked_no_further_than_the_first_day_that_is_lacking(tmp_path):
    with serve(posts=90, seed=3, span=WINTER, frozen=True, per_page=1) as site:
        asked = {"since": "2023-03", "until": "2023-03"}
        run = crawl("archive", site.url, tmp_path, asked)
        assert (run.code, run.manifest["days_unknown"]) == (0, []), run.log
        pages = {one["label"]: one["pages"] for one in run.manifest["listings"]}
        [news] = [one for one in site.listings if one["label"] == "News"]
        # A page a post: of a month's 31, and 90 in all, those of its last days alone.
        assert 2 <= pages["News"] < 10 < news["pages"]
        since = len(site.log)
        again = crawl("archive", site.url, tmp_path, asked, settings=NEVER)
        assert (again.code, again.manifest["days_unknown"]) == (0, []), again.log
        paths = {hit.path for hit in site.log[since:]}
    assert {path for path in paths if not path.startswith("/sitemaps/")} == {"/", "/robots.txt"}


def test_news_sitemaps_give_their_own_posts_and_days_alone(tmp_path):
    news = {"news": True, "whole_news": True}
    with serve(posts=180, seed=3, span=WINTER, frozen=True, oldest=130, **news) as site:
        lost = {
            row["url"]
            for row in site.truth
            if row["_day"] in LAST_DAYS[:2] and "/news/" in row["url"]
        }
        run = crawl("archive", site.url, tmp_path, ASKED)
        # Listings that show nothing so late do not tell of March's last day either.
        assert (run.code, run.manifest["days_unknown"][:2]) == (3, LAST_DAYS[:2]), run.log
        assert lost
        assert lost <= {article["url"] for article in run.articles}
        since = len(site.log)
        narrow = crawl("archive", site.url, tmp_path / "news", ASKED | {"sections": "news"})
        # The one post of January's last day is too early to show that the day is whole.
        assert (narrow.code, narrow.manifest["days_unknown"]) == (3, LAST_DAYS[:1]), narrow.log
        paths = [hit.path for hit in site.log[since:]]
    assert {path for path in paths if path.startswith("/sitemaps/news/")} == {
        f"/sitemaps/news/sitemap-2023-{month}.xml" for month in (1, 2, 3)
    }


def test_a_file_that_goes_on_to_its_last_day_lacks_none(tmp_path):
    with serve(posts=180, seed=3, span=WINTER) as site:
        run = crawl("archive", site.url, tmp_path, ASKED)
    assert (run.code, run.manifest["days_unknown"]) == (0, []), run.log


def test_a_second_run_asks_for_no_post(tmp_path):
    with serve(posts=60, seed=6, compressed_sitemaps=True) as site:
        first = crawl("archive", site.url, tmp_path)
        assert (first.code, len(first.articles)) == (0, 60), first.log
        since = len(site.log)
        again = crawl("archive", site.url, tmp_path, settings=NEVER)
        assert (again.code, again.articles) == (0, [])
        assert again.manifest["days_unknown"] == first.manifest["days_unknown"]
        # Today is not over, so the listings are asked again for it, each for its first page.
        assert not {row["url"] for row in site.truth} & {
            site.url.rstrip("/") + hit.path for hit in site.log[since:]
        }
        assert not [hit.path for hit in site.log[since:] if "page" in hit.path]


def test_a_later_lastmod_makes_a_post_due(tmp_path):
    def sitemap(lastmod):
        return xml(urlset(loc("{origin}/news/politics/a", lastmod), loc("/news/politics/b")))

    with server.serve(small(sitemap("2021-07-29"), a=post(), b=post("b"))) as site:
        for lastmod, asked in [
            ("2021-07-29", ["/news/politics/a", "/news/politics/b"]),
            ("2021-07-30T12:00:00+03:00", []),
            (None, ["/news/politics/a"]),  # later than the last fetch, in whole seconds
            ("nonsense", []),
        ]:
            stated = lastmod or (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
            site.answers["/sitemaps/all.xml"] = [sitemap(stated)]
            site.requests.clear()
            run = crawl("archive", site.url, tmp_path, settings=NEVER)
            assert run.code == 0, run.log
            assert posts(site) == asked


A, B = loc("{origin}/news/politics/a"), loc("{origin}/news/politics/b")
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'
    '<!ENTITY f SYSTEM "file:///etc/passwd">]>'
)
ELSEWHERE = ("https://elsewhere.test/news/politics/x", "//10.0.0.1/news/politics/y", "javascript:1")
HUBS = ("/authors/somebody", "/coverage/drought", "/", "/news/politics", "/news/politics/page/2")


@pytest.mark.parametrize(
    ("sitemap", "found", "status"),
    [
        pytest.param(urlset(A), "a", "complete", id="plain"),
        pytest.param(
            b"\xef\xbb\xbf\n <?xml version='1.0'?>" + urlset(A).encode(),
            "a",
            "complete",
            id="byte order mark",
        ),
        pytest.param(
            urlset(loc("{origin}/news/politics/a?x=1&amp;y=2#part")),
            "a",
            "complete",
            id="query and fragment",
        ),
        pytest.param(
            urlset(loc("\n  {origin}/news/politics/a/  \n")), "a", "complete", id="spaces"
        ),
        pytest.param(
            urlset(loc("<![CDATA[{origin}/news/politics/a]]>")), "a", "complete", id="cdata"
        ),
        pytest.param(urlset(A, A, B), "ab", "complete", id="twice"),
        pytest.param(
            urlset(A, B).removesuffix("</url></urlset>"), "ab", "partial", id="cut after an address"
        ),
        pytest.param(urlset(A, B).partition("/b<")[0], "a", "partial", id="cut within an address"),
        pytest.param(
            BOMB + urlset(loc("{origin}/news/politics/&b;"), loc("&f;"), A),
            "a",
            "partial",
            id="a bomb",
        ),
        pytest.param(urlset(*map(loc, ELSEWHERE), A), "a", "complete", id="other hosts"),
        pytest.param(
            urlset(*(loc("{origin}" + path) for path in HUBS), A), "a", "complete", id="hubs"
        ),
        pytest.param(urlset(), "", "failed", id="empty"),
    ],
)
def test_what_a_sitemap_can_be(sitemap, found, status, tmp_path):
    with server.serve(small(xml(sitemap), a=post(), b=post("b"))) as site:
        run = crawl("archive", site.url, tmp_path)
        assert [path.rsplit("/", 1)[1] for path in posts(site)] == list(found), run.log
        assert urls(run) == [f"{site.url}news/politics/{name}" for name in found]
        assert run.manifest["status"] == status
        assert [failure["url"] for failure in run.manifest["failures"]] == (
            [] if status == "complete" else [f"{site.url}sitemaps/all.xml"]
        )
    assert "Traceback" not in run.log


def test_indexes_that_lead_in_circles_and_away(tmp_path):
    answers = {
        "/": answer(body=HOME),
        "/robots.txt": answer(
            body=b"User-agent: *\nDisallow: /private\nSitemap: {origin}/maps/one.xml\n"
            b"Sitemap: https://elsewhere.test/map.xml\nSitemap: http://[::1\n",
            content_type="text/plain",
            content_length=None,
        ),
        "/maps/one.xml": xml(
            index("{origin}/maps/one.xml", "{origin}/maps/two.xml", "https://elsewhere.test/x.xml")
        ),
        "/maps/two.xml": xml(index("{origin}/maps/one.xml", "{origin}/maps/three.xml.gz")),
        "/maps/three.xml.gz": xml(
            gzip.compress(urlset(loc("/news/politics/a"), loc("/news/politics/b")).encode()),
            "application/gzip",
        ),
        "/news/politics/a": post(),
        "/news/politics/b": post("b"),
    }
    with server.serve(answers) as site:
        run = crawl("archive", site.url, tmp_path)
        assert (run.code, run.manifest["status"]) == (0, "complete"), run.log
        assert urls(run) == [f"{site.url}news/politics/{name}" for name in "ab"]
        asked = Counter(path for path, _ in site.requests if not path.startswith("/news/"))
    machine = ("/robots.txt", "/", "/maps/one.xml", "/maps/two.xml", "/maps/three.xml.gz")
    machine += ("/sitemaps/news.xml",)  # which nothing names, and which is not there
    assert asked == dict.fromkeys(machine, 1)
    assert run.manifest["hostile"]["sitemap_offsite"] == 3


def test_raw_and_encoded_are_one_address(tmp_path):
    raw = "/news/politics/صور---من-حلمون"
    coded = quote(raw)
    forms = (raw, coded, coded.lower(), f"{raw}/")
    with server.serve(small(xml(urlset(*map(loc, forms))))) as site:
        site.answers[coded] = [post()]
        run = crawl("archive", site.url, tmp_path)
        assert posts(site) == [coded]
        assert urls(run) == [site.url.rstrip("/") + coded]


def test_fifty_thousand_addresses_in_a_file(tmp_path):
    rows = [loc(f"{{origin}}/news/politics/{number}-of-many") for number in range(50_000)]
    limits = Because("the sitemap is what the test is about", CLOSESPIDER_PAGECOUNT="8")
    with server.serve(small(xml(urlset(*rows)))) as site:
        run = crawl("archive", site.url, tmp_path, settings=limits)
        assert run.code == 3, run.log
    assert run.manifest["listings"][-1]["posts"] == 50_000
    assert "Traceback" not in run.log


@pytest.mark.parametrize(
    ("broken", "code"),
    [(answer(status=404), 1), (answer(status=500), 1), (answer(body=b"<h1>Sorry</h1>"), 1)],
    ids=["gone", "an error", "a page"],
)
def test_a_sitemap_that_is_none(broken, code, tmp_path):
    with server.serve(small(broken)) as site:
        run = crawl("archive", site.url, tmp_path)
    assert (run.code, run.manifest["status"]) == (code, "failed"), run.log
    assert "Traceback" not in run.log
