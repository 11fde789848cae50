"""Look up what is known of an address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
)

from mayadeen.ledger.statements import (
    REGIONS,
    ROW,
)

_ROW = [column.name for column in ROW]


def row_values(record: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(_ROW, record, strict=False))


def regions_of(
    db: Connection, keys: Sequence[bytes], since: datetime | None = None
) -> dict[bytes, tuple[str, ...]]:
    shown: dict[bytes, tuple[str, ...]] = {}
    for key, region, noted_at in db.execute(REGIONS, {"keys": keys}):
        if since is None or noted_at > since:
            shown[key] = (*shown.get(key, ()), region)
    return shown
