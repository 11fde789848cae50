from __future__ import annotations

import csv
import gzip
import json
import os
import pickle
import shutil
import subprocess
import sys
from contextlib import closing
from importlib.metadata import Distribution, PackageNotFoundError
from pathlib import Path
from sqlite3 import connect

import duckdb
import jsonschema
import pytest

from mayadeen import __version__
from mayadeen.dataset import feeds, merge
from mayadeen.dataset.columns import TABLES
from mayadeen.dataset.feeds import ReleaseError
from mayadeen.dataset.machine import memory
from mayadeen.dataset.merge import Choice
from mayadeen.dataset.release import Order, build
from tests.dataset.conftest import Quiet
from tests.dataset.feeds import SITE, article, write
from tests.dataset.formats import cells, parquet, sqlite
from tests.dataset.formats import jsonl as lines

ROOT = Path(__file__).parents[2]


def by_id(release):
    return {row["id"]: row for row in lines(release, "articles")}


def test_articles_are_the_latest_revisions_by_day_then_id(release):
    assert [(row["id"], row["title"], row["local_date"]) for row in lines(release, "articles")] == [
        ("en:101", "Harbour dredged at last", "2026-02-28"),
        ("en:102", "Harbour is dredged", "2026-02-28"),
        ("en:103", "=A bridge, at last", "2026-03-02"),
        ("en:104", "-Film-", None),
    ]


def test_revisions_tell_what_changed_and_when(release):
    rows = [row for row in lines(release, "revisions") if row["id"] == "en:101"]
    assert [
        (row["revision"], row["title"], row["changed"], row["seconds_since_previous"])
        for row in rows
    ] == [
        (1, "Harbour dredged", [], None),
        (2, "Harbour dredged at last", ["title", "body"], 4 * 24 * 3600),
    ]
    assert len(lines(release, "revisions")) == 5


def test_links_are_one_for_each_page_block_target_and_day(release):
    assert [
        (row["page_url"][-3:], row["rel"], row["url"][-3:], row["observed_at"])
        for row in lines(release, "links")
    ] == [
        ("101", "related", "102", "2026-03-01T09:00:05Z"),
        ("101", "related", "999", "2026-03-01T09:00:05Z"),
        ("102", "most_read", "101", "2026-03-01T09:00:05Z"),
        ("103", "related", "102", "2026-03-01T09:00:05Z"),
        ("101", "related", "102", "2026-03-05T09:00:05Z"),
    ]


def test_a_page_that_shows_a_post_is_counted_once(release):
    posts = by_id(release)
    assert (posts["en:102"]["in_related"], posts["en:101"]["in_most_read"]) == (2, 1)
    assert posts["en:103"]["in_related"] == 0


def test_a_ticker_line_is_kept_as_first_seen(release):
    assert [(row["text"], row["first_seen_at"]) for row in lines(release, "breaking")] == [
        ("Harbour master: the silt is gone", "2026-03-01T09:00:00Z"),
        ("The ferry sails again", "2026-03-01T09:00:00Z"),
    ]


def test_nearly_equal_bodies_share_the_earliest_posts_id(release):
    assert {
        key: (row["cluster_id"], row["cluster_size"]) for key, row in by_id(release).items()
    } == {
        "en:101": ("en:101", 2),
        "en:102": ("en:101", 2),
        "en:103": ("en:103", 1),
        "en:104": ("en:104", 1),
    }


def test_folded_text_holds_title_summary_and_body_on_one_line(release):
    text = by_id(release)["en:101"]["text_folded"]
    assert text.startswith("harbour dredged at last silt is gone. the harbour of")
    assert text.endswith("updated with the mayor's words.")
    assert '"we had to wait for the tide," said' in text


@pytest.mark.parametrize("read", [parquet, sqlite, cells])
@pytest.mark.parametrize("table", TABLES)
def test_the_formats_agree_row_by_row(release, table, read):
    assert read(release, table) == lines(release, table)


def test_no_cell_of_the_csv_is_a_formula(release):
    for table in TABLES:
        with (release / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_sums_hold(release):
    shutil.which("sha256sum") or pytest.skip("needs sha256sum")
    subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=release, check=True
    )
    named = {line.split("  ")[1] for line in (release / "SHA256SUMS").read_text().splitlines()}
    assert named == {path.name for path in release.iterdir()} - {"SHA256SUMS"}


def test_the_same_feeds_give_the_same_bytes_wherever_they_lie(data, release, tmp_path):
    shutil.copytree(data, tmp_path / "elsewhere" / "data")
    output = tmp_path / "out"
    build(Order((str(tmp_path / "elsewhere" / "data"),), output, name="Invented posts"), Quiet())
    for path in sorted(release.iterdir()):
        assert path.read_bytes() == (output / path.name).read_bytes(), path.name


def test_long_posts_in_parts_one_after_the_other_give_the_same_rows(
    data, release, tmp_path, monkeypatch
):
    monkeypatch.setattr(merge, "_BYTES_AT_ONCE", 2000)
    monkeypatch.setattr("mayadeen.dataset.release.memory", lambda: memory(900))
    build(Order((str(data),), tmp_path / "out", name="Invented posts"), Quiet())
    for table in TABLES:
        for name in (f"{table}.jsonl.gz", f"{table}.csv"):
            assert (tmp_path / "out" / name).read_bytes() == (release / name).read_bytes()
        for read in (parquet, sqlite):
            assert read(tmp_path / "out", table) == read(release, table)


def test_the_machines_clock_changes_nothing(data, release, tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    order = Order((str(data),), tmp_path / "out", name="Invented posts")
    code = "import sys, pickle; from mayadeen.dataset.release import build; from"
    code += " tests.dataset.conftest import Quiet; build(pickle.load(sys.stdin.buffer), Quiet())"
    subprocess.run([sys.executable, "-c", code], input=pickle.dumps(order), cwd=ROOT, check=True)
    sums = [(folder / "SHA256SUMS").read_text() for folder in (release, tmp_path / "out")]
    assert sums[0] == sums[1]


def test_globs_hidden_folders_and_a_users_own_feed(tmp_path):
    write(tmp_path / "a" / "mine.jsonl", article(1))
    write(tmp_path / "b" / "theirs.jsonl", article(2))
    write(tmp_path / "b" / ".dataset-x" / "articles.jsonl", article(3))
    write(tmp_path / "b" / "other.jsonl", {"unknown": 1})
    found = feeds.find([str(tmp_path / "*" / "mine.jsonl"), str(tmp_path / "b")])
    assert [(feed.label, feed.table) for feed in found] == [
        ("a/mine.jsonl", "articles"),
        ("b/theirs.jsonl", "articles"),
    ]


def test_labels_tell_runs_apart_however_they_were_named(tmp_path):
    for run in ("one", "two"):
        write(tmp_path / run / "articles.jsonl", article(1))
    one, two = str(tmp_path / "one"), str(tmp_path / "two")
    for sources in ([one, two], [two, one], [f"{two}/articles.jsonl", one], [str(tmp_path)]):
        labels = [feed.label for feed in feeds.find(sources)]
        assert labels == ["one/articles.jsonl", "two/articles.jsonl"]


def test_a_release_among_the_data_is_no_source(tmp_path):
    write(tmp_path / "runs" / "articles.jsonl", article(1))
    for name in ("revisions.jsonl", "datapackage.json"):
        write(tmp_path / "runs" / "release" / name, article(1))
    assert [feed.label for feed in feeds.find([str(tmp_path / "runs")])] == ["runs/articles.jsonl"]
    (named,) = feeds.find([str(tmp_path / "runs" / "release")])
    assert named.label == "release/revisions.jsonl"


def test_a_folder_that_cannot_be_read_is_refused(tmp_path, monkeypatch):
    write(tmp_path / "runs" / "one" / "articles.jsonl", article(1))
    scandir = os.scandir

    def locked(path):
        if str(path).endswith("one"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", locked)
    with pytest.raises(ReleaseError, match="one: Permission denied"):
        feeds.find([str(tmp_path / "runs")])


@pytest.mark.parametrize("name", ["run.json", "notes.txt", "other.jsonl", "/dev/null"])
def test_a_named_file_that_is_no_feed_is_refused(tmp_path, name):
    path = tmp_path / name
    if path.parent == tmp_path:
        write(path, {"unknown": 1})
    with pytest.raises(ReleaseError, match="no feed of articles"):
        feeds.find([str(path)])


def test_a_feed_without_one_whole_line_is_counted(tmp_path):
    write(tmp_path / "run" / "articles.jsonl", article(1))
    (tmp_path / "run" / "links.jsonl").write_bytes(b"\x00\xff\n" * 3)
    facts = build(Order((str(tmp_path / "run"),), tmp_path / "out", formats=("jsonl",)), Quiet())
    assert facts.counts["unusable"] == 3
    assert facts.counts["articles"] == 1


@pytest.mark.parametrize("odd", ["{}", '{"a": 1}', '{"id": NaN}', "[1]", "no JSON", "[" * 9999])
def test_a_feed_that_begins_with_an_odd_line_loses_that_line_alone(tmp_path, odd):
    feed = write(tmp_path / "run" / "articles.jsonl", article(1))
    feed.write_text(f"{odd}\n{feed.read_text('utf-8')}", "utf-8")
    facts = build(Order((str(tmp_path / "run"),), tmp_path / "out", formats=("jsonl",)), Quiet())
    assert (facts.counts["unusable"], facts.counts["articles"]) == (1, 1)


def told(post, *days, revisions=None):
    """A post's lines, each a title and a day; as numbered as they were met, or as told."""
    numbers = revisions or range(1, len(days) + 1)
    return [
        article(post, title=title, fetched_at=f"2026-{day}T09:00:00Z", revision=number)
        for number, (title, day) in zip(numbers, days, strict=True)
    ]


# Feeds' lines of one post, and the revisions that they come to: title, first and last day.
HISTORIES = {
    "archives read backwards": (
        [told(1, ("new", "03-01")), told(1, ("old", "01-01"))],
        [("old", "01-01", "01-01"), ("new", "03-01", "03-01")],
    ),
    "numbers that say otherwise": (
        [told(2, ("new", "03-01"), ("old", "01-01"))],
        [("old", "01-01", "01-01"), ("new", "03-01", "03-01")],
    ),
    "an archived text between two readings of a live one": (
        [told(3, ("a", "01-01"), ("a", "03-01"), revisions=(1, 1)), told(3, ("b", "02-01"))],
        [("a", "01-01", "01-01"), ("b", "02-01", "02-01"), ("a", "03-01", "03-01")],
    ),
    "equal neighbours of several feeds": (
        [told(4, ("a", "01-01"), ("b", "02-01")), told(4, ("b", "01-15"), ("b", "03-01"))],
        [("a", "01-01", "01-01"), ("b", "01-15", "03-01")],
    ),
    "an emptied body in an old copy": (
        [
            told(5, ("whole", "03-01")),
            [
                article(5, body=None, title="whole")
                | {"fetched_at": "2026-02-01T09:00:00Z", "revision": 7}
            ],
        ],
        [("whole", "02-01", "02-01"), ("whole", "03-01", "03-01")],
    ),
    "edits of one second by their numbers": (
        [told(6, ("z", "01-01"), ("a", "01-01"))],
        [("z", "01-01", "01-01"), ("a", "01-01", "01-01")],
    ),
    "an edit taken back": (
        [told(7, ("a", "01-01"), ("b", "02-01"), ("a", "03-01"))],
        [("a", "01-01", "01-01"), ("b", "02-01", "02-01"), ("a", "03-01", "03-01")],
    ),
}


@pytest.fixture(scope="module")
def histories(tmp_path_factory):
    folder = tmp_path_factory.mktemp("histories")
    for name, (feeds_, _) in HISTORIES.items():
        for number, lines_ in enumerate(feeds_):
            write(folder / "data" / name / str(number) / "articles.jsonl", *lines_)
    build(Order((str(folder / "data"),), folder / "out", formats=("jsonl",)), Quiet())
    return folder / "out"


@pytest.mark.parametrize("name", HISTORIES)
def test_time_decides_which_revision_is_the_latest(histories, name):
    feeds_, expected = HISTORIES[name]
    id_ = feeds_[0][0]["id"]
    revisions = [row for row in lines(histories, "revisions") if row["id"] == id_]
    assert [row["revision"] for row in revisions] == [*range(1, len(expected) + 1)]
    assert [
        (row["title"], row["first_fetched_at"][5:10], row["fetched_at"][5:10]) for row in revisions
    ] == expected
    latest = by_id(histories)[id_]
    assert [latest[field] for field in ARTICLE] == [revisions[-1][field] for field in ARTICLE]
    assert latest["revisions_seen"] == len(expected)


ARTICLE = [column.name for column in TABLES["articles"].own]


def test_a_release_keeps_when_its_revisions_were_first_fetched(tmp_path):
    for number, day in enumerate(("2026-01-01", "2026-01-11", "2026-02-01")):
        line = article(1, fetched_at=f"{day}T00:00:00Z", title="A" if number < 2 else "B")
        write(
            tmp_path / "data" / str(number) / "articles.jsonl", line | {"revision": number // 2 + 1}
        )
    build(Order((str(tmp_path / "data"),), tmp_path / "one", formats=("jsonl",)), Quiet())
    build(Order((str(tmp_path / "one"),), tmp_path / "two", formats=("jsonl",)), Quiet())
    first, second = ([*lines(tmp_path / name, "revisions")] for name in ("one", "two"))
    assert [row["first_fetched_at"][:10] for row in first] == ["2026-01-01", "2026-02-01"]
    assert [row["seconds_since_previous"] for row in first] == [None, 31 * 86400]
    assert first == second


def test_every_row_validates(release):
    schema = json.loads((release / "schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    for table in TABLES:
        part = schema if table == "articles" else {**schema, **schema["$defs"][table]}
        validator = jsonschema.Draft202012Validator(part)
        for row in lines(release, table):
            validator.validate(row)


def test_the_data_package_is_valid_by_its_own_validator(release):
    # In a process of its own: it leaves files open, and warnings are errors here.
    command = [sys.executable, "-m", "frictionless", "validate", "--json", "datapackage.json"]
    done = subprocess.run(command, cwd=release, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    assert (done.returncode, report["valid"]) == (0, True), done.stdout
    assert {task["name"] for task in report["tasks"]} >= set(TABLES)


def test_the_data_package_names_its_source_and_gives_no_licence(release):
    package = json.loads((release / "datapackage.json").read_text("utf-8"))
    assert package["sources"] == [{"title": "Al Mayadeen", "path": f"{SITE}/"}]
    [licence] = package["licenses"]
    assert licence["name"] == "other-closed"
    assert licence["title"].startswith("No licence is given")
    assert "## Rights" in (release / licence["path"]).read_text("utf-8")
    assert [one["role"] for one in package["contributors"]] == ["publisher", "wrangler"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("تحدّث", ["ar:1"]),  # as printed
        ("تحدث", ["ar:1"]),  # without its mark
        ("الأرز", ["ar:1"]),
        ("الارز", ["ar:1"]),  # with another alef
        ("camion", ["es:2"]),
        ("camión", ["es:2"]),
        ("invented", ["en:3"]),
    ],
)
def test_sqlite_searches_as_readers_of_each_language_write(searchable, asked, found):
    with closing(connect(searchable / "articles.sqlite")) as db:
        rows = db.execute(
            "SELECT id FROM articles WHERE rowid IN"
            " (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)",
            (asked,),
        ).fetchall()
    assert [row for (row,) in rows] == found


@pytest.fixture(scope="module")
def searchable(tmp_path_factory):
    folder = tmp_path_factory.mktemp("searchable")
    texts = (("ar", "تحدّث مزارعو الأرز"), ("es", "El camión no llegó"), ("en", "An invented lorry"))
    posts = [
        article(number, id=f"{edition}:{number}", edition=edition, title=title, body=title)
        for number, (edition, title) in enumerate(texts, 1)
    ]
    write(folder / "data" / "articles.jsonl", *posts)
    build(Order((str(folder / "data"),), folder / "out", formats=("sqlite",)), Quiet())
    return folder / "out"


def test_sqlite_searches_and_its_keys_hold(release):
    with closing(connect(release / "articles.sqlite")) as db:
        found = db.execute(
            "SELECT a.id FROM articles_fts f JOIN articles a ON a.rowid = f.rowid"
            " WHERE articles_fts MATCH 'barges silt' ORDER BY a.id"
        ).fetchall()
        assert found == [("en:101",), ("en:102",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        targets = db.execute("SELECT page_id, target_id FROM links ORDER BY rowid").fetchall()
    assert targets == [
        ("en:101", "en:102"),
        ("en:101", None),
        ("en:102", "en:101"),
        ("en:103", "en:102"),
        ("en:101", "en:102"),
    ]


def test_the_card_tells_what_was_lost_and_merged(release):
    card = (release / "README.md").read_text()
    for told in (
        "- Posts without a date, which stand in no day: 1.",
        "- Days between the first and the last without a post: 1.",
        "so that their counts may be too low: 2.",
        "- Posts whose body is nearly that of an earlier post: 1.",
        "- Runs, of 2, that did not get all they were asked: 1.",
        "- Lines, of 17, that could not be used: 1.",
        "- Readings merged into a revision already read: 1.",
        "| articles/2026-03-05T09-00-00/articles.jsonl | articles | 4 | 1 |  |",
        "| timeout | 1 | 0 |",
    ):
        assert told in card


def test_a_feed_packed_and_cut_short_is_used_up_to_the_cut(tmp_path):
    feed = write(tmp_path / "data/a/2026-03-01T09-00-00/articles.jsonl", *map(article, range(400)))
    packed = gzip.compress(feed.read_bytes())
    feed.with_name("articles.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    feed.unlink()
    facts = build(Order((str(tmp_path / "data"),), tmp_path / "out", formats=("jsonl",)), Quiet())
    assert 100 < facts.counts["articles"] < 400
    assert facts.counts["cut_short"] == 1


def test_an_older_schema_is_lifted(tmp_path):
    old = article(1) | {"schema_version": "0.9"}
    for name in ("tags", "field_sources", "warnings", "videos", "word_count"):
        del old[name]
    write(tmp_path / "data/a/1/articles.jsonl", old)
    build(Order((str(tmp_path / "data"),), tmp_path / "out", formats=("jsonl",)), Quiet())
    row = lines(tmp_path / "out", "articles")[0]
    assert (row["tags"], row["field_sources"], row["word_count"]) == ([], {}, 0)


def test_a_newer_schema_is_refused(tmp_path):
    write(tmp_path / "data/a/1/articles.jsonl", article(1) | {"schema_version": "2.10"})
    with pytest.raises(ReleaseError, match=r"articles.jsonl has schema 2\.10, newer"):
        build(Order((str(tmp_path / "data"),), tmp_path / "out"), Quiet())
    assert not (tmp_path / "out").exists()


def test_a_packed_feed_of_a_newer_schema_is_named_as_it_lies(tmp_path):
    feed = tmp_path / "data/a/1/articles.jsonl.gz"
    feed.parent.mkdir(parents=True)
    feed.write_bytes(gzip.compress(json.dumps(article(1) | {"schema_version": "3.0"}).encode()))
    with pytest.raises(ReleaseError, match=f"^{feed} has schema 3.0"):
        build(Order((str(tmp_path / "data"),), tmp_path / "out"), Quiet())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "poem"),
        ("id", None),
        ("id", "xx:1"),
        ("url", None),
        ("url", "javascript:alert(1)"),
        ("fetched_at", "0000-01-01T00:00:00Z"),
        ("schema_version", "²"),
        ("schema_version", "9" * 5000),
        ("fetched_at", "yesterday"),
        ("published_at", "2026-13-45T00:00:00Z"),
        ("revision", 0),
        ("content_hash", "abc"),
    ],
)
def test_a_line_that_breaks_the_schema_is_counted_and_left_out(tmp_path, field, value):
    write(tmp_path / "data/a/1/articles.jsonl", article(1), article(2) | {field: value})
    facts = build(Order((str(tmp_path / "data"),), tmp_path / "out", formats=("csv",)), Quiet())
    assert (facts.counts["articles"], facts.counts["unusable"]) == (1, 1)


# What no line of ours holds, and no rule forbids.
ODD = {"schema_version": "1.0", "published_zone": "assumed", "field_sources": {}}
LINES = [
    *(
        {"published_local": day}
        for day in ("infinity", "-infinity", "0000-01-01", "epoch", "Monday")
    ),
    {**ODD, "published_raw": "2021-99-99T99:99:99.0000000"}
    | {"field_sources": {"published_raw": "opengraph"}},
]


def test_what_is_odd_in_feeds_and_manifests_stops_no_release(tmp_path):
    folder = tmp_path / os.fsdecode(b"data/\xff\x1b[2J")
    write(folder / "articles.jsonl", *(article(n) | line for n, line in enumerate(LINES, start=1)))
    half = "\ud83d"
    told = {"label": half, "url": half, "reason": half, "ended_by": "failed"}
    manifest = json.dumps({"status": half, "listings": [told], "failures": [told], "gone": [half]})
    (folder / "run.json").write_text(manifest)
    facts = build(Order((str(tmp_path / "data"),), tmp_path / "out", formats=("csv",)), Quiet())
    assert (facts.counts["articles"], facts.counts["runs"]) == (len(LINES), 1)
    assert "\x1b" not in (tmp_path / "out/README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("choice", "ids"),
    [
        (Choice(since="2026-03-01"), ["en:103"]),
        (Choice(until="2026-02-28"), ["en:101", "en:102"]),
        (Choice(since="2026-02-28", until="2026-03-02"), ["en:101", "en:102", "en:103"]),
        (Choice(sections=("videos",)), ["en:104"]),
        (Choice(sections=("opinion", "Videos")), ["en:103", "en:104"]),
        (Choice(edition="en"), ["en:101", "en:102", "en:103", "en:104"]),
        (Choice(keywords=("BARGES", "willow")), ["en:101", "en:102"]),
        (Choice(keywords=("harbours",), until="2026-02-28"), ["en:101"]),
        (Choice(tags=("Harbours",)), ["en:101"]),
        (Choice(authors=("lina farah", "Nobody")), ["en:102"]),
        (Choice(regions=("asia & pacific",)), ["en:101"]),
        (Choice(kind="video"), ["en:104"]),
        (Choice(kind="article", keywords=("harbour",), tags=("towns | coasts",)), ["en:101"]),
    ],
)
def test_what_was_asked_for_is_released(data, tmp_path, choice, ids):
    facts = build(Order((str(data),), tmp_path / "out", choice=choice, formats=("jsonl",)), Quiet())
    assert [row["id"] for row in lines(tmp_path / "out", "articles")] == ids
    assert facts.counts["left_out"] == 4 - len(ids)
    pages = {row["page_url"] for row in lines(tmp_path / "out", "links")}
    assert pages <= {f"{SITE}/news/politics/post-{i[3:]}" for i in ids}


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (Choice(sections=("sport",)), "no post stands in sport; there are Articles, News, Opinion"),
        (Choice(sections=("opinions",)), "; did you mean Opinion?"),
        (Choice(since="2030-01-01"), "nothing to release"),
        (Choice(edition="ar"), "nothing to release"),
        (Choice(keywords=("harbo",)), "nothing to release"),
        (Choice(regions=("Mars",)), "regions: no post has mars; there are Asia & Pacific"),
        (Choice(tags=("snow",)), "tags: no post has snow"),
        (Choice(kind="gallery"), "nothing to release"),
    ],
)
def test_a_choice_that_leaves_nothing_says_so(data, tmp_path, choice, told):
    with pytest.raises(ReleaseError, match=told):
        build(Order((str(data),), tmp_path / "out", choice=choice), Quiet())


def test_a_checkout_that_is_not_installed_releases(data, tmp_path, monkeypatch):
    def absent(cls, name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(Distribution, "from_name", classmethod(absent))
    build(Order((str(data),), tmp_path / "out", formats=("jsonl",)), Quiet())
    assert f"mayadeen {__version__} merged" in (tmp_path / "out/README.md").read_text("utf-8")


def test_an_earlier_releases_files_go_and_a_users_stay(data, tmp_path):
    out = tmp_path / "out"
    build(Order((str(data),), out, formats=("csv", "jsonl")), Quiet())
    (out / "notes.txt").write_text("mine")
    build(Order((str(data),), out, formats=("csv",)), Quiet())
    assert not list(out.glob("*.gz"))
    assert (out / "notes.txt").read_text() == "mine"
    assert (out / "articles.csv").exists()


@pytest.mark.parametrize("name", ["README.md", "articles.csv", "SHA256SUMS"])
def test_what_no_release_made_is_not_replaced(data, tmp_path, name):
    (tmp_path / name).write_text("mine")
    with pytest.raises(ReleaseError, match=f"{name} was not made by a release"):
        build(Order((str(data),), tmp_path, formats=("csv",)), Quiet())
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


def test_the_feeds_own_folder_is_no_place_for_a_release(data):
    for output in (data, data.parent):
        with pytest.raises(ReleaseError, match="holds the feeds: name another folder"):
            build(Order((str(data),), output), Quiet())


def test_a_release_that_a_crash_left_half_moved_is_replaced(data, tmp_path, monkeypatch):
    order = Order((str(data),), tmp_path / "out", formats=("csv",))
    build(order, Quiet())
    moved = Path.replace

    def crash(path, target):
        if path.name == "links.csv":
            raise KeyboardInterrupt
        return moved(path, target)

    monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        build(order, Quiet())
    monkeypatch.undo()
    assert not (tmp_path / "out" / "SHA256SUMS").exists()
    build(order, Quiet())
    named = {line[66:] for line in (tmp_path / "out" / "SHA256SUMS").read_text().splitlines()}
    assert {path.name for path in (tmp_path / "out").iterdir()} == named | {"SHA256SUMS"}


def test_a_release_is_a_source_too(release, tmp_path):
    build(Order((str(release),), tmp_path / "out", formats=("parquet",)), Quiet())
    names = ("revision", "id", "title", "cluster_id")
    sql = f"SELECT {', '.join(names)} FROM '%s/articles.parquet' ORDER BY id"
    assert duckdb.sql(sql % (tmp_path / "out")).fetchall() == duckdb.sql(sql % release).fetchall()
