"""A run in any state, made without a crawl."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mayadeen.normalise.houses import load_houses
from mayadeen.run.arguments import Arguments
from mayadeen.run.editions import EDITIONS
from mayadeen.run.state import Run


def run(**state: Any) -> Run:
    """A run that has done nothing, but for `state`: fields of Run and their values."""
    made = Run(
        spider="articles",
        arguments=Arguments(),
        edition=EDITIONS["en"],
        base_url="https://site.example/",
        folder=Path("data/articles/2026-11-22T09-00-00"),
        started_at=datetime(2026, 11, 22, 9, tzinfo=UTC),
        houses=load_houses(None),
    )
    for name, value in state.items():
        setattr(made, name, value)
    return made
