"""Read a card's lines: headline, label, date."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mayadeen.pages.flat.page import BREAK, IMAGE, LONGEST_LABEL, TEXT, FlatPage, Line
from mayadeen.pages.menu import Menu
from mayadeen.pages.parts.addresses import first_segment
from mayadeen.pages.parts.labels import is_date, kind_of_label, label_and_date
from mayadeen.pages.vocabulary import words
from mayadeen.pages.vocabulary.words import plain

_MARK = re.compile(r"[·|•]")


_SEPARATOR = re.compile(r"\s*[·|•]\s*")


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


# One pass over the parts of a card, each kind with its case: to be cut by kind.
def fill_card(  # noqa: C901
    page: FlatPage, card: Card, targets: dict[int, str], menu: Menu
) -> None:
    headings: list[tuple[bool, str]] = []
    linked: dict[int, list[str]] = {}
    loose: list[str] = []
    label_link: str | None = None
    for line in card.lines:
        if line.kind == IMAGE:
            alt = (line.element.get("alt") or "").strip()
            card.image_alt = card.image_alt or alt or None
            continue
        if line.kind != TEXT or line.hidden_by:
            continue
        for text, link in _pieces(line, targets, card.url, menu):
            text = text.strip(" ·|•")
            word = plain(text.strip("()[]")) if len(text) <= LONGEST_LABEL else text
            if not word or word in words.ALL or word in words.SHARE:
                continue
            if link >= 0 and targets.get(link) not in (None, card.url):
                continue
            if not line.heading and (pair := label_and_date(text, menu)):
                card.label, card.date = card.label or pair[0], card.date or pair[1]
            elif is_date(text):
                card.date = card.date or text
            elif not line.heading and kind_of_label(text, menu):
                card.label = card.label or text
            elif link >= 0 and targets.get(link) != card.url:
                if len(text.split()) <= 5 and not _is_tag(page.hrefs[link]):
                    label_link = label_link or text
            elif _is_time(text) or word in words.HEADING or word in _NO_LABEL:
                continue
            elif line.heading:
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


def _pieces(line: Line, targets: dict[int, str], url: str, menu: Menu) -> list[tuple[str, int]]:
    """The texts of a line, cut where a link begins or ends, and where a label or a date stands
    first or last in an element of its own: `<a><span>Politics</span> <span>Title</span></a>`."""
    if len(line.parts) == 1 and not _MARK.search(line.text):
        return [(line.text, line.links[0])] if any(map(str.isalnum, line.text)) else []
    pieces: list[tuple[list[str], int]] = []
    for part, link in zip(line.parts, line.links, strict=True):
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
        if len(own) > 1 and not line.heading:
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
