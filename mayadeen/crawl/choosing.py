"""Choose which captures of a post are asked for, one after the other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal

from mayadeen.archives.index import Window
from mayadeen.ledger import Capture

Mode = Literal["latest", "first", "ends", "changed", "all"]

# Bytes that were read and are no page of the site will not be one in another copy.
_NO_PAGE = {"challenge", "no_page", "no_post", "unread"}
# How often what was not got is tried, each time by a further run.
_TRIES = {"failed": 5, "lost": 2}


@dataclass(frozen=True)
class Wanted:
    """What a run wants of a post's captures: which of them, captured when, and by whom.

    `run` is its number in the ledger, and `filter` says which posts it keeps.
    """

    mode: Mode
    window: Window
    sources: Collection[str]
    run: int
    filter: str

    def may_ask(self, one: Capture) -> bool:
        """Whether a capture is one to ask for, and was not asked for in vain."""
        if one.source not in self.sources or not _lies_in(one.at, self.window):
            return False
        if one.state == "fetched":  # read for a run that kept other posts
            return one.withheld not in (None, self.filter)
        is_left = one.run != self.run and one.attempts < _TRIES.get(one.state, 0)
        # A revisit is kept without its page by Common Crawl; others show the page it repeats.
        is_revisit = one.state == "revisit" and one.source != "commoncrawl"
        return one.state == "listed" or is_left or is_revisit

    def is_read(self, one: Capture) -> bool:
        """Whether a capture was read for a run that keeps the same posts."""
        return one.state == "fetched" and one.withheld in (None, self.filter)


@dataclass(frozen=True)
class Version:
    """The captures of a post that an index takes for the same bytes, by time."""

    captures: Sequence[Capture]
    wanted: Wanted

    @property
    def reading(self) -> Capture | None:
        """The one that was read."""
        return next((one for one in self.captures if self.wanted.is_read(one)), None)

    @property
    def is_useless(self) -> bool:
        """Whether its bytes are no page of the site."""
        return any(one.state in _NO_PAGE for one in self.captures)

    def candidate(self, *, newest: bool) -> Capture | None:
        """The capture to ask for; Common Crawl's, which is the whole record and costs less."""
        if self.reading or self.is_useless:
            return None
        found = [one for one in self.captures if self.wanted.may_ask(one)]
        # A revisit only where the page it repeats is not to be had.
        found = [one for one in found if one.state != "revisit"] or found
        records = [one for one in found if one.source == "commoncrawl"]
        kept = records or found
        return kept[-1 if newest else 0] if kept else None


def next_capture(group: Sequence[Capture], wanted: Wanted) -> Capture | None:
    """The capture of a post to ask for next; None where nothing more is wanted of it.

    `group` are all its captures by time, with what came of them. What an archive may not show is
    sought in no other.
    """
    if any(one.state == "excluded" for one in group):
        return None
    versions = versions_of(group, wanted)
    if redirect := _last_redirect(group, wanted):
        return redirect
    if wanted.mode == "latest":
        return _at_end(versions, newest=True)
    if wanted.mode == "first":
        return _at_end(versions, newest=False)
    if wanted.mode == "all":
        asked = (one.candidate(newest=False) for one in versions)
        return next((one for one in asked if one), None)
    ends = _at_end(versions, newest=False) or _at_end(versions, newest=True)
    return ends or (_between(versions) if wanted.mode == "changed" else None)


def versions_of(group: Sequence[Capture], wanted: Wanted) -> list[Version]:
    """The versions of a post by the time of their first captures."""
    by_digest: dict[str, list[Capture]] = {}
    for number, one in enumerate(group):
        if one.state in ("gone", "moved", "redirect", "status"):
            continue
        by_digest.setdefault(one.digest or f"#{number}", []).append(one)
    return [Version(captures, wanted) for captures in by_digest.values()]


def _at_end(versions: Sequence[Version], *, newest: bool) -> Capture | None:
    """The version at one end of time that can be read, where it has not been."""
    order = sorted(versions, key=lambda one: one.captures[-1].at, reverse=True)
    for version in order if newest else versions:
        if version.reading:
            return None
        if candidate := version.candidate(newest=newest):
            return candidate
    return None


def _between(versions: Sequence[Version]) -> Capture | None:
    """The middle of two neighbours that differ; of a text that came back nothing is seen."""
    read = [number for number, one in enumerate(versions) if one.reading]
    for first, last in pairwise(read):
        one, other = versions[first].reading, versions[last].reading
        assert one
        assert other
        asked = (each.candidate(newest=False) for each in versions[first + 1 : last])
        found = [each for each in asked if each]
        if found and one.content_hash != other.content_hash:
            return found[len(found) // 2]
    return None


def _last_redirect(group: Sequence[Capture], wanted: Wanted) -> Capture | None:
    """The first redirect after a post was last shown, which may tell that it was withdrawn."""
    after = _after_last_shown(group)
    if any(one.state in ("gone", "moved") for one in after):
        return None
    return next((one for one in after if one.state == "redirect" and _may_ask(one, wanted)), None)


def _may_ask(one: Capture, wanted: Wanted) -> bool:
    # From http to https the site sends all that it has.
    is_other_scheme = one.address.partition(":")[0] != one.url.partition(":")[0]
    is_wanted = one.source in wanted.sources and _lies_in(one.at, wanted.window)
    return is_wanted and not is_other_scheme and one.run != wanted.run


def _after_last_shown(group: Sequence[Capture]) -> list[Capture]:
    last = last_shown(group)
    return [one for one in group if last is not None and one.at > last]


def last_shown(group: Sequence[Capture]) -> datetime | None:
    """When a post was last captured, as far as is known."""
    shown = [one.at for one in group if one.state in ("fetched", "listed", "revisit", "duplicate")]
    return max(shown, default=None)


def gone_between(group: Sequence[Capture], one: Capture) -> tuple[datetime, datetime] | None:
    """Between which moments a post vanished, told from a capture that shows it.

    The first is when these bytes were captured last, the second when the first capture without the
    post was made. None where it was captured again afterwards.
    """
    gone = [each.at for each in _after_last_shown(group) if each.state == "gone"]
    if not gone:
        return None
    same = [
        each.at
        for each in group
        if each.digest and each.digest == one.digest and each.state not in _NO_PAGE
    ]
    return max([one.at, *(at for at in same if at < min(gone))]), min(gone)


def _lies_in(moment: datetime, window: Window) -> bool:
    return window.since <= moment <= window.until
