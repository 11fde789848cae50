"""A site that refuses is recognised and left alone."""

import pytest
from scrapy.http import HtmlResponse, TextResponse

from mayadeen.middlewares.refusal import refusal
from tests.crawl import Because
from tests.middlewares.crawl import crawl
from tests.middlewares.server import Answer, answer, page, serve

CLOUDFLARE = b"""<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>
<meta http-equiv="refresh" content="390"><style>body{color:red}</style></head><body>
<div class="main-wrapper"><h1 class="zone-name-title h1">news.example</h1>
<h2 id="challenge-error-text">Enable JavaScript and cookies to continue</h2></div>
<script>window._cf_chl_opt = {cvId: '3'};</script></body></html>"""
BLOCKED = b"""<html><head><title>Attention Required! | Cloudflare</title></head><body>
<h1>Sorry, you have been blocked</h1><h2>You are unable to access news.example</h2>
<p>This website is using a security service to protect itself from online attacks.</p>
<div id="cf-error-details">Ray ID: 8a</div><a href="https://www.cloudflare.com">Cloudflare</a>
</body></html>"""
AKAMAI = b"""<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>
You don't have permission to access "/news" on this server.<P>Reference #18.2</P></BODY></HTML>"""
IMPERVA = b"""<html><head><META NAME="robots" CONTENT="noindex,nofollow">
<script src="/_Incapsula_Resource?SWJIYLWA=5"></script></head><body></body></html>"""
DATADOME = b"""<html><head><title>news.example</title></head><body>
<script src="https://ct.captcha-delivery.com/c.js"></script><p>Please enable JS</p></body></html>"""
CAPTCHA_BOX = b"""<html><head><title>One more step</title></head><body>
<form><div class="g-recaptcha" data-sitekey="k"></div></form></body></html>"""

MENU = b"".join(b'<li><a href="/news/%d">Section %d</a></li>' % (n, n) for n in range(20))
STORY = b"<p>" + b"A sentence of a story that somebody wrote with care. " * 60 + b"</p>"


def site_page(title: bytes, story: bytes, menu: bytes = MENU, script: bytes = b"") -> bytes:
    return (
        b"<!DOCTYPE html><html><head><title>%s</title></head><body><ul>%s</ul>"
        b"<h1>%s</h1>%s<script>%s</script></body></html>" % (title, menu, title, story, script)
    )


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        pytest.param(403, b"", "403", id="403"),
        pytest.param(401, b"", "401", id="401"),
        pytest.param(451, b"", "451", id="451"),
        pytest.param(200, CLOUDFLARE, "challenge", id="Cloudflare with 200"),
        pytest.param(503, CLOUDFLARE, "challenge", id="Cloudflare with 503"),
        pytest.param(200, BLOCKED, "challenge", id="Cloudflare block"),
        pytest.param(200, AKAMAI, "challenge", id="Akamai"),
        pytest.param(200, IMPERVA, "challenge", id="Imperva"),
        pytest.param(200, DATADOME, "challenge", id="DataDome"),
        pytest.param(200, CAPTCHA_BOX, "challenge", id="captcha form"),
        pytest.param(200, b"", None, id="empty"),
        pytest.param(200, page("Ceasefire talks resume"), None, id="short page"),
        pytest.param(404, page("Not found"), None, id="404"),
        pytest.param(503, page("Service unavailable"), None, id="503"),
        pytest.param(
            200,
            site_page(b"Just a moment: how captchas tell a human", STORY),
            None,
            id="article about captchas",
        ),
        pytest.param(
            200,
            site_page(b"Access denied: doctors turned away", STORY, menu=b""),
            None,
            id="article without a menu",
        ),
        pytest.param(
            200,
            site_page(b"Access denied, says minister", b"<p>A short video.</p>"),
            None,
            id="short post with a menu",
        ),
        pytest.param(
            200,
            b"<title>Are you a robot? A quiz</title><meta property='og:type' content='video'>",
            None,
            id="short post without a menu",
        ),
        pytest.param(
            200,
            site_page(
                b"Olive harvest begins",
                STORY,
                script=b"a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'",
            ),
            None,
            id="ordinary page behind Cloudflare",
        ),
    ],
)
def test_refusal(status: int, body: bytes, reason: str | None) -> None:
    response = HtmlResponse("http://news.example/a", status=status, body=body, encoding="utf-8")
    assert refusal(response) == reason


def test_what_the_service_states_in_a_header_is_believed() -> None:
    response = HtmlResponse("http://news.example/", headers={"cf-mitigated": "challenge"})
    assert refusal(response) == "challenge"


def test_a_feed_of_cards_is_no_page() -> None:
    response = TextResponse("http://news.example/more", body=b"<h4>Just a moment</h4>")
    assert refusal(response) is None


def test_several_refusals_in_a_row_end_the_run() -> None:
    answers: dict[str, Answer | list[Answer]] = {
        "/good": answer(body=page("A")),
        "/secret": answer(403),
        **{f"/{n}": answer(200, CLOUDFLARE) for n in range(20)},
    }
    paths = ["/secret", "/good", "/secret", "/good", *(f"/{n}" for n in range(20))]
    with serve(answers) as site:
        crawled = crawl(site.url, paths)
    assert crawled.reason == "refused"
    assert crawled.stats["mayadeen/refused/403"] == 2
    # Three were needed; a request that was on its way when the third came back may follow it.
    assert 3 <= crawled.stats["mayadeen/refused/challenge"] <= 4
    assert len(site.paths()) <= 4 + 4
    assert crawled.pages["/secret"] == {"outcome": "refused_403", "later": True}
    assert crawled.pages["/0"] == {"outcome": "refused_challenge", "later": True}
    assert crawled.log.count("The site refused 3 requests in a row") == 1


def test_a_challenge_with_503_is_not_asked_for_again() -> None:
    with serve({"/a": answer(503, CLOUDFLARE)}) as site:
        crawled = crawl(site.url, ["/a"])
    assert crawled.of("/a") == "refused_challenge"
    assert site.paths() == ["/a"]
    assert crawled.reason == "finished"


def test_the_client_says_who_it_is() -> None:
    with serve({"/": answer(body=page("Home"))}) as site:
        named = Because("the test reads its own name", USER_AGENT="mayadeen (mail@example.org)")
        crawl(site.url, ["/", "/b"], named)
    assert len(site.headers) == 3
    assert all("User-Agent: mayadeen (mail@example.org)\r\n" in head for head in site.headers)
