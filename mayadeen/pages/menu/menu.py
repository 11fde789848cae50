"""The site's menu, and what it says of an address or a label."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import unquote, urlsplit

from mayadeen.normalise import urls
from mayadeen.pages.vocabulary.words import plain


@dataclass(frozen=True)
class Entry:
    """One link of the menu. `label` is None for a top entry itself, `group` is its own label."""

    group: str
    label: str | None
    url: str


@dataclass(frozen=True)
class Menu:
    """What the menu states; `stated` is False for the built-in one."""

    entries: tuple[Entry, ...]
    regions: tuple[Entry, ...]
    authors_url: str | None
    live_url: str | None
    stated: bool

    def place(self, url: str) -> Entry | None:
        """The entry whose path is the longest beginning of the address's path, else None."""
        path = path_of(url)
        while path:
            if entry := self._by_path.get(path):
                return entry
            path = path.rpartition("/")[0]
        return None

    def region(self, label: str) -> str | None:
        """A region as the menu spells it, from a label in any case and typography."""
        return self._regions.get(plain(label))

    def region_at(self, url: str) -> str | None:
        """The region whose listing stands at an address."""
        return self._region_paths.get(path_of(url))

    def section(self, label: str) -> str | None:
        """A top entry as the menu spells it; `Article` is `Articles`, `أخبار` is `الأخبار`."""
        return self._sections.get(_stem(label))

    def category(self, label: str, section: str | None = None) -> tuple[str, str] | None:
        """(section, category) as the menu spells them, in the given section if one is given.

        A label that stands under several sections is None without a section.
        """
        found = self._categories.get(plain(label), ())
        if section is not None:
            found = tuple(pair for pair in found if pair[0] == section)
        return found[0] if len(found) == 1 else None

    def is_word(self, label: str) -> bool:
        """Whether the label is a section's or a category's name."""
        return plain(label) in self._categories or _stem(label) in self._sections

    def is_listing(self, url: str) -> bool:
        """Whether the address is one that the menu itself leads to."""
        return path_of(url) in self.paths

    @cached_property
    def paths(self) -> frozenset[str]:
        """The paths of all entries and regions, and of what leads to the authors and live pages."""
        more = (self.authors_url, self.live_url)
        return frozenset(
            path_of(url)
            for url in (*(e.url for e in (*self.entries, *self.regions)), *filter(None, more))
        )

    @cached_property
    def _by_path(self) -> dict[str, Entry]:
        return {path_of(entry.url): entry for entry in reversed(self.entries)}

    @cached_property
    def _regions(self) -> dict[str, str]:
        return {plain(entry.label): entry.label for entry in self.regions if entry.label}

    @cached_property
    def _region_paths(self) -> dict[str, str]:
        return {path_of(entry.url): entry.label for entry in self.regions if entry.label}

    @cached_property
    def _sections(self) -> dict[str, str]:
        return {_stem(entry.group): entry.group for entry in reversed(self.entries)}

    @cached_property
    def _categories(self) -> dict[str, tuple[tuple[str, str], ...]]:
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for entry in self.entries:
            if entry.label:
                pair = (entry.group, entry.label)
                known = found.get(plain(entry.label), ())
                if pair not in known:
                    found[plain(entry.label)] = (*known, pair)
        return found


def _stem(label: str) -> str:
    return plain(label).removeprefix("ال").removesuffix("s").replace(" ", "").replace("-", "")


@lru_cache(maxsize=16384)  # the blocks beside a story are the same on page after page
def path_of(url: str) -> str:
    """The path in one form for comparing: raw letters, lower case, no slash at either end."""
    return unquote(urlsplit(urls.canonical(url) or "").path).strip("/").lower()
