"""Read JSON-LD: schema.org's NewsArticle and its kin, in lists, `@graph`, several scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mayadeen.normalise import urls
from mayadeen.normalise.text import key
from mayadeen.pages.flat.page import FlatPage
from mayadeen.pages.layers import jsonish
from mayadeen.pages.parts.durations import seconds
from mayadeen.pages.vocabulary import page_kinds
from mayadeen.pages.vocabulary.words import plain

_MOST_OBJECTS = 500
"""Objects of a page's JSON-LD. It bounds the time; half and double read 95 real pages alike."""

_DEEPEST = 5
"""Lists and objects around a name. No real page reaches it; tests/pages/fields/test_people.py holds
the lower side."""

_NAMES = frozenset({"name", "givenName", "familyName"})
_POSTS = frozenset(
    {
        *("article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle"),
        *("opinionnewsarticle", "backgroundnewsarticle", "reviewnewsarticle", "liveblogposting"),
        *("blogposting", "report", "socialmediaposting", "videoobject", "imagegallery"),
        *("mediagallery", "tvepisode", "episode"),
    }
)
_TEXTS = _POSTS - {"videoobject"}


def read_jsonld(page: FlatPage) -> tuple[dict[str, Any], list[str]]:
    """Give the Article fields that JSON-LD states, and warnings.

    Besides these: `types` (all, in plain form), `author`, `persons`, `pictures`, `films` (objects
    of `url`, `embed`, `duration`) and `article_body`, which is to be believed only beside the
    visible text.
    """
    objects, warnings = _read_scripts(page)
    here = _own_addresses(page)
    titles = _own_titles(page) if objects else []
    objects = [thing for thing in objects if not _is_of_another(thing, page, here, titles)]
    types = [kind for thing in objects for kind in _types(thing)]
    posts = [thing for thing in objects if _POSTS & set(_types(thing))]
    if not posts:
        return ({"types": types} if types else {}), warnings
    # A film's object often stands beside the article that shows it, other posts' beside the own.
    post = min(posts, key=lambda p: (not _TEXTS & set(_types(p)), _at(p, page) not in here))
    return {"types": types, **_fields(post, posts), **_people(post, objects)}, warnings


def _own_addresses(page: FlatPage) -> set[str]:
    """The addresses that the page was found at, or gives as its own."""
    stated = [element.get("href") for rel, element in page.rels if rel == "canonical"]
    given = filter(None, [page.url, page.meta("og:url"), *stated])
    return set(filter(None, (urls.canonical(url, page.base) for url in given)))


def _at(post: dict[str, Any], page: FlatPage) -> str | None:
    return urls.canonical(_address(post) or "", page.base)


def _own_titles(page: FlatPage) -> list[str]:
    """The keys of what the page shows, or gives, as its headline."""
    headings = (line.text for line in page.lines if line.heading == 1)
    return list(filter(None, map(key, (page.title, page.meta("og:title") or "", *headings))))


def _is_of_another(
    thing: dict[str, Any], page: FlatPage, here: set[str], titles: list[str]
) -> bool:
    """Whether an object is of a post that the page only promotes: it states another address, and a
    headline that the page does not show as its own."""
    at, headline = _at(thing, page), key(_first(thing.get("headline")) or "")
    if not headline or not at or not here or at in here:
        return False
    return not any(headline in title or title in headline for title in titles)


def _read_scripts(page: FlatPage) -> tuple[list[dict[str, Any]], list[str]]:
    """The objects of all `<script type="application/ld+json">`, and warnings."""
    warnings: list[str] = []
    objects: list[dict[str, Any]] = []
    for script in page.scripts:
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            value, mended = jsonish.load(script.text or "")
        except ValueError:
            warnings.append("jsonld_malformed")
            continue
        if mended:
            warnings.append("jsonld_mended")
        objects += _objects(value)
    return objects, warnings


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """The objects at the top, in lists, in `@graph` and in `mainEntity`; no recursion."""
    waiting = [value]
    count = 0
    while waiting and count < _MOST_OBJECTS:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting[:0] = value[:_MOST_OBJECTS]
        elif isinstance(value, dict):
            count += 1
            yield value
            for name in ("@graph", "mainEntity", "video", "hasPart"):
                inner = value.get(name)
                if isinstance(inner, dict | list):
                    waiting.append(inner)


def _types(thing: dict[str, Any]) -> list[str]:
    return [plain(kind.rpartition("/")[2]) for kind in jsonish.strings(thing.get("@type"))]


def _address(post: dict[str, Any]) -> str | None:
    main = post.get("mainEntityOfPage")
    return jsonish.string(post.get("url")) or jsonish.string(
        main.get("@id") if isinstance(main, dict) else main
    )


def _fields(post: dict[str, Any], posts: list[dict[str, Any]]) -> dict[str, Any]:
    get = post.get
    found: dict[str, Any] = {
        "url": _address(post),
        "language": _first(get("inLanguage")),
        "title": _first(get("headline")) or _first(get("name")),
        "summary": _first(get("description")),
        "tags": jsonish.keywords(get("keywords")),
        "published_raw": _first(get("datePublished"))
        or _first(get("uploadDate"))
        or _first(get("dateCreated")),
        "updated_at": _first(get("dateModified")),
        "sections": list(jsonish.strings(get("articleSection"))),
        "pictures": list(_addresses(get("image"))),
        "films": [film for thing in posts if (film := _film(thing))],
        "article_body": get("articleBody") if isinstance(get("articleBody"), str) else None,
        "kind": next((kind for word in _types(post) if (kind := page_kinds.KIND.get(word))), None),
    }
    return {name: value for name, value in found.items() if value not in (None, [], "")}


def _people(post: dict[str, Any], objects: list[dict[str, Any]]) -> dict[str, Any]:
    """`author`, all who are named, and `persons`, those of them who are said to be persons."""
    named = {
        thing["@id"]: thing
        for thing in objects
        if isinstance(thing.get("@id"), str) and set(thing) & _NAMES
    }
    found: dict[str, bool] = {}
    for member in _list(post.get("author")) or _list(post.get("creator")):
        if isinstance(member, dict) and not set(member) & _NAMES:
            member = named.get(str(member.get("@id")), member)
        is_person = isinstance(member, dict) and "person" in _types(member)
        for name in _names(member):
            found.setdefault(name, is_person)
    if not found:
        return {}
    return {"author": " | ".join(found), "persons": [name for name in found if found[name]]}


def _names(value: Any, depth: int = 0) -> Iterator[str]:
    """The names in a value: a text, a list, an object's `name`, which may be any of these, or its
    `givenName` and `familyName`; no addresses."""
    if isinstance(value, dict):
        if value.get("name") and depth < _DEEPEST:
            yield from _names(value["name"], depth + 1)
        else:
            parts = (jsonish.string(value.get(part)) for part in ("givenName", "familyName"))
            yield from filter(None, [" ".join(filter(None, parts))])
    elif isinstance(value, list):
        for member in value[:_MOST_OBJECTS] if depth < _DEEPEST else ():
            yield from _names(member, depth + 1)
    elif (text := jsonish.string(value)) and "://" not in text:
        yield text


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _first(value: Any) -> str | None:
    return next(jsonish.strings(value), None)


def _addresses(value: Any) -> Iterator[str]:
    for member in value if isinstance(value, list) else [value]:
        if isinstance(member, dict):
            member = member.get("url") or member.get("contentUrl") or member.get("@id")
        text = jsonish.string(member)
        if text:
            yield text


def _film(thing: dict[str, Any]) -> dict[str, Any] | None:
    if "videoobject" not in _types(thing):
        return None
    return {
        "url": next(_addresses(thing.get("contentUrl")), None),
        "embed": next(_addresses(thing.get("embedUrl")), None),
        "duration": seconds(jsonish.string(thing.get("duration")) or ""),
    }
