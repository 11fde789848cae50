"""Invented feeds in the shapes of the items, small enough to know every line by heart."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mayadeen.items import Article, Author, Headline, Image, Link, Video
from mayadeen.normalise.text import content_hash, text_hash

SITE = "https://english.almayadeen.net"
HARBOUR = (
    "The harbour of the invented town was dredged again this spring, the council’s engineers said"
    " on Tuesday. Two barges took the silt away before the fishing season opened. The work had been"
    " put off three times since the winter storms, and the boats had waited in the lee of the mole."
    "\n\n“We had to wait for the tide,” said the harbour master, Lina Farah. Nets were mended"
    " meanwhile, the market stayed shut, and the ferry went on by the outer buoy at six."
)
BRIDGE = (
    "A footbridge will join the two banks of the invented river by next autumn, planners told a"
    " meeting in the school hall. It is to carry walkers and cyclists, no cars, and a water pipe"
    " beneath the deck.\n\nResidents asked about lighting, about the willows on the eastern bank"
    " and about who would sweep the snow. The answers filled four pages and will be printed."
)


def article(number: int, **values: Any) -> dict[str, Any]:
    """An article's line; what is not given is as ordinary as can be."""
    values = {
        "id": f"en:{number}",
        "post_id": str(number),
        "url": f"{SITE}/news/politics/post-{number}",
        "edition": "en",
        "language": "en",
        "section": "News",
        "category": "Politics",
        "title": f"Invented headline {number}",
        "summary": None,
        "body": f"Only a few invented words stand in post {number}.",
        "published_at": "2026-02-27T22:30:00Z",
        "published_local": "2026-02-28T00:30:00+02:00",
        "published_raw": "28 Feb 2026 00:30",
        "published_precision": "minute",
        "published_zone": "assumed",
        "discovered_via": "listing",
        "discovered_from": f"{SITE}/news/politics",
        "fetched_at": "2026-03-01T09:00:05Z",
        "field_sources": {"title": "metadata", "body": "page"},
    } | values
    item = Article(**values)
    item.word_count = len((item.body or "").split())
    item.content_hash = content_hash(item.title, item.summary, item.body)
    return asdict(item)


def link(page: int, target: int, **values: Any) -> dict[str, Any]:
    """A line of what stood beside a post."""
    values = {
        "observed_at": "2026-03-01T09:00:05Z",
        "page_url": f"{SITE}/news/politics/post-{page}",
        "rel": "related",
        "rank": 1,
        "url": f"{SITE}/news/politics/post-{target}",
        "title": f"Invented headline {target}",
    } | values
    return asdict(Link(**values))


def headline(text: str, rank: int = 1, **values: Any) -> dict[str, Any]:
    """A line of the ticker."""
    values = {
        "text": text,
        "text_hash": text_hash(text),
        "rank": rank,
        "first_seen_at": "2026-03-01T09:00:00Z",
        "observed_at": "2026-03-01T09:00:00Z",
        "page_url": SITE,
        "edition": "en",
    } | values
    return asdict(Headline(**values))


def author(name: str, **values: Any) -> dict[str, Any]:
    """A line of a person who writes."""
    values = {
        "edition": "en",
        "url": f"{SITE}/authors/{name.lower().replace(' ', '-')}",
        "name": name,
        "fetched_at": "2026-03-01T09:00:00Z",
    } | values
    return asdict(Author(**values))


def write(path: Path, *lines: dict[str, Any], tail: str = "") -> Path:
    """Write a feed; `tail` is what a crash left behind the last line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text + tail, "utf-8")
    return path


FIRST = "2026-03-01T09-00-00"
SECOND = "2026-03-05T09-00-00"


def two_runs(data: Path) -> Path:
    """A crawl and the next, four days later; a line was written twice and the last was cut."""
    harbour = article(
        101,
        title="Harbour dredged",
        summary="Silt is gone.",
        body=HARBOUR,
        regions=["Asia & Pacific"],
        tags=["harbours", "towns | coasts", "a\\b"],
        source="AFP",
        agencies=["AFP"],
        images=[
            Image(url=f"{SITE}/harbour.jpg", alt="Barges", credit="Sam Noor | AFP", agency="AFP")
        ],
    )
    # A wire story that the site printed twice with another last word.
    again = article(
        102,
        title="Harbour is dredged",
        body=HARBOUR[:-4] + "seven.",
        published_at="2026-02-28T10:00:00Z",
        published_local="2026-02-28T12:00:00+02:00",
        authors=["Lina Farah"],
        warnings=["date_assumed"],
    )
    bridge = article(
        103,
        title="=A bridge, at last",
        body=BRIDGE,
        section="Articles",
        category="Opinion",
        published_at=None,
        published_local="2026-03-02",
        published_precision="day",
        published_zone=None,
    )
    film = article(
        104,
        title="-Film-",
        kind="video",
        section="Videos",
        category=None,
        body=None,
        published_at=None,
        published_local=None,
        published_raw=None,
        published_precision=None,
        published_zone=None,
        videos=[Video(url="https://video.example/104", platform="youtube", duration_seconds=61)],
    )
    write(data / "articles" / FIRST / "articles.jsonl", harbour, again, film)
    write(
        data / "articles" / FIRST / "links.jsonl",
        link(101, 102),
        link(101, 999, rank=2),
        link(102, 101, rel="most_read"),
        link(103, 102, rel="related"),
    )
    edited = article(
        101,
        title="Harbour dredged at last",
        summary="Silt is gone.",
        body=HARBOUR + "\n\nUpdated with the mayor’s words.",
        regions=["Asia & Pacific"],
        tags=["harbours", "towns | coasts", "a\\b"],
        source="AFP",
        agencies=["AFP"],
        revision=2,
        fetched_at="2026-03-05T09:00:05Z",
    )
    write(
        data / "articles" / SECOND / "articles.jsonl",
        edited,
        edited,
        bridge | {"fetched_at": "2026-03-05T09:00:06Z"},
        tail='{"id": "en:105", "url": "https://english.almayadeen.net/news/pol',
    )
    # The same day's second look adds nothing; another day's does.
    write(
        data / "articles" / SECOND / "links.jsonl",
        link(101, 102, observed_at="2026-03-01T21:00:00Z"),
        link(101, 102, observed_at="2026-03-05T09:00:05Z"),
    )
    write(
        data / "breaking" / FIRST / "breaking.jsonl",
        headline("Harbour master: the silt is gone", speaker="Harbour master"),
        headline("The ferry sails again", 2),
        headline("The ferry sails again", 2, first_seen_at="2026-03-01T09:05:00Z"),
    )
    write(
        data / "authors" / FIRST / "authors.jsonl",
        author("Lina Farah", bio="Writes of harbours.", posts=[f"{SITE}/news/politics/post-102"]),
    )
    (data / "articles" / FIRST / "run.json").write_text(
        json.dumps(
            {
                "spider": "articles",
                "status": "complete",
                "reason": "finished",
                "versions": {"mayadeen": "0.1.0", "schema": "2.0"},
                "listings": [
                    {
                        "label": "News › Politics",
                        "url": f"{SITE}/news/politics",
                        "pages": 2,
                        "posts": 5,
                        "new": 3,
                        "known": 0,
                        "ended_by": "end",
                    }
                ],
                "posts": {"new": 3, "changed": 0, "unchanged": 0, "failed": 1},
                "gone": [],
                "days_unknown": ["2026-01-31", "2026-02-28"],
                "failures": [{"url": f"{SITE}/news/politics/post-106", "reason": "timeout"}],
            }
        )
    )
    (data / "articles" / SECOND / "run.json").write_text('{"spider": "articles", "status": "interr')
    return data
