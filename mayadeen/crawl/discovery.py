"""Store found links in the ledger, those alone that the run may want."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mayadeen.items import Link
from mayadeen.ledger import Discovery, Found
from mayadeen.pages.listing import is_post_address
from mayadeen.run.arguments import FOLLOW
from mayadeen.run.state import Run


def note(
    run: Run, found: Iterable[Found], *, complete_at: datetime | None = None
) -> list[Discovery]:
    """Put posts that a page showed into the ledger, those alone that this run may want.

    `complete_at` is when the listing that shows them was last read without a gap. Gives the
    ledger's outcome of each post that it was told of.
    """
    return run.ledger.discover(
        [one for one in found if _may_want(run, one)], complete_at=complete_at
    )


def _may_want(run: Run, found: Found) -> bool:
    return is_post_address(found.url, run.menu, run.base_url) and run.scope.may_hold(
        run.menu.place(found.url)
    )


def follow_links(run: Run, links: Iterable[Link], source: str, *, is_kept: bool) -> None:
    """Note what a page leads to, if it `is_kept`; what a wider run would follow waits for one."""
    deferred = []
    queued = []
    for link in links:
        if link.rel not in FOLLOW or not is_post_address(link.url, run.menu, run.base_url):
            continue
        found = Found(link.url, via=link.rel, source=source)
        place = run.menu.place(link.url)
        if is_kept and link.rel in run.arguments.follow and run.scope.may_hold(place):
            queued.append(found)
        elif run.scope.covers(place):
            deferred.append(found)
    run.ledger.discover(queued)
    run.ledger.discover(deferred, deferred=True)
