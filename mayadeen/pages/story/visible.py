"""The visible post: what a reader sees, before layers are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mayadeen.items import Image, Video
from mayadeen.pages.flat.page import Line
from mayadeen.pages.parts.blocks import Block
from mayadeen.pages.story.byline import Byline
from mayadeen.pages.story.paragraphs import Paragraph


@dataclass
class Hints:
    """What the machine-readable layers say, to recognise things by; never to fill a field."""

    titles: Sequence[str] = ()
    summaries: Sequence[str] = ()
    kind: str | None = None


@dataclass
class Visible:
    """What stands on the page, as printed; empty where there is nothing."""

    ticker: list[str]
    title: str | None = None
    title_line: Line | None = None
    byline: Byline = field(default_factory=Byline)
    summary: list[Line] = field(default_factory=list)
    body: list[Paragraph] = field(default_factory=list)
    images: list[tuple[Image, Line]] = field(default_factory=list)
    players: list[tuple[Video | None, Line]] = field(default_factory=list)
    duration: int | None = None
    tags: list[tuple[str, Line]] = field(default_factory=list)
    outlinks: list[str] = field(default_factory=list)
    #: Each block with the number of the paragraph that it follows, if it stands in the story.
    blocks: list[tuple[Block, int | None]] = field(default_factory=list)
    #: The places of the first line of the story's bounds and of the one behind it.
    bounds: tuple[int, int] = (0, 0)
    #: The places of lines that the page hides at first.
    revealed: set[int] = field(default_factory=set)
    #: Lines beside the story that are links to posts.
    others: int = 0
