"""What the site answered to one request of the visit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from scrapy.http import Response, TextResponse


@dataclass(frozen=True)
class Answer:
    """A response, or the reason why there is none; `seconds` are those that it took."""

    url: str
    response: Response | None
    error: str | None = None
    seconds: float = 0

    @property
    def page(self) -> TextResponse | None:
        """The page, where it is one and was got."""
        is_page = isinstance(self.response, TextResponse) and self.response.status == 200
        return self.response if is_page else None  # type: ignore[return-value]

    @property
    def fault(self) -> str | None:
        """Why there is no page, in a few words."""
        if self.response is None:
            return self.error or "no answer"
        if self.response.status != 200:
            return f"HTTP {self.response.status}"
        return None if self.page is not None else "not a page of text"


Ask = Callable[[str, str], Awaitable[Answer]]
"""Asks for an address; the second argument is the purpose: `robots`, `home`, `listing`, …"""
