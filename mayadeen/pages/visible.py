"""The page as its reader sees it: headline, the lines under it, summary, story, tags, blocks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from mayadeen.items import Image, Video
from mayadeen.normalise.text import key
from mayadeen.pages import media
from mayadeen.pages.biography import drop_biographies
from mayadeen.pages.blocks import Block, find_blocks
from mayadeen.pages.flow import SHORTEST_RUNNING, TEXT, Flow, Item
from mayadeen.pages.header import (
    Header,
    is_fact_line,
    is_header_line,
    is_marked,
    read_header_line,
)
from mayadeen.pages.headline import find_headline, headline_items
from mayadeen.pages.menu import Menu
from mayadeen.pages.moving import is_counter
from mayadeen.pages.pictures import is_sentence, mark_captions, read_pictures, read_players
from mayadeen.pages.story import (
    Paragraph,
    Story,
    is_tag_line,
    labels_its_link,
    opens_entry,
    read_story,
    stands_in_tags,
    story_node,
    take_tags,
)
from mayadeen.pages.stretch import OUTER_TAGS, Stretch
from mayadeen.pages.ticker import find_ticker

_SUMMARY_NAME = re.compile(
    r"summary|standfirst|excerpt|sapo|(?:^|[\s_-])(?:lead|deck|dek|intro|chapo)(?=$|[\s_-])"
)
_LINES_ABOVE = 8
_APART = ("share", "caption", "title")  # what parts the summary from the story, pictures besides
_LONGEST_LINE = 160


@dataclass
class Hints:
    """What the machine-readable layers say, to recognise things by; never to fill a field."""

    titles: Sequence[str] = ()
    summaries: Sequence[str] = ()
    kind: str | None = None


@dataclass
class Visible:
    """What stands on the page, as printed; empty where there is nothing."""

    ticker: list[str]
    title: str | None = None
    title_item: Item | None = None
    header: Header = field(default_factory=Header)
    summary: list[Item] = field(default_factory=list)
    body: list[Paragraph] = field(default_factory=list)
    images: list[tuple[Image, Item]] = field(default_factory=list)
    players: list[tuple[Video | None, Item]] = field(default_factory=list)
    duration: int | None = None
    tags: list[tuple[str, Item]] = field(default_factory=list)
    outlinks: list[str] = field(default_factory=list)
    #: Each block with the number of the paragraph that it follows, if it stands in the story.
    blocks: list[tuple[Block, int | None]] = field(default_factory=list)
    #: The places of the first item of the story's stretch and of the one behind it.
    stretch: tuple[int, int] = (0, 0)
    #: Lines beside the story that are links to posts.
    others: int = 0


def read_visible(flow: Flow, menu: Menu, hints: Hints) -> Visible:
    """Read the visible page and give every item of the story's stretch its `role`."""
    headline = find_headline(flow, hints.titles)
    found = Visible([line for line, _ in find_ticker(flow, headline)])
    blocks = find_blocks(flow, menu, headline)
    for block in blocks:
        for item in (flow.items[block.heading], *flow.items[block.first : block.last]):
            item.role = block.name
    start = 0
    if headline is not None:
        lines = headline_items(flow, headline)
        for item in lines:
            item.role = "title"
        found.title = " ".join(item.text for item in lines)
        found.title_item = lines[0]
        start = lines[-1].place + 1
        running = 0
        for item in flow.items[start:]:
            running += item.running
            if running > 1:
                break  # what is printed again below the story is a copy's headline
            if item.text == found.title and item.role is None and not item.linked:
                item.role = "title"  # for screens of another width
    stretch = Stretch(flow, menu, headline, start, blocks)
    stretch.drop_named()
    drop_biographies(stretch)
    stretch.drop_teasers()
    captions = mark_captions(stretch, hints.kind, _first_above(stretch))
    node = story_node(stretch)
    story_start = _read_header(stretch, found, hints, node)
    story = read_story(stretch, story_start, node, found.header)
    _read_above(stretch, found)
    _read_empty_time(stretch, found, story_start)
    _finish(stretch, found, story, captions, hints)
    return found


# One pass over the header's lines, each kind with its case: to be cut by kind.
def _read_header(  # noqa: C901
    stretch: Stretch, found: Visible, hints: Hints, node: int | None
) -> int:
    """Read what stands between headline and story; the place where the story begins."""
    texts: list[Item] = []
    repeated: list[Item] = []  # the text above once more, for screens of another width
    cut: int | None = None  # where a picture, player or share list follows the first text
    for item in stretch.flow.items[stretch.start : stretch.stop]:
        if item.away or stands_in_tags(stretch.flow, item):
            continue
        if item.kind != TEXT or item.role is not None:
            if texts and cut is None and (item.kind != TEXT or item.role in _APART):
                cut = item.place
            continue
        if texts and stretch.flow.is_subheading(item):
            break
        if opens_entry(stretch, item) or (texts and _heads_story(stretch, texts[-1], item, node)):
            cut = cut or item.place
            break
        counts = is_counter(item.text)
        if counts or stretch.is_share(item):
            item.role = "moving" if counts else "share"
            if texts and cut is None:
                cut = item.place
        elif (item.linked > 0.9 or is_tag_line(item)) and stretch.leads_to_tags(item):
            if texts:
                break
        elif (
            _may_be_header(stretch, item)
            and not any(_same(item.text, summary) == "whole" for summary in hints.summaries)
            and not labels_its_link(stretch, item)
            and not (texts and found.header.published and _is_in_story(stretch, item, node))
            and read_header_line(stretch.flow, item, found.header, stretch.menu)
        ) or (hints.kind != "video" and _is_hour(item, found.header)):
            if texts and cut is None and item.role != "label":
                cut = item.place
        elif media.is_clock(item.text):
            item.role = "videos"
            found.duration = media.seconds(item.text)
        elif item.word and (length := media.stated_length(item.text)):
            item.role = "videos"
            found.duration = length
        elif not texts and _is_role(stretch, item):
            item.role = "header"
        elif texts and item.text == texts[-1].text:
            item.role = "summary"
            repeated.append(item)
        elif _is_text(stretch, item, node):
            texts.append(item)
            if len(texts) == 3 or cut is not None:
                break
        elif texts and (item.linked > 0.9 or (cut is not None and stretch.flow.emphasis(item))):
            break  # links, or a sub-heading in bold
        elif not texts:
            item.role = "beside"
    twice = bool(repeated) and repeated[0].text == texts[0].text
    count = 1 if twice else _summary_length(stretch, texts, cut, hints)
    found.summary = texts[:count]
    for item in found.summary:
        item.role = "summary"
    said = {item.text for item in found.summary}
    for item in repeated:
        if item.text not in said:
            item.role = None
    if count < len(texts):
        return texts[count].place
    return texts[-1].place + 1 if texts else stretch.start


def _is_hour(item: Item, header: Header) -> bool:
    """Take the hour of a day that stands just before it."""
    if not (media.is_clock(item.text) and header.published):
        return False
    day, before = header.published
    if ":" in day or item.place - before.place > 2:  # its label may stand between
        return False
    header.published = f"{day} {item.text}", before
    item.role = "published_raw"
    return True


def _may_be_header(stretch: Stretch, item: Item) -> bool:
    text = item.text
    if len(text) < SHORTEST_RUNNING:
        return True
    if len(text) > _LONGEST_LINE:
        return False
    return not is_sentence(text) or is_fact_line(stretch.flow, item, stretch.menu)


def _is_in_story(stretch: Stretch, item: Item, node: int | None) -> bool:
    """Whether a line stands in the story's own element and credits nobody."""
    flow = stretch.flow
    if node is None or flow.tags[node] in OUTER_TAGS:
        return False
    return flow.within(item.node, node) and not is_marked(item.text)


def _heads_story(stretch: Stretch, above: Item, item: Item, node: int | None) -> bool:
    """Whether a heading opens the story's own element, which the text above it stands outside."""
    flow = stretch.flow
    if not item.heading or item.linked or node is None or flow.within(above.node, node):
        return False
    below = flow.items[item.place + 1 : item.place + 2]
    return bool(below) and below[0].running and flow.within(item.node, node)


def _is_role(stretch: Stretch, item: Item) -> bool:
    """Whether a short line between a person's name and another line of the header says what that
    person is."""
    flow = stretch.flow
    above, below = flow.items[item.place - 1], flow.items[item.place + 1 : item.place + 2]
    if above.role != "attribution_raw" or is_marked(above.text) or not below:
        return False
    if item.running or item.heading or is_sentence(item.text):
        return False
    return below[0].kind == TEXT and is_header_line(flow, below[0], stretch.menu)


def _is_text(stretch: Stretch, item: Item, node: int | None) -> bool:
    """Whether a line before the story is text, and no label, name or button."""
    if item.linked > 0.9:
        return False
    if len(item.text) >= 40 or is_sentence(item.text) or item.text.endswith((":", "”", '"')):
        return True
    if node is None:
        return len(item.text.split()) > 3
    flow = stretch.flow
    return flow.within(item.node, node) and flow.tags[node] not in OUTER_TAGS


def _summary_length(stretch: Stretch, texts: list[Item], cut: int | None, hints: Hints) -> int:
    """How many of the first texts are the summary: none, one or two.

    It is the first if it is what another layer calls the description, or is called so; or if a
    picture, a player or share links part it from the next, or it stands in an element of its own.
    """
    if not texts:
        return 0
    first = texts[0]
    stated = [_same(first.text, summary) for summary in hints.summaries]
    apart = cut is not None and (len(texts) < 2 or cut < texts[1].place)
    if "whole" in stated or _SUMMARY_NAME.search(stretch.flow.names(first.node)):
        return 1
    if len(texts) == 1:
        return int(apart)
    flow, second = stretch.flow, texts[1]
    if apart or _stands_alone(flow, first, second):
        parted = apart and cut is not None and not _is_second_picture(stretch, first, cut)
        return int(parted or not _is_of_the_story(stretch, first))
    if _is_emphasised(flow, first, second) and (any(stated) or not stated):
        return 1
    if any(stated) and cut is not None and len(texts) > 2 and texts[1].place < cut:
        return 2
    return 0


def _is_of_the_story(stretch: Stretch, first: Item) -> bool:
    """Whether a text stands beside others of its tag in an element that is the story's alone:
    with a list, a quotation or a second picture between them, it is a paragraph as they are."""
    flow = stretch.flow
    outer = flow.parents[first.node]
    if outer < 0 or flow.tags[outer] in OUTER_TAGS or stretch.holds_headline(outer):
        return False
    return any(
        item.running
        and item.role is None
        and flow.parents[item.node] == outer
        and flow.tags[item.node] == flow.tags[first.node]
        for item in flow.items[first.place + 1 : min(flow.ends[outer], stretch.stop)]
    )


def _is_second_picture(stretch: Stretch, first: Item, place: int) -> bool:
    """Whether what follows the first text is a picture, and the main one stands above the text."""
    flow = stretch.flow
    if flow.items[place].kind == TEXT and flow.items[place].role != "caption":
        return False
    return any(item.role == "images" for item in flow.items[_first_above(stretch) : first.place])


def _is_emphasised(flow: Flow, first: Item, second: Item) -> bool:
    """Whether all of the first text is set in bold or italics, and the second is not."""
    return first.running and bool(flow.emphasis(first)) and not flow.emphasis(second)


def _stands_alone(flow: Flow, first: Item, second: Item) -> bool:
    """Whether two texts stand in elements of different sorts; a story cut in sections does not."""
    one, other = flow.parents[first.node], flow.parents[second.node]
    if one == other:
        return flow.tags[first.node] != flow.tags[second.node]
    return min(one, other) < 0 or not (
        flow.tags[one] == flow.tags[other]
        and flow.parents[one] == flow.parents[other]
        and flow.names(one) == flow.names(other)
    )


def _same(text: str, summary: str) -> str | None:
    """`whole` if two texts are one, `cut` if one is the beginning of the other."""
    if text == summary:
        return "whole"
    one, other = key(text).rstrip(" .…"), key(summary).rstrip(" .…")
    if one == other:
        return "whole"
    if len(other) > 30 and (one.startswith(other) or other.startswith(one)):
        return "cut"
    return None


def _read_above(stretch: Stretch, found: Visible) -> None:
    """Look for credit and date above the headline, where there are none below it."""
    header = found.header
    if stretch.headline is None or (header.published and header.credits):
        return
    flow = stretch.flow
    lines: list[tuple[Item, Header]] = []
    for item in flow.items[max(_first_above(stretch), stretch.headline - 6) : stretch.headline]:
        if item.kind != TEXT or item.away or item.role or len(item.text) > 80:
            continue
        probe = Header()
        if read_header_line(flow, item, probe, stretch.menu):
            lines.append((item, probe))
    # A bare name is a credit where it stands beside a date or a credit that says what it is.
    shelves = {
        flow.shelf(item)
        for item, probe in lines
        if probe.published or any(is_marked(credit) for credit, _ in probe.credits)
    }
    for item, probe in lines:
        if flow.shelf(item) not in shelves and not probe.minutes:
            item.role, item.roles = None, ()
            continue
        header.published = header.published or probe.published
        header.updated = header.updated or probe.updated
        header.minutes = header.minutes or probe.minutes
        header.credits += probe.credits


def _read_empty_time(stretch: Stretch, found: Visible, story_start: int) -> None:
    """Take the date of a `<time>` that a script fills, where the header prints none."""
    if found.header.published or stretch.headline is None:
        return
    items = stretch.flow.items
    for place, date in stretch.flow.times:
        if max(_first_above(stretch), stretch.headline - 6) < place <= story_start:
            found.header.published = date, items[place - 1]
            return


def _first_above(stretch: Stretch) -> int:
    """The first item of the inner element around the headline that holds something above it."""
    if stretch.headline is None:
        return 0
    flow = stretch.flow
    for node in flow.ancestors(flow.items[stretch.headline].node):
        if flow.tags[node] in ("html", "body"):
            break
        if flow.starts[node] < stretch.headline:
            return max(flow.starts[node], stretch.headline - _LINES_ABOVE)
    return stretch.headline


def _finish(
    stretch: Stretch,
    found: Visible,
    story: Story,
    captions: dict[int, list[Item]],
    hints: Hints,
) -> None:
    flow = stretch.flow
    found.stretch = stretch.start, stretch.stop
    found.body = story.paragraphs
    summaries = {key(" ".join(item.text for item in found.summary)), *map(key, hints.summaries)}
    while len(found.body) > 1 and key(found.body[0].text) in summaries:  # printed twice
        found.body.pop(0).item.role = "summary"
    for item in stretch.unread():
        if item.kind == TEXT and stretch.leads_to_tags(item):
            take_tags(story, [item])
    found.tags = story.tags
    if hints.kind not in (None, "article") and len(found.body) == 1 and _is_behind_tags(found):
        found.body.pop().item.role = "beside"  # of a series: the post itself has no text
    found.duration = found.duration or story.duration
    above = _first_above(stretch)
    found.images = read_pictures(stretch, captions, above)
    found.players = read_players(stretch, above, hints.kind)
    found.outlinks = _outlinks(flow, found.body)
    found.others = len(story.related) + sum(
        item.role in (None, "beside", "label") and stretch.leads_to_post(item)
        for item in flow.items[stretch.start : stretch.stop]
    )
    places = [paragraph.item.place for paragraph in found.body]
    for block in (*stretch.blocks, *story.related):
        inside = block.name == "related" and stretch.start <= block.first < stretch.stop
        found.blocks.append((block, bisect_left(places, block.first) if inside else None))
    found.blocks.sort(key=lambda pair: pair[0].first)


def _is_behind_tags(found: Visible) -> bool:
    return bool(found.tags) and found.tags[-1][1].place < found.body[0].item.place


def _outlinks(flow: Flow, body: list[Paragraph]) -> list[str]:
    addresses: dict[str, None] = {}
    for item in dict.fromkeys(paragraph.item for paragraph in body):
        for link in dict.fromkeys(item.links):
            if link >= 0 and flow.hrefs[link].strip()[:1] not in ("", "#"):
                url = flow.absolute(flow.hrefs[link])
                if url.startswith(("http://", "https://")):
                    addresses.setdefault(url)
    return list(addresses)
