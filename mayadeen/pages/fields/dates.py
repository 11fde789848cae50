"""Choose the dates among what the layers state and the page prints."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from mayadeen.normalise import dates

YEAR = re.compile(r"\d{4}")


@lru_cache(maxsize=1024)  # a day's cards show the same few days on page after page
def printed_day(raw: str, now: datetime) -> str | None:
    return dates.day(raw, now=now)
