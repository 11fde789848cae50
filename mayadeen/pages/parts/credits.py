"""Tell credit lines from others, by the built-in outlets and agencies."""

from __future__ import annotations

from functools import cache, lru_cache

from mayadeen.normalise import attribution
from mayadeen.normalise.houses import Houses, load_houses
from mayadeen.normalise.photo_credit import photo_credit


@cache
def known_houses() -> Houses:
    """The built-in names: enough to know a credit line from others."""
    return load_houses()


# The same few houses and writers sign page after page.


@lru_cache(maxsize=4096)
def is_marked(text: str) -> bool:
    """Whether a line opens with a mark (`By`, `Source:`) and names somebody."""
    return attribution.is_marked_credit(text, known_houses())


@lru_cache(maxsize=4096)
def is_credit(text: str) -> bool:
    return attribution.is_credit_line(text, known_houses())


@lru_cache(maxsize=4096)
def people_in(text: str) -> tuple[str, ...]:
    """The people whom a credit line names as authors."""
    return attribution.read([text], known_houses()).authors


@lru_cache(maxsize=4096)
def is_mark(text: str) -> bool:
    """Whether a text is a mark alone (`By`, `Source:`), for names that stand below it."""
    return is_marked(text) and not names_under("", text)


def names_under(mark: str, text: str) -> list[str]:
    """Who is credited by a line under a mark that stands alone: authors, outlet, agencies."""
    credit = attribution.read([mark, text], known_houses())
    return [*credit.authors, *credit.agencies, *filter(None, [credit.source])]


def names_people(text: str) -> bool:
    return bool(people_in(text))


@lru_cache(maxsize=4096)
def split_caption(text: str) -> tuple[str | None, str | None, str | None]:
    """`photo_credit.photo_credit` by the built-in names."""
    return photo_credit(text, known_houses())
