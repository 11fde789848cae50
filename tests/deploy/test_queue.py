"""What nodes tell each other through Redis; a lease of no time makes a node look dead at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request, Spider
from scrapy.utils.request import request_from_dict

from mayadeen.nodes import serial
from mayadeen.nodes.queue import WalkQueue

DEAD = 0


class Walker(Spider):
    name = "walker"

    def parse_listing(self, response):
        """Where a walk's pages go."""


SPIDER = Walker()


def page(walk: str, number: int = 1, priority: int = 0) -> Request:
    return Request(
        f"http://site/{walk}?page={number}",
        SPIDER.parse_listing,
        priority=priority,
        cb_kwargs={"listing": walk, "undated": []},
    )


@pytest.fixture
def join(redis_server):
    """Makes nodes of one crawl."""
    client = redis_server.client

    def make(lease: float = 60, crawl: str = "crawl") -> WalkQueue:
        return WalkQueue(client, SPIDER, crawl, lease)

    yield make
    client.close()


def test_a_walk_is_one_nodes_until_it_ends(join):
    a, b = join(), join()
    assert a.push(page("news")) == "new"
    assert b.push(page("news")) == "known"
    leased = a.pop()
    assert leased.url == "http://site/news?page=1"
    assert leased.callback == SPIDER.parse_listing
    assert b.pop() is None
    assert a.push(page("news", 2)) == "own"
    a.ack("news")
    assert b.push(page("news")) == "known"
    assert len(b) == 0


def test_a_dead_nodes_walk_goes_on_from_its_last_page(join):
    a, b = join(DEAD), join()
    a.push(page("news"))
    a.pop()
    a.push(page("news", 2))
    assert b.pop().url == "http://site/news?page=2"
    assert a.push(page("news", 3)) == "known", "it is not dead, but the walk is another's"


def test_a_walk_whose_handing_out_was_not_heard_is_handed_out_again(join):
    a = join()
    a.push(page("news"))
    a.pop()
    a.held.clear()
    assert a.pop().url == "http://site/news?page=1"


def test_lower_priorities_wait_for_the_end_of_higher_ones(join):
    a, b = join(), join()
    a.push(page("region", priority=10))
    a.push(page("politics", priority=30))
    a.push(page("economy", priority=30))
    first, second = a.pop(), b.pop()
    assert {first.priority, second.priority} == {30}
    assert b.pop() is None
    a.ack(first.cb_kwargs["listing"])
    assert b.pop() is None
    b.ack(second.cb_kwargs["listing"])
    assert b.pop().priority == 10


@pytest.mark.parametrize(
    ("other", "waits"),
    [
        pytest.param(lambda node: node.work(), True, id="another node is at work"),
        pytest.param(lambda node: node.push(page("news")), True, id="a walk has not ended"),
        pytest.param(lambda node: (node.work(), node.rest()), False, id="the other rests too"),
        pytest.param(lambda node: (node.work(), node.leave()), False, id="the other has left"),
    ],
)
def test_a_node_rests_while_there_may_be_more(join, other, waits):
    a, b = join(), join()
    other(b)
    assert a.rest() is waits


def test_for_a_dead_node_nobody_waits(join):
    a, b = join(), join(DEAD)
    b.work()
    assert a.rest() is False


def test_a_refusal_is_heard_by_all_and_forgotten_with_the_crawl(join, redis_server):
    a, b = join(), join()
    a.leave("refused")
    assert b.beat() == "refused"
    assert b.turn("site", 0) == (0, "refused")
    b.leave()
    assert redis_server.client.keys("crawl:*") == []
    assert join().beat() is None


def test_what_all_nodes_left_by_dying_is_taken_up(join):
    a = join(DEAD)
    a.push(page("news"))
    a.push(page("sports"))
    a.pop()
    a.ack(a.held.copy().pop())
    b = join()
    assert len(b) == 1
    assert b.push(page("news")) == "known"
    assert b.push(page("sports")) == "known"


def test_a_crawl_that_ended_while_a_node_was_dead_begins_anew(join):
    a = join(DEAD)
    a.push(page("news"))
    a.pop()
    a.ack("news")
    assert join().push(page("news")) == "new"


def test_a_redis_that_comes_back_empty_is_noticed(join, redis_server):
    a = join()
    redis_server.client.flushall()
    assert a.beat() == "frontier_lost"


def test_turns_lie_a_delay_apart_whoever_takes_them(join):
    a, b = join(), join(crawl="another")
    waits = [node.turn("site", 10)[0] for node in (a, b, a)]
    assert waits == pytest.approx([0, 10, 20], abs=1)
    assert a.turn("elsewhere", 10)[0] == 0


def test_a_host_that_asks_for_a_pause_gets_it_from_all(join):
    a, b = join(), join()
    a.hold("site", 50)
    assert b.turn("site", 1)[0] == pytest.approx(50, abs=2)


@given(
    body=st.binary(max_size=50),
    header=st.binary(max_size=20).filter(lambda value: not set(value) & set(b"\r\n\0")),
    path=st.text(max_size=20),
)
def test_a_request_is_the_same_after_its_way_through_json(body, header, path):
    request = Request(
        f"http://site/?{path.encode('utf-8', 'replace').hex()}",
        SPIDER.parse_listing,
        method="POST",
        body=body,
        headers={"X-Token": header},
        cb_kwargs={"state": {"page": path}},
    )
    stored = serial.dumps(request.to_dict(spider=SPIDER))
    read = request_from_dict(serial.loads(stored), spider=SPIDER)
    assert read.to_dict(spider=SPIDER) == request.to_dict(spider=SPIDER)


@pytest.mark.parametrize(
    "text",
    [
        "no JSON",
        "7",
        "{}",
        '{"_class": "subprocess.Popen", "headers": {}, "body": ""}',
        '{"url": "http://site/x", "callback": "no_such", "headers": {}, "body": ""}',
        '{"url": "http://site/x", "headers": {}, "body": "", "cb_kwargs": {"listing": "other"}}',
        '{"url": "http://site/x", "headers": {}, "body": ""}',
    ],
)
def test_what_a_stranger_left_is_dropped_and_the_rest_goes_on(join, redis_server, text):
    node = join()
    node.push(page("news"))
    redis_server.client.zadd(node.keys[0], {"stranger": -9})
    redis_server.client.hset(node.keys[1], "stranger", text)
    assert node.pop() is None
    assert node.pop().cb_kwargs["listing"] == "news"
    assert len(node) == 1
