"""Discoveries and outcomes that are not in the database yet."""

from __future__ import annotations

BATCH = 500


SECONDS_UNWRITTEN = 1.0


ORDER = (*("discovery", "want", "shown", "region", "region_anew", "walked", "learned", "closure"),)
