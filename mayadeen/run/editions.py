"""The site's editions: where each stands on the web and in which language it is written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Edition:
    """One language edition; `base_url` ends in a slash."""

    code: str
    base_url: str
    language: str


EDITIONS = {
    edition.code: edition
    for edition in (
        Edition("en", "https://english.almayadeen.net/", "en"),
        Edition("ar", "https://www.almayadeen.net/", "ar"),
        Edition("es", "https://espanol.almayadeen.net/", "es"),
    )
}


def base_url(edition: str, configured: str) -> str:
    """The address a run starts from.

    `configured` is `MAYADEEN_BASE_URL`: its default is the English edition's, so that value
    names no site for another edition; any other value is what the user asked for.
    """
    if edition != "en" and configured == EDITIONS["en"].base_url:
        return EDITIONS[edition].base_url
    return configured if configured.endswith("/") else configured + "/"
