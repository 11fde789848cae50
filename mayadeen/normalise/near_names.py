"""Tell what was probably meant by a name that there is not."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def meant(given: str, known: Iterable[str]) -> str:
    """`; did you mean …?` where one of the known names is nearly what was given, else nothing."""
    by_key = {name.casefold(): name for name in known}
    near = get_close_matches(given.casefold(), by_key, n=1)
    return f"; did you mean {by_key[near[0]]}?" if near else ""
