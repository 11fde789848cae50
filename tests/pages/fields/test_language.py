"""The language of a post, where its template states one for all pages."""

from __future__ import annotations

import json
from html import unescape

import pytest

from tests.pages.reading import page_of

URL = "https://english.almayadeen.net/news/politics/the-ferry-stays-at-the-quay"
TEXTS = {
    "en": "The harbour council said on Tuesday that the ferry would keep the timetable of winter,"
    " and that no boat of the old line was sold to the islands, which have asked for two of them.",
    "es": "El consejo del puerto dijo el martes que los barcos de la línea vieja no se venden por"
    " ahora, y que las islas, según una carta, han pedido dos para el invierno con un mecánico.",
    "ar": "قال مجلس المرفأ يوم الثلاثاء إنّ العبّارة ستبقى على مواعيدها، وإنّ أيّ قارب لن يُباع"
    " قبل الربيع.",
    "fa": "شورای بندر روز سه‌شنبه گفت که کشتی طبق برنامه می‌ماند و هیچ قایقی پیش از بهار فروخته"
    " نمی‌شود.",
    "fr": "Le conseil du port a dit mardi que le bac garderait son horaire et que rien ne serait"
    " vendu.",
    "he": "מועצת הנמל אמרה ביום שלישי שהמעבורת תשמור על לוח הזמנים שלה ושום סירה לא תימכר לפני"
    " האביב",
}


@pytest.mark.parametrize(
    ("stated", "text", "language", "layer"),
    [
        ("en", "ar", "ar", "page"),
        ("en-GB", "ar", "ar", "page"),
        ("en", "fa", "fa", "page"),
        ("en", "he", "he", "page"),
        ("ar", "en", "en", "page"),
        ("ar", "es", "es", "page"),
        ("en", "es", "es", "page"),
        ("es", "en", "en", "page"),
        ("en", "en", "en", "opengraph"),
        ("en-US", "en", "en-US", "opengraph"),
        ("es", "es", "es", "opengraph"),
        ("ar", "ar", "ar", "opengraph"),
        ("fa", "fa", "fa", "opengraph"),
        # What is not known is believed.
        ("fr", "fr", "fr", "opengraph"),
        ("xh", "en", "xh", "opengraph"),
    ],
)
def test_language(stated, text, language, layer):
    story = f"<p>{TEXTS[text]}</p>" * 2
    html = (
        f'<html lang="{stated}"><main><h1>1</h1><p>3 May 2021</p><div>{story}</div></main></html>'
    )
    page = page_of(html, URL)
    assert (page.values["language"], page.sources["language"]) == (language, layer)


@pytest.mark.parametrize("stated", ["en&quot;&gt; x=9", "english", "x" * 99, "zz-!!"])
def test_what_is_no_tag_is_passed_by(stated):
    post = {"@type": "NewsArticle", "headline": "1", "inLanguage": unescape(stated)}
    head = f'<head><script type="application/ld+json">{json.dumps(post)}</script></head>'
    story = f"<main><h1>1</h1><p>3 May 2021</p><p>{TEXTS['en']}</p></main>"
    html = f'<html lang="xh">{head}{story}</html>'
    assert page_of(html, URL).values["language"] == "xh"


def test_a_few_words_of_another_script_say_nothing():
    story = f"<p>{TEXTS['en']} {TEXTS['ar'][:20]}</p>"
    page = page_of(f'<html lang="en"><h1>1</h1><p>3 May 2021</p>{story}</html>', URL)
    assert page.values["language"] == "en"
