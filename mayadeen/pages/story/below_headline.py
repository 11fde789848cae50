"""Read the lines between headline and first paragraph: byline, summary, share links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from mayadeen.pages.flat.page import SHORTEST_PROSE, TEXT, Line
from mayadeen.pages.parts.credits import is_marked
from mayadeen.pages.parts.durations import is_clock, seconds, stated_length
from mayadeen.pages.parts.labels import is_sentence
from mayadeen.pages.roles import Role
from mayadeen.pages.story.body import opens_entry
from mayadeen.pages.story.bounds import OUTER_TAGS, StoryBounds
from mayadeen.pages.story.byline import (
    LONGEST_BYLINE,
    is_byline_line,
    is_fact_line,
    read_byline_line,
)
from mayadeen.pages.story.inline_links import labels_its_link
from mayadeen.pages.story.moving_text import is_counter
from mayadeen.pages.story.paragraphs import stands_in_tags
from mayadeen.pages.story.summary import same, summary_length
from mayadeen.pages.story.tags import is_tag_line
from mayadeen.pages.story.visible import Hints, Visible

# What parts the summary from the story, pictures besides.
_APART = (Role.SHARE, Role.CAPTION, Role.TITLE)


_SHORTEST_TEXT = 40
"""Letters from which on a line above the story is a text, and no label or name. Of 54 real pages
half spoils fifteen; double mends twelve and spoils seven, days and authors among them;
tests/pages/story/test_whole_story.py holds the lower side."""


_LABEL_WORDS = 3
"""Words of a label, where no element is known to be the story's. One real page depends on it: half
spoils it, double mends it."""


@dataclass
class _Lead:
    """What stands between headline and story, as far as it is read.

    `texts` may be the summary, and begin the story where they are not; `repeated` are texts once
    more, for screens of another width. `cut` is where something else follows the first text: a
    picture, a player, a credit, a share list. `node` is where the story is dense.
    """

    bounds: StoryBounds
    found: Visible
    hints: Hints
    node: int | None
    texts: list[Line] = field(default_factory=list)
    repeated: list[Line] = field(default_factory=list)
    cut: int | None = None

    def part(self, line: Line) -> None:
        """Note that a line parts the first text from what comes below."""
        if self.texts and self.cut is None:
            self.cut = line.index


class _Then(Enum):
    """What follows a line of which a rule said what it is."""

    GO_ON = auto()
    BEGIN_STORY = auto()


_Rule = Callable[[_Lead, Line], _Then | None]


def read_below_headline(bounds: StoryBounds, found: Visible, hints: Hints, node: int | None) -> int:
    """Read what stands between headline and story; the place where the story begins."""
    # Asked of each line in this order; the first that knows what it is has it.
    rules: tuple[_Rule, ...] = (
        _pass_picture_or_claimed,
        _begin_at_subheading,
        _begin_at_opening,
        _take_counter,
        _take_share,
        _pass_tags,
        _take_byline,
        _take_hour,
        _take_clock,
        _take_length,
        _take_position,
        _take_repetition,
        _take_text,
        _begin_at_links,
        _drop_above_text,
    )
    lead = _Lead(bounds, found, hints, node)
    for line in bounds.page.lines[bounds.start : bounds.stop]:
        if line.hidden_by or stands_in_tags(bounds.page, line):
            continue
        if _ask(rules, lead, line) is _Then.BEGIN_STORY:
            break
    return _settle_summary(lead)


def _ask(rules: Sequence[_Rule], lead: _Lead, line: Line) -> _Then | None:
    for rule in rules:
        if then := rule(lead, line):
            return then
    return None


def _settle_summary(lead: _Lead) -> int:
    """Take the first texts that are the summary; the place of what comes behind it."""
    texts, found = lead.texts, lead.found
    twice = bool(lead.repeated) and lead.repeated[0].text == texts[0].text
    count = 1 if twice else summary_length(lead.bounds, texts, lead.cut, lead.hints)
    found.summary = texts[:count]
    for line in found.summary:
        line.claim(Role.SUMMARY, by="summary")
    said = {line.text for line in found.summary}
    for line in lead.repeated:
        if line.text not in said:
            line.release()
    if count < len(texts):
        return texts[count].index
    return texts[-1].index + 1 if texts else lead.bounds.start


def _pass_picture_or_claimed(lead: _Lead, line: Line) -> _Then | None:
    if line.kind == TEXT and line.role is None:
        return None
    if line.kind != TEXT or line.role in _APART:
        lead.part(line)
    return _Then.GO_ON


def _begin_at_subheading(lead: _Lead, line: Line) -> _Then | None:
    return _Then.BEGIN_STORY if lead.texts and lead.bounds.page.is_subheading(line) else None


def _begin_at_opening(lead: _Lead, line: Line) -> _Then | None:
    """The hour of a chronology's first entry, or the heading of the story's own element."""
    heads = lead.texts and _heads_story(lead.bounds, lead.texts[-1], line, lead.node)
    if not (heads or opens_entry(lead.bounds, line)):
        return None
    lead.part(line)
    return _Then.BEGIN_STORY


def _take_counter(lead: _Lead, line: Line) -> _Then | None:
    if not is_counter(line.text):
        return None
    line.claim(Role.MOVING, by="lead-counter")
    lead.part(line)
    return _Then.GO_ON


def _take_share(lead: _Lead, line: Line) -> _Then | None:
    if not lead.bounds.is_share(line):
        return None
    line.claim(Role.SHARE, by="lead-share")
    lead.part(line)
    return _Then.GO_ON


def _pass_tags(lead: _Lead, line: Line) -> _Then | None:
    """Leave a line of tags to who reads them; below a text the story begins before it."""
    if not (line.is_link or is_tag_line(line)) or not lead.bounds.leads_to_tags(line):
        return None
    return _Then.BEGIN_STORY if lead.texts else _Then.GO_ON


def _take_byline(lead: _Lead, line: Line) -> _Then | None:
    bounds, byline = lead.bounds, lead.found.byline
    if not _may_be_byline(bounds, line) or labels_its_link(bounds, line):
        return None
    if any(same(line.text, summary) == "whole" for summary in lead.hints.summaries):
        return None
    if lead.texts and byline.published and _is_in_story(bounds, line, lead.node):
        return None
    if not read_byline_line(bounds.page, line, byline, bounds.menu):
        return None
    if line.role is not Role.LABEL:
        lead.part(line)
    return _Then.GO_ON


def _take_hour(lead: _Lead, line: Line) -> _Then | None:
    """Take the hour of a day that stands just before it; a film's length looks the same."""
    byline = lead.found.byline
    if lead.hints.kind == "video" or not (is_clock(line.text) and byline.published):
        return None
    day, before = byline.published
    if ":" in day or line.index - before.index > 2:  # its label may stand between
        return None
    byline.published = f"{day} {line.text}", before
    line.claim(Role.PUBLISHED, by="hour-behind-day")
    lead.part(line)
    return _Then.GO_ON


def _take_clock(lead: _Lead, line: Line) -> _Then | None:
    if not is_clock(line.text):
        return None
    line.claim(Role.VIDEOS, by="lead-clock")
    lead.found.duration = seconds(line.text)
    return _Then.GO_ON


def _take_length(lead: _Lead, line: Line) -> _Then | None:
    length = stated_length(line.text) if line.label_key else None
    if not length:
        return None
    line.claim(Role.VIDEOS, by="lead-length")
    lead.found.duration = length
    return _Then.GO_ON


def _take_position(lead: _Lead, line: Line) -> _Then | None:
    if lead.texts or not _is_position(lead.bounds, line):
        return None
    line.claim(Role.HEADER, by="position-of-author")
    return _Then.GO_ON


def _take_repetition(lead: _Lead, line: Line) -> _Then | None:
    if not lead.texts or line.text != lead.texts[-1].text:
        return None
    line.claim(Role.SUMMARY, by="lead-again")
    lead.repeated.append(line)
    return _Then.GO_ON


def _take_text(lead: _Lead, line: Line) -> _Then | None:
    """Take a text; with the third, or the first below a cut, all is known of the summary."""
    if not _is_text(lead.bounds, line, lead.node):
        return None
    lead.texts.append(line)
    is_enough = len(lead.texts) == 3 or lead.cut is not None
    return _Then.BEGIN_STORY if is_enough else _Then.GO_ON


def _begin_at_links(lead: _Lead, line: Line) -> _Then | None:
    """The story begins before links, or a sub-heading in bold."""
    if not lead.texts:
        return None
    is_bold = lead.cut is not None and lead.bounds.page.emphasis(line)
    return _Then.BEGIN_STORY if line.is_link or is_bold else None


def _drop_above_text(lead: _Lead, line: Line) -> _Then | None:
    if not lead.texts:
        line.claim(Role.BESIDE, by="lead-no-text")
    return _Then.GO_ON


def _may_be_byline(bounds: StoryBounds, line: Line) -> bool:
    text = line.text
    if len(text) < SHORTEST_PROSE:
        return True
    if len(text) > LONGEST_BYLINE:
        return False
    return not is_sentence(text) or is_fact_line(bounds.page, line, bounds.menu)


def _is_in_story(bounds: StoryBounds, line: Line, node: int | None) -> bool:
    """Whether a line stands in the story's own element and credits nobody."""
    page = bounds.page
    if node is None or page.tags[node] in OUTER_TAGS:
        return False
    return page.within(line.node, node) and not is_marked(line.text)


def _heads_story(bounds: StoryBounds, above: Line, line: Line, node: int | None) -> bool:
    """Whether a heading opens the story's own element, which the text above it stands outside."""
    page = bounds.page
    if not line.heading or line.linked or node is None or page.within(above.node, node):
        return False
    below = page.lines[line.index + 1 : line.index + 2]
    return bool(below) and below[0].is_prose and page.within(line.node, node)


def _is_position(bounds: StoryBounds, line: Line) -> bool:
    """Whether a short line between a person's name and another line of the header says what that
    person is."""
    page = bounds.page
    above, below = page.lines[line.index - 1], page.lines[line.index + 1 : line.index + 2]
    if above.role is not Role.ATTRIBUTION or is_marked(above.text) or not below:
        return False
    if line.is_prose or line.heading or is_sentence(line.text):
        return False
    return below[0].kind == TEXT and is_byline_line(page, below[0], bounds.menu)


def _is_text(bounds: StoryBounds, line: Line, node: int | None) -> bool:
    """Whether a line before the story is text, and no label, name or button."""
    if line.is_link:
        return False
    is_text = is_sentence(line.text) or line.text.endswith((":", "”", '"'))
    if is_text or len(line.text) >= _SHORTEST_TEXT:
        return True
    if node is None:
        return len(line.text.split()) > _LABEL_WORDS
    page = bounds.page
    return page.within(line.node, node) and page.tags[node] not in OUTER_TAGS
