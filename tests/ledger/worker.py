"""A crawl without a network: `python -m tests.ledger.worker URL FEED NAME POSTS [STEPS]`.

Walks listings of ten posts, each post linking to another that no listing shows, and writes one
line a post to its feed before it flushes the ledger. Prints a line at each step, so that a test can
kill it near a chosen one; after STEPS of them it waits to be killed. A name of its own makes it a
run of its own.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from pathlib import Path

from mayadeen.ledger import Fetched, Found, Revisit, open_ledger

PAGE = 10
BATCH = 8
"""How many rows are in flight."""


def listed(number: int) -> str:
    return f"https://news.example/news/post-{number}"


def linked(url: str) -> str:
    return url.replace("/post-", "/linked-")


def main(database: str, feed: str, name: str, posts: int, steps: int | None = None) -> None:
    said = itertools.count(1)

    def say(step: str) -> None:
        sys.stdout.write(step + "\n")
        sys.stdout.flush()
        if next(said) == steps:
            signal.pause()

    ledger = open_ledger(database, revisit=Revisit.parse("never"))
    ledger.begin_run("articles", {"name": name}, str(Path(feed).parent), shared=True)
    with Path(feed).open("a", encoding="utf-8") as lines:

        def fetch_all() -> None:
            while rows := ledger.take(BATCH):
                for row in rows:
                    say(f"take {row.url}")
                    if "/post-" in row.url:
                        ledger.discover([Found(linked(row.url), "related", row.url)])
                    lines.write(row.url + "\n")
                    ledger.fetched(
                        Fetched(
                            row.url,
                            article_id=row.url,
                            kind="article",
                            section=None,
                            etag=None,
                            last_modified=None,
                            published_at=None,
                            content_hash=None,
                            revision=1,
                        )
                    )
                lines.flush()
                os.fsync(lines.fileno())
                say("fsync")
                ledger.flush()
                say("flush")

        for start in range(0, posts, PAGE):
            page = [Found(listed(number), "listing", None) for number in range(start, start + PAGE)]
            ledger.discover(page)
            say(f"page {start}")
            fetch_all()
        fetch_all()
    ledger.end_run("complete")
    ledger.close()


if __name__ == "__main__":
    main(*sys.argv[1:4], *map(int, sys.argv[4:]))
