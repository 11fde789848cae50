"""Read the story's own text, and the linked headlines and tags in and under it."""

from __future__ import annotations

import re
from itertools import pairwise

from mayadeen.normalise import attribution, dates
from mayadeen.normalise.text import key
from mayadeen.pages.flat.page import FRAME, PLAYER, SHORTEST_PROSE, TEXT, Line
from mayadeen.pages.parts.blocks import is_footer
from mayadeen.pages.parts.credits import is_marked, known_houses
from mayadeen.pages.parts.durations import is_clock, seconds, stated_length
from mayadeen.pages.parts.labels import is_sentence, label_and_date
from mayadeen.pages.roles import Role
from mayadeen.pages.story.author_box import stands_with_author
from mayadeen.pages.story.bounds import StoryBounds
from mayadeen.pages.story.byline import Byline, read_byline_line
from mayadeen.pages.story.inline_links import labels_its_link, read_links
from mayadeen.pages.story.moving_text import is_moving
from mayadeen.pages.story.paragraphs import Story, take_paragraph
from mayadeen.pages.story.signature import take_signature
from mayadeen.pages.story.tags import is_behind_story, is_tag_line, take_listed_tags, take_tags
from mayadeen.pages.vocabulary import words

_STARS = " ★☆⭐"


# Whose opinions, that they are not (necessarily) another's, and that it is this text's.
_DISCLAIMER = re.compile(
    r"^\W*(?:(?:disclaimer|note|ملاحظة|تنويه|nota|aviso)\W+)?(?:(?:the|all|any|ان|las|los|el) )?"
    r"(?:opinions?|views?|statements?|الاراء|اراء|المقالات|الافكار|المواقف|مضمون|opiniones|puntos)\b"
    r"(?=.*\b(?:(?:article|piece|column|op-ed|blog|author|writer)s?|(?:ال|ل|بال)?مقالات?|المقالة|المقال"
    r"|(?:ال)?كات(?:ب|بها|به|بة)|ا?صحاب?ها|صاحبه|autora?(?:es)?|artículo|columna)\b)"
    r".*(?:not? (?:necessarily )?(?:reflect|represent|express|those)"
    r"|(?:لا |ليست? )(?:تعبر|يعبر|تعكس|يعكس|تمثل|بالضرورة)"
    r"|no (?:necesariamente )?(?:reflejan?|representan?|coinciden?|expresan?))"
    r"|\b(?:is|are) not (?:responsible|liable) for (?:the |any )?(?:opinions?|views?|statements?)\b"
    r".*\b(?:contributor|author|writer|columnist)s?\b"
)


_LONGEST_DISCLAIMER = 400
"""Letters of a line that says whose opinion a text is. Half and double read some 90 real pages
alike; tests/pages/test_thresholds.py holds it."""


_CREDIT_WORDS = 8
"""Words of a marked credit below the story. Half changes six of nine real pages, and loses an
author and a day; tests/pages/test_thresholds.py holds it."""


def read_story(bounds: StoryBounds, start: int, node: int | None, byline: Byline) -> Story:
    """Read the story from the line at `start` on; `node` is where its text is dense.

    Lines that are nothing but links are tags, related headlines or other things; what stands
    behind the story in another element is not of it.
    """
    page = bounds.page
    lines = list(bounds.unread(start))
    prose = [i for i in lines if i.is_prose and (node is None or page.within(i.node, node))]
    story = Story([], [], [], max((i.index for i in prose), default=-1))
    take_listed_tags(bounds, story, {page.container(line) for line in prose})
    _read_lines(bounds, story, lines, node, byline)
    _take_blocks_of_tags(bounds, story)
    _leave_headings_of_links(bounds, story)
    _leave_author_box(bounds, story, byline)
    take_signature(bounds, story, byline)
    while story.paragraphs and _heads_nothing(story.paragraphs[-1].line):
        # a heading of what is no story
        story.paragraphs.pop().line.reclaim(Role.BESIDE, by="heading-without-text")
    return story


def _read_lines(
    bounds: StoryBounds, story: Story, lines: list[Line], node: int | None, byline: Byline
) -> None:
    """Take each line for what it is: the first of these that holds, a paragraph where none does."""
    page = bounds.page
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if line.kind != TEXT or line.role is not None:
            continue
        if is_moving(line.text):
            line.claim(Role.MOVING, by="story-moving")
        elif page.is_subheading(line):
            take_paragraph(story, line)
        elif _take_for_control(bounds, line) or _take_length(bounds, story, line):
            continue
        elif line.is_link or labels_its_link(bounds, line):
            number = read_links(bounds, story, lines, number - 1, node)
        elif is_tag_line(line):
            take_tags(page, story, [line])
        elif _take_late_byline(bounds, line, byline, story.last_prose):
            continue
        elif not _take_for_other_text(bounds, story, line, node):
            take_paragraph(story, line)


def _take_for_other_text(bounds: StoryBounds, story: Story, line: Line, node: int | None) -> bool:
    """Take a text that is not of the story, but about it or its author; whether it was."""
    if is_disclaimer(line):
        line.claim(Role.DISCLAIMER, by="disclaimer")
    elif _is_below_story(bounds, story, line, node):
        line.claim(Role.BESIDE, by="behind-story")
    elif stands_with_author(bounds, line):
        line.claim(Role.AUTHOR_BOX, by="called-after-author")
    else:
        return False
    return True


def _take_for_control(bounds: StoryBounds, line: Line) -> bool:
    """Take a line that offers something, or labels what stands below; whether it was."""
    if bounds.is_share(line):
        line.claim(Role.SHARE, by="story-share")
    elif line.label_key in words.ADVERTISEMENT:
        line.claim(Role.ADVERTISEMENT, by="advertisement-label")
    elif _is_control(line):
        line.claim(Role.CONTROL, by="control-word")
    elif line.label_key in words.OF_PLUGINS or bounds.is_jump(line):
        line.claim(Role.CONTROL, by="plugin-or-jump")
    elif line.label_key and _is_label(bounds, line):
        line.claim(Role.LABEL, by="story-label")
    else:
        return False
    return True


def _leave_headings_of_links(bounds: StoryBounds, story: Story) -> None:
    """Leave out a heading between which and the next there are linked headlines and no text."""
    paragraphs = story.paragraphs
    for above, below in list(pairwise(paragraphs)):
        level = above.line.heading
        if not level or not 0 < below.line.heading <= level:
            continue
        between = bounds.page.lines[above.line.index + 1 : below.line.index]
        if any(line.role is Role.RELATED and line.kind == TEXT for line in between):
            above.line.reclaim(Role.RELATED, by="heading-of-links")
            paragraphs.remove(above)


def _heads_nothing(line: Line) -> bool:
    """Whether the last line of a story is a heading; a long sentence is a text set as one."""
    return line.heading > 0 and not (len(line.text) >= SHORTEST_PROSE and is_sentence(line.text))


def _is_control(line: Line) -> bool:
    """Whether a line is a button's word or asks what its reader thinks of the story."""
    if line.heading or len(line.text) > words.LONGEST_QUESTION:
        return False
    word = line.label_key.rstrip(_STARS)
    if word in words.CONTROLS:
        return True
    asked = word or (key(line.text) if "?" in line.text or "؟" in line.text else "")
    return bool(words.FEEDBACK.fullmatch(asked))


def _is_label(bounds: StoryBounds, line: Line) -> bool:
    if line.label_key in words.TAGS_LABEL or _labels_a_film(bounds, line):
        return True
    if line.label_key in words.HEADING:  # of a block that holds nothing
        return True
    return bool(label_and_date(line.spaced(), bounds.menu))


def _take_length(bounds: StoryBounds, story: Story, line: Line) -> bool:
    """Take the length of a film, `2:35` or in words; whether it was one."""
    if is_clock(line.text) and not opens_entry(bounds, line):
        line.claim(Role.VIDEOS, by="story-clock")
        story.duration = story.duration or seconds(line.text)
        return True
    length = stated_length(line.text) if line.label_key else None
    if not length:
        return False
    line.claim(Role.VIDEOS, by="story-length")
    story.duration = story.duration or length
    return True


def _is_below_story(bounds: StoryBounds, story: Story, line: Line, node: int | None) -> bool:
    """Whether a line stands after the story, or is of the page's footer below its last prose."""
    if is_behind_story(bounds, story, line, node):
        return True
    return is_footer(line) and line.index > story.last_prose


def _take_blocks_of_tags(bounds: StoryBounds, story: Story) -> None:
    for block in bounds.blocks:
        if block.name == "tags":
            inside = bounds.page.lines[block.first : block.last]
            for line in inside:
                line.release()
            take_tags(bounds.page, story, inside)


def is_disclaimer(line: Line) -> bool:
    """Whether a line says whose opinion an opinion is."""
    return len(line.text) < _LONGEST_DISCLAIMER and bool(_DISCLAIMER.search(key(line.text)))


def _labels_a_film(bounds: StoryBounds, line: Line) -> bool:
    """`Watch:` above a player."""
    below = bounds.page.lines[line.index + 1 : line.index + 2]
    return line.label_key in words.LINK_LABEL and bool(below) and below[0].kind in (FRAME, PLAYER)


def _leave_author_box(bounds: StoryBounds, story: Story, byline: Byline) -> None:
    """Leave out a last paragraph, in another element or type than those before it, that opens
    with the name of who signs the story."""
    last = [paragraph.line for paragraph in story.paragraphs[-3:]]
    containers = [bounds.page.container(line) for line in last]
    if len(last) < 3 or not byline.credits or containers[0] != containers[1]:
        return
    others = {bounds.page.container(paragraph.line) for paragraph in story.paragraphs[:-1]}
    if containers[2] in others and not bounds.page.emphasis(last[2]):
        return
    authors = attribution.read([line for line, _ in byline.credits], known_houses()).authors
    if key(last[2].text).startswith(tuple(map(key, authors))):
        last[2].reclaim(Role.AUTHOR_BOX, by="opens-with-author")
        story.paragraphs.pop()


def _take_late_byline(bounds: StoryBounds, line: Line, byline: Byline, last_prose: int) -> bool:
    """Take a credit line, date or reading time that stands in or under the story.

    With the date known, a line that the story goes on behind is an entry's of a chronology.
    """
    if line.is_prose:
        return False
    if is_marked(line.text):
        return _take_late_credit(bounds, line, byline)
    if not line.label_key or (byline.published and byline.minutes):
        return False
    if line.heading or (byline.published and line.index < last_prose):
        return False
    probe = Byline(published=byline.published, updated=byline.updated, minutes=byline.minutes)
    if read_byline_line(bounds.page, line, probe, bounds.menu) and (
        line.role is not Role.LABEL and not probe.credits
    ):
        byline.published, byline.updated = probe.published, probe.updated
        byline.minutes = probe.minutes
        return True
    line.release()
    return False


def _take_late_credit(bounds: StoryBounds, line: Line, byline: Byline) -> bool:
    """Take a marked credit in or under the story, with its date where none is known."""
    text = line.text
    if len(text.split()) > _CREDIT_WORDS or text.endswith(".") or line.heading:
        return False
    dated = not byline.published and dates.find(text)
    if dated and read_byline_line(bounds.page, line, byline, bounds.menu):
        return True
    byline.credits.append((text, line))
    line.claim(Role.ATTRIBUTION, by="late-credit")
    return True


def opens_entry(bounds: StoryBounds, line: Line) -> bool:
    """Whether a line is the hour of a chronology's entry."""
    if not is_clock(line.text):
        return False
    page = bounds.page
    return (page.tags[line.node], page.names(line.node)) in bounds.hours
