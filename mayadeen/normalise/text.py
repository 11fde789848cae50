"""Bring text to one spelling: what is stored, what is compared, what is hashed."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Controls that are not white space, the soft hyphen, zero-width and direction marks, BOM, and what
# is no character, which XML refuses. They stand in a quarter of the site's texts, and two texts
# that differ only by them look the same.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]+"
)
# The joiner and the non-joiner belong to the spelling of words, where they stand in one.
_JOINERS = re.compile("[\u200c\u200d]+")
_SURROGATE = re.compile("[\ud800-\udfff]")

# White space that may stand before a mark, and white space that must; both begin where its run
# does. A plain `\s*` is tried anew from each blank of a run, which costs the square of its length.
BLANKS = r"(?:(?<!\s)\s+)?"
SOME_BLANKS = r"(?<!\s)\s+"

_SAME_IN_A_KEY = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´`ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىی", "ي"),
        "ک": "ك",
        **dict.fromkeys((0x200C, 0x200D)),  # a word is the same with and without a joiner
        # tatweel, short vowels, Quranic marks
        **dict.fromkeys(
            [0x640, 0x670, *range(0x610, 0x61B), *range(0x64B, 0x660), *range(0x6D6, 0x6EE)]
        ),
    }
)


def fold(s: str) -> str:
    """Give the text on one line, in NFC, its typography kept.

    White space of every kind (NBSP, thin spaces, line breaks) becomes single spaces; zero-width
    and direction marks and control characters go, joiners at the edge of words too; surrogate pairs
    are joined, lone surrogates become U+FFFD.
    """
    if s.isprintable():  # of all white space only the plain space is, of the marks none
        s = " ".join(s.split()) if "  " in s else s.strip(" ")
        return s if s.isascii() else unicodedata.normalize("NFC", s)
    if _SURROGATE.search(s):
        s = s.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    s = " ".join(_INVISIBLE.sub("", s).split())
    if "\u200c" in s or "\u200d" in s:
        s = " ".join(_JOINERS.sub(_joiner, s).split())
    return unicodedata.normalize("NFC", s)


def _joiner(run: re.Match[str]) -> str:
    """A joiner between two letters; at a word's edge nothing."""
    around = run.string[run.start() - 1 : run.start()], run.string[run.end() : run.end() + 1]
    return run[0][0] if all(around) and not "".join(around).count(" ") else ""


def speaks_of(words: Iterable[str], texts: Iterable[str]) -> bool:
    """Whether one of the words stands in the texts as a word, in any case and typography."""
    said = key("\n".join(texts))
    return any(re.search(rf"(?<!\w){re.escape(key(word))}(?!\w)", said) for word in words)


@lru_cache(maxsize=64)  # a page's headline and summary are compared again and again
def key(s: str) -> str:
    """Give the form in which two texts are compared; never shown.

    Folded, without regard to case, quote and dash shapes, compatibility forms, Arabic vowel marks
    and tatweel, and with the forms of alef, ya and kaf made one.
    """
    s = fold(s).casefold()
    if s.isascii():
        return s.replace("`", "'")
    s = unicodedata.normalize("NFKC", s.translate(_SAME_IN_A_KEY)).casefold()
    return fold(s.translate(_SAME_IN_A_KEY))


def fold_body(paragraphs: Iterable[str]) -> str | None:
    """Give the paragraphs, each on one line, joined by a blank line; None if nothing is left."""
    return "\n\n".join(filter(None, map(fold, paragraphs))) or None


def word_count(body: str | None) -> int:
    """Count the words of a body, divided by white space."""
    return len(body.split()) if body else 0


def content_hash(title: str | None, summary: str | None, body: str | None) -> str:
    """Give the SHA-256, 64 hex digits, of title, summary and body after folding.

    They are joined by the unit separator U+001F, which folding removes from every text, so that
    moving a sentence from one to another changes the hash. An absent text counts as empty.
    """
    parts = (fold(title or ""), fold(summary or ""), fold_body((body or "").split("\n\n")) or "")
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def text_hash(s: str) -> str:
    """Give the SHA-256, 64 hex digits, of `key(s)`: the identity of a ticker line."""
    return hashlib.sha256(key(s).encode()).hexdigest()
