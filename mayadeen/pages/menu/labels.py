"""Find the short labels of a page, run by run, and tell which runs are menu."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from mayadeen.normalise import urls
from mayadeen.normalise.text import fold
from mayadeen.pages.flat.page import TEXT, FlatPage, Line
from mayadeen.pages.menu.menu import Entry, path_of
from mayadeen.pages.roles import Role
from mayadeen.pages.vocabulary import words
from mayadeen.pages.vocabulary.known_menu import SECTIONS
from mayadeen.pages.vocabulary.words import plain

LONGEST_ENTRY = 32
"""Letters of a menu's entry, and of any other label that stands among links. Of 81 real pages half
changes seven and double four, for better and worse; tests/pages/test_thresholds.py holds it."""


_FEW_LINKS = 4
"""Links of a line that is half text; more are a list. Half and double read some 60 real pages
alike; tests/pages/test_menu.py holds the upper side."""

_FEWEST_LINKS = 3
"""Links of a menu. 1 changes two of 97 real pages; tests/pages/test_menu.py holds the upper
side."""


@dataclass(eq=False)
class Token:
    """A short label in a run of them that may be menu, with or without an address."""

    text: str
    url: str | None
    node: int
    position: int
    path: str = ""
    in_page: bool = False  # whether it is a link to another part of its page
    container: int = -1  # the list it stands in
    owner: Token | None = None

    def entry(self, group: str, label: str | None) -> Entry:
        """Make an entry of a label that has an address."""
        assert self.url
        return Entry(group, label, self.url)


def label_runs(page: FlatPage) -> list[list[Token]]:
    """Cut the page to runs of nothing but short labels; links to other hosts are left out.

    `<ul><li><a>News</a><li><a>Politics</a>…</ul>` is one run; a headline ends it.
    """
    runs: list[list[Token]] = [[]]
    for line in page.lines:
        if line.kind != TEXT or line.hidden_by not in (None, Role.HIDDEN):
            continue
        if line.heading == 1 or (len(line.text) > LONGEST_ENTRY and not _is_list(line)):
            runs.append([])
            continue
        for link, text in line.link_texts():
            if len(text) > LONGEST_ENTRY:
                runs.append([])
            else:
                _add_link(page, runs[-1], line, link, text)
        if max(line.links) < 0 and not _is_frame(line.text, None):
            runs[-1].append(Token(_label(line.text), None, line.node, len(runs[-1])))
    return [run for run in runs if run]


def _add_link(page: FlatPage, run: list[Token], line: Line, link: int, text: str) -> None:
    """Add a link's label to a run, or its address to the label before it: `News`, `All News`."""
    href = page.hrefs[link].strip()
    url = None if href[:1] in ("", "#") else urls.canonical(href, page.base)
    own = url is not None and urls.is_page_of(url, page.url)
    if own and run and _is_all_of(text, run[-1]):
        run[-1].url = url
    elif text and (url is None or own) and not _is_frame(text, url):
        in_page = len(href) > 1 and href[0] == "#"
        run.append(Token(_label(text), url, line.node, len(run), in_page=in_page))


def _is_list(line: Line) -> bool:
    """Whether a long line is a list of links, with a word or two before them."""
    return line.is_link or (line.is_mostly_link and len(set(line.links)) > _FEW_LINKS)


def _is_all_of(text: str, above: Token) -> bool:
    """Whether a link is the address of the label above it, which has none: `All News`."""
    first, _, rest = plain(text).partition(" ")
    return above.url is None and first in words.ALL and rest == plain(above.text)


def _label(text: str) -> str:
    return fold(text).strip(" •·|›»▾▼▸+")


def _is_frame(text: str, url: str | None) -> bool:
    """Whether a link of the page's frame is something else than a section."""
    word = plain(text)
    if not word or word in words.FRAME or word in words.SHARE or word in words.LIVE:
        return True
    if word in words.AUTHORS or word in words.FOOT or word in words.ALL or word in words.BREAKING:
        return True
    return url is not None and path_of(url) == ""


def is_menu(page: FlatPage, run: list[Token]) -> bool:
    links = [token for token in run if token.url]
    if len(links) < _FEWEST_LINKS:
        return False
    labels = {plain(token.text) for token in links}
    known = sum(label in SECTIONS or label in words.REGIONS for label in labels)
    if known >= _FEWEST_LINKS and known * 2 >= len(labels):
        return True
    framed = page.has(links[0].node, frozenset(("nav", "header")))
    return framed and len({token.url for token in links}) >= _FEWEST_LINKS


def find_containers(page: FlatPage, run: list[Token]) -> None:
    """Find the list that each label stands in: the element around its `li`, or what holds peers."""
    tokens_in: Counter[int] = Counter()
    for token in run:
        tokens_in.update(page.ancestors(token.node))
    for token in run:
        line = next((n for n in page.ancestors(token.node) if page.tags[n] == "li"), None)
        if line is not None:
            token.container = page.parents[line]
        else:
            crowded = (n for n in page.ancestors(token.node) if tokens_in[n] > 1)
            token.container = next(crowded, 0)
