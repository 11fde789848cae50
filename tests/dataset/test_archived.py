"""Lines out of web archives and of live runs make one history, whatever feeds they come from."""

from __future__ import annotations

import csv
import json
import sqlite3

import duckdb
import pytest

from mayadeen.dataset.release import Order, build
from tests.dataset.conftest import Quiet
from tests.dataset.feeds import article, write
from tests.dataset.test_release import lines

AT = {"early": "2024-03-05T10:00:00Z", "late": "2024-09-05T10:00:00Z"}
PUBLISHED = {"published_at": "2024-03-01T10:00:00Z", "published_local": "2024-03-01T12:00:00+02:00"}


def archived(number, when, **values):
    """A line of `captures`; its number counts in a ledger of its own."""
    place = {
        "source": "wayback",
        "captured_at": AT[when],
        "address": f"https://web.archive.org/web/{when}",
        "digest": None,
    }
    given = {"archived": place, "discovered_via": "wayback", "fetched_at": AT[when], **PUBLISHED}
    return article(number, **given, **values)


LIVE = (article(1, body="As it is now.", **PUBLISHED), article(2, **PUBLISHED))
CAPTURED = (
    archived(1, "late", body="As it was.", revision=5),
    archived(1, "early", body="As it was first.", revision=4),
    archived(3, "early", gone_between=list(AT.values())),
)
TOLD = {
    "status": "complete",
    "captures": {
        "sources": {
            "wayback": {"listed": 9, "posts": 3, "read": 3, "404": 2, "challenge": 1, "last": "x"}
        },
        "by_month": {"2024-03": {"captures": 5, "posts": 3, "200": 5}},
        "months_without": ["2024-04"],
    },
}


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """The same lines twice: the archive's run before the live one in the folder, and behind it."""
    folder = tmp_path_factory.mktemp("archived")
    for name, runs in {
        "one": ("a/2026-01-01T00-00-00", "b/2026-02-01T00-00-00"),
        "two": ("z/2026-03-01T00-00-00", "b/2026-02-01T00-00-00"),
    }.items():
        captures, live = (folder / name / run for run in runs)
        order = CAPTURED if name == "one" else CAPTURED[::-1]
        write(captures / "articles.jsonl", *order)
        write(live / "articles.jsonl", *LIVE)
        (captures / "run.json").write_text(json.dumps(TOLD), "utf-8")
        build(Order((str(folder / name),), folder / f"{name}-out", name="Posts"), Quiet())
    return folder / "one-out", folder / "two-out"


def test_the_latest_is_the_live_one_and_revisions_are_in_the_order_of_capture(releases):
    rows = lines(releases[0], "revisions")
    told = [(row["id"], row["revision"], row["body"], row["fetched_at"][:4]) for row in rows]
    assert told[:3] == [
        ("en:1", 1, "As it was first.", "2024"),
        ("en:1", 2, "As it was.", "2024"),
        ("en:1", 3, "As it is now.", "2026"),
    ]
    latest = {row["id"]: row for row in lines(releases[0], "articles")}
    assert latest["en:1"]["body"] == "As it is now."
    assert latest["en:1"]["archived"] is None
    assert latest["en:3"]["archived"]["captured_at"] == AT["early"]
    assert latest["en:3"]["gone_between"] == list(AT.values())


@pytest.mark.parametrize("name", ["articles", "revisions"])
@pytest.mark.parametrize("kind", ["jsonl.gz", "csv", "parquet"])
def test_the_order_of_sources_changes_no_byte(releases, name, kind):
    one, two = ((folder / f"{name}.{kind}").read_bytes() for folder in releases)
    assert one == two


def test_each_format_tells_where_a_page_was_archived(releases):
    expected = archived(3, "early")["archived"]
    with (releases[0] / "articles.csv").open(encoding="utf-8", newline="") as file:
        cells = {row["id"]: row["archived"] for row in csv.DictReader(file)}
    assert (json.loads(cells["en:3"]), cells["en:1"]) == (expected, "")
    path = str(releases[0] / "articles.parquet")
    query = "SELECT id, archived FROM read_parquet(?)"
    rows = dict(duckdb.execute(query, [path]).fetchall())
    assert (rows["en:3"], rows["en:1"]) == (expected, None)
    base = sqlite3.connect(releases[0] / "articles.sqlite")
    values = dict(base.execute("SELECT id, archived FROM articles"))
    base.close()
    assert (json.loads(values["en:3"]), values["en:1"]) == (expected, None)


def test_the_card_tells_what_the_archives_gave_and_lack(releases):
    card = (releases[0] / "README.md").read_text("utf-8")
    for line in (
        "| posts read in archives | 2 |",
        "| of these known from archives alone | 1 |",
        "| of these read in two captures or more | 1 (50 %) |",
        "| days from publication to the first capture read, median | 4 |",
        "| posts withdrawn, as their captures tell | 1 |",
        "| wayback | 9 | 3 | 0 | x | 3 | 0 | 0 | 0 | 3 |",
        "| 2024-03 | 5 | 3 |",
        "| 2024-04 | 0 | 0 |",
        "Not captured is not: not published.",
    ):
        assert line in card
    assert "Posts out of web archives" in (releases[0] / "report.html").read_text("utf-8")
