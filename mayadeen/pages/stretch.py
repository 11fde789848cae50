"""The stretch of a page that holds the story, and what stands in it without being of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from mayadeen.normalise import urls
from mayadeen.pages import media, words
from mayadeen.pages.addresses import first_segment, is_post_address
from mayadeen.pages.blocks import LONGEST_FOOT, PROMOTED, Block, is_foot
from mayadeen.pages.flow import IMAGE, TEXT, Flow, Item
from mayadeen.pages.headline import is_site_name
from mayadeen.pages.menu import Menu

_BY_TAG = {"nav": "menu", "form": "form", "button": "control", "aside": "aside"}
# Names of classes and ids. They help where they are met; nothing depends on them.
_BY_NAME = re.compile(
    r"(?P<embed>twitter-(?:tweet|video)|instagram-media|tiktok-embed|fb-(?:post|video)"
    r"|telegram-post)"
    r"|(?P<newsletter>newsletter|mailing-?list|subscribe)"
    r"|(?P<breadcrumb>breadcrumbs?)"
    r"|(?P<hidden>sr-only|visually-?hidden|screen-reader|print-only|(?<!\S)(?:is-)?hidden(?!\S)"
    r"|(?<!\S)d-none(?!\S))"
    r"|(?:^|[\s_-])(?:"
    r"(?P<share>shar(?:e|ing)\w*|social\w*|addthis\w*|addtoany\w*)"
    r"|(?P<advertisement>ads?|advert\w*|adsbygoogle|sponsor\w*|dfp|adslot)"
    r"|(?P<comments>comments?|disqus\w*)"
    r")(?=$|[\s_-])"
)
# `hidden lg:block`, `d-none d-md-flex`: hidden from small screens alone.
_SHOWN = re.compile(r"[:-](?:block|inline|flex|grid|table|contents)\b")
_HOLDS_FOOTS = frozenset(("article", "main", "blockquote"))  # their own, not the page's
_FRAME_TAGS = frozenset(("nav", "footer"))
OUTER_TAGS = frozenset(("html", "body", "main", "article"))
_MOST_LINES = 8  # of a card, its pictures counted
_MOST_OFFERED = 5  # lines of a box that asks for a mail address
_LONGEST_BOX = 1200  # letters of running text; what holds more is the story, whatever its name
_ELSEWHERE = re.compile(
    r"\s*(?:https?:)?//(?:[\w-]+\.)*(?:(?:twitter|x)\.com/\w+/status/|t\.me/\w+/\d+|tiktok\.com/@"
    r"|instagram\.com/(?:p|reel|tv)/|facebook\.com/[^?#]*(?:posts|videos|photos|permalink)"
    r"|truthsocial\.com/@)",
    re.IGNORECASE,
)
_NETWORK = re.compile(
    r"//(?:[\w-]+\.)*(?:t\.me|telegram\.(?:me|org)|whatsapp\.com|wa\.me|(?:facebook|fb)\.com|x\.com"
    r"|twitter\.com|threads\.(?:net|com)|instagram\.com|youtube\.com|tiktok\.com|news\.google\.com)(?:/|$)",
    re.IGNORECASE,
)
_LONGEST_INVITATION = 160
_NO_LINK = [-1]
_TAB = re.compile(r"\s*#[\w-]")
_SHARE_LINK = re.compile(
    r"/sharer?\b|/intent/|share\?|/share|wa\.me/|whatsapp:|api\.whatsapp|^mailto:|t\.me/share",
    re.IGNORECASE,
)


class Stretch:
    """Items `start`..`stop` of a page: from the headline to where the story must have ended.

    Whatever is taken for something gets a `role`; `unread` gives what has none yet.
    """

    def __init__(
        self, flow: Flow, menu: Menu, headline: int | None, start: int, blocks: list[Block]
    ) -> None:
        self.flow = flow
        self.menu = menu
        self.headline = headline
        self.blocks = blocks
        self.here = urls.canonical(flow.url)
        self._contexts: dict[int, str | None] = {-1: None}
        if headline is not None:
            # What holds the headline holds the story, and is dropped under no name.
            self._contexts |= dict.fromkeys(flow.ancestors(flow.items[headline].node))
        self.start = start
        self.stop = self._stop()

    def unread(self, start: int | None = None) -> Iterator[Item]:
        for item in self.flow.items[self.start if start is None else start : self.stop]:
            if item.role is None and not item.away:
                yield item

    # Where it ends

    def _stop(self) -> int:
        """The first block of the day, the page's foot, or the page's end."""
        flow = self.flow
        stop = len(flow.items)
        if "footer" in flow.tags:
            foots = (node for node, tag in enumerate(flow.tags) if tag == "footer")
            stop = next((flow.starts[node] for node in foots if self._is_foot(node)), stop)
        for item in flow.items[self.start : stop]:
            if item.kind != TEXT or item.role is not None or item.away:
                continue
            if (item.heading == 1 and self._opens_another(item)) or (
                len(item.text) < LONGEST_FOOT
                and is_foot(item)
                and not self._resumes(item)
                and not self._tags_follow(item.place + 1)
            ):
                stop = item.place
                break
        for block in self.blocks:
            ends = block.name in PROMOTED or block.name == "comments"
            if ends and self.start <= block.first < stop and not self._goes_on(block, stop):
                return block.first
        return stop

    def _is_foot(self, node: int) -> bool:
        """Whether a `footer` is the page's own: not an article's or a quotation's, or of tags."""
        flow = self.flow
        if flow.starts[node] < self.start or flow.has(node, _HOLDS_FOOTS):
            return False
        inside = flow.inside(node)
        return any(map(is_foot, inside)) or not any(map(self.leads_to_tags, inside))

    def _opens_another(self, item: Item) -> bool:
        """Whether an `h1` is the next story's or a copy's: its element holds no text before it.

        One that stands among paragraphs is a sub-heading. Above it there is more than a summary.
        """
        if self.headline is None or is_site_name(item.text):
            return False
        flow = self.flow
        above = [i for i in flow.items[self.start : item.place] if i.running]
        outer = flow.parents[item.node]
        while flow.parents[outer] >= 0 and len(flow.inside(outer)) == 1:
            outer = flow.parents[outer]
        return len(above) > 1 and not any(flow.within(i.node, outer) for i in above)

    def _resumes(self, item: Item) -> bool:
        """Whether paragraphs like those above a line go on below it, in the story's own element."""
        flow = self.flow
        above, below = (
            {(flow.tags[i.node], flow.shelf(i)) for i in items if i.running}
            for items in (flow.items[self.start : item.place], flow.items[item.place :])
        )
        return any(not self.holds_headline(outer) for _, outer in above & below)

    def _tags_follow(self, place: int) -> bool:
        """Whether the next line is the story's tags, or their heading."""
        flow = self.flow
        rest = flow.items[place : place + 4]
        line = next((i for i in rest if i.kind == TEXT and not i.away), None)
        if line is None or flow.has(line.node, _FRAME_TAGS):
            return False
        heads = any(block.name == "tags" and block.first == line.place for block in self.blocks)
        return heads or self.leads_to_tags(line)

    def _goes_on(self, block: Block, stop: int) -> bool:
        """Whether the story goes on behind a block that stands in the middle of it."""
        flow = self.flow
        if block.boxed and block.name == "comments" and self._tags_follow(block.last):
            return True
        last = block.last
        for other in self.blocks:  # those one behind the other stand in the story together
            if other.name in PROMOTED and other.first == last:
                last = other.last
        later = (b.first for b in self.blocks if b.first >= last and b.name in PROMOTED)
        after = [
            item
            for item in flow.items[last : min(later, default=stop)]
            if item.running and item.role is None and item.place < stop
        ]
        before = [
            item
            for item in flow.items[self.start : block.first]
            if item.running and item.role is None
        ]
        if not before:
            return bool(block.boxed and after)
        alike = {(flow.tags[item.node], flow.shelf(item)) for item in before}
        more = [item for item in after if (flow.tags[item.node], flow.shelf(item)) in alike]
        if block.boxed:
            return bool(more)
        # Without a box, the next line must be a paragraph, and no teaser of the last card.
        next_one = more[:1] and more[0].place == last
        return bool(next_one and len(more) > 1 and not self.holds_headline(flow.shelf(more[0])))

    # What is dropped by name

    def drop_named(self) -> None:
        """Give a role to what is no part of the story by its tag, its name or what it is."""
        for item in self.unread():
            item.role = self._context(item.node)
        for item in self.unread():
            if item.kind == TEXT and any(
                link >= 0 and _ELSEWHERE.match(self.flow.hrefs[link]) for link in item.links
            ):
                self._drop_embed(item)
        if "input" in self.flow.tags:
            self._drop_offers()

    def _drop_offers(self) -> None:
        """Give a role to the few lines that stand in one box with a field for a mail address."""
        flow = self.flow
        texts = [item for item in self.unread() if item.running]
        for node, tag in enumerate(flow.tags):
            if tag != "input" or not self.start <= flow.starts[node] < self.stop:
                continue
            element = flow.elements[node]
            if "mail" not in f"{element.get('type')} {element.get('name')}".lower():
                continue
            box: list[Item] = []
            for outer in flow.ancestors(node):
                inside = [i for i in flow.inside(outer) if i.kind == TEXT and not i.away]
                running = sum(i.running for i in inside)
                if len(inside) > _MOST_OFFERED or running > 1 or running == len(texts):
                    break
                if self.holds_headline(outer) or flow.tags[outer] in OUTER_TAGS:
                    break
                box = inside
            for item in box:
                item.role = "newsletter"

    def _context(self, node: int) -> str | None:
        if node in self._contexts:
            return self._contexts[node]
        flow = self.flow
        tag = flow.tags[node]
        name = self._context(flow.parents[node]) or _BY_TAG.get(tag)
        if name is None and tag not in OUTER_TAGS:
            name = _named(flow.names(node))
        if name is not None and name != "embed" and self._is_story(node, name):
            name = None
        self._contexts[node] = name
        return name

    def _is_story(self, node: int, name: str) -> bool:
        inside = self.flow.inside(node)
        if name == "share":
            # The main picture stands in one list with the share links.
            return any(i.kind == IMAGE and media.picture(self.flow, i) for i in inside)
        texts = [len(item.text) for item in inside if item.running and item.role is None]
        if sum(texts) > _LONGEST_BOX:
            return True
        # Of a short story it is the bigger part, with no more than a summary above it.
        running = [item for item in self.flow.items[self.start : self.stop] if item.running]
        above = sum(item.place < self.flow.starts[node] for item in running)
        return above < 2 <= len(texts) and 2 * sum(texts) > sum(len(i.text) for i in running)

    def drop_teasers(self) -> None:
        """Give a role to the texts of cards: of two elements side by side, each with one text
        and a linked headline of a post."""
        flow = self.flow
        shelves: dict[int, list[Item]] = {}
        for item in self.unread():
            if not item.running:
                continue
            for node in flow.ancestors(item.node):
                if flow.ends[node] - flow.starts[node] > _MOST_LINES or self.holds_headline(node):
                    break
                inside = [i for i in flow.inside(node) if i.kind == TEXT and not i.away]
                if sum(i.running for i in inside) > 1:
                    break
                if any(i.linked > 0.9 and self.leads_to_post(i) for i in inside):
                    shelves.setdefault(flow.parents[node], []).append(item)
                    break
        for texts in shelves.values():
            if len(texts) > 1:
                for item in texts:
                    item.role = "teaser"

    def _drop_embed(self, item: Item) -> None:
        """A post of another site, printed in the page: a quotation that ends in its address.

        Without a `blockquote` it is told by its signature, `— Name (@name) date`.
        """
        flow = self.flow
        node = next((n for n in flow.ancestors(item.node) if flow.tags[n] == "blockquote"), None)
        if node is None:
            signed = "(@" in item.text or item.text.startswith(("—", "–", "- "))
            if not signed and item.linked < 0.9:
                return
            node, outer = item.node, flow.parents[item.node]
            around = flow.inside(outer)
            small = len(around) <= 6 and sum(i.running for i in around) < 2
            if small and not self.holds_headline(outer):
                node = outer
        for other in flow.inside(node):
            other.role = "embed"

    # What a line is by where it leads

    def holds_headline(self, node: int) -> bool:
        return self.headline is not None and self.flow.within(
            self.flow.items[self.headline].node, node
        )

    def _hrefs(self, item: Item) -> list[str]:
        return [self.flow.hrefs[link] for link in dict.fromkeys(item.links) if link >= 0]

    def targets(self, item: Item) -> Iterator[str]:
        """Canonical addresses that a line or picture links to."""
        for href in self._hrefs(item):
            if url := urls.canonical(href, self.flow.base):
                yield url

    def leads_to_post(self, item: Item) -> bool:
        """Whether a line or picture links to another post of the site."""
        return item.links != _NO_LINK and any(
            url != self.here and is_post_address(url, self.menu, self.flow.url)
            for url in self.targets(item)
        )

    def leads_to_hub(self, item: Item) -> bool:
        """Whether it links to a listing, an author, a series or the front page."""
        return any(
            urls.is_page_of(url, self.flow.url)
            and (
                self.menu.is_listing(url)
                or first_segment(url) in words.HUB_SEGMENTS
                or not first_segment(url)
            )
            for url in self.targets(item)
        )

    def leads_to_tags(self, item: Item) -> bool:
        """Whether every link of a line leads to a tag's page, or says that it does."""
        if item.links == _NO_LINK:
            return False
        links = [link for link in dict.fromkeys(item.links) if link >= 0]
        return bool(links) and all(
            _is_tag(self.flow.hrefs[link]) or self.flow.links[link].get("rel") == "tag"
            for link in links
        )

    def leads_to_author(self, item: Item) -> bool:
        """Whether a line or picture links to a person's page."""
        return item.links != _NO_LINK and any(
            first_segment(url) in words.AUTHOR_SEGMENTS for url in self.flow.addresses(item)
        )

    def is_tab(self, item: Item) -> bool:
        """Whether a line leads to another part of its page."""
        return any(link >= 0 and _TAB.match(self.flow.hrefs[link]) for link in item.links)

    def is_share(self, item: Item) -> bool:
        """Whether a line offers to pass the story on."""
        if item.word in words.SHARE or item.word in words.FOLLOW:
            return True
        if item.linked < 0.9:
            return item.linked > 0 and self._invites(item)
        hrefs = self._hrefs(item)
        return (
            all(map(_SHARE_LINK.search, hrefs))
            or all(words.plain(text) in words.SHARE for _, text in item.link_texts())
            or self._invites(item)
        )

    def _invites(self, item: Item) -> bool:
        """`Follow us on Telegram: <a>…</a>`: a line whose links all leave for a network."""
        hrefs = self._hrefs(item)
        return (
            bool(hrefs)
            and len(item.text) <= _LONGEST_INVITATION
            and words.plain(item.text).startswith(words.INVITATIONS)
            and all(map(_NETWORK.search, hrefs))
        )


@lru_cache(maxsize=4096)  # a site has few names
def _named(names: str) -> str | None:
    match = _BY_NAME.search(names)
    if match is None or (match.lastgroup == "hidden" and _SHOWN.search(names)):
        return None
    return match.lastgroup


def _is_tag(url: str) -> bool:
    if first_segment(url) in words.TAG_SEGMENTS:
        return True
    path, _, query = url.lower().partition("?")
    asks = re.search(r"(?:^|&)(?:tag|tags|q|s|query|keyword|search)=", query)
    return bool(asks) and ("search" in path or "tag" in url)
