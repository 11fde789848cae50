"""Folds what was printed to one line, and counts and hashes the result."""

from __future__ import annotations

from typing import Any

from mayadeen.items import Article, Link
from mayadeen.normalise.text import content_hash, fold, key, word_count


class TextPipeline:
    """Title, summary, captions, tags and link texts."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article):
            _fold_article(item)
        elif isinstance(item, Link):
            item.title = _line(item.title)
            item.label = _line(item.label)
            item.image_alt = _line(item.image_alt)
            item.image_credit = _line(item.image_credit)
        return item


def _line(printed: str | None) -> str | None:
    return (fold(printed) or None) if printed else None


def _fold_article(article: Article) -> None:
    article.title = _line(article.title)
    article.summary = _line(article.summary)
    article.attribution_raw = _line(article.attribution_raw)
    article.published_raw = _line(article.published_raw)
    for name in ("tags", "regions", "countries", "coverage"):
        setattr(article, name, distinct(getattr(article, name)))
    for image in article.images:
        image.alt = _line(image.alt)
        image.caption = _line(image.caption)
    article.word_count = word_count(article.body)
    article.content_hash = content_hash(article.title, article.summary, article.body)


def distinct(printed: list[str]) -> list[str]:
    """The labels folded, empty ones and repeats left out; the first spelling stays."""
    labels: dict[str, str] = {}
    for label in printed:
        labels.setdefault(key(label), fold(label))
    return [label for label in labels.values() if label]
