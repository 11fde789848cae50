"""Choose which part of the site a run wants, in the menu's own words."""

from __future__ import annotations

from dataclasses import dataclass

from mayadeen.normalise.near_names import meant
from mayadeen.normalise.text import key
from mayadeen.pages.menu import Entry, Menu
from mayadeen.pages.parts.addresses import kind_below
from mayadeen.pages.vocabulary.page_kinds import KIND
from mayadeen.run.arguments import Arguments, BadArgument


@dataclass(frozen=True)
class Scope:
    """`entries` are the wanted menu entries, `regions` the wanted regions' names.

    `groups` are the top entries that the spider covers at all, None for every one, also such as
    the menu does not have; no `regions` means any. `kinds` are those of the posts that it covers
    where nothing tells their section.
    """

    kinds: tuple[str, ...]
    groups: frozenset[str] | None
    entries: tuple[Entry, ...]
    regions: tuple[Entry, ...]
    narrowed: bool

    def covers(self, place: Entry | None) -> bool:
        """Whether a post whose address lies below `place` can be one of the spider's."""
        return place is None or self.groups is None or place.group in self.groups

    def may_hold(self, place: Entry | None) -> bool:
        """Whether a post whose address lies below `place` can be wanted."""
        if place is None or not self.covers(place):
            return place is None
        return not self.narrowed or any(
            entry.group == place.group and (not place.label or entry.label in (None, place.label))
            for entry in self.entries
        )

    def holds(
        self, section: str | None, category: str | None, regions: list[str], kind: str
    ) -> bool:
        """Whether a post that states this place is wanted; without a section its kind decides."""
        if self.groups is not None and (
            kind not in self.kinds if section is None else section not in self.groups
        ):
            return False
        if self.narrowed and not any(
            entry.group == section and entry.label in (None, category) for entry in self.entries
        ):
            return False
        names = {entry.label for entry in self.regions}
        return not names or bool(names & set(regions))


def choose(menu: Menu, kinds: tuple[str, ...], arguments: Arguments) -> Scope:
    """The part of `menu` that `sections=` and `regions=` name.

    `kinds` are the kinds of posts that a spider is for, as in Article; none means the whole site.
    Raises BadArgument for a name that the menu does not have there.
    """
    own = tuple(entry for entry in menu.entries if not kinds or _kind(entry) in kinds)
    return Scope(
        kinds=kinds or tuple(dict.fromkeys(KIND.values())),
        groups=frozenset(entry.group for entry in own) if kinds else None,
        entries=_named("sections", arguments.sections, own) or own,
        regions=_named("regions", arguments.regions, menu.regions),
        narrowed=bool(arguments.sections),
    )


def _kind(entry: Entry) -> str:
    """The kind of posts below a menu entry.

    What nothing tells holds articles, for a new section must not be left out by every spider.
    """
    return kind_below(entry.url, entry.group) or "article"


def _named(argument: str, names: tuple[str, ...], entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    chosen: dict[Entry, None] = {}
    for name in names:
        found = [entry for entry in entries if key(name) in _names(entry)]
        if not found:
            allowed = list(dict.fromkeys(entry.label or entry.group for entry in entries))
            raise BadArgument(
                f"{argument}={name!r}: allowed by the site's menu is"
                f" {', '.join(allowed)}{meant(name, allowed)}"
            )
        # A top entry's own listing need not show what all its sub-entries hold.
        tops = {entry.group for entry in found if entry.label is None}
        found += [entry for entry in entries if entry.label and entry.group in tops]
        chosen |= dict.fromkeys(found)
    return tuple(chosen)


def _names(entry: Entry) -> set[str]:
    """What a user may call an entry: its label, or the last part of its address."""
    slug = entry.url.rstrip("/").rsplit("/", 1)[-1] if entry.url else ""
    return {key(entry.label or entry.group), key(slug), key(slug.replace("-", " "))}
