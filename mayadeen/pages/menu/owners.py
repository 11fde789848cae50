"""Tell which labels of a menu are top entries, and which stand below which."""

from __future__ import annotations

from collections.abc import Iterable

from mayadeen.pages.flat.page import FlatPage
from mayadeen.pages.menu.labels import Token
from mayadeen.pages.menu.menu import Entry, path_of
from mayadeen.pages.vocabulary.known_menu import SECTION_OF, SECTIONS
from mayadeen.pages.vocabulary.words import plain


def find_owners(page: FlatPage, runs: list[list[Token]], regions: set[Token]) -> None:
    """Find the top entry of each sub-entry: by its address, else by the list it is nested in."""
    wanted = [(run, t) for run in runs for t in run if t.url and t not in regions]
    by_path: dict[str, Token] = {}
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


def _by_address(token: Token, by_path: dict[str, Token]) -> Token | None:
    path, owner = token.path, None
    while "/" in path:
        path = path.rpartition("/")[0]
        owner = by_path.get(path) or owner
    return owner


def _by_nesting(page: FlatPage, run: list[Token], token: Token) -> Token | None:
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
    if before.url is not None or holds_lists or _is_control(page, run, before, token.container):
        return None
    return before


def _is_control(page: FlatPage, run: list[Token], before: Token, container: int) -> bool:
    """Whether a label before a list does something to the page: `Skip to the text`, a button over
    all of a menu. A known section's name and one of several buttons open a part of it."""
    if plain(before.text) in SECTIONS:
        return False
    if before.in_page:
        return True
    is_button = page.has(before.node, frozenset(("button",)))
    return is_button and all(t.container == container for t in run if t.url)


def entries_of(linked: list[Token]) -> tuple[Entry, ...]:
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
    return once(entries)


def _is_top(token: Token, owners: set[Token], owning: set[int]) -> bool:
    """Whether a label owns others, stands in a list with one that does, or is a known section."""
    return token in owners or token.container in owning or plain(token.text) in SECTIONS


def _top_entry(token: Token) -> Entry:
    """The entry of a label without an owner; `/news/politics` is below News all the same."""
    section = SECTION_OF.get(plain(token.text)) if "/" in token.path else None
    return token.entry(section, token.text) if section else token.entry(token.text, None)


def once(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Each address once, as it was met first; the menu is printed twice."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(path_of(entry.url), entry)
    return tuple(first.values())
