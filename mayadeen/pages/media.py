"""Pictures and players of a story: which address, which platform, and what is no picture at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from mayadeen.items import Image, Video
from mayadeen.normalise import urls
from mayadeen.pages.flow import PLAYER, Flow, Item

_LAZY = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-url", "data-image")
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_NO_PICTURE = re.compile(
    r"(?:^|[_.\-])(?:spacer|1x1|placeholder|loader|logos?|sprite|favicon|transparent|default"
    r"|no-?image)(?:[_.\-\d]|$)"
)
# Words of pictures too: of a file's name it takes nearly all to make it an icon.
_ICON = re.compile(
    r"(?:[a-z0-9]{1,5}[_-])?(?:blank|pixel|loading|lazy|icons?|avatars?|emoji|tracking|tracker|beacon"
    r"|flags?)(?:[_-]?[a-z0-9]{1,5})?\.(?:png|gif|svg|ico|jpe?g|webp)|.*\bicons?\b.*\.(?:svg|png|gif)"
)
_ICON_FOLDER = re.compile(r"/(?:icons?|flags?|avatars?|emojis?|logos?)/")
_STILL = re.compile(r"//(?:\w+\.ytimg\.com|img\.youtube\.com)/")
_SMALLEST = 64  # pixels; what is stated smaller is an icon or counts visitors
_YOUTUBE_HOST = re.compile(r"(?:^|\.)(?:youtube\.com|youtu\.be|youtube-nocookie\.com)$")
_YOUTUBE_ID = re.compile(r"(?!videoseries|live_stream)[A-Za-z0-9_-]{11}")
_PLAYERS = {
    "vimeo.com": "vimeo",
    "dailymotion.com": "dailymotion",
    "dai.ly": "dailymotion",
    "facebook.com": "facebook",
    "rumble.com": "rumble",
    "odysee.com": "odysee",
    "ok.ru": "ok",
    "rutube.ru": "rutube",
    "jwplayer.com": "jwplayer",
    "jwplatform.com": "jwplayer",
    "brightcove.net": "brightcove",
}
_PICTURE_FILE = re.compile(r"^[^\s,{]+\.(?:jpe?g|png|webp|avif)(?:\?[^\s,]*)?$", re.IGNORECASE)
_FILE = re.compile(r"\.(?:mp4|m3u8|webm|mpd|m4v|mov)(?:[?#]|$)", re.IGNORECASE)
_FILM_MARKS = (".mp4", ".m3u8", ".webm", ".mpd", "youtu")
_FILE_IN_TEXT = re.compile(
    r"""["']((?:https?:)?(?:\\?/){1,2}[^"'\s<>]+?\.(?:mp4|m3u8|webm|mpd)(?:\?[^"'\s<>]*)?)["']""",
    re.IGNORECASE,
)
_PLAYER_PATH = re.compile(
    r"/(?:embed|player|video-?player|embed-?video)s?(?:[/.?]|$)", re.IGNORECASE
)
_ISO_DURATION = re.compile(
    r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?", re.IGNORECASE
)
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d\d)")
_LABELLED = re.compile(
    r"(?:duration|length|running time|المدة|مدة الفيديو|duración)\s?[:：]?\s?(?=\d)", re.IGNORECASE
)
_SETUP_DURATION = re.compile(r"""["']?\bduration["']?\s*:\s*["']?([\d:.]+)""")


def picture(flow: Flow, item: Item) -> Image | None:
    """Give a picture with its address and alternative text; None for icons and placeholders.

    Of several renditions the widest; a lazy picture's real address wins over what stands in `src`.
    """
    element = item.element
    if _is_small(element.get("width")) or _is_small(element.get("height")):
        return None
    for href in _addresses(element):
        url = urls.image(href, flow.base)
        if url and not is_no_picture(url):
            alt = " ".join((element.get("alt") or "").split())
            return Image(url=url, alt=alt or None)
    return None


def is_still(item: Item) -> bool:
    """Whether a picture is a film's still from YouTube: the player is behind it."""
    return any(_STILL.search(item.element.get(name) or "") for name in ("src", *_LAZY))


def is_no_picture(url: str) -> bool:
    """Whether an address names an icon, a logo or a placeholder."""
    path = urlsplit(url).path.lower()
    name = path.rpartition("/")[2]
    return bool(_NO_PICTURE.search(name) or _ICON.fullmatch(name) or _ICON_FOLDER.search(path))


def _addresses(element: Any) -> Iterator[str]:
    sets = [element.get(name) for name in _LAZY_SETS]
    other_forms: list[str | None] = []
    parent = element.getparent()
    while parent is not None and parent.tag in ("source", "picture"):  # a source is never closed
        # Which forms a site offers changes; what stands in `img` is the picture's own address.
        known = (parent.get("type") or "").lower() in ("", "image/jpeg", "image/png", "image/gif")
        (sets if known else other_forms).extend((parent.get("data-srcset"), parent.get("srcset")))
        parent = parent.getparent()
    if widest := _widest(filter(None, sets)):
        yield widest
    yield from filter(None, (element.get(name) for name in _LAZY))
    source = element.get("src")
    if source and source.strip():
        yield source
    if widest := _widest(filter(None, other_forms)):
        yield widest
    # Each script for lazy pictures has a name of its own for the address.
    for name, value in element.items():
        if name.startswith("data-") and name not in _LAZY and _PICTURE_FILE.search(value):
            yield value


def _widest(sets: Iterator[str]) -> str | None:
    best, widest = None, -1.0
    for candidates in sets:
        for candidate in re.split(r",\s+|,(?=https?:|/)", candidates.strip()):
            address, _, size = candidate.strip(" ,\n\t").partition(" ")
            number = re.match(r"[\d.]+", size.strip())
            try:
                width = float(number[0]) if number else 0.0
            except ValueError:
                width = 0.0
            if address and not address.startswith("data:") and width > widest:
                best, widest = address, width
    return best


def _is_small(size: str | None) -> bool:
    number = (size or "").strip().removesuffix("px")
    return number.isdecimal() and len(number) < 6 and int(number) <= _SMALLEST


def film(flow: Flow, item: Item) -> Video | None:
    """Give what a frame or player shows; None for a frame that is no film."""
    element = item.element
    if item.kind == PLAYER:
        sources = (
            element.get("src"),
            element.get("data-src"),
            *(source.get("src") for source in element.iter("source")),
            *(source.get("data-src") for source in element.iter("source")),
        )
        url = next(filter(None, (_address(flow, source) for source in sources)), None)
        return film_at(url, flow, player=True) if url else None
    if video_id := element.get("videoid") or element.get("data-videoid"):
        return film_at(f"https://www.youtube.com/embed/{video_id}", flow)
    for name in ("src", "data-src", "data-lazy-src", "data", "srcdoc"):
        url = _address(flow, element.get(name))
        if url and (found := film_at(url, flow)):
            return found
    return None


def _address(flow: Flow, href: str | None) -> str | None:
    if not href or href.strip().lower().startswith(("data:", "about:", "blob:", "javascript:")):
        return None
    url = flow.absolute(href.replace("\\/", "/"))
    return url if url.startswith(("http://", "https://")) else None


def film_at(url: str, flow: Flow, *, player: bool = False) -> Video | None:
    """Tell platform and identifier from a film's absolute address; None if it is no film's.

    `player` says that it stood in a player, so that it is one whatever it looks like.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower().removeprefix("www.")
    except ValueError:
        return None
    if _YOUTUBE_HOST.search(host):
        video_id = _youtube_id(host, parts.path, parts.query)
        if video_id is None:
            return None
        return Video(url=url, platform="youtube", video_id=video_id)
    for domain, platform in _PLAYERS.items():
        if host == domain or host.endswith("." + domain):
            if domain == "facebook.com" and "video" not in url:
                return None
            return Video(url=url, platform=platform, video_id=_last_step(parts.path, parts.query))
    own = host == (urlsplit(flow.url).hostname or "") or "almayadeen" in host
    if player or _FILE.search(parts.path) or (own and _PLAYER_PATH.search(parts.path)):
        return Video(url=url, platform="almayadeen" if own or player else host)
    return None


def _last_step(path: str, query: str) -> str | None:
    """A film's identifier: the end of its address, or of the one that a plugin is asked for."""
    asked = parse_qs(query)
    if "video" in asked:
        return asked["video"][0]
    if "href" in asked:
        path = asked["href"][0].partition("?")[0]
    return path.rstrip("/").rpartition("/")[2] or None


def _youtube_id(host: str, path: str, query: str) -> str | None:
    steps = [step for step in path.split("/") if step]
    if host.endswith("youtu.be"):
        candidate = steps[0] if steps else ""
    elif steps[:1] in (["embed"], ["v"], ["shorts"], ["live"]) and len(steps) > 1:
        candidate = steps[1]
    else:
        candidate = (parse_qs(query).get("v") or [""])[0]
    return candidate if _YOUTUBE_ID.fullmatch(candidate) else None


def films_in_scripts(flow: Flow) -> Iterator[Video]:
    """Give the files and streams that the page's scripts and data attributes hand to a player."""
    texts = [script.text or "" for script in flow.scripts]
    for element in flow.elements:
        texts += [
            f'"{value}"'
            for name, value in element.items()
            if name.startswith("data-")
            and len(value) < 20_000
            and any(mark in value for mark in _FILM_MARKS)
        ]
    seen = set()
    for text in texts:
        if "youtu" in text and len(text) < 2000 and (url := text.strip('"')).startswith("http"):
            found = film_at(url, flow)
            if found:
                yield found
        files = [flow.absolute(_unescaped(match[1])) for match in _FILE_IN_TEXT.finditer(text)]
        lengths = _SETUP_DURATION.findall(text) if files else []
        length = seconds(lengths[0]) if len(lengths) == 1 else None
        for url in files:
            if url not in seen:
                seen.add(url)
                yield Video(url=url, platform="almayadeen", duration_seconds=length)


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text.replace("\\/", "/")


def seconds(text: str) -> int | None:
    """Give the length that `PT3M25S`, `03:25`, `1:02:03`, `205` or `205.4` states, else None."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 7:
        return int(text) or None
    if re.fullmatch(r"\d{1,6}\.\d+", text):
        return int(float(text)) or None
    if match := _CLOCK.fullmatch(text):
        hours, minutes, rest = (int(group or 0) for group in match.groups())
        return hours * 3600 + minutes * 60 + rest or None
    match = _ISO_DURATION.fullmatch(text)
    if match and any(match.groups()):
        days, hours, minutes, rest = (int(group or 0) for group in match.groups())
        return days * 86400 + hours * 3600 + minutes * 60 + rest or None
    return None


def stated_length(text: str) -> int | None:
    """Give the length that a line with its label states: `Duration: 3:05`; else None."""
    label = _LABELLED.match(text)
    clock = text[label.end() :] if label else ""
    return seconds(clock) if is_clock(clock) else None


def is_clock(text: str) -> bool:
    """Whether a printed line is a film's length: `03:25`."""
    return bool(_CLOCK.fullmatch(text.strip()))
