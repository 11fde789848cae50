"""Choose whom a post credits among what the layers state and the page prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from mayadeen.normalise.text import key
from mayadeen.pages.fields.chosen import LAYERS, Chosen
from mayadeen.pages.fields.named_people import people_by_markup
from mayadeen.pages.flat.page import IMAGE, TEXT, FlatPage, Line
from mayadeen.pages.parts.addresses import first_segment
from mayadeen.pages.parts.credits import is_marked, people_in
from mayadeen.pages.roles import Role
from mayadeen.pages.story.byline_pieces import ARABIC
from mayadeen.pages.story.visible import Visible
from mayadeen.pages.vocabulary import page_kinds

_NEAR = 6
"""Lines of the header. Half and double read eighteen real pages alike."""

_FEW = 2
"""Credits below a story that can be its own. tests/pages/fields/test_people.py holds it."""

_LABEL_WORDS = 3
"""Words of a heading that is a label; one of more is a headline. Real pages do not depend on it;
tests/pages/fields/test_people.py holds the upper side."""

_LISTS = frozenset(("ul", "ol", "dl", "table", "tbody", "tr"))
_FACTS = frozenset((Role.PUBLISHED, Role.UPDATED, Role.READING_MINUTES, Role.ATTRIBUTION))
_OF_THE_HEADER = _FACTS | {Role.HEADER, Role.LABEL, Role.SHARE, Role.SEPARATOR, Role.MOVING}


def choose_attribution(chosen: Chosen, visible: Visible) -> None:
    """The printed credits that are believed, else one stated name; the people whom a layer states
    where the credits name none of them, or not all; else those whom the markup names."""
    stated = _stated_people(chosen.layers, chosen.response.url)
    said = "" if stated else _said_beside_a_house(chosen)
    believed = _believed(chosen.page, _of_this_post(chosen.page, visible), stated, said)
    lines = list(dict.fromkeys(line for line, _ in believed))
    if lines:
        chosen.put("attribution_raw", " | ".join(lines), "page", believed[0][1])
    else:
        for layer, author in chosen.stated("author"):
            chosen.put("source", author, layer)  # one name, which may be a person's as well
            break
    if stated and _are_missing(lines, stated):
        chosen.put("authors", list(stated.names), stated.layer)
    elif not lines and "source" not in chosen.values and (names := people_by_markup(chosen.page)):
        chosen.put("authors", names, "page")


class _Stated(NamedTuple):
    """People whom a layer states, as it spells them."""

    layer: str
    names: Sequence[str]


def _stated_people(layers: Mapping[str, dict[str, Any]], url: str) -> _Stated | None:
    """The people whom the first layer states that names any; a house, the site among them, is none.

    The head's `author` and JSON-LD's persons may be of one word; other texts have to have the form
    of a name.
    """
    site = {key(layers["opengraph"].get("site_name") or ""), _host(url)}
    for layer in LAYERS:
        names = layers[layer].get("author", "").split(" | ")
        sure = names if layer == "opengraph" else layers[layer].get("persons", ())
        people = [
            person
            for name in names
            for person in people_in(f"Author: {name}" if name in sure else name)
            if key(person) not in site
        ]
        if people:
            return _Stated(layer, list(dict.fromkeys(people)))
    return None


def _said_beside_a_house(chosen: Chosen) -> str:
    """The stated titles and summaries where a house alone is stated to have written the post."""
    if not any(chosen.stated("author")):
        return ""
    return key(" | ".join(text for name in ("title", "summary") for _, text in chosen.stated(name)))


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _of_this_post(page: FlatPage, visible: Visible) -> list[tuple[str, Line]]:
    """The printed credits less those below the story that are of other posts: behind a headline;
    where the story's head credits people, others', and where it does not, all but the first of
    many."""
    printed = visible.byline.credits
    if not visible.body:
        return printed
    last = visible.body[-1].line.index
    others = _of_others(printed, last)
    headlines = (line.index for line in page.lines[last + 1 :] if _is_headline(line))
    next_post = next(headlines, len(page.lines))
    others += [pair for pair in printed if pair[1].index > next_post and pair not in others]
    for _, line in others:
        line.reclaim(Role.BESIDE, by="credit-of-a-card")
    return [pair for pair in printed if pair not in others]


def _of_others(printed: list[tuple[str, Line]], last: int) -> list[tuple[str, Line]]:
    """The credits below the story's last line that name others than those above it; where these
    name nobody, all but the first of many."""
    below = [pair for pair in printed if pair[1].index > last and people_in(pair[0])]
    known = {
        key(name) for credit, line in printed if line.index <= last for name in people_in(credit)
    }
    if known:
        return [pair for pair in below if not _names_one(pair[0], known)]
    return below[1:] if len(below) > _FEW else []


def _is_headline(line: Line) -> bool:
    return 0 < line.heading < 4 and not line.hidden_by and len(line.text.split()) > _LABEL_WORDS


def _believed(
    page: FlatPage, printed: Sequence[tuple[str, Line]], stated: _Stated | None, said: str
) -> list[tuple[str, Line]]:
    """The printed credits less those that are none; their lines are the header's.

    A line with the form of a name that has no mark is a credit only where a layer states the name,
    where it links to a person's page or stands by that person's portrait, or where it stands among
    the facts of the header, in Arabic in one list with them: any two words with capitals have that
    form, and in Arabic any two words. Where a marked line names somebody whom a layer states, one
    that names others is another post's. One that repeats what is `said` of a house's post is of it.
    """
    known = {key(name) for name in stated.names} if stated else set()
    signed = _is_signed(printed, known)
    kept = []
    listed = False  # whether a mark alone stands above
    for credit, line in printed:
        people = people_in(credit)
        if is_marked(credit):
            listed = not people
            good = not (signed and people) or _names_one(credit, known)
        elif known:
            good = not people or listed or _names_one(credit, known)
        else:
            good = not people or listed or _is_new_in_its_place(page, line, credit, said)
        if good:
            kept.append((credit, line))
        else:
            line.reclaim(Role.HEADER, by="contradicted-credit")
    return kept


def _is_signed(printed: Sequence[tuple[str, Line]], known: set[str]) -> bool:
    """Whether a marked line names somebody whom a layer states."""
    return any(is_marked(credit) and _names_one(credit, known) for credit, _ in printed)


def _names_one(credit: str, known: set[str]) -> bool:
    text = key(credit)
    return any(name in text for name in known)


def _is_new_in_its_place(page: FlatPage, line: Line, credit: str, said: str) -> bool:
    return key(credit) not in said and _has_a_place(page, line, credit)


def _has_a_place(page: FlatPage, line: Line, credit: str) -> bool:
    """Whether a bare name stands where a writer's does."""
    if (
        line.rule == "signature"
        or _leads_to(page, line, credit)
        or _has_a_portrait(page, line, credit)
    ):
        return True
    in_a_list = (
        len(line.roles) > 1 or page.tags[page.container(line)] in _LISTS or _is_of_a_row(page, line)
    )
    return (in_a_list or not ARABIC.search(credit)) and _is_among_facts(page, line)


def _is_of_a_row(page: FlatPage, line: Line) -> bool:
    """Whether a line has an element of the kind in which the fact right below it stands, beside it:
    `<div>Rana Haddad</div><div>28 Jul 2021</div>`."""
    below = next(iter(page.lines[line.index + 1 :]), None)
    return (
        below is not None
        and _is_fact(below)
        and page.parents[below.node] == page.parents[line.node]
        and page.tags[below.node] == page.tags[line.node] != "p"
    )


def _has_a_portrait(page: FlatPage, line: Line, credit: str) -> bool:
    """Whether a picture beside a name is of that name."""
    name = key(credit)
    return any(
        other.kind == IMAGE and key(other.element.get("alt") or "") == name
        for other in page.inside(page.container(line))[:_NEAR]
    )


def _leads_to(page: FlatPage, line: Line, credit: str) -> bool:
    return any(
        name in credit
        and first_segment(page.absolute(page.hrefs[link])) in page_kinds.AUTHOR_SEGMENTS
        for link, name in line.link_texts()
    )


def _is_among_facts(page: FlatPage, line: Line) -> bool:
    """Whether a line stands with dates, marked credits and the like, nothing else between."""
    if any(role in _FACTS for _, role in line.roles if role is not Role.ATTRIBUTION):
        return True
    container = page.container(line)
    for step in (-1, 1):
        for other in page.lines[line.index + step :: step][:_NEAR]:
            if other.kind != TEXT or other.hidden_by:
                continue
            if not page.within(other.node, container) or other.role not in _OF_THE_HEADER:
                break
            if _is_fact(other):
                return True
    return False


def _is_fact(line: Line) -> bool:
    roles: list[Role | None] = [role for _, role in line.roles] or [line.role]
    if any(role in _FACTS and role is not Role.ATTRIBUTION for role in roles):
        return True
    text = line.text
    return Role.ATTRIBUTION in roles and (is_marked(text) or not people_in(text))


def _are_missing(lines: Sequence[str], stated: _Stated) -> bool:
    """Whether the printed credits name only some of the people stated, or nobody."""
    printed = {key(name) for name in people_in(" | ".join(lines))}
    return printed < {key(name) for name in stated.names}
