"""An item's line is the one that Scrapy's own exporter writes."""

from __future__ import annotations

import io
from typing import Any

import pytest
from scrapy.exporters import JsonLinesItemExporter

from mayadeen.extensions.lines import JsonLines
from mayadeen.items import Article, Author, Headline, Image, Link

AT = "2026-11-22T09:00:00Z"
ARTICLE = Article(
    url="https://site.example/a",
    edition="ar",
    discovered_via="listing",
    fetched_at=AT,
    title="“Storks” \u2028 عادت",
    images=[Image(url="https://site.example/é.jpg", alt="ا")],
    field_sources={"title": "page"},
)
LINK = Link(observed_at=AT, page_url="https://site.example/a", rel="related", rank=1, url="é")
HEADLINE = Headline(
    text="—", text_hash="0", rank=1, first_seen_at=AT, observed_at=AT, page_url="/", edition="en"
)
AUTHOR = Author(edition="en", url="https://site.example/b", posts=["1"], fetched_at=AT)


@pytest.mark.parametrize("item", [ARTICLE, LINK, HEADLINE, AUTHOR, {"a": 1}, {}])
@pytest.mark.parametrize(
    "options",
    [{"encoding": "utf-8"}, {}, {"fields_to_export": ["url"]}, {"indent": 1}],
    ids=str,
)
def test_the_same_line(item: Any, options: dict[str, Any]) -> None:
    def line(exporter: type[JsonLinesItemExporter]) -> bytes:
        file = io.BytesIO()
        exporter(file, **options).export_item(item)
        return file.getvalue()

    assert line(JsonLines) == line(JsonLinesItemExporter)
    assert line(JsonLines).endswith(b"\n")
