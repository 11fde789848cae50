"""The layers of a page, and the field values chosen from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from scrapy.http import TextResponse

from mayadeen.normalise.dates import Moment
from mayadeen.pages.flat.flatten import flatten
from mayadeen.pages.flat.page import Line
from mayadeen.pages.layers.jsonld import read_jsonld
from mayadeen.pages.layers.metadata import read_metadata
from mayadeen.pages.layers.opengraph import read_opengraph
from mayadeen.pages.menu import Menu

LAYERS = ("metadata", "jsonld", "opengraph")


class Chosen:
    """The layers of one page side by side, and what was chosen of them."""

    def __init__(self, response: TextResponse, menu: Menu, fetched_at: str) -> None:
        self.response = response
        self.menu = menu
        self.fetched_at = fetched_at
        self.now = datetime.fromisoformat(fetched_at)
        self.page = page = flatten(response)
        metadata, self.warnings = read_metadata(page, menu)
        jsonld, more = read_jsonld(page)
        self.warnings += more
        self.layers: dict[str, dict[str, Any]] = {
            "metadata": metadata,
            "jsonld": jsonld,
            "opengraph": read_opengraph(page),
        }
        self.values: dict[str, Any] = {}
        self.sources: dict[str, str] = {}
        self.lines: dict[str, Line] = {}
        self.moments: dict[tuple[str, bool], Moment | None] = {}  # of (as printed, whether in UTC)

    def put(self, name: str, value: Any, layer: str, line: Line | None = None) -> None:
        """Choose a value of this layer (`page` and others besides the three), read in `line`."""
        self.values[name] = value
        self.sources[name] = layer
        if line is not None:
            self.lines[name] = line

    def stated(self, name: str) -> Iterator[tuple[str, Any]]:
        """(layer, value) of a field in the machine-readable layers that state it, in order."""
        for layer in LAYERS:
            if name in self.layers[layer]:
                yield layer, self.layers[layer][name]
