"""Folding for storing, folding for comparing, and the hashes made of them."""

from __future__ import annotations

import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayadeen.normalise import text

# Every code point, lone surrogates too: a page can hold any of them.
anything = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("Port workers end strike", "Port workers end strike"),
        ("  two  spaces   inside ", "two spaces inside"),
        ("line\nbreak\r\nand\ttab", "line break and tab"),
        ("closing\xa0space.\xa0", "closing space."),
        ("thin\u2009space, \u3000wide", "thin space, wide"),
        ("line\u2028separator", "line separator"),
        ("zero\u200bwidth", "zerowidth"),
        ("soft\xadhyphen", "softhyphen"),
        ("\ufeffbyte order mark", "byte order mark"),
        ("\u200fالخبر\u200e الأول\u202c", "الخبر الأول"),
        ("bell\x07 and nul\x00", "bell and nul"),
        ("e\u0301t\u00e9", "\u00e9t\u00e9"),
        ("e\u200b\u0301", "\u00e9"),
        ("“curly” ‘quotes’ – and … kept", "“curly” ‘quotes’ – and … kept"),
        ("كَتَبَ ـــ الخبر", "كَتَبَ ـــ الخبر"),
        ("lone \ud83d here", "lone \ufffd here"),
        ("pair \ud83d\ude00 here", "pair 😀 here"),
        ("", ""),
        (" \u200b\n", ""),
    ],
)
def test_fold(printed: str, folded: str) -> None:
    assert text.fold(printed) == folded


@given(anything)
def test_a_folded_text_is_one_clean_line_and_stays_as_it_is(printed: str) -> None:
    folded = text.fold(printed)
    assert text.fold(folded) == folded
    assert folded == " ".join(folded.split())
    assert unicodedata.is_normalized("NFC", folded)
    folded.encode("utf-8")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Valley’s Harbour", "valley's harbour"),
        ("“Quoted”", '"quoted"'),
        ("a – b", "a - b"),
        ("Straße", "STRASSE"),
        ("أحمد", "احمد"),
        ("إيران", "ايران"),
        ("آذار", "اذار"),
        ("مصطفى", "مصطفي"),
        ("ایران", "ايران"),
        ("کتاب", "كتاب"),
        ("محـــمد", "محمد"),
        ("كَتَبَ", "كتب"),
        ("wait…", "wait..."),
        ("ﻻ", "لا"),
    ],
)
def test_key_is_one_for_what_a_reader_takes_for_the_same(one: str, other: str) -> None:
    assert text.key(one) == text.key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Gaza", "Gazan"), ("a-b", "a b"), ("حسن", "حسين"), ("سنة", "سن")]
)
def test_key_keeps_words_apart(one: str, other: str) -> None:
    assert text.key(one) != text.key(other)


@given(anything)
def test_a_key_is_its_own_key_and_blind_to_folding(printed: str) -> None:
    assert text.key(text.key(printed)) == text.key(printed)
    assert text.key(text.fold(printed)) == text.key(printed)


@pytest.mark.parametrize(
    ("paragraphs", "body"),
    [
        (["One\nline.", "", " \xa0", "Two."], "One line.\n\nTwo."),
        ([], None),
        ([" ", "\u200b"], None),
    ],
)
def test_fold_body(paragraphs: list[str], body: str | None) -> None:
    assert text.fold_body(paragraphs) == body


@pytest.mark.parametrize(
    ("body", "words"), [(None, 0), ("", 0), ("One.\n\nTwo three.", 3), ("well-known word", 2)]
)
def test_word_count(body: str | None, words: int) -> None:
    assert text.word_count(body) == words


def test_content_hash_is_of_the_folded_texts() -> None:
    written_out = hashlib.sha256(b"Title\x1fSummary\x1fOne.\n\nTwo.").hexdigest()
    assert text.content_hash("Title", "Summary", "One.\n\nTwo.") == written_out
    assert text.content_hash(" Title\xa0", "Summary\u200b", "One. \n\nTwo.") == written_out


@pytest.mark.parametrize(
    "changed",
    [
        ("Title.", "Summary", "One.\n\nTwo."),
        ("Title", None, "One.\n\nTwo."),
        ("Title", "Summary One.", "Two."),
        ("Title", "Summary", "One. Two."),
        ("Title", "Summary", None),
    ],
)
def test_content_hash_sees_each_change(changed: tuple[str, str | None, str | None]) -> None:
    assert text.content_hash(*changed) != text.content_hash("Title", "Summary", "One.\n\nTwo.")


def test_text_hash_is_one_for_a_line_printed_twice_with_other_quotes() -> None:
    assert text.text_hash("Speaker: it’s “over”") == text.text_hash('Speaker:  it\'s "over"')
    assert text.text_hash("abc") == hashlib.sha256(b"abc").hexdigest()
