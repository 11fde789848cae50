"""Find the days that the sitemaps of months tell of, by the moments of the posts they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from mayadeen.normalise.dates import BEIRUT

Month = tuple[int, int]

# The files are written once a night, between 00:20 and 03:45, and the last time in the night that
# begins their month's last day.
_WRITTEN_BY = 4
# Where so many of a month's days have posts, a day without is no silence but a gap.
_REGULAR = 0.9
# A day was cut whose posts end earlier, by more hours than this, than on four days in five.
_EARLIER, _FIFTH = 2, 5
# Where there is no other day to compare with, posts this late end a day.
_LATE = 20
_DAY = timedelta(days=1)


def month_of(address: str) -> Month | None:
    """The month that a sitemap's name states: `/sitemaps/all/sitemap-2024-1.xml`, without a leading
    zero; None where it states none, for then it may hold any day.
    """
    named = re.search(r"(?<!\d)((?:19|20)\d\d)-(\d{1,2})(?!\d)", address.rsplit("/", 1)[-1])
    return (int(named[1]), int(named[2])) if named and 1 <= int(named[2]) <= 12 else None


def this_month(now: datetime) -> Month:
    """The month that it is in Beirut."""
    here = now.astimezone(BEIRUT)
    return here.year, here.month


def are_whole_months(since: date | None, until: date) -> bool:
    """Whether no month is asked for in part; without `since` all from the first on are."""
    return (since is None or since.day == 1) and (until + _DAY).day == 1


def may_hold(address: str, since: date | None, until: date | None) -> bool:
    """Whether the sitemap at an address can name posts of the days asked for."""
    month = month_of(address)
    return month is None or (
        (not since or month >= (since.year, since.month))
        and (not until or month <= (until.year, until.month))
    )


def spans(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days in order as stretches without a gap: the first and the last day of each."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] == _DAY:
            found[-1] = found[-1][0], day
        else:
            found.append((day, day))
    return found


def lacking(days: Sequence[date], moments: Iterable[datetime]) -> list[date]:
    """The days, of those in order of one month, that a file cannot be shown to hold whole.

    `moments` are Beirut's wall times of the posts that the file names. Lacking are the days behind
    the last post's, that day too where its posts end too early to be all, and in a month that has
    posts nearly every day those without.
    """
    ends: dict[date, datetime] = {}
    for moment in moments:
        day = moment.date()
        ends[day] = max(moment, ends.get(day, moment))
    if not ends:
        return list(days)
    last = max(ends)
    before = [day for day in days if day < last]
    silent = [day for day in before if day not in ends]
    if len(silent) > (1 - _REGULAR) * len(before):
        silent = []
    if not _is_whole(ends.pop(last), ends.values()):
        silent.append(last)
    return [day for day in days if day > last or day in silent]


def _is_whole(last: datetime, ends: Iterable[datetime]) -> bool:
    hours = sorted(end.hour + end.minute / 60 for end in ends)
    hour = last.hour + last.minute / 60
    return hour >= max(_WRITTEN_BY, hours[len(hours) // _FIFTH] - _EARLIER if hours else _LATE)


@dataclass
class MonthFiles:
    """What the sitemaps named by a month were seen to hold.

    `moments` are those of the posts that stand in a month's file, `waiting` the posts whose moment
    is not known yet, by the hash of their address. `shadowed` are addresses that a month's file
    names and that serve a post of another month: a newer one has taken the older one's address.
    """

    moments: dict[Month, list[datetime]] = field(default_factory=dict)
    waiting: dict[int, tuple[Month, ...]] = field(default_factory=dict)
    shadowed: list[str] = field(default_factory=list)
    are_met: bool = False

    def meet(self, month: Month) -> None:
        """A month's file was read."""
        self.moments.setdefault(month, [])

    def name(self, url: str, month: Month, published: datetime | None) -> None:
        """A month's file names a post; `published`, aware, where that is known already."""
        self.waiting[hash(url)] = (*self.waiting.get(hash(url), ()), month)
        self.learn(url, published)

    def learn(self, url: str, published: datetime | None) -> None:
        """A post that a file may have named turned out to be published then."""
        if published is None:
            return
        moment = published.astimezone(BEIRUT).replace(tzinfo=None)
        for month in self.waiting.pop(hash(url), ()):
            if (moment.year, moment.month) == month:
                self.moments[month].append(moment)
            else:
                self.shadowed.append(url)

    def unknown(self, since: date | None, until: date | None, today: date) -> list[date]:
        """The days asked for, up to today, of which the files do not tell all; in order.

        None where no file is named by a month. Without `since`, from the first month met.
        """
        if not self.are_met or not (since or self.moments):
            return []
        first = since or date(*min(self.moments), 1)
        lacks: list[date] = []
        for days in _by_month(first, min(until or today, today)):
            lacks += lacking(days, self.moments.get((days[0].year, days[0].month), ()))
        return lacks


def _by_month(first: date, last: date) -> Iterator[list[date]]:
    days: list[date] = []
    while first <= last:
        if days and days[-1].month != first.month:
            yield days
            days = []
        days.append(first)
        first += _DAY
    if days:
        yield days
