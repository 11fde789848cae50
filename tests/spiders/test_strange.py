"""Answers that no client expects, each at a post or a listing of its own: what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crawl import Because, Crawl, crawl
from tests.middlewares.server import Answer, Site, answer, redirect, serve
from tests.spiders.hostile_pages import story
from tests.spiders.test_hostile import page

NOT_OF_SITE = "no page of the site"
MANY = "".join(f"X-Header-{n}: {n}\r\n" for n in range(5000))


def post(**headers: str | None) -> bytes:
    return answer(body=story().encode(), **headers)


def raw(head: str, body: bytes | None = None) -> bytes:
    """An answer as it goes over the wire, head first."""
    page = story().encode() if body is None else body
    return head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + page


def canonical(address: str, number: int | None = None) -> bytes:
    """A post whose head states an address, and its number where it has one."""
    postid = f'<meta name="postid" content="{number}">' if number else ""
    return answer(body=story(head=f'<link rel="canonical" href="{address}">{postid}').encode())


HTML = "Content-Type: text/html"
NOTICE = """<article><h1>Content unavailable</h1><p>What you have asked for cannot be shown where
you are. Should you think that this is an error, please write to those who look after it.</p>
</article>"""
DATED = NOTICE.replace("</h1>", "</h1><p>28 Nov 2025 10:00</p>")
STATED = """<script type="application/ld+json">
{"@type": "NewsArticle", "headline": "A kettle sings"}</script>"""
UNDATED = """<article><h1>A kettle sings</h1>{}<p>It was put on the fire at noon, and those who
were near say that they heard it from the street. Nobody has asked for it since then.</p></article>
"""
POSTS: dict[str, tuple[Answer | list[Answer], str | None]] = {
    # what is sent: (answers, why it is lost; None for an article)
    "whole": (post(), None),
    "empty-once": ([answer(), post()], None),
    "empty": (answer(), NOT_OF_SITE),
    "blank": (answer(body=b"\n \n"), NOT_OF_SITE),
    "no-content": (answer(204, content_length=None), NOT_OF_SITE),
    "accepted": (answer(202, b"<p>Wait a little</p>"), NOT_OF_SITE),
    "down": (answer(body=b"<html><h1>Back soon</h1><p>We are working.</p></html>"), NOT_OF_SITE),
    "not-for-this-country": (page(NOTICE), "the page shows nothing of a post"),
    "not-for-this-land": (page(DATED), "the page shows nothing of a post"),
    "stated-by-a-layer": (page(UNDATED.format("") + STATED), None),
    "signed": (page(UNDATED.format("<p>By Ann Example</p>")), None),
    "unmodified": (answer(304, content_length=None), "HTTP 304"),
    "partly-once": ([answer(206, story().encode()[:300]), post()], None),
    "partly": (answer(206, story().encode()[:300], content_range="bytes 0-299/900"), "truncated"),
    "legal": (answer(451), "refused_451"),
    "paid": (answer(402), "HTTP 402"),
    "teapot": (answer(418), "HTTP 418"),
    "nine": (answer(999, story().encode()), "HTTP 999"),
    "cookie-wall": (redirect("/news/politics/cookie-wall"), "redirect_loop"),
    "refresh-to-itself": (post(refresh="0"), None),
    "not-to-be-waited-for": ([answer(503, retry_after="-5"), post()], None),
    "for-ever": ([answer(429, retry_after="99999999"), post()], None),
    "nonsense-to-wait": ([answer(503, retry_after="soon\xff"), post()], None),
    "old-protocol": (raw(f"HTTP/1.0 200 OK\n{HTML}"), None),
    "many-headers": (raw(f"HTTP/1.1 200 OK\n{HTML}\nConnection: close\n{MANY}X: y"), None),
    "two-lengths": (
        raw(f"HTTP/1.1 200 OK\n{HTML}\nContent-Length: 9\nContent-Length: 90"),
        "DownloadFailedError",
    ),
    "no-length": (raw(f"HTTP/1.1 200 OK\n{HTML}\nContent-Length: -1"), "DownloadFailedError"),
    "chunks-of-nothing": (
        raw(f"HTTP/1.1 200 OK\n{HTML}\nTransfer-Encoding: chunked", b"zz\r\n<h1>\r\n0\r\n\r\n"),
        "truncated",
    ),
    "no-protocol": (raw("Hello"), "DownloadFailedError"),
    "a-long-header": (raw(f"HTTP/1.1 200 OK\n{HTML}\nX: {'x' * 2**20}"), "DownloadFailedError"),
    "patience-asked": (raw("HTTP/1.1 100 Continue\n\n" * 200 + f"HTTP/1.1 200 OK\n{HTML}"), None),
    "another-protocol": (raw("HTTP/1.1 101 Switching\nUpgrade: x"), "DownloadFailedError"),
    "bare-line-ends": (b"HTTP/1.1 200\nContent-Type: text/html\n\n" + story().encode(), None),
    "redirected-nowhere": (answer(301), "HTTP 301"),
    "redirected-to-nothing": (redirect(""), "redirect_loop"),
    "redirected-out": (redirect("http://[::1"), "redirect_malformed"),
    "several-choices": (answer(300, story().encode()), "HTTP 300"),
    # Named so, and not packed at all: a body is opened by its bytes.
    "not-zstd": (post(content_encoding="zstd"), None),
    # A template's address for all: each post keeps its own.
    "says-it-is-its-section": (canonical("/news/politics"), None),
    "says-it-is-its-section-too": (canonical("/news/politics"), None),
    "says-it-is-home": (canonical("/"), None),
    "says-it-is-another": (canonical("/news/politics/whole"), None),
    "numbered-and-its-section": (canonical("/news/politics", 11), None),
    "numbered-and-another": (canonical("/news/politics/whole", 12), None),
}
# Where a site sends those who ask for what it has no more.
MISSING: dict[str, Answer] = {
    "gone": answer(410),
    "moved-to-a-break": redirect("/a\x00\x0bb"),
    "moved-home": redirect("/"),
    "moved-home-for-good": redirect("/?from=post", 301),
    "moved-to-its-section": redirect("/news/economy"),
    "refreshed-home": answer(body=b'<html><meta http-equiv="refresh" content="0;url=/"></html>'),
}


# Pages of listings in their order, each its posts or an answer; and how the walk ends.
LISTINGS: dict[str, tuple[list[str | bytes], str]] = {
    "first": (["a b", "c d", "e"], "end"),
    "repeating": (["a b", "a b", "a b", "a b"], "end"),
    "shuffling": (["f g", "g f", "h", "i"], "end"),
    "empty-later": (["j", answer()], "failed"),
    "down-later": (["k", answer(body=b"<html><h1>Back soon</h1></html>")], "failed"),
    "empty-once": (["l", "m"], "end"),
    "unmodified": ([answer(304, content_length=None)], "failed"),
    "partly": ([answer(206, b"<html>")], "failed"),
    "without-posts": ([""], "end"),
}
SECTIONS = tuple(f"news/{name}" for name in LISTINGS)


def card(name: str) -> str:
    return f'<h3><a href="/news/politics/{name}">A headline on {name}</a></h3>'


def listing_pages(name: str) -> Iterator[tuple[str, Answer | list[Answer]]]:
    """The addresses of a listing's pages, and what stands there."""
    path = f"/news/{name}"
    pages = LISTINGS[name][0]
    for number, given in enumerate(pages, start=1):
        address = path if number == 1 else f"{path}?page={number}"
        if isinstance(given, bytes):
            yield address, given
            continue
        main = "".join(map(card, given.split()))
        if number < len(pages):
            main += f'<a rel="next" href="{path}?page={number + 1}">Next</a>'
        shown = page(main, SECTIONS)
        yield address, [answer(), shown] if name == "empty-once" else shown


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    posts = {name: given for name, (given, _) in POSTS.items()} | MISSING
    answers: dict[str, Answer | list[Answer]] = {
        f"/news/politics/{name}": given for name, given in posts.items()
    }
    menu = ("news/politics", "news/economy")
    answers["/"] = page("<main></main>", menu)
    answers["/?from=post"] = answers["/"]
    answers["/news/politics"] = page("".join(map(card, posts)), menu)
    answers["/news/economy"] = page(card("whole"), menu)
    with serve(answers) as running:
        yield running


@pytest.fixture(scope="module")
def run(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    data = tmp_path_factory.mktemp("strange")
    patience = {"MAYADEEN_RETRY_AFTER_MAX": "0.1"}
    return crawl("articles", site.url, data, {"follow": "none"}, patience)


def got(run: Crawl) -> set[str]:
    return {article["url"].rsplit("/", 1)[1] for article in run.articles}


@pytest.mark.parametrize("name", POSTS)
def test_a_post(name: str, run: Crawl) -> None:
    lost = {
        failure["url"].rsplit("/", 1)[1]: failure["reason"] for failure in run.manifest["failures"]
    }
    expected = POSTS[name][1]
    assert (name in got(run)) == (expected is None)
    assert lost.get(name, "").partition(":")[0] == (expected or "")


def test_what_is_gone(run: Crawl) -> None:
    assert {url.rsplit("/", 1)[1] for url in run.manifest["missing"]} == set(MISSING)


def test_the_run_ends_as_documented(run: Crawl) -> None:
    assert (run.code, run.manifest["status"], run.manifest["reason"]) == (3, "partial", "finished")
    assert "Traceback" not in run.log
    assert run.errors == []


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Crawl, Crawl]]:
    """The site, a crawl of it, and one after its first listing has lost its posts."""
    answers = {address: given for name in LISTINGS for address, given in listing_pages(name)}
    answers |= dict.fromkeys(("/", "/news", "/articles"), page("<main></main>", SECTIONS))
    answers |= {f"/news/politics/{name}": post() for name in "abcdefghijklm"}
    data = tmp_path_factory.mktemp("listed")
    with serve(answers) as site:
        first = crawl("articles", site.url, data, {"follow": "none"})
        site.answers["/news/first"] = [page("<h1>Sorry, there is no such page</h1>", SECTIONS)]
        yield site, first, crawl("articles", site.url, data, {"follow": "none"})


@pytest.mark.parametrize("name", LISTINGS)
def test_a_listing(name: str, listed: tuple[Site, Crawl, Crawl]) -> None:
    _, run, _ = listed
    [end] = [w["ended_by"] for w in run.manifest["listings"] if w["url"].endswith(f"/news/{name}")]
    assert end == LISTINGS[name][1]


def test_all_posts_that_a_listing_shows_are_got(listed: tuple[Site, Crawl, Crawl]) -> None:
    site, run, _ = listed
    assert got(run) == set("abcdefghijklm")
    assert "/news/repeating?page=4" not in site.paths()
    assert {failure["url"].partition("/news/")[2] for failure in run.manifest["failures"]} == {
        "empty-later?page=2",
        "down-later?page=2",
        "unmodified",
        "partly",
    }


def test_a_listing_that_has_lost_its_posts_is_named(listed: tuple[Site, Crawl, Crawl]) -> None:
    site, _, run = listed
    ends = {w["url"].rpartition("/")[2]: w["ended_by"] for w in run.manifest["listings"]}
    assert (ends["first"], ends["without-posts"]) == ("empty", "end")
    assert f"The listing First ({site.url}news/first) was cut short: empty" in run.log


@pytest.mark.parametrize("notice", [NOTICE, DATED], ids=["without a day", "with a day"])
def test_posts_that_answer_a_notice_keep_what_they_had(notice, tmp_path) -> None:
    """A block for a country or a repair, in the site's frame and with status 200."""
    names = ("kettle", "ladder", "mirror")
    answers = {f"/news/politics/{name}": post() for name in names}
    menu = ("news/politics", "news/economy")
    answers |= {"/": page("", menu), "/news/politics": page("".join(map(card, names)), menu)}
    always = Because("each is due at once", MAYADEEN_REVISIT="always")
    politics = {"sections": "Politics", "follow": "none"}
    with serve(answers) as site:
        first = crawl("articles", site.url, tmp_path, politics, always)
        assert len(first.articles) == len(names)
        site.answers |= {f"/news/politics/{name}": [page(notice)] for name in names}
        second = crawl("articles", site.url, tmp_path, politics, always)
    assert (second.code, second.articles) == (1, []), second.log
    reasons = [one["reason"] for one in second.manifest["failures"]]
    assert reasons == ["the page shows no post any more"] * len(names)
