"""Lease what scrapy-redis's priority queue hands out: that of a node that died comes back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import BusyLoadingError, ConnectionError, TimeoutError  # noqa: A004
from redis.retry import Retry
from scrapy_redis.connection import get_redis
from scrapy_redis.queue import PriorityQueue

from mayadeen.nodes import serial

if TYPE_CHECKING:
    from scrapy import Request, Spider

logger = logging.getLogger(__name__)

# A crawl whose nodes were all killed can be taken up for so long, in seconds; then it starts anew.
KEPT = 3600
# How often a call is tried again, at most a second apart, while Redis restarts.
ATTEMPTS = 60

_KEYS = ("walks", "requests", "leased", "done", "alive", "busy", "began", "ended")
# Redis's clock counts, for those of the nodes may differ.
_HEAD = """
local walks, requests, leased, done, alive, busy, began, ended = unpack(KEYS)
local time = redis.call('TIME')
local now = time[1] + time[2] / 1e6
local node = ARGV[1]
local function lives(other)
  local deadline = redis.call('ZSCORE', alive, other)
  return deadline and tonumber(deadline) > now
end
"""
_SCRIPTS = {
    # ARGV: node, lease. Gives the crawl's mark, by which a node knows it again.
    "join": """
redis.call('ZREMRANGEBYSCORE', alive, '-inf', now)
if redis.call('ZCARD', alive) == 0 then
  redis.call('DEL', leased, busy, ended)
  if redis.call('ZCARD', walks) == 0 then redis.call('DEL', done, began) end
end
redis.call('SET', began, time[1] .. '.' .. time[2], 'NX')
redis.call('ZADD', alive, now + ARGV[2], node)
return redis.call('GET', began)
""",
    # ARGV: node, lease, how long to keep all, the mark. Gives why to stop, if anything.
    "beat": """
if redis.call('GET', began) ~= ARGV[4] then return 'frontier_lost' end
redis.call('ZADD', alive, now + ARGV[2], node)
for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[3]) end
return redis.call('GET', ended)
""",
    # ARGV: node, walk, score, request.
    "push": """
if redis.call('HGET', leased, ARGV[2]) == node then
  redis.call('HSET', requests, ARGV[2], ARGV[4])
  return 'own'
end
if redis.call('SISMEMBER', done, ARGV[2]) == 1 or redis.call('ZSCORE', walks, ARGV[2]) then
  return 'known'
end
redis.call('ZADD', walks, ARGV[3], ARGV[2])
redis.call('HSET', requests, ARGV[2], ARGV[4])
return 'new'
""",
    # ARGV: node, walks that it holds. Those of a lower priority wait for the end of all others: of
    # two listings the one read first tells a post's category. A walk leased to the node that it
    # does not hold was handed out by a call whose answer got lost.
    "pop": """
local held = {}
for i = 2, #ARGV do held[ARGV[i]] = true end
local first = redis.call('ZRANGE', walks, 0, 0, 'WITHSCORES')[2]
if not first then return false end
for _, walk in ipairs(redis.call('ZRANGE', walks, '-inf', first, 'BYSCORE')) do
  local owner = redis.call('HGET', leased, walk)
  if not owner or not lives(owner) or (owner == node and not held[walk]) then
    redis.call('HSET', leased, walk, node)
    redis.call('SADD', busy, node)
    return {walk, redis.call('HGET', requests, walk)}
  end
end
return false
""",
    # ARGV: node, walk.
    "ack": """
if redis.call('HGET', leased, ARGV[2]) ~= node then return end
redis.call('ZREM', walks, ARGV[2])
redis.call('HDEL', requests, ARGV[2])
redis.call('HDEL', leased, ARGV[2])
redis.call('SADD', done, ARGV[2])
""",
    # ARGV: node. Gives 1 while there is, or may come, more to do.
    "rest": """
redis.call('SREM', busy, node)
if redis.call('ZCARD', walks) > 0 then return 1 end
for _, other in ipairs(redis.call('SMEMBERS', busy)) do
  if lives(other) then return 1 end
end
return 0
""",
    # ARGV: node, how long to keep all, why the others are to stop, if anything. The last one out
    # leaves nothing behind.
    "leave": """
local pairs = redis.call('HGETALL', leased)
for i = 1, #pairs, 2 do
  if pairs[i + 1] == node then redis.call('HDEL', leased, pairs[i]) end
end
redis.call('ZREM', alive, node)
redis.call('SREM', busy, node)
if ARGV[3] ~= '' then redis.call('SET', ended, ARGV[3], 'EX', ARGV[2]) end
for _, other in ipairs(redis.call('ZRANGE', alive, 0, -1)) do
  if lives(other) then return end
end
redis.call('DEL', unpack(KEYS))
""",
}
# KEYS: the host's next turn, why to stop. ARGV: seconds between two turns.
_TURN = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1e6
local start = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0))
redis.call('SET', KEYS[1], string.format('%.6f', start + ARGV[1]), 'EX', math.ceil(ARGV[1]) + 3600)
return {string.format('%.6f', start - now), redis.call('GET', KEYS[2])}
"""
# KEYS: the host's next turn. ARGV: seconds in which there is none.
_HOLD = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1e6
local start = math.max(now + ARGV[1], tonumber(redis.call('GET', KEYS[1]) or 0))
redis.call('SET', KEYS[1], string.format('%.6f', start), 'EX', math.ceil(ARGV[1]) + 3600)
"""


def connect(url: str, attempts: int = ATTEMPTS) -> Redis:
    """A client that waits while Redis restarts; redis.RedisError where it stays away."""
    client: Redis = get_redis(
        url=url,
        decode_responses=True,
        socket_connect_timeout=5,
        socket_timeout=10,
        retry=Retry(ExponentialBackoff(cap=1, base=0.02), attempts),
        retry_on_error=[ConnectionError, TimeoutError, BusyLoadingError],
    )
    return client


class WalkQueue(PriorityQueue):  # type: ignore[misc]  # scrapy-redis has no types
    """The listings and sitemaps of one crawl, each with the request that goes on with it.

    A walk is leased to a node as a whole and waits for it, page by page, under its address. It is
    handed out again from its last page when its node has not said for `lease` seconds that it
    lives. Every method raises redis.RedisError where Redis stays away.
    """

    def __init__(self, server: Redis, spider: Spider, key: str, lease: float) -> None:
        super().__init__(server, spider, key, serializer=serial)
        self.node = uuid4().hex
        self.lease = lease
        self.held: set[str] = set()
        self.keys = [f"{key}:{name}" for name in _KEYS]
        self.scripts = {
            name: server.register_script(_HEAD + body) for name, body in _SCRIPTS.items()
        }
        self.turns, self.holds = server.register_script(_TURN), server.register_script(_HOLD)
        self.mark = self._call("join", lease)

    def _call(self, script: str, *arguments: Any) -> Any:
        return self.scripts[script](keys=self.keys, args=[self.node, *arguments])

    def __len__(self) -> int:
        """How many walks have not ended, those handed out too."""
        return int(self.server.zcard(self.keys[0]))

    def push(self, request: Request) -> str:
        """Say how a walk goes on, or that there is one.

        Gives `own` where it is this node's, which keeps the request; `new`; or `known`, where it
        waits already, has ended or is another's.
        """
        score, text = -request.priority, self._encode_request(request)
        return str(self._call("push", request.cb_kwargs["listing"], score, text))

    def pop(self, timeout: float = 0) -> Request | None:
        """Lease a walk that nobody holds, of the highest priority that there is."""
        found = self._call("pop", *self.held)
        if not found:
            return None
        walk, text = found
        try:
            request: Request = self._decode_request(text)
            if request.cb_kwargs["listing"] != walk:
                raise ValueError("it is of another walk")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self.drop(walk, str(error))
            return None
        self.held.add(walk)
        return request

    def drop(self, walk: str, why: str) -> None:
        """Let go of what somebody else, or another version, left: all nodes would wait for it."""
        logger.error("A request in Redis cannot be read and is dropped: %s: %s", walk, why)
        self.ack(walk)

    def ack(self, walk: str) -> None:
        """A walk has ended."""
        self._call("ack", walk)
        self.held.discard(walk)

    def beat(self) -> str | None:
        """Say that this node lives. Gives a close reason where it is to stop."""
        reason: str | None = self._call("beat", self.lease, KEPT, self.mark)
        return reason

    def work(self) -> None:
        """This node has something in hand."""
        self.server.sadd(self.keys[5], self.node)

    def rest(self) -> bool:
        """This node has nothing in hand. True while others have, or a walk has not ended."""
        return bool(self._call("rest"))

    def leave(self, reason: str = "") -> None:
        """Give back what is held. With a `reason` the others are to stop too."""
        self._call("leave", KEPT, reason)

    def turn(self, host: str, delay: float) -> tuple[float, str | None]:
        """Take the host's next turn, `delay` seconds before the one after it.

        Gives the seconds until it comes, and a close reason where this node is to stop instead.
        """
        wait, reason = self.turns(keys=[f"mayadeen:turn:{host}", self.keys[7]], args=[delay])
        return float(wait), reason

    def hold(self, host: str, seconds: float) -> None:
        """Let nobody ask the host for so long."""
        self.holds(keys=[f"mayadeen:turn:{host}"], args=[seconds])
