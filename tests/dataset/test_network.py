"""The posts of a release as a network, and which post a link meant."""

from __future__ import annotations

import csv

import networkx
import pytest

from mayadeen.dataset.release import Order, build
from tests.dataset.conftest import Quiet
from tests.dataset.feeds import SITE, article, link, write
from tests.dataset.formats import jsonl

TAKEN = f"{SITE}/news/politics/post-2"


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    """Three posts, of which another took the second's address over in March."""
    folder = tmp_path_factory.mktemp("network")
    write(
        folder / "data" / "articles.jsonl",
        article(1, title="One & <two>\x07", published_local=None),
        article(2, fetched_at="2026-02-01T09:00:00Z"),
        article(3, url=TAKEN, fetched_at="2026-03-10T09:00:00Z", published_local=None),
    )
    write(
        folder / "data" / "links.jsonl",
        link(1, 2, rel="related", observed_at="2026-01-01T09:00:00Z"),
        link(1, 2, rel="related", observed_at="2026-03-01T09:00:00Z"),
        link(1, 2, rel="most_read", observed_at="2026-03-01T09:00:00Z"),
        link(1, 2, rel="related", observed_at="2026-03-11T09:00:00Z"),
        link(2, 1, rel="related", observed_at="2026-03-11T09:00:00Z"),
        link(1, 1, rel="most_read", observed_at="2026-03-01T09:00:00Z"),
        link(1, 9, rel="most_read", observed_at="2026-03-01T09:00:00Z"),
    )
    build(Order((str(folder / "data"),), folder / "out", formats=("jsonl",)), Quiet())
    return folder / "out"


EDGES = {
    ("en:1", "en:2", "related"): 2,
    ("en:1", "en:2", "most_read"): 1,
    ("en:1", "en:3", "related"): 1,
    ("en:3", "en:1", "related"): 1,
}


def test_a_link_means_the_post_that_stood_at_its_address_then(network):
    rows = [row for row in jsonl(network, "links") if row["url"] == TAKEN]
    related = [(row["observed_at"][:10], row["target_id"]) for row in rows if row["rank"] == 1]
    # Before its first fetch the address can only have been the first's.
    assert ("2026-01-01", "en:2") in related
    assert ("2026-03-01", "en:2") in related
    assert ("2026-03-11", "en:3") in related
    [lost] = [row for row in jsonl(network, "links") if row["url"].endswith("post-9")]
    assert (lost["page_id"], lost["target_id"]) == ("en:1", None)


def test_the_tables_hold_posts_and_the_links_between_them(network):
    with (network / "nodes.csv").open(encoding="utf-8", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == ["en:2", "en:1", "en:3"]
    with (network / "edges.csv").open(encoding="utf-8", newline="") as file:
        edges = [*csv.DictReader(file)]
    found = {(row["source"], row["target"], row["rel"]): int(row["weight"]) for row in edges}
    assert found == EDGES
    twice = next(row for row in edges if row["weight"] == "2")
    assert twice["first_seen"] == "2026-01-01T09:00:00Z"
    assert twice["last_seen"] == "2026-03-01T09:00:00Z"


def test_networkx_reads_the_same_network(network):
    graph = networkx.read_gexf(network / "network.gexf")
    assert graph.is_directed()
    assert graph.nodes["en:1"]["label"] == "One & <two>"
    assert graph.nodes["en:3"]["url"] == TAKEN
    edges = graph.edges(data=True)
    assert {(a, b, edge["rel"]): edge["weight"] for a, b, edge in edges} == EDGES
