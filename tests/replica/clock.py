"""Beirut's clock and what a date means, by rules written out by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

WINTER = timedelta(hours=2)
SUMMER = timedelta(hours=3)


def _last_sunday(year: int, month: int) -> datetime:
    day = datetime(year, month, 31)  # noqa: DTZ001 (a wall clock has no zone)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def beirut_offset(wall: datetime) -> tuple[timedelta, str | None]:
    """Offset and flag of a naive Beirut wall time.

    Clocks go from 00:00 to 01:00 on the last Sunday of March, and from 24:00 back to 23:00 on the
    Saturday before the last Sunday of October. A time that did not exist or was there twice takes
    the offset in force after the change.
    """
    spring, autumn = _last_sunday(wall.year, 3), _last_sunday(wall.year, 10)
    hour = timedelta(hours=1)
    if spring <= wall < spring + hour:
        return SUMMER, "nonexistent"
    if autumn - hour <= wall < autumn:
        return WINTER, "ambiguous"
    return (SUMMER if spring <= wall < autumn else WINTER), None


def to_beirut(moment: datetime) -> datetime:
    """An aware moment on Beirut's clock, with its offset."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    spring, autumn = _last_sunday(utc.year, 3) - WINTER, _last_sunday(utc.year, 10) - SUMMER
    offset = SUMMER if spring <= utc < autumn else WINTER
    return moment.astimezone(timezone(offset))


def central_european(moment: datetime) -> datetime:
    """An aware moment on the clock of the news sitemaps: changed at 01:00 UTC on the Sundays."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    hour = timedelta(hours=1)
    is_summer = _last_sunday(utc.year, 3) + hour <= utc < _last_sunday(utc.year, 10) + hour
    return moment.astimezone(timezone(2 * hour if is_summer else hour))


def at(wall: datetime, offset: timedelta | None = None) -> datetime:
    """A naive wall time as an aware moment, by Beirut's rule unless an offset is given."""
    return wall.replace(tzinfo=timezone(beirut_offset(wall)[0] if offset is None else offset))


def zoneless(moment: datetime) -> str:
    """An aware moment in UTC in the form of .NET, which says no zone."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.0000000")


def iso_utc(moment: datetime) -> str:
    """`2021-07-28T20:20:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Stamp:
    """What a page states of a date and what it means; each part is None where it says nothing.

    `iso` stands in machine-readable layers, `printed` (with `precision`) on the visible page.
    """

    moment: datetime
    iso: str | None
    wall: datetime | None
    precision: str
    impossible: str | None = None

    @property
    def zoneless(self) -> str | None:
        """The moment in UTC as the head states it: seven decimals, no zone."""
        return self.iso and zoneless(datetime.fromisoformat(self.iso))

    @property
    def is_second_pass(self) -> bool:
        """Whether the clock showed the wall time for the second time."""
        stated = datetime.fromisoformat(self.iso) if self.iso else None
        if stated is None or stated.utcoffset() != WINTER:
            return False
        return beirut_offset(stated.replace(tzinfo=None, second=0))[1] == "ambiguous"

    @property
    def metadata(self) -> str | None:
        """As the publisher's record states it: with the first pass's offset in both passes."""
        if self.iso and self.is_second_pass:
            return self.iso.replace("+02:00", "+03:00")
        return self.iso

    def truth(self, layer: str, printed: str | None) -> dict[str, str | None]:
        """The `published_*` values of an Article, by the rules of the design.

        `layer` is the first that the page has: `metadata`, `jsonld`, `opengraph` or `page`.
        """
        if layer != "page" and self.iso:
            local = datetime.fromisoformat(self.iso)
            exact = "second" if local.second else "minute"
            if layer == "opengraph" or (layer == "metadata" and self.is_second_pass):
                local = to_beirut(local)
                said = local.isoformat()
                return _values(local, said, self.zoneless, exact, "convention", None)
            if local.utcoffset() not in (WINTER, SUMMER):
                local = to_beirut(local)
            return _values(local, local.isoformat(), self.iso, exact, "stated", None)
        if self.impossible or printed is None or self.wall is None:
            return _values(None, None, printed, None, None, None)
        if self.precision == "day":
            return _values(None, f"{self.wall:%Y-%m-%d}", printed, "day", "assumed", None)
        _, flag = beirut_offset(self.wall)
        local = at(self.wall)
        return _values(local, local.isoformat(), printed, "minute", "assumed", flag)


def _values(
    at_: datetime | None,
    local: str | None,
    raw: str | None,
    precision: str | None,
    zone: str | None,
    flag: str | None,
) -> dict[str, str | None]:
    return {
        "published_at": iso_utc(at_) if at_ else None,
        "published_local": local,
        "published_raw": raw,
        "published_precision": precision,
        "published_zone": zone,
        "published_flag": flag,
    }


# Wall times that catch a careless clock: both changes of 2022 to 2025, midnight, New Year, the
# hours in which Beirut and UTC disagree about the day, a leap day, and the dispute of March 2023.
EDGE_WALLS = (
    "2022-03-27 00:30",
    "2022-10-29 23:30",
    "2023-03-26 00:00",
    "2023-03-26 00:59",
    "2023-03-26 01:00",
    "2023-03-25 23:59",
    "2023-03-27 12:05",
    "2023-10-28 22:59",
    "2023-10-28 23:00",
    "2023-10-28 23:59",
    "2023-10-29 00:00",
    "2024-03-31 00:15",
    "2024-10-26 23:45",
    "2025-03-30 00:45",
    "2025-10-25 23:05",
    "2023-12-31 23:59",
    "2024-01-01 00:00",
    "2025-01-01 01:30",
    "2024-06-15 02:59",
    "2024-12-15 01:59",
    "2024-02-29 00:00",
    "2022-07-28 00:10",
)

# The publisher's system changed its clocks on another day than Beirut: stated offsets that differ.
ODD_OFFSETS = (
    ("2023-03-24 14:00", SUMMER),
    ("2023-03-25 09:30", SUMMER),
    ("2024-03-29 18:20", SUMMER),
    ("2024-03-30 23:50", SUMMER),
    ("2023-10-29 01:10", SUMMER),
    ("2023-10-28 23:20", SUMMER),
    ("2024-03-31 00:40", WINTER),
)
