"""How listings go on: by links or by a button, and which batch holds what."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

from .world import Hub

LINK_STYLES = ("rel", "numbers", "older")
SHAPES = (
    "html",
    "form",
    "json_html",
    "json_list",
    "cursor",
    "token",
    "token_field",
    "endless",
    "script",
    "session",
    "signed",
    "forbidden",
    "broken",
)
#: The shapes dealt out to listings by `mixed`: all that a patient crawler can learn.
MIXED = SHAPES[:-4]


@dataclass
class Growth:
    """How listings grow: by links or by a button, the latter in one shape or in all by turns."""

    how: str = "links"
    shape: str = "mixed"
    per_page: int = 20
    script_only: tuple[str, ...] = ()

    def of(self, hub: Hub) -> str:
        """The link style or button shape of one listing."""
        turn = crc32(hub.path.encode())
        if hub.path in self.script_only:
            return "script"
        if self.how == "links":
            return LINK_STYLES[turn % len(LINK_STYLES)]
        return MIXED[turn % len(MIXED)] if self.shape == "mixed" else self.shape

    def shown(self, hub: Hub) -> list[int]:
        """Posts that a patient reader gets to see in a listing."""
        return hub.posts[: self.per_page] if self.of(hub) == "broken" else hub.posts

    def pages(self, hub: Hub) -> int:
        """Number of batches."""
        return max(1, -(-len(hub.posts) // self.per_page))

    def batch(self, hub: Hub, number: int) -> list[int]:
        """Posts of a batch, counted from 1."""
        return hub.posts[(number - 1) * self.per_page : number * self.per_page]
