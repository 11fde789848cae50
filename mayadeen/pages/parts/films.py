"""Read a player's address, platform and id."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from mayadeen.items import Video
from mayadeen.pages.flat.page import PLAYER, FlatPage, Line
from mayadeen.pages.parts.durations import seconds

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


_FILE = re.compile(r"\.(?:mp4|m3u8|webm|mpd|m4v|mov)(?:[?#]|$)", re.IGNORECASE)


_FILM_MARKS = (".mp4", ".m3u8", ".webm", ".mpd", "youtu")


_LONGEST_VALUE = 20_000
"""Letters of a data attribute that is looked through. It bounds the time; one real page reaches the
half, and is read alike."""


_LONGEST_ADDRESS = 2000
"""Letters of a film's address. No real page reaches it."""


_FILE_IN_TEXT = re.compile(
    r"""["']((?:https?:)?(?:\\?/){1,2}[^"'\s<>]+?\.(?:mp4|m3u8|webm|mpd)(?:\?[^"'\s<>]*)?)["']""",
    re.IGNORECASE,
)


_PLAYER_PATH = re.compile(
    r"/(?:embed|player|video-?player|embed-?video)s?(?:[/.?]|$)", re.IGNORECASE
)


_SETUP_DURATION = re.compile(r"""["']?\bduration["']?\s*:\s*["']?([\d:.]+)""")


def film(page: FlatPage, line: Line) -> Video | None:
    """Give what a frame or player shows; None for a frame that is no film."""
    element = line.element
    if line.kind == PLAYER:
        sources = (
            element.get("src"),
            element.get("data-src"),
            *(source.get("src") for source in element.iter("source")),
            *(source.get("data-src") for source in element.iter("source")),
        )
        url = next(filter(None, (_address(page, source) for source in sources)), None)
        return film_at(url, page, player=True) if url else None
    if video_id := element.get("videoid") or element.get("data-videoid"):
        return film_at(f"https://www.youtube.com/embed/{video_id}", page)
    for name in ("src", "data-src", "data-lazy-src", "data", "srcdoc"):
        url = _address(page, element.get(name))
        if url and (found := film_at(url, page)):
            return found
    return None


def _address(page: FlatPage, href: str | None) -> str | None:
    if not href or href.strip().lower().startswith(("data:", "about:", "blob:", "javascript:")):
        return None
    url = page.absolute(href.replace("\\/", "/"))
    return url if url.startswith(("http://", "https://")) else None


def film_at(url: str, page: FlatPage, *, player: bool = False) -> Video | None:
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
        return Video(url=url, platform="youtube", video_id=video_id) if video_id else None
    platform = _platform(host)
    if platform == "facebook" and "video" not in url:
        return None
    if platform:
        return Video(url=url, platform=platform, video_id=_last_step(parts.path, parts.query))
    own = host == (urlsplit(page.url).hostname or "") or "almayadeen" in host
    if player or _is_file(parts.path, own=own):
        return Video(url=url, platform="almayadeen" if own or player else host)
    return None


def _is_file(path: str, *, own: bool) -> bool:
    """Whether a path names a film's file, or on the site's own hosts a player's page."""
    return bool(_FILE.search(path) or (own and _PLAYER_PATH.search(path)))


def _platform(host: str) -> str | None:
    domains = (domain for domain in _PLAYERS if f".{host}".endswith(f".{domain}"))
    return next((_PLAYERS[domain] for domain in domains), None)


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


def films_in_scripts(page: FlatPage) -> Iterator[Video]:
    """Give the files and streams that the page's scripts and data attributes hand to a player.

    `<div data-setup='{"file": "https://…/film.mp4", "duration": 205}'>`
    """
    seen = set()
    for text in _handed(page):
        if found := _youtube_in(text, page):
            yield found
        files = [page.absolute(_unescaped(match[1])) for match in _FILE_IN_TEXT.finditer(text)]
        lengths = _SETUP_DURATION.findall(text) if files else []
        length = seconds(lengths[0]) if len(lengths) == 1 else None
        for url in files:
            if url not in seen:
                seen.add(url)
                yield Video(url=url, platform="almayadeen", duration_seconds=length)


def _handed(page: FlatPage) -> Iterator[str]:
    """The texts of scripts, and the values of data attributes that may name a film, in quotes."""
    for script in page.scripts:
        yield script.text or ""
    for element in page.elements:
        for name, value in element.items():
            if name.startswith("data-") and len(value) < _LONGEST_VALUE and _names_film(value):
                yield f'"{value}"'


def _names_film(value: str) -> bool:
    return any(mark in value for mark in _FILM_MARKS)


def _youtube_in(text: str, page: FlatPage) -> Video | None:
    """The film of a data attribute that is an address on YouTube."""
    if "youtu" not in text or len(text) >= _LONGEST_ADDRESS:
        return None
    url = text.strip('"')
    return film_at(url, page) if url.startswith("http") else None


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text.replace("\\/", "/")
