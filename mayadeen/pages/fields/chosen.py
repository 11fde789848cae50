"""Values chosen so far, each with its layer and line."""

from __future__ import annotations

LAYERS = ("metadata", "jsonld", "opengraph")
