"""Choose the dates among what the layers state and the page prints."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from mayadeen.normalise import dates
from mayadeen.pages.fields.chosen import Chosen
from mayadeen.pages.flat.page import Line
from mayadeen.pages.story.visible import Visible

YEAR = re.compile(r"\d{4}")


class _Dated(NamedTuple):
    """A date as a layer states it; `in_utc` where it is UTC by convention if it names no zone."""

    layer: str
    raw: str
    in_utc: bool = False


def choose_dates(chosen: Chosen, visible: Visible) -> None:
    """Choose the dates of publication and of the last edit."""
    byline = visible.byline
    published = _dated(chosen, "published_raw", byline.published)
    if found := _best(chosen, _dated(chosen, "updated_at", byline.updated)):
        by_convention = _is_by_convention(chosen, found)
        chosen.put("updated_at", f"{found.raw}Z" if by_convention else found.raw, found.layer)
    if found := _best(chosen, published):
        chosen.put("published_raw", found.raw, found.layer)
        if _is_by_convention(chosen, found):
            chosen.values["published_zone"] = "convention"
        if byline.published and _another_day(chosen, found, published[-1]):
            chosen.warnings.append("date_disagrees")
    elif published:
        # What cannot be read is kept as it stands; the pipeline warns.
        chosen.put("published_raw", published[0].raw, published[0].layer)
    else:
        chosen.warnings.append("date_missing")


def _dated(chosen: Chosen, name: str, printed: tuple[str, Line] | None) -> list[_Dated]:
    """What the layers state of one of the two dates, the page last."""
    utc = chosen.layers["opengraph"].get("utc", ())
    found = [
        _Dated(layer, raw, layer == "opengraph" and name in utc)
        for layer, raw in chosen.stated(name)
    ]
    if printed:
        raw, chosen.lines[name] = printed
        found.append(_Dated("page", raw))
    return found


def _best(chosen: Chosen, candidates: list[_Dated]) -> _Dated | None:
    """The first date that can be read; where that is a day alone, one with its hour, and where
    its clock showed it twice, the one in UTC."""
    readable = [(one, m) for one in candidates if (m := _moment(chosen, one))]
    if not readable:
        return None
    first, moment = readable[0]
    day = moment.local
    if moment.at is None:
        return next((one for one, m in readable if m.at and m.local[:10] == day), first)
    if first.layer == "metadata" and dates.comes_twice(moment):
        for one, other in readable[1:]:
            if one.in_utc and other.at and abs(_apart(moment.at, other.at) - 3600) < 60:
                return one
    return first


def _is_by_convention(chosen: Chosen, found: _Dated) -> bool:
    moment = _moment(chosen, found)
    return moment is not None and moment.zone == "convention"


def _moment(chosen: Chosen, found: _Dated) -> dates.Moment | None:
    asked = found.raw, found.in_utc
    if asked not in chosen.moments:
        chosen.moments[asked] = dates.read(found.raw, now=chosen.now, in_utc=found.in_utc)
    return chosen.moments[asked]


def card_day(chosen: Chosen, raw: str) -> str | None:
    """The day that a card prints."""
    # What is no `2 hours ago` depends on the moment of fetching as far as its day.
    absolute = YEAR.search(raw)
    now = chosen.now.replace(hour=12, minute=0, second=0) if absolute else chosen.now
    return printed_day(raw, now)


def _another_day(chosen: Chosen, one: _Dated, other: _Dated) -> bool:
    first, second = _moment(chosen, one), _moment(chosen, other)
    if first is None or second is None or first.local[:10] == second.local[:10]:
        return False
    if first.at and second.at:
        return _apart(first.at, second.at) > 2 * 3600  # an hour's error at midnight is a trifle
    return True


@lru_cache(maxsize=1024)  # a day's cards show the same few days on page after page
def printed_day(raw: str, now: datetime) -> str | None:
    return dates.day(raw, now=now)


def _apart(one: str, other: str) -> float:
    """The seconds between two moments."""
    return abs((datetime.fromisoformat(one) - datetime.fromisoformat(other)).total_seconds())
