"""Name the folder of a release where none is given."""

from __future__ import annotations

from pathlib import Path


def beside(data: str | Path) -> Path:
    """`dataset` beside a data folder `data`, `NAME-dataset` beside one of another name.

    So a release of a stand-in's posts does not take the place of one of the site's.
    """
    folder = Path(data).absolute()
    return folder.with_name("dataset" if folder.name == "data" else f"{folder.name}-dataset")
