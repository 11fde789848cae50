"""Which tags a post has, where the page shows other lists of links, and layers state some."""

from __future__ import annotations

import json

import pytest

from tests.pages.reading import page_of

URL = "https://english.almayadeen.net/news/politics/the-ferry-stays-at-the-quay"
STORY = (
    "<div><p>The harbour council said on Tuesday that the ferry would keep its timetable.</p>"
    "<p>No boat would be sold, it added, before the winter storms are over and the quay mended.</p>"
    "</div>"
)


def links(*tags: str, folder: str = "/tags") -> str:
    return "".join(f'<li><a href="{folder}/{tag}">{tag}</a></li>' for tag in tags)


OWN = f"<ul>{links('Ferries', 'Quays', 'Winter')}</ul>"
OF_ALL = f"<ul>{links(*(f'Word {n}' for n in range(6)))}</ul>"
CLOUD = f"<ul>{links(*(f'Word {n}' for n in range(60)))}</ul>"


def tags(above: str, below: str, keywords: object = None) -> tuple[list[str], str | None]:
    """The tags of a page, and their layer."""
    post = {"@type": "NewsArticle", "headline": "The ferry stays", "keywords": keywords}
    html = (
        f'<script type="application/ld+json">{json.dumps(post)}</script><main>{above}'
        f"<h1>The ferry stays</h1><p>28 Jul 2021 23:20</p>{STORY}{below}</main>"
    )
    page = page_of(html, URL)
    return page.values.get("tags", []), page.sources.get("tags")


@pytest.mark.parametrize(
    ("above", "below", "keywords", "expected"),
    [
        ("", OWN, None, (["Ferries", "Quays", "Winter"], "page")),
        ("", OWN, ["Quays", "Ferries", "Coast", "Boats"], (["Ferries", "Quays", "Winter"], "page")),
        ("", OWN, ["Ferries"], (["Ferries", "Quays", "Winter"], "page")),
        # Lists that no layer knows are the site's, not the post's.
        ("", OF_ALL, ["Quays", "Ferries"], (["Quays", "Ferries"], "jsonld")),
        (OF_ALL, OWN, ["Quays", "Ferries"], (["Ferries", "Quays", "Winter"], "page")),
        ("", f"{OF_ALL}{OWN}", "Quays, Ferries", (["Ferries", "Quays", "Winter"], "page")),
        # Without a layer's word the nearest to the story.
        ("", f"{OWN}{OF_ALL}", None, (["Ferries", "Quays", "Winter"], "page")),
        ("", CLOUD, None, ([], None)),
        # The list's own heading can be a link, too.
        ("", f"<ul>{links('Related', 'Quays')}</ul>", None, (["Quays"], "page")),
        # Links that lead elsewhere than to tags.
        ("", '<div><a href="/feedback?id=4">Write to us</a></div>', None, ([], None)),
        ("", '<div><a href="mailto:a@example.org">Write to us</a></div>', None, ([], None)),
        ("", '<div><a href="javascript:void(0)">Keep on</a></div>', None, ([], None)),
        ("", '<div><a href="/shop">Our maps</a> | <a href="/jobs">Work here</a></div>', None,
         ([], None)),
        ("", f'<ul>{links("Ferries")}<li><a href="/tags">View all</a></li></ul>', None,
         (["Ferries"], "page")),
        # Networks that are the subject, and buttons of the same names.
        ("", f'<ul>{links("Ferries", "Twitter", "تويتر")}</ul><ul>{links("Twitter", folder="/to")}'
         "</ul>", None, (["Ferries", "Twitter", "تويتر"], "page")),
        # Commas and semicolons.
        ("", "", ["Lamps", "Old Quay, Lower Town"], (["Lamps", "Old Quay, Lower Town"], "jsonld")),
        ("", "", "Lamps; Quays;Ferries", (["Lamps", "Quays", "Ferries"], "jsonld")),
        ("", "", ["Lamps, Quays"], (["Lamps", "Quays"], "jsonld")),
        ("", "", "مصابيح؛ أرصفة، عبّارات", (["مصابيح", "أرصفة", "عبّارات"], "jsonld")),
        ("", f'<ul>{links("Old Quay, Lower Town", "Lamps")}</ul>', None,
         (["Old Quay, Lower Town", "Lamps"], "page")),
        # What machines alone read.
        ("", "", ["Lamps", "8ae9ab2d-fe1b-4230-acb8-a59b52877682", "100312362", "2024"],
         (["Lamps", "2024"], "jsonld")),
    ],
)  # fmt: skip
def test_tags(above, below, keywords, expected):
    assert tags(above, below, keywords) == expected
