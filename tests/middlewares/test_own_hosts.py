"""Nothing leaves the site's own host."""

from ipaddress import ip_address

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from mayadeen.exceptions import Rejected
from mayadeen.middlewares.own_hosts import OwnHosts
from mayadeen.normalise.hosts import foreign
from tests.middlewares.crawl import crawl, crawl_all, job
from tests.middlewares.server import answer, page, redirect, serve


@pytest.mark.parametrize(
    ("url", "base_url", "reason"),
    [
        ("https://news.example/a", "https://news.example/", None),
        ("https://NEWS.example/a", "https://news.example/", None),
        ("http://news.example/a", "https://news.example/", None),
        ("https://news.example:443/a", "https://news.example/", None),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/", None),
        ("https://other.example/a", "https://news.example/", "offsite"),
        ("https://news.example:80/a", "https://news.example/", "offsite"),
        ("http://news.example:443/a", "https://news.example/", "offsite"),
        ("http://news.example:443/a", "http://news.example/", "offsite"),
        ("https://sub.news.example/a", "https://news.example/", "offsite"),
        ("https://news.example.evil.example/a", "https://news.example/", "offsite"),
        ("https://news.example@evil.example/a", "https://news.example/", "offsite"),
        ("https://news.example:8443/a", "https://news.example/", "offsite"),
        ("http://127.0.0.1:9000/a", "http://127.0.0.1:8000/", "private_address"),
        ("http://127.0.0.2:8000/a", "http://127.0.0.1:8000/", "private_address"),
        ("http://localhost/a", "https://news.example/", "private_address"),
        ("http://10.0.0.8/a", "https://news.example/", "private_address"),
        ("http://169.254.169.254/latest/meta-data", "https://news.example/", "private_address"),
        ("http://[::1]/a", "https://news.example/", "private_address"),
        ("http://[::ffff:127.0.0.1]/a", "https://news.example/", "private_address"),
        ("http://93.184.216.34/a", "https://news.example/", "offsite"),
        ("file:///etc/passwd", "https://news.example/", "scheme"),
        ("data:text/html,<p>", "https://news.example/", "scheme"),
        ("ftp://news.example/a", "https://news.example/", "scheme"),
    ],
)
def test_foreign(url: str, base_url: str, reason: str | None) -> None:
    assert foreign(url, base_url) == reason


REDIRECTS = {
    # path: (answer, outcome, stat)
    "/moved": (redirect("/home", 301), "page", None),
    "/elsewhere": (redirect("http://other.example/"), "redirect_offsite", "redirect_offsite"),
    "/scheme-relative": (redirect("//other.example/"), "redirect_offsite", "redirect_offsite"),
    "/other-port": (redirect("http://127.0.0.1:1/"), "private_address", "private_address"),
    "/loopback": (redirect("http://127.0.0.2/"), "private_address", "private_address"),
    "/private": (redirect("http://192.168.1.1/"), "private_address", "private_address"),
    "/file": (redirect("file:///etc/passwd"), "redirect_scheme", "redirect_scheme"),
    "/data": (redirect("data:text/html,hello"), "redirect_scheme", "redirect_scheme"),
    "/malformed": (redirect("http://[broken/"), "redirect_malformed", "redirect_malformed"),
    "/no-port": (redirect("http://127.0.0.1:99999/"), "redirect_malformed", "redirect_malformed"),
    "/self": (redirect("/self"), "redirect_loop", "redirect_loop"),
    "/ping": (redirect("/pong"), "redirect_loop", "redirect_loop"),
    "/endless-0": (redirect("/endless-1"), "redirect_loop", "redirect_loop"),
    "/refresh-home": (
        answer(body=b"<meta http-equiv=refresh content='0; url=/home'>"),
        "page",
        None,
    ),
    "/refresh-away": (
        answer(body=b"<meta http-equiv=refresh content='0; url=http://other.example/'>"),
        "redirect_offsite",
        "redirect_offsite",
    ),
    "/refresh-itself": (
        answer(body=b"<meta http-equiv=refresh content='5; url=/refresh-itself'><p>Live</p>"),
        "page",
        None,
    ),
    "/refresh-file": (
        answer(body=b"<meta http-equiv=refresh content='0; url=file:///etc/passwd'><p>Here</p>"),
        "page",
        None,
    ),
}


def test_redirects_stay_on_the_site() -> None:
    endless = {f"/endless-{n}": redirect(f"/endless-{n + 1}") for n in range(1, 9)}
    answers = {path: given for path, (given, _, _) in REDIRECTS.items()}
    answers |= endless | {"/home": answer(body=page("Home")), "/pong": redirect("/ping")}
    with serve(answers) as site:
        crawled = crawl(site.url, [*REDIRECTS])
    assert {path: crawled.of(path) for path in REDIRECTS} == {
        path: outcome for path, (_, outcome, _) in REDIRECTS.items()
    }
    for stat in {stat for _, _, stat in REDIRECTS.values() if stat}:
        expected = sum(1 for _, _, counted in REDIRECTS.values() if counted == stat)
        assert crawled.stats[f"mayadeen/hostile/{stat}"] == expected
    assert crawled.pages["/moved"]["title"] == "Home"
    assert crawled.pages["/refresh-itself"]["story"] == "Live"
    assert crawled.reason == "finished"
    assert "Traceback" not in crawled.log


def test_links_stay_on_the_site() -> None:
    away = [
        "http://other.example/",
        "http://127.0.0.1:1/",
        "file:///etc/passwd",
        "data:,a",
    ]
    with serve({"/": answer(body=page("Home"))}) as site:
        crawled = crawl(site.url, ["/", *away])
    assert [crawled.of(url) for url in ["/", *away]] == [
        "page",
        "offsite",
        "private_address",
        "scheme",
        "scheme",
    ]


def test_a_public_name_with_a_private_address() -> None:
    hosts = {"news.example": "127.0.0.1", "container": "127.0.0.1"}
    with serve({"/": answer(body=page("Home"))}) as site:
        public, local = crawl_all(
            *(job(f"http://{host}:{site.port}/", ["/"], hosts=hosts) for host in hosts)
        )
    assert public.of("/") == "private_address"
    assert local.of("/") == "page"
    assert site.paths() == ["/"]


@pytest.mark.parametrize(
    ("base_url", "address", "meta", "accepted"),
    [
        ("https://news.example/", "93.184.216.34", {}, True),
        ("https://news.example/", "10.0.0.8", {}, False),
        ("https://news.example/", "::1", {}, False),
        ("https://news.example/", "10.0.0.8", {"proxy": "http://10.0.0.8:3128"}, True),
        ("http://10.0.0.8/", "10.0.0.8", {}, True),
        ("http://localhost:8000/", "127.0.0.1", {}, True),
    ],
)
def test_the_address_that_answered(
    base_url: str, address: str, meta: dict[str, str], accepted: bool
) -> None:
    own_hosts = OwnHosts(get_crawler().stats, base_url)
    response = Response(base_url, ip_address=ip_address(address))
    request = Request(base_url, meta=meta)
    if accepted:
        assert own_hosts.process_response(request, response) is response
    else:
        with pytest.raises(Rejected, match="private_address"):
            own_hosts.process_response(request, response)
