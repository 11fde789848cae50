"""The page of one post in each of the markups."""

from __future__ import annotations

import json
from html import escape
from random import Random
from typing import Any

from . import cards, chrome
from .chrome import text
from .clock import to_beirut, zoneless
from .story import Block, Film, Picture, Story, noisy
from .world import Post, World, slugify


def render(world: World, post: Post) -> str:
    """The whole document."""
    story = world.story(post.number)
    rng = Random(f"{world.seed}/page/{post.number}")
    head = _head(world, post, story, rng)
    layout = {"plain": _plain, "jsonld": _other}.get(post.markup, _usual)
    main = layout(world, post, story, rng) + chrome.beside(world, post)
    return chrome.page(
        world, post.markup, title=story.title, head=head, main=f"<main>{main}</main>"
    )


def reduced(world: World, post: Post) -> str:
    """The print and the lite version: the bare story, pointing at the post itself."""
    story = world.story(post.number)
    body = "".join(f"<p>{text(paragraph)}</p>" for paragraph in story.paragraphs)
    return (
        f'<!DOCTYPE html><html lang="{world.edition.code}"><head><meta charset="utf-8">'
        f"<title>{text(story.title)}</title>"
        f'<link rel="canonical" href="{world.base}{post.path_url}"></head>'
        f"<body><h1>{text(story.title)}</h1>{body}</body></html>"
    )


def _head(world: World, post: Post, story: Story, rng: Random) -> str:
    if post.markup == "plain":
        return ""
    canonical = f'<link rel="canonical" href="{world.base}{post.path_url}">'
    if post.markup == "jsonld":
        return canonical + _linked_data(world, post, story, rng)
    data = json.dumps(_metadata(world, post, story, rng), ensure_ascii=False)
    if post.markup == "cut":
        data = data[: int(len(data) * rng.uniform(0.2, 0.9))]
    script = f'<script id="tawsiyat-metadata" type="text/tawsiyat">{data}</script>'
    return canonical + _open_graph(world, post, story) + script


def _open_graph(world: World, post: Post, story: Story) -> str:
    values = {
        "og:type": "article",
        "og:site_name": world.edition.site_name,
        "og:title": story.title,
        "og:description": story.summary,
        "og:url": world.base + post.path_url,
        "og:image": f"{world.base}{story.pictures[0].path}?v=3&width=1000",
        "article:published_time": post.stamp.zoneless,
        "article:modified_time": zoneless(post.updated),
    }
    named = {"postid": post.post_id, "keywords": ",".join(post.tags)}
    return "".join(
        f'<meta {attribute}="{key}" content="{escape(value)}">\n'
        for attribute, group in (("property", values), ("name", named))
        for key, value in group.items()
        if value
    )


def _updated(post: Post) -> str:
    return to_beirut(post.updated).isoformat()


def _metadata(world: World, post: Post, story: Story, rng: Random) -> dict[str, Any]:
    """The publisher's own record; its counters are wrong, its lists repeat themselves."""
    keywords = list(post.tags)
    if keywords and rng.random() < 0.33:
        keywords.insert(rng.randrange(1, len(keywords) + 1), keywords[0])
    if keywords and rng.random() < 0.1:
        keywords[-1] = f" {keywords[-1]} "
    label = post.entry.label
    classes = [("class1", "posttype", post.entry.posttype)]
    if not post.section.leaf:
        classes.append(("class2", "category", f" {label}" if rng.random() < 0.05 else label))
    classes += [("class3", "country", country) for country in post.countries]
    classes += [("class5", "coverage", series) for series in post.coverage]
    classes.append(("class6", "author", post.credit.stated_author))
    duration = story.duration
    if post.entry.kind == "article" and rng.random() < 0.01:
        duration = 120  # some posts without a film state a duration
    own = post.entry.kind == "video" or rng.random() < 0.5
    return {
        "type": post.entry.kind if own else "article",
        "postid": post.post_id,
        "title": noisy(rng, story.title) if rng.random() < 0.1 else story.title,
        "url": world.base + (post.path if rng.random() < 0.5 else post.path_url),
        "keywords": ",".join(keywords),
        "thumbnail": f"{world.base}{story.pictures[0].path}?v=3&width=1000",
        "video_duration": str(duration) if duration else None,
        "word_count": str(len(story.summary or "")),
        "lang": world.edition.code,
        "published_time": post.stamp.metadata,
        "last_updated": _updated(post),
        "description": noisy(rng, story.summary) if story.summary else story.summary,
        "author": post.credit.stated_author,
        "classes": [{"key": k, "mapping": m, "value": v} for k, m, v in classes],
        "html": "",
        "lite_url": f"{world.base}/lite{post.path_url}",
    }


def _linked_data(world: World, post: Post, story: Story, rng: Random) -> str:
    """schema.org data: one object, a graph, a list, or several scripts."""
    edition, people = world.edition, post.credit.authors
    house = {"@type": "Organization", "name": post.credit.stated_author}
    article: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": rng.choice(("NewsArticle", ["Article", "NewsArticle"], "ReportageNewsArticle")),
        "mainEntityOfPage": world.base + post.path_url,
        "headline": story.title,
        "description": story.summary,
        "articleSection": post.entry.label,
        "keywords": post.tags if rng.random() < 0.5 else ", ".join(post.tags),
        "inLanguage": edition.code,
        "wordCount": 7,
        "datePublished": post.stamp.iso,
        "dateModified": _updated(post),
        "author": [{"@type": "Person", "name": name} for name in people] if people else house,
        "publisher": {"@type": "Organization", "name": edition.site_name},
        "image": [f"{world.base}{story.pictures[0].path}?v=3&width=1000"],
    }
    if story.films:
        film = story.films[0]
        key = "embedUrl" if film.platform == "youtube" else "contentUrl"
        video = {"@type": "VideoObject", "name": story.title, key: _film_url(world, film)}
        if story.duration:
            minutes, seconds = divmod(story.duration, 60)
            video["duration"] = f"PT{minutes}M{seconds}S"
        article["video"] = video
    article = {key: value for key, value in article.items() if value}
    site = {"@context": "https://schema.org", "@type": "WebSite", "name": edition.site_name}
    trail = {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [{"@type": "ListItem", "position": 1, "name": post.section.label}],
    }
    shapes: tuple[list[Any], ...] = (
        [article],
        [{"@context": "https://schema.org", "@graph": [site, trail, article]}],
        [[trail, article]],
        [site, trail, article],
    )
    return "".join(
        f'<script type="application/ld+json">{json.dumps(part, ensure_ascii=False)}</script>\n'
        for part in rng.choice(shapes)
    )


def _film_url(world: World, film: Film) -> str:
    return film.address if film.platform == "youtube" else world.base + film.address


def _player(world: World, post: Post, story: Story, film: Film) -> str:
    """YouTube's frame or the site's own player."""
    if film.platform == "youtube":
        return f'<iframe src="{film.address}" title="YouTube" allowfullscreen></iframe>'
    timed = f' data-duration="{story.duration}"' if story.duration and post.markup == "full" else ""
    poster = f' poster="{story.pictures[0].path}?v=3&amp;width=1000"'
    if film.address.endswith(".m3u8"):
        return (
            f'<video class="vplayer" controls{timed}{poster}>'
            f'<source src="{film.address}" type="application/x-mpegURL"></video>'
        )
    return f'<video class="vplayer" src="{film.address}" controls{timed}{poster}></video>'


def _figure(picture: Picture, style: int) -> str:
    caption = f"<figcaption>{text(picture.printed)}</figcaption>" if picture.printed else ""
    return f"<figure>{chrome.img(picture, style)}{caption}</figure>"


def _related(world: World, post: Post, style: int) -> str:
    """The block of linked headlines in the middle of the story, in one of five shapes."""
    label = world.edition.labels["related"]
    if post.number % 11 == 6:  # links laid over their cards by a style
        inner = "".join(
            f'<div class="card">{chrome.laid_over(chrome.href(world, card.path, post.number))}'
            f"<h5>{text(card.title)}</h5></div>"
            for card in cards.block(world, post, "related")
        )
        return f'<div class="dual-related"><h4>{label}</h4>{inner}</div>'
    rows = [
        f'<a href="{chrome.href(world, card.path, post.number)}">{text(card.title)}</a>'
        for card in cards.block(world, post, "related")
    ]
    if style == 0:
        inner = "".join(f'<div class="dual-item"><h5>{row}</h5></div>' for row in rows)
        return f'<div class="dual-related"><h4>{label}</h4>{inner}</div>'
    if style == 1:
        return f"<aside><p>{label}</p>{''.join(f'<p>{row}</p>' for row in rows)}</aside>"
    if style == 2:
        inner = "".join(f"<li>{row}</li>" for row in rows)
        return f"<div><strong>{label}</strong><ul>{inner}</ul></div>"
    return f"<p>{label}</p>" + "".join(f"<p>{row}</p>" for row in rows)


def _aside(world: World, post: Post, block: Block, story: Story, related_style: int) -> str:
    """An element within the story that is no paragraph of it."""
    labels = world.edition.labels
    if block.kind == "related":
        return _related(world, post, related_style)
    if block.kind == "figure":
        return _figure(story.pictures[int(block.html)], post.number)
    if block.kind == "tweet":
        return (
            f'<blockquote class="twitter-tweet">{block.html}</blockquote>'
            '<script async src="https://platform.twitter.com/widgets.js"></script>'
        )
    if block.kind == "iframe":
        return f'<iframe src="{block.html}" title="Map" loading="lazy"></iframe>'
    if block.kind == "ad":
        return f'<div class="ad-slot"><span>{labels["advertisement"]}</span></div>'
    if block.kind == "follow":
        return (
            f'<div class="share-box"><p>{labels["follow"]}</p>'
            '<ul><li><a href="https://t.me/invented">Telegram</a></li>'
            '<li><a href="https://x.com/invented">x</a></li></ul></div>'
        )
    return (
        "<style>.story p{margin:0}</style>"
        '<script>window.ads=["<p>This is no part of the story.</p>"];</script>'
    )


def _body(
    world: World, post: Post, story: Story, *, paragraph: str = "p", related_style: int = 0
) -> str:
    parts, items = [], []
    for block in [*story.blocks, Block("end")]:
        if block.kind == "li":
            items.append(f"<li>{block.html}</li>")
            continue
        if items:
            parts.append(f"<ul>{''.join(items)}</ul>")
            items = []
        if block.kind == "p":
            parts.append(f"<{paragraph}>{block.html}</{paragraph}>")
        elif block.kind == "h":
            parts.append(f"<h3>{block.html}</h3>")
        elif block.kind == "quote":
            parts.append(f"<blockquote><p>{block.html}</p></blockquote>")
        elif block.kind != "end":
            parts.append(_aside(world, post, block, story, related_style))
    return "\n".join(parts)


def _gallery(story: Story, style: int) -> str:
    """The pictures of a gallery after the main one; an article's stand within its text."""
    inside = {block.html for block in story.blocks if block.kind == "figure"}
    rows = [
        _figure(picture, style + i)
        for i, picture in enumerate(story.pictures)
        if i and str(i) not in inside
    ]
    return f'<div class="gallery">{"".join(rows)}</div>' if rows else ""


def _tags(world: World, post: Post) -> str:
    rows = "".join(
        f'<li><a href="{chrome.href(world, f"/tags/{slugify(tag)}", post.number)}">'
        f"{text(tag)}</a></li>"
        for tag in post.tags
    )
    return f'<ul class="tags">{rows}</ul>' if rows else ""


def _lines(world: World, post: Post) -> list[str]:
    """Credit lines as HTML; a known writer's name can be a link to the writer's page."""
    lines = []
    for line in post.credit.lines:
        html = text(line)
        for name in post.credit.authors:
            path = f"/authors/{slugify(name)}"
            if path in world.hubs and post.number % 2:
                html = html.replace(
                    text(name), f'<a href="{chrome.href(world, path)}">{text(name)}</a>'
                )
        lines.append(html)
    return lines


def _minutes(world: World, story: Story) -> str:
    return world.edition.labels["minutes"].format(story.minutes) if story.minutes else ""


def _heading(rng: Random, story: Story) -> str:
    title = text(noisy(rng, story.title)) if rng.random() < 0.2 else text(story.title)
    return f"<h1>{title}</h1>"


def _usual(world: World, post: Post, story: Story, rng: Random) -> str:
    """The markup that the scrapers of the site rely on."""
    lines = [*_lines(world, post), *filter(None, [world.printed(post)])]
    details = "".join(f"<li>{line}</li>" for line in lines)
    minutes = _minutes(world, story)
    print_link = (
        f'<li><a href="/print{post.path_url}">{world.edition.labels["print"]}</a></li>'
        if post.number % 3 == 0
        else ""
    )
    summary = text(noisy(rng, story.summary)) if story.summary else ""
    hero = story.pictures[0]
    caption = f'<div class="caption">{text(hero.printed)}</div>' if hero.printed else ""
    films = "".join(_player(world, post, story, film) for film in story.films)
    body = _body(world, post, story, related_style=post.number % 2)
    return (
        f'<div class="details-white-box">{_heading(rng, story)}'
        f'<ul class="details-list">{details}</ul>'
        + (f'<div class="read-time">{minutes}</div>' if minutes else "")
        + (f'<p class="lg_para summary">{summary}</p>' if summary else "")
        + f'<ul class="share-list"><li><a href="https://x.com/intent/post">x</a></li>{print_link}'
        f'<li class="hero">{chrome.img(hero, post.number)}{caption}</li></ul>{films}'
        f'<div class="p-content">{body}</div>{_gallery(story, post.number)}'
        f"{_tags(world, post)}</div>"
    )


def _other(world: World, post: Post, story: Story, rng: Random) -> str:
    """Another design: other elements, other class names."""
    byline = "".join(f"<span>{line}</span> " for line in _lines(world, post))
    printed = world.printed(post)
    stated = f' datetime="{post.stamp.iso}"' if post.stamp.iso else ""
    time = f"<time{stated}>{printed}</time>" if printed else ""
    minutes = _minutes(world, story)
    summary = f'<h2 class="standfirst">{text(story.summary)}</h2>' if story.summary else ""
    films = "".join(f"<div>{_player(world, post, story, film)}</div>" for film in story.films)
    return (
        f'<article class="story"><header>{_heading(rng, story)}'
        f'<div class="byline">{byline}{time}</div>'
        + (f"<small>{minutes}</small>" if minutes else "")
        + f"{summary}</header>"
        '<div class="tools"><a href="https://x.com/intent/post">x</a></div>'
        f"{_figure(story.pictures[0], post.number)}{films}"
        f'<section class="rich-text">'
        f"{_body(world, post, story, related_style=1 + post.number % 2)}</section>"
        f"{_gallery(story, post.number)}<footer>{_tags(world, post)}</footer></article>"
    )


def _plain(world: World, post: Post, story: Story, rng: Random) -> str:
    """No metadata, no class names; every third page without `p` elements in its text."""
    element = "div" if post.number % 3 == 0 else "p"
    lines = [*_lines(world, post), *filter(None, [world.printed(post), _minutes(world, story)])]
    facts = "".join(f"<div>{line}</div>" for line in lines)
    summary = f"<p>{text(noisy(rng, story.summary))}</p>" if story.summary else ""
    films = "".join(f"<div>{_player(world, post, story, film)}</div>" for film in story.films)
    style = post.number % 4
    body = _body(
        world, post, story, paragraph=element, related_style=style if element == "p" else style % 3
    )
    body = f"<div>{body}</div>" if post.number % 2 else body
    return (
        f"<div><div>{_heading(rng, story)}{facts}</div>{summary}"
        '<div><a href="https://x.com/intent/post">x</a></div>'
        f"{_figure(story.pictures[0], post.number)}{films}{body}"
        f"{_gallery(story, post.number)}{_tags(world, post)}</div>"
    )
