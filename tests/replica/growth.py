"""How listings go on: by links or by a button, and which batch holds what."""

from __future__ import annotations

from dataclasses import dataclass, field
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
#: What can be the matter with a button; those of `HOPELESS` bring nothing to anybody who does not
#: agree to something, or to nobody at all.
HOPELESS = (
    "consent",
    "throws",
    "disabled",
    "spinner",
    "nothing",
    "empty",
    "error",
    "maintenance",
    "hangs",
)
#: The batch from which on a button is answered 500 whose trouble is `down`.
DOWN = 3
TROUBLES = (
    "down",
    *HOPELESS,
    "covered",
    "late",
    "late_in_file",
    "starts_disabled",
    "replaced",
    "reappears",
    "own_address",
    "quoted",
    "beside",
    "observed",
    "once",
)
#: The shapes dealt out to listings by `mixed`: all that a patient crawler can learn.
MIXED = SHAPES[:-4]


@dataclass
class Growth:
    """How listings grow: by links or by a button, the latter in one shape or in all by turns.

    `troubles` says by a listing's path what is the matter with its button. `oldest` is the number
    of the first post that listings which go on by links show at all.
    """

    how: str = "links"
    shape: str = "mixed"
    per_page: int = 20
    script_only: tuple[str, ...] = ()
    oldest: int = 0
    troubles: dict[str, str] = field(default_factory=dict)

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
        trouble = self.trouble(hub)
        if self.of(hub) == "broken" or trouble in HOPELESS:
            return hub.posts[: self.per_page]
        return hub.posts[: (DOWN - 1) * self.per_page] if trouble == "down" else self.listed(hub)

    def listed(self, hub: Hub) -> list[int]:
        """Posts that a listing holds, newest first."""
        return [number for number in hub.posts if number >= self.oldest]

    def trouble(self, hub: Hub) -> str:
        """What is the matter with a listing's button; empty where nothing is."""
        return self.troubles.get(hub.path, "")

    def pages(self, hub: Hub) -> int:
        """Number of batches."""
        return max(1, -(-len(self.listed(hub)) // self.per_page))

    def batch(self, hub: Hub, number: int) -> list[int]:
        """Posts of a batch, counted from 1."""
        return hub.posts[(number - 1) * self.per_page : number * self.per_page]
