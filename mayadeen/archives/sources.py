"""The supported web archives: addresses, the form of their index, the pace that each bears."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from mayadeen.normalise.hosts import is_private

NAMED = ("commoncrawl", "wayback", "arquivo")
# Their addresses, each of a setting `MAYADEEN_<NAME>`.
PLACES = ("commoncrawl_index", "commoncrawl_data", "wayback", "arquivo")

Dialect = Literal["commoncrawl", "wayback", "pywb"]

# Seconds between two requests, as the archives ask for or less; docs/archives.md says where.
_SECONDS = {
    "index.commoncrawl.org": 1.0,
    "data.commoncrawl.org": 1.0,
    "web.archive.org": 1.0,
    "arquivo.pt": 1.0,
}
_WAYBACK_INDEX = 2.5  # 24 a minute, of 30 that are allowed
_OTHERS = 3.0


@dataclass(frozen=True)
class Source:
    """One archive. `name` is what the user called it, `via` what an item calls it.

    `index` is the address that queries go to, of Common Crawl the host of all its indexes; `pages`
    is what the address of a captured page begins with.
    """

    name: str
    via: str
    dialect: Dialect
    index: str
    pages: str


def source_of(name: str, places: Mapping[str, str]) -> Source:
    """The archive of a name, or the pywb collection at an address.

    `places` are where the named ones stand, by the names in `PLACES`, each closed by a slash.
    Raises ValueError with what is allowed.
    """
    if name == "commoncrawl":
        return Source(
            name, name, "commoncrawl", places["commoncrawl_index"], places["commoncrawl_data"]
        )
    if name == "wayback":
        base = places["wayback"]
        return Source(name, name, "wayback", f"{base}cdx/search/cdx", f"{base}web/")
    if name == "arquivo":
        base = places["arquivo"]
        return Source(name, "web_archive", "pywb", f"{base}cdx", base)
    parts = urlsplit(name)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise ValueError(f"{', '.join(NAMED)}, or the address of a pywb collection")
    address = name.rstrip("/")
    for end in ("/cdx", "-index"):
        if address.endswith(end):
            return Source(name, "web_archive", "pywb", address, f"{address.removesuffix(end)}/")
    return Source(name, "web_archive", "pywb", f"{address}/cdx", f"{address}/")


def is_own(url: str) -> bool:
    """Whether an archive is on a private address: the user's own, which nobody else needs."""
    return is_private(urlsplit(url).hostname or "")


def seconds_between(url: str, *, is_index: bool) -> float:
    """How long to wait between two requests to an archive at least; 0 where it is the user's."""
    if is_own(url):
        return 0
    host = urlsplit(url).hostname or ""
    if host == "web.archive.org" and is_index:
        return _WAYBACK_INDEX
    return _SECONDS.get(host, _OTHERS)


def slot(url: str, *, is_index: bool) -> str:
    """The download slot of an archive's index, or of its pages."""
    host = urlsplit(url).netloc
    return f"{host}/index" if is_index else host
