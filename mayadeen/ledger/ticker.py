"""Note when each line of the ticker was first seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from mayadeen.ledger.session import Session
from mayadeen.ledger.tables import headlines
from mayadeen.ledger.unwritten import Unwritten


class Ticker:
    """The ticker lines met by this process, by edition and hash of the text."""

    def __init__(self, session: Session, unwritten: Unwritten) -> None:
        self._session = session
        self._unwritten = unwritten
        self._first_seen: dict[tuple[str, str], datetime] = {}

    def note(self, lines: Sequence[tuple[str, str]], edition: str) -> list[tuple[datetime, bool]]:
        """Note ticker lines; give when each was first seen, and whether that is now."""
        self._load({one for one, _ in lines if (edition, one) not in self._first_seen}, edition)
        now = self._session.now()
        answers = []
        for text_hash, line in lines:
            is_new = (edition, text_hash) not in self._first_seen
            first_seen = self._first_seen.setdefault((edition, text_hash), now)
            answers.append((first_seen, is_new))
            self._unwritten.add_outcome(
                self._session.statements.headline,
                {
                    "text_hash": text_hash,
                    "edition": edition,
                    "text": line,
                    "first_seen": first_seen,
                    "last_seen": now,
                },
            )
        return answers

    def _load(self, unread: Collection[str], edition: str) -> None:
        if not unread:
            return
        statement = select(headlines.c.text_hash, headlines.c.first_seen).where(
            headlines.c.edition == edition, headlines.c.text_hash.in_(unread)
        )
        with self._session.reading() as db:
            for text_hash, first_seen in db.execute(statement):
                self._first_seen[edition, text_hash] = first_seen
