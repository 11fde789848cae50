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


_FERRY = f'{{{POST}, "url": "{URL}"}}'
_OTHER = (
    '{"@type": "NewsArticle", "headline": "A bell for the mole", "datePublished": "2020-01-01",'
    ' "url": "https://english.almayadeen.net/news/politics/bell"}'
)
_OTHER_ALIKE = _OTHER.replace("A bell for the mole", "The ferry stays")


@pytest.mark.parametrize(
    ("scripts", "published"),
    [
        ((_OTHER, _FERRY), AT),
        ((f"[{_OTHER}, {_FERRY}]",), AT),
        ((_OTHER,), None),
        ((_OTHER.replace('"url"', '"mainEntityOfPage"'),), None),
        ((_OTHER_ALIKE,), "2020-01-01"),  # an address that the post had before
        ((_OTHER_ALIKE, _FERRY), AT),
        (('{"@type": "VideoObject", "name": "A film", "uploadDate": "2019-01-01"}', _FERRY), AT),
    ],
)
def test_the_object_of_another_post_is_left(scripts, published):
    head = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    html = (
        f"<html><head><title>The ferry stays | House</title>{head}</head><h1>The ferry stays</h1>"
    )
    found, _ = read_jsonld(flatten(response(html, URL)))
    assert found.get("published_raw") == published


@pytest.mark.parametrize(
    "name",
    ["article:published_time", "datePublished", "pubdate", "publish-date", "parsely-pub-date",
     "sailthru.date", "DC.date.issued", "date"],
)  # fmt: skip
def test_names_of_the_date(name):
    html = f'<meta name="{name}" content="{AT}">'
    assert read_opengraph(flatten(response(html, URL)))["published_raw"] == AT
