"""A site gone wrong, and somebody on the way, cost what they touch alone."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import Response

from mayadeen.crawl.decision import keep_apart
from mayadeen.crawl.notices import NO_POST_ANY_MORE, NOTHING_OF_A_POST, why_no_post
from mayadeen.items import Article
from mayadeen.ledger.known import marks
from mayadeen.middlewares.content import Content
from mayadeen.middlewares.own_hosts import OwnHosts
from mayadeen.run.manifest import mark_interrupted


@pytest.mark.parametrize(
    ("base", "asked", "sent"),
    [
        ("https://localhost/", "http://localhost/a?b=1", "https://localhost/a?b=1"),
        ("https://localhost/", "http://localhost:80/a", "https://localhost/a"),
        ("https://localhost/", "https://localhost/a", None),
        ("http://localhost/", "http://localhost/a", None),
        ("http://localhost/", "https://localhost/a", None),
    ],
)
def test_a_site_of_https_is_never_asked_in_the_clear(base, asked, sent):
    given = asyncio.run(OwnHosts(SimpleNamespace(), base).process_request(Request(asked)))
    assert (given and given.url) == sent


MENU = b"<html><body><nav><ul><li><a href=/news>News</a></li>"


@pytest.mark.parametrize(
    ("body", "purpose", "flags"),
    [
        (MENU, "home", ["unclosed"]),
        (MENU + b"<li><a href=/vid", "home", ["unclosed"]),
        (MENU + b"</ul></nav><p>Never closed", "home", []),
        (MENU + b"</ul></nav></body></html>", "home", []),
        (MENU, "post", []),
    ],
)
def test_a_home_page_cut_off_in_its_menu_is_told(body, purpose, flags):
    request = Request("http://localhost/", meta={"purpose": purpose})
    answer = Response("http://localhost/", headers={"Content-Type": "text/html"}, body=body)
    given = Content(SimpleNamespace(inc_value=print)).process_response(request, answer)
    assert given.flags == flags


@pytest.mark.parametrize(
    "told",
    ["[1]", "7", '"running"', "{", "{}", '{"status": 3}', "[" * 200_000, "\0", "null"],
    ids=lambda told: told[:9],
)
def test_a_killed_runs_broken_manifest_stops_nobody(tmp_path, told):
    (tmp_path / "run.json").write_text(told)
    mark_interrupted(tmp_path)
    assert (tmp_path / "run.json").read_text() == told


def test_a_killed_runs_manifest_is_closed(tmp_path):
    (tmp_path / "run.json").write_text('{"status": "running"}')
    mark_interrupted(tmp_path)
    assert json.loads((tmp_path / "run.json").read_text())["status"] == "interrupted"


def _post(number, slug, title, body):
    url = f"https://english.almayadeen.net/news/politics/{slug}"
    told = {"title": title, "body": body, "discovered_via": "listing", "fetched_at": "2026-01-01"}
    return Article(id=f"en:{number}", post_id=number, url=url, edition="en", **told)


def _run(**rows):
    said = []
    ledger = SimpleNamespace(get=rows.get("get", lambda _: None), by_article_id=lambda _: None)
    return SimpleNamespace(numbers={}, ledger=ledger, warn=said.append, said=said)


def test_one_number_for_all_posts_makes_no_post_of_them():
    run = _run()
    posts = [_post("1", f"story-{n}", f"Title {n}", f"Text {n}") for n in range(4)]
    for post in posts:
        keep_apart(run, post, post.url)
    assert len({post.id for post in posts}) == 4
    assert [post.post_id for post in posts] == ["1", None, None, None]
    assert len(run.said) == 3


@pytest.mark.parametrize(
    ("title", "body"), [("Title", "Text"), ("Title", "Text, mended"), ("Title, mended", "Text")]
)
def test_a_post_at_two_addresses_is_one_post(title, body):
    run = _run()
    first, second = _post("1", "a", "Title", "Text"), _post("1", "b", title, body)
    keep_apart(run, first, first.url)
    keep_apart(run, second, second.url)
    assert (first.id, second.id, run.said) == ("en:1", "en:1", [])


def test_a_post_told_apart_before_stays_so_while_the_number_is_anothers():
    holder = SimpleNamespace(url="https://english.almayadeen.net/news/politics/a")
    run = _run(get=lambda _: SimpleNamespace(article_id="en:u0123456789abcdef"))
    run.ledger.by_article_id = lambda _: holder
    post = _post("1", "b", "Title", "Text")
    keep_apart(run, post, post.url)
    assert post.id.startswith("en:u")


def _dated(heading, **values):
    """What is read of a page with a day."""
    values = {"title": heading, "published_raw": "28 Nov 2025 10:00", **values}
    return SimpleNamespace(is_post=True, values=values, sources={}, warnings=[], heading=heading)


BRIDGE = "https://english.almayadeen.net/news/politics/a-bridge-opens-at-noon"


@pytest.mark.parametrize(
    ("heading", "is_notice"),
    [
        ("Not available in your country", True),
        ("This content is temporarily unavailable", True),
        ("Scheduled maintenance", True),
        ("We’ll be back soon!", True),
        ("Sorry, something went wrong", True),
        ("Please sign in to continue", True),
        ("We value your privacy", True),
        ("هذا المحتوى غير متاح في بلدك", True),
        ("الموقع قيد الصيانة", True),
        ("عذراً، حدث خطأ ما", True),
        ("Contenido no disponible en su país", True),
        ("Sitio en mantenimiento", True),
        ("Inicie sesión para continuar", True),
        # Another name than the address's is no notice's yet.
        ("The new crossing is inaugurated", False),
        ("Ministers available for talks", False),
        # Nor is a notice's name one where the address says the same.
        ("A bridge opens at noon, sorry to say", False),
    ],
)
def test_a_notice_with_a_day_is_no_post(heading, is_notice):
    expected = NOTHING_OF_A_POST if is_notice else None
    assert why_no_post(_dated(heading), None, BRIDGE) == expected
    assert why_no_post(_dated(heading, post_id="17"), None, BRIDGE) is None


@pytest.mark.parametrize(
    ("heading", "values", "expected"),
    [
        ("Out of order", {}, NO_POST_ANY_MORE),
        ("The new crossing", {}, None),
        ("Out of order", {"published_raw": "1 May 2024 10:00"}, None),
        ("Out of order", {"post_id": "17"}, None),
        ("A bridge, open at noon", {}, None),
    ],
    ids=["neither title nor day", "the card's title", "its day", "a number", "its address"],
)
def test_a_post_without_number_keeps_what_it_had(heading, values, expected):
    shown = b"".join(marks("The new crossing", "2024-05-01"))
    known = SimpleNamespace(revision=1, article_id="en:u1", published_at=1, shown=shown)
    assert why_no_post(_dated(heading, **values), known, BRIDGE) == expected
