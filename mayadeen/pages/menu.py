"""The site's own menu: which sections, categories and regions there are, and where they lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, pairwise
from urllib.parse import unquote, urlsplit

from scrapy.http import TextResponse

from mayadeen.normalise import urls
from mayadeen.pages.flat.flatten import flatten
from mayadeen.pages.flat.page import TEXT, FlatPage, Line
from mayadeen.pages.roles import Role
from mayadeen.pages.vocabulary import words
from mayadeen.pages.vocabulary.known_menu import SECTION_OF, SECTIONS, known_menu
from mayadeen.pages.vocabulary.words import plain

_LONGEST_LABEL = 32
_REGION_STEPS = frozenset(("region", "regions", "region-es"))


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
        path = _path(url)
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
        return self._region_paths.get(_path(url))

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
        return _path(url) in self.paths

    @cached_property
    def paths(self) -> frozenset[str]:
        """The paths of all entries and regions, and of what leads to the authors and live pages."""
        more = (self.authors_url, self.live_url)
        return frozenset(
            _path(url)
            for url in (*(e.url for e in (*self.entries, *self.regions)), *filter(None, more))
        )

    @cached_property
    def _by_path(self) -> dict[str, Entry]:
        return {_path(entry.url): entry for entry in reversed(self.entries)}

    @cached_property
    def _regions(self) -> dict[str, str]:
        return {plain(entry.label): entry.label for entry in self.regions if entry.label}

    @cached_property
    def _region_paths(self) -> dict[str, str]:
        return {_path(entry.url): entry.label for entry in self.regions if entry.label}

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
def _path(url: str) -> str:
    """The path in one form for comparing: raw letters, lower case, no slash at either end."""
    return unquote(urlsplit(urls.canonical(url) or "").path).strip("/").lower()


@dataclass(eq=False)
class _Token:
    """A short label in a run of them that may be menu, with or without an address."""

    text: str
    url: str | None
    node: int
    position: int
    path: str = ""
    container: int = -1  # the list it stands in
    owner: _Token | None = None

    def entry(self, group: str, label: str | None) -> Entry:
        """Make an entry of a label that has an address."""
        assert self.url
        return Entry(group, label, self.url)


def read_menu(response: TextResponse) -> Menu:
    """Read the menu off any page of the site; the built-in one, `stated=False`, if it has none."""
    return menu_of(flatten(response))


def menu_of(page: FlatPage) -> Menu:
    """`read_menu` for a page that is flattened already."""
    runs = [run for run in _runs(page) if _is_menu(page, run)]
    authors_url, live_url = _other_links(page)
    tokens = [token for run in runs for token in run]
    for token in tokens:
        token.path = _path(token.url) if token.url else ""
    for run in runs:
        _find_shelves(page, run)
    regions = _regions(tokens)
    _find_owners(page, runs, regions)
    entries = _entries([token for token in tokens if token.url and token not in regions])
    if len(entries) < 2:
        return fallback(page.url, page.language, authors_url, live_url)
    places = _once(t.entry("Regions", t.text) for t in tokens if t in regions)
    return Menu(entries, places, authors_url, live_url, True)


def fallback(
    url: str,
    language: str | None = None,
    authors_url: str | None = None,
    live_url: str | None = None,
) -> Menu:
    """The built-in menu, its addresses on the host of `url`."""
    host = urlsplit(url).hostname or ""
    edition = (language or "")[:2].lower()
    if host.startswith(("espanol.", "es.")):
        edition = "es"
    elif host in ("www.almayadeen.net", "almayadeen.net"):
        edition = "ar"
    elif edition not in ("ar", "es"):
        edition = "en"
    entries, regions = known_menu(edition)
    base = url.partition("?")[0]
    return Menu(
        tuple(Entry(group, label, _join(base, path)) for group, label, path in entries),
        tuple(Entry("Regions", label, _join(base, path)) for label, path in regions),
        authors_url,
        live_url,
        False,
    )


def _join(base: str, path: str) -> str:
    return urls.canonical("/" + path, base) or "/" + path


def _runs(page: FlatPage) -> list[list[_Token]]:
    """Cut the page to runs of nothing but short labels; links to other hosts are left out.

    `<ul><li><a>News</a><li><a>Politics</a>…</ul>` is one run; a headline ends it.
    """
    runs: list[list[_Token]] = [[]]
    for line in page.lines:
        if line.kind != TEXT or line.hidden_by not in (None, Role.HIDDEN):
            continue
        if line.heading == 1 or (len(line.text) > _LONGEST_LABEL and not _is_list(line)):
            runs.append([])
            continue
        for link, text in line.link_texts():
            if len(text) > _LONGEST_LABEL:
                runs.append([])
            else:
                _add_link(page, runs[-1], line, link, text)
        if max(line.links) < 0 and not _is_frame(line.text, None):
            runs[-1].append(_Token(_label(line.text), None, line.node, len(runs[-1])))
    return [run for run in runs if run]


def _add_link(page: FlatPage, run: list[_Token], line: Line, link: int, text: str) -> None:
    """Add a link's label to a run, or its address to the label before it: `News`, `All News`."""
    href = page.hrefs[link].strip()
    url = None if href[:1] in ("", "#") else urls.canonical(href, page.base)
    own = url is not None and urls.is_page_of(url, page.url)
    if own and run and _is_all_of(text, run[-1]):
        run[-1].url = url
    elif text and (url is None or (own and not _is_frame(text, url))):
        run.append(_Token(_label(text), url, line.node, len(run)))


def _is_list(line: Line) -> bool:
    """Whether a long line is a list of links, with a word or two before them."""
    return line.linked >= 0.9 or (line.linked > 0.5 and len(set(line.links)) > 4)


def _is_all_of(text: str, above: _Token) -> bool:
    """Whether a link is the address of the label above it, which has none: `All News`."""
    first, _, rest = plain(text).partition(" ")
    return above.url is None and first in words.ALL and rest == plain(above.text)


def _label(text: str) -> str:
    return text.strip(" •·|›»▾▼▸+")


def _is_frame(text: str, url: str | None) -> bool:
    """Whether a link of the page's frame is something else than a section."""
    word = plain(text)
    if not word or word in words.FRAME or word in words.SHARE or word in words.LIVE:
        return True
    if word in words.AUTHORS or word in words.FOOT or word in words.ALL or word in words.BREAKING:
        return True
    return url is not None and _path(url) == ""


def _is_menu(page: FlatPage, run: list[_Token]) -> bool:
    links = [token for token in run if token.url]
    if len(links) < 3:
        return False
    labels = {plain(token.text) for token in links}
    known = sum(label in SECTIONS or label in words.REGIONS for label in labels)
    if known >= 3 and known * 2 >= len(labels):
        return True
    framed = page.has(links[0].node, frozenset(("nav", "header")))
    return framed and len({token.url for token in links}) >= 3


def _find_shelves(page: FlatPage, run: list[_Token]) -> None:
    """Find the list that each label stands in: the element around its `li`, or what holds peers."""
    tokens_in: Counter[int] = Counter()
    for token in run:
        tokens_in.update(page.ancestors(token.node))
    for token in run:
        line = next((n for n in page.ancestors(token.node) if page.tags[n] == "li"), None)
        if line is not None:
            token.container = page.parents[line]
        else:
            crowded = (n for n in page.ancestors(token.node) if tokens_in[n] > 1)
            token.container = next(crowded, 0)


def _regions(tokens: list[_Token]) -> set[_Token]:
    """The labels that are regions: by addresses such as `/region/asia`, else a list of peers, none
    a section or of a section."""
    containers: dict[int, list[_Token]] = {}
    for token in tokens:
        if token.url:
            containers.setdefault(token.container, []).append(token)
    lists = list(containers.values())
    return _known_regions(tokens, lists) or _unknown_regions(tokens, lists)


def _known_regions(tokens: list[_Token], lists: list[list[_Token]]) -> set[_Token]:
    """Regions by their addresses, by words known for regions, or by their list's own label."""
    above = {token: plain(before.text) for before, token in pairwise(tokens)}
    heads = {token.path for token in tokens}
    sectional = {token.path for token in tokens if plain(token.text) in SECTIONS}
    found = set(filter(_has_region_address, tokens))
    for peers in lists:
        labelled = above.get(peers[0]) in words.REGIONS_LABEL
        # By addresses, sections may stand beside regions.
        if found.isdisjoint(peers) and (labelled or _are_regions(peers, heads)):
            found.update(token for token in peers if token.path not in sectional)
    return found


def _has_region_address(token: _Token) -> bool:
    """Whether a label leads to an address such as `/region/asia`."""
    return "/" in token.path and _first_step(token) in _REGION_STEPS


def _are_regions(peers: list[_Token], heads: set[str]) -> bool:
    """Whether half of a list are known regions; one alone counts if it lies below no section."""
    known = sum(plain(token.text) in words.REGIONS for token in peers)
    below = len(peers) == 1 and _first_step(peers[0]) in heads - {peers[0].path}
    return known * 2 >= len(peers) and not below


def _unknown_regions(tokens: list[_Token], lists: list[list[_Token]]) -> set[_Token]:
    """Regions of another language or with new names: the one list whose addresses share a first
    step that no section and no other list has, such as `/lugar/asia`, `/lugar/europa`."""
    if len(lists) < 2:
        return set()
    steps_of = [{_first_step(token) for token in peers} for peers in lists]
    counts = Counter(chain.from_iterable(steps_of))
    alone = {step for step, count in counts.items() if count == 1}
    alone -= {token.path for token in tokens}
    for peers, steps in zip(lists, steps_of, strict=True):
        of_one_kind = len(peers) >= 3 and len(steps) == 1 and steps <= alone
        if of_one_kind and not any(map(_is_section, peers)):
            return set(peers)
    return set()


def _is_section(token: _Token) -> bool:
    return "/" not in token.path or plain(token.text) in SECTIONS


def _first_step(token: _Token) -> str:
    return token.path.partition("/")[0]


def _find_owners(page: FlatPage, runs: list[list[_Token]], regions: set[_Token]) -> None:
    """Find the top entry of each sub-entry: by its address, else by the list it is nested in."""
    wanted = [(run, t) for run in runs for t in run if t.url and t not in regions]
    by_path: dict[str, _Token] = {}
    for _, token in wanted:
        if token.path:
            by_path.setdefault(token.path, token)
    for _, token in wanted:
        token.owner = _by_address(token, by_path)
    # A list with sections in it hangs under no label: what stands before it is a slogan or title.
    tops = {token.owner.container for _, token in wanted if token.owner}
    for run, token in wanted:
        if token.owner is None and token.container not in tops:
            token.owner = _by_nesting(page, run, token)


def _by_address(token: _Token, by_path: dict[str, _Token]) -> _Token | None:
    path, owner = token.path, None
    while "/" in path:
        path = path.rpartition("/")[0]
        owner = by_path.get(path) or owner
    return owner


def _by_nesting(page: FlatPage, run: list[_Token], token: _Token) -> _Token | None:
    """The label just before the list, in the same outer line; before a list without one, a label
    that has no address of its own. A leaf's own address keeps it from owning what follows it."""
    first = next((t for t in run if t.container == token.container), token)
    if first.position == 0:
        return None
    before = run[first.position - 1]
    if not page.within(token.container, before.container) or token.container == before.container:
        return None
    outer = page.parents[token.container]
    nested = page.within(before.node, outer) and page.tags[outer] == "li"
    if nested:
        return before
    # A list that holds lists is the menu itself, and what stands before it a slogan.
    holds_lists = any(
        t.container != token.container and page.within(t.container, token.container) for t in run
    )
    return before if before.url is None and not holds_lists else None


def _entries(linked: list[_Token]) -> tuple[Entry, ...]:
    """The entries of the menu among links that are no regions: those with an owner, owners, what
    stands beside owners, and what is known for a section."""
    owners = {token.owner for token in linked if token.owner}
    owning = {token.container for token in owners}
    owned = {token.path for token in linked if token.owner}
    entries: list[Entry] = []
    for token in linked:
        if token.owner:
            entries.append(token.entry(token.owner.text, token.text))
        elif token.path not in owned and _is_top(token, owners, owning):
            entries.append(_top_entry(token))
    if not owners and not entries:
        # One flat list of words never met before: all of it is sections.
        entries = [token.entry(token.text, None) for token in linked]
    return _once(entries)


def _is_top(token: _Token, owners: set[_Token], owning: set[int]) -> bool:
    """Whether a label owns others, stands in a list with one that does, or is a known section."""
    return token in owners or token.container in owning or plain(token.text) in SECTIONS


def _top_entry(token: _Token) -> Entry:
    """The entry of a label without an owner; `/news/politics` is below News all the same."""
    section = SECTION_OF.get(plain(token.text)) if "/" in token.path else None
    return token.entry(section, token.text) if section else token.entry(token.text, None)


def _once(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Each address once, as it was met first; the menu is printed twice."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(_path(entry.url), entry)
    return tuple(first.values())


def _other_links(page: FlatPage) -> tuple[str | None, str | None]:
    """The addresses of the authors' page and of the live stream, which no crawl follows."""
    authors = live = None
    for line in page.lines:
        if line.kind != TEXT or line.hidden_by not in (None, Role.HIDDEN):
            continue
        for link, text in line.link_texts():
            if len(text) > _LONGEST_LABEL:
                continue
            word = plain(text)
            if word in words.AUTHORS and authors is None:
                authors = urls.canonical(page.hrefs[link], page.base)
            elif word in words.LIVE and live is None:
                live = urls.canonical(page.hrefs[link], page.base)
    return authors, live
