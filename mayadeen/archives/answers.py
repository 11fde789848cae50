"""Tell the captured response from the archive's own error."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

_ORIGINAL = "x-archive-orig-"
_EXCLUDED_PAGE = re.compile(rb"this url has been excluded", re.IGNORECASE)
_EXCLUDED = ("AdministrativeAccessControl", "RobotAccessControl")
_REPLAYED = re.compile(r"/\d{4,14}[a-z_]*/(https?:/.+)\Z", re.DOTALL)
_PAGE_PAST = re.compile(rb"page \d+ invalid", re.IGNORECASE)


class Verdict(StrEnum):
    """What came of a request to an archive."""

    USABLE = "usable"
    NONE = "none"  # no captures here
    END = "end"  # a page behind the last
    WRONG = "wrong"  # no index, no such collection
    TOO_FAST = "too_fast"
    OVERLOADED = "overloaded"
    LATE = "late"  # its own time was up; a smaller question may do
    BLOCKED = "blocked"  # the archive does not want this client
    EXCLUDED = "excluded"  # the archive may not show it
    OTHER_CAPTURE = "other_capture"
    LOST = "lost"  # its index names what its store has not


def of_index(status: int, headers: Mapping[str, str], body: bytes) -> Verdict:
    """What an index says; `headers` with names in lower case."""
    if status == 200:
        return Verdict.USABLE
    if status == 404:
        return Verdict.NONE if _says(body) else Verdict.WRONG
    if status == 400:
        return Verdict.END if _PAGE_PAST.search(body) else Verdict.WRONG
    return _own(status, headers) or Verdict.WRONG


def of_record(status: int) -> Verdict:
    """What a store of records says to the request of a part of a file."""
    if status in (200, 206):
        return Verdict.USABLE
    return _own(status, {}) or Verdict.LOST


def of_replay(status: int, headers: Mapping[str, str], body: bytes, at: datetime) -> Verdict:
    """What an archive says to the request of a page as captured `at` a moment.

    `Memento-Datetime` alone tells a captured status from the archive's own.
    """
    if told := headers.get("memento-datetime"):
        return Verdict.USABLE if _moment(told) == at else Verdict.OTHER_CAPTURE
    if status == 451 or (status == 200 and _EXCLUDED_PAGE.search(body[:20_000])):
        return Verdict.EXCLUDED
    if 300 <= status < 400:
        return Verdict.OTHER_CAPTURE
    return _own(status, headers) or Verdict.LOST


def _own(status: int, headers: Mapping[str, str]) -> Verdict | None:
    if status == 429:
        return Verdict.TOO_FAST
    if status in (502, 504):
        return Verdict.LATE
    if status >= 500:
        return Verdict.OVERLOADED
    if status in (401, 403, 451):
        said = headers.get("x-archive-wayback-runtime-error", "")
        return Verdict.EXCLUDED if any(one in said for one in _EXCLUDED) else Verdict.BLOCKED
    return None


def _says(body: bytes) -> bool:
    """Whether an index says in its own words that it has none."""
    if b"no captures found" in body[:2000].lower():
        return True
    try:
        told = json.loads(body)
    except ValueError:
        return False
    return isinstance(told, dict) and not {"message", "error"}.isdisjoint(told)


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def original_headers(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers of a captured page out of those of its replay, `Location` as it was.

    What an archive adds of its own is left out; the body has been unpacked.
    """
    given = [(name.lower(), value) for name, value in headers]
    prefixed = [
        (name.removeprefix(_ORIGINAL), value) for name, value in given if name.startswith(_ORIGINAL)
    ]
    names = {name for name, _ in prefixed}
    plain = [
        (name, original_address(value) if name == "location" else value)
        for name, value in given
        if name in ("content-type", "location") and name not in names
    ]
    kept = [pair for pair in prefixed if pair[0] not in _OF_THE_WIRE]
    return [
        (name, original_address(value)) if name == "location" else (name, value)
        for name, value in [*kept, *plain]
    ]


_OF_THE_WIRE = {"content-encoding", "transfer-encoding", "content-length", "connection"}


def original_address(address: str) -> str:
    """The address that an archive's own stands for; any other as it is."""
    found = _REPLAYED.search(address)
    return found[1] if found else address
