"""Tell which labels of a menu are regions."""

from __future__ import annotations

from collections import Counter
from itertools import chain, pairwise

from mayadeen.pages.menu.labels import Token
from mayadeen.pages.vocabulary import words
from mayadeen.pages.vocabulary.known_menu import SECTIONS
from mayadeen.pages.vocabulary.words import plain

_REGION_STEPS = frozenset(("region", "regions", "region-es"))


def regions_of(tokens: list[Token]) -> set[Token]:
    """The labels that are regions: by addresses such as `/region/asia`, else a list of peers, none
    a section or of a section."""
    containers: dict[int, list[Token]] = {}
    for token in tokens:
        if token.url:
            containers.setdefault(token.container, []).append(token)
    lists = list(containers.values())
    return _known_regions(tokens, lists) or _unknown_regions(tokens, lists)


def _known_regions(tokens: list[Token], lists: list[list[Token]]) -> set[Token]:
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


def _has_region_address(token: Token) -> bool:
    """Whether a label leads to an address such as `/region/asia`."""
    return "/" in token.path and first_step(token) in _REGION_STEPS


def _are_regions(peers: list[Token], heads: set[str]) -> bool:
    """Whether half of a list are known regions; one alone counts if it lies below no section."""
    known = sum(plain(token.text) in words.REGIONS for token in peers)
    below = len(peers) == 1 and first_step(peers[0]) in heads - {peers[0].path}
    return known * 2 >= len(peers) and not below


def _unknown_regions(tokens: list[Token], lists: list[list[Token]]) -> set[Token]:
    """Regions of another language or with new names: the one list whose addresses share a first
    step that no section and no other list has, such as `/lugar/asia`, `/lugar/europa`."""
    if len(lists) < 2:
        return set()
    steps_of = [{first_step(token) for token in peers} for peers in lists]
    counts = Counter(chain.from_iterable(steps_of))
    alone = {step for step, count in counts.items() if count == 1}
    alone -= {token.path for token in tokens}
    for peers, steps in zip(lists, steps_of, strict=True):
        of_one_kind = len(peers) >= 3 and len(steps) == 1 and steps <= alone
        if of_one_kind and not any(map(_is_section, peers)):
            return set(peers)
    return set()


def _is_section(token: Token) -> bool:
    return "/" not in token.path or plain(token.text) in SECTIONS


def first_step(token: Token) -> str:
    return token.path.partition("/")[0]
