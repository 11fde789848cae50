"""Read a card's lines: headline, label, date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from mayadeen.normalise.text import BLANKS
from mayadeen.pages.flat.page import BREAK, IMAGE, LONGEST_LABEL, TEXT, FlatPage, Line
from mayadeen.pages.menu import Menu
from mayadeen.pages.parts.addresses import first_segment
from mayadeen.pages.parts.labels import is_date, kind_of_label, label_and_date
from mayadeen.pages.vocabulary import page_kinds, words
from mayadeen.pages.vocabulary.words import plain

_SEPARATOR = re.compile(rf"{BLANKS}[·|•]\s*")


_NO_LABEL = words.READ_ON | words.LINK_LABEL


@dataclass(eq=False)
class Card:
    """A linked headline as printed; `url` is canonical and absolute, the rest may be missing."""

    url: str
    title: str | None = None
    label: str | None = None
    date: str | None = None
    image_alt: str | None = None
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class _Piece:
    """A text of a line, in one link (-1: in none)."""

    text: str
    link: int
    heading: int

    @property
    def word(self) -> str:
        """A short text in the form in which labels are compared, a long one as it is."""
        return plain(self.text.strip("()[]")) if len(self.text) <= LONGEST_LABEL else self.text


@dataclass
class _Texts:
    """The texts of a card that are no date and no label of the menu."""

    headings: list[tuple[bool, str]] = field(default_factory=list)  # (is it linked?, text)
    linked: dict[int, list[str]] = field(default_factory=dict)  # by link
    loose: list[str] = field(default_factory=list)
    label_link: str | None = None  # the first short text that links to a listing

    def add(self, piece: _Piece) -> None:
        if piece.heading:
            self.headings.append((piece.link >= 0, piece.text))
        elif piece.link >= 0:
            self.linked.setdefault(piece.link, []).append(piece.text)
        else:
            self.loose.append(piece.text)

    def headline(self) -> str | None:
        return _unlabelled(_heading(self.headings) or _headline(self.linked, self.loose))

    def short(self, title: str | None) -> str | None:
        """The first text of up to three words that is no sentence: a label the menu lacks."""
        texts = (*(text for texts in self.linked.values() for text in texts), *self.loose)
        return next((text for text in texts if text != title and _is_short(text)), None)


def fill_card(page: FlatPage, card: Card, targets: dict[int, str], menu: Menu) -> None:
    """Read title, label, date and picture of a card off its lines.

    `<a href="/news/politics/…"><b>Politics</b> <h3>Ferry stays</h3></a> <i>3 May 2025</i>`: the
    title is the heading, else the longest linked text. `targets` are the links to posts.
    """
    texts = _Texts()
    card.image_alt = next(filter(None, map(_alt, card.lines)), None)
    for piece in _pieces(card.lines, menu):
        post = targets.get(piece.link)
        if post not in (None, card.url) or _is_control(piece) or _take_fact(card, piece, menu):
            continue
        if piece.link >= 0 and post is None:
            if texts.label_link is None and _is_label_link(page, piece):
                texts.label_link = piece.text
        elif not _says_nothing(piece):
            texts.add(piece)
    card.title = texts.headline()
    card.label = card.label or texts.label_link or texts.short(card.title)
    if card.title is None and card.image_alt is None:
        card.title, card.label = card.label, None


def _alt(line: Line) -> str | None:
    return (line.element.get("alt") or "").strip() if line.kind == IMAGE else None


def _is_control(piece: _Piece) -> bool:
    """Whether a text is nothing, `All`, or a button for sharing."""
    return not piece.word or piece.word in words.ALL or piece.word in words.SHARE


def _take_fact(card: Card, piece: _Piece, menu: Menu) -> bool:
    """Set date and label of a card by a text that is nothing else; a heading is no label."""
    label, date = (not piece.heading and label_and_date(piece.text, menu)) or (None, None)
    if date is None and is_date(piece.text):
        date = piece.text
    elif date is None and not piece.heading and kind_of_label(piece.text, menu):
        label = piece.text
    card.label, card.date = card.label or label, card.date or date
    return bool(label or date)


_LABEL_WORDS = 5
"""Words of a link to a listing. Half and double read twelve real pages alike."""

_SHORT = 3
"""Words that may be a label. Half and double read 41 real pages alike."""


def _is_label_link(page: FlatPage, piece: _Piece) -> bool:
    """Whether a link to no post is a label's, to its listing, rather than a tag's."""
    return len(piece.text.split()) <= _LABEL_WORDS and not _is_tag(page.hrefs[piece.link])


def _says_nothing(piece: _Piece) -> bool:
    """Whether a text is a film's length, `Related` or `Read more`."""
    return _is_time(piece.text) or piece.word in words.HEADING or piece.word in _NO_LABEL


def _is_short(text: str) -> bool:
    return len(text.split()) <= _SHORT and text[-1] not in ".!?؟"


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


def _pieces(lines: Sequence[Line], menu: Menu) -> Iterator[_Piece]:
    """Cut lines that readers see where a link begins or ends, at `·` and `|` around a date, and
    behind labels and dates in elements of their own.

    `<a><span>Politics</span> <span>Title</span></a>` gives `Politics` and `Title`.
    """
    for line in lines:
        if line.kind == TEXT and not line.hidden_by:
            for parts, link in _by_link(line):
                for text in _cut(parts, line.heading, menu):
                    yield _Piece(text.strip(" ·|•"), link, line.heading)


def _cut(parts: Sequence[str], heading: int, menu: Menu) -> Sequence[str]:
    whole = " ".join("".join(parts).split())
    if not any(map(str.isalnum, whole)):
        return ()
    cut = _SEPARATOR.split(whole)
    if len(cut) > 1 and any(map(is_date, cut)):
        return cut
    return (whole,) if heading or len(parts) == 1 else _facts_apart(parts, whole, menu)


def _by_link(line: Line) -> list[tuple[list[str], int]]:
    """The parts of a line, grouped by the link that they stand in; a `<br>` ends a group."""
    groups: list[tuple[list[str], int]] = []
    for part, link in zip(line.parts, line.links, strict=True):
        if part == BREAK or not groups or groups[-1][1] != link:
            groups.append(([], link))
        groups[-1][0].append(part)
    return groups


def _facts_apart(parts: Sequence[str], whole: str, menu: Menu) -> Sequence[str]:
    """Labels and dates at either end of a text, two at most at each, and then the rest."""

    def is_fact(part: str) -> bool:
        return is_date(part) or kind_of_label(part, menu) is not None

    rest = [" ".join(part.split()) for part in parts if part.strip()]
    before = list(takewhile(is_fact, rest[:-1][:2]))
    rest = rest[len(before) :]
    behind = list(takewhile(is_fact, rest[:0:-1][:2]))
    rest = rest[: len(rest) - len(behind)]
    return (*before, *behind, " ".join(rest)) if before or behind else (whole,)


def _is_tag(href: str) -> bool:
    return first_segment(href) in page_kinds.TAG_SEGMENTS


def _is_time(text: str) -> bool:
    return len(text) <= 8 and text.replace(":", "").isdigit()
