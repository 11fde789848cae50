"""Turns the website of Al Mayadeen English into datasets."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mayadeen.dataset.frame import load
    from mayadeen.reading import NoPost, Post, read_post, read_warc

__version__ = "0.1.0"
__all__ = ["NoPost", "Post", "load", "read_post", "read_warc"]

# Imported when asked for: every process that crawls imports this package, and needs none of them.
_MODULES = {
    "load": "mayadeen.dataset.frame",
    **dict.fromkeys(("NoPost", "Post", "read_post", "read_warc"), "mayadeen.reading"),
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from mayadeen.extras import needing

    with needing("dataset", f"mayadeen.{name}"):
        return getattr(import_module(_MODULES[name]), name)
