"""Tell notices in the site's own frame, with status 200, from posts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mayadeen.normalise import text
from mayadeen.pages.post import Page

if TYPE_CHECKING:
    from mayadeen.ledger import UrlRow

NO_POST_ANY_MORE = "the page shows no post any more"
NOTHING_OF_A_POST = "the page shows nothing of a post"


def why_no_post(page: Page, known: UrlRow | None, url: str) -> str | None:
    """Why a page is not the post's, where something else stands in its place with status 200."""
    if known and known.revision:
        is_gone = not page.is_post or (_is_less(page, known) and _is_other(page, url))
        return NO_POST_ANY_MORE if is_gone else None
    is_notice = page.is_post and not (_shows_a_post(page) or is_named(page, url))
    return NOTHING_OF_A_POST if is_notice else None


def _is_less(page: Page, known: UrlRow) -> bool:
    """Whether a page lacks the number or the day that its post had."""
    had_number = known.article_id is not None and ":u" not in known.article_id
    lost_number = had_number and not page.values.get("post_id")
    lost_day = known.published_at is not None and not page.values.get("published_raw")
    return lost_number or lost_day


def _is_other(page: Page, url: str) -> bool:
    """Whether a page without a number has no day either, or another headline than its address."""
    if page.values.get("post_id"):
        return False
    return not page.values.get("published_raw") or not is_named(page, url)


def _shows_a_post(page: Page) -> bool:
    """Whether a page has what notices in the site's frame have not: number, day, byline, tags, or
    a title that a layer states beside the visible page."""
    is_stated = page.sources.get("title") in ("metadata", "jsonld")
    shown = ("post_id", "published_raw", "attribution_raw", "tags")
    is_dated = "date_unreadable" in page.warnings
    return is_stated or is_dated or any(page.values.get(name) for name in shown)


def is_named(page: Page, url: str) -> bool:
    """Whether a page's heading repeats half the words of its address."""
    words = set(re.findall(r"[^\W\d_]{2,}", text.key(unquote(url.rsplit("/", 1)[-1]))))
    named = words & set(re.findall(r"[^\W\d_]{2,}", text.key(page.heading or "")))
    return 2 * len(named) >= len(words)
