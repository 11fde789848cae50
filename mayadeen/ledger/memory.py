"""Remember addresses for a run, so that the database is asked less and agrees in the end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from mayadeen.ledger.known import Known, key_of, marks
from mayadeen.ledger.records import Found, UrlRow


class Memory:
    """The run's addresses by key: what was read of them, and what became of them since `flush`.

    `known` are the addresses met lately, with what was read or written of them. `handed_out` are
    the rows of which nothing was noted yet, `settled` those with an outcome that is not written,
    and `unclaimed` the ones of these that nobody handed out. `articles` leads from an id to its
    settled row; `former` are the posts, by id, at whose address another was read.
    """

    def __init__(self) -> None:
        self.known: dict[bytes, Known] = {}
        self.handed_out: dict[bytes, UrlRow] = {}
        self.settled: dict[bytes, UrlRow] = {}
        self.unclaimed: set[bytes] = set()
        self.articles: dict[str, bytes] = {}
        self.former: dict[str, UrlRow] = {}
        self._news: dict[bytes, set[bytes]] = {}

    def unread(self, keys: Collection[bytes]) -> list[bytes]:
        """Give each key once that is not known, in their order."""
        return list({key: None for key in keys if key not in self.known})

    def published(self, url: str) -> datetime | None:
        """Give the moment a known post was published, under whichever address it is known."""
        known = self.known.get(key_of(url))
        if known is not None and known.alias_of is not None:
            known = self.known.get(known.alias_of, known)
        return known.published_at if known is not None else None

    def add_news(self, key: bytes, news: Collection[bytes]) -> None:
        """Keep the marks of another title or day than any before."""
        if news:
            self._news.setdefault(key, set()).update(news)

    def is_news(self, found: Found) -> bool:
        """Say whether the place prints a title or day that is news of the address."""
        key = key_of(found.url)
        known = self.known.get(key)
        news = self._news.get(known.alias_of or key, set()) if known else set()
        return not news.isdisjoint(marks(found.title, found.day))

    def forget_written(self) -> None:
        """Forget the outcomes, which the database has now."""
        self.articles.clear()
        self.former.clear()
        self.unclaimed.clear()
        self.settled.clear()
