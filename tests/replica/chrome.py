"""The frame of every page: head, menus, ticker, blocks beside the story, foot."""

from __future__ import annotations

import re
from html import escape
from random import Random
from urllib.parse import quote
from zlib import crc32

from . import cards
from .cards import Card
from .story import Picture
from .world import Post, World, slugify

PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


def text(value: str) -> str:
    """Escaped for an element's text."""
    return escape(value, quote=False)


def href(world: World, path: str, variety: int = 0) -> str:
    """An address as an attribute's value, in one of the forms that the publisher mixes."""
    coded = quote(path, safe="/")
    if variety % 5 == 1:
        return escape(path)
    if variety % 5 == 2:
        return re.sub(r"%..", lambda found: found[0].lower(), coded)
    if variety % 5 == 3:
        return world.base + coded
    if variety % 25 == 4:
        return f"{coded}?utm_source=home&amp;utm_medium=card"
    if variety % 25 == 9:
        return coded + "/"
    return coded


def page(world: World, dress: str, *, title: str, head: str, main: str) -> str:
    """A whole document around `main`."""
    edition = world.edition
    html = (
        f'<!DOCTYPE html>\n<html lang="{edition.code}" dir="{edition.direction}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{text(title)} | {edition.site_name}</title>\n{head}\n"
        '<link rel="stylesheet" href="/static/site.css">\n</head>\n<body class="inner-page">\n'
        f"{_header(world)}\n{main}\n{_footer(world)}\n</body>\n</html>\n"
    )
    return redress(html, dress)


def redress(html: str, dress: str) -> str:
    """Take the class names and ids away (`plain`), or put others in their place (`jsonld`)."""
    if dress == "plain":
        return re.sub(r' (?:class|id)="[^"]*"', "", html)
    if dress == "jsonld":
        return re.sub(r' class="([^"]*)"', lambda found: f' class="{_renamed(found[1])}"', html)
    return html


def _renamed(names: str) -> str:
    return " ".join(f"x{crc32(name.encode()) % 9973:04d}" for name in names.split())


def _menu(world: World, *, wide: bool) -> str:
    def link(path: str) -> str:
        return (world.base if wide else "") + path

    items = []
    for section in world.edition.sections:
        leaves = (
            ""
            if section.leaf
            else "".join(
                f'<li><a href="{link(entry.path)}">{text(entry.label)}</a></li>'
                for entry in section.entries
            )
        )
        inner = f'<ul class="sub-menu">{leaves}</ul>' if leaves else ""
        items.append(f'<li><a href="{link(section.path)}">{text(section.label)}</a>{inner}</li>')
    if wide:
        live = world.edition.labels["live"]
        items.append(f'<li class="live"><span>•</span> <a href="/live">• {live}</a></li>')
        return f'<nav class="main-menu"><ul>{"".join(items)}</ul></nav>'
    regions = "".join(
        f'<li><a href="{path}">{text(label)}</a></li>' for label, path in world.edition.regions
    )
    return (
        f'<div class="side-menu"><ul>{"".join(items)}</ul><ul class="regions">{regions}</ul></div>'
    )


def _header(world: World) -> str:
    edition = world.edition
    editions = "".join(
        f'<li><a href="{address}">{label}</a></li>' for label, address in edition.editions
    )
    ticker = "".join(f'<div class="ticker__item">{text(line)}</div>' for line in world.ticker)
    return (
        f'<header><a class="brand" href="/">{edition.site_name}</a>'
        f'<ul class="langs">{editions}<li><a href="https://x.com/invented">x</a></li></ul>'
        f'<a class="logo" href="/"><img src="/static/logo.svg" alt="{edition.site_name}"></a>'
        f'<p class="slogan">{edition.labels["slogan"]}</p>{_menu(world, wide=True)}'
        f"{_menu(world, wide=False)}"
        f'<div class="ticker"><strong class="ticker__label">{edition.labels["breaking"]}</strong>'
        f"{ticker}</div></header>"
    )


def _footer(world: World) -> str:
    edition, labels = world.edition, world.edition.labels
    return (
        f'<footer><a href="/">{edition.site_name}</a><p>{labels["about"]}</p>'
        f'<p>{labels["rights"]}</p><ul><li><a href="https://x.com/invented">x</a></li>'
        f'<li><a href="/privacy-policy">{labels["privacy"]}</a></li>'
        f'<li><a href="/about-us">{labels["about_us"]}</a></li>'
        f'<li><a href="/contact-us">{labels["contact"]}</a></li>'
        f'<li><a href="/authors">{labels["authors"]}</a></li>'
        '<li><a href="/search?q=">?</a></li><li><a href="/private/members">+</a></li></ul>'
        '<a href="https://apps.example.org/android">Android</a> '
        '<a href="https://apps.example.org/ios">iOS</a></footer>'
    )


def img(picture: Picture, style: int, alt: str | None = None) -> str:
    """An image element: eager, lazy by one of several attributes, or with a placeholder."""
    address = f"{picture.path}?v=3&amp;width=1000"
    said = f' alt="{escape(alt or picture.alt or "")}"'
    small = f"{picture.path}?v=3&amp;width=320"
    return (
        f'<img src="{address}"{said}>',
        f'<img class="lazy" src="{PIXEL}" data-src="{address}"{said}>',
        f'<img src="{small}" srcset="{small} 320w, {address} 1000w" sizes="100vw"{said}>',
        f'<img src="/static/placeholder.svg" data-srcset="{small} 320w, {address} 1000w"{said}>'
        f'<noscript><img src="{address}"{said}></noscript>',
    )[style % 4]


def _thumb(world: World, card: Card) -> str:
    number = crc32(card.path.encode()) % 10_000
    lazy = f'data-src="/media/image/thumbs/{number}.jpg?v=2&amp;width=300"'
    return f'<img src="{PIXEL}" {lazy} alt="{escape(card.alt_printed or "")}">'


def _most_read(world: World, card: Card, seed: int) -> str:
    address = href(world, card.path, seed + card.rank)
    day = f"<li>{card.day_printed}</li>" if card.day_printed else ""
    meta = f'<ul class="card-meta"><li>{text(card.label or "")}</li>{day}</ul>'
    thumb, title = _thumb(world, card), text(card.title)
    if seed % 5 == 3:
        return f'<div class="card"><a href="{address}">{thumb}</a><h4>{title}</h4>{meta}</div>'
    if seed % 5 == 4:
        return f'<div class="card">{thumb}<h4>{title}</h4>{meta}{laid_over(address)}</div>'
    return (
        f'<div class="card"><a href="{address}">{thumb}</a>'
        f'<h4><a href="{address}">{title}</a></h4>{meta}</div>'
    )


def laid_over(address: str) -> str:
    """A link around nothing, which a style lays over the card that it stands in."""
    return f'<a class="stretched-link" href="{address}"></a>'


def _read_next(world: World, card: Card, seed: int) -> str:
    address = href(world, card.path, seed + card.rank)
    if seed % 7 == 5:
        return (
            f'<div class="next-card">{laid_over(address)}{_thumb(world, card)}'
            f"<p>{text(card.label or '')}</p><h4>{text(card.title)}</h4></div>"
        )
    if seed % 2:
        return (
            f'<a class="next-card" href="{address}">{_thumb(world, card)}'
            f"<span>{text(card.label or '')}</span><h4>{text(card.title)}</h4></a>"
        )
    return (
        f'<div class="next-card"><a href="{address}">{_thumb(world, card)}</a>'
        f'<p>{text(card.label or "")}</p><h4><a href="{address}">{text(card.title)}</a></h4></div>'
    )


def beside(world: World, post: Post) -> str:
    """Most Read, Coverage and Read Next, as they stand under a post."""
    labels, seed = world.edition.labels, post.number
    heading = ("h2", "h3", "div")[seed % 3] if post.markup == "plain" else "h2"
    most = "".join(_most_read(world, card, seed) for card in cards.block(world, post, "most_read"))
    series = cards.block(world, post, "coverage")[0]
    following = "".join(
        _read_next(world, card, seed) for card in cards.block(world, post, "read_next")
    )
    every = f'<a class="all" href="{{}}">{labels["all"]}</a>'
    return (
        f'<section class="most-read"><{heading}>{labels["most_read"]}</{heading}>{most}</section>'
        f'<section class="coverage"><{heading}>{labels["coverage"]}</{heading}>'
        f'{every.format("/coverage")}<a href="{href(world, series.path)}">{text(series.title)}</a>'
        f'</section><section class="read-next"><{heading}>{labels["read_next"]}</{heading}>'
        f"{every.format(post.section.path)}{following}</section>"
    )


def sidebar(world: World, seed: int) -> str:
    """Most Read and a tag cloud beside a listing: posts that the listing itself does not list."""
    rng = Random(f"{world.seed}/sidebar/{seed}")
    listed = [post for post in world.posts[-60:] if post.found_by == "listing"]
    shown = [post for post in listed if post.withdrawn is None][-40:]
    boxes = []
    for post in rng.sample(shown, min(4, len(shown))):
        address = href(world, post.path, rng.randrange(5))
        day = world.card_day(post)
        boxes.append(
            f'<div class="card"><h4><a href="{address}">{text(world.title(post))}</a></h4>'
            f'<ul class="card-meta"><li>{text(post.entry.label)}</li>'
            f"<li>{world.edition.day(day) if day else ''}</li></ul></div>"
        )
    tags = "".join(
        f'<a href="{href(world, "/tags/" + slugify(tag))}">{text(tag)}</a> '
        for tag in world.edition.tags[:9]
    )
    labels = world.edition.labels
    return (
        f'<aside class="sidebar"><h3>{labels["most_read"]}</h3>{"".join(boxes)}'
        f'<h3>{labels["tags"]}</h3><div class="tag-cloud">{tags}</div></aside>'
    )
