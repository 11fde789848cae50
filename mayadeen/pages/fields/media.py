"""Choose pictures and films."""

from __future__ import annotations

from mayadeen.items import Image, Video
from mayadeen.normalise import urls
from mayadeen.pages.fields.chosen import Chosen
from mayadeen.pages.parts.films import film_at, films_in_scripts
from mayadeen.pages.parts.images import is_no_picture
from mayadeen.pages.story.visible import Visible


def choose_images(chosen: Chosen, visible: Visible) -> None:
    """The pictures of the story, else those stated."""
    if visible.images:
        images = [image for image, _ in visible.images]
        chosen.put("images", images, "page", visible.images[0][1])
        return
    for layer, addresses in chosen.stated("pictures"):
        stated = (urls.image(address, chosen.response.url) for address in addresses)
        found = [Image(url=url) for url in stated if url and not is_no_picture(url)]
        if found:
            chosen.put("images", found, layer)
            return


def choose_videos(chosen: Chosen, visible: Visible) -> None:
    """The films that the page shows, else those stated."""
    duration, layer = _duration(chosen, visible)
    films, source = _films(chosen, visible)
    if not films and layer == "metadata":
        films, source = _page_itself(chosen, duration), layer
    unique = list({(film.platform, film.video_id or film.url): film for film in films}.values())
    if unique:
        if duration and (len(unique) == 1 or chosen.values["kind"] == "video"):
            unique[0].duration_seconds = unique[0].duration_seconds or duration
        line = visible.players[0][1] if visible.players else None
        chosen.put("videos", unique, source, line)


def _films(chosen: Chosen, visible: Visible) -> tuple[list[Video], str]:
    """The films of the first of these that has some, and its layer: players, what is stated,
    scripts, and on a film's page links."""
    if films := [film for film, _ in visible.players if film]:
        return films, "page"
    films, source = _stated_films(chosen)
    is_film = chosen.values["kind"] == "video"
    if not films and (is_film or visible.players):
        films, source = list(films_in_scripts(chosen.page)), "page"
    if not films and is_film:
        linked = (film_at(url, chosen.page) for url in visible.outlinks)
        films, source = [f for f in linked if f and f.platform == "youtube"], "page"
    return films, source


def _page_itself(chosen: Chosen, duration: int | None) -> list[Video]:
    """The page as a film where its metadata state a film's length and no address of it."""
    shows = chosen.values["kind"] == "video" or "body" not in chosen.values
    if not duration or not shows:
        return []
    here = chosen.values.get("url") or chosen.response.url
    return [Video(url=here, platform="almayadeen")]


def _duration(chosen: Chosen, visible: Visible) -> tuple[int | None, str]:
    for layer, value in chosen.stated("duration"):
        return value, layer
    for film in chosen.layers["jsonld"].get("films", ()):
        if film["duration"]:
            return film["duration"], "jsonld"
    return visible.duration, "page"


def _stated_films(chosen: Chosen) -> tuple[list[Video], str]:
    films = []
    for stated in chosen.layers["jsonld"].get("films", ()):
        for name in ("embed", "url"):
            url = stated[name] and chosen.page.absolute(stated[name])
            film = film_at(url, chosen.page, player=True) if url else None
            if film:
                film.duration_seconds = stated["duration"]
                films.append(film)
                break
    if films:
        return films, "jsonld"
    address = chosen.layers["opengraph"].get("film")
    film = address and film_at(chosen.page.absolute(address), chosen.page, player=True)
    return ([film], "opengraph") if film else ([], "page")
