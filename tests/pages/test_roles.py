"""Each line of a page is claimed once, by a rule that has a name of its own."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

import mayadeen.pages
from mayadeen.pages.flat.page import TEXT, Line
from mayadeen.pages.roles import BY_VALUE, Role
from mayadeen.pages.story import boilerplate
from mayadeen.pages.vocabulary import words
from tests.pages.reading import page_of, response

SOURCES = sorted(Path(mayadeen.pages.__path__[0]).rglob("*.py"))
URL = "https://english.almayadeen.net/news/politics/quay-reopens"
PROSE = (
    "The harbour of Miravel opened its northern quay again on Monday, after a winter of repairs"
    " that the lamplighters had asked for since the flood."
)
PAGE = f"""<html><head><title>Quay reopens</title></head><body>
<nav><ul><li><a href="/news">News</a></li></ul></nav><p>Tides of the day</p>
<article><h1>Quay reopens</h1><p>Rana Haddad</p><p>3 Nov 2025 12:10</p>
<div class="story"><p>{PROSE}</p><p>{PROSE} It rained.</p>%s<p>{PROSE} The band played on.</p></div>
</article><footer><p>All Rights Reserved</p></footer></body></html>"""


def a_line():
    return Line(TEXT, 0, 0, None, "A line", -1)


def test_a_line_is_claimed_once():
    line = a_line()
    line.claim(Role.BODY, by="one")
    with pytest.raises(RuntimeError, match="two claims a line of one"):
        line.claim(Role.BESIDE, by="two")
    assert (line.role, line.rule) == ("body", "one")


def test_a_line_is_free_when_it_was_released():
    line = a_line()
    line.claim(Role.HEADER, by="one", roles=[("A", Role.LABEL), ("line", Role.HEADER)])
    line.release()
    assert (line.role, line.rule, line.roles) == (None, None, ())
    line.claim(Role.BESIDE, by="two")
    assert (line.role, line.rule) == ("beside", "two")


def test_a_rule_that_says_so_overrules_another_and_its_pieces():
    line = a_line()
    line.claim(Role.HEADER, by="one", roles=[("A", Role.LABEL), ("line", Role.HEADER)])
    line.reclaim(Role.TITLE, by="two")
    assert (line.role, line.rule, line.roles) == ("title", "two", ())


def _calls():
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            name = getattr(node.func, "attr", None) if isinstance(node, ast.Call) else None
            if name in ("claim", "reclaim"):
                yield next(word.value.value for word in node.keywords if word.arg == "by")


def test_every_rule_has_a_name_of_its_own():
    counted = Counter(_calls())
    assert len(counted) > 40
    assert [rule for rule, times in counted.items() if times > 1] == []
    assert [rule for rule in counted if not re.fullmatch(r"[a-z]+(-[a-z]+)*", rule)] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_role_is_given_past_a_claim(source):
    if source.name == "page.py":
        return
    given = [
        node.lineno
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        if node.attr in ("role", "rule", "roles")
    ]
    assert given == []


def test_every_block_is_a_role():
    assert set(words.HEADING.values()) <= BY_VALUE.keys()


@pytest.mark.parametrize(
    ("names", "role"),
    [
        ("twitter-tweet", "embed"),
        ("newsletter-box", "newsletter"),
        ("breadcrumbs", "breadcrumb"),
        ("sr-only", "hidden"),
        ("social-links", "share"),
        ("adsbygoogle", "advertisement"),
        ("disqus_thread", "comments"),
        ("story", None),
    ],
)
def test_an_element_is_what_its_name_says(names, role):
    assert boilerplate.named(names) == role


@pytest.mark.parametrize(
    ("tag", "role"),
    [
        *(("script", "script"), ("style", "style"), ("template", "template"), ("svg", "icon")),
        *(("math", "math"), ("select", "form"), ("textarea", "form"), ("datalist", "form")),
        *(("audio", "audio"), ("canvas", "canvas"), ("video", "fallback"), ("object", "fallback")),
    ],
)
def test_an_element_without_text_for_readers_says_which(tag, role):
    page = page_of(PAGE % f"<{tag}>unseen</{tag}>", URL)
    assert ("unseen", role) in page.account


def test_every_role_says_what_it_is():
    for role in Role:
        assert re.fullmatch(r"[A-Z].*\.", role.meaning), role
    assert [role for role in Role if role.published] == [
        *("title", "summary", "body", "tags", "images", "caption", "videos", "attribution_raw"),
        *("published_raw", "updated_at", "reading_minutes"),
        *("related", "most_read", "coverage", "read_next", "ticker"),
    ]


@pytest.mark.parametrize(
    ("markup", "text", "role", "rule"),
    [
        ("<nav><p>Sections</p></nav>", "Sections", "menu", "named-element"),
        ('<div class="share-bar"><p>Pass it on</p></div>', "Pass it on", "share", "named-element"),
        ("<p>Share</p>", "Share", "share", "lead-share"),
        ("<p>Advertisement</p>", "Advertisement", "advertisement", "advertisement-label"),
        ("<p>Rate this article</p>", "Rate this article", "control", "control-word"),
        ("<p>* * *</p>", "* * *", "separator", "no-letters"),
        ("<p>2 hours ago</p>", "2 hours ago", "moving", "story-moving"),
        (
            "<p>Opinions expressed in this article do not necessarily reflect ours.</p>",
            "Opinions expressed in this article do not necessarily reflect ours.",
            "disclaimer",
            "disclaimer",
        ),
        (
            '<blockquote><p>Fog.</p><a href="https://x.com/quay/status/7">5 May</a></blockquote>',
            "Fog.",
            "embed",
            "quoted-post",
        ),
        (
            '<div><p>The tides by mail</p><input type="email"></div>',
            "The tides by mail",
            "newsletter",
            "mail-field",
        ),
        ("<p hidden>Draft</p>", "Draft", "hidden", "not-shown"),
        ("<noscript>No script</noscript>", "No script", "noscript", "not-shown"),
        ("<svg><title>Arrow</title></svg>", "Arrow", "icon", "not-shown"),
        ("<select><option>May</option></select>", "May", "form", "not-shown"),
        ('<iframe src="/map">No frames</iframe>', "No frames", "fallback", "not-shown"),
        ("", "Tides of the day", "frame", "out-of-bounds"),
        ("", "All Rights Reserved", "frame", "out-of-bounds"),
    ],
)
def test_a_drop_names_role_and_rule(markup, text, role, rule):
    page = page_of(PAGE % markup, URL)
    assert page.values["body"].count(PROSE) == 3
    [drop] = [drop for drop in page.dropped if drop.text == text]
    assert (drop.name, drop.rule) == (role, rule)
    assert response(PAGE % markup, URL).xpath(drop.place)


@pytest.mark.parametrize(
    ("markup", "text", "role", "rule"),
    [
        (  # two elements called so, one in the other
            '<div class="ticker"><div class="ticker-list"><p>Ferry runs again</p></div></div>',
            "Ferry runs again",
            "ticker",
            None,
        ),
        (
            '<aside><p>The tides by mail</p><input type="email"></aside>',
            "The tides by mail",
            "newsletter",
            "mail-field",
        ),
        (
            '<div class="share"><blockquote><p>Fog.</p><a href="https://x.com/quay/status/7">5 May'
            "</a></blockquote></div>",
            "Fog.",
            "share",
            "named-element",
        ),
        (
            '<blockquote><nav><p>Fog.</p></nav><a href="https://x.com/quay/status/7">5 May</a>'
            "</blockquote>",
            "Fog.",
            "embed",
            "quoted-post",
        ),
    ],
)
def test_one_thing_in_another_has_one_role(markup, text, role, rule):
    page = page_of(PAGE % markup, URL)
    assert [name for shown, name in page.account if shown == text] == [role]
    assert {drop.rule for drop in page.dropped if drop.text == text} == ({rule} if rule else set())
