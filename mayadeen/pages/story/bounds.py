"""Find the bounds of the story, and drop what stands in them without being of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from mayadeen.normalise import urls
from mayadeen.normalise.text import key
from mayadeen.pages.flat.page import IMAGE, TEXT, FlatPage, Line
from mayadeen.pages.menu import Menu
from mayadeen.pages.parts.addresses import first_segment, is_post_address
from mayadeen.pages.parts.blocks import DAILY_BLOCKS, LONGEST_FOOTER, Block, is_footer
from mayadeen.pages.parts.credits import is_marked
from mayadeen.pages.parts.durations import is_clock
from mayadeen.pages.parts.images import picture
from mayadeen.pages.parts.links import (
    LONGEST_INVITATION,
    NETWORK,
    NO_LINK,
    SHARE_LINK,
    TAB,
    is_tag,
)
from mayadeen.pages.roles import Role
from mayadeen.pages.story.boilerplate import (
    BY_TAG,
    ELSEWHERE,
    LONGEST_BOX,
    MOST_OFFERED,
    named,
)
from mayadeen.pages.story.densest_element import MOST_OF_STORY, DensestElement, find_densest
from mayadeen.pages.story.headline import is_site_name
from mayadeen.pages.vocabulary import words

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
        self._contexts: dict[int, Role | None] = {-1: None}
        if headline is not None:
            # What holds the headline holds the story, and is dropped under no name.
            self._contexts |= dict.fromkeys(page.ancestors(page.lines[headline].node))
        self.start = start
        self.stop = self._stop()

    def unread(self, start: int | None = None) -> Iterator[Line]:
        for line in self.page.lines[self.start if start is None else start : self.stop]:
            if line.role is None and not line.hidden_by:
                yield line

    # Where it ends

    def _stop(self) -> int:
        """The first block of the day, the page's footer, or the page's end; none before half of the
        dense text has been read."""
        page = self.page
        self.densest = self._find_densest()
        stop = len(page.lines)
        if "footer" in page.tags:
            foots = (node for node, tag in enumerate(page.tags) if tag == "footer")
            stop = next((page.starts[n] for n in foots if self._is_footer(n)), stop)
        for line in page.lines[self.start : stop]:
            if line.kind != TEXT or line.role is not None or line.hidden_by:
                continue
            if self._opens_another(line) or (self._ends_page(line) and self.is_read(line.index)):
                stop = line.index
                break
        for block in self.blocks:
            ends = block.name in DAILY_BLOCKS or block.name == "comments"
            inside = self.start <= block.first < stop
            if ends and inside and self.is_read(block.first) and not self._goes_on(block, stop):
                return block.first
        return stop

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
        rest = page.lines[place : place + 4]
        line = next((i for i in rest if i.kind == TEXT and not i.hidden_by), None)
        if line is None or page.has(line.node, _FRAME_TAGS):
            return False
        heads = any(block.name == "tags" and block.first == line.index for block in self.blocks)
        return heads or self.leads_to_tags(line)

    def _goes_on(self, block: Block, stop: int) -> bool:
        """Whether the story goes on behind a block that stands in the middle of it."""
        page = self.page
        if block.boxed and block.name == "comments" and self._tags_follow(block.last):
            return True
        last = block.last
        for other in self.blocks:  # those one behind the other stand in the story together
            if other.name in DAILY_BLOCKS and other.first == last:
                last = other.last
        later = (b.first for b in self.blocks if b.first >= last and b.name in DAILY_BLOCKS)
        after = [
            line
            for line in page.lines[last : min(later, default=stop)]
            if line.is_prose and line.role is None and line.index < stop
        ]
        before = [
            line
            for line in page.lines[self.start : block.first]
            if line.is_prose and line.role is None
        ]
        if not before:
            return bool(block.boxed and after)
        alike = set(map(self._sort, before))
        more = [line for line in after if self._sort(line) in alike]
        if block.boxed:
            return bool(more)
        # Without a box, the next line must be a paragraph, and no teaser of the last card.
        next_one = more[:1] and more[0].index == last
        return bool(next_one and len(more) > 1 and not self.holds_headline(page.container(more[0])))

    def _sort(self, line: Line) -> tuple[str, str | int]:
        """The tag of a line, and the names of the element around it, or its number if unnamed."""
        node = self.page.container(line)
        return self.page.tags[line.node], self.page.names(node).strip() or node

    # What is dropped by name

    def drop_named(self) -> None:
        """Give a role to what is no part of the story by its tag, its name or what it is."""
        # What would take most of the story away is named after something else (`item__comment`).
        named_so: dict[Role, list[Line]] = {}
        for line in self.unread():
            role = self._context(line.node)
            if role and not (role is Role.CONTROL and is_marked(line.text)):  # a byline can be one
                named_so.setdefault(role, []).append(line)
        for role, lines in named_so.items():
            if role is Role.EMBED or not self._is_most(lines):
                for line in lines:
                    line.claim(role, by="named-element")
        for line in self.unread():
            if line.kind == TEXT and any(
                link >= 0 and ELSEWHERE.match(self.page.hrefs[link]) for link in line.links
            ):
                self._drop_embed(line)
        if "input" in self.page.tags:
            self._drop_offers()
        for block in self.blocks:
            if block.name == "newsletter" and self.start <= block.heading < self.stop:
                for line in self._box_of_offer(self.page.lines[block.heading].node, 2):
                    line.reclaim(Role.NEWSLETTER, by="offer-above-its-button")

    def _is_most(self, lines: list[Line]) -> bool:
        return self.densest is not None and self.densest.share(lines) > MOST_OF_STORY

    def _drop_offers(self) -> None:
        """Give a role to the few lines that stand in one box with a field for a mail address."""
        page = self.page
        all_prose = sum(line.is_prose for line in self.unread())
        for node, tag in enumerate(page.tags):
            if tag != "input" or not self.start <= page.starts[node] < self.stop:
                continue
            element = page.elements[node]
            if "mail" in f"{element.get('type')} {element.get('name')}".lower():
                for line in self._box_of_offer(node, all_prose):
                    line.reclaim(Role.NEWSLETTER, by="mail-field")

    def _box_of_offer(self, node: int, all_prose: int) -> list[Line]:
        """The lines of the widest element around a control that holds little else; of a page with
        one line of prose (`all_prose`), not that."""
        page = self.page
        box: list[Line] = []
        for outer in page.ancestors(node):
            inside = [i for i in page.inside(outer) if i.kind == TEXT and not i.hidden_by]
            prose = sum(i.is_prose for i in inside)
            if len(inside) > MOST_OFFERED or prose > 1 or prose == all_prose:
                break
            if self.holds_headline(outer) or page.tags[outer] in OUTER_TAGS:
                break
            box = inside
        return box

    def _context(self, node: int) -> Role | None:
        if node in self._contexts:
            return self._contexts[node]
        page = self.page
        tag = page.tags[node]
        role = self._context(page.parents[node]) or BY_TAG.get(tag)
        if role is None and tag not in OUTER_TAGS:
            role = named(page.names(node))
        if role is not None and role is not Role.EMBED and self._is_story(node, role):
            role = None
        self._contexts[node] = role
        return role

    def _is_story(self, node: int, role: Role) -> bool:
        densest = self.densest
        if densest is not None and self.page.within(densest.node, node):
            return True
        if densest is not None and role is Role.COMMENTS and self.page.starts[node] > densest.last:
            return False  # however long they are
        inside = self.page.inside(node)
        if role is Role.SHARE:
            # The main picture stands in one list with the share links.
            return any(i.kind == IMAGE and picture(self.page, i) for i in inside)
        texts = [len(line.text) for line in inside if line.is_prose and line.role is None]
        if sum(texts) > LONGEST_BOX:
            return True
        # Of a short story it is the bigger part, with no more than a summary above it.
        _, prose = self.page.prose(self.start, self.stop)
        above, _ = self.page.prose(self.start, min(self.stop, self.page.starts[node]))
        return above < 2 <= len(texts) and 2 * sum(texts) > prose

    def _drop_embed(self, line: Line) -> None:
        """A post of another site, printed in the page: a quotation that ends in its address.

        Without a `blockquote` it is told by its signature, `— Name (@name) date`.
        """
        page = self.page
        node = next((n for n in page.ancestors(line.node) if page.tags[n] == "blockquote"), None)
        if node is None:
            signed = "(@" in line.text or line.text.startswith(("—", "–", "- "))
            if not signed and line.linked < 0.9:
                return
            node, outer = line.node, page.parents[line.node]
            around = page.inside(outer)
            small = len(around) <= 6 and sum(i.is_prose for i in around) < 2
            if small and not self.holds_headline(outer):
                node = outer
        for other in page.inside(node):
            other.reclaim(Role.EMBED, by="quoted-post")

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

    def elements_around(self, line: Line) -> Iterator[int]:
        """The elements that a line stands in, from its own outwards, as far as they hold neither
        the headline nor the whole page."""
        page = self.page
        for node in page.ancestors(line.node):
            if page.tags[node] in OUTER_TAGS or self.holds_headline(node):
                return
            yield node

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
                or first_segment(url) in words.HUB_SEGMENTS
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
            first_segment(url) in words.AUTHOR_SEGMENTS for url in self.page.addresses(line)
        )

    def is_tab(self, line: Line) -> bool:
        """Whether a line leads to another part of its page."""
        return any(link >= 0 and TAB.match(self.page.hrefs[link]) for link in line.links)

    def is_jump(self, line: Line) -> bool:
        """Whether a line is nothing but links to other parts of its page, or to a script."""
        hrefs = self._hrefs(line) if line.linked > 0.9 else []
        return bool(hrefs) and all(
            TAB.match(href) or href.strip().lower().startswith("javascript:") for href in hrefs
        )

    def is_share(self, line: Line) -> bool:
        """Whether a line offers to pass the story on."""
        if line.label_key in words.SHARE or line.label_key in words.FOLLOW:
            return True
        if line.linked < 0.9:
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
