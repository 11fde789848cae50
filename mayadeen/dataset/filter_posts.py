"""Keep the posts that speak of something, or are someone's, as only their whole lines tell."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mayadeen.dataset.feeds import ReleaseError
from mayadeen.normalise.text import key, speaks_of

if TYPE_CHECKING:
    import duckdb

    from mayadeen.dataset.lines import Lines
    from mayadeen.dataset.merge import Choice

_LISTS = ("tags", "authors", "regions")
# Of these there are few enough to be named where one is asked for that no post has.
_FEW = ("regions",)
_AT_ONCE = 1000


def filter_posts(con: duckdb.DuckDBPyConnection, choice: Choice, lines: Lines) -> int:
    """Take the posts out of `kept` that `choice` does not mean, and give how many these are.

    Each named list must hold one of the names, in any case and typography, and one of the keywords
    must stand in title, summary, body or tags as a word, as in a crawl. Raises ReleaseError for a
    name that no post has, and where no post is left.
    """
    wanted = {name: {key(one) for one in getattr(choice, name)} for name in _LISTS}
    if not (any(wanted.values()) or choice.keywords or choice.kind):
        return 0
    met: dict[str, dict[str, str]] = {name: {} for name in _LISTS}
    out = []
    found = con.execute("SELECT id, line FROM kept WHERE latest").fetchall()
    for post, line in found:
        value: dict[str, Any] = json.loads(lines.take(line))
        for name in _LISTS:
            met[name].update((key(one), one) for one in value.get(name) or ())
        if not _is_meant(value, choice, wanted):
            out.append(post)
    _refuse_unknown(wanted, met)
    if len(out) == len(found):
        raise ReleaseError("nothing to release: no feed holds a post that was asked for")
    con.execute("CREATE TEMP TABLE out (id VARCHAR)")
    for first in range(0, len(out), _AT_ONCE):
        con.execute("INSERT INTO out SELECT unnest($ids)", {"ids": out[first : first + _AT_ONCE]})
    con.execute("DELETE FROM kept WHERE id IN (FROM out); DROP TABLE out")
    return len(out)


def _is_meant(value: dict[str, Any], choice: Choice, wanted: dict[str, set[str]]) -> bool:
    if choice.kind and value.get("kind") != choice.kind:
        return False
    for name, names in wanted.items():
        if names and names.isdisjoint(map(key, value.get(name) or ())):
            return False
    texts = [value.get(name) or "" for name in ("title", "summary", "body")]
    said = [*texts, *(value.get("tags") or ())]
    return not choice.keywords or speaks_of(choice.keywords, said)


def _refuse_unknown(wanted: dict[str, set[str]], met: dict[str, dict[str, str]]) -> None:
    for name, names in wanted.items():
        unknown = sorted(names - met[name].keys())
        if unknown and names.isdisjoint(met[name]):
            there = sorted(met[name].values())
            told = f"; there are {', '.join(there) or 'none'}" if name in _FEW else ""
            raise ReleaseError(f"{name}: no post has {', '.join(unknown)}{told}")
