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
    is_same = (parts.scheme, _port(parts)) == (own.scheme, _port(own))
    if parts.hostname == own.hostname and (is_same or (_is_usual(parts) and _is_usual(own))):
        return None
    return "private_address" if is_private(parts.hostname or "") else "offsite"


def base_of(url: str, bases: Iterable[str]) -> str | None:
    """The first of several base addresses on whose site `url` lies; None where it is on none."""
    return next((base for base in bases if foreign(url, base) is None), None)


def in_the_clear(url: str, base_url: str) -> str | None:
    """The address to ask for in the stead of a site's own that is `http` where the site's is
    `https`: somebody on the way could answer the former. None for any other address."""
    parts, own = urlsplit(url), urlsplit(base_url)
    if (parts.scheme, own.scheme) != ("http", "https") or parts.hostname != own.hostname:
        return None
    return parts._replace(scheme="https", netloc=own.netloc).geturl()


def _is_usual(parts: SplitResult) -> bool:
    return _port(parts) == _DEFAULT_PORTS[parts.scheme]


def _port(parts: SplitResult) -> int:
    return parts.port or _DEFAULT_PORTS[parts.scheme]


def is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost"
