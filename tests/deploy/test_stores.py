"""Feeds that go to a store elsewhere, here a stand-in of S3 on the loopback."""

from __future__ import annotations

import csv
import gzip
import json

import boto3
import pytest
from moto.server import ThreadedMotoServer

from mayadeen.dataset.feeds import ReleaseError
from mayadeen.dataset.release import Order, build
from tests.crawl import Because, crawl
from tests.dataset.conftest import Quiet
from tests.dataset.feeds import article, write
from tests.replica import serve

KEYS = {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "tests", "AWS_REGION_NAME": "local"}
FEEDS = {
    f"s3://feeds/%(name)s/%(time)s/{name}.jsonl.gz": {
        "format": "jsonl",
        "item_classes": [f"mayadeen.items.{item}"],
        "store_empty": False,
    }
    for name, item in (("articles", "Article"), ("links", "Link"))
}


@pytest.fixture
def s3():
    """A client of the stand-in, where the bucket `feeds` exists."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        client = boto3.client(
            "s3",
            endpoint_url=f"http://{host}:{port}",
            aws_access_key_id="tests",
            aws_secret_access_key="tests",
            region_name="us-east-1",
        )
        client.create_bucket(Bucket="feeds")
        yield client
        client.close()
    finally:
        server.stop()


def settings(s3, feeds) -> Because:
    where = {"AWS_ENDPOINT_URL": s3.meta.endpoint_url, "FEEDS": json.dumps(feeds)}
    return Because("feeds are written to the disk as shipped", **KEYS, **where)


def test_feeds_are_compressed_and_stored_when_the_run_is_over(s3, tmp_path):
    with serve(posts=60, seed=3) as site:
        run = crawl("articles", site.url, tmp_path, {"limit": "5"}, settings(s3, FEEDS))
    assert run.code == 0, run.log
    stored = {one["Key"].rsplit("/", 1)[-1]: one["Key"] for one in listed(s3)}
    assert set(stored) == {"articles.jsonl.gz", "links.jsonl.gz"}
    body = s3.get_object(Bucket="feeds", Key=stored["articles.jsonl.gz"])["Body"].read()
    lines = gzip.decompress(body).decode("utf-8").splitlines()
    assert len([json.loads(line)["id"] for line in lines]) == 5
    assert {path.name for path in run.folder.iterdir()} == {"run.json"}


def test_what_the_store_does_not_take_is_kept(s3, tmp_path):
    feeds = {uri.replace("//feeds/", "//lacking/"): options for uri, options in FEEDS.items()}
    with serve(posts=60, seed=3) as site:
        run = crawl("articles", site.url, tmp_path, {"limit": "5"}, settings(s3, feeds))
    assert "'mayadeen/status': 'partial'" in run.log
    assert (run.code, run.manifest["status"]) == (3, "partial"), run.log
    assert run.log.splitlines()[-1].split("INFO: ")[1].startswith("Run partial: ")
    assert any("could not be stored" in warning for warning in run.manifest["warnings"])
    assert len(run.lines("unsent-articles")) == 5


@pytest.fixture
def stored(s3, monkeypatch):
    """Feeds of two runs in the store, their manifests, and what is no feed."""
    for name, value in {
        "AWS_ENDPOINT_URL": s3.meta.endpoint_url,
        "AWS_ACCESS_KEY_ID": "tests",
        "AWS_SECRET_ACCESS_KEY": "tests",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    bodies = {
        "a/articles/2026-03-01T09-00-00/articles.jsonl": json.dumps(article(1)),
        "a/articles/2026-03-01T09-00-00/run.json": json.dumps({"status": "complete"}),
        "a/articles/2026-03-02T09-00-00/articles.jsonl.gz": json.dumps(article(2)),
        "ab/articles/2026-03-02T09-00-00/articles.jsonl": json.dumps(article(3)),
        "a/../../upwards/articles.jsonl": json.dumps(article(4)),
        "a/notes.txt": "no feed",
    }
    # A bucket of its own: the stand-in keeps what other tests have stored.
    s3.create_bucket(Bucket="kept")
    for key, body in bodies.items():
        data = f"{body}\n".encode()
        s3.put_object(
            Bucket="kept", Key=key, Body=gzip.compress(data) if key.endswith(".gz") else data
        )
    return s3


def released(output, *sources):
    order = Order(sources, output, formats=("csv",))
    facts = build(order, Quiet())
    with (output / "articles.csv").open() as file:
        return {row["id"] for row in csv.DictReader(file)}, facts


@pytest.mark.parametrize(
    ("source", "ids"),
    [
        ("s3://kept", {"en:1", "en:2", "en:3", "en:4"}),
        ("s3://kept/", {"en:1", "en:2", "en:3", "en:4"}),
        ("s3://kept/a", {"en:1", "en:2", "en:4"}),  # and not what begins alike
        ("s3://kept/a/articles/", {"en:1", "en:2"}),
        ("s3://kept/a/articles/2026-03-01T09-00-00/articles.jsonl", {"en:1"}),
        ("s3://kept/*/2026-03-02*/articles.jsonl*", {"en:2", "en:3"}),
    ],
)
def test_a_release_is_made_of_what_lies_in_a_store(stored, tmp_path, source, ids):
    assert released(tmp_path / "out", source)[0] == ids
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_stored_runs_tell_of_themselves_and_join_those_on_the_disk(stored, tmp_path):
    write(tmp_path / "data/articles/2026-03-03T09-00-00/articles.jsonl", article(9))
    ids, facts = released(tmp_path / "out", "s3://kept/a/articles", str(tmp_path / "data"))
    assert ids == {"en:1", "en:2", "en:9"}
    assert facts.counts["runs"] == 1
    assert [row[0] for row in facts.sheets["feeds"].rows] == [
        "2026-03-01T09-00-00/articles.jsonl",
        "2026-03-02T09-00-00/articles.jsonl.gz",
        "articles/2026-03-03T09-00-00/articles.jsonl",
    ]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("s3://kept/nothing", "s3://kept/nothing: no such feed, folder or glob"),
        ("s3://kept/a/notes.txt", "s3://kept/a/notes.txt: no such feed, folder or glob"),
        ("s3://lacking/a", "s3://lacking/a: .*NoSuchBucket"),
    ],
)
def test_a_store_that_holds_no_feed_is_named(stored, tmp_path, source, told):
    with pytest.raises(ReleaseError, match=told):
        released(tmp_path / "out", source)
    assert list(tmp_path.iterdir()) == []


def listed(s3) -> list[dict]:
    return s3.list_objects_v2(Bucket="feeds").get("Contents", [])
