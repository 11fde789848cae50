"""Write a moment as feeds, manifests and logs do."""

from __future__ import annotations

from datetime import UTC, datetime


def utc(moment: datetime) -> str:
    """Give an aware moment in UTC, to the second: `2021-07-28T20:20:00Z`."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
