"""The "load more" buttons: what stands on the page, what its script asks for, what it is given."""

from __future__ import annotations

import json
from typing import Any, NamedTuple
from zlib import crc32

from . import listcards
from .growth import Growth
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


def button(world: World, hub: Hub, growth: Growth, shape: str, token: str) -> str:
    """The control of a listing and its script; nothing where all posts stand there already."""
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
    if shape in GUARDED and asked.get(GUARDED[shape]) not in tokens:
        return Answer("<h1>Page expired</h1>", status=419)
    start = _start(world, growth, hub, shape, asked)
    is_forged = shape == "signed" and int(asked["sum"]) != int(asked["page"]) * 7919 % 10007
    if start is None or is_forged:
        return Answer(status=400)
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
