"""Tell the site's own hosts from others, and public from private ones."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    pass


_DEFAULT_PORTS = {"http": 80, "https": 443}


def foreign(url: str, base_url: str) -> str | None:
    """Why `url` is not of the site at `base_url`: `scheme`, `private_address` or `offsite`.

    None for the site's own addresses. Scrapy makes no Request of an address that cannot be read.
    """
    parts, own = urlsplit(url), urlsplit(base_url)
    if parts.scheme not in _DEFAULT_PORTS:
        return "scheme"
    ports = {_port(parts), _port(own)}
    if parts.hostname == own.hostname and (len(ports) == 1 or ports == {80, 443}):
        return None
    return "private_address" if is_private(parts.hostname or "") else "offsite"


def base_of(url: str, bases: Iterable[str]) -> str | None:
    """The first of several base addresses on whose site `url` lies; None where it is on none."""
    return next((base for base in bases if foreign(url, base) is None), None)


def _port(parts: SplitResult) -> int:
    return parts.port or _DEFAULT_PORTS[parts.scheme]


def is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost"
