"""Who a story and a picture are credited to: houses, wire services, people, translators.

The names are data: `houses.json` beside this module says what each of its parts means, and
`load_houses` adds a user's file of the same shape.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from mayadeen.normalise import dates
from mayadeen.normalise.text import fold, key


class Name(NamedTuple):
    """A name of the data file: what it is (`house`, `wire`, …), and its canonical spelling."""

    kind: str
    spelling: str


@dataclass(frozen=True, slots=True)
class Houses:
    """The data file, ready for looking up: every set and mapping is by `_squeezed` spelling."""

    names: dict[str, Name]
    desks: frozenset[str]
    places: frozenset[str]
    organisation_words: frozenset[str]
    titles: frozenset[str]
    waw_names: frozenset[str]
    credit_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Credit:
    """What the credit lines of a post say; see `read`."""

    source: str | None
    authors: tuple[str, ...]
    translators: tuple[str, ...]
    agencies: tuple[str, ...]


_KINDS = {"houses": "house", "wires": "wire", "picture_houses": "picture", "outlets": "outlet"}
_LISTS = ("desks", "places", "organisation_words", "titles", "waw_names", "credit_words")


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


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", key(text))


# What stands before a name, by the part the name then plays. A colon may follow any of them; the
# ones that are common words need it, or the start of the line.
_MARKS = {
    "author": (
        "written by|reported by|reporting by|story by|interview by|opinion by|by|authors?|writers?"
        "|بقلم|كتبت?|الكاتبة?|المؤلفة?|إعداد|اعداد|تقرير|حوار|حاورته?ا?"
        "|escrito por|entrevista de|por|autore?s?|autora"
    ),
    "source": "sources?|المصادر|المصدر|مصدر|نقلا عن|نقلاً عن|عن|fuentes?",
    "translator": (
        "translated(?: from \\w+)?(?: to \\w+| into \\w+)? by|translation(?: by)?|translators?"
        "|ترجمة|ترجمها|ترجمته|المترجمة?|نقله إلى العربية|نقلته إلى العربية|نقلها إلى العربية"
        "|نقلتها إلى العربية|تعريب|traducción(?: de)?|traduccion(?: de)?|traducido por|traductora?"
    ),
    # People who wrote nothing.
    "other": (
        "edited by|editing by|photos? by|photography by|editors?|تحرير|تصوير|تدقيق|مونتاج"
        "|editado por|edición|fotos? de"
    ),
}
_MARK = "|".join(f"(?P<{role}>{words})" for role, words in _MARKS.items())
_OPENING = re.compile(rf"(?:{_MARK})(?:\s?[::]\s?|\s?[-–—]\s|\s)", re.IGNORECASE)
# In the middle of a line only what cannot be part of a name.
_INNER = re.compile(
    rf"[\s,،;؛.(\[|–—-]+(?=(?:{'|'.join(_MARKS.values())})\s?[::]\s?"
    r"|(?:written|translated|edited|reported|traducido|escrito)(?:\s\w+){0,4}\s(?:by|por)\s)",
    re.IGNORECASE,
)
_LINES = re.compile(r"\s*[|•·\n]\s*")
_STRONG = re.compile(r"\s*[+;؛/|]\s*|\s+(?:with|via)\s+", re.IGNORECASE)
_WEAK = re.compile(
    r"\s*[,،](?!\s?(?:jr|sr|ph\.?d|m\.?d)\b)\s*(?:(?:and|y|و)\s+)?|\s*&\s*|\s+(?:and|y|e|و)\s+",
    re.IGNORECASE,
)
_DASH = re.compile(r"\s+[-–—]+\s*|\s*[–—]+\s+|\s*[(\[]\s*")
_PARTICLE = re.compile(
    r"(?:al|el|bin|ibn|ben|bint|abu|abou|de|del|della|di|da|dos|das|do|du|la|las|los|le|van|von|der"
    r"|den|ter|ten|y|e|st|jr|sr|ii|iii|iv)\.?",
    re.IGNORECASE,
)
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
    found: dict[str, list[str]] = {
        part: [] for part in ("credited_house", "house", "outlet", "wire", "author", "translator")
    }
    for role, text in _statements(lines):
        for kind, name in _names(text, role, houses):
            if kind == "house" and role == "source":
                kind = "credited_house"
            elif role in ("translator", "other") and kind != "translator":
                continue
            found[kind].append(name)
    outlets = (*found["credited_house"], *found["house"], *found["outlet"], *found["wire"])
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
    if is_marked_credit(line, houses):
        return True
    if len(line) > 120 or line.endswith((".", "!", "?", "؟", ":")):
        return False
    names = list(_names(line, "", houses))
    return bool(names) or _is_desk(line, houses)


def is_marked_credit(text: str, houses: Houses) -> bool:
    """Say whether the line opens with a mark (`By`, `Source:`, `ترجمة:`) and names somebody."""
    line = _unwrapped(fold(text))
    if len(line) > 160 or not _OPENING.match(line):
        return False
    return any(
        role == "other" or _is_desk(rest, houses) or any(_names(rest, role, houses))
        for role, rest in _statements([line])
    )


def _statements(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give each statement of the lines with the part that its names play, `` if unmarked."""
    for printed in lines:
        for line in _LINES.split(printed):
            for statement in _INNER.split(_unwrapped(fold(line))):
                role, rest = "", _unwrapped(statement)
                while match := _OPENING.match(rest + " "):
                    role, rest = match.lastgroup or "", rest[match.end() :]
                rest = rest.strip(" .:,،;-–—")
                if rest and dates.find(rest) != rest and dates.reading_minutes(rest) is None:
                    yield role, rest


def _unwrapped(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] + text[-1] in ("()", "[]"):
        return text[1:-1].strip()
    return text.lstrip("([-–—*• ")


def _names(text: str, role: str, houses: Houses) -> Iterator[tuple[str, str]]:
    """Give (kind, name) for each name of a statement.

    Kinds: `house`, `outlet`, `wire`, and for people the part they play: `author`, `translator`.
    """
    person = role if role in ("translator", "other") else "author"
    known = _known(text, houses)
    if known:
        yield known
        return
    for chunk in _STRONG.split(text):
        for part in _split(chunk, role, houses):
            name = _without_place(part, houses)
            known = _known(name, houses)
            if known:
                yield known
            elif _is_desk(name, houses):
                continue
            elif role == "source":
                if _squeezed(name) not in houses.places and _squeezed(name):
                    yield "outlet", name
            elif _is_organisation(name, houses):
                if role:
                    yield "outlet", name
            else:
                name = _without_title(name, houses)
                if _is_person(name, houses, marked=bool(role)):
                    yield person, name


def _known(text: str, houses: Houses) -> tuple[str, str] | None:
    name = _lookup(text, houses)
    return name and ("wire" if name.kind == "picture" else name.kind, name.spelling)


def _lookup(text: str, houses: Houses) -> Name | None:
    """Look a name up, also with a desk behind it (`Al Mayadeen English Web Desk`)."""
    squeezed = _squeezed(text)
    if name := houses.names.get(squeezed):
        return name
    for desk in houses.desks:
        if squeezed.endswith(desk) and (name := houses.names.get(squeezed[: -len(desk)])):
            return name
    return None


def _is_desk(text: str, houses: Houses) -> bool:
    return _squeezed(text) in houses.desks


def _split(text: str, role: str, houses: Houses) -> list[str]:
    """Divide at `,`, `&`, `and` and their like, if every part is a name; else leave it whole."""
    if _known(text, houses):
        return [text]
    parts = [part for part in _WEAK.split(text) if part]
    if role != "source":
        parts = [name for part in parts for name in _split_at_waw(part, houses)]
    if len(parts) < 2:
        return [text]
    known = [bool(_known(part, houses) or _is_desk(part, houses)) for part in parts]
    if role == "source":
        named = any(known) and all(
            k or _is_place(part, houses) or _is_person(part, houses, marked=False)
            for k, part in zip(known, parts, strict=True)
        )
        return parts if named else [text]
    people = [
        _is_person(_without_title(_without_place(part, houses), houses), houses, marked=False)
        for part in parts
    ]
    if all(map(any, zip(known, people, strict=True))):
        return parts
    # `Rana Haddad, Beirut`, `Rana Haddad, political analyst`: what follows the name is no name.
    if (known[0] or people[0]) and "," in text.replace("،", ","):
        return [part for part, k, p in zip(parts, known, people, strict=True) if k or p]
    return [text]


def _split_at_waw(text: str, houses: Houses) -> list[str]:
    """Divide Arabic names at an attached waw (`… وميخائيل …`), two words at least on both sides."""
    for match in _ARABIC_WAW.finditer(text):
        left, right = text[: match.start()], text[match.end() :]
        long_enough = len(left.split()) > 1 and len(right.split()) > 1
        known = bool(_known(left, houses) or _known(right[1:], houses))
        if (long_enough or known) and _squeezed(right.split()[0]) not in houses.waw_names:
            return [left, *_split_at_waw(right[1:], houses)]
    return [text]


def _is_place(text: str, houses: Houses) -> bool:
    return _squeezed(text) in houses.places


def _without_place(text: str, houses: Houses) -> str:
    """Drop what follows a dash or bracket (`Rana Haddad - Beirut`), unless it is a known name."""
    head, *tail = (part.strip(" )]") for part in _DASH.split(text))
    if not head:
        return text
    if (
        tail
        and not _known(head, houses)
        and _known(tail[-1], houses)
        and not _is_person(head, houses, marked=False)
    ):
        return tail[-1]
    return head


def _without_title(text: str, houses: Houses) -> str:
    words = text.split()
    while len(words) > 1 and _squeezed(words[0]) in houses.titles:
        words = words[1:]
    return " ".join(words)


def _is_organisation(text: str, houses: Houses) -> bool:
    return any(_squeezed(word) in houses.organisation_words for word in text.split())


def _is_person(text: str, houses: Houses, *, marked: bool) -> bool:
    """Say whether the text has the shape of a person's name; a mark before it allows more."""
    words = text.split()
    if not (1 if marked else 2) <= len(words) <= 6 or re.search(r"[\d@_:?!\"“”«»…]", text):
        return False
    if _is_place(text, houses) or _is_organisation(text, houses):
        return False
    if marked:
        return any(word[0].isalpha() for word in words)
    return (words[0][0].isupper() or not words[0][0].islower()) and all(
        _name_word(word) for word in words
    )


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
_LABELLED = re.compile(rf"(?:^|(?<=[\s.|,–—-])){_LABEL}\s?(?P<names>\S.{{0,80}})")
_BEFORE_CREDIT = re.compile(r"\s+[-–—|/]+\s*|\s*\|\s*|\.\s+|\s+(?=[A-Z]{2,6}\s[-–—/]\s)")
_CREDIT_PARTS = re.compile(
    r"\s*[/,،;|&+:©]\s*|\s+[-–—]\s+|\s+(?:via|for|from|by|on|and|courtesy of|de|por|عبر)\s+"
    r"|(?:^|\s)\(c\)\s",
    re.IGNORECASE,
)
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
    for match in _LABELLED.finditer(line):
        if _names_a_maker(match["names"], houses):
            return _divided(line[: match.start()], line[match.start() :], houses)
    for start in (0, *(match.end() for match in _BEFORE_CREDIT.finditer(line))):
        if _is_only_credit(line[start:], houses):
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
        words = part.strip(" .").split()
        while words and _squeezed(words[0]) in houses.credit_words:
            del words[0]
        while words and _squeezed(words[-1]) in houses.credit_words:
            del words[-1]
        parts.append(" ".join(words))
    return parts


def _is_credit(text: str, before: str, houses: Houses) -> bool:
    if _abbreviates(text, before) or len(text.split()) > 12:
        return False
    squeezed = _squeezed(text)
    if squeezed in houses.credit_words or _SITE.fullmatch(text) or text.startswith("@"):
        return True
    if (match := _LABELLED.match(text)) and _names_a_maker(match["names"], houses):
        return True
    parts = _credit_parts(text, houses)
    if any(_lookup(part, houses) for part in parts):
        return True
    if any(not part or part.startswith("@") for part in parts):  # nothing but credit words
        return len(text.split()) < 7
    return "/" in text and _is_person(parts[0], houses, marked=False)


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
        k or not part or _is_person(part, houses, marked=False)
        for k, part in zip(known, parts, strict=True)
    )


def _abbreviates(text: str, before: str) -> bool:
    words = re.findall(r"\w+", before)[-len(text) :]
    return text.isupper() and "".join(word[0] for word in words).upper() == text
