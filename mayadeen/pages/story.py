"""The story's own text, and the linked headlines and tags that stand in and under it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mayadeen.normalise import attribution, urls
from mayadeen.normalise.text import key
from mayadeen.pages import media, words
from mayadeen.pages.blocks import Block, is_foot
from mayadeen.pages.cards import label_and_date
from mayadeen.pages.flow import BREAK, FRAME, IMAGE, PLAYER, TEXT, Flow, Item
from mayadeen.pages.header import Header, houses, is_marked, read_header_line
from mayadeen.pages.moving import is_moving, moving_ends
from mayadeen.pages.pictures import is_sentence
from mayadeen.pages.stretch import Stretch

_LONGEST_TAG = 60
_MOST_TAGS = 100  # the site was seen to give a post 52
_LONGEST_LABEL = 32
_TAGS_NAME = re.compile(r"(?:^|[\s_-])(?:tags|keywords|topics)(?=$|[\s_-])|tag-?(?:list|cloud)")
_NO_TAGS = words.SHARE | words.FOLLOW | words.OTHERS | words.FOOT
_BETWEEN_LINKS = " \xa0\n\t,;،؛|•)]"
_STARS = " ★☆⭐"
_BACK = re.compile(r"[←‹❮⟵]|previous\b|السابق|anterior\b", re.IGNORECASE)
_ON = re.compile(r"[→›❯⟶]$|^next\b|^التالي|^siguiente\b", re.IGNORECASE)
# Whose opinions, that they are not (necessarily) another's, and that it is this text's.
_DISCLAIMER = re.compile(
    r"^\W*(?:(?:disclaimer|note|ملاحظة|تنويه|nota|aviso)\W+)?(?:(?:the|all|any|ان|las|los|el) )?"
    r"(?:opinions?|views?|statements?|الاراء|اراء|المقالات|الافكار|المواقف|مضمون|opiniones|puntos)\b"
    r"(?=.*\b(?:(?:article|piece|column|op-ed|blog|author|writer)s?|(?:ال|ل|بال)?مقالات?|المقالة|المقال"
    r"|(?:ال)?كات(?:ب|بها|به|بة)|ا?صحاب?ها|صاحبه|autora?(?:es)?|artículo|columna)\b)"
    r".*(?:not? (?:necessarily )?(?:reflect|represent|express|those)"
    r"|(?:لا |ليست? )(?:تعبر|يعبر|تعكس|يعكس|تمثل|بالضرورة)"
    r"|no (?:necesariamente )?(?:reflejan?|representan?|coinciden?|expresan?))"
)
_LONGEST_DISCLAIMER = 400
_LABEL = re.compile(r"\s*(?:[\w’'-]+\s+){0,2}[\w’'-]+\s*[:|–—►»]\s*|\s*[►»▶]\s*")


@dataclass(slots=True)
class Paragraph:
    """One paragraph of the story with the item that it stands in."""

    text: str
    item: Item


@dataclass
class Story:
    """What was found; `related` are the blocks that had no heading known as one."""

    paragraphs: list[Paragraph]
    tags: list[tuple[str, Item]]
    related: list[Block]
    last_running: int  # the place of the last line of running text
    duration: int | None = None


def story_node(stretch: Stretch) -> int | None:
    """Give the element where the story's running text is dense, outliers left aside.

    From the element that holds all of it down, as long as one inner element holds nearly all, no
    more than two paragraphs stand before that (a summary, an introduction), and what stands after
    it is no text alone.
    """
    flow = stretch.flow
    candidates = [item for item in stretch.unread() if item.running]
    if not candidates:
        return None
    node = candidates[0].node
    for item in candidates[1:]:
        node = flow.common(node, item.node)
    if len(candidates) == 1:
        return max(flow.parents[node], 0)
    while True:
        branches: dict[int, list[Item]] = {}
        for item in candidates:
            if item.node == node:
                return node
            branch = item.node
            while flow.parents[branch] != node:
                branch = flow.parents[branch]
            branches.setdefault(branch, []).append(item)
        weights = {n: sum(len(i.text) for i in inside) for n, inside in branches.items()}
        best = max(weights, key=weights.__getitem__)
        end = _tags_behind(stretch, best, candidates[-1].place)
        branches = {n: inside for n, inside in branches.items() if flow.starts[n] <= end}
        weights = {n: weights[n] for n in branches}
        if weights[best] < 0.7 * sum(weights.values()) or len(branches[best]) < 2:
            return node
        before = sum(len(inside) for n, inside in branches.items() if n < best)
        after = (n for n in branches if n > best)
        if before > 2 or not all(_holds_more_than_text(stretch, n) for n in after):
            return node
        node, candidates = best, branches[best]


def stands_in_tags(flow: Flow, item: Item) -> bool:
    """Whether a line stands in an element that is called after tags."""
    nodes = (item.node, flow.parents[item.node])
    return any(_TAGS_NAME.search(flow.names(node)) for node in nodes if node >= 0)


def _tags_behind(stretch: Stretch, node: int, last: int) -> int:
    """The place of the post's tags between an element and the item at `last`, or that place: what
    follows the tags is no story."""
    flow = stretch.flow
    for item in flow.items[flow.ends[node] : last]:
        is_text = item.kind == TEXT and not item.away
        if is_text and (stretch.leads_to_tags(item) or stands_in_tags(flow, item)):
            return item.place
    return last


def _holds_more_than_text(stretch: Stretch, node: int) -> bool:
    return any(
        item.kind == TEXT and (item.linked > 0.9 or item.heading)
        for item in stretch.flow.inside(node)
    )


# One pass over the lines, each kind with its case: to be cut by kind.
def read_story(  # noqa: C901
    stretch: Stretch, start: int, node: int | None, header: Header
) -> Story:
    """Read the story from the item at `start` on; `node` is where its text is dense.

    Lines that are nothing but links are tags, related headlines or other things; what stands
    behind the story in another element is not of it.
    """
    flow = stretch.flow
    items = list(stretch.unread(start))
    running = [i for i in items if i.running and (node is None or flow.within(i.node, node))]
    story = Story([], [], [], max((i.place for i in running), default=-1))
    _take_listed_tags(stretch, story, {flow.shelf(item) for item in running})
    number = 0
    while number < len(items):
        item = items[number]
        number += 1
        if item.kind != TEXT or item.role is not None:
            continue
        if is_moving(item.text):
            item.role = "moving"
        elif flow.is_subheading(item):
            _take(story, item)
        elif stretch.is_share(item):
            item.role = "share"
        elif item.word in words.ADVERTISEMENT:
            item.role = "advertisement"
        elif item.word and item.word.rstrip(_STARS) in words.CONTROLS and not item.heading:
            item.role = "control"
        elif item.word and (
            label_and_date(item.spaced(), stretch.menu) or _labels_a_film(stretch, item)
        ):
            item.role = "label"
        elif media.is_clock(item.text) and not opens_entry(stretch, item):
            item.role = "videos"
            story.duration = story.duration or media.seconds(item.text)
        elif item.word and (length := media.stated_length(item.text)):
            item.role = "videos"
            story.duration = story.duration or length
        elif item.linked > 0.9 or labels_its_link(stretch, item):
            number = _read_links(stretch, story, items, number - 1, node)
        elif is_tag_line(item):
            take_tags(story, [item])
        elif not item.running and _is_late_header(stretch, item, header, story.last_running):
            continue
        elif is_disclaimer(item):
            item.role = "disclaimer"
        elif _is_behind(stretch, story, item, node) or (
            is_foot(item) and item.place > story.last_running
        ):
            item.role = "beside"
        else:
            _take(story, item)
    for block in stretch.blocks:
        if block.name == "tags":
            take_tags(story, flow.items[block.first : block.last])
    _leave_biography(stretch, story, header)
    while story.paragraphs and story.paragraphs[-1].item.heading:
        story.paragraphs.pop().item.role = "beside"  # a heading of what is no story
    return story


def is_disclaimer(item: Item) -> bool:
    """Whether a line says whose opinion an opinion is."""
    return len(item.text) < _LONGEST_DISCLAIMER and bool(_DISCLAIMER.search(key(item.text)))


def _labels_a_film(stretch: Stretch, item: Item) -> bool:
    """`Watch:` above a player."""
    below = stretch.flow.items[item.place + 1 : item.place + 2]
    return item.word in words.LINK_LABEL and bool(below) and below[0].kind in (FRAME, PLAYER)


def _leave_biography(stretch: Stretch, story: Story, header: Header) -> None:
    """Leave out a last paragraph, in another element or type than those before it, that opens
    with the name of who signs the story."""
    last = [paragraph.item for paragraph in story.paragraphs[-3:]]
    shelves = [stretch.flow.shelf(item) for item in last]
    if len(last) < 3 or not header.credits or shelves[0] != shelves[1]:
        return
    others = {stretch.flow.shelf(paragraph.item) for paragraph in story.paragraphs[:-1]}
    if shelves[2] in others and not stretch.flow.emphasis(last[2]):
        return
    authors = attribution.read([line for line, _ in header.credits], houses()).authors
    if key(last[2].text).startswith(tuple(map(key, authors))):
        last[2].role = "author_box"
        story.paragraphs.pop()


def _take(story: Story, item: Item) -> None:
    if not any(map(str.isalnum, item.text)):
        item.role = "separator"  # `***`
        return
    item.role = "body"
    first, last = moving_ends(item.parts) if len(item.parts) > 1 else (0, 1)
    if last - first < len(item.parts):
        item.roles = [
            (part, "body" if first <= number < last else "moving")
            for number, part in enumerate(item.parts)
        ]
    story.paragraphs += [Paragraph(text, item) for text in paragraphs(item.parts[first:last])]


def paragraphs(parts: Sequence[str]) -> Iterator[str]:
    """The paragraphs of a line's parts: it is one, unless breaks part sentences of length."""
    whole = "".join(parts)
    lines = [" ".join(line.split()) for line in whole.split(BREAK)]
    lines = [line for line in lines if line]
    if all(len(line) > 60 and is_sentence(line) for line in lines[:-1]):
        yield from lines
    else:
        yield " ".join(whole.split())


def _is_behind(stretch: Stretch, story: Story, item: Item, node: int | None) -> bool:
    """Whether a line stands after the story: behind its tags, or in another element."""
    if not story.paragraphs:
        return False
    if story.tags:
        last = story.paragraphs[-1].item
        parted = any(last.place < tag.place < item.place for _, tag in story.tags)
        if item.place > story.last_running or (
            parted and stretch.flow.shelf(last) != stretch.flow.shelf(item)
        ):
            return True
    return node is not None and not stretch.flow.within(item.node, node)


def _is_late_header(stretch: Stretch, item: Item, header: Header, last_running: int) -> bool:
    """Take a credit line, date or reading time that stands in or under the story.

    With the date known, a line that the story goes on behind is an entry's of a chronology.
    """
    text = item.text
    if is_marked(text):
        if len(text.split()) > 8 or text.endswith(".") or item.heading:
            return False
        header.credits.append((text, item))
        item.role = "attribution_raw"
        return True
    if not item.word or (header.published and header.minutes):
        return False
    if item.heading or (header.published and item.place < last_running):
        return False
    probe = Header(published=header.published, updated=header.updated, minutes=header.minutes)
    if read_header_line(stretch.flow, item, probe, stretch.menu) and (
        item.role != "label" and not probe.credits
    ):
        header.published, header.updated = probe.published, probe.updated
        header.minutes = probe.minutes
        return True
    item.role, item.roles = None, ()
    return False


# Lines that are links


def labels_its_link(stretch: Stretch, item: Item) -> bool:
    """`Read also: <a>headline</a>` in one line, or any such label of a word or three."""
    if item.linked <= 0.3 or is_tag_line(item):
        return False
    if _is_read_more(item):
        return True
    first = next(n for n, link in enumerate(item.links) if link >= 0)
    behind = "".join(
        p for p, n in zip(item.parts[first:], item.links[first:], strict=True) if n < 0
    )
    return (
        bool(_LABEL.fullmatch("".join(item.parts[:first])))
        and not behind.strip(_BETWEEN_LINKS)
        and not is_sentence(item.text)
        and len(item.text.split()) > 5
        and stretch.leads_to_post(item)
    )


def _is_read_more(item: Item) -> bool:
    """Whether what is no link in a line is the heading of related news."""
    if item.linked <= 0.3:
        return False
    label = _unlinked(item)
    return label in words.LINK_LABEL or words.HEADING.get(label) == "related"


def opens_entry(stretch: Stretch, item: Item) -> bool:
    """Whether a line is the hour of an entry: one of several, with its text below it."""
    if not media.is_clock(item.text):
        return False
    items = stretch.flow.items
    clocks = sum(media.is_clock(i.text) for i in items[stretch.start : stretch.stop])
    return clocks > 1 and any(i.running for i in items[item.place + 1 : item.place + 3])


def is_tag_line(item: Item) -> bool:
    """`Tags: <a>…</a>, <a>…</a>` in one line, or `Tags: …, …` without links."""
    if item.linked > 0.1:
        return words.HEADING.get(_unlinked(item)) == "tags"
    head, colon, names = item.text[:_LONGEST_TAG].partition(":")
    return bool(colon and names) and words.HEADING.get(words.plain(head)) == "tags"


def _take_listed_tags(stretch: Stretch, story: Story, shelves: set[int]) -> None:
    """Take the entries of a list without links under the story: under a heading of tags, in an
    element called so, or behind the elements of paragraphs (`shelves`) where they name most."""
    flow = stretch.flow
    headings = {block.heading for block in stretch.blocks if block.name == "tags"}
    lists: dict[int, list[Item]] = {}
    for item in flow.items[stretch.start : stretch.stop]:
        if item.place <= story.last_running and not stands_in_tags(flow, item):
            continue
        if item.word and item.linked == 0 and flow.tags[item.node] in ("li", "button", "p"):
            outer = flow.parents[item.node]
            named = outer >= 0 and _TAGS_NAME.search(flow.names(outer))
            lists.setdefault(outer if named else flow.shelf(item), []).append(item)
    for node, entries in lists.items():
        if len(entries) > _MOST_TAGS:
            continue
        is_named = bool(_TAGS_NAME.search(flow.names(node)))
        if (story.last_running < 0 and not is_named) or stretch.holds_headline(node):
            continue
        texts = [i for i in flow.inside(node) if i.place not in headings and not i.away]
        if texts != entries or not all(_may_be_tag(stretch, item) for item in entries):
            continue
        first = flow.starts[node]
        if not headings & {first, first - 1} and not is_named:
            said = key(" ".join(i.text for i in flow.items[stretch.start : story.last_running + 1]))
            most = 2 * sum(i.word in said for i in entries) > len(entries) > 1
            if not most or flow.parents[node] in shelves:
                continue
        for item in entries:
            item.role = "tags"
            story.tags.append((item.text.strip("#,،;| "), item))


def _may_be_tag(stretch: Stretch, item: Item) -> bool:
    return (
        item.role in (None, "control", "beside")
        and len(item.text.split()) < 6
        and not is_sentence(item.text)
        and not stretch.menu.is_word(item.text)
        and item.word not in _NO_TAGS
    )


def _unlinked(item: Item) -> str:
    loose = (part for part, link in zip(item.parts, item.links, strict=True) if link < 0)
    return words.plain(re.sub(r"[,،;؛|•()\[\]→►▶▸]", " ", " ".join(loose)))


def _read_links(
    stretch: Stretch, story: Story, items: Sequence[Item], number: int, node: int | None
) -> int:
    """Read a run of lines that are nothing but links; the number of the item behind it.

    A line that is wholly one link counts as a related headline where it leads to a post of the
    site, wherever in the story it stands: this site prints none of its sentences so.
    """
    lines: list[Item] = []
    last = number
    for place in range(number, len(items)):
        item = items[place]
        if item.kind != TEXT or item.role is not None:
            continue
        if item.linked <= 0.9 and not labels_its_link(stretch, item):
            break
        lines.append(item)
        last = place
    for count in (1, 2):
        if _are_neighbours(lines[-count:]):
            for item in lines[-count:]:
                item.role = "beside"
            del lines[-count:]
    for part in _parted(stretch, story, lines) if lines else ():
        first, end = part[0].place, part[-1].place
        run = [item for item in items[number : last + 1] if first <= item.place <= end]
        _place_links(stretch, story, run, part, node)
    return last + 1


def _parted(stretch: Stretch, story: Story, lines: list[Item]) -> Iterator[list[Item]]:
    """A run of links, cut where headlines end and a list of tags begins, or the other way."""
    flow = stretch.flow
    places = range(len(lines))
    first = next((n for n in places if _is_headline(stretch, lines[n])), len(lines))
    last = next((n + 1 for n in reversed(places) if _is_headline(stretch, lines[n])), 0)
    for cut, tags in ((last, lines[last:]), (first, lines[:first])):
        parted = 0 < cut < len(lines) and flow.shelf(lines[cut - 1]) != flow.shelf(lines[cut])
        if parted and _are_tags(stretch, story, tags):
            yield from _parted(stretch, story, lines[:cut])
            yield from _parted(stretch, story, lines[cut:])
            return
    yield lines


def _place_links(
    stretch: Stretch, story: Story, run: Sequence[Item], lines: Sequence[Item], node: int | None
) -> None:
    tags = [line for line in lines if stretch.leads_to_tags(line)]
    if not tags and _are_tags(stretch, story, lines):
        tags = list(lines)
    take_tags(story, tags)
    run, lines = ([i for i in items if i not in tags] for items in (run, lines))
    if not lines:
        return
    if not _is_read_more(lines[0]) and _is_behind(stretch, story, lines[0], node):
        for item in lines:
            item.role = "beside"
    elif any(map(stretch.leads_to_post, lines)):
        _take_related(stretch, story, run, lines)
    else:
        for item in lines:
            if stretch.leads_to_hub(item) or item.word in words.FRAME or item.word in words.ALL:
                item.role = "label"
            else:
                _take(story, item)


def _is_headline(stretch: Stretch, item: Item) -> bool:
    """Whether a line of links leads to posts by more than a word or three."""
    return labels_its_link(stretch, item) or (
        not stretch.leads_to_tags(item)
        and stretch.leads_to_post(item)
        and all(len(text.split()) > 3 for _, text in item.link_texts() if text)
    )


def _are_tags(stretch: Stretch, story: Story, lines: Sequence[Item]) -> bool:
    """Whether links are tags: by their addresses, else by being short and under the story."""
    texts = [text for item in lines for _, text in item.link_texts() if text]
    if not texts or any(len(text) > _LONGEST_TAG for text in texts):
        return False
    if all(map(stretch.leads_to_tags, lines)):
        return True
    if lines[-1].place < story.last_running or not story.paragraphs:
        return False
    if any(_is_headline(stretch, item) or stretch.is_tab(item) for item in lines):
        return False
    if any(stretch.leads_to_hub(item) and not stretch.leads_to_tags(item) for item in lines):
        return False  # a series or the page's frame
    own = all(
        urls.is_page_of(url, stretch.flow.url) for item in lines for url in stretch.targets(item)
    )
    return own and sum(len(text.split()) for text in texts) <= 4 * len(texts)


def _are_neighbours(lines: Sequence[Item]) -> bool:
    """Whether two links lead to the posts before and after this one: `← …`, `… →`."""
    links = sum(len(item.link_texts()) for item in lines)
    return links == 2 and bool(_BACK.match(lines[0].text) and _ON.search(lines[-1].text))


def take_tags(story: Story, lines: Sequence[Item]) -> None:
    """Take the links of these lines as tags; of `Tags: …, …` without links the names."""
    for item in lines:
        item.role = "tags"
        pairs = zip(item.parts, item.links, strict=True)
        item.roles = [(part, "tags" if link >= 0 else "label") for part, link in pairs]
        texts = [text for _, text in item.link_texts()]
        if not texts and is_tag_line(item):
            head, _, names = item.text.partition(":")
            item.roles = [(head, "label"), (names, "tags")]
            texts = re.split("[,،;|]", names)
            if len(texts) == 1:  # each in an element of its own
                texts = [part for part in item.parts if words.plain(part) not in words.HEADING]
        for text in texts:
            tag = text.strip("#,،;| ")
            word = words.plain(tag)
            if word and word not in words.ALL and word not in words.SHARE:
                story.tags.append((tag, item))


def _take_related(
    stretch: Stretch, story: Story, run: Sequence[Item], lines: Sequence[Item]
) -> None:
    first, last = run[0].place, run[-1].place + 1
    above = story.paragraphs[-1].item if story.paragraphs else None
    # A few words before linked headlines are their label, whatever they say.
    if above is not None and first - above.place <= 2 and lines[0].linked > 0.9:
        short = len(above.text) <= _LONGEST_LABEL and not is_sentence(above.text)
        if above.heading or short:
            above.role = "related"
            while story.paragraphs and story.paragraphs[-1].item is above:
                story.paragraphs.pop()
    while first > stretch.start and _is_linked_picture(stretch, stretch.flow.items[first - 1]):
        first -= 1
    story.related.append(Block("related", -1, first, last, False))
    for item in stretch.flow.items[first:last]:
        if item.kind == IMAGE or item in lines:
            item.role = "related"


def _is_linked_picture(stretch: Stretch, item: Item) -> bool:
    return item.kind == IMAGE and item.role is None and stretch.leads_to_post(item)
