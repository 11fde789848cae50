"""Posts as a listing shows them, drawn or as data."""

from __future__ import annotations

from html import escape
from typing import Any
from zlib import crc32

from . import chrome
from .chrome import text
from .world import Hub, Post, World

STYLES = 5


def style_of(hub: Hub) -> int:
    """The style in which a listing draws its cards."""
    return crc32(hub.path.encode()) // 7 % STYLES


def card(world: World, post: Post, style: int) -> str:
    """A post as a listing shows it: headline, category, day, country."""
    address = chrome.href(world, post.path, post.number)
    title, label = text(world.title(post)), text(post.entry.label)
    shown = world.card_day(post)
    day = world.edition.day(shown) if shown else ""
    country = escape(post.countries[0]) if post.countries else ""
    thumb = f"/media/image/thumbs/{post.number}.jpg?v=2&amp;width=300"
    mark = f' data-id="{post.post_id}"'
    flag = (
        f'<div class="country-img"><img src="/static/flags/{crc32(country.encode())}.svg"'
        f' alt="{country}"></div>'
        if country
        else ""
    )
    if style == 0:
        return (
            f'<div class="white-card"{mark}><a href="{address}">'
            f'<img src="{chrome.PIXEL}" data-src="{thumb}" alt=""><h4>{title}</h4></a>'
            f'<a class="category-meta" href="{post.entry.path}">{label}</a>'
            f'<div class="time"><p>{day}</p></div>{flag}</div>'
        )
    if style == 1:
        comments = f'<a href="{post.path_url}#comments">3</a>' if post.number % 6 == 0 else ""
        return (
            f'<article{mark}><a href="{address}"><img src="{thumb}" alt="{title}"></a>'
            f'<h3><a href="{address}">{title}</a></h3><span class="label">{label}</span>'
            f"<time>{day}</time>{flag}{comments}</article>"
        )
    if style == 2:
        return f'<li{mark}>{label} · {day} <a href="{address}">{title}</a></li>'
    if style == 4:
        return (
            f'<div class="card"{mark}>{chrome.laid_over(address)}<img src="{thumb}" alt="">'
            f"<h3>{title}</h3><p>{label}</p><p>{day}</p>{flag}</div>"
        )
    return (
        f'<div class="item"{mark}><div class="media"><a href="{address}">'
        f'<img src="{thumb}" alt=""></a></div><div class="media-caption">'
        f'<h3><a href="{address}">{title}</a></h3><p>{label}</p><p>{day}</p></div>{flag}</div>'
    )


def cards(world: World, hub: Hub, numbers: list[int]) -> str:
    """The cards of a batch."""
    return "\n".join(card(world, world.posts[number], style_of(hub)) for number in numbers)


def items(world: World, numbers: list[int]) -> list[dict[str, Any]]:
    """A batch as data, for buttons that fetch a list."""
    rows = []
    for number in numbers:
        post = world.posts[number]
        shown = world.card_day(post)
        rows.append(
            {
                "id": post.post_id,
                "title": world.title(post),
                "url": post.path_url,
                "category": post.entry.label,
                "date": world.edition.day(shown) if shown else "",
            }
        )
    return rows
