"""Open Graph and the other `<meta>` tags of the head, and what `<link>` says of the address."""

from __future__ import annotations

import html
from typing import Any

from mayadeen.normalise.text import fold
from mayadeen.pages.flat.page import FlatPage
from mayadeen.pages.layers import jsonish
from mayadeen.pages.parts.durations import seconds
from mayadeen.pages.vocabulary import words
from mayadeen.pages.vocabulary.words import plain


def read_opengraph(page: FlatPage) -> dict[str, Any]:
    """Give the Article fields that the head states.

    Besides these: `type` (in plain form), `site_name`, `author`, `pictures`, `film`, `duration` and
    `page_title`, the `<title>`; and `utc`, the moments of these that are UTC where they state no
    zone, as those of `article:*_time` are on this site.
    """
    meta = page.meta
    number = meta("postid", "post-id", "post_id", "article:id")
    locale = meta("og:locale")
    canonical = next(
        (element.get("href") for rel, element in page.rels if rel == "canonical"), None
    )
    kind = plain(meta("og:type") or "")
    published, updated = (_text(meta(f"article:{what}_time")) for what in ("published", "modified"))
    found: dict[str, Any] = {
        "post_id": fold(number) if number and fold(number).isdecimal() else None,
        "url": canonical or meta("og:url"),
        "language": page.language
        or meta("content-language", "language")
        or (locale.partition("_")[0] if locale else None),
        "title": _text(meta("og:title", "twitter:title", "title", "headline")),
        "summary": _text(meta("og:description", "description", "twitter:description")),
        "tags": jsonish.keywords(meta("keywords", "news_keywords"))
        or jsonish.keywords([c for name, c, _ in page.metas if name == "article:tag"]),
        "published_raw": published
        or _text(
            meta(
                *("datepublished", "og:published_time", "pubdate"),
                *("publish-date", "publish_date", "parsely-pub-date", "sailthru.date"),
                *("dc.date.issued", "dcterms.created", "dc.date", "date"),
            )
        ),
        "updated_at": updated or _text(meta("og:updated_time", "datemodified", "last-modified")),
        "utc": [
            name for name, raw in (("published_raw", published), ("updated_at", updated)) if raw
        ],
        "author": _text(meta("article:author", "author", "dc.creator")),
        "sections": [s for name in ("article:section", "section") if (s := _text(meta(name)))],
        "pictures": [
            p for p in [meta("og:image:secure_url", "og:image", "twitter:image", "image")] if p
        ],
        "film": meta(
            "og:video:secure_url",
            "og:video:url",
            "og:video",
            "twitter:player:stream",
            "twitter:player",
        ),
        "duration": seconds(meta("og:video:duration", "video:duration", "duration") or ""),
        "type": kind or None,
        "kind": words.KIND.get(kind) if kind.startswith("video") else None,
        "site_name": _text(meta("og:site_name")),
        "page_title": fold(page.title) or None,
    }
    if str(found["author"]).startswith("http"):
        del found["author"]  # a profile's address names nobody
    return {name: value for name, value in found.items() if value not in (None, [], "")}


def _text(content: str | None) -> str | None:
    """A folded text; entities that were escaped twice are undone."""
    return fold(html.unescape(content)) or None if content else None
