"""Build an Article from a page and what the run knows of it."""

from __future__ import annotations

from typing import Any

from scrapy.http import TextResponse

from mayadeen.items import Article
from mayadeen.normalise import urls
from mayadeen.pages.listing import is_post_address
from mayadeen.pages.menu import Entry, Menu
from mayadeen.pages.post import Page
from mayadeen.run.state import Run


def build_article(
    run: Run,
    page: Page,
    response: TextResponse,
    *,
    url: str,
    via: str,
    at: str | None,
    fetched_at: str,
) -> Article:
    article = Article(
        **printed(page, response.url, run.menu, run.base_url, run.edition.code),
        discovered_via=via,
        discovered_from=at,
        fetched_at=fetched_at,
    )
    listed = run.ledger.regions(url, article.id)
    if listed and not article.regions:
        article.field_sources["regions"] = "listing"
    article.regions = _in_menu_order(run.menu, [*article.regions, *listed])
    if at and (at in run.walks or not is_post_address(at, run.menu, run.base_url)):
        _place(article, run.menu.place(at))
    return article


def printed(page: Page, here: str, menu: Menu, base_url: str, edition: str) -> dict[str, Any]:
    """What the page fetched at `here` says, with its address and key, by Article's fields."""
    values = dict(page.values)
    stated = urls.canonical(values.pop("url", None) or here, here)
    here = urls.canonical(here) or here
    is_own = stated and _believable(stated, here, menu, base_url, values)
    address = stated if stated and is_own else here
    return {
        **values,
        "id": urls.article_id(edition, values.get("post_id"), address),
        "url": address,
        "edition": edition,
        "field_sources": dict(page.sources),
        "warnings": list(page.warnings),
    }


def _in_menu_order(menu: Menu, regions: list[str]) -> list[str]:
    order = [entry.label for entry in menu.regions]
    return sorted(set(regions), key=lambda name: order.index(name) if name in order else len(order))


def _place(article: Article, entry: Entry | None) -> None:
    """Take section and category from the listing that led to the post, where the page has none."""
    if entry is None or article.section not in (None, entry.group):
        return
    if not article.section:
        article.section = entry.group
        article.field_sources["section"] = "listing"
    if entry.label and not article.category:
        article.category = entry.label
        article.field_sources["category"] = "listing"


def _believable(stated: str, here: str, menu: Menu, base_url: str, values: dict[str, Any]) -> bool:
    """Tell whether a page names its proper address, and not a listing's or another post's.

    Templates name one address for all posts. So the slug must be the one that was asked for, unless
    that was a short address which holds the post's number alone.
    """
    if not is_post_address(stated, menu, base_url):
        return False
    asked = here.split("/")
    return stated.rsplit("/", 1)[-1] == asked[-1] or values.get("post_id") in asked
