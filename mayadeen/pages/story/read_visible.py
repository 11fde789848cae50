"""Read the page as its reader sees it, and give every line of the story's bounds a role."""

from __future__ import annotations

from bisect import bisect_left

from mayadeen.normalise import dates
from mayadeen.normalise.text import fold, key
from mayadeen.pages.flat.page import TEXT, FlatPage, Line
from mayadeen.pages.menu import Menu
from mayadeen.pages.parts.blocks import find_blocks
from mayadeen.pages.roles import BY_VALUE, Role
from mayadeen.pages.story.around_headline import (
    first_line_above,
    read_above_headline,
    read_empty_time,
)
from mayadeen.pages.story.author_box import drop_author_boxes
from mayadeen.pages.story.below_headline import read_below_headline
from mayadeen.pages.story.body import read_story
from mayadeen.pages.story.bounds import StoryBounds
from mayadeen.pages.story.captions import mark_captions
from mayadeen.pages.story.cards_beside import drop_cards
from mayadeen.pages.story.headline import dated_row, find_headline, headline_lines
from mayadeen.pages.story.hidden_rest import reveal_rest
from mayadeen.pages.story.named_elements import drop_named
from mayadeen.pages.story.paragraphs import Paragraph, Story, find_story_node
from mayadeen.pages.story.pictures import read_pictures, read_players
from mayadeen.pages.story.tags import take_tags
from mayadeen.pages.story.visible import Hints, Visible
from mayadeen.pages.ticker import find_ticker

_MAY_BE_LINKED = (None, Role.BESIDE, Role.LABEL)  # roles of lines that can link to other posts


def read_visible(page: FlatPage, menu: Menu, hints: Hints) -> Visible:
    """Read the visible page and give every line of the story's bounds its `role`."""
    revealed = reveal_rest(page)
    headline = find_headline(page, hints.titles)
    found = Visible([line for line, _ in find_ticker(page, headline)])
    found.revealed = revealed
    blocks = find_blocks(page, menu, headline)
    for block in blocks:
        role = BY_VALUE[block.name]
        for line in (page.lines[block.heading], *page.lines[block.first : block.last]):
            line.reclaim(role, by="link-block")
    start = 0
    if headline is not None:
        lines = headline_lines(page, headline)
        found.title = " ".join(_claim_title(found, line) for line in lines)
        found.title_line = lines[0]
        start = lines[-1].index + 1
        _claim_copies(page, found, start)
    bounds = StoryBounds(page, menu, headline, start, blocks)
    _claim_headings_again(bounds, found)
    drop_named(bounds)
    drop_author_boxes(bounds)
    drop_cards(bounds)
    captions = mark_captions(bounds, hints.kind, first_line_above(bounds))
    node = find_story_node(bounds)
    story_start = read_below_headline(bounds, found, hints, node)
    story = read_story(bounds, story_start, node, found.byline)
    read_above_headline(bounds, found)
    read_empty_time(bounds, found, story_start)
    _finish(bounds, found, story, captions, hints)
    return found


def _claim_title(found: Visible, line: Line) -> str:
    """Claim a line of the headline; its text, without a row that says when."""
    cut = dated_row(line)
    parts = list(enumerate(line.parts)) if cut is not None else []
    roles = [(part, Role.TITLE if number < (cut or 0) else Role.HEADER) for number, part in parts]
    line.reclaim(Role.TITLE, by="headline", roles=roles)
    if cut is None:
        return line.text
    found.byline.published = dates.find(fold("".join(line.parts[cut:]))) or "", line
    return fold("".join(line.parts[:cut]))


def _claim_copies(page: FlatPage, found: Visible, start: int) -> None:
    """Claim the headline where it is printed again below itself."""
    prose = 0
    for line in page.lines[start:]:
        prose += line.is_prose
        if prose > 1:
            break  # what is printed again below the story is a copy's headline
        if line.text == found.title and line.role is None and not line.linked:
            line.claim(Role.TITLE, by="headline-again")  # for screens of another width


def _claim_headings_again(bounds: StoryBounds, found: Visible) -> None:
    """Claim the headline where a heading above the dense text says it again."""
    for line in bounds.unread():
        if bounds.densest is None or line.index >= bounds.densest.first:
            break
        if line.heading and line.text == found.title:
            line.claim(Role.TITLE, by="headline-above-story")


def _finish(
    bounds: StoryBounds,
    found: Visible,
    story: Story,
    captions: dict[int, list[Line]],
    hints: Hints,
) -> None:
    page = bounds.page
    found.bounds = bounds.start, bounds.stop
    found.body = story.paragraphs
    _leave_summary_again(found, hints)
    for line in bounds.unread():
        if line.kind == TEXT and bounds.leads_to_tags(line):
            take_tags(page, story, [line])
    found.tags = story.tags
    if hints.kind not in (None, "article") and len(found.body) == 1 and _is_behind_tags(found):
        # of a series: the post itself has no text
        found.body.pop().line.reclaim(Role.BESIDE, by="blurb-behind-tags")
    found.duration = found.duration or story.duration
    above = first_line_above(bounds)
    found.images = read_pictures(bounds, captions, above)
    found.players = read_players(bounds, above, hints.kind)
    found.outlinks = _outlinks(page, found.body)
    found.others = len(story.related) + sum(
        line.role in _MAY_BE_LINKED and bounds.leads_to_post(line)
        for line in page.lines[bounds.start : bounds.stop]
    )
    _place_blocks(bounds, found, story)


def _leave_summary_again(found: Visible, hints: Hints) -> None:
    """Leave out the summary where the story begins with it once more."""
    summaries = {key(" ".join(line.text for line in found.summary)), *map(key, hints.summaries)}
    while len(found.body) > 1 and key(found.body[0].text) in summaries:
        found.body.pop(0).line.reclaim(Role.SUMMARY, by="summary-again")


def _place_blocks(bounds: StoryBounds, found: Visible, story: Story) -> None:
    """Note the blocks, with the number of the paragraph that one in the story follows."""
    places = [paragraph.line.index for paragraph in found.body]
    for block in (*bounds.blocks, *story.related):
        inside = block.name == "related" and bounds.start <= block.first < bounds.stop
        found.blocks.append((block, bisect_left(places, block.first) if inside else None))
    found.blocks.sort(key=lambda pair: pair[0].first)


def _is_behind_tags(found: Visible) -> bool:
    return bool(found.tags) and found.tags[-1][1].index < found.body[0].line.index


def _outlinks(page: FlatPage, body: list[Paragraph]) -> list[str]:
    addresses: dict[str, None] = {}
    for line in dict.fromkeys(paragraph.line for paragraph in body):
        for link in dict.fromkeys(line.links):
            if link >= 0 and page.hrefs[link].strip()[:1] not in ("", "#"):
                url = page.absolute(page.hrefs[link])
                if url.startswith(("http://", "https://")):
                    addresses.setdefault(url)
    return list(addresses)
