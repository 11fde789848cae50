"""Fold what was printed to one line, and count and hash the result."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mayadeen.items import Article, Link
from mayadeen.normalise import attribution, dates, urls
from mayadeen.normalise.houses import Houses
from mayadeen.normalise.photo_credit import photo_credit
from mayadeen.normalise.text import content_hash, fold, word_count
from mayadeen.pipelines import text


class TextPipeline:
    """Title, summary, captions and tags."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, Article):
            text.fold_article(item)
        return item


PEOPLE = ("source", "authors", "translators", "agencies")


def _line(printed: str | None) -> str | None:
    return (fold(printed) or None) if printed else None


def distinct(printed: list[str]) -> list[str]:
    """The labels folded, empty ones and exact repeats left out; `ايران` and `إيران` are two."""
    return [label for label in dict.fromkeys(map(fold, printed)) if label]


def fold_article(article: Article) -> None:
    """Bring every text to one line and one spelling; count and hash the result."""
    article.language = article.language or article.edition  # named after its language
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


def fold_link(link: Link) -> None:
    """Bring what a block prints of a post to one line and one spelling."""
    link.title = _line(link.title)
    link.label = _line(link.label)
    link.image_alt = _line(link.image_alt)
    link.image_credit = _line(link.image_credit)


def address_pictures(article: Article) -> None:
    """List each picture once: it is one file, whatever rendition of it the page asks for."""
    images = {}
    for image in article.images:
        address = urls.image(image.url, article.url)
        if address and address not in images:
            image.url = address
            images[address] = image
    article.images = list(images.values())


def published(article: Article, now: datetime) -> dates.Moment | None:
    """The moment that `published_raw` states, seen from `now`; in UTC where the reading of the page
    has left word in `published_zone` that this is the convention of the place it stood in."""
    if not article.published_raw:
        return None
    in_utc = article.published_zone == "convention"
    return dates.read(article.published_raw, now=now, in_utc=in_utc)


def date(article: Article) -> None:
    """Turn the printed moments to UTC and to the site's clock.

    One that cannot be read stays null, and the article's warnings say so. Relative forms count
    from `fetched_at`.
    """
    now = datetime.fromisoformat(article.fetched_at)
    if article.published_raw:
        moment = published(article, now)
        if moment is None:
            article.warnings.append("date_unreadable")
        else:
            article.published_at = moment.at
            article.published_local = moment.local
            article.published_precision = moment.precision
            article.published_zone = moment.zone
            article.published_flag = moment.flag
            layer = article.field_sources.get("published_raw")
            for name in ("published_at", "published_local"):
                if layer and getattr(article, name):
                    article.field_sources[name] = layer
    if article.updated_at:
        moment = dates.read(article.updated_at, now=now)
        article.updated_at = moment.at if moment else None
        if article.updated_at is None:
            article.warnings.append("update_unreadable")


def attribute(article: Article, houses: Houses) -> None:
    """Tell the outlet, the people and the wire services of credit lines and captions apart.

    Where no line is printed, `source` holds the one name that the metadata states: it may be a
    person's as well. People whom a layer states stand in `authors` where no line names them.
    """
    people = attribution.read([f"Author: {name}" for name in article.authors], houses).authors
    article.authors = list(people)
    lines = article.attribution_raw or article.source
    if lines:
        credit = attribution.read(lines.split(" | "), houses)
        article.source = credit.source
        article.authors = list(people or credit.authors)
        article.translators = list(credit.translators)
        article.agencies = list(credit.agencies)
        stated = article.field_sources.pop("source", None)
        layer = article.field_sources.get("attribution_raw", stated)
        for name in PEOPLE:
            if layer and getattr(article, name):
                article.field_sources.setdefault(name, layer)
    for image in article.images:
        if image.credit is None and image.caption:
            image.caption, image.credit, image.agency = photo_credit(image.caption, houses)
        if image.credit is None and image.alt:
            _, image.credit, image.agency = photo_credit(image.alt, houses)
