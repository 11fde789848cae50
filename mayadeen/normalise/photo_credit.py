"""Split a caption into its text, its credit and the agency."""

from __future__ import annotations

import re

from mayadeen.normalise.houses import Houses, look_up, match_key
from mayadeen.normalise.person_names import is_person, name_word
from mayadeen.normalise.text import BLANKS, SOME_BLANKS, fold

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


_BEFORE_CREDIT = re.compile(
    rf"{SOME_BLANKS}[-–—|/]+\s*|{BLANKS}\|\s*|\.\s+"
    rf"|{SOME_BLANKS}(?=[A-Z]{{2,6}}\s[-–—/]\s)"
)


_CREDIT_PARTS = re.compile(
    rf"{BLANKS}[/,،;|&+:]\s*|{BLANKS}©\s?(?:\d{{4}}\s)?|{SOME_BLANKS}[-–—]\s+|\.\s+"
    rf"|(?:^|{SOME_BLANKS})(?:via|for|from|by|on|and|courtesy of|de|por|عبر)\s+"
    r"|(?:^|\s)\(c\)\s",
    re.IGNORECASE,
)


_MOST_WORDS = 12
"""Words of a credit. Half and double read 17 real pages alike."""

_LONGEST_CREDIT = 80
"""Characters of a credit without brackets. Half and double read 78 real pages alike."""


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
    known = [name for part in _credit_parts(credit, houses) if (name := look_up(part, houses))]
    agency = next(
        (name.spelling for kind in ("wire", "picture") for name in known if name.kind == kind), None
    )
    return caption.strip(" -–—|,/") or None, credit.strip(), agency


def _credit_parts(credit: str, houses: Houses) -> list[str]:
    """Give the names of a credit, without the words around them (`AP Photo`, `File`)."""
    parts = []
    for part in filter(None, _CREDIT_PARTS.split(credit)):
        words = [] if match_key(part) in houses.credit_words else part.strip(" .").split()
        while words and match_key(words[0]) in houses.credit_words:
            del words[0]
        while words and match_key(words[-1]) in houses.credit_words:
            del words[-1]
        parts.append(" ".join(words))
    return parts


def _is_credit(text: str, before: str, houses: Houses) -> bool:
    matched = match_key(text)
    if not matched or _abbreviates(text, before) or len(text.split()) > _MOST_WORDS:
        return False
    if matched in houses.credit_words or _has_form_of_credit(text, houses):
        return True
    parts = _credit_parts(text, houses)
    if any(look_up(part, houses) for part in parts):
        return True
    if any(not part or part.startswith("@") for part in parts):  # nothing but credit words
        return 2 * len(text.split()) <= _MOST_WORDS
    return "/" in text and len(parts) > 1 and is_person(parts[0], houses)


def _has_form_of_credit(text: str, houses: Houses) -> bool:
    """Whether a text is a site's address, an account's name, or a label and a maker."""
    if _SITE.fullmatch(text) or text.startswith("@"):
        return True
    match = _LABELLED.match(text)
    return match is not None and _names_a_maker(match["names"], houses)


def _names_a_maker(text: str, houses: Houses) -> bool:
    """Say whether what follows `Photo by` or `©` is a name and not the rest of a sentence."""
    parts = _credit_parts(text, houses)
    return len(text.split()) <= _MOST_WORDS and all(
        not part
        or look_up(part, houses) is not None
        or part.startswith("@")
        or part[:1].isdigit()
        or all(name_word(word) for word in part.split())
        for part in parts
    )


def _is_only_credit(text: str, houses: Houses) -> bool:
    """Say whether the text is known names, and people beside them, to its end."""
    parts = _credit_parts(text, houses)
    known = [look_up(part, houses) is not None for part in parts]
    return any(known) and all(
        k or not part or is_person(part, houses) for k, part in zip(known, parts, strict=True)
    )


def _abbreviates(text: str, before: str) -> bool:
    words = re.findall(r"\w+", before)[-len(text) :]
    return text.isupper() and "".join(word[0] for word in words).upper() == text
