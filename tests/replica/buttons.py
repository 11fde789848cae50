"""The "load more" buttons: what stands on the page, what its script asks for, what it is given."""

from __future__ import annotations

import json
from typing import Any, NamedTuple
from zlib import crc32

from . import listcards
from .growth import DOWN, Growth
from .world import Hub, World

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
    "session": "return fetch('/ajax/session?listing='+encodeURIComponent(path)+'&page='+(n+1))"
    ".then(text)",
    "signed": "return fetch('/ajax/signed?listing='+encodeURIComponent(path)+'&page='+(n+1)"
    "+'&sum='+(n+1)*7919%10007).then(text)",
    "forbidden": "return fetch('/private/more?listing='+encodeURIComponent(path)+'&page='+(n+1))"
    ".then(text)",
    "broken": "return fetch('/ajax/broken?listing='+encodeURIComponent(path)+'&page='+(n+1))"
    ".then(text)",
}
_ASK["script"] = _ASK["json_list"]

_SCRIPT = """
(function(){
var path=%(path)s,size=%(size)d,n=%(batches)d,busy=false;
var button=document.currentScript.previousElementSibling;
var list=button.id=="cards"?button:button.previousElementSibling;
if(!list.children.length&&list.tagName=="INPUT")list=list.previousElementSibling;
function text(r){if(!r.ok)throw new Error(r.status);return r.text()}
function json(r){if(!r.ok)throw new Error(r.status);return r.json()}
function card(p){var d=document.createElement('div');d.className='white-card';d.dataset.id=p.id;
var a=document.createElement('a');a.href=p.url;var h=document.createElement('h4');
h.textContent=p.title;a.appendChild(h);d.appendChild(a);
var s=document.createElement('span');s.textContent=p.category;d.appendChild(s);
var t=document.createElement('p');t.textContent=p.date;d.appendChild(t);return d.outerHTML}
function end(){button.style.display='none'}
function grown(){}
function ask(){%(ask)s}
function more(e){if(e)e.preventDefault();if(busy)return;busy=true;
ask().then(function(h){busy=false;n++;if(!h.trim()){end();return}
list.insertAdjacentHTML('beforeend',h);grown()}).catch(function(){busy=false})}
%(trouble)s
button.addEventListener('click',more);
if(n===0)more();
})();
"""
_BOX = (
    '<div id="consent" style="position:fixed;inset:0;background:#fff;z-index:99"><p>We use cookies'
    '</p><button onclick="this.parentNode.remove();agreed=true">Accept all</button></div>'
)
# What stands in the script just before the button is told of its clicks.
_TROUBLES = {
    "consent": "window.agreed=false;var bring=more;more=function(e){if(window.agreed)bring(e)};",
    "throws": "more=function(){throw new Error('nobody has defined this')};",
    "spinner": "more=function(){button.style.display='none';"
    "button.insertAdjacentHTML('afterend','<p>One moment</p>')};",
    "nothing": "more=function(e){e.preventDefault()};",
    "empty": "end=function(){};",
    "late": "button=document.createElement('button');button.textContent='Load more';"
    "setTimeout(function(){list.after(button)},1500);",
    "starts_disabled": "setTimeout(function(){button.disabled=false},1500);",
    "replaced": "grown=function(){var b=document.createElement('button');b.id='b'+n;"
    "b.textContent='Load more';button.replaceWith(b);button=b;"
    "button.addEventListener('click',more)};",
    "reappears": "var bring=more;more=function(e){button.style.display='none';bring(e)};"
    "grown=function(){setTimeout(function(){button.style.display=''},800)};",
    "observed": "var foot=document.createElement('p');foot.innerHTML='&nbsp;';list.after(foot);"
    "button=foot;var eye=new IntersectionObserver(function(seen){"
    "if(seen[0].isIntersecting)more()});"
    "eye.observe(foot);grown=function(){eye.unobserve(foot);eye.observe(foot)};",
    "once": "var token=document.querySelector('meta[name=once]').content;ask=function(){"
    "return fetch('/api/once?listing='+encodeURIComponent(path)+'&page='+(n+1)+'&token='+token)"
    ".then(json).then(function(d){token=d.token;return d.html})};",
}
_TROUBLES["late_in_file"] = _TROUBLES["late"]
_WITHOUT_A_BUTTON = ("late", "late_in_file", "observed")
_IN_A_FILE = ("late_in_file", "observed")
_TROUBLED_CONTROLS = {
    "disabled": '<button class="load-more" disabled>Load more</button>',
    "starts_disabled": '<button class="load-more" disabled>Load more</button>',
    "quoted": """<button aria-label='Load more "{label}"' id="it's"><svg></svg></button>""",
    "own_address": '<a href="{path}">Load more</a>',
    "beside": '<button class="load-more">Load more</button>',
}


def button(world: World, hub: Hub, growth: Growth, shape: str, token: str) -> str:
    """The control of a listing and its script; nothing where all posts stand there already."""
    more = shape in ("endless", "broken", "script") or growth.pages(hub) > 1
    if not more:
        return ""
    labels, trouble = world.edition.labels, growth.trouble(hub)
    turn = crc32(hub.path.encode()) // 11
    control = _TROUBLED_CONTROLS.get(trouble, _CONTROLS[turn % len(_CONTROLS)]).format(
        more=labels["more"], other=labels["more_other"], label=hub.label, path=hub.path
    )
    if trouble in _WITHOUT_A_BUTTON:
        control = ""
    hidden = f'<input type="hidden" name="_token" value="{token}">'
    box = _BOX if trouble in ("consent", "covered") else ""
    run = f"<script>{script(hub, growth, shape)}</script>"
    if trouble in _IN_A_FILE:
        run = f'<script src="/static/grow.js?listing={hub.path}"></script>'
    return f"{hidden if shape == 'token_field' else ''}{control}{run}{box}"


def before(growth: Growth, hub: Hub) -> str:
    """What stands above the cards: another button, which does nothing."""
    is_beside = growth.trouble(hub) == "beside" and growth.pages(hub) > 1
    return '<div><button class="load-more">Load more</button></div>' if is_beside else ""


def script(hub: Hub, growth: Growth, shape: str) -> str:
    """What a listing's page runs."""
    return _SCRIPT % {
        "path": json.dumps(hub.path, ensure_ascii=False),
        "size": growth.per_page,
        "batches": 0 if shape == "script" else 1,
        "ask": _ASK[shape],
        "trouble": _TROUBLES.get(growth.trouble(hub), ""),
    }


# The method and path that each shape of button answers to.
ENDPOINTS = {
    "html": ("GET", "/ajax/more"),
    "form": ("POST", "/ajax/posts"),
    "json_html": ("POST", "/api/feed"),
    "json_list": ("GET", "/api/posts"),
    "script": ("GET", "/api/posts"),
    "cursor": ("GET", "/ajax/before"),
    "token": ("POST", "/ajax/guarded"),
    "token_field": ("POST", "/ajax/guarded"),
    "endless": ("GET", "/ajax/endless"),
    "session": ("GET", "/ajax/session"),
    "signed": ("GET", "/ajax/signed"),
    "forbidden": ("GET", "/private/more"),
    "broken": ("GET", "/ajax/broken"),
}
# Where the shapes that want a listing's token have it.
GUARDED = {"token": "header", "token_field": "_token", "session": "cookie"}


class Answer(NamedTuple):
    """What a click is answered with: HTML, or data to be sent as JSON."""

    html: str = ""
    data: dict[str, Any] | None = None
    status: int = 200


_ANSWERS = {
    "empty": Answer(""),
    "error": Answer(data={"error": "Something went wrong", "items": []}),
    "maintenance": Answer(
        "<!DOCTYPE html><html><head><title>Back soon</title></head>"
        "<body><h1>We are down for maintenance</h1></body></html>"
    ),
}


def once(
    world: World, growth: Growth, asked: dict[str, str], tokens: set[str], following: str
) -> Answer:
    """The answer to a click whose token is good for it alone; it holds the next one's."""
    hub = world.hubs[asked["listing"]]
    if asked["token"] not in tokens:
        return Answer("<h1>Page expired</h1>", status=419)
    tokens.remove(asked["token"])
    html = listcards.cards(world, hub, growth.batch(hub, int(asked["page"])))
    return Answer(data={"html": html, "token": following})


def fragment(
    world: World, growth: Growth, target: tuple[str, str], asked: dict[str, str], tokens: set[str]
) -> Answer:
    """The answer to one click.

    `target` is method and path, `asked` holds the fields sent (`header` for the token's header,
    `cookie` for the session's), `tokens` those that were given out.
    """
    hub = world.hubs.get(asked.get("listing", ""))
    shape = growth.of(hub) if hub else ""
    if hub is None or ENDPOINTS.get(shape) != target:
        return Answer("<h1>404</h1>", status=404)
    if shape == "broken":
        return Answer("<h1>Error</h1>", status=500)
    if growth.trouble(hub) in _ANSWERS:
        return _ANSWERS[growth.trouble(hub)]
    if shape in GUARDED and asked.get(GUARDED[shape]) not in tokens:
        return Answer("<h1>Page expired</h1>", status=419)
    start = _start(world, growth, hub, shape, asked)
    is_forged = shape == "signed" and int(asked["sum"]) != int(asked["page"]) * 7919 % 10007
    if start is None or is_forged:
        return Answer(status=400)
    if growth.trouble(hub) == "down" and 1 + start // growth.per_page >= DOWN:
        return Answer("<h1>Error</h1>", status=500)
    batch = hub.posts[start : start + growth.per_page]
    if shape in ("json_list", "script"):
        return Answer(data={"items": listcards.items(world, batch)})
    html = listcards.cards(world, hub, batch)
    if shape == "json_html":
        return Answer(data={"html": html, "more": start + growth.per_page < len(hub.posts)})
    return Answer(html)


def _start(world: World, growth: Growth, hub: Hub, shape: str, asked: dict[str, str]) -> int | None:
    """Place of the batch's first post in the listing; None for a cursor that nobody knows."""
    if shape == "cursor":
        ids = [world.posts[number].post_id for number in hub.posts]
        return ids.index(asked["before"]) + 1 if asked.get("before") in ids else None
    if shape == "form":
        return int(asked["offset"])
    number = int(asked["page"])
    if shape == "endless":  # gives its last batch for ever
        number = min(number, growth.pages(hub))
    return (number - 1) * growth.per_page
