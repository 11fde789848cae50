"""A page as flat lines in document order, with links, pictures and players in place.

Class names come and go; the order of lines, what is a heading, what is linked and what stands in
one container with what stay. So the element tree is walked once, flattened, and the rest of this
package works on the flat form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any
from urllib.parse import urljoin

from mayadeen.pages.roles import Role
from mayadeen.pages.vocabulary.words import plain

TEXT, IMAGE, FRAME, PLAYER = "text", "image", "frame", "player"


LONGEST_LABEL = 48
"""Letters of a heading of a block, a label, a date. Of 81 real pages half loses three days and
spoils two stories, double changes six texts; tests/pages/test_thresholds.py holds it."""


SHORTEST_PROSE = 70
"""Letters from which on a line that is no link counts as prose. Of 78 real pages half spoils four
stories; double mends three and spoils one; tests/pages/test_thresholds.py holds it."""


MOST_IN_A_BOX = 8
"""Lines, pictures counted, of what stands beside a story in a small element: a card, a box about
its author; and of a picture with its caption. On real pages half spoils four stories of 81 and
double changes nothing; tests/pages/test_thresholds.py holds it."""


LINK = 0.9
"""Share of a line's letters in links above which all of it is a link, but for a mark or a word. Of
74 real pages half spoils as many as it mends; at 0.99 five of 62 lose;
tests/pages/story/test_body.py holds the lower side."""


MOSTLY_LINK = 0.5
"""Share of a line's letters in links above which it is no text that has links. Of some 80 real
pages a quarter changes three and 0.95 two; tests/pages/test_menu.py holds the upper side."""


BREAK = "\x1e"
"""Stands for `<br>` in a line; a white-space character to `str.split`."""


_MOST_PARTS = 6
"""Parts of a label, which has its `All` link, a count, an icon beside it. It saves time; no page
tried has a label of more."""

_NEAR = 20
"""Lines above a heading among which its paragraphs are looked for. It bounds the time; half and
double read 81 real pages alike."""


_BETWEEN_LINKS = " \t\n\r\xa0,،;|•·#/-" + BREAK


_EMPHASIS = frozenset(("b", "strong", "i", "em"))


_ROOTED = re.compile(r"(?:/[\w~%-][\w.~%-]*)+", re.ASCII)


class Line:
    """One line of text, or one picture, frame or player, in the order of the page.

    What follows from its parts, from `text` on, is set by `measure`, for lines that readers see.
    """

    index = -1  # among the page's lines
    element: Any = None  # of a picture, frame or player
    when: str | None = None  # `datetime` of a `<time>` in the line
    role: Role | None = None  # what the reading took it for
    rule: str | None = None  # and the name of the place that did
    roles: Sequence[tuple[str, Role]] = ()  # (piece, role) of all pieces, where they differ
    pieces: Sequence[tuple[str, str | None]] | None = None  # set by `cut_line`, once a line
    text = ""  # the line on one line, white space folded
    label_key = ""  # the line in the form in which labels are compared; empty for a long one
    linked = 0.0  # the share of the line's letters that stand in links, 0 to 1
    is_link = False  # whether it is a link, by `LINK`
    is_mostly_link = False  # by `MOSTLY_LINK`
    is_prose = False  # whether it is prose: long, no heading, and not a link

    def __init__(
        self, kind: str, node: int, heading: int, hidden_by: Role | None, text: str, link: int
    ) -> None:
        self.kind = kind
        self.node = node
        self.heading = heading
        self.hidden_by = hidden_by  # why no reader sees it, else None
        self.parts = [text]
        self.links = [link]  # for each part the number of its link, or -1

    def claim(self, role: Role, by: str, roles: Sequence[tuple[str, Role]] = ()) -> None:
        """Take the line for something, under the name of the rule that says so.

        `roles` are those of its pieces, where they differ. RuntimeError where the line was taken
        before: a rule asks first whether `role` is None, or overrules with `reclaim`.
        """
        if self.role is not None:
            raise RuntimeError(f"{by} claims a line of {self.rule}")
        self.role, self.rule, self.roles = role, by, roles

    def release(self) -> None:
        """Leave the line to later rules, as if none had claimed it."""
        self.role, self.rule, self.roles = None, None, ()

    def reclaim(self, role: Role, by: str, roles: Sequence[tuple[str, Role]] = ()) -> None:
        """Claim the line, whatever an earlier rule took it for."""
        self.role, self.rule, self.roles = role, by, roles

    def folded(self) -> str:
        """The text on one line."""
        return " ".join("".join(self.parts).split())

    def spaced(self) -> str:
        """The text with its elements apart, where `<b>Politics</b><i>3 May</i>` is to be told."""
        return " ".join(" ".join(self.parts).split())

    def measure(self) -> None:
        """Set what follows from the parts, once they are complete."""
        parts, links = self.parts, self.links
        if len(parts) == 1:
            self.text = text = " ".join(parts[0].split())
            if links[0] >= 0 and text.strip(_BETWEEN_LINKS):
                self.linked, self.is_link, self.is_mostly_link = 1.0, True, True
        else:
            self.text = text = " ".join("".join(parts).split())
            if max(links) >= 0:
                self.linked = linked = self._share_linked()
                self.is_link, self.is_mostly_link = linked > LINK, linked > MOSTLY_LINK
        if len(text) <= LONGEST_LABEL:
            self.label_key = plain(text)
        elif (
            len(text) >= SHORTEST_PROSE
            and not self.is_mostly_link
            and not self.heading
            and not self.hidden_by
        ):
            self.is_prose = True

    def _share_linked(self) -> float:
        whole = linked = 0
        for part, link in zip(self.parts, self.links, strict=True):
            letters = len(part.strip(_BETWEEN_LINKS))
            whole += letters
            if link >= 0:
                linked += letters
        return linked / whole if whole else 0.0

    def link_texts(self) -> list[tuple[int, str]]:
        """Each link of the line once, in order: its number and its folded text."""
        links = self.links
        if len(links) == 1:
            return [(links[0], self.text)] if links[0] >= 0 else []
        if max(links, default=-1) < 0:
            return []
        texts: dict[int, str] = {}
        for part, link in zip(self.parts, links, strict=True):
            if link >= 0:
                texts[link] = texts.get(link, "") + part
        return [(link, " ".join(text.split())) for link, text in texts.items()]


class FlatPage:
    """A page flattened: `lines` in page order, and the block elements they stand in, by number.

    Elements are numbered in document order, so that an element's subtree is a range of numbers
    (`n`..`last[n]`) and of lines (`starts[n]`..`ends[n]`). Inline elements have no number.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.base = url
        self.lines: list[Line] = []
        self.elements: list[Any] = []
        self.tags: list[str] = []
        self.parents: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.last: list[int] = []
        self.links: list[Any] = []  # the `a` elements
        self.hrefs: list[str] = []
        self.holders: list[int] = []  # of each link the element that it stands in; -1 if unseen
        self.metas: list[tuple[str, str, Any]] = []
        self.rels: list[tuple[str, Any]] = []
        self.scripts: list[Any] = []
        self.hidden: list[int] = []  # the elements that say of themselves that no reader sees them
        self.times: list[tuple[int, str]] = []  # of a `time` without text: its place, its datetime
        self.title = ""
        self.language: str | None = None
        self._contents: dict[str, str] | None = None

    @cached_property
    def _prose(self) -> tuple[list[int], list[int]]:
        """How many lines of prose stand before each line, and how many letters they have."""
        lengths = [len(line.text) if line.is_prose else 0 for line in self.lines]
        return [0, *accumulate(map(bool, lengths))], [0, *accumulate(lengths)]

    def prose(self, start: int, stop: int) -> tuple[int, int]:
        """The number of lines of prose from one line to before another, and of their letters."""
        first, last = min(start, len(self.lines)), min(stop, len(self.lines))
        counts, letters = self._prose
        return counts[last] - counts[first], letters[last] - letters[first]

    def labels(self) -> Iterator[Line]:
        """The lines that can be a block's label: short, and no linked entry of a list."""
        tags = self.tags
        for line in self.lines:
            if not line.label_key or line.hidden_by or len(line.parts) > _MOST_PARTS:
                continue
            entry = line.links[0] >= 0 and not line.heading and tags[line.node] == "li"
            if not entry or self.hrefs[line.links[0]].startswith("#"):  # a tab is no entry
                yield line

    def within(self, node: int, ancestor: int) -> bool:
        return ancestor <= node <= self.last[ancestor]

    def ancestors(self, node: int) -> Iterator[int]:
        """The element and what it stands in, innermost first."""
        while node >= 0:
            yield node
            node = self.parents[node]

    def inside(self, node: int) -> list[Line]:
        return self.lines[self.starts[node] : self.ends[node]]

    def common(self, one: int, other: int) -> int:
        """The innermost element that holds both."""
        while one > 0 and not self.within(other, one):
            one = self.parents[one]
        return one

    def is_subheading(self, line: Line) -> bool:
        """Whether a heading stands among paragraphs: one of those above it has its like below."""
        if not line.heading or line.linked:
            return False
        node, place = self.container(line), line.index
        near = self.lines[max(self.starts[node], place - _NEAR) : min(self.ends[node], place + 2)]
        alike = [i.index for i in near if i.is_prose and self.container(i) == node]
        return bool(alike) and alike[0] < place < alike[-1]

    def container(self, line: Line) -> int:
        """The element in which a line stands among others, whatever it is wrapped in."""
        return max(self.around(line.node), 0)

    def around(self, node: int) -> int:
        """The innermost element that holds more lines than this one; -1 where none does."""
        first, last = self.starts[node], self.ends[node]
        outer = self.parents[node]
        while outer >= 0 and self.starts[outer] == first and self.ends[outer] == last:
            outer = self.parents[outer]
        return outer

    def emphasis(self, line: Line) -> str | None:
        """The tag of the bold or italic element that holds all of a line."""
        for child in self.elements[line.node]:  # of which several lines can stand, parted by breaks
            if child.tag in _EMPHASIS and line.text == " ".join("".join(child.itertext()).split()):
                return str(child.tag)
        return None

    def has(self, node: int, tags: frozenset[str]) -> bool:
        """Whether the element is, or stands in, one of these tags."""
        return any(self.tags[ancestor] in tags for ancestor in self.ancestors(node))

    def names(self, node: int) -> str:
        """Class and id of an element, in lower case: a hint, never a requirement."""
        get = self.elements[node].get
        name, number = get("class"), get("id")
        if name is None and number is None:
            return ""
        return f"{name or ''} {number or ''}".lower()

    def absolute(self, href: str) -> str:
        """The address that a link leads to; as it stands where it is no address at all."""
        if href.startswith(("http://", "https://")) and "/." not in href:
            return href.strip()
        try:
            if _ROOTED.fullmatch(href):
                return _origin(self.base) + href
            return urljoin(self.base, href.strip())
        except ValueError:
            return href

    def addresses(self, line: Line) -> list[str]:
        """The addresses that the links of a line or picture lead to, each once, in order."""
        links = dict.fromkeys(line.links)
        return [self.absolute(self.hrefs[link]) for link in links if link >= 0]

    def meta(self, *names: str) -> str | None:
        """The first non-empty content of these `<meta>` names, in the order of the names."""
        if self._contents is None:
            self._contents = {}
            for name, content, _ in self.metas:
                if name not in self._contents and not content.isspace():
                    self._contents[name] = content
        contents = self._contents
        return next((contents[name] for name in names if name in contents), None)

    def xpath(self, line: Line) -> str:
        """Where the line stands."""
        element = self.elements[line.node] if line.element is None else line.element
        return str(element.getroottree().getpath(element))


@lru_cache(maxsize=64)
def _origin(base: str) -> str:
    return urljoin(base, "/").removesuffix("/")
