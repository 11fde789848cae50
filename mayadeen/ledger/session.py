"""The open database of a ledger and the run begun on it."""

from __future__ import annotations

from datetime import UTC, datetime


def utcnow() -> datetime:
    """The present moment, aware and UTC."""
    return datetime.now(UTC)
