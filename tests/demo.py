"""`make demo`: a crawl of the stand-in site, and what came of it."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.crawl import environment
from tests.replica import serve


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--posts", type=int, default=120)
    parser.add_argument("--folder", type=Path, default=Path("demo"))
    options = parser.parse_args()
    folder = options.folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with serve(posts=options.posts, seed=1, port=options.port) as site:
        say(f"1. The stand-in site serves {options.posts} posts at {site.url}")
        say(f"2. scrapy crawl articles (its log is in {folder}/crawl.log)")
        status = scrapy(
            "crawl",
            "articles",
            *("-s", f"MAYADEEN_BASE_URL={site.url}"),
            *("-s", f"MAYADEEN_DATA_DIR={folder / 'data'}"),
            *("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0"),
            *("--logfile", str(folder / "crawl.log")),
        )
    if status:
        say(f"The crawl ended with exit code {status}: see {folder}/crawl.log")
        return status
    run = max((folder / "data" / "articles").iterdir())
    manifest = json.loads((run / "run.json").read_text("utf-8"))
    say(f"   {manifest['status']}: {manifest['posts']['new']} articles")
    for name, what in (
        ("articles.jsonl", "the articles, one JSON object a line"),
        ("links.jsonl", "what the site showed beside each of them"),
        ("run.json", "what the run was asked, got and lacks"),
    ):
        say(f"   {run / name}  {what}")
    say("3. A first look:")
    first_look(run / "articles.jsonl")
    say("4. scrapy dataset: one release out of all runs")
    return scrapy(
        *("dataset", "--output", str(folder / "dataset")),
        *("-s", f"MAYADEEN_DATA_DIR={folder / 'data'}"),
    )


def first_look(feed: Path) -> None:
    line = (
        "import duckdb; duckdb.sql('''select category, count(*) posts, min(published_at) first,"
        f" max(published_at) last from '{feed}' group by all order by posts desc''').show()"
    )
    say(f'   .venv/bin/python -c "{line}"')
    subprocess.run([sys.executable, "-c", line], check=True)


def scrapy(*arguments: str) -> int:
    """Run a command, whatever settings the caller's environment holds for real crawls."""
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(command, check=False, env=environment()).returncode


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
