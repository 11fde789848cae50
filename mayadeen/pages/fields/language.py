"""Choose the language: what a layer states, unless the text is plainly in another."""

from __future__ import annotations

import re
from collections import Counter

from mayadeen.pages.fields.chosen import Chosen

_TAG = re.compile("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,5}")
_READ = 1500
"""Characters of a post that are asked. It bounds the time."""

_ENOUGH = 60
"""Letters to tell a language by. tests/pages/fields/test_language.py holds the upper side."""

_MOST = 0.8
"""Share of letters in one script. Real pages do not depend on it."""

_PERSIAN_LETTERS = 9
"""Letters that Arabic lacks, of names in it. tests/pages/fields/test_language.py holds the upper
side."""

_SCRIPTS = {
    "arabic": re.compile("[\u0620-\u064a\u066e-\u06d3]+"),
    "hebrew": re.compile("[\u05d0-\u05ea]+"),
    "cyrillic": re.compile("[\u0400-\u04ff]+"),
    "latin": re.compile("[A-Za-z\u00c0-\u024f]+"),
}
_LANGUAGES = {
    "arabic": frozenset(("ar", "fa", "ur", "ps", "ku", "ckb", "ug", "sd")),
    "hebrew": frozenset(("he", "iw", "yi")),
    "cyrillic": frozenset(("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg")),
}
_PERSIAN = re.compile("[پچژگی]")
_URDU = re.compile("[ٹڈڑےں]")
# Words that no text of the other language holds, of the languages of the site that share letters.
_WORDS = {
    "en": re.compile(r"\b(?:the|of|and|that|with|was|from|which|has|have)\b", re.IGNORECASE),
    "es": re.compile(r"\b(?:el|los|las|del|que|una|por|con|para|según)\b", re.IGNORECASE),
}
_PLAINLY, _AT_LEAST = 4, 6  # times more words of one than of the other, and how many


def choose_language(chosen: Chosen) -> None:
    """The stated language; where the text is in another script or plainly in another language of
    the site's, which templates that state one for all pages do not know, that of the text."""
    for layer, value in chosen.stated("language"):
        if _TAG.fullmatch(tag := value.replace("_", "-")):
            chosen.put("language", tag, layer)
            break
    texts = (chosen.values.get(name) or "" for name in ("title", "summary", "body"))
    stated = chosen.values.get("language")
    if stated and (found := language_of(" ".join(texts)[:_READ], stated)):
        chosen.put("language", found, "page")


def language_of(text: str, stated: str) -> str | None:
    """The language of a text, a BCP 47 tag, where it cannot be the stated one; else None."""
    said = stated.partition("-")[0].lower()
    letters = Counter({name: sum(map(len, form.findall(text))) for name, form in _SCRIPTS.items()})
    script, most = letters.most_common(1)[0]
    if letters.total() < _ENOUGH or most < _MOST * letters.total():
        return None
    if script != "latin":
        return None if said in _LANGUAGES[script] else _of_script(script, text)
    counts = {name: len(form.findall(text)) for name, form in _WORDS.items()}
    best, other = sorted(counts, key=counts.__getitem__, reverse=True)
    plainly = counts[best] >= max(_AT_LEAST, _PLAINLY * counts[other])
    wrong = said == other or any(said in languages for languages in _LANGUAGES.values())
    return best if plainly and wrong else None


def _of_script(script: str, text: str) -> str:
    if script == "arabic":
        if _URDU.search(text):
            return "ur"
        return "fa" if len(_PERSIAN.findall(text)) > _PERSIAN_LETTERS else "ar"
    return {"hebrew": "he", "cyrillic": "ru"}[script]
