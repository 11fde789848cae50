"""Read the lines between headline and first paragraph: byline, summary, share links."""

from __future__ import annotations

from mayadeen.pages.flat.page import SHORTEST_PROSE, TEXT, Line
from mayadeen.pages.parts.credits import is_marked
from mayadeen.pages.parts.durations import is_clock, seconds, stated_length
from mayadeen.pages.parts.labels import is_sentence
from mayadeen.pages.roles import Role
from mayadeen.pages.story.body import opens_entry
from mayadeen.pages.story.bounds import OUTER_TAGS, StoryBounds
from mayadeen.pages.story.byline import Byline, is_byline_line, is_fact_line, read_byline_line
from mayadeen.pages.story.inline_links import labels_its_link
from mayadeen.pages.story.moving_text import is_counter
from mayadeen.pages.story.paragraphs import stands_in_tags
from mayadeen.pages.story.summary import same, summary_length
from mayadeen.pages.story.tags import is_tag_line
from mayadeen.pages.story.visible import Hints, Visible

# What parts the summary from the story, pictures besides.
_APART = (Role.SHARE, Role.CAPTION, Role.TITLE)


_LONGEST_LINE = 160


# One pass over the header's lines, each kind with its case: to be cut by kind.
def read_below_headline(  # noqa: C901
    bounds: StoryBounds, found: Visible, hints: Hints, node: int | None
) -> int:
    """Read what stands between headline and story; the place where the story begins."""
    texts: list[Line] = []
    repeated: list[Line] = []  # the text above once more, for screens of another width
    cut: int | None = None  # where a picture, player or share list follows the first text
    for line in bounds.page.lines[bounds.start : bounds.stop]:
        if line.hidden_by or stands_in_tags(bounds.page, line):
            continue
        if line.kind != TEXT or line.role is not None:
            if texts and cut is None and (line.kind != TEXT or line.role in _APART):
                cut = line.index
            continue
        if texts and bounds.page.is_subheading(line):
            break
        if opens_entry(bounds, line) or (texts and _heads_story(bounds, texts[-1], line, node)):
            cut = cut or line.index
            break
        counts = is_counter(line.text)
        if counts or bounds.is_share(line):
            if counts:
                line.claim(Role.MOVING, by="lead-counter")
            else:
                line.claim(Role.SHARE, by="lead-share")
            if texts and cut is None:
                cut = line.index
        elif (line.linked > 0.9 or is_tag_line(line)) and bounds.leads_to_tags(line):
            if texts:
                break
        elif (
            _may_be_byline(bounds, line)
            and not any(same(line.text, summary) == "whole" for summary in hints.summaries)
            and not labels_its_link(bounds, line)
            and not (texts and found.byline.published and _is_in_story(bounds, line, node))
            and read_byline_line(bounds.page, line, found.byline, bounds.menu)
        ) or (hints.kind != "video" and _is_hour(line, found.byline)):
            if texts and cut is None and line.role is not Role.LABEL:
                cut = line.index
        elif is_clock(line.text):
            line.claim(Role.VIDEOS, by="lead-clock")
            found.duration = seconds(line.text)
        elif line.label_key and (length := stated_length(line.text)):
            line.claim(Role.VIDEOS, by="lead-length")
            found.duration = length
        elif not texts and _is_position(bounds, line):
            line.claim(Role.HEADER, by="position-of-author")
        elif texts and line.text == texts[-1].text:
            line.claim(Role.SUMMARY, by="lead-again")
            repeated.append(line)
        elif _is_text(bounds, line, node):
            texts.append(line)
            if len(texts) == 3 or cut is not None:
                break
        elif texts and (line.linked > 0.9 or (cut is not None and bounds.page.emphasis(line))):
            break  # links, or a sub-heading in bold
        elif not texts:
            line.claim(Role.BESIDE, by="lead-no-text")
    twice = bool(repeated) and repeated[0].text == texts[0].text
    count = 1 if twice else summary_length(bounds, texts, cut, hints)
    found.summary = texts[:count]
    for line in found.summary:
        line.claim(Role.SUMMARY, by="summary")
    said = {line.text for line in found.summary}
    for line in repeated:
        if line.text not in said:
            line.release()
    if count < len(texts):
        return texts[count].index
    return texts[-1].index + 1 if texts else bounds.start


def _is_hour(line: Line, byline: Byline) -> bool:
    """Take the hour of a day that stands just before it."""
    if not (is_clock(line.text) and byline.published):
        return False
    day, before = byline.published
    if ":" in day or line.index - before.index > 2:  # its label may stand between
        return False
    byline.published = f"{day} {line.text}", before
    line.claim(Role.PUBLISHED, by="hour-behind-day")
    return True


def _may_be_byline(bounds: StoryBounds, line: Line) -> bool:
    text = line.text
    if len(text) < SHORTEST_PROSE:
        return True
    if len(text) > _LONGEST_LINE:
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
    if line.linked > 0.9:
        return False
    if len(line.text) >= 40 or is_sentence(line.text) or line.text.endswith((":", "”", '"')):
        return True
    if node is None:
        return len(line.text.split()) > 3
    page = bounds.page
    return page.within(line.node, node) and page.tags[node] not in OUTER_TAGS
