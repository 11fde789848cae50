"""What a run is held to when it ends."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from mayadeen.extensions.monitors import Tally, check
from mayadeen.items import Article, Headline, Image, Link
from mayadeen.run.state import Run, Walk
from tests import runs

AT = "2026-11-22T09:00:00Z"


def run(**state: Any) -> Run:
    """A run that got a post and is in this state besides."""
    return runs.run(**{"counts": Counter(new=1)} | state)


def article(number: int = 1, **values: Any) -> Article:
    return Article(
        id=f"en:{number}",
        url=f"https://site.example/news/politics/{number}",
        edition="en",
        discovered_via="listing",
        fetched_at=AT,
        **values,
    )


def whole(number: int = 1, **values: Any) -> Article:
    """An article that lacks nothing that is judged."""
    given = {"title": "Storks", "published_local": "2021-07-28", "body": "They came."}
    return article(number, **(given | values))


def link(**values: Any) -> Link:
    given: dict[str, Any] = {"page_url": "https://site.example/1", "url": "https://site.example/2"}
    return Link(**({"observed_at": AT, "rel": "related", "rank": 1} | given | values))


def checked(name: str, state: Run, *items: Any, **stats: int) -> tuple[str, str | None]:
    tally = Tally()
    for item in items:
        tally.add(item)
    [found] = [
        one
        for one in check(state, tally, {key.replace("__", "/"): n for key, n in stats.items()})
        if one.name == name
    ]
    return found.status, found.detail


def test_what_is_checked() -> None:
    assert [(one.name, one.status, one.fatal) for one in check(run(), Tally(), {})] == [
        ("coverage", "skipped", False),
        ("emptiness", "passed", False),
        ("errors", "passed", False),
        ("refusals", "passed", False),
        ("validity", "passed", False),
        ("vanished", "passed", False),
    ]


@pytest.mark.parametrize(
    ("counts", "status"),
    [
        ({"gone": 3}, "failed"),
        ({"missing": 2, "gone": 2, "unchanged": 3}, "failed"),
        ({"gone": 2}, "passed"),
        ({"missing": 4, "new": 4}, "passed"),
    ],
)
def test_posts_that_mostly_vanish_are_no_quiet_end(counts: dict[str, int], status: str) -> None:
    assert checked("vanished", run(counts=Counter(counts)))[0] == status


@pytest.mark.parametrize(
    ("item", "breach"),
    [
        (whole(images=[Image(url="https://media.example/1.jpg")]), None),
        (link(date="2025-10-28"), None),
        (article(word_count=-1), "word_count of https://site.example/news/politics/1: -1 is less"),
        (article(title=["Storks"]), 'title of https://site.example/news/politics/1: ["Storks"]'),
        (article(kind="podcast"), 'kind of https://site.example/news/politics/1: "podcast"'),
        (article(published_at="28 July"), "published_at of https://site.example/news/politics/1:"),
        (article(images=[Image(url=None)]), "images/0/url of https://site.example/news/politics/1"),  # type: ignore[arg-type]
        (link(rank=0), "rank of https://site.example/1: 0 is less than the minimum of 1"),
        (link(date="yesterday"), 'date of https://site.example/1: "yesterday" does not match'),
    ],
)
def test_a_line_is_held_to_the_schema(item: Any, breach: str | None) -> None:
    tally = Tally()
    assert tally.add(item) == (breach is None)
    assert (tally.first_breach or "").startswith(breach or "")


def test_lines_that_break_the_schema_fail_the_run() -> None:
    status, detail = checked("validity", run(), whole(1), whole(2, word_count=-1), link())
    assert status == "failed"
    assert detail == (
        "1 Article of 2 Article, 1 Link break the published JSON Schema; the first: word_count of"
        " https://site.example/news/politics/2: -1 is less than the minimum of 0"
    )


@pytest.mark.parametrize(
    ("items", "fatal"),
    [
        ([whole(word_count=-1), link()], True),
        ([whole(1, word_count=-1), whole(2)], False),
        ([whole(), link(rank=0)], True),
        ([], False),
    ],
    ids=["every article", "one of two", "every link", "no item"],
)
def test_a_class_of_lines_that_are_all_wrong_is_fatal(items: list[Any], fatal: bool) -> None:
    tally = Tally()
    for item in items:
        tally.add(item)
    assert any(one.fatal for one in check(run(), tally, {})) == fatal


@pytest.mark.parametrize(
    ("lacking", "posts", "found"),
    [
        ({}, 20, ("passed", None)),
        ({"body": None}, 19, ("skipped", "no kind has 20 posts")),
        ({"body": None, "kind": "video"}, 20, ("passed", None)),
        ({"body": ""}, 20, ("failed", "body on 0% of article posts, expected on 80%")),
        (
            {"title": None, "published_local": None, "kind": "video"},
            20,
            (
                "failed",
                "title on 0% of video posts, expected on 99%;"
                " published_local on 0% of video posts, expected on 80%",
            ),
        ),
        ({"kind": "gallery"}, 20, ("failed", "images on 0% of gallery posts, expected on 80%")),
    ],
)
def test_fields_are_judged_by_kind(
    lacking: dict[str, Any], posts: int, found: tuple[str, str | None]
) -> None:
    items = [whole(number, **lacking) for number in range(1, posts + 1)]
    assert checked("coverage", run(), *items) == found


@pytest.mark.parametrize(("without", "status"), [(4, "passed"), (5, "failed")])
def test_a_share_at_the_threshold(without: int, status: str) -> None:
    items = [whole(n, body=None if n <= without else "They came.") for n in range(1, 21)]
    assert checked("coverage", run(), *items)[0] == status


def test_coverage_is_measured_by_kind() -> None:
    tally = Tally()
    for item in (
        whole(1),
        article(2, title="Storks"),
        whole(3, kind="video"),
        Headline(
            text="Now",
            text_hash="0",
            rank=1,
            first_seen_at=AT,
            observed_at=AT,
            page_url="https://site.example/",
            edition="en",
        ),
    ):
        tally.add(item)
    coverage = tally.coverage()
    assert set(coverage) == {"article", "video"}
    assert (coverage["article"]["title"], coverage["article"]["body"]) == (1.0, 0.5)
    assert coverage["video"]["summary"] == 0.0


@pytest.mark.parametrize(
    ("name", "state", "stats", "found"),
    [
        ("errors", {}, {"log_count__WARNING": 3}, ("passed", None)),
        ("errors", {}, {"log_count__ERROR": 1}, ("failed", "errors in the log: 1")),
        ("errors", {"failures": {"u": "HTTP 500"}}, {}, ("failed", "1 of 2 pages were not got")),
        (
            "errors",
            {"failures": {"u": "HTTP 500"}, "counts": Counter(new=9, unchanged=10)},
            {},
            ("passed", None),
        ),
        (
            "refusals",
            {},
            {"mayadeen__refused__403": 2, "mayadeen__refused__challenge": 1},
            ("failed", "requests refused: 2 403, 1 challenge; they are left to the next run"),
        ),
        ("emptiness", {"counts": Counter()}, {}, ("failed", "no page showed a post")),
        (
            "emptiness",
            {"walks": {n: Walk(n, n, "section", ended_by="empty") for n in ("Lebanon", "Syria")}},
            {},
            ("failed", "listings without a post: Lebanon, Syria"),
        ),
        (
            "emptiness",
            {
                "walks": {
                    "Lebanon": Walk("Lebanon", "a", "region", ended_by="empty"),
                    "Syria": Walk("Syria", "b", "region", posts=20, ended_by="end"),
                }
            },
            {},
            ("passed", None),
        ),
    ],
)
def test_the_run_is_judged(
    name: str, state: dict[str, Any], stats: dict[str, int], found: tuple[str, str | None]
) -> None:
    assert checked(name, run(**state), **stats) == found
