"""Say which of the package's extras is missing, and how to install it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# The project stands in no registry: its extras are installed from the checkout.
BROWSER = (
    "pip install '.[browser]' in the project's folder, and Chromium from the system or by"
    " `playwright install chromium`"
)
# How the system's own is called.
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


class MissingExtra(ImportError):
    """A package is lacking that an extra brings; says in one line how to install it."""


@contextmanager
def needing(extra: str, what: str) -> Iterator[None]:
    """Turn a package that `what` imports and that is not there into MissingExtra."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "mayadeen":
            raise
        raise MissingExtra(
            f"{what} needs {error.name}, which is not installed: pip install '.[{extra}]' in the"
            " project's folder",
            name=error.name,
        ) from error


@contextmanager
def command_needing(extra: str, what: str) -> Iterator[None]:
    """As `needing`, for a command, which ends with that line."""
    try:
        with needing(extra, what):
            yield
    except MissingExtra as error:
        sys.exit(str(error))
