"""Feeds that go to a store elsewhere, here a stand-in of S3 on the loopback."""

from __future__ import annotations

import gzip
import json

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.crawl import Because, crawl
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


def listed(s3) -> list[dict]:
    return s3.list_objects_v2(Bucket="feeds").get("Contents", [])
