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
    films = [film for film, _ in visible.players if film]
    source = "page"
    line = visible.players[0][1] if visible.players else None
    if not films:
        films, source = _stated_films(chosen)
    if not films and (chosen.values["kind"] == "video" or visible.players):
        films, source = list(films_in_scripts(chosen.page)), "page"
    if not films and chosen.values["kind"] == "video":
        linked = (film_at(url, chosen.page) for url in visible.outlinks)
        films, source = [f for f in linked if f and f.platform == "youtube"], "page"
    shows = chosen.values["kind"] == "video" or "body" not in chosen.values
    if not films and duration and layer == "metadata" and shows:
        # The page states a film's length and no address of it: it is shown by the page itself.
        films, source = (
            [Video(url=chosen.values.get("url") or chosen.response.url, platform="almayadeen")],
            layer,
        )
    unique = list({(film.platform, film.video_id or film.url): film for film in films}.values())
    if unique:
        if duration and (len(unique) == 1 or chosen.values["kind"] == "video"):
            unique[0].duration_seconds = unique[0].duration_seconds or duration
        chosen.put("videos", unique, source, line)


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
