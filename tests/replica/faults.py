"""Which requests are answered with a fault, and how a refusal looks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256

KINDS = ("429", "500", "503", "reset", "cut", "slow")

CHALLENGE = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title>"
    '<meta name="robots" content="noindex"></head><body><h1>Checking your browser</h1>'
    "<p>Enable JavaScript and cookies to continue</p>"
    '<form id="challenge-form" action="/cdn-cgi/challenge" method="POST"></form>'
    '<script src="/cdn-cgi/challenge-platform/orchestrate.js"></script></body></html>'
)


@dataclass
class Faults:
    """Shares of addresses that fail, and rules for single ones.

    `share` of all addresses fail once or twice and then answer; `forever` of the posts never
    answer. `rules` maps a decoded path to a fault or to a hostile behaviour (`hostile.NAMES`).
    """

    seed: int = 0
    share: float = 0.0
    kinds: tuple[str, ...] = KINDS
    forever: float = 0.0
    rules: dict[str, str] = field(default_factory=dict)
    retry_after: float = 1
    #: Seconds that a slow answer takes.
    slowness: float = 0.5
    #: After that many pages every request is refused.
    refuse_after: int | None = None
    #: "403", "challenge" (status 200) or "challenge503".
    refusal: str = "403"
    robots_status: int = 200
    _met: Counter[str] = field(default_factory=Counter)

    def _draw(self, target: str, salt: str) -> float:
        digest = sha256(f"{self.seed}/{salt}/{target}".encode()).digest()
        return int.from_bytes(digest[:6]) / 2**48

    def lost(self, path: str) -> bool:
        """Whether a post's address never answers."""
        return path in self.rules or self._draw(path, "forever") < self.forever

    def strike(self, path: str, target: str, *, is_post: bool) -> str | None:
        """The fault that answers this request, if any; `target` is the path with its query."""
        if path in self.rules:
            return self.rules[path]
        if self.rules.get(path.partition("/a/")[0]) == "a":  # a path that goes ever deeper
            return "a"
        if not self.share and not self.forever:
            return None
        kind = self.kinds[int(self._draw(target, "kind") * len(self.kinds))]
        if is_post and self.lost(path):
            # An answer that is merely slow would not be lost.
            return "500" if kind == "slow" else kind
        if self._draw(target, "share") >= self.share:
            return None
        self._met[target] += 1
        times = 1 + (self._draw(target, "times") < 0.5)
        return kind if self._met[target] <= times else None
