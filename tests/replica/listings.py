"""Listing pages: home, sections, regions, tags, people, series; grown by links or by a button."""

from __future__ import annotations

import json
from html import escape
from zlib import crc32

from . import chrome, listcards
from .buttons import before, button
from .chrome import text
from .growth import LINK_STYLES, Growth
from .world import Hub, World, slugify


def _frame(world: World, hub: Hub, inner: str) -> str:
    tag = "ul" if listcards.style_of(hub) == 2 else "div"
    return f'<{tag} class="cards" id="cards">{inner}</{tag}>'


def _dress(world: World) -> str:
    return "full" if world.markup in ("mixed", "cut") else world.markup


def render(
    world: World, hub: Hub, growth: Growth, *, number: int, oldest: bool, token: str
) -> str | None:
    """A listing's page; None where there is no such page."""
    labels, style = world.edition.labels, growth.of(hub)
    numbered = style in LINK_STYLES
    if number > (growth.pages(hub) if numbered else 1):
        return None
    numbers = growth.listed(hub)[:: -1 if oldest else 1]
    numbers = numbers[(number - 1) * growth.per_page : number * growth.per_page]
    head = f'<link rel="canonical" href="{world.url(hub.path)}">'
    if _dress(world) == "full" and hub.kind in ("author", "coverage"):
        head += _page_metadata(world, hub)
    lead = f"<h1>{text(hub.label)}</h1>"
    if hub.kind == "author":
        biography = "".join(f"<p>{text(paragraph)}</p>" for paragraph in hub.bio)
        lead = (
            f'<div class="author-box"><img src="{hub.portrait}?v=1&amp;width=300" '
            f'alt="{escape(hub.label)}">{lead}<div class="bio">{biography}</div></div>'
            f"<h2>{labels['posts_by']} {text(hub.label)}</h2>"
        )
    if hub.children:
        inner = "".join(
            f'<li><a href="{chrome.href(world, child)}">{text(world.hubs[child].label)}</a></li>'
            for child in hub.children
        )
        main = f'{lead}<ul class="hubs">{inner}</ul>'
    elif numbered:
        sort = f'<p><a href="{chrome.href(world, hub.path)}?sort=oldest">{labels["oldest"]}</a></p>'
        links, head_links = _pager(world, hub, growth, style, number)
        head += head_links
        main = f"{lead}{sort}{_frame(world, hub, listcards.cards(world, hub, numbers))}{links}"
    else:
        head += f'<meta name="csrf-token" content="{token}">' if style == "token" else ""
        head += f'<meta name="once" content="{token}">' if growth.trouble(hub) == "once" else ""
        first = "" if style == "script" else listcards.cards(world, hub, numbers)
        frame = before(growth, hub) + _frame(world, hub, first)
        main = f"{lead}{frame}{button(world, hub, growth, style, token)}"
    aside = chrome.sidebar(world, crc32(hub.path.encode()))
    return chrome.page(
        world,
        _dress(world),
        title=hub.label,
        head=head,
        main=f'<main class="listing">{main}</main>{aside}',
    )


def _page_metadata(world: World, hub: Hub) -> str:
    labels = {"author": "Authors", "coverage": "Coverage"}
    data = {
        "type": "page",
        "postid": str(900_000 + crc32(hub.path.encode()) % 90_000),
        "title": hub.label,
        "url": world.base + hub.path,
        "keywords": "",
        "thumbnail": world.base + (hub.portrait or "/media/image/2021/6/1/series.jpg"),
        "video_duration": None,
        "word_count": "18",
        "lang": world.edition.code,
        "published_time": "2021-06-20T10:00:00+03:00",
        "last_updated": "2021-06-20T10:00:00+03:00",
        "description": hub.bio[0] if hub.bio else hub.label,
        "author": world.edition.house,
        "classes": [
            {"key": "class1", "mapping": "posttype", "value": labels[hub.kind]},
            {"key": "class6", "mapping": "author", "value": world.edition.house},
        ],
        "html": "",
        "lite_url": None,
    }
    script = json.dumps(data, ensure_ascii=False)
    return f'<script id="tawsiyat-metadata" type="text/tawsiyat">{script}</script>'


def _pager(world: World, hub: Hub, growth: Growth, style: str, number: int) -> tuple[str, str]:
    """Links to further pages, and what stands in the head."""
    labels, last = world.edition.labels, growth.pages(hub)
    path = chrome.href(world, hub.path)

    def link(page: int, label: str, extra: str = "") -> str:
        return f'<a href="{_page_path(path, style, page)}"{extra}>{label}</a>'

    head = ""
    parts = []
    if style == "rel":
        if number < last:
            head = f'<link rel="next" href="{_page_path(path, style, number + 1)}">'
            parts.append(link(number + 1, labels["next"], ' rel="next"'))
    elif style == "numbers":
        pages = sorted({1, 2, number - 1, number, number + 1, last} & set(range(1, last + 1)))
        before = 0
        for page in pages:
            if page - before > 1:
                parts.append("<span>…</span>")
            parts.append(f"<b>{page}</b>" if page == number else link(page, str(page)))
            before = page
    elif number < last:
        parts.append(link(number + 1, labels["older" if len(hub.path) % 2 else "next"]))
    return f'<div class="pagination">{" ".join(parts)}</div>' if parts else "", head


def _page_path(path: str, style: str, page: int) -> str:
    if page == 1:
        return path
    return f"{path}/page/{page}" if style == "rel" else f"{path}?page={page}"


def home(world: World) -> str:
    """The front page: the latest posts in several blocks."""
    labels = world.edition.labels
    listed = [p for p in reversed(world.posts) if p.found_by == "listing" and p.withdrawn is None]
    blocks = [(labels["latest"], listed[:8], 1)]
    first = world.edition.sections[0].path
    for i, section in enumerate(world.edition.sections):
        inside = [world.posts[number] for number in world.hubs[section.path].posts[:6]]
        blocks.append((section.label, inside, i))
    html = "".join(
        f'<section><h2>{text(label)}</h2><div class="cards">'
        + "".join(listcards.card(world, post, (0, 1, 3)[style % 3]) for post in posts)
        + f'</div><a class="all" href="{first}">{labels["all"]}</a></section>'
        for label, posts, style in blocks
    )
    return chrome.page(
        world,
        _dress(world),
        title=world.edition.site_name,
        head=f'<link rel="canonical" href="{world.base}/">',
        main=f'<main class="home">{html}</main>{chrome.sidebar(world, 0)}',
    )


def coverage_index(world: World) -> str:
    """All series, where the "All" link of the Coverage block leads."""
    rows = "".join(
        f'<li><a href="{chrome.href(world, "/coverage/" + slugify(label))}">{text(label)}</a></li>'
        for label in world.edition.coverage
    )
    title = world.edition.labels["coverage"]
    return chrome.page(
        world,
        _dress(world),
        title=title,
        head="",
        main=f"<main><h1>{title}</h1><ul>{rows}</ul></main>",
    )


def bare(world: World, title: str) -> str:
    """A page of the foot: words, no posts."""
    return chrome.page(
        world,
        _dress(world),
        title=title,
        head="",
        main=f"<main><h1>{text(title)}</h1><p>{text(world.edition.labels['about'])}</p></main>",
    )
