"""Check the spider arguments, what `-a` may say, before the first request."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from mayadeen.normalise.near_names import meant

Follow = Literal["related", "read_next", "most_read"]
FOLLOW: tuple[Follow, ...] = ("related", "read_next", "most_read")


class BadArgument(ValueError):
    """One line that names the argument, the value and what is allowed."""


def _words(value: object) -> object:
    if not isinstance(value, str):
        return value
    words = tuple(dict.fromkeys(word.strip() for word in value.split(",") if word.strip()))
    if not words:
        raise ValueError("at least one name, several separated by commas")
    return words


def _follow(value: object) -> object:
    if value == "none":
        return ()
    words = _words(value)
    if not isinstance(words, tuple) or not set(words) <= set(FOLLOW):
        raise ValueError("any of related, read_next, most_read separated by commas, or none")
    return words


def _whole_number(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,12}", value):
        raise ValueError("a whole number from 1")
    return value


def _yes(value: object) -> object:
    if value not in (True, False, "yes", "no", "1", "0"):
        raise ValueError("yes or no")
    return value in (True, "yes", "1")


def _switch(value: object) -> object:
    if value not in (True, False, "1", "0"):
        raise ValueError("1 or 0")
    return value in (True, "1")


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
Count = Annotated[int, BeforeValidator(_whole_number), Field(ge=1)]
Switch = Annotated[bool, BeforeValidator(_switch)]
Yes = Annotated[bool, BeforeValidator(_yes)]


class Arguments(BaseModel):
    """What was asked of a run. Days are days on the site's clock (Beirut); both ends count."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sections: Words = Field((), description="only these sections: names or slugs from the menu")
    regions: Words = Field((), description="only these regions: names or slugs from the menu")
    tags: Words = Field((), description="start from the listings of these tags or series")
    authors: Words = Field((), description="start from the pages of these authors")
    keywords: Words = Field(
        (), description="keep posts whose title, summary, body or tags hold one of these words"
    )
    since: date | None = Field(None, description="first day, 2023-01-31, or month, 2023-01")
    until: date | None = Field(None, description="last day, 2023-01-31, or month, 2023-01")
    follow: Annotated[tuple[Follow, ...], BeforeValidator(_follow)] = Field(
        FOLLOW,
        description="links to follow: any of related,read_next,most_read, or none; all three unless"
        " days, keywords, tags, authors or regions are named",
    )
    limit: Count | None = Field(None, description="stop after this many items")
    max_pages: Count | None = Field(None, description="pages to read of each listing at most")
    full: Switch = Field(False, description="1: forget what is known and fetch everything again")
    edition: Literal["en", "ar", "es"] = Field("en", description="en, ar or es")
    path: str | None = Field(None, description="WARC file, or a pattern such as warc/*.warc.gz")
    source: Words = Field(
        (),
        description="archives, separated by commas: commoncrawl, wayback, arquivo, or the address"
        " of a pywb collection",
    )
    captured_since: date | None = Field(
        None, description="first day or month of capture; since= where that is given"
    )
    captured_until: date | None = Field(None, description="last day or month of capture")
    captures: Literal["latest", "first", "ends", "changed", "all"] = Field(
        "latest", description="which captures of a post: latest, first, ends, changed or all"
    )
    count: Yes = Field(False, description="yes: ask the indexes alone and print what they list")
    help: Switch = Field(False, description="1: print this list and end")

    def asked(self) -> dict[str, Any]:
        """What the user set, as plain values for the manifest."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def holds(self, day: str) -> bool:
        """Whether a day, `2023-01-31`, lies in what `since` and `until` ask for."""
        return (not self.since or str(self.since) <= day) and (
            not self.until or day <= str(self.until)
        )

    def filter(self) -> str:
        """The part that decides which posts are kept, as one line; empty when all are."""
        kept = self.model_dump(
            mode="json",
            exclude_defaults=True,
            include={"sections", "regions", "keywords", "since", "until"},
        )
        return " ".join(
            f"{name}={','.join(value) if isinstance(value, list) else value}"
            for name, value in kept.items()
        )


_ALLOWED = {
    "edition": "en, ar or es",
    "captures": "latest, first, ends, changed or all",
    **dict.fromkeys(
        ("since", "until", "captured_since", "captured_until"),
        "a day such as 2023-01-31 or a month such as 2023-01",
    ),
    "limit": "a whole number from 1",
    "max_pages": "a whole number from 1",
}


# With one of these only a part of the site is asked for. Every post leads to others, which lead to
# the whole site; and it is the regions' listings that say which posts are theirs.
_NARROW = frozenset(("since", "until", "keywords", "tags", "authors", "regions"))


def read_arguments(
    given: Mapping[str, str], *, accepted: tuple[str, ...], today: date
) -> Arguments:
    """Check what `-a` said.

    `accepted` are the names that the spider knows, `today` is the day in Beirut. A month in `since`
    or `until` means its first or last day. Raises BadArgument.
    """
    # Scrapyd hands every spider the job's name.
    values: dict[str, Any] = {name: value for name, value in given.items() if name != "_job"}
    _check_names(values, accepted)
    if "follow" not in values and not _NARROW.isdisjoint(values):
        values["follow"] = "none"
    for name in ("since", "until", "captured_since", "captured_until"):
        if name in values:
            values[name] = _day(name, values[name])
    arguments = _validated(values)
    _check_days(arguments, given, today)
    return arguments


def _check_names(values: Mapping[str, Any], accepted: tuple[str, ...]) -> None:
    for name, value in values.items():
        if name not in accepted:
            known = ", ".join(accepted)
            raise BadArgument(
                f"{name}={value!r}: no such argument; known: {known}{meant(name, accepted)}"
            )


def _validated(values: dict[str, Any]) -> Arguments:
    try:
        return Arguments(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        reason = first.get("ctx", {}).get("error")
        allowed = _ALLOWED.get(name) or str(reason or first["msg"])
        raise BadArgument(f"{name}={values[name]!r}: allowed is {allowed}") from None


def _check_days(arguments: Arguments, given: Mapping[str, str], today: date) -> None:
    """Refuse days that are still to come, or end before they begin."""
    for kind in ("", "captured_"):
        since, until = getattr(arguments, f"{kind}since"), getattr(arguments, f"{kind}until")
        said = f"{kind}since={given.get(f'{kind}since')!r}"
        if since and until and since > until:
            raise BadArgument(
                f"{said}: allowed is a day not after {kind}until={given[f'{kind}until']!r}"
            )
        if since and since > today:
            raise BadArgument(f"{said}: allowed is a day not after today in Beirut, {today}")


def _day(name: str, value: str) -> date:
    allowed = _ALLOWED[name]
    if not re.fullmatch(r"\d{4}-\d\d-\d\d|\d{4}-\d\d", value, re.ASCII):
        raise BadArgument(f"{name}={value!r}: allowed is {allowed}")
    year, month, *day = (int(part) for part in value.split("-"))
    try:
        last = monthrange(year, month)[1] if name.endswith("until") else 1
        return date(year, month, day[0] if day else last)
    except ValueError as error:
        raise BadArgument(f"{name}={value!r}: {error}; allowed is {allowed}") from None


def describe(accepted: tuple[str, ...]) -> str:
    """The arguments of a spider, a line each, for `-a help=1`."""
    fields = Arguments.model_fields
    width = max(len(name) for name in accepted)
    return "\n".join(f"  {name:<{width}}  {fields[name].description}" for name in accepted)
