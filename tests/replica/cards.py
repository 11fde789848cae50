"""What the blocks beside a post show of other posts."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from . import attribution, words
from .world import Post, World, slugify


@dataclass(frozen=True)
class Card:
    """A headline shown in a block; None where the block shows no such thing."""

    rel: str
    rank: int
    path: str
    title: str
    label: str | None = None
    label_kind: str | None = None
    day: str | None = None
    day_printed: str | None = None
    alt: str | None = None
    alt_printed: str | None = None
    credit: str | None = None


def _card(world: World, host: Post, number: int, rel: str, rank: int) -> Card:
    target = world.posts[number]
    title = world.title(target)
    if rel == "related":
        return Card(rel, rank, target.path, title)
    rng = Random(f"{world.seed}/{host.number}/{number}/{rel}")
    label, label_kind = target.entry.label, "category"
    day = day_printed = None
    if rel == "read_next" and target.regions and rng.random() < 0.5:
        label, label_kind = target.regions[0], "region"
    shown = world.card_day(target)
    if rel == "most_read" and shown:
        day, day_printed = f"{shown:%Y-%m-%d}", world.edition.day(shown)
    draw = rng.random()
    alt = title if draw < 0.25 else words.phrase(rng, world.edition.words)
    alt_printed, credit = alt, None
    if rng.random() < 0.5:
        closing, credit, _ = attribution.photo(rng, world.edition.words)
        alt_printed = alt + closing
    return Card(
        rel, rank, target.path, title, label, label_kind, day, day_printed, alt, alt_printed, credit
    )


def block(world: World, post: Post, rel: str) -> list[Card]:
    """The cards of one block in order; `rel` as in Link."""
    if rel == "coverage":
        series = world.edition.coverage
        label = series[post.number % len(series)]
        return [Card(rel, 1, f"/coverage/{slugify(label)}", label)]
    numbers: list[int] = getattr(post, rel)
    if rel == "related" and world.story(post.number).related_after is None:
        return []
    return [_card(world, post, number, rel, i) for i, number in enumerate(numbers, 1)]


BLOCKS = ("related", "most_read", "coverage", "read_next")
