"""Read lines that are nothing but links: related headlines, tags, neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mayadeen.normalise import urls
from mayadeen.normalise.text import fold
from mayadeen.pages.flat.page import IMAGE, LONGEST_LABEL, TEXT, Line
from mayadeen.pages.menu.labels import LONGEST_ENTRY
from mayadeen.pages.parts.blocks import Block
from mayadeen.pages.parts.labels import is_date, is_sentence, kind_of_label, label_and_date
from mayadeen.pages.roles import Role
from mayadeen.pages.story.bounds import StoryBounds
from mayadeen.pages.story.paragraphs import Story, take_paragraph
from mayadeen.pages.story.tags import LONGEST_TAG, is_behind_story, is_tag_line, take_tags, unlinked
from mayadeen.pages.vocabulary import words

_LABELLED_WORDS = 5
"""Words of a label and its headline, at least one more. Double lets related links into six of
nineteen stories; tests/pages/story/test_body.py holds the upper side."""

_HEADLINE_WORDS = 4
"""Words from which on all links of a line are headlines, and no tags. Half changes twelve of 59
real pages; double thirteen of 88, and loses tags of one; tests/pages/test_thresholds.py holds
it."""


_BETWEEN_LINKS = " \xa0\n\t,;،؛|•)]"


_BACK = re.compile(r"[←‹❮⟵]|previous\b|السابق|anterior\b", re.IGNORECASE)


_ON = re.compile(r"[→›❯⟶]$|^next\b|^التالي|^siguiente\b", re.IGNORECASE)


_LABEL = re.compile(r"\s*(?:[\w’'-]+\s+){0,2}[\w’'-]+\s*[:|–—►»]\s*|\s*[►»▶]\s*")


# Lines that are links


def labels_its_link(bounds: StoryBounds, line: Line) -> bool:
    """`Read also: <a>headline</a>` in one line, or any such label of a word or three; or a card's
    label or date behind its headline."""
    if not line.linked or is_tag_line(line):
        return False
    if _is_read_more(line) or _is_card(bounds, line):
        return True
    first = next(n for n, link in enumerate(line.links) if link >= 0)
    behind = "".join(
        p for p, n in zip(line.parts[first:], line.links[first:], strict=True) if n < 0
    )
    return (
        bool(_LABEL.fullmatch("".join(line.parts[:first])))
        and not behind.strip(_BETWEEN_LINKS)
        and not is_sentence(line.text)
        and len(line.text.split()) > _LABELLED_WORDS
        and bounds.leads_to_post(line)
    )


def _is_card(bounds: StoryBounds, line: Line) -> bool:
    """`<a>headline</a> Politics 3 May 2025`, of which the last two may each be missing."""
    if line.links[0] < 0 or len(set(line.links)) != 2 or not bounds.leads_to_post(line):
        return False
    behind = fold(" ".join(p for p, n in zip(line.parts, line.links, strict=True) if n < 0))
    menu = bounds.menu
    return bool(is_date(behind) or kind_of_label(behind, menu) or label_and_date(behind, menu))


def _is_read_more(line: Line) -> bool:
    """Whether what is no link in a line is the heading of related news."""
    label = unlinked(line) if line.linked else ""
    return label in words.LINK_LABEL or words.HEADING.get(label) == "related"


def read_links(
    bounds: StoryBounds, story: Story, unread: Sequence[Line], number: int, node: int | None
) -> int:
    """Read a run of lines that are nothing but links; the number of the line behind it.

    A line that is wholly one link counts as a related headline where it leads to a post of the
    site, wherever in the story it stands: this site prints none of its sentences so.
    """
    lines: list[Line] = []
    last = number
    for place in range(number, len(unread)):
        line = unread[place]
        if line.kind != TEXT or line.role is not None:
            continue
        if not line.is_link and not labels_its_link(bounds, line):
            break
        lines.append(line)
        last = place
    for count in (1, 2):
        if _are_neighbours(lines[-count:]):
            for line in lines[-count:]:
                line.claim(Role.BESIDE, by="neighbours")
            del lines[-count:]
    for part in _parted(bounds, story, lines) if lines else ():
        first, end = part[0].index, part[-1].index
        run = [line for line in unread[number : last + 1] if first <= line.index <= end]
        _place_links(bounds, story, run, part, node)
    return last + 1


def _parted(bounds: StoryBounds, story: Story, lines: list[Line]) -> Iterator[list[Line]]:
    """A run of links, cut where headlines end and a list of tags begins, or the other way."""
    page = bounds.page
    places = range(len(lines))
    first = next((n for n in places if _is_headline(bounds, lines[n])), len(lines))
    last = next((n + 1 for n in reversed(places) if _is_headline(bounds, lines[n])), 0)
    for cut, tags in ((last, lines[last:]), (first, lines[:first])):
        parted = 0 < cut < len(lines) and page.container(lines[cut - 1]) != page.container(
            lines[cut]
        )
        if parted and _are_tags(bounds, story, tags):
            yield from _parted(bounds, story, lines[:cut])
            yield from _parted(bounds, story, lines[cut:])
            return
    yield lines


def _place_links(
    bounds: StoryBounds, story: Story, run: Sequence[Line], lines: Sequence[Line], node: int | None
) -> None:
    tags = [line for line in lines if bounds.leads_to_tags(line)]
    if not tags and _are_tags(bounds, story, lines):
        tags = list(lines)
    take_tags(bounds.page, story, tags)
    run, lines = ([i for i in part if i not in tags] for part in (run, lines))
    if not lines:
        return
    if not _is_read_more(lines[0]) and is_behind_story(bounds, story, lines[0], node):
        for line in lines:
            line.claim(Role.BESIDE, by="links-behind-story")
    elif any(map(bounds.leads_to_post, lines)):
        _take_related(bounds, story, run, lines)
    else:
        _take_paragraphs(bounds, story, lines)


def _take_paragraphs(bounds: StoryBounds, story: Story, lines: Sequence[Line]) -> None:
    """Take lines whose links leave the site; what leads to its listings is a label."""
    for line in lines:
        if _is_of_the_frame(bounds, line):
            line.claim(Role.LABEL, by="link-to-hub")
        else:
            take_paragraph(story, line)


def _is_of_the_frame(bounds: StoryBounds, line: Line) -> bool:
    """Whether a link leads to a listing, or says so."""
    return bounds.leads_to_hub(line) or line.label_key in words.FRAME or line.label_key in words.ALL


def _is_headline(bounds: StoryBounds, line: Line) -> bool:
    """Whether a line of links leads to posts by more than a word or three."""
    return labels_its_link(bounds, line) or (
        not bounds.leads_to_tags(line)
        and bounds.leads_to_post(line)
        and all(len(text.split()) >= _HEADLINE_WORDS for _, text in line.link_texts() if text)
    )


def _are_tags(bounds: StoryBounds, story: Story, lines: Sequence[Line]) -> bool:
    """Whether links are tags: by their addresses, else by being short and under the story."""
    texts = [text for line in lines for _, text in line.link_texts() if text]
    if not texts or any(len(text) > LONGEST_TAG for text in texts):
        return False
    if all(map(bounds.leads_to_tags, lines)):
        return True
    if lines[-1].index < story.last_prose or not story.paragraphs:
        return False
    if any(_leads_elsewhere(bounds, line) for line in lines):
        return False
    said = sum(len(text.split()) for text in texts)
    return said <= _HEADLINE_WORDS * len(texts) and _share_a_folder(bounds, lines)


def _leads_elsewhere(bounds: StoryBounds, line: Line) -> bool:
    """Whether a line leads to a post, a part of the page, or a listing that is no tag's."""
    if _is_headline(bounds, line) or bounds.is_tab(line):
        return True
    return bounds.leads_to_hub(line) and not bounds.leads_to_tags(line)


def _share_a_folder(bounds: StoryBounds, lines: Sequence[Line]) -> bool:
    """Whether all links lead into one folder of the site, as those to its tags' pages do."""
    targets = [url for line in lines for url in bounds.targets(line)]
    folders = {url.rpartition("/")[0] for url in targets}
    whole = len(targets) == sum(len(line.link_texts()) for line in lines)
    return (
        whole
        and len(folders) == 1
        and urls.is_page_of(targets[0], bounds.page.url)
        and targets[0].count("/") > 3
    )


def _are_neighbours(lines: Sequence[Line]) -> bool:
    """Whether two links lead to the posts before and after this one: `← …`, `… →`."""
    links = sum(len(line.link_texts()) for line in lines)
    return links == 2 and bool(_BACK.match(lines[0].text) and _ON.search(lines[-1].text))


def _take_related(
    bounds: StoryBounds, story: Story, run: Sequence[Line], lines: Sequence[Line]
) -> None:
    first, last = run[0].index, run[-1].index + 1
    if story.paragraphs and lines[0].is_link:
        _take_label(story, first)
    while first > bounds.start and _is_linked_picture(bounds, bounds.page.lines[first - 1]):
        first -= 1
    story.related.append(Block("related", -1, first, last, False))
    for line in bounds.page.lines[first:last]:
        if line.kind == IMAGE or line in lines:
            line.reclaim(Role.RELATED, by="linked-headlines")


def _take_label(story: Story, first: int) -> None:
    """Take the last paragraph for the label of linked headlines, where it is a few words right
    above them, whatever it says."""
    above = story.paragraphs[-1].line
    longest = LONGEST_LABEL if above.text.endswith(":") else LONGEST_ENTRY
    short = len(above.text) <= longest and not is_sentence(above.text)
    if first - above.index > 2 or not (above.heading or short):
        return
    above.reclaim(Role.RELATED, by="label-of-links")
    while story.paragraphs and story.paragraphs[-1].line is above:
        story.paragraphs.pop()


def _is_linked_picture(bounds: StoryBounds, line: Line) -> bool:
    return line.kind == IMAGE and line.role is None and bounds.leads_to_post(line)
