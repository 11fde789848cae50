"""Read the runs' manifests, tolerantly."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mayadeen.dataset.feeds import matches, plain
from mayadeen.dataset.lines import with_whole_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True)
class RunManifest:
    """One run's manifest; `label` names its folder, without the folders above the data."""

    label: str
    values: dict[str, Any]

    def text(self, name: str) -> str:
        """A value as text, empty where the manifest lacks it."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def entries(self, name: str) -> list[dict[str, Any]]:
        """A list's objects; whatever else stands there is passed over."""
        value = self.values.get(name)
        return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []

    def texts(self, name: str) -> list[str]:
        """A list's texts; whatever else stands there is passed over."""
        value = self.values.get(name)
        return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []

    def number(self, name: str, part: str) -> int:
        """A count below `name`: the number itself or how many are listed."""
        group = self.values.get(name)
        value = group.get(part) if isinstance(group, dict) else None
        if isinstance(value, list):
            return len(value)
        return value if isinstance(value, int) else 0


def read(sources: Sequence[str]) -> list[RunManifest]:
    """Give the runs that folders, files and globs lead to, in the order of their start.

    A manifest that cannot be read is a run of which nothing is known.
    """
    labels: dict[Path, str] = {}
    for source in sources:
        for path, label in _manifests(source):
            # Of several names the feeds' one, in whatever order the sources stand.
            label = plain(label)
            labels[path] = min(label, labels.get(path, label))
    runs = [RunManifest(label, _read_manifest(path)) for path, label in labels.items()]
    return sorted(
        runs,
        key=lambda run: (Path(run.label).name, run.label, json.dumps(run.values, sort_keys=True)),
    )


def _manifests(source: str) -> Iterator[tuple[Path, str]]:
    """Each manifest that a source leads to, with the name of its run."""
    path = Path(source)
    if path.is_dir():
        # A pipe of that name would be waited for.
        for found in filter(Path.is_file, path.rglob("run.json")):
            inside = found.parent.relative_to(path).as_posix()
            yield found.resolve(), path.resolve().name if inside == "." else inside
    elif path.exists():
        if (beside := path.resolve().with_name("run.json")).is_file():
            yield beside, beside.parent.name
    else:
        for match in matches(path):
            yield from _manifests(str(match))


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(with_whole_pairs(path.read_bytes()))
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
