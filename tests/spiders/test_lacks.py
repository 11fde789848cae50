"""What a run can lack though no page failed: it never ends as complete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.middlewares.server import Answer, answer, serve
from tests.spiders.hostile_pages import story
from tests.spiders.test_hostile import page
from tests.spiders.test_strange import card
from tests.together import Ended, Job, crawl_together

MENU = ("news/politics", "news/economy")
SCRIPT = "<script>document.title = 1</script>"
Answers = dict[str, Answer | list[Answer]]


def shell(main: str = '<div id="app"></div>') -> bytes:
    """A page in the site's frame that a script is to fill."""
    return page(f"<main>{main}</main>{SCRIPT}", MENU)


def dated(name: str) -> str:
    return f"<article>{card(name)}<time>28 Jul 2021</time></article>"


def post(date: str = "28 Jul 2021 23:20", title: str = "") -> bytes:
    inside = story(date=date, title=title).partition("<body>")[2].removesuffix("</body></html>")
    return page(inside, MENU)


def site(posts: Mapping[str, Answer | list[Answer]], show: str = "", **others: Answer) -> Answers:
    """A site whose Politics shows `posts`, or the cards in `show`; Economy shows one more.

    `others` are further paths, `__` for a slash.
    """
    cards = show or "".join(map(card, posts))
    answers: Answers = {f"/news/politics/{name}": given for name, given in posts.items()}
    answers |= {f"/{path.replace('__', '/')}": given for path, given in others.items()}
    answers["/news/politics"] = page(f"<main>{cards}</main>", MENU)
    answers |= dict.fromkeys(("/", "/news", "/articles"), page("<main></main>", MENU))
    answers["/news/economy"] = page(card("tariff"), MENU)
    answers["/news/politics/tariff"] = post()
    return answers


def robots(*paths: str) -> Answers:
    rules = "".join(f"Disallow: {path}\n" for path in paths)
    text = f"User-agent: *\n{rules}".encode()
    return {"/robots.txt": answer(body=text, content_type="text/plain")}


BROKEN_OFF = page("", MENU).partition(b"\r\n\r\n")[2].partition(b"</ul>")[0]
UNREADABLE = "the 20 of November in the year 2026 at 13h35"
STORKS = post(UNREADABLE, "The storks")
TWO = {"storks": post(), "kettles": post()}
FORBIDDEN = answer(403, b"<h1>Sorry, you have been blocked</h1>")
CHALLENGE = answer(
    body=b"<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
    b'<script src="/cdn-cgi/challenge-platform/h.js"></script></body></html>'
)
WALL = answer(503, b"<html><head><title>Attention Required!</title></head></html>")
WAVERING: Answers = {"/": [FORBIDDEN, page("<main></main>", MENU)]}


class Case(NamedTuple):
    """A site, what is asked of it, and how the run must end; `said` stands in its warnings."""

    answers: Answers
    status: str
    reason: str
    said: str = ""
    asked: Mapping[str, str] = {}
    counts: Mapping[str, int] = {}
    spider: str = "articles"


CASES = {
    "one post answers 404": Case(
        site({"ferry": answer(404), **TWO}), "complete", "finished", counts={"new": 3, "missing": 1}
    ),
    "a programme without episodes": Case(
        site({"harbour-hour": shell("<h1>Harbour Hour</h1>")}),
        "complete",
        "finished",
        counts={"new": 1, "not_posts": 1},
    ),
    "a shell for scripts": Case(
        site({"storks": post(), "grain-price": shell(), "night-ferry": shell()}),
        "partial",
        "finished",
        counts={"new": 2, "failed": 2},
    ),
    "a shell with the site's name": Case(
        site({"grain-price": shell("<h1>The Harbour Times</h1><div></div>")}),
        "partial",
        "finished",
        counts={"new": 1, "failed": 1},
    ),
    "a shell with a headline, under a dated card": Case(
        site(
            {"grain-price": shell("<h1>The grain price</h1><div></div>")},
            dated("grain-price") + dated("storks"),
            news__politics__storks=post(),
        ),
        "partial",
        "finished",
        counts={"new": 2, "failed": 1},
    ),
    "a home page that breaks off in its menu": Case(
        site(TWO) | {"/": answer(body=BROKEN_OFF)},
        "partial",
        "finished",
        counts={"new": 3},
    ),
    "no day that can be read": Case(
        site(
            {
                "storks": STORKS,
                "kettles": post("20.XI.2026 at noon", "The kettles"),
            }
        ),
        "partial",
        "finished",
        "No day could be read of 2 posts",
        {"since": "2021-07-01"},
        {"new": 1, "undated": 2},
    ),
    "no day under until alone": Case(
        site({"storks": STORKS}),
        "partial",
        "finished",
        "No day could be read of 1 posts",
        {"until": "2024-07-01"},
        {"new": 1, "undated": 1},
    ),
    "no day, but not asked for anyway": Case(
        site({"storks": STORKS}),
        "complete",
        "finished",
        asked={"until": "2024-07-01", "keywords": "nightingale"},
        counts={"withheld": 2},
    ),
    "a listing is forbidden": Case(
        site(TWO) | robots("/news/economy"),
        "partial",
        "finished",
        "was cut short: disallowed",
        counts={"new": 2},
    ),
    "a post is forbidden": Case(
        site(TWO) | robots("/news/politics/storks"),
        "partial",
        "finished",
        "Forbidden by robots.txt: 1 posts",
        counts={"new": 2, "disallowed": 1},
    ),
    "all posts are forbidden": Case(
        site(TWO) | robots("/news/politics/"),
        "refused",
        "disallowed",
        "Forbidden by robots.txt: 3 posts",
        counts={"disallowed": 3},
    ),
    "all listings are forbidden": Case(
        site(TWO) | robots("/news", "/articles"), "refused", "disallowed"
    ),
    "the home page is forbidden": Case(
        site(TWO) | robots("/"), "refused", "disallowed", "robots.txt forbids the home page"
    ),
    "most posts answer 404": Case(
        site(dict.fromkeys(("storks", "kettles", "ferry"), answer(404))),
        "partial",
        "finished",
        "Check vanished failed: 3 of 4 pages answered 404 or 410",
        counts={"new": 1, "missing": 3},
    ),
} | {
    f"{spider}: {what}": Case(answers, status, reason, spider=spider)
    for spider, what, answers, status, reason in (
        ("articles", "403", {"/": FORBIDDEN}, "refused", "refused"),
        ("articles", "451", {"/": answer(451)}, "refused", "refused"),
        ("breaking", "403", {"/": FORBIDDEN}, "refused", "refused"),
        ("breaking", "challenge", {"/": CHALLENGE}, "refused", "refused"),
        ("authors", "challenge", {"/": CHALLENGE}, "refused", "refused"),
        ("archive", "403", {"/": FORBIDDEN}, "refused", "refused"),
        ("videos", "challenge", {"/": CHALLENGE}, "refused", "refused"),
        ("pictures", "wall", {"/": WALL}, "refused", "refused"),
        ("breaking", "robots.txt", robots("/"), "refused", "disallowed"),
        ("authors", "robots.txt", robots("/"), "refused", "disallowed"),
        ("archive", "robots.txt", robots("/"), "refused", "disallowed"),
        ("articles", "403 once", WAVERING, "failed", "home_unreadable"),
        ("breaking", "403 once", WAVERING, "failed", "home_unreadable"),
    )
}


def crawl_all(names: Iterable[str], folder: Path) -> dict[str, Ended]:
    with ExitStack() as stack:
        jobs = {}
        for number, name in enumerate(names):
            case = CASES[name]
            answers = {
                path: given[:] if isinstance(given, list) else given
                for path, given in case.answers.items()
            }
            url = stack.enter_context(serve(answers)).url
            asked = {"follow": "none"} if case.spider == "articles" else {}
            jobs[name] = Job(case.spider, url, folder / str(number), {**asked, **case.asked})
        return dict(zip(jobs, crawl_together(list(jobs.values())), strict=True))


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    """What came of each case's run. Scrapy counts the log's errors for a whole process, so those
    that end with one have a process of their own."""
    quiet = [name for name in CASES if ": " not in name]
    loud = [name for name in CASES if ": " in name]
    return crawl_all(quiet, tmp_path_factory.mktemp("quiet")) | crawl_all(
        loud, tmp_path_factory.mktemp("loud")
    )


@pytest.mark.parametrize("name", CASES)
def test_a_run_ends_as_what_it_got(name: str, ended: dict[str, Ended]) -> None:
    case, (stat, manifest) = CASES[name], ended[name]
    assert (manifest["status"], manifest["reason"]) == (case.status, case.reason), manifest
    assert stat == case.status
    assert any(case.said in line for line in manifest["warnings"]) or not case.said, manifest
    assert ": " in name or not any("errors in the log" in line for line in manifest["warnings"])
    counted = {what: number for what, number in manifest["posts"].items() if number}
    assert case.counts.items() <= counted.items()


@pytest.mark.parametrize("name", [name for name in CASES if ": " in name])
def test_a_home_page_is_asked_for_twice_at_most(name: str, ended: dict[str, Ended]) -> None:
    asked = ended[name].manifest["requests"]["by_purpose"]
    assert set(asked) <= {"home", "robots"}
    assert asked.get("home", 0) == (0 if "robots.txt" in name else 2)
