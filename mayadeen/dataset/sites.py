"""Tell which sites the posts of a release stand on: what is counted together should be of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mayadeen.dataset.feeds import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

# Its editions are hosts of one site.
_HOME = "almayadeen.net"


@dataclass(frozen=True)
class Site:
    """A host, an edition there and how many posts of the release stand there."""

    host: str
    edition: str
    posts: int


def take(con: duckdb.DuckDBPyConnection) -> list[Site]:
    """Give the sites of the posts that `merge` chose, by host and edition."""
    rows = con.execute(
        "SELECT regexp_extract(lower(url), '^[a-z]+://(?:www\\.)?([^/]*)', 1) AS host, edition,"
        " count(*) FROM kept WHERE latest GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return [Site(*row) for row in rows]


def homes(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Give the home addresses of the hosts that the posts stand on."""
    rows = con.execute(
        "SELECT DISTINCT regexp_extract(url, '^[a-z]+://[^/]+') || '/' FROM kept"
        " WHERE latest AND regexp_matches(url, '^[a-z]+://[^/]+') ORDER BY ALL"
    ).fetchall()
    return [home for (home,) in rows]


def name_several(sites: Sequence[Site]) -> str:
    """Name the hosts where they are several sites; empty where they are one.

    A site has one host an edition. Where one of them is the publisher's, all are.
    """
    hosts: dict[str, int] = {}
    for site in sites:
        hosts[site.host] = hosts.get(site.host, 0) + site.posts
    of_home = [_is_home(host) for host in hosts]
    editions = [edition for _, edition in {(site.host, site.edition) for site in sites}]
    is_one = len(editions) == len(set(editions)) and (all(of_home) or not any(of_home))
    return "" if is_one else ", ".join(f"{host} ({posts:,})" for host, posts in hosts.items())


def elsewhere(sites: Sequence[Site]) -> str:
    """Name the hosts of posts none of which stands on the publisher's site; empty where one does.

    So a stand-in or a mirror: what it shows may be invented.
    """
    hosts = list(dict.fromkeys(site.host for site in sites))
    return "" if any(map(_is_home, hosts)) else ", ".join(hosts)


def is_publishers(homes: Sequence[str]) -> bool:
    """Whether one of the home addresses is the publisher's."""
    return any(_is_home(urlsplit(home).hostname or "") for home in homes)


def _is_home(host: str) -> bool:
    return host == _HOME or host.endswith(f".{_HOME}")


def refuse_several(sites: Sequence[Site]) -> None:
    """Raise ReleaseError where the posts are of several sites."""
    if several := name_several(sites):
        raise ReleaseError(
            f"the feeds hold posts of several sites: {several}; name the folders of one, or give"
            " --mixed to have them all in one release"
        )
