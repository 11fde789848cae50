"""Tell who a story or a picture is credited to: outlets, agencies, people, translators.

The names are data: `houses.json` beside this module says what each of its parts means, and
`load_houses` adds a user's file of the same shape.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mayadeen.normalise import dates
from mayadeen.normalise.houses import (
    AND,
    MAYBE_SEPARATOR,
    MOST_WORDS,
    SURE_SEPARATOR,
    Houses,
    Name,
    has_word,
    look_up,
    match_key,
)
from mayadeen.normalise.person_names import (
    behind_place,
    is_dateline,
    is_person,
    is_place,
    is_sentence,
    without_place,
    without_title,
)
from mayadeen.normalise.text import BLANKS, SOME_BLANKS, fold, key


@dataclass(frozen=True, slots=True)
class Credit:
    """What the credit lines of a post say; see `read`."""

    source: str | None
    authors: tuple[str, ...]
    translators: tuple[str, ...]
    agencies: tuple[str, ...]


# What opens a statement, by the part that the names after it play. `free` marks may do so without
# a colon; the others are ordinary words without one.
_MARKS = {
    "author": (
        "(?:written|reported|reporting|posted|published|submitted|story|words|opinion|analysis"
        "|(?:special )?report|commentary|interview) by"
        "|by|بقلم|كتبت?|escrito por|entrevista de|por"
        "|(?:(?:ein )?(?:artikel|beitrag|gastbeitrag|kommentar|text|geschrieben|erstellt"
        "|veröffentlicht) )?"
        r"von(?!\sde[mnr]\b)|(?:(?:écrit|publié) )?par|av",
        r"authors?|authors?\(s\)|writers?|الكاتبة?|المؤلفة?|إعداد|تقرير|حوار|حاوره|حاورها|حاورته|autora?|autores"
        "|texte?|autorin|verfasser(?:in)?|auteure?s?",
    ),
    "source": ("sources?|via|المصادر|المصدر|fuentes?|quellen?", "مصدر|نقلا عن|نقلاً عن|عن"),
    "translator": (
        r"translated(?: and edited)?(?: from \w+)?(?: (?:in)?to \w+)? by|translation by"
        r"|ترجمة(?: وتحرير| وإعداد)?|ترجمها|ترجمته?"
        r"|نقل(?:ه|ته|ها|تها)(?: من \w+)? إلى العربية|traducción de|traducido por",
        "translation|translators?|المترجمة?|تعريب|traducción|traduccion|traductora?",
    ),
    # People who wrote nothing.
    "other": (
        "edited by|editing by|photos? by|photography by|editado por|fotos? de",
        "editors?|تحرير|تصوير|تدقيق|مونتاج|edición",
    ),
}


_FREE = re.compile(
    rf"(?:{'|'.join(f'(?P<{role}>{free})' for role, (free, _) in _MARKS.items())})(?:\s|$)",
    re.IGNORECASE,
)


_WITH_COLON = re.compile(
    rf"(?:{'|'.join(f'(?P<{role}>{free}|{bound})' for role, (free, bound) in _MARKS.items())})"
    r"(?:\s?[::]|\s[-–—]\s)\s?",
    re.IGNORECASE,
)


# A second statement in one line: only marks that can be no part of a name.
_INNER = re.compile(
    r"(?<![\s,،;؛.(\[–—-])[\s,،;؛.(\[–—-]+(?=(?:sources?|translation|translators?|المصدر|ترجمة|بقلم|fuentes?|traducción)"
    r"\s?[::]|(?:written|translated|edited|traducido|escrito)(?:\s\w+){0,4}\s(?:by|por)\s)",
    re.IGNORECASE,
)


_LOOSE_ENDS = re.compile(
    r"^[\s.:,،;–—-]+|(?<![\s:,،;–—-])[\s:,،;–—-]+$"
    r"|(?<!\b\w)(?<!\b\w\w)(?<![\s.:,،;–—-])[\s.:,،;–—-]+$"
)


_JOINT_AT_THE_END = re.compile(rf"(?:\s(?:{AND})|\s?[&,،+]){{1,4}}$", re.IGNORECASE)


_LINES = re.compile(rf"{BLANKS}[|•·\n]\s*")


_LONGEST = 240
"""Characters of a line that can be a credit, some ten names. It bounds the time; real pages do not
depend on it."""


_ARABIC_WAW = re.compile(rf"{SOME_BLANKS}(?=و\w)")


def read(lines: Sequence[str], houses: Houses) -> Credit:
    """Give who the printed credit lines name: outlet, authors, translators, wire services.

    A house or a desk is never a person. `source` is the house if one is credited, the one of a
    `Source:` line first; else another outlet; else the first wire service, `Agencies` alone
    included, since the page does credit them. An unknown name is an outlet after `Source:` and a
    person elsewhere, unless a word of it says that it is an organisation. Names are joined by `+`,
    `/`, `;`, and by `,`, `&`, `and`, `و`, `y` where every part then is a name. A place after a name
    is dropped, so are forms of address.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for statement in _statements(lines):
        for name in _names(statement, houses):
            if name.kind == "house" and statement.role == "source":
                found["credited"].append(name.spelling)
            elif statement.role in ("", "author", "source", name.kind):
                found[name.kind].append(name.spelling)
    ranks = ("credited", "house", "outlet", "picture", "wire")
    outlets = [name for rank in ranks for name in found[rank]]
    return Credit(
        source=outlets[0] if outlets else None,
        authors=_once(found["author"]),
        translators=_once(found["translator"]),
        agencies=_once(found["wire"]),
    )


def is_credit_line(text: str, houses: Houses) -> bool:
    """Say whether a line between title and story credits somebody.

    True for a marked line (`Source: …`, `By …`), for known houses and agencies, and for a bare
    name. A bare name looks like any short capitalised label: inside a body ask `is_marked_credit`.
    """
    line = fold(text)
    if len(line) > _LONGEST or line.endswith(("!", "?", "؟")):
        return False
    return is_marked_credit(line, houses) or any(
        True for statement in _statements([line]) for _ in _names(statement, houses)
    )


def is_marked_credit(text: str, houses: Houses) -> bool:
    """Say whether the line opens with a mark (`By`, `Source:`, `ترجمة:`) and names somebody, or is
    the mark alone, its name being in the next line.
    """
    line = _unwrapped(fold(text))
    match = _WITH_COLON.match(line) or _FREE.match(line)
    if match is None or len(line) > _LONGEST:
        return False
    return match.end() == len(line) or any(
        True for statement in _statements([line]) for _ in _names(statement, houses)
    )


class _Statement(NamedTuple):
    """Some names and the part they play: a role of `_MARKS`, or `` where none is printed."""

    role: str
    sure: bool  # whether the mark had its colon, so that it is no part of a sentence
    text: str


def _statements(lines: Iterable[str]) -> Iterator[_Statement]:
    role, sure = "", False
    listed = False  # whether a mark alone stands above, which the names of a list share
    for printed in lines:
        for line in _LINES.split(printed):
            for statement in _INNER.split(_unwrapped(fold(line))):
                rest = _unwrapped(statement)
                while match := _WITH_COLON.match(rest) or _FREE.match(rest):
                    role, listed = match.lastgroup or "", False
                    sure = match.re is _WITH_COLON or match[0].islower()
                    rest = rest[match.end() :]
                rest = _trimmed(rest)
                if not rest:
                    listed = role == "author"
                    continue  # a mark alone plays its part for the next line
                is_date = dates.find(rest) == rest or dates.reading_minutes(rest) is not None
                if len(rest) <= _LONGEST and not is_date:
                    yield _Statement(role, sure, rest)
                role, sure = ("author" if listed else ""), False


def _trimmed(text: str) -> str:
    text = _JOINT_AT_THE_END.sub("", _LOOSE_ENDS.sub("", text))
    return text if "(" in text or "[" in text else text.rstrip(")]")


def _unwrapped(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] + text[-1] in ("()", "[]"):
        return text[1:-1].strip()
    return text.lstrip("([-–—*• ")


def _names(statement: _Statement, houses: Houses) -> list[Name]:
    """Give the names of a statement: those of the data file, and people by the part they play.

    An unmarked line is a credit only if all of it is names.
    """
    role, sure, text = statement
    if name := look_up(text, houses):
        return [name]
    chunks = [chunk for chunk in SURE_SEPARATOR.split(text) if chunk]
    if not role and _is_text(text, chunks, houses):
        return []
    parts = [part for chunk in chunks for part in _split(chunk, role, houses)]
    named = [_name(part, role, sure, houses) for part in parts if not is_place(part, houses)]
    if not role and None in named:
        return []
    return [name for name in named if name is not None]


def _is_text(line: str, chunks: Iterable[str], houses: Houses) -> bool:
    """Whether an unmarked line is a dateline, or has a sentence in it."""
    return is_dateline(line, houses) or any(is_sentence(chunk.split(), houses) for chunk in chunks)


def _name(printed: str, role: str, sure: bool, houses: Houses) -> Name | None:
    """Resolve one name, a place or form of address beside it dropped."""
    text = without_place(printed, houses, marked=role not in ("", "source"))
    if role == "source":
        text = behind_place(printed, houses) or text
    if name := look_up(text, houses):
        return name
    if match_key(text) in houses.desks:
        return Name("desk", text)
    if role == "source" or has_word(text, houses.organisation_words):
        unknown = (sure if role == "source" else bool(role)) and match_key(text)
        return Name("outlet", text) if unknown and len(text.split()) <= MOST_WORDS else None
    text = without_title(text, houses)
    if not is_person(text, houses, marked=bool(role), sure=sure):
        return None
    return Name(role or "author", text)


def _split(text: str, role: str, houses: Houses) -> list[str]:
    """Divide at `,`, `&`, `and` and their like, if every part is a name; else leave it whole."""
    parts = _parts(text, role, houses)
    if len(parts) < 2 or look_up(text, houses):
        return [text]
    named = [is_place(part, houses) or bool(_name(part, "", False, houses)) for part in parts]
    if all(named) and (role != "source" or any(look_up(part, houses) for part in parts)):
        return parts
    # `Rana Haddad, political analyst`: what follows the name is no name.
    if named[0] and role != "source" and re.search("[,،]", text):
        return [part for part, name in zip(parts, named, strict=True) if name]
    return [text]


def _parts(text: str, role: str, houses: Houses) -> list[str]:
    """Divide at all that may part names, Arabic's waw too, but for outlets' names."""
    parts = [part for part in MAYBE_SEPARATOR.split(text) if part]
    if role not in ("", "source"):
        parts = [without_place(part, houses, marked=True) for part in parts]
    if role == "source":
        return parts
    return [name for part in parts for name in _split_at_waw(part, houses)]


def _split_at_waw(text: str, houses: Houses) -> list[str]:
    """Divide Arabic names at an attached waw (`… وميخائيل …`), two words at least on both sides."""
    for match in _ARABIC_WAW.finditer(text):
        left, right = text[: match.start()], text[match.end() :]
        long_enough = len(left.split()) > 1 and len(right.split()) > 1
        known = bool(look_up(left, houses) or look_up(right[1:], houses))
        if (long_enough or known) and match_key(right.split()[0]) not in houses.waw_names:
            return [left, *_split_at_waw(right[1:], houses)]
    return [text]


def _once(names: Iterable[str]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(key(name), name)
    return tuple(first.values())
