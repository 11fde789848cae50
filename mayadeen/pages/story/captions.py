"""Tell captions from paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, takewhile

from mayadeen.normalise.text import key
from mayadeen.pages.flat.page import FRAME, IMAGE, MOST_IN_A_BOX, PLAYER, TEXT, Line
from mayadeen.pages.parts.credits import split_caption
from mayadeen.pages.parts.labels import is_sentence, kind_of_label
from mayadeen.pages.roles import Role
from mayadeen.pages.story.bounds import StoryBounds
from mayadeen.pages.story.byline import is_byline_line, is_fact_line
from mayadeen.pages.vocabulary import words

_CAPTION_NAME = re.compile(r"caption|credit|legend")


_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:(?:fig|img|image|picture|photo)?-?caption"
    r"|(?:img|image|picture|photo)-?(?:credits?|annotation))"
)


_LONGEST_CAPTION = 400
"""Letters of a caption. Of 96 real pages half spoils ten stories, double mends one;
tests/pages/test_thresholds.py holds it."""


_SMALL_WORD = 3
"""Letters of a word that two texts share by chance. Real pages do not depend on it;
tests/pages/test_thresholds.py holds it."""


def mark_captions(bounds: StoryBounds, kind: str | None, start: int) -> dict[int, list[Line]]:
    """Mark the story's pictures, from the line at `start` on, and the lines under them; the lines
    by the picture's place.

    A line belongs to a picture if it is a `figcaption` or called a caption, if the two stand alone
    in one element, or if it says what the alternative text says, or ends in a photo credit. What
    a `figcaption` says of a film is marked too, and is nothing that is published.
    """
    tags = bounds.page.tags
    unread = list(bounds.unread(start))

    def is_figcaption(line: Line) -> bool:
        return tags[line.node] == "figcaption"

    all_prose = sum(i.is_prose and not is_figcaption(i) for i in unread)
    captions: dict[int, list[Line]] = {}
    for number, line in enumerate(unread):
        below = unread[number + 1 : number + 1 + MOST_IN_A_BOX]
        if line.kind in (FRAME, PLAYER):
            for other in takewhile(is_figcaption, below):
                other.reclaim(Role.FILM_CAPTION, by="film-figcaption")
        elif line.kind == IMAGE and not leads_away(bounds, line):
            line.reclaim(Role.IMAGES, by="picture-in-story")
            box = _box(bounds, line, all_prose)
            lines = _take_captions(bounds, line, below, box, kind)
            before = unread[number - 1] if number else line
            if not lines and before.role is None and is_figcaption(before):
                before.claim(Role.CAPTION, by="figcaption-above")
                lines.append(before)
            captions[line.index] = lines
    _mark_captions_alone(bounds, start)
    return captions


def _take_captions(
    bounds: StoryBounds, picture: Line, below: Sequence[Line], box: int | None, kind: str | None
) -> list[Line]:
    """Take the lines right below a picture that are its captions."""
    lines: list[Line] = []
    for line in below:
        if line.kind != TEXT or not _is_caption(bounds, line, picture, box, lines, kind):
            break
        line.claim(Role.CAPTION, by="caption-below")
        lines.append(line)
    return lines


def _mark_captions_alone(bounds: StoryBounds, start: int) -> None:
    for line in bounds.unread(start):
        if line.kind == TEXT and _is_caption_alone(bounds, line):
            line.claim(Role.FILM_CAPTION, by="caption-without-picture")


def _is_caption_alone(bounds: StoryBounds, line: Line) -> bool:
    """Whether a line stands under a picture that a script is to load: in a `figure`, or in an
    element called a caption, none of which holds the story."""
    page = bounds.page
    if line.heading or len(line.text) > _LONGEST_CAPTION:
        return False
    for node in page.ancestors(line.node):
        if page.ends[node] - page.starts[node] > MOST_IN_A_BOX or bounds.holds_headline(node):
            return False
        if page.tags[node] in ("blockquote", "table", "pre"):
            return False
        if page.tags[node] in ("figure", "figcaption"):
            return True
        own = node in (line.node, page.parents[line.node])
        if own and _CAPTION.search(page.names(node)):
            return True
    return False


def leads_away(bounds: StoryBounds, line: Line) -> bool:
    """Whether a picture is a link to another page of the site: a card's, an author's, a logo."""
    return line.links[0] >= 0 and (bounds.leads_to_post(line) or bounds.leads_to_hub(line))


def _box(bounds: StoryBounds, line: Line, all_prose: int) -> int | None:
    """The widest element that holds this picture and at most a caption, a `figure` at the most.

    `all_prose` counts the story's lines of prose: the only one is no caption.
    """
    page = bounds.page
    box = None
    for node in bounds.elements_around(line.node):
        shown = (i for i in page.inside(node) if not i.hidden_by and i.role in (None, Role.IMAGES))
        inside = list(islice(shown, MOST_IN_A_BOX + 1))
        if len(inside) > MOST_IN_A_BOX or sum(i.kind == IMAGE for i in inside) > 1:
            break
        if _are_more_than_a_caption([i for i in inside if i.kind == TEXT], all_prose):
            break
        box = node
        if page.tags[node] == "figure":
            break
    return box


def _are_more_than_a_caption(lines: Sequence[Line], all_prose: int) -> bool:
    paragraphs = sum(i.is_prose for i in lines)
    if paragraphs > 1 or (paragraphs and paragraphs == all_prose):
        return True
    return sum(len(i.text) for i in lines) > _LONGEST_CAPTION


def _is_caption(
    bounds: StoryBounds,
    line: Line,
    picture: Line,
    box: int | None,
    lines: list[Line],
    kind: str | None,
) -> bool:
    page, text = bounds.page, line.text
    if line.role is not None or line.heading or len(text) > _LONGEST_CAPTION:
        return False
    if page.tags[line.node] == "figcaption" or _CAPTION_NAME.search(page.names(line.node)):
        return True
    if _is_something_else(bounds, line):
        return False
    said = _says_what_is_shown(text, picture)
    if box is not None and page.within(line.node, box):
        return said or not _is_paragraph(bounds, line, box)
    if lines:
        return False
    return said or (not line.is_prose and (kind == "gallery" or _is_under_hero(bounds, line)))


def _is_something_else(bounds: StoryBounds, line: Line) -> bool:
    """Whether a line below a picture is a link, a button, of the byline, or a label."""
    if line.is_link or line.label_key in words.SHARE:
        return True
    return is_fact_line(bounds.page, line, bounds.menu) or bool(
        kind_of_label(line.text, bounds.menu)
    )


def _says_what_is_shown(text: str, picture: Line) -> bool:
    """Whether a text says what the alternative text says, or ends in a photo credit."""
    alt = picture.element.get("alt") or ""
    return _alike(text, alt) or (not is_sentence(text) and _has_credit(text))


def _is_paragraph(bounds: StoryBounds, line: Line, box: int) -> bool:
    """Whether a sentence beside a picture is a paragraph of the story set in columns: there are
    more like it before and behind, and no `figure` binds the two."""
    page = bounds.page
    if not line.is_prose or not is_sentence(line.text) or page.tags[box] == "figure":
        return False
    if page.tags[line.node] == "p" and line.node == box:
        # the picture stands in the paragraph, as an initial does
        return any(
            i is not line and i.is_prose and page.tags[i.node] == "p"
            for i in page.inside(page.parents[box])
        )
    alike = [
        other.index
        for other in page.lines[bounds.start : bounds.stop]
        if other.is_prose and page.tags[other.node] == page.tags[line.node]
    ]
    return alike[1:2] < [line.index] < alike[-1:]


def _is_under_hero(bounds: StoryBounds, line: Line) -> bool:
    """Whether a line is a few words between the main picture and the story's first paragraph."""
    lines = bounds.page.lines
    above = sum(other.is_prose for other in lines[bounds.start : line.index])
    if bounds.page.emphasis(line) in ("b", "strong"):
        return False  # a sub-heading
    behind = lines[line.index + 1 : line.index + 1 + MOST_IN_A_BOX]
    below = next((other for other in behind if not other.hidden_by), None)
    if above > 1 or below is None or not below.is_prose or is_sentence(line.text):
        return False
    return not line.text.endswith(":") and not is_byline_line(bounds.page, line, bounds.menu)


def _has_credit(text: str) -> bool:
    return split_caption(text)[1] is not None


def _alike(text: str, alt: str) -> bool:
    one, other = ({word for word in key(t).split() if len(word) > _SMALL_WORD} for t in (text, alt))
    return len(one & other) * 2 > max(len(one), len(other))
