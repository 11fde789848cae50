"""What the machine-readable layers state, in the ways in which publishers write them."""

from __future__ import annotations

import pytest

from mayadeen.pages.flat.flatten import flatten
from mayadeen.pages.layers.jsonld import read_jsonld
from mayadeen.pages.layers.opengraph import read_opengraph
from tests.pages.reading import response

URL = "https://english.almayadeen.net/news/politics/x"
AT = "2021-07-28T23:20:00+03:00"
POST = f'"@type": "NewsArticle", "headline": "The ferry stays", "datePublished": "{AT}"'


@pytest.mark.parametrize(
    "script",
    [
        f"{{{POST}}}",
        f"<!--\n{{{POST}}}\n-->",
        f"//<![CDATA[\n{{{POST}}}\n//]]>",
        f"{{{POST}}};",
        f"{{{POST},}}",
        f'[{{"@type": "Organization", "name": "A house"}}, {{{POST}}}]',
        f'{{"@graph": [{{"@type": "WebPage", "name": "A page"}}, {{{POST}}}]}}',
        f'{{"@type": "WebPage", "mainEntity": {{{POST}}}}}',
        f'{{"@type": ["Article", "NewsArticle"], "headline": ["The ferry stays"],'
        f' "datePublished": ["{AT}"]}}',
        f'{{"@type": "https://schema.org/NewsArticle", "name": "The ferry stays",'
        f' "dateCreated": "{AT}"}}',
    ],
)
def test_jsonld(script):
    html = f'<script type="application/ld+json">{script}</script>'
    found, _ = read_jsonld(flatten(response(html, URL)))
    assert (found["title"], found["published_raw"]) == ("The ferry stays", AT)


@pytest.mark.parametrize(
    "name",
    ["article:published_time", "datePublished", "pubdate", "publish-date", "parsely-pub-date",
     "sailthru.date", "DC.date.issued", "date"],
)  # fmt: skip
def test_names_of_the_date(name):
    html = f'<meta name="{name}" content="{AT}">'
    assert read_opengraph(flatten(response(html, URL)))["published_raw"] == AT
