"""What a right reading of each page gives, from the facts alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from . import cards
from .clock import iso_utc
from .story import Film
from .world import Hub, Post, World

_LAYER = {"full": "metadata", "jsonld": "jsonld", "cut": "opengraph", "plain": "page"}


def _film(film: Film, base: str, duration: int | None) -> dict[str, Any]:
    return {
        "url": film.address if film.platform == "youtube" else base + film.address,
        "platform": film.platform,
        "video_id": film.video_id,
        "duration_seconds": duration,
    }


def _category(world: World, post: Post) -> tuple[str | None, str | None]:
    """The sub-entry of the menu, and where a reader learns it."""
    if post.section.leaf:
        return None, None
    if post.path.lower().startswith(post.entry.path + "/"):
        return post.entry.label, "url"
    if post.markup == "full":
        return post.entry.label, "metadata"
    if post.markup == "jsonld":
        return post.entry.label, "jsonld"
    if post.found_by == "listing":
        return post.entry.label, "listing"
    return None, None


def article(world: World, post: Post) -> dict[str, Any]:
    """The Article that the page, and the listings that show it, determine.

    Keys with an underscore help tests: `_open` names fields on which the contract leaves more than
    one right answer, `_doubtful` says that some warning must be there, `_regions_page` are the
    regions that the page alone states, `_found_by` and `_category_from` say where things stand.
    """
    story = world.story(post.number)
    edition = world.edition.code
    metadata, machine = post.markup == "full", post.markup != "plain"
    post_id = post.post_id if post.markup in ("full", "cut") else None
    digest = sha256(post.path_url.encode()).hexdigest()[:16]
    printed = world.printed(post)
    paragraphs = story.paragraphs
    body = "\n\n".join(paragraphs) or None
    category, category_from = _category(world, post)
    regions = {label for label, _ in world.edition.regions}
    on_page = [name for name in post.countries if name in regions] if metadata else []
    shown = post.regions if post.found_by in ("listing", "region") else []
    order = [label for label, _ in world.edition.regions]
    credit = post.credit
    source = credit.source
    if not credit.lines and post.markup in ("full", "jsonld"):
        source = credit.stated_author
    duration = story.duration if post.markup in ("full", "jsonld") else None
    dates = post.stamp.truth(_LAYER[post.markup], printed)
    warnings = [
        *(["metadata_malformed"] if post.markup == "cut" else []),
        *(["date_missing"] if dates["published_local"] is None and not printed else []),
    ]
    open_fields = []
    if dates["published_local"] is None and printed:
        open_fields.append("published_raw")
    if dates["published_precision"] == "day":
        open_fields.append("published_zone")
    return {
        "id": f"{edition}:{post_id}" if post_id else f"{edition}:u{digest}",
        "post_id": post_id,
        "url": world.base + post.path_url,
        "edition": edition,
        "language": edition,
        "kind": post.entry.kind,
        "section": post.section.label,
        "category": category,
        "regions": sorted({*on_page, *shown}, key=order.index),
        "countries": post.countries if metadata else [],
        "coverage": post.coverage if metadata else [],
        "tags": post.tags,
        "title": story.title,
        "summary": story.summary,
        "body": body,
        "word_count": len((body or "").split()),
        "reading_minutes": story.minutes,
        **dates,
        "updated_at": iso_utc(post.updated) if machine else None,
        "attribution_raw": " | ".join(credit.lines) or None,
        "source": source,
        "authors": list(credit.authors),
        "translators": list(credit.translators),
        "agencies": list(credit.agencies),
        "images": [picture.truth(world.base) for picture in story.pictures],
        "videos": [_film(film, world.base, duration) for film in story.films],
        "outlinks": story.outlinks,
        "_markup": post.markup,
        "_found_by": post.found_by,
        "_category_from": category_from,
        "_regions_page": on_page,
        "_family": post.section.family,
        "_links": links(world, post),
        "_warnings": warnings,
        "_doubtful": bool(post.stamp.impossible or warnings),
        "_open": open_fields,
        "_withdrawn": post.withdrawn,
        "_superseded": world.by_path[post.path] is not post,
        "_edits": post.edits,
        "_day": f"{post.stamp.wall:%Y-%m-%d}" if post.stamp.wall else None,
        "_moment": iso_utc(post.stamp.moment),
    }


def links(world: World, post: Post) -> list[dict[str, Any]]:
    """The Link rows of a page, without `observed_at`."""
    after = world.story(post.number).related_after
    return [
        {
            "page_url": world.base + post.path_url,
            "rel": card.rel,
            "rank": card.rank,
            "url": world.url(card.path),
            "title": card.title,
            "label": card.label,
            "label_kind": card.label_kind,
            "date": card.day,
            "image_alt": card.alt,
            "image_credit": card.credit,
            "after_paragraph": after if rel == "related" else None,
        }
        for rel in cards.BLOCKS
        for card in cards.block(world, post, rel)
    ]


def author(world: World, hub: Hub) -> dict[str, Any]:
    """The Author that a person's page determines."""
    return {
        "edition": world.edition.code,
        "url": world.url(hub.path),
        "name": hub.label,
        "bio": "\n\n".join(hub.bio),
        "image": world.base + (hub.portrait or ""),
        "posts": [world.base + world.posts[number].path_url for number in hub.posts],
    }


def headlines(world: World) -> list[dict[str, Any]]:
    """The ticker's lines with their speakers."""
    rows = []
    for rank, text in enumerate(world.ticker, 1):
        speaker, colon, _ = text.partition(": ")
        rows.append({"text": text, "rank": rank, "speaker": speaker if colon else None})
    return rows


def reachable(world: World, shown: Callable[[Hub], list[int]], lost: set[int]) -> set[int]:
    """Posts that one comes to from the menu's listings and the blocks beside posts.

    `shown` says which posts of a listing a patient reader gets to see; `lost` never answer.
    """
    queue: deque[int] = deque()
    seen: set[int] = set()

    def meet(numbers: list[int]) -> None:
        for number in numbers:
            if number not in seen | lost and world.posts[number].withdrawn is None:
                seen.add(number)
                queue.append(number)

    for hub in world.hubs.values():
        if hub.kind in ("section", "category", "region", "programme"):
            meet(shown(hub))
    while queue:
        post = world.posts[queue.popleft()]
        if world.story(post.number).related_after is not None:
            meet(post.related)
        meet(post.most_read)
        meet(post.read_next)
    return seen
