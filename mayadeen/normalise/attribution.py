"""Who a story and a picture are credited to: houses, wire services, people, translators.

The names are data: `houses.json` beside this module says what each of its parts means, and
`load_houses` adds a user's file of the same shape.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from mayadeen.normalise import dates
from mayadeen.normalise.text import fold, key


class Name(NamedTuple):
    """Somebody credited, in canonical spelling.

    `kind` is `house`, `wire`, `picture` or `outlet` for a name of the data file, else `desk`,
    `outlet`, or the part that a person plays: `author`, `translator`, `other`.
    """

    kind: str
    spelling: str


@dataclass(frozen=True, slots=True)
class Houses:
    """The data file, ready for looking up: every set and mapping is by `_squeezed` spelling."""

    names: dict[str, Name]
    desks: frozenset[str]
    places: frozenset[str]
    organisation_words: frozenset[str]
    outlet_words: frozenset[str]
    titles: frozenset[str]
    waw_names: frozenset[str]
    function_words: frozenset[str]
    credit_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Credit:
    """What the credit lines of a post say; see `read`."""

    source: str | None
    authors: tuple[str, ...]
    translators: tuple[str, ...]
    agencies: tuple[str, ...]


_KINDS = {"houses": "house", "wires": "wire", "picture_houses": "picture", "outlets": "outlet"}
_LISTS = (
    *("desks", "places", "organisation_words", "outlet_words", "titles"),
    *("waw_names", "function_words", "credit_words"),
)


def load_houses(extra: Path | None = None) -> Houses:
    """Give the names of `houses.json`, and of a user's file of the same shape, which wins.

    Parts that the user's file leaves out stay as they are. Raises OSError where it cannot be read,
    ValueError where it is not JSON of that shape.
    """
    sources = [json.loads(files(__package__).joinpath("houses.json").read_text("utf-8"))]
    if extra is not None:
        sources.append(_checked(json.loads(extra.read_text("utf-8")), extra))
    names: dict[str, Name] = {}
    for data in sources:
        for part, kind in _KINDS.items():
            for spelling, others in data.get(part, {}).items():
                for other in (spelling, *others):
                    names[_squeezed(other)] = Name(kind, spelling)
    return Houses(
        names,
        *(
            frozenset(_squeezed(word) for data in sources for word in data.get(part, ()))
            for part in _LISTS
        ),
    )


def _checked(data: object, path: Path) -> dict[str, object]:
    if not isinstance(data, dict):
        raise ValueError(f"{path}: not an object")
    for part, value in data.items():
        if part in _KINDS:
            good = isinstance(value, dict) and all(_strings(others) for others in value.values())
        else:
            good = part == "about" or (part in _LISTS and _strings(value))
        if not good:
            raise ValueError(f"{path}: {part!r} is not a part of houses.json, or not of its shape")
    return data


def _strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


@lru_cache(maxsize=8192)
def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", key(text))


# What opens a statement, by the part that the names after it play. `free` marks may do so without
# a colon; the others are ordinary words without one.
_MARKS = {
    "author": (
        "(?:written|reported|reporting|posted|published|submitted|story|words|opinion|analysis"
        "|(?:special )?report|commentary|interview) by"
        "|by|بقلم|كتبت?|escrito por|entrevista de|por",
        r"authors?|authors?\(s\)|writers?|الكاتبة?|المؤلفة?|إعداد|تقرير|حوار|حاوره|حاورها|حاورته|autora?|autores",
    ),
    "source": ("sources?|via|المصادر|المصدر|fuentes?", "مصدر|نقلا عن|نقلاً عن|عن"),
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
    r"[\s,،;؛.(\[–—-]+(?=(?:sources?|translation|translators?|المصدر|ترجمة|بقلم|fuentes?|traducción)"
    r"\s?[::]|(?:written|translated|edited|traducido|escrito)(?:\s\w+){0,4}\s(?:by|por)\s)",
    re.IGNORECASE,
)
_LOOSE_ENDS = re.compile(r"^[\s.:,،;–—-]+|[\s:,،;–—-]+$|(?<!\b\w)(?<!\b\w\w)[\s.:,،;–—-]+$")
_LINES = re.compile(r"\s*[|•·\n]\s*")
_STRONG = re.compile(r"\s*[+;؛/|]\s*|\s+(?:with|via)\s+", re.IGNORECASE)
_WEAK = re.compile(
    r"\s*[,،](?!\s?(?:jr|sr|ph\.?d|m\.?d)\b)\s*(?:(?:and|y|و)\s+)?|\s*&\s*"
    r"|\s+(?:and|for|و|(?-i:[ye]))\s+",
    re.IGNORECASE,
)
_DASH = re.compile(r"\s+[-–—]+\s*|\s*[–—]+\s+|\s*[(\[]\s*")
_AT_PLACE = re.compile(r"(.+?),?\s(?:in|from|en|desde|في|من)\s(.+)")
_DEGREE = re.compile(r",?\s(?:ph\.?\s?d|m\.d)\.?$", re.IGNORECASE)
_PARTICLE = re.compile(
    r"(?:al|el|bin|ibn|ben|bint|abu|abou|de|del|della|di|da|dos|das|do|du|la|las|los|le|van|von|der"
    r"|den|ter|ten|y|e|st|jr|sr|ii|iii|iv)\.?",
    re.IGNORECASE,
)
_NOT_IN_A_NAME = re.compile(r'[\d@_:?!"“”«»…*#<>=]')
_POSSESSIVE = re.compile("['’]s$")
_LONGEST = 240  # characters of a line that can be a credit, some ten names
_ARTICLE = re.compile(r"(?:a[ldrstnz]|el|ash)-\w|[dl]['’]\w", re.IGNORECASE)
_ARABIC_WAW = re.compile(r"\s+(?=و\w)")


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
    for printed in lines:
        for line in _LINES.split(printed):
            for statement in _INNER.split(_unwrapped(fold(line))):
                rest = _unwrapped(statement)
                while match := _WITH_COLON.match(rest) or _FREE.match(rest):
                    role = match.lastgroup or ""
                    sure = match.re is _WITH_COLON or match[0].islower()
                    rest = rest[match.end() :]
                rest = _LOOSE_ENDS.sub("", rest)
                rest = rest if "(" in rest or "[" in rest else rest.rstrip(")]")
                if not rest:
                    continue  # a mark alone plays its part for the next line
                is_date = dates.find(rest) == rest or dates.reading_minutes(rest) is not None
                if len(rest) <= _LONGEST and not is_date:
                    yield _Statement(role, sure, rest)
                role, sure = "", False


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
    if name := _lookup(text, houses):
        return [name]
    chunks = [chunk for chunk in _STRONG.split(text) if chunk]
    if not role and any(_is_sentence(chunk.split(), houses) for chunk in chunks):
        return []
    parts = [part for chunk in chunks for part in _split(chunk, role, houses)]
    parts = [part for part in parts if not _is_place(part, houses)]
    named = [_name(part, role, sure, houses) for part in parts]
    if not role and None in named:
        return []
    return [name for name in named if name is not None]


def _name(printed: str, role: str, sure: bool, houses: Houses) -> Name | None:
    """Resolve one name, a place or form of address beside it dropped."""
    text = _without_place(printed, houses)
    if name := _lookup(text, houses):
        return name
    if _squeezed(text) in houses.desks:
        return Name("desk", text)
    if role == "source" or _has_word(text, houses.organisation_words):
        unknown = (sure if role == "source" else bool(role)) and _squeezed(text)
        return Name("outlet", text) if unknown and len(text.split()) < 10 else None
    text = _without_title(text, houses)
    if not _is_person(text, houses, marked=bool(role), sure=sure):
        return None
    return Name(role or "author", text)


def _lookup(text: str, houses: Houses) -> Name | None:
    """Look a name up; also with what it is (`صحيفة …`, `… newspaper`), and a house with who signs
    for it or what it is credited for (`Al Mayadeen's correspondent in …`, `Special to …`).
    """
    if name := houses.names.get(_squeezed(text)):
        return name
    words = text.split()
    if _WEAK.search(text) or _STRONG.search(text) or len(words) > 10:
        return None
    for cut in range(1, len(words)):
        for name_words, rest in ((words[cut:], words[:cut]), (words[:-cut], words[-cut:])):
            name = houses.names.get(_squeezed(_POSSESSIVE.sub("", " ".join(name_words))))
            if name is None:
                continue
            if all(_squeezed(word) in houses.outlet_words for word in rest):
                return name
            if name.kind == "house" and (
                name_words[-1] is words[-1] or _has_word(" ".join(rest), houses.organisation_words)
            ):
                return name
    return None


def _split(text: str, role: str, houses: Houses) -> list[str]:
    """Divide at `,`, `&`, `and` and their like, if every part is a name; else leave it whole."""
    parts = [part for part in _WEAK.split(text) if part]
    if role != "source":
        parts = [name for part in parts for name in _split_at_waw(part, houses)]
    if len(parts) < 2 or _lookup(text, houses):
        return [text]
    named = [_is_place(part, houses) or bool(_name(part, "", False, houses)) for part in parts]
    if all(named) and (role != "source" or any(_lookup(part, houses) for part in parts)):
        return parts
    # `Rana Haddad, political analyst`: what follows the name is no name.
    if named[0] and role != "source" and re.search("[,،]", text):
        return [part for part, name in zip(parts, named, strict=True) if name]
    return [text]


def _split_at_waw(text: str, houses: Houses) -> list[str]:
    """Divide Arabic names at an attached waw (`… وميخائيل …`), two words at least on both sides."""
    for match in _ARABIC_WAW.finditer(text):
        left, right = text[: match.start()], text[match.end() :]
        long_enough = len(left.split()) > 1 and len(right.split()) > 1
        known = bool(_lookup(left, houses) or _lookup(right[1:], houses))
        if (long_enough or known) and _squeezed(right.split()[0]) not in houses.waw_names:
            return [left, *_split_at_waw(right[1:], houses)]
    return [text]


def _is_place(text: str, houses: Houses) -> bool:
    return _squeezed(text) in houses.places


def _without_place(text: str, houses: Houses) -> str:
    """Drop what follows a dash or bracket (`Rana Haddad - Beirut`), and `in Beirut`."""
    text = _DASH.split(text)[0].strip() or text
    match = _AT_PLACE.fullmatch(text)
    return match[1] if match and _is_place(match[2], houses) else text


def _without_title(text: str, houses: Houses) -> str:
    words = text.split()
    while len(words) > 1 and _squeezed(words[0]) in houses.titles:
        words = words[1:]
    return _DEGREE.sub("", " ".join(words))


def _has_word(text: str, words: frozenset[str]) -> bool:
    return any(_squeezed(word) in words for word in text.split())


def _is_sentence(words: Sequence[str], houses: Houses) -> bool:
    # A capital makes a name of most of them: Ali Said, Will Khoury.
    return words[0].lower() == "the" or any(
        not word[0].isupper() and _squeezed(word) in houses.function_words for word in words
    )


def _is_person(text: str, houses: Houses, *, marked: bool = False, sure: bool = False) -> bool:
    """Say whether the text has the shape of a person's name.

    After a mark one word will do; after one with its colon the letters may be of any case.
    """
    words = text.split()
    if not (1 if marked else 2) <= len(words) <= 6 or _NOT_IN_A_NAME.search(text):
        return False
    if (
        _is_place(text, houses)
        or _has_word(text, houses.organisation_words)
        or _is_sentence(words, houses)
    ):
        return False
    if marked:  # `By Rana and Samir Haddad`: no list of names, so kept whole
        words = [word for word in words if not _WEAK.fullmatch(f" {word} ")]
    return all(_name_word(word) for word in words) or (sure and words[0][0].isalpha())


def _name_word(word: str) -> bool:
    return bool(_PARTICLE.fullmatch(word)) or (
        (word[0].isalpha() and not word[0].islower()) or bool(_ARTICLE.match(word))
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(key(name), name)
    return tuple(first.values())


_BRACKETED = re.compile(r"(.*)[(\[]([^()\[\]]{1,150})[)\]]\s?(\.?)")
_LABEL = (
    r"(?i:(?:photo|image|picture|pic|foto|imagen|صورة|الصورة|تصوير|مصدر الصورة)s?\s?"
    r"(?:credits?|source|courtesy)?\s?:|credits?\s?:|©|\(c\)|copyright\s"
    r"|(?:photo|image|picture|video|foto)s?\s(?:by|courtesy of|via|de|por)\s)"
)
_LABEL_WORDS = (  # one of which is in every label; looked for first, since captions are many
    *("©", "(c)", "photo", "credit", "image", "pic", "foto", "imagen", "video", "copyright"),
    *("صورة", "تصوير"),
)
_LABELLED = re.compile(rf"(?:^|(?<=[\s.|,–—-])){_LABEL}\s?(?P<names>\S.{{0,80}})")
_BEFORE_CREDIT = re.compile(r"\s+[-–—|/]+\s*|\s*\|\s*|\.\s+|\s+(?=[A-Z]{2,6}\s[-–—/]\s)")
_CREDIT_PARTS = re.compile(
    r"\s*[/,،;|&+:]\s*|\s*©\s?(?:\d{4}\s)?|\s+[-–—]\s+|\.\s+"
    r"|(?:^|\s+)(?:via|for|from|by|on|and|courtesy of|de|por|عبر)\s+"
    r"|(?:^|\s)\(c\)\s",
    re.IGNORECASE,
)
_LONGEST_CREDIT = 80  # characters of a credit without brackets
_SITE = re.compile(r"(?:www\.)?[a-z0-9-]+(?:\.[a-z]{2,})+", re.IGNORECASE)


def photo_credit(text: str, houses: Houses) -> tuple[str | None, str | None, str | None]:
    """Divide a caption: (caption, credit, agency), each None where there is none.

    The credit is a closing bracket that names a known agency, house or outlet, a person with one
    (`Name/Agency`), a site, or where the picture is from (`Photo by …`, `Social media`); or a
    closing `Photo: …`, `© …`, `… - AFP`. Another bracket belongs to the sentence and stays, so does
    the short form of a name just written out: `the Associated Press (AP)`. The credit stands as
    printed without its brackets; `agency` is the first wire service it names, else the first
    picture house.
    """
    line = fold(text)
    if (match := _BRACKETED.fullmatch(line)) and _is_credit(match[2], match[1], houses):
        caption = match[1].rstrip()
        stop = match[3] if caption and caption[-1] not in '.!?"”' else ""
        return _divided(caption + stop, match[2], houses)
    lower = line.lower()
    labelled = _LABELLED.finditer(line) if any(map(lower.__contains__, _LABEL_WORDS)) else ()
    for match in labelled:
        if _names_a_maker(match["names"], houses):
            return _divided(line[: match.start()], line[match.start() :], houses)
    for start in (0, *(match.end() for match in _BEFORE_CREDIT.finditer(line))):
        if len(line) - start <= _LONGEST_CREDIT and _is_only_credit(line[start:], houses):
            return _divided(line[:start], line[start:], houses)
    return line or None, None, None


def _divided(
    caption: str, credit: str, houses: Houses
) -> tuple[str | None, str | None, str | None]:
    known = [name for part in _credit_parts(credit, houses) if (name := _lookup(part, houses))]
    agency = next(
        (name.spelling for kind in ("wire", "picture") for name in known if name.kind == kind), None
    )
    return caption.strip(" -–—|,/") or None, credit.strip(), agency


def _credit_parts(credit: str, houses: Houses) -> list[str]:
    """Give the names of a credit, without the words around them (`AP Photo`, `File`)."""
    parts = []
    for part in filter(None, _CREDIT_PARTS.split(credit)):
        words = [] if _squeezed(part) in houses.credit_words else part.strip(" .").split()
        while words and _squeezed(words[0]) in houses.credit_words:
            del words[0]
        while words and _squeezed(words[-1]) in houses.credit_words:
            del words[-1]
        parts.append(" ".join(words))
    return parts


def _is_credit(text: str, before: str, houses: Houses) -> bool:
    squeezed = _squeezed(text)
    if not squeezed or _abbreviates(text, before) or len(text.split()) > 12:
        return False
    if squeezed in houses.credit_words or _SITE.fullmatch(text) or text.startswith("@"):
        return True
    if (match := _LABELLED.match(text)) and _names_a_maker(match["names"], houses):
        return True
    parts = _credit_parts(text, houses)
    if any(_lookup(part, houses) for part in parts):
        return True
    if any(not part or part.startswith("@") for part in parts):  # nothing but credit words
        return len(text.split()) < 7
    return "/" in text and len(parts) > 1 and _is_person(parts[0], houses)


def _names_a_maker(text: str, houses: Houses) -> bool:
    """Say whether what follows `Photo by` or `©` is a name and not the rest of a sentence."""
    parts = _credit_parts(text, houses)
    return len(text.split()) < 9 and all(
        not part
        or _lookup(part, houses) is not None
        or part.startswith("@")
        or part[:1].isdigit()
        or all(_name_word(word) for word in part.split())
        for part in parts
    )


def _is_only_credit(text: str, houses: Houses) -> bool:
    """Say whether the text is known names, and people beside them, to its end."""
    parts = _credit_parts(text, houses)
    known = [_lookup(part, houses) is not None for part in parts]
    return any(known) and all(
        k or not part or _is_person(part, houses) for k, part in zip(known, parts, strict=True)
    )


def _abbreviates(text: str, before: str) -> bool:
    words = re.findall(r"\w+", before)[-len(text) :]
    return text.isupper() and "".join(word[0] for word in words).upper() == text
