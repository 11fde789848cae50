"""Headline cards: title, label, date and picture of a linked post, in whatever order and tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from mayadeen.normalise import dates, urls
from mayadeen.pages import words
from mayadeen.pages.addresses import first_segment
from mayadeen.pages.flow import BREAK, IMAGE, LONGEST_LABEL, TEXT, Flow, Item
from mayadeen.pages.menu import Menu
from mayadeen.pages.words import plain

_DIGIT = re.compile(r"\d")
_MARK = re.compile(r"[·|•]")
_SEPARATOR = re.compile(r"\s*[·|•]\s*")
_BESIDE_DATE = " \t·|•,،;:–—-/()[]"
_HEADLINE_WORDS = 4
_NO_LABEL = words.READ_ON | words.LINK_LABEL
_MANY = ""  # in place of an address: the element holds links to several posts


@dataclass(eq=False)
class Card:
    """A linked headline as printed; `url` is canonical and absolute, the rest may be missing."""

    url: str
    title: str | None = None
    label: str | None = None
    date: str | None = None
    image_alt: str | None = None
    items: list[Item] = field(default_factory=list)


def read_cards(
    flow: Flow, items: Sequence[Item], menu: Menu, accept: Callable[[str], bool]
) -> list[Card]:
    """Give the cards among these items in page order, one for each address that `accept` takes.

    A card reaches as far around its link as no link to another post stands. Where cards have no
    element of their own (heading, list, heading, list, …) what lies between two titles goes to the
    next if the first title has its like before it, else to the one before.
    """
    targets = _targets(flow, items, accept)
    if not targets:
        return []
    tops = [item for item in items if item.heading == 1]
    items = [
        piece
        for item in items
        for piece in ((item,) if len(item.links) == 1 else _apart(item, targets))
    ]
    holder = _holders(flow, items, targets)
    cards: dict[str, Card] = {}
    taken: dict[int, Card] = {}
    for number, item in enumerate(items):
        for link in item.links if len(item.links) == 1 else dict.fromkeys(item.links):
            url = targets.get(link)
            if url is None:
                continue
            card = cards.get(url)
            if card is None:
                card = cards[url] = Card(url)
                _spread(flow, items, number, url, holder, card, taken, tops)
            elif number not in taken and taken.get(number - 1) in (card, None):
                taken[number] = card
    _give_leftovers(flow, items, taken, menu)
    for number in sorted(taken):
        taken[number].items.append(items[number])
    for card in cards.values():
        _fill(flow, card, targets, menu)
    return list(cards.values())


def _targets(flow: Flow, items: Sequence[Item], accept: Callable[[str], bool]) -> dict[int, str]:
    """The links that lead to posts: number of the link → canonical address.

    Not "All", and not a label's link to a listing that the menu does not show: a word or two, and
    an address that is shorter by a step than those of the headlines.
    """
    words_of: dict[int, int] = {}
    for item in items:
        if item.kind != TEXT:
            if item.links[0] >= 0:
                words_of[item.links[0]] = _HEADLINE_WORDS  # a picture stands for its headline
            continue
        for link, text in item.link_texts():
            if not text:
                words_of.setdefault(link, _HEADLINE_WORDS)  # laid over the whole card
            elif not (len(text) <= LONGEST_LABEL and plain(text) in words.ALL):
                count = _HEADLINE_WORDS if item.heading else text.count(" ") + 1
                if words_of.get(link, 0) < count:
                    words_of[link] = count
    targets: dict[int, str] = {}
    depth = 0
    for link, count in words_of.items():
        href = flow.hrefs[link].strip()
        url = None if href[:1] in ("", "#") else urls.canonical(href, flow.base)
        if url and accept(url):
            targets[link] = url
            if count >= _HEADLINE_WORDS:
                depth = max(depth, url.count("/"))
    return {
        link: url
        for link, url in targets.items()
        if words_of[link] >= _HEADLINE_WORDS or url.count("/") >= depth
    }


def _apart(item: Item, targets: dict[int, str]) -> Sequence[Item]:
    """Cut a line that links to several posts where one link ends and another begins."""
    if len({targets[link] for link in item.links if link in targets}) < 2:
        return (item,)
    pieces: list[Item] = []
    for part, link in zip(item.parts, item.links, strict=True):
        if pieces and link == pieces[-1].links[-1]:
            pieces[-1].parts.append(part)
            pieces[-1].links.append(link)
        else:
            pieces.append(Item(TEXT, item.node, item.heading, item.away, part, link))
    for piece in pieces:
        piece.settle()
    return pieces


def _holders(flow: Flow, items: Sequence[Item], targets: dict[int, str]) -> dict[int, str]:
    """For each element around the items: the one post that it links to, or `_MANY`."""
    holder: dict[int, str] = {}
    parents = flow.parents
    for item in items:
        for link in item.links:
            url = targets.get(link)
            node = item.node
            while url and node >= 0:
                known = holder.setdefault(node, url)
                if known == _MANY:
                    break
                if known != url:
                    holder[node] = _MANY
                node = parents[node]
    return holder


def _spread(
    flow: Flow,
    items: Sequence[Item],
    number: int,
    url: str,
    holder: dict[int, str],
    card: Card,
    taken: dict[int, Card],
    tops: Sequence[Item],
) -> None:
    """Take for the card everything in the widest element that links to its post alone."""
    node = items[number].node
    if holder[node] != url:
        taken.setdefault(number, card)
        return
    outer = flow.parents[node]
    while outer >= 0 and holder[outer] == url:
        if any(flow.starts[outer] <= top.place < flow.ends[outer] for top in tops):
            break  # the only card of a page
        node, outer = outer, flow.parents[outer]
    last = flow.last[node]
    start = stop = number
    while start > 0 and node <= items[start - 1].node <= last:
        start -= 1
    while stop < len(items) and node <= items[stop].node <= last:
        taken.setdefault(stop, card)
        stop += 1
    for place in range(start, number):
        taken.setdefault(place, card)


def _shelf(flow: Flow, items: Sequence[Item]) -> int:
    """The innermost element that holds all these items."""
    shelf = items[0].node
    for item in items[1:]:
        shelf = flow.common(shelf, item.node)
    return shelf


def _is_on(flow: Flow, item: Item, shelf: int) -> bool:
    return not item.heading and flow.within(item.node, shelf)


def _give_leftovers(flow: Flow, items: Sequence[Item], taken: dict[int, Card], menu: Menu) -> None:
    """Give what stands between the cards to the one before or after, by its sort."""
    if not taken:
        return
    first, last = min(taken), max(taken)
    shelf = _shelf(flow, [items[number] for number in taken])
    leading = {_sort(items[n], menu) for n in range(first) if _is_on(flow, items[n], shelf)}
    card = None
    waiting: list[int] = []
    for number, item in enumerate(items):
        if number in taken:
            card = taken[number]
            for place in waiting:
                taken[place] = card
            waiting = []
            continue
        sort = _sort(item, menu) if _is_on(flow, item, shelf) else None
        if sort is None:
            continue
        if (sort in leading and number < last) or card is None:
            waiting.append(number)
        else:
            taken[number] = card


def _sort(item: Item, menu: Menu) -> str | None:
    """What an item outside of any card is: `image`, `date`, `label`; None for anything else."""
    if item.kind == IMAGE:
        return "image"
    if item.kind != TEXT or item.away or len(item.text) > 40:
        return None
    if is_date(item.text) or label_and_date(item.spaced(), menu):
        return "date"
    return "label" if kind_of_label(item.text, menu) else None


@lru_cache(maxsize=4096)  # a day's cards show the same few days and labels
def is_date(text: str) -> bool:
    """Whether a line is nothing but a date."""
    if len(text) > 48 or (len(text) > 24 and not _DIGIT.search(text)):
        return False
    found = dates.find(text)
    return found is not None and len(found) + 12 >= len(text)


def label_and_date(text: str, menu: Menu) -> tuple[str, str] | None:
    """Cut a text that is a label of the menu and a date: `Politics, 3 May 2025` in any order."""
    found = dates.find(text) if len(text) <= 2 * LONGEST_LABEL and _DIGIT.search(text) else None
    if found is None:
        return None
    before, _, after = text.partition(found)
    label = f"{before} {after}".strip(_BESIDE_DATE)
    return (label, found) if kind_of_label(label, menu) else None


def kind_of_label(label: str | None, menu: Menu) -> str | None:
    """`region` or `category` by the menu's words, else None."""
    if not label or len(label) > LONGEST_LABEL:
        return None
    if menu.region(label):
        return "region"
    return "category" if menu.is_word(label) else None


# One pass over the parts of a card, each kind with its case: to be cut by kind.
def _fill(  # noqa: C901
    flow: Flow, card: Card, targets: dict[int, str], menu: Menu
) -> None:
    headings: list[tuple[bool, str]] = []
    linked: dict[int, list[str]] = {}
    loose: list[str] = []
    label_link: str | None = None
    for item in card.items:
        if item.kind == IMAGE:
            alt = (item.element.get("alt") or "").strip()
            card.image_alt = card.image_alt or alt or None
            continue
        if item.kind != TEXT or item.away:
            continue
        for text, link in _pieces(item, targets, card.url, menu):
            text = text.strip(" ·|•")
            word = plain(text.strip("()[]")) if len(text) <= LONGEST_LABEL else text
            if not word or word in words.ALL or word in words.SHARE:
                continue
            if link >= 0 and targets.get(link) not in (None, card.url):
                continue
            if not item.heading and (pair := label_and_date(text, menu)):
                card.label, card.date = card.label or pair[0], card.date or pair[1]
            elif is_date(text):
                card.date = card.date or text
            elif not item.heading and kind_of_label(text, menu):
                card.label = card.label or text
            elif link >= 0 and targets.get(link) != card.url:
                if len(text.split()) <= 5 and not _is_tag(flow.hrefs[link]):
                    label_link = label_link or text
            elif _is_time(text) or word in words.HEADING or word in _NO_LABEL:
                continue
            elif item.heading:
                headings.append((link >= 0, text))
            elif link >= 0:
                linked.setdefault(link, []).append(text)
            else:
                loose.append(text)
    card.title = _unlabelled(_heading(headings) or _headline(linked, loose))
    if card.label is None:
        shorts = (text for texts in (*linked.values(), loose) for text in texts)
        card.label = label_link or next(
            (t for t in shorts if t != card.title and len(t.split()) < 4 and t[-1:] not in ".!?؟"),
            None,
        )
    if card.title is None and card.label is not None and card.image_alt is None:
        card.title, card.label = card.label, None


def _unlabelled(title: str | None) -> str | None:
    """A headline without the `Read also:` before it."""
    head, colon, headline = (title or "").partition(":")
    label = colon and len(head) <= LONGEST_LABEL and words.HEADING.get(plain(head)) == "related"
    return headline.strip() or title if label else title


def _heading(headings: list[tuple[bool, str]]) -> str | None:
    """The text of a card's headings; of linked and other ones, the linked."""
    texts = [text for linked, text in headings if linked] or [text for _, text in headings]
    return " ".join(dict.fromkeys(texts)) or None  # a slider repeats its cards


def _headline(linked: dict[int, list[str]], loose: list[str]) -> str | None:
    """The longest linked text; of one link around several lines the first that is no mere word."""
    firsts = [
        next((text for text in texts if len(text.split()) > 2), max(texts, key=len))
        for texts in linked.values()
    ]
    return max(firsts, key=len) if firsts else max(loose, key=len, default=None)


def _pieces(item: Item, targets: dict[int, str], url: str, menu: Menu) -> list[tuple[str, int]]:
    """The texts of a line, cut where a link begins or ends, and where a label or a date stands
    first or last in an element of its own: `<a><span>Politics</span> <span>Title</span></a>`."""
    if len(item.parts) == 1 and not _MARK.search(item.text):
        return [(item.text, item.links[0])] if any(map(str.isalnum, item.text)) else []
    pieces: list[tuple[list[str], int]] = []
    for part, link in zip(item.parts, item.links, strict=True):
        if part == BREAK or not pieces or pieces[-1][1] != link:
            pieces.append(([], link))
        pieces[-1][0].append(part)
    texts: list[tuple[str, int]] = []
    for parts, link in pieces:
        whole = " ".join("".join(parts).split())
        if not any(map(str.isalnum, whole)):
            continue
        if len(cut := _SEPARATOR.split(whole)) > 1 and any(map(is_date, cut)):
            texts += [(piece, link) for piece in cut if piece]
            continue
        own = [" ".join(part.split()) for part in parts if part.strip()]
        if len(own) > 1 and not item.heading:
            rest = own
            for end in (0, 0, -1, -1):
                if len(rest) > 1 and (is_date(rest[end]) or kind_of_label(rest[end], menu)):
                    texts.append((rest[end], link))
                    rest = rest[1:] if end == 0 else rest[:-1]
            whole = " ".join(" ".join(rest).split()) if rest is not own else whole
        texts.append((whole, link))
    return texts


def _is_tag(href: str) -> bool:
    return first_segment(href) in words.TAG_SEGMENTS


def _is_time(text: str) -> bool:
    return len(text) <= 8 and text.replace(":", "").isdigit()
