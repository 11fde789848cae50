"""Turns the printed moment to UTC and to the site's clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mayadeen.items import Article
from mayadeen.normalise import dates


class DatesPipeline:
    """A moment that cannot be read stays null, and its article says so."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article):
            now = datetime.fromisoformat(item.fetched_at)
            _published(item, now)
            _updated(item, now)
        return item


def _published(article: Article, now: datetime) -> None:
    if not article.published_raw:
        return
    moment = dates.read(article.published_raw, now=now)
    if moment is None:
        article.warnings.append("date_unreadable")
        return
    article.published_at = moment.at
    article.published_local = moment.local
    article.published_precision = moment.precision
    article.published_zone = moment.zone
    article.published_flag = moment.flag
    layer = article.field_sources.get("published_raw")
    for name in ("published_at", "published_local"):
        if layer and getattr(article, name):
            article.field_sources[name] = layer


def _updated(article: Article, now: datetime) -> None:
    if not article.updated_at:
        return
    moment = dates.read(article.updated_at, now=now)
    if moment is None or moment.at is None:
        article.warnings.append("update_unreadable")
    article.updated_at = moment.at if moment else None
