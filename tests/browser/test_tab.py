"""How long a page may be that is read from the browser."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mayadeen.browser.tab import Tab

MOST = 1000


class Shown:
    """Stands where Playwright's page does, with so many letters in it."""

    def __init__(self, letters: int) -> None:
        self.text = "x" * letters
        self.context = self

    def on(self, event: str, heard: Any) -> None:
        """Nothing happens on this page."""

    async def evaluate(self, script: str) -> int:
        assert "outerHTML.length" in script
        return len(self.text)

    async def content(self) -> str:
        return self.text


@pytest.mark.parametrize(
    ("letters", "clicks", "is_read"),
    [
        (MOST, 0, True),
        (MOST + 1, 0, False),
        (3 * MOST, 2, True),  # each click brings what an answer may hold
        (3 * MOST + 1, 2, False),
    ],
)
def test_a_page_may_grow_by_its_length_for_each_click(
    letters: int, clicks: int, is_read: bool
) -> None:
    page: Any = Shown(letters)
    nobody: Any = None
    tab = Tab(page, nobody, 1.0, nobody)
    tab.clicks = clicks
    text = asyncio.run(tab.content(MOST))
    assert text == (page.text if is_read else None)
