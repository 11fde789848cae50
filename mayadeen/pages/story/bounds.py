"""Find the bounds of the story, and tell where a line in them leads."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from mayadeen.normalise import urls
from mayadeen.normalise.text import key
from mayadeen.pages.flat.page import MOST_IN_A_BOX, TEXT, FlatPage, Line
from mayadeen.pages.menu import Menu
from mayadeen.pages.parts.addresses import first_segment, is_post_address
from mayadeen.pages.parts.blocks import DAILY_BLOCKS, LONGEST_FOOTER, Block, is_footer
from mayadeen.pages.parts.durations import is_clock
from mayadeen.pages.parts.links import (
    LONGEST_INVITATION,
    NETWORK,
    NO_LINK,
    SHARE_LINK,
    TAB,
    is_tag,
)
from mayadeen.pages.story.densest_element import MOST_OF_STORY, DensestElement, find_densest
from mayadeen.pages.story.headline import is_site_name
from mayadeen.pages.vocabulary import page_kinds, words

_HOLDS_FOOTERS = frozenset(("article", "main", "blockquote"))  # their own, not the page's


_FRAME_TAGS = frozenset(("nav", "footer"))


OUTER_TAGS = frozenset(("html", "body", "main", "article"))


class StoryBounds:
    """Lines `start`..`stop` of a page: from the headline to where the story must have ended.

    Whatever is taken for something is claimed; `unread` gives what has none yet.
    """

    def __init__(
        self, page: FlatPage, menu: Menu, headline: int | None, start: int, blocks: list[Block]
    ) -> None:
        self.page = page
        self.menu = menu
        self.headline = headline
        self.blocks = blocks
        self.here = urls.canonical(page.url)
        self.end = len(page.lines)  # of the story, once its element is known
        self.start = start
        self.densest = self._find_densest()
        self.stop = self._stop()

    def unread(self, start: int | None = None) -> Iterator[Line]:
        for line in self.page.lines[self.start if start is None else start : self.stop]:
            if line.role is None and not line.hidden_by:
                yield line

    # Where it ends

    def _stop(self) -> int:
        """The first block of the day, the page's footer, or the page's end; none before half of the
        dense text has been read."""
        stop = self._last_line(self._first_footer())
        return next((one.first for one in self.blocks if self._ends_story(one, stop)), stop)

    def _first_footer(self) -> int:
        """Where the page's own `footer` begins, else its end."""
        page = self.page
        stop = len(page.lines)
        if "footer" not in page.tags:
            return stop
        foots = (node for node, tag in enumerate(page.tags) if tag == "footer")
        return next((page.starts[n] for n in foots if self._is_footer(n)), stop)

    def _last_line(self, stop: int) -> int:
        """The first line that opens another story or the page's footer, else `stop`."""
        for line in self.page.lines[self.start : stop]:
            if line.kind != TEXT or line.role is not None or line.hidden_by:
                continue
            if self._opens_another(line) or (self._ends_page(line) and self.is_read(line.index)):
                return line.index
        return stop

    def _ends_story(self, block: Block, stop: int) -> bool:
        """Whether a block of the day, or comments, stand below the story and not in it."""
        if block.name not in DAILY_BLOCKS and block.name != "comments":
            return False
        if not self.start <= block.first < stop or not self.is_read(block.first):
            return False
        return not self._goes_on(block, stop)

    def _find_densest(self) -> DensestElement | None:
        """The dense text between the headline and the next story's."""
        lines = self.page.lines[self.start :]
        tops = (line.index for line in lines if line.heading == 1 and self._is_of_another(line))
        return find_densest(self.page, self.start, next(tops, None)) or find_densest(
            self.page, self.start
        )

    def _is_of_another(self, line: Line) -> bool:
        """Whether an `h1` stands in another `article` than the headline."""
        page = self.page
        if self.headline is None or line.kind != TEXT or line.hidden_by:
            return False
        if key(line.text) == key(page.lines[self.headline].text):
            return False
        own = next((n for n in page.ancestors(line.node) if page.tags[n] == "article"), None)
        return own is not None and not self.holds_headline(own)

    def is_read(self, place: int) -> bool:
        """Whether most of the dense text stands above a place."""
        return self.densest is None or self.densest.before(place) >= MOST_OF_STORY

    def _ends_page(self, line: Line) -> bool:
        return (
            len(line.text) < LONGEST_FOOTER
            and is_footer(line)
            and not self._resumes(line)
            and not self._tags_follow(line.index + 1)
        )

    def _is_footer(self, node: int) -> bool:
        """Whether a `footer` is the page's own: not an article's or a quotation's, or of tags."""
        page = self.page
        if page.starts[node] < self.start or page.has(node, _HOLDS_FOOTERS):
            return False
        if not self.is_read(page.starts[node]):
            return False
        inside = page.inside(node)
        return any(map(is_footer, inside)) or not any(map(self.leads_to_tags, inside))

    def _opens_another(self, line: Line) -> bool:
        """Whether an `h1` is the next story's or a copy's: its element holds no text before it.

        One that stands among paragraphs is a sub-heading. Above it there is more than a summary.
        """
        if line.heading != 1 or self.headline is None or is_site_name(line.text):
            return False
        page = self.page
        if not self.is_read(line.index):
            return False
        outer = page.parents[line.node]
        while page.parents[outer] >= 0 and page.ends[outer] - page.starts[outer] == 1:
            outer = page.parents[outer]
        above, _ = page.prose(self.start, line.index)
        held, _ = page.prose(max(self.start, page.starts[outer]), line.index)
        return above > 1 and not held

    def _resumes(self, line: Line) -> bool:
        """Whether paragraphs like those above a line go on below it, in the story's own element."""
        page = self.page
        above, below = (
            {(page.tags[i.node], page.container(i)) for i in lines if i.is_prose}
            for lines in (page.lines[self.start : line.index], page.lines[line.index :])
        )
        return any(not self.holds_headline(outer) for _, outer in above & below)

    def _tags_follow(self, place: int) -> bool:
        """Whether the next line is the story's tags, or their heading."""
        page = self.page
        rest = page.lines[place : place + MOST_IN_A_BOX]
        line = next((i for i in rest if i.kind == TEXT and not i.hidden_by), None)
        if line is None or page.has(line.node, _FRAME_TAGS):
            return False
        heads = any(block.name == "tags" and block.first == line.index for block in self.blocks)
        return heads or self.leads_to_tags(line)

    def _goes_on(self, block: Block, stop: int) -> bool:
        """Whether the story goes on behind a block that stands in the middle of it."""
        if block.boxed and block.name == "comments" and self._tags_follow(block.last):
            return True
        last = self._end_of_row(block)
        after = self._unread_prose(last, self._next_daily_block(last, stop))
        before = self._unread_prose(self.start, block.first)
        if not before:
            return bool(block.boxed and after)
        alike = set(map(self._sort, before))
        more = [line for line in after if self._sort(line) in alike]
        if block.boxed or not more:
            return bool(more)
        # Without a box, the next line must be a paragraph, and no teaser of the last card.
        is_next = more[0].index == last and len(more) > 1
        return is_next and not self.holds_headline(self.page.container(more[0]))

    def _end_of_row(self, block: Block) -> int:
        """Where the last of the blocks ends that stand one behind another from this one on."""
        last = block.last
        for other in self.blocks:
            if other.name in DAILY_BLOCKS and other.first == last:
                last = other.last
        return last

    def _next_daily_block(self, start: int, stop: int) -> int:
        daily = (one.first for one in self.blocks if one.name in DAILY_BLOCKS)
        return min((first for first in daily if start <= first < stop), default=stop)

    def _unread_prose(self, start: int, stop: int) -> list[Line]:
        lines = self.page.lines[start:stop]
        return [line for line in lines if line.is_prose and line.role is None]

    def _sort(self, line: Line) -> tuple[str, str | int]:
        """The tag of a line, and the names of the element around it, or its number if unnamed."""
        node = self.page.container(line)
        return self.page.tags[line.node], self.page.names(node).strip() or node

    @cached_property
    def hours(self) -> set[tuple[str, str]]:
        """The sorts of elements (tag and names) that print the hours of a chronology's entries: of
        several one at least has its text below it."""
        page = self.page
        clocks = [i for i in page.lines[self.start : self.stop] if is_clock(i.text)]
        return {
            (page.tags[i.node], page.names(i.node))
            for i in clocks
            if len(clocks) > 1
            and any(below.is_prose for below in page.lines[i.index + 1 : i.index + 3])
        }

    # What a line is by where it leads

    def holds_headline(self, node: int) -> bool:
        return self.headline is not None and self.page.within(
            self.page.lines[self.headline].node, node
        )

    def elements_around(self, node: int) -> Iterator[int]:
        """An element and those that it stands in, as far as they hold neither the headline nor the
        whole page."""
        page = self.page
        for outer in page.ancestors(node):
            if page.tags[outer] in OUTER_TAGS or self.holds_headline(outer):
                return
            yield outer

    def _hrefs(self, line: Line) -> list[str]:
        return [self.page.hrefs[link] for link in dict.fromkeys(line.links) if link >= 0]

    def targets(self, line: Line) -> Iterator[str]:
        """Canonical addresses that a line or picture links to."""
        for href in self._hrefs(line):
            if url := urls.canonical(href, self.page.base):
                yield url

    def leads_to_post(self, line: Line) -> bool:
        """Whether a line or picture links to another post of the site."""
        return line.links != NO_LINK and any(
            url != self.here and is_post_address(url, self.menu, self.page.url)
            for url in self.targets(line)
        )

    def leads_to_hub(self, line: Line) -> bool:
        """Whether it links to a listing, an author, a series or the front page."""
        return any(
            urls.is_page_of(url, self.page.url)
            and (
                self.menu.is_listing(url)
                or first_segment(url) in page_kinds.HUB_SEGMENTS
                or not first_segment(url)
            )
            for url in self.targets(line)
        )

    def leads_to_tags(self, line: Line) -> bool:
        """Whether every link of a line leads to a tag's page, or says that it does."""
        if line.links == NO_LINK:
            return False
        links = [link for link in dict.fromkeys(line.links) if link >= 0]
        return bool(links) and all(
            is_tag(self.page.hrefs[link]) or self.page.links[link].get("rel") == "tag"
            for link in links
        )

    def leads_to_author(self, line: Line) -> bool:
        """Whether a line or picture links to a person's page."""
        return line.links != NO_LINK and any(
            first_segment(url) in page_kinds.AUTHOR_SEGMENTS for url in self.page.addresses(line)
        )

    def is_tab(self, line: Line) -> bool:
        """Whether a line leads to another part of its page."""
        return any(link >= 0 and TAB.match(self.page.hrefs[link]) for link in line.links)

    def is_jump(self, line: Line) -> bool:
        """Whether a line is nothing but links to other parts of its page, or to a script."""
        hrefs = self._hrefs(line) if line.is_link else []
        return bool(hrefs) and all(
            TAB.match(href) or href.strip().lower().startswith("javascript:") for href in hrefs
        )

    def is_share(self, line: Line) -> bool:
        """Whether a line offers to pass the story on."""
        if line.label_key in words.SHARE or line.label_key in words.FOLLOW:
            return True
        if not line.is_link:
            return line.linked > 0 and self._invites(line)
        hrefs = self._hrefs(line)
        return (
            all(map(SHARE_LINK.search, hrefs))
            or all(words.plain(text) in words.SHARE for _, text in line.link_texts())
            or self._invites(line)
        )

    def _invites(self, line: Line) -> bool:
        """`Follow us on Telegram: <a>…</a>`: a line whose links all leave for a network."""
        hrefs = self._hrefs(line)
        return (
            bool(hrefs)
            and len(line.text) <= LONGEST_INVITATION
            and words.plain(line.text).startswith(words.INVITATIONS)
            and all(map(NETWORK.search, hrefs))
        )
