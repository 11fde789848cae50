"""Read Open Graph, the other `<meta>` tags of the head, and the address that `<link>` gives."""

from __future__ import annotations

import html
from typing import Any

from mayadeen.normalise.text import fold
from mayadeen.pages.flat.page import FlatPage
from mayadeen.pages.layers import jsonish
from mayadeen.pages.parts.durations import seconds
from mayadeen.pages.vocabulary import page_kinds
from mayadeen.pages.vocabulary.words import plain

_TITLE = ("og:title", "twitter:title", "title", "headline")
_SUMMARY = ("og:description", "description", "twitter:description")
_AUTHOR = (
    *("article:author", "author", "og:article:author", "dc.creator", "dcterms.creator"),
    *("parsely-author", "sailthru.author", "article:author_name", "byl"),
)
_PUBLISHED = (
    *("datepublished", "og:published_time", "pubdate"),
    *("publish-date", "publish_date", "parsely-pub-date", "sailthru.date"),
    *("article:published", "article:published_date", "article.published", "sw-pubdate"),
    *("publication_date", "published_time", "og:article:published_time", "og:pubdate"),
    *("citation_publication_date", "originalpublicationdate", "article_date_original"),
    *("dc.date.issued", "dcterms.issued", "dc.date.created", "date"),
)
_VAGUE = ("dcterms.created", "dc.date", "dcterms.date", "dc.created", "created", "revised")
_UPDATED = ("og:updated_time", "datemodified", "last-modified")
_PICTURE = ("og:image:secure_url", "og:image", "twitter:image", "image")
_FILM = (
    *("og:video:secure_url", "og:video:url", "og:video"),
    *("twitter:player:stream", "twitter:player"),
)
_DURATION = ("og:video:duration", "video:duration", "duration")


def read_opengraph(page: FlatPage) -> dict[str, Any]:
    """Give the Article fields that the head states: `<meta property="og:title" content="…">`.

    Besides these: `type` (in plain form), `site_name`, `author`, `pictures`, `film`, `duration` and
    `page_title`, the `<title>`; `vague`, where of the date is not said what happened then; and
    `utc`, the moments of these that are UTC where they state no zone, as those of `article:*_time`
    are on this site.
    """
    meta = page.meta
    kind = plain(meta("og:type") or "")
    found: dict[str, Any] = {
        "post_id": _number(meta("postid", "post-id", "post_id", "article:id")),
        "url": _url(page),
        "language": page.language or meta("content-language", "language") or _locale(page),
        "title": _text(meta(*_TITLE)),
        "summary": _text(meta(*_SUMMARY)),
        "tags": _tags(page),
        **_dates(page),
        "author": _author(page),
        "sections": list(filter(None, (_text(meta("article:section")), _text(meta("section"))))),
        "pictures": list(filter(None, [meta(*_PICTURE)])),
        "film": meta(*_FILM),
        "duration": seconds(meta(*_DURATION) or ""),
        "type": kind or None,
        "kind": page_kinds.KIND.get(kind) if kind.startswith("video") else None,
        "site_name": _text(meta("og:site_name")),
        "page_title": fold(page.title) or None,
    }
    return {name: value for name, value in found.items() if value not in (None, [], "", False)}


def _dates(page: FlatPage) -> dict[str, Any]:
    meta = page.meta
    in_utc = {
        "published_raw": _text(meta("article:published_time")),
        "updated_at": _text(meta("article:modified_time")),
    }
    published = in_utc["published_raw"] or _text(meta(*_PUBLISHED))
    vague = _text(meta(*_VAGUE))
    return {
        "published_raw": published or vague,
        "updated_at": in_utc["updated_at"] or _text(meta(*_UPDATED)),
        "vague": not published and bool(vague),
        "utc": [name for name, moment in in_utc.items() if moment],
    }


def _number(content: str | None) -> str | None:
    number = fold(content or "")
    return number if number.isdecimal() else None


def _url(page: FlatPage) -> str | None:
    """The address in `<link rel="canonical">`, else in `og:url`."""
    links = (element.get("href") for rel, element in page.rels if rel == "canonical")
    return next(links, None) or page.meta("og:url")


def _locale(page: FlatPage) -> str:
    """The language of `en_GB`."""
    return (page.meta("og:locale") or "").partition("_")[0]


def _tags(page: FlatPage) -> list[str]:
    tags = jsonish.keywords(page.meta("keywords", "news_keywords"))
    one_each = [content for name, content, _ in page.metas if name == "article:tag"]
    return tags or jsonish.keywords(one_each)


def _author(page: FlatPage) -> str | None:
    """Who is named, each once: under one name of a tag there can be several tags."""
    for name in _AUTHOR:
        if page.meta(name) is None:
            continue
        contents = (_text(content) for tag, content, _ in page.metas if tag == name)
        # A profile's address names nobody.
        names = dict.fromkeys(text for text in contents if text and "://" not in text)
        if names:
            return " | ".join(names)
    return None


def _text(content: str | None) -> str | None:
    """A folded text; entities that were escaped twice are undone."""
    return fold(html.unescape(content)) or None if content else None
