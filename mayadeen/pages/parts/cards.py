"""Read headline cards: title, label, date and picture of a linked post, in whatever order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain

from mayadeen.normalise import urls
from mayadeen.pages.flat.page import IMAGE, LONGEST_LABEL, TEXT, FlatPage, Line
from mayadeen.pages.menu import Menu
from mayadeen.pages.parts.card_text import Card, fill_card
from mayadeen.pages.parts.labels import is_date, kind_of_label, label_and_date
from mayadeen.pages.vocabulary import words
from mayadeen.pages.vocabulary.words import plain

_HEADLINE_WORDS = 4
"""Words by which a card's link is its headline. Half changes the links of four of 71 real pages,
double of eight."""


_MANY = ""  # in place of an address: the element holds links to several posts


def read_cards(
    page: FlatPage, lines: Sequence[Line], menu: Menu, accept: Callable[[str], bool]
) -> list[Card]:
    """Give the cards among these lines in page order, one for each address that `accept` takes.

    A card reaches as far around its link as no link to another post stands. Where cards have no
    element of their own (heading, list, heading, list, …) what lies between two titles goes to the
    next if the first title has its like before it, else to the one before.
    """
    targets = _targets(page, lines, accept)
    if not targets:
        return []
    tops = [line for line in lines if line.heading == 1]
    lines = list(chain.from_iterable(_apart(line, targets) for line in lines))
    holder = _holders(page, lines, targets)
    cards: dict[str, Card] = {}
    taken: dict[int, Card] = {}
    for number, line in enumerate(lines):
        for link in dict.fromkeys(line.links):
            url = targets.get(link)
            if url is None:
                continue
            card = cards.get(url)
            if card is None:
                card = cards[url] = Card(url)
                _claim_widest_element(page, lines, number, url, holder, card, taken, tops)
            elif number not in taken and taken.get(number - 1) in (card, None):
                taken[number] = card
    _give_leftovers(page, lines, taken, menu)
    for number in sorted(taken):
        taken[number].lines.append(lines[number])
    for card in cards.values():
        fill_card(page, card, targets, menu)
    return list(cards.values())


def _targets(
    page: FlatPage, lines: Sequence[Line], accept: Callable[[str], bool]
) -> dict[int, str]:
    """The links that lead to posts: number of the link → canonical address.

    Not "All", and not a label's link to a listing that the menu does not show: a word or two, and
    an address that is shorter by a step than those of the headlines.
    """
    counts = _word_counts(lines)
    targets: dict[int, str] = {}
    for link in counts:
        href = page.hrefs[link].strip()
        url = None if href[:1] in ("", "#") else urls.canonical(href, page.base)
        if url and accept(url):
            targets[link] = url
    headlines = {link for link, count in counts.items() if count >= _HEADLINE_WORDS}
    depth = max((url.count("/") for link, url in targets.items() if link in headlines), default=0)
    return {
        link: url for link, url in targets.items() if link in headlines or url.count("/") >= depth
    }


def _word_counts(lines: Sequence[Line]) -> dict[int, int]:
    """The words of each link at most; of headings and pictures as many as a headline has.

    A link laid over a whole card, without a text, counts as a headline, too; `All` is left out.
    """
    counts: dict[int, int] = {}
    for line in lines:
        if line.kind != TEXT:
            if line.links[0] >= 0:
                counts[line.links[0]] = _HEADLINE_WORDS
            continue
        for link, text in line.link_texts():
            if not text:
                counts.setdefault(link, _HEADLINE_WORDS)
            elif len(text) > LONGEST_LABEL or plain(text) not in words.ALL:
                count = _HEADLINE_WORDS if line.heading else text.count(" ") + 1
                counts[link] = max(count, counts.get(link, 0))
    return counts


def _apart(line: Line, targets: dict[int, str]) -> Sequence[Line]:
    """Cut a line that links to several posts where one link ends and another begins."""
    if len(line.links) == 1 or len({targets.get(link) for link in line.links} - {None}) < 2:
        return (line,)
    pieces: list[Line] = []
    for part, link in zip(line.parts, line.links, strict=True):
        if pieces and link == pieces[-1].links[-1]:
            pieces[-1].parts.append(part)
            pieces[-1].links.append(link)
        else:
            pieces.append(Line(TEXT, line.node, line.heading, line.hidden_by, part, link))
    for piece in pieces:
        piece.measure()
    return pieces


def _holders(page: FlatPage, lines: Sequence[Line], targets: dict[int, str]) -> dict[int, str]:
    """For each element around the lines: the one post that it links to, or `_MANY`."""
    holder: dict[int, str] = {}
    parents = page.parents
    for line in lines:
        for link in line.links:
            url = targets.get(link)
            node = line.node
            while url and node >= 0:
                known = holder.setdefault(node, url)
                if known == _MANY:
                    break
                if known != url:
                    holder[node] = _MANY
                node = parents[node]
    return holder


def _claim_widest_element(
    page: FlatPage,
    lines: Sequence[Line],
    number: int,
    url: str,
    holder: dict[int, str],
    card: Card,
    taken: dict[int, Card],
    tops: Sequence[Line],
) -> None:
    """Take for the card everything in the widest element that links to its post alone."""
    node = lines[number].node
    if holder[node] != url:
        taken.setdefault(number, card)
        return
    outer = page.parents[node]
    while outer >= 0 and holder[outer] == url:
        if any(page.starts[outer] <= top.index < page.ends[outer] for top in tops):
            break  # the only card of a page
        node, outer = outer, page.parents[outer]
    last = page.last[node]
    start = stop = number
    while start > 0 and node <= lines[start - 1].node <= last:
        start -= 1
    while stop < len(lines) and node <= lines[stop].node <= last:
        taken.setdefault(stop, card)
        stop += 1
    for place in range(start, number):
        taken.setdefault(place, card)


def _common_ancestor(page: FlatPage, lines: Sequence[Line]) -> int:
    """The innermost element that holds all these lines."""
    container = lines[0].node
    for line in lines[1:]:
        container = page.common(container, line.node)
    return container


def _is_inside(page: FlatPage, line: Line, container: int) -> bool:
    return not line.heading and page.within(line.node, container)


def _give_leftovers(
    page: FlatPage, lines: Sequence[Line], taken: dict[int, Card], menu: Menu
) -> None:
    """Give what stands between the cards to the one before or after, by its kind."""
    if not taken:
        return
    first, last = min(taken), max(taken)
    container = _common_ancestor(page, [lines[number] for number in taken])
    leading = {
        _kind_of(lines[n], menu) for n in range(first) if _is_inside(page, lines[n], container)
    }
    card = None
    waiting: list[int] = []
    for number, line in enumerate(lines):
        if line.heading == 1:
            waiting = []  # a portrait above the page's name
        if number in taken:
            card = taken[number]
            for place in waiting:
                taken[place] = card
            waiting = []
            continue
        kind = _kind_of(line, menu) if _is_inside(page, line, container) else None
        if kind is None:
            continue
        if (kind in leading and number < last) or card is None:
            waiting.append(number)
        else:
            taken[number] = card


def _kind_of(line: Line, menu: Menu) -> str | None:
    """What a line outside of any card is: `image`, `date`, `label`; None for anything else."""
    if line.kind == IMAGE:
        return "image"
    if line.kind != TEXT or line.hidden_by or len(line.text) > LONGEST_LABEL:
        return None
    if is_date(line.text) or label_and_date(line.spaced(), menu):
        return "date"
    return "label" if kind_of_label(line.text, menu) else None
