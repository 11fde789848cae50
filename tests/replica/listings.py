"""Listing pages: home, sections, regions, tags, people, series; grown by links or by a button."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import Any
from zlib import crc32

from . import chrome
from .chrome import text
from .world import Hub, Post, World, slugify

LINK_STYLES = ("rel", "numbers", "older")
SHAPES = (
    "html",
    "form",
    "json_html",
    "json_list",
    "cursor",
    "token",
    "token_field",
    "endless",
    "script",
    "broken",
)
#: The shapes dealt out to listings by `mixed`: all in which a patient reader sees every post.
MIXED = SHAPES[:-1]
_CARD_STYLES = 4


@dataclass
class Growth:
    """How listings grow: by links or by a button, the latter in one shape or in all by turns."""

    how: str = "links"
    shape: str = "mixed"
    per_page: int = 20
    script_only: tuple[str, ...] = ()

    def of(self, hub: Hub) -> str:
        """The link style or button shape of one listing."""
        turn = crc32(hub.path.encode())
        if hub.path in self.script_only:
            return "script"
        if self.how == "links":
            return LINK_STYLES[turn % len(LINK_STYLES)]
        return MIXED[turn % len(MIXED)] if self.shape == "mixed" else self.shape

    def shown(self, hub: Hub) -> list[int]:
        """Posts that a patient reader gets to see in a listing."""
        return hub.posts[: self.per_page] if self.of(hub) == "broken" else hub.posts

    def pages(self, hub: Hub) -> int:
        """Number of batches."""
        return max(1, -(-len(hub.posts) // self.per_page))

    def batch(self, hub: Hub, number: int) -> list[int]:
        """Posts of a batch, counted from 1."""
        return hub.posts[(number - 1) * self.per_page : number * self.per_page]


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
    return (
        f'<div class="item"{mark}><div class="media"><a href="{address}">'
        f'<img src="{thumb}" alt=""></a></div><div class="media-caption">'
        f'<h3><a href="{address}">{title}</a></h3><p>{label}</p><p>{day}</p></div>{flag}</div>'
    )


def cards(world: World, hub: Hub, numbers: list[int]) -> str:
    """The cards of a batch."""
    style = crc32(hub.path.encode()) // 7 % _CARD_STYLES
    return "\n".join(card(world, world.posts[number], style) for number in numbers)


def _frame(world: World, hub: Hub, inner: str) -> str:
    tag = "ul" if crc32(hub.path.encode()) // 7 % _CARD_STYLES == 2 else "div"
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
    numbers = hub.posts[::-1] if oldest else hub.posts
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
        main = f"{lead}{sort}{_frame(world, hub, cards(world, hub, numbers))}{links}"
    else:
        head += f'<meta name="csrf-token" content="{token}">' if style == "token" else ""
        first = "" if style == "script" else cards(world, hub, numbers)
        main = f"{lead}{_frame(world, hub, first)}{_button(world, hub, growth, style, token)}"
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


_CONTROLS = (
    '<a class="loadmorebtn">{more}</a>',
    '<div class="loadmorebtn"><span>{more}</span></div>',
    '<button type="button" class="btn show-more">{other}</button>',
    '<a href="#" class="load-more">{more}</a>',
    '<a href="javascript:void(0)" class="more-posts" role="button">{other}</a>',
)

# Each shape answers `ask(n)`, n batches being on the page: a promise of the next batch's HTML,
# empty at the end. `list` is the element with the cards, `path`, `size`, `token` are given.
_ASK = {
    "html": "return fetch('/ajax/more?listing='+encodeURIComponent(path)+'&page='+(n+1))"
    ".then(text)",
    "form": "return fetch('/ajax/posts',{method:'POST',headers:{'Content-Type':"
    "'application/x-www-form-urlencoded'},body:'listing='+encodeURIComponent(path)"
    "+'&offset='+n*size+'&count='+size}).then(text)",
    "json_html": "return fetch('/api/feed',{method:'POST',headers:{'Content-Type':"
    "'application/json'},body:JSON.stringify({listing:path,page:n+1,size:size})})"
    ".then(json).then(d=>d.html)",
    "json_list": "return fetch('/api/posts?listing='+encodeURIComponent(path)+'&page='+(n+1))"
    ".then(json).then(d=>d.items.map(card).join(''))",
    "cursor": "var all=list.querySelectorAll('[data-id]'),last=all[all.length-1];"
    "return fetch('/ajax/before?listing='+encodeURIComponent(path)+'&before='"
    "+last.dataset.id).then(text)",
    "token": "return fetch('/ajax/guarded',{method:'POST',headers:{'Content-Type':"
    "'application/x-www-form-urlencoded','X-CSRF-Token':document.querySelector("
    "'meta[name=csrf-token]').content},body:'listing='+encodeURIComponent(path)"
    "+'&page='+(n+1)}).then(text)",
    "token_field": "return fetch('/ajax/guarded',{method:'POST',headers:{'Content-Type':"
    "'application/x-www-form-urlencoded'},body:'listing='+encodeURIComponent(path)"
    "+'&page='+(n+1)+'&_token='+encodeURIComponent(document.querySelector("
    "'input[name=_token]').value)}).then(text)",
    "endless": "return fetch('/ajax/endless?listing='+encodeURIComponent(path)+'&page='+(n+1))"
    ".then(text)",
    "broken": "return fetch('/ajax/broken?listing='+encodeURIComponent(path)+'&page='+(n+1))"
    ".then(text)",
}
_ASK["script"] = _ASK["json_list"]

_SCRIPT = """<script>
(function(){
var path=%(path)s,size=%(size)d,n=%(batches)d,busy=false;
var button=document.currentScript.previousElementSibling;
var list=button.previousElementSibling;
if(!list.children.length&&list.tagName=="INPUT")list=list.previousElementSibling;
function text(r){if(!r.ok)throw new Error(r.status);return r.text()}
function json(r){if(!r.ok)throw new Error(r.status);return r.json()}
function card(p){var d=document.createElement('div');d.className='white-card';d.dataset.id=p.id;
var a=document.createElement('a');a.href=p.url;var h=document.createElement('h4');
h.textContent=p.title;a.appendChild(h);d.appendChild(a);
var s=document.createElement('span');s.textContent=p.category;d.appendChild(s);
var t=document.createElement('p');t.textContent=p.date;d.appendChild(t);return d.outerHTML}
function ask(){%(ask)s}
function more(e){if(e)e.preventDefault();if(busy)return;busy=true;
ask().then(function(h){busy=false;n++;if(!h.trim()){button.style.display='none';return}
list.insertAdjacentHTML('beforeend',h)}).catch(function(){busy=false})}
button.addEventListener('click',more);
if(n===0)more();
})();
</script>"""


def _button(world: World, hub: Hub, growth: Growth, shape: str, token: str) -> str:
    labels = world.edition.labels
    turn = crc32(hub.path.encode()) // 11
    control = _CONTROLS[turn % len(_CONTROLS)].format(
        more=labels["more"], other=labels["more_other"]
    )
    script = _SCRIPT % {
        "path": json.dumps(hub.path, ensure_ascii=False),
        "size": growth.per_page,
        "batches": 0 if shape == "script" else 1,
        "ask": _ASK[shape],
    }
    more = shape in ("endless", "broken", "script") or growth.pages(hub) > 1
    hidden = f'<input type="hidden" name="_token" value="{token}">'
    return f"{hidden if shape == 'token_field' else ''}{control}{script}" if more else ""


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


def home(world: World) -> str:
    """The front page: the latest posts in several blocks."""
    labels = world.edition.labels
    listed = [p for p in reversed(world.posts) if p.found_by == "listing" and p.withdrawn is None]
    blocks = [(labels["latest"], listed[:8], 1)]
    for i, section in enumerate(world.edition.sections):
        inside = [world.posts[number] for number in world.hubs[section.path].posts[:6]]
        blocks.append((section.label, inside, i))
    html = "".join(
        f'<section><h2>{text(label)}</h2><div class="cards">'
        + "".join(
            card(world, post, 1 if style % _CARD_STYLES == 2 else style % _CARD_STYLES)
            for post in posts
        )
        + f'</div><a class="all" href="/news">{labels["all"]}</a></section>'
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
