"""Read credits and dates that stand above the headline."""

from __future__ import annotations

from collections.abc import Iterator

from mayadeen.pages.flat.page import TEXT, Line
from mayadeen.pages.parts.credits import is_marked
from mayadeen.pages.story.bounds import StoryBounds
from mayadeen.pages.story.byline import Byline, read_byline_line
from mayadeen.pages.story.visible import Visible

LINES_ABOVE = 8
"""Lines above a headline among which credits, dates and the trail of sections are looked for. Of 81
real pages half loses a day and an author, double nothing; tests/pages/story/test_whole_story.py
holds it."""


def read_above_headline(bounds: StoryBounds, found: Visible) -> None:
    """Look for credit and date above the headline, where there are none below it."""
    byline = found.byline
    if bounds.headline is None or (byline.published and byline.credits):
        return
    page = bounds.page
    lines = list(_lines_above(bounds))
    # A bare name is a credit where it stands beside a date or a credit that says what it is.
    containers = {
        page.container(line)
        for line, probe in lines
        if probe.published or any(is_marked(credit) for credit, _ in probe.credits)
    }
    for line, probe in lines:
        if page.container(line) in containers or probe.minutes:
            byline.fill(probe)
        else:
            line.release()


def _lines_above(bounds: StoryBounds) -> Iterator[tuple[Line, Byline]]:
    """The lines above the headline that are of a byline's kind, each with what it says."""
    above = bounds.page.lines[first_line_above(bounds) : bounds.headline]
    for line in above:
        if line.kind != TEXT or line.hidden_by or line.role:
            continue
        probe = Byline()
        if read_byline_line(bounds.page, line, probe, bounds.menu):
            yield line, probe


def read_empty_time(bounds: StoryBounds, found: Visible, story_start: int) -> None:
    """Take the date of a `<time>` that a script fills, where the header prints none."""
    if found.byline.published or bounds.headline is None:
        return
    lines = bounds.page.lines
    for place, date in bounds.page.times:
        if first_line_above(bounds) < place <= story_start:
            found.byline.published = date, lines[place - 1]
            return


def first_line_above(bounds: StoryBounds) -> int:
    """The first line of the inner element around the headline that holds something above it."""
    if bounds.headline is None:
        return 0
    page = bounds.page
    for node in page.ancestors(page.lines[bounds.headline].node):
        if page.tags[node] in ("html", "body"):
            break
        if page.starts[node] < bounds.headline:
            return max(page.starts[node], bounds.headline - LINES_ABOVE)
    return bounds.headline
