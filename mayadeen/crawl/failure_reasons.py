"""Say why a page was not got."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest
from scrapy.http import TextResponse
from scrapy.spidermiddlewares.httperror import HttpError

from mayadeen.pages.menu import read_menu
from mayadeen.run.state import Run

if TYPE_CHECKING:
    from twisted.python.failure import Failure


NOT_OF_SITE = "no page of the site"


def is_of_site(run: Run, response: TextResponse) -> bool:
    """False for a page without the menu that the home page has.

    What stands in for a site while it is down, with status 200, must be taken neither for a post
    nor for a listing without posts.
    """
    return not run.menu.stated or read_menu(response).stated


def is_disallowed(failure: Failure) -> bool:
    """True where robots.txt forbids the request; Scrapy says so in words alone."""
    return str(failure.value) == "Forbidden by robots.txt"


def reason(failure: Failure) -> str:
    """Why a page was not got, in a few words for the ledger and `run.json`."""
    if isinstance(failure.value, HttpError):
        return f"HTTP {failure.value.response.status}"
    if isinstance(failure.value, IgnoreRequest) and str(failure.value):
        return str(failure.value)
    return type(failure.value).__name__
