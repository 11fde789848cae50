"""What the runs said of themselves: their manifests, read tolerantly."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Run:
    """One run's manifest; `label` names its folder below the data."""

    label: str
    told: dict[str, Any]

    def text(self, name: str) -> str:
        """A value as text, empty where the manifest lacks it."""
        value = self.told.get(name)
        return value if isinstance(value, str) else ""

    def entries(self, name: str) -> list[dict[str, Any]]:
        """A list's objects; whatever else stands there is passed over."""
        value = self.told.get(name)
        return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []

    def texts(self, name: str) -> list[str]:
        """A list's texts; whatever else stands there is passed over."""
        value = self.told.get(name)
        return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []

    def number(self, name: str, part: str) -> int:
        """A count below `name`: the number itself or how many are listed."""
        group = self.told.get(name)
        value = group.get(part) if isinstance(group, dict) else None
        if isinstance(value, list):
            return len(value)
        return value if isinstance(value, int) else 0


def read(sources: Sequence[str]) -> list[Run]:
    """Give the runs whose folders lie under the sources, in the order of their start.

    A manifest that cannot be read is a run of which nothing is known.
    """
    paths: dict[Path, Path] = {}
    for source in map(Path, sources):
        if source.is_dir():
            paths |= {path.resolve(): source.resolve() for path in source.rglob("run.json")}
        elif (beside := source.parent / "run.json").is_file():
            paths[beside.resolve()] = source.parent.parent.resolve()
    runs = [
        Run(path.parent.relative_to(base).as_posix(), _told(path)) for path, base in paths.items()
    ]
    return sorted(runs, key=lambda run: (Path(run.label).name, run.label))


def _told(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
