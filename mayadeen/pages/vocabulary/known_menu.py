"""The site's menu as last seen, for pages that print none."""

from __future__ import annotations

from mayadeen.pages.vocabulary.words import plain

# The menu as it was last seen, for a page that shows none. Addresses of the English one follow the
# known forms; those of the other two are its paths.
_MENUS = {
    "en": (
        "News:news=Politics:politics|Economy:economy|Sports:sports|Arts&Culture:arts-culture"
        "|Health:health|Miscellaneous:miscellaneous|Technology:technology|Environment:environment\n"
        "Articles:articles=Opinion:opinion|Analysis:analysis|Blog:blog|Features:features\n"
        "Videos:videos=NewsFeed:newsfeed|Video Features:video-features|Explainers:explainers|TV:tv"
        "|Digital Series:digital-series\n"
        "Infographs:infographs=\n"
        "In Pictures:in-pictures=",
        "Africa:africa|Asia:asia|Asia-Pacific:asia-pacific|Europe:europe"
        "|Latin America:latin-america|MENA:mena|Palestine:palestine|US & Canada:us-canada",
    ),
    "ar": (
        "الأخبار:news=سياسة:politics|اقتصاد:economic|رياضة:sports|ثقافة:culture|منوعات:misc\n"
        "مقالات:articles=تحليل:analysis\n"
        "فيديو:video=\n"
        "إنفوغراف:infograph=",
        "",
    ),
    "es": (
        "Noticias:news=Política:politics|Economía:economy|Deportes:sports|Cultura:culture"
        "|Tecnología:technology\n"
        "Artículos:articles=Opinión:opinion|Análisis:analysis\n"
        "Videos:videos=\n"
        "Infografías:infographs=",
        "",
    ),
}


def known_menu(
    edition: str,
) -> tuple[list[tuple[str, str | None, str]], list[tuple[str, str]]]:
    """The built-in menu: (group, label, path) of its entries, (label, path) of its regions."""
    sections, regions = _MENUS[edition]
    entries: list[tuple[str, str | None, str]] = []
    for line in sections.split("\n"):
        top, _, subs = line.partition("=")
        group, _, slug = top.partition(":")
        entries.append((group, None, slug))
        for sub in filter(None, subs.split("|")):
            label, _, leaf = sub.partition(":")
            entries.append((group, label, f"{slug}/{leaf}"))
    pairs = (pair.partition(":") for pair in filter(None, regions.split("|")))
    return entries, [(label, f"regions/{slug}") for label, _, slug in pairs]


SECTIONS = frozenset(
    plain(word)
    for edition in _MENUS
    for group, label, _ in known_menu(edition)[0]
    for word in (group, label)
    if word
)
"""Menu words known of old: they support what the menu's structure says, nothing depends on them."""


SECTION_OF = {
    plain(label): group for edition in _MENUS for group, label, _ in known_menu(edition)[0] if label
}
"""The section of a category, by the menu as it was last seen."""
