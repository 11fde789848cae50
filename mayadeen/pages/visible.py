"""The page as its reader sees it: headline, the lines under it, summary, story, tags, blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mayadeen.items import Image, Video
from mayadeen.normalise import attribution, urls
from mayadeen.normalise.text import key
from mayadeen.pages import media, words
from mayadeen.pages.addresses import first_segment, is_post_address
from mayadeen.pages.blocks import PROMOTED, Block, find_blocks, is_foot, is_paragraph
from mayadeen.pages.flow import BREAK, FRAME, IMAGE, PLAYER, TEXT, Flow, Item
from mayadeen.pages.header import Header, houses, read_header_line
from mayadeen.pages.headline import find_headline, headline_items
from mayadeen.pages.menu import Menu
from mayadeen.pages.ticker import find_ticker

_TAG_CONTEXT = {"nav": "menu", "form": "form", "button": "control", "aside": "aside"}
_NAMED_CONTEXT = (
    (
        "embed",
        re.compile(
            r"twitter-tweet|twitter-video|instagram-media|tiktok-embed|fb-(?:post|video)"
            r"|telegram-post|embedded?-?(?:tweet|post)"
        ),
    ),
    ("newsletter", re.compile(r"newsletter|mailing-?list|subscribe")),
    (
        "share",
        re.compile(
            r"(?:^|[\s_-])(?:shar(?:e|ing)\w*|social\w*|addthis\w*|addtoany\w*)(?=$|[\s_-])"
        ),
    ),
    (
        "advertisement",
        re.compile(r"(?:^|[\s_-])(?:ads?|advert\w*|adsbygoogle|sponsor\w*|dfp|adslot)(?=$|[\s_-])"),
    ),
    ("comments", re.compile(r"(?:^|[\s_-])(?:comments?|disqus\w*)(?=$|[\s_-])")),
    ("breadcrumb", re.compile(r"breadcrumbs?")),
    ("hidden", re.compile(r"sr-only|visually-?hidden|screen-reader")),
)
_SUMMARY_NAME = re.compile(
    r"summary|standfirst|excerpt|sapo|(?:^|[\s_-])(?:lead|deck|dek|intro|chapo)(?=$|[\s_-])"
)
_CAPTION_NAME = re.compile(r"caption|credit|legend")
_POST_ELSEWHERE = re.compile(
    r"(?:twitter|x)\.com/\w+/status/|instagram\.com/(?:p|reel|tv)/|t\.me/\w+/\d+|tiktok\.com/@"
    r"|facebook\.com/[^?#]*(?:posts|videos|photos|permalink)|truthsocial\.com/@",
    re.IGNORECASE,
)
_SHARE_LINK = re.compile(
    r"/sharer?\b|/intent/|share\?|/share|wa\.me/|whatsapp:|api\.whatsapp|^mailto:|t\.me/share",
    re.IGNORECASE,
)
_SENTENCE_END = (".", "!", "?", "؟", "…", "”", '"', "»", "’", "'", ":", "،", ";", "؛")
_LONGEST_TAG = 60
_LONGEST_CAPTION = 400


@dataclass
class Hints:
    """What the machine-readable layers say, to recognise things by; never to fill a field."""

    titles: Sequence[str] = ()
    summaries: Sequence[str] = ()
    kind: str | None = None


@dataclass
class Paragraph:
    """One paragraph of the story with the item that it stands in."""

    text: str
    item: Item


@dataclass
class Visible:
    """What stands on the page, as printed; empty where there is nothing."""

    ticker: list[str] = field(default_factory=list)
    title: str | None = None
    title_item: Item | None = None
    header: Header = field(default_factory=Header)
    summary: list[Item] = field(default_factory=list)
    body: list[Paragraph] = field(default_factory=list)
    images: list[tuple[Image, Item]] = field(default_factory=list)
    videos: list[tuple[Video, Item]] = field(default_factory=list)
    duration: int | None = None
    tags: list[tuple[str, Item]] = field(default_factory=list)
    outlinks: list[str] = field(default_factory=list)
    blocks: list[tuple[Block, int | None]] = field(default_factory=list)
    players: bool = False  # a player without an address
    linked_films: list[Video] = field(default_factory=list)
    others: int = 0  # lines beside the story that are links to posts


def read_visible(flow: Flow, menu: Menu, hints: Hints) -> Visible:
    """Read the visible page and mark every item of the story's stretch with its `role`."""
    place = find_headline(flow, hints.titles)
    ticker = [line for line, _ in find_ticker(flow, place)]
    blocks = find_blocks(flow, menu, place)
    for block in blocks:
        for item in flow.items[block.first : block.last]:
            item.role = block.name
    found = _Reading(flow, menu, hints, place, blocks).read()
    found.ticker = ticker
    return found


class _Reading:
    """One reading of one page: the steps share what was found so far."""

    def __init__(
        self, flow: Flow, menu: Menu, hints: Hints, place: int | None, blocks: list[Block]
    ) -> None:
        self.flow = flow
        self.menu = menu
        self.hints = hints
        self.blocks = blocks
        self.found = Visible()
        self.contexts: dict[int, str | None] = {-1: None}
        self.waiting: list[Item] = []
        self.place = place
        self.start = 0 if place is None else place + 1
        if place is not None:
            lines = headline_items(flow, place)
            for item in lines:
                item.role = "title"
            self.found.title = " ".join(item.text for item in lines)
            self.found.title_item = flow.items[place]
            self.start = (
                max(
                    n
                    for n in range(place, place + len(lines) + 1)
                    if n == place or (n < len(flow.items) and flow.items[n].role == "title")
                )
                + 1
            )
            for node in flow.ancestors(flow.items[place].node):
                self.contexts[node] = None  # what holds the headline is no drop

    def read(self) -> Visible:
        flow, found = self.flow, self.found
        stop = self._stop()
        zone = [
            n
            for n in range(self.start, stop)
            if flow.items[n].role is None and not flow.items[n].away
        ]
        self._drop_named(zone)
        zone = [n for n in zone if flow.items[n].role is None]
        self._captions(zone)
        story = self._story_node(zone)
        first = self._read_header(zone, story)
        self._read_story([n for n in zone if n >= first], story)
        self._lines_above()
        self._pictures(stop)
        self._links()
        for block in self.blocks:
            after = None
            if block.name == "related" and self.start <= block.first < stop:
                after = sum(1 for p in found.body if p.item.place < block.first)
            found.blocks.append((block, after))
        return found

    # Where the story ends

    def _stop(self) -> int:
        flow = self.flow
        stop = len(flow.items)
        promoted = [
            b for b in self.blocks if b.name in (*PROMOTED, "comments") and b.first >= self.start
        ]
        for number in range(self.start, stop):
            item = flow.items[number]
            readable = item.role is None and item.kind == TEXT and not item.away
            if readable and (is_foot(item.text) or self._in_foot(item.node)):
                stop = number
                break
        for block in promoted:
            if block.first >= stop:
                break
            if not self._goes_on(block, stop):
                return block.first
        return stop

    def _in_foot(self, node: int) -> bool:
        for ancestor in self.flow.ancestors(node):
            if self.flow.tags[ancestor] in ("article", "main"):
                return False
            if self.flow.tags[ancestor] == "footer":
                return True
        return False

    def _goes_on(self, block: Block, stop: int) -> bool:
        """Whether the story goes on behind a block that stands in the middle of it."""
        flow = self.flow
        if not block.boxed:
            return False
        next_block = min(
            (b.first for b in self.blocks if b.first >= block.last and b.name in PROMOTED),
            default=stop,
        )
        after = [
            i
            for i in flow.items[block.last : min(next_block, stop)]
            if is_paragraph(i) and i.role is None and not self._context(i.node)
        ]
        before = [
            i for i in flow.items[self.start : block.first] if is_paragraph(i) and i.role is None
        ]
        if not before:
            return bool(after)
        like = {(flow.tags[i.node], flow.parents[i.node]) for i in before}
        return any((flow.tags[i.node], flow.parents[i.node]) in like for i in after)

    # What is dropped by name

    def _context(self, node: int) -> str | None:
        """The name of the drop that an element belongs to by its tag or by a hint of its names."""
        known = self.contexts.get(node, "")
        if known != "":
            return known
        flow = self.flow
        name = self._context(flow.parents[node]) or _TAG_CONTEXT.get(flow.tags[node])
        if name is None and flow.tags[node] not in ("body", "main", "article", "html"):
            names = flow.names(node)
            if names != " ":
                name = next((n for n, form in _NAMED_CONTEXT if form.search(names)), None)
        if name in ("form", "aside", "newsletter", "share", "advertisement", "comments", "hidden"):
            story = sum(len(i.text) for i in flow.inside(node) if is_paragraph(i))
            if story > 1200:  # an element of that name around the story itself
                name = None
        if name == "share" and any(map(self._is_picture, flow.inside(node))):
            name = None  # the main picture stands in one list with the share links
        self.contexts[node] = name
        return name

    def _is_picture(self, item: Item) -> bool:
        return item.kind == IMAGE and media.picture(self.flow, item) is not None

    def _drop_named(self, zone: list[int]) -> None:
        flow = self.flow
        for number in zone:
            item = flow.items[number]
            name = self._context(item.node)
            if name:
                item.role = name
        for number in zone:
            item = flow.items[number]
            if item.role is None and item.kind == TEXT:
                self._drop_embed(item)

    def _drop_embed(self, item: Item) -> None:
        """A post of another site, printed in the page: a quotation that ends in its address."""
        flow = self.flow
        if not any(link >= 0 and _POST_ELSEWHERE.search(flow.hrefs[link]) for link in item.links):
            return
        quotation = next(
            (n for n in flow.ancestors(item.node) if flow.tags[n] == "blockquote"), None
        )
        signature = "(@" in item.text or item.text.lstrip().startswith(("—", "–", "- "))
        if quotation is not None:
            for other in flow.inside(quotation):
                other.role = "embed"
        elif signature or item.linked > 0.9:
            node = item.node
            parent = flow.parents[node]
            if (
                parent > 0
                and parent not in self.contexts
                and sum(map(is_paragraph, flow.inside(parent))) < 2
                and len(flow.inside(parent)) <= 6
            ):
                node = parent
            for other in flow.inside(node):
                other.role = "embed"

    # Pictures and what is printed under them

    def _captions(self, zone: list[int]) -> None:
        flow = self.flow
        self.captions: dict[int, list[Item]] = {}
        story = sum(is_paragraph(flow.items[n]) for n in zone if flow.items[n].role is None)
        for at, number in enumerate(zone):
            item = flow.items[number]
            if item.kind != IMAGE or item.role:
                continue
            if self._leads_away(item):
                continue
            item.role = "images"
            box = self._picture_box(item, story)
            following = [flow.items[n] for n in zone[at + 1 : at + 6]]
            lines = self.captions[number] = []
            for other in following:
                if other.kind != TEXT or other.role:
                    if other.kind != TEXT:
                        break
                    continue
                if not self._is_caption(other, item, box, lines):
                    break
                other.role = "caption"
                lines.append(other)
            if not lines and at and box is not None:
                before = flow.items[zone[at - 1]]
                if (
                    before.role is None
                    and before.kind == TEXT
                    and flow.tags[before.node] == "figcaption"
                    and flow.within(before.node, box)
                ):
                    before.role = "caption"
                    lines.append(before)

    def _leads_away(self, item: Item) -> bool:
        """Whether a picture is a link to another page of the site: a card's, an author's."""
        link = item.links[0]
        if link < 0:
            return False
        url = urls.canonical(self.flow.hrefs[link], self.flow.base)
        if url is None or url == urls.canonical(self.flow.url):
            return False
        segment = first_segment(url)
        return (
            is_post_address(url, self.menu, self.flow.url)
            or segment in words.AUTHOR_SEGMENTS
            or (urls.is_page_of(url, self.flow.url) and not segment)
        )

    def _picture_box(self, item: Item, story: int) -> int | None:
        """The widest element that holds this picture alone and no running text of the story.

        `story` counts the lines of running text: an element around the only one is no box.
        """
        flow = self.flow
        box = None
        for node in flow.ancestors(item.node):
            if node in self.contexts and self.contexts[node] is None and self._holds_headline(node):
                break
            inside = flow.inside(node)
            if len(inside) > 12 or sum(i.kind == IMAGE and not i.away for i in inside) > 1:
                break
            lines = [i for i in inside if i.kind == TEXT and not i.away and i.role is None]
            running = sum(map(is_paragraph, lines))
            if running > 1 or (running and running == story):
                break
            if sum(len(i.text) for i in lines) > _LONGEST_CAPTION:
                break
            box = node
        return box

    def _holds_headline(self, node: int) -> bool:
        return self.place is not None and self.flow.within(self.flow.items[self.place].node, node)

    def _is_caption(self, line: Item, image: Item, box: int | None, lines: list[Item]) -> bool:
        flow = self.flow
        text = line.text
        if len(text) > _LONGEST_CAPTION or line.word in words.SHARE or line.heading:
            return False
        if flow.tags[line.node] == "figcaption" or _CAPTION_NAME.search(flow.names(line.node)):
            return True
        if box is not None and line.node != box and flow.within(line.node, box):
            inner = flow.common(line.node, image.node)
            own_box = flow.tags[inner] not in ("body", "main", "article")
            return own_box and not (
                flow.tags[line.node] == "p" and is_paragraph(line) and self._is_loose(inner)
            )
        if line.node == image.node:
            return (
                len(text) < 200
                and line.linked < 0.5
                and (flow.tags[line.node] in ("li", "div", "figure", "span", "td", "p"))
                and not self._is_loose(line.node)
            )
        if lines:
            return False
        alt = image.element.get("alt") or ""
        if _alike(text, alt):
            return True
        if self.hints.kind == "gallery" and len(text) < 300:
            return True
        _, credit, _ = attribution.photo_credit(text, houses())
        return credit is not None and len(text) < 300

    def _is_loose(self, node: int) -> bool:
        """Whether an element holds a picture and text without binding them: it holds more."""
        flow = self.flow
        parent = flow.parents[node]
        return flow.tags[node] in ("section", "body", "main", "article") or (
            flow.tags[node] == "div"
            and parent >= 0
            and sum(map(is_paragraph, flow.inside(node))) > 1
        )

    # Where the story stands

    def _story_node(self, zone: list[int]) -> int | None:
        """The element that the story's paragraphs have in common, outliers left aside."""
        flow = self.flow
        candidates = [
            flow.items[n]
            for n in zone
            if flow.items[n].role is None and is_paragraph(flow.items[n])
        ]
        if not candidates:
            return None
        node = candidates[0].node
        for item in candidates[1:]:
            node = flow.common(node, item.node)
        if len(candidates) == 1:
            return flow.parents[node] if flow.parents[node] >= 0 else node
        total = sum(len(item.text) for item in candidates)
        while True:
            weights: dict[int, list[Item]] = {}
            for item in candidates:
                if item.node == node:
                    return node
                branch = item.node
                while flow.parents[branch] != node:
                    branch = flow.parents[branch]
                weights.setdefault(branch, []).append(item)
            best = max(weights, key=lambda branch: sum(len(i.text) for i in weights[branch]))
            share = sum(len(i.text) for i in weights[best]) / total
            if share < 0.7 or len(weights[best]) < 2:
                return node
            before = sum(len(group) for branch, group in weights.items() if branch < best)
            after = [branch for branch in weights if branch > best]
            if before > 2 or not all(map(self._is_beside, after)):
                return node
            node, candidates = best, weights[best]

    def _is_beside(self, node: int) -> bool:
        """Whether an element after the story is no part of it: it holds links or a heading."""
        return any(
            item.linked > 0.9 or item.heading
            for item in self.flow.inside(node)
            if item.kind == TEXT
        )

    # Headline to story

    def _read_header(self, zone: list[int], story: int | None) -> int:
        """Read what stands before the story; the place where the story begins."""
        flow, found = self.flow, self.found
        texts: list[int] = []
        cut: int | None = None  # a picture, player or share list after the first text
        for number in zone:
            item = flow.items[number]
            if item.kind != TEXT:
                if texts and cut is None:
                    cut = number
                continue
            if item.role is not None:
                if texts and cut is None and item.role in ("share", "caption"):
                    cut = number
                continue
            if self._is_share(item):
                item.role = "share"
                if texts and cut is None:
                    cut = number
                continue
            if item.linked > 0.9 and self._are_tag_links(item):
                self._take_tags([item])
                continue
            if not is_paragraph(item) and read_header_line(flow, item, found.header, self.menu):
                continue
            if media.is_clock(item.text):
                self._take_clock(item)
                continue
            if self._is_text(item, story):
                texts.append(number)
                if len(texts) == 3 or (cut is not None and number > cut):
                    break
                continue
            if item.linked > 0.9 and texts:
                break
            if not texts:
                item.role = "beside"
        if not texts:
            return zone[-1] + 1 if zone else self.start
        count = self._summary_length(texts, cut)
        for number in texts[:count]:
            flow.items[number].role = "summary"
            found.summary.append(flow.items[number])
        return texts[count] if count < len(texts) else texts[-1] + 1

    def _is_text(self, item: Item, story: int | None) -> bool:
        """Whether a line before the story is text of it, and no label, name or button."""
        if item.linked > 0.9:
            return False
        if is_paragraph(item):
            return True
        text = item.text
        if len(text) >= 40 or text.endswith(_SENTENCE_END):
            return True
        if story is None:
            return len(text.split()) > 3
        return self.flow.within(item.node, story) and self.flow.tags[story] not in (
            "body",
            "html",
            "main",
            "article",
        )

    def _summary_length(self, texts: list[int], cut: int | None) -> int:
        """How many of the first texts are the summary: none, one or two."""
        flow = self.flow
        first = flow.items[texts[0]]
        hinted = [_matches(first.text, hint) for hint in self.hints.summaries]
        apart = cut is not None and (len(texts) < 2 or cut < texts[1])
        if any(match == "whole" for match in hinted) or _SUMMARY_NAME.search(
            flow.names(first.node)
        ):
            return 1
        if len(texts) == 1:
            # One text alone: above the picture it is the summary, below it the story.
            return 1 if apart else 0
        second = flow.items[texts[1]]
        own = flow.parents[first.node] != flow.parents[second.node] or (
            flow.tags[first.node] != flow.tags[second.node]
        )
        if apart or (own and not self._first_of_sections(first, second)):
            return 1
        if len(texts) > 2 and cut is not None and texts[1] < cut < texts[2] and any(hinted):
            return 2
        return 1 if any(hinted) and apart else 0

    def _first_of_sections(self, first: Item, second: Item) -> bool:
        """Whether two texts stand in elements of one sort, as a story cut in sections does."""
        flow = self.flow
        one, other = flow.parents[first.node], flow.parents[second.node]
        return (
            one >= 0
            and other >= 0
            and flow.tags[one] == flow.tags[other]
            and flow.names(one) == flow.names(other)
            and flow.parents[one] == flow.parents[other]
        )

    # The story itself

    def _read_story(self, zone: list[int], story: int | None) -> None:
        flow, found = self.flow, self.found
        at = 0
        while at < len(zone):
            number = zone[at]
            item = flow.items[number]
            at += 1
            if item.kind != TEXT or item.role is not None:
                continue
            if self._is_share(item):
                item.role = "share"
            elif item.word in words.ADVERTISEMENT:
                item.role = "advertisement"
            elif media.is_clock(item.text):
                self._take_clock(item)
            elif item.linked > 0.9 or self._is_labelled_link(item):
                at = self._read_links(zone, at - 1, story)
            elif self._is_tag_line(item):
                self._take_tags([item])
            elif not is_paragraph(item) and self._late_header(item):
                continue
            elif (
                story is not None
                and not flow.within(item.node, story)
                and flow.starts[story] <= number
                and found.body
            ):
                item.role = "beside"
            else:
                item.role = "body"
                found.body += [Paragraph(text, item) for text in _paragraphs(item)]
        self._tag_blocks()
        self._trim()

    def _late_header(self, item: Item) -> bool:
        """A date not met before, a reading time, or a credit line (`Source: …`) in the story."""
        header = self.found.header
        if attribution.is_marked_credit(item.text, houses()) and len(item.text.split()) <= 8:
            if item.text.endswith(".") or item.heading:
                return False
            header.credits.append((item.text, item))
            item.role = "attribution_raw"
            return True
        if header.published is None or header.minutes is None:
            probe = Header(published=header.published, minutes=header.minutes)
            if len(item.text) < 48 and read_header_line(self.flow, item, probe, self.menu):
                if item.role in ("published_raw", "reading_minutes", "updated_at"):
                    header.published, header.minutes = probe.published, probe.minutes
                    header.updated = header.updated or probe.updated
                    return True
                item.role, item.roles = None, None
        return False

    def _is_labelled_link(self, item: Item) -> bool:
        """`Read also: <a>headline</a>` in one line."""
        if item.linked < 0.3:
            return False
        loose = " ".join(
            part
            for part, link in zip(item.parts, item.links, strict=True)
            if link < 0 and part.strip()
        )
        return words.HEADING.get(words.plain(loose)) == "related"

    def _is_tag_line(self, item: Item) -> bool:
        """`Tags: <a>…</a>, <a>…</a>` in one line."""
        loose = "".join(p for p, link in zip(item.parts, item.links, strict=True) if link < 0)
        word = words.plain(re.sub(r"[,،|•]", " ", loose))
        return item.linked > 0.1 and words.HEADING.get(word) == "tags"

    def _read_links(self, zone: list[int], at: int, story: int | None) -> int:
        """Read a stretch of lines that are nothing but links: tags, related headlines, or others.

        A line of the story that is wholly one link counts as a related headline where it leads to a
        post of the site: this page prints none of its sentences so.
        """
        flow, found = self.flow, self.found
        end = at
        lines: list[Item] = []
        while end < len(zone):
            item = flow.items[zone[end]]
            if item.kind == TEXT and item.role is None:
                if item.linked <= 0.9 and not (end == at and self._is_labelled_link(item)):
                    break
                lines.append(item)
            end += 1
        last = max(n for n in range(at, end) if flow.items[zone[n]] in lines)
        follows = any(
            is_paragraph(flow.items[n]) and flow.items[n].role is None for n in zone[last + 1 :]
        )
        if self._are_tags(lines, follows=follows):
            self._take_tags(lines)
        elif story is not None and not flow.within(lines[0].node, story) and found.body:
            for item in lines:
                item.role = "beside"
        elif any(self._to_post(item) for item in lines):
            self._take_related(zone[at], zone[last] + 1, lines)
        elif all(item.word in words.FRAME | words.FOOT | words.ALL for item in lines):
            for item in lines:
                item.role = "beside"
        else:
            for item in lines:
                if self._to_hub(item):
                    item.role = "label"
                    continue
                item.role = "body"
                found.body += [Paragraph(text, item) for text in _paragraphs(item)]
        return last + 1

    def _targets(self, item: Item) -> Iterator[str]:
        for link in dict.fromkeys(item.links):
            if link >= 0:
                url = urls.canonical(self.flow.hrefs[link], self.flow.base)
                if url:
                    yield url

    def _to_post(self, item: Item) -> bool:
        here = urls.canonical(self.flow.url)
        return any(
            url != here and is_post_address(url, self.menu, self.flow.url)
            for url in self._targets(item)
        )

    def _to_hub(self, item: Item) -> bool:
        return any(
            urls.is_page_of(url, self.flow.url)
            and (self.menu.is_listing(url) or first_segment(url) in words.HUB_SEGMENTS)
            for url in self._targets(item)
        )

    def _tag_blocks(self) -> None:
        for block in self.blocks:
            if block.name == "tags":
                self._take_tags(self.flow.items[block.first : block.last])

    def _are_tags(self, lines: list[Item], *, follows: bool) -> bool:
        texts = [(link, text) for item in lines for link, text in item.link_texts() if text]
        if not texts or any(len(text) > _LONGEST_TAG for _, text in texts):
            return False
        if all(map(self._are_tag_links, lines)):
            return True
        if follows or not self.found.body:
            return False
        if any(_SHARE_LINK.search(self.flow.hrefs[link]) for link, _ in texts):
            return False
        own = all(
            urls.is_page_of(url, self.flow.url) for item in lines for url in self._targets(item)
        )
        return own and sum(len(text.split()) for _, text in texts) <= 4 * len(texts)

    def _are_tag_links(self, item: Item) -> bool:
        links = [link for link in dict.fromkeys(item.links) if link >= 0]
        return bool(links) and all(self._is_tag_address(self.flow.hrefs[link]) for link in links)

    def _is_tag_address(self, href: str) -> bool:
        url = self.flow.absolute(href).lower()
        if first_segment(url) in words.TAG_SEGMENTS:
            return True
        path, _, query = url.partition("?")
        return bool(re.search(r"(?:^|&)(?:tag|tags|q|s|query|keyword|search)=", query)) and (
            "search" in path or "tag" in url
        )

    def _take_tags(self, lines: Sequence[Item]) -> None:
        for item in lines:
            item.role = "tags"
            for _, text in item.link_texts():
                tag = text.strip("#,،;| ").strip()
                if tag and words.plain(tag) not in words.ALL | words.SHARE:
                    self.found.tags.append((tag, item))

    def _take_related(self, first: int, last: int, lines: list[Item]) -> None:
        flow, found = self.flow, self.found
        if found.body:
            above = found.body[-1].item
            # A few words before a stretch of headlines are its label, whatever they say.
            if (
                above.heading
                or (len(above.text) <= 32 and not above.text.endswith((".", "!", "?")))
            ) and above.place >= first - 2:
                above.role = "related"
                found.body = [p for p in found.body if p.item is not above]
        self.blocks.append(Block("related", -1, first, last, False))
        for item in flow.items[first:last]:
            if (
                item.role is None
                or item in lines
                or (item.kind == IMAGE and self._leads_away(item))
            ):
                item.role = "related"

    def _trim(self) -> None:
        """Drop from the story's end headings that nothing follows, from its start the summary."""
        found = self.found
        while found.body and found.body[-1].item.heading:
            found.body.pop().item.role = "beside"
        if found.body and found.summary:
            summary = key(" ".join(item.text for item in found.summary))
            if key(found.body[0].text) == summary and len(found.body) > 1:
                found.body[0].item.role = "summary"
                del found.body[0]

    def _is_share(self, item: Item) -> bool:
        if item.word in words.SHARE or item.word in words.FOLLOW:
            return True
        hrefs = [self.flow.hrefs[link] for link in dict.fromkeys(item.links) if link >= 0]
        if not hrefs or item.linked < 0.9:
            return False
        if all(_SHARE_LINK.search(href) for href in hrefs):
            return True
        return all(words.plain(text) in words.SHARE for _, text in item.link_texts())

    def _take_clock(self, item: Item) -> None:
        item.role = "videos"
        self.found.duration = self.found.duration or media.seconds(item.text)

    # Beside the story

    def _lines_above(self) -> None:
        """Look for credit and date above the headline, where they were not found below it."""
        header = self.found.header
        if self.place is None or (header.published and header.credits):
            return
        flow = self.flow
        near = next(
            (n for n in flow.ancestors(flow.items[self.place].node) if flow.starts[n] < self.place),
            0,
        )
        first = max(flow.starts[near], self.place - 6)
        for item in flow.items[first : self.place]:
            if item.kind != TEXT or item.away or item.role or len(item.text) > 80:
                continue
            probe = Header()
            if read_header_line(flow, item, probe, self.menu):
                marked = [
                    pair
                    for pair in probe.credits
                    if attribution.is_marked_credit(pair[0], houses())
                ]
                if not probe.published and not marked:
                    item.role, item.roles = None, None
                    continue
                header.published = header.published or probe.published
                header.credits += marked

    def _links(self) -> None:
        flow, found = self.flow, self.found
        links: dict[str, None] = {}
        for item in dict.fromkeys(paragraph.item for paragraph in found.body):
            for link in dict.fromkeys(item.links):
                if link >= 0 and flow.hrefs[link].strip()[:1] not in ("", "#"):
                    url = flow.absolute(flow.hrefs[link])
                    if url.startswith(("http://", "https://")):
                        links.setdefault(url)
                        film = media.film_at(url, flow)
                        if film and film.platform == "youtube":
                            found.linked_films.append(film)
        found.outlinks = list(links)
        found.others = sum(item.role == "beside" and self._to_post(item) for item in flow.items)

    def _pictures(self, stop: int) -> None:
        flow, found = self.flow, self.found
        for number in range(self._pictures_from(), stop):
            item = flow.items[number]
            if item.kind == IMAGE and item.role in (None, "images"):
                if number < self.start and self._leads_away(item):
                    continue
                self._take_picture(number, item)
            elif item.kind in (FRAME, PLAYER) and item.role in (None, "aside", "embed"):
                film = media.film(flow, item)
                if film:
                    item.role = "videos"
                    found.videos.append((film, item))
                else:
                    item.role = item.role or "iframe"
                    found.players = found.players or item.kind == PLAYER

    def _pictures_from(self) -> int:
        """A picture or player can stand above the headline, in the element that holds both."""
        if self.place is None:
            return 0
        flow = self.flow
        first = self.place
        while first > 0:
            item = flow.items[first - 1]
            if item.kind == TEXT and (
                item.role not in (None, "published_raw", "attribution_raw", "header")
                or len(item.text) > 40
            ):
                break
            if item.kind == TEXT and item.linked > 0.9 and not self.menu.is_word(item.text):
                break
            first -= 1
            if self.place - first > 8:
                break
        holder = next(
            (
                n
                for n in flow.ancestors(flow.items[self.place].node)
                if flow.tags[n] in ("article", "main", "section", "div")
            ),
            0,
        )
        return max(
            first,
            flow.starts[flow.parents[holder]]
            if holder and flow.tags[flow.parents[holder]] not in ("body", "html")
            else first,
        )

    def _take_picture(self, number: int, item: Item) -> None:
        flow, found = self.flow, self.found
        image = media.picture(flow, item)
        lines = self.captions.get(number) or self.waiting
        if image is None:
            # A placeholder: the picture itself may follow in <noscript>, its caption is known now.
            item.role = "placeholder"
            self.waiting = lines
            return
        self.waiting = []
        caption = " ".join(line.text for line in lines)
        image.caption = caption or None
        for known, _ in found.images:
            if known.url == image.url:
                known.alt = known.alt or image.alt
                known.caption = known.caption or image.caption
                return
        found.images.append((image, item))


def _paragraphs(item: Item) -> Iterator[str]:
    """The paragraphs of a line: it is one, unless breaks cut it.

    Two breaks in a row end a paragraph; a single one does where the text stands in no `<p>` and the
    pieces are sentences of their own.
    """
    if BREAK not in item.parts:
        yield item.text
        return
    text = "".join(item.parts)
    pieces = [" ".join(p.split()) for p in re.split(rf"{BREAK}(?:\s*{BREAK})+", text)]
    if len(pieces) == 1:
        singles = [" ".join(piece.split()) for piece in text.split(BREAK)]
        whole = [piece for piece in singles if piece]
        if len(whole) > 1 and all(
            len(piece) > 60 and piece.endswith(_SENTENCE_END) for piece in whole[:-1]
        ):
            pieces = whole
    yield from filter(None, pieces)


def _matches(text: str, hint: str) -> str | None:
    """`whole` if two texts are one, `cut` if one is the beginning of the other."""
    one, other = key(text), key(hint).rstrip(" .…")
    if one.rstrip(" .…") == other:
        return "whole"
    if len(other) > 30 and (one.startswith(other) or other.startswith(one.rstrip(" .…"))):
        return "cut"
    return None


def _alike(text: str, alt: str) -> bool:
    one, other = set(key(text).split()), set(key(alt).split())
    if len(one) < 3 or len(other) < 3:
        return False
    return len(one & other) >= 0.5 * min(len(one), len(other))
