"""The stand-in site: a loopback server of invented posts that knows its own truth.

    with serve(posts=400, seed=1, markup="mixed", growth="button") as site:
        crawl(site.url)
        assert items == [row for row in site.truth if row["_reachable"]]

It imports nothing of the package, so that no expectation is made by the code under test.
"""

from .server import Hit, Site, build, serve

__all__ = ["Hit", "Site", "build", "serve"]
