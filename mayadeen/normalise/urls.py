"""Give each page one address: the canonical URL, its identity, and whose page it is."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

_CLEAN = re.compile(
    r"https?://[a-z0-9_-]+(?:\.[a-z0-9_-]+)*(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+", re.ASCII
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ABSOLUTE = re.compile(r"(https?):[/\\]{2,}([^/\\?#]*)([^?#]*)", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*", re.ASCII)
_PORT = re.compile(r"[0-9]{0,9}", re.ASCII)
_SURROGATE = re.compile("[\ud800-\udfff]")
_EDGES = "".join(map(chr, range(0x21)))  # what browsers strip from both ends of an address

_DEFAULT_PORT = {"http": 80, "https": 443}

# RFC 3986 `pchar`. The reserved ones among them mean nothing in this site's paths, so that their
# encoded form is one with the raw form, as it is for letters. An encoded `/ ? # %` stays encoded.
_PLAIN = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@"
)
_TO_ENCODE = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$&'()*+,;=:@/]")

# Parameters that choose a rendition of a picture and not another picture.
_RENDITION = {
    *("v", "ver", "width", "height", "w", "h", "size", "scale", "dpr", "quality", "q"),
    *("format", "fm", "fit", "crop", "resize", "mode", "auto"),
}


def canonical(url: str, base: str | None = None) -> str | None:
    """Give the one spelling of an http(s) address, or None where it is not a usable one.

    `base` is the address of the page that the link stands on; without it a relative address is
    None. Never raises.

    - scheme and host in lower case, the host in ASCII (IDNA), without a closing dot; the default
      port dropped; user information, an IPv6 literal and an invalid port or host give None;
    - no query, no fragment; dot segments resolved; no trailing slash, but `/` for the root;
    - UTF-8, `%` with upper-case hex; what RFC 3986 allows in a path segment stands raw, everything
      else encoded; `%2F`, `%3F`, `%23` and `%25` stay as they are, a stray `%` becomes `%25`;
    - tabs and line breaks inside and white space around are removed and `\\` read as `/`, as
      browsers do; the path's own case, dashes and double slashes are kept;
    - length is not judged: to refuse long addresses is the crawl's business (`URLLENGTH_LIMIT`).
    """
    if _CLEAN.fullmatch(url):
        return url
    return (_remembered if len(url) < 2048 else _canonical)(url, base)


def _canonical(url: str, base: str | None) -> str | None:
    absolute = _absolute(_browser_trim(url), base)
    match = absolute and _ABSOLUTE.match(absolute)
    if not match:
        return None
    scheme = match[1].lower()
    authority = _authority(scheme, match[2])
    if authority is None:
        return None
    return f"{scheme}://{authority}{_path(match[3])}"


# A page repeats its menu's and blocks' addresses; hostile lengths are not worth keeping.
_remembered = lru_cache(maxsize=16384)(_canonical)


def _browser_trim(url: str) -> str:
    if _SURROGATE.search(url):
        url = url.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return url.strip(_EDGES).replace("\t", "").replace("\n", "").replace("\r", "")


def _absolute(url: str, base: str | None) -> str | None:
    if _SCHEME.match(url):
        return url
    page = _ABSOLUTE.match(_browser_trim(base)) if base else None
    if not page:
        return None
    scheme, authority, path = page.groups()
    head = url[:2].replace("\\", "/")
    if head == "//":
        return f"{scheme}:{url}"
    if head[:1] == "/":
        return f"{scheme}://{authority}{url}"
    if head[:1] in ("", "?", "#"):
        return f"{scheme}://{authority}{path}"
    folder = path.replace("\\", "/").rpartition("/")[0]
    return f"{scheme}://{authority}{folder}/{url}"


def _authority(scheme: str, authority: str) -> str | None:
    host, _, port = authority.partition(":")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    host = host.lower().removesuffix(".")
    if len(host) > 253 or not _HOST.fullmatch(host) or not _PORT.fullmatch(port):
        return None
    number = int(port or _DEFAULT_PORT[scheme])
    if not 0 < number < 65536:
        return None
    return host if number == _DEFAULT_PORT[scheme] else f"{host}:{number}"


def _path(path: str) -> str:
    segments: list[str] = []
    for segment in _encode(path.replace("\\", "/")).split("/")[1:]:
        if segment == "..":
            del segments[-1:]
        elif segment != ".":
            segments.append(segment)
    return "/" + "/".join(segments).rstrip("/")


def _encode(text: str) -> str:
    return _TO_ENCODE.sub(_one_form, text)


def _one_form(match: re.Match[str]) -> str:
    found = match[0]
    if len(found) == 3:
        char = chr(int(found[1:], 16))
        return char if char in _PLAIN else found.upper()
    return "".join(f"%{byte:02X}" for byte in found.encode())


def article_id(edition: str, post_id: str | None, canonical_url: str) -> str:
    """Give the key of a post: `en:12345`, or `en:u` and 16 hex digits where no number is known.

    These are the first of the SHA-256 of the canonical address's path, as encoded there.
    """
    if post_id:
        return f"{edition}:{post_id}"
    path = "/" + canonical_url.split("/", 3)[3]
    return f"{edition}:u{hashlib.sha256(path.encode()).hexdigest()[:16]}"


def image(url: str, base: str | None = None) -> str | None:
    """Give the canonical address of a picture, or None (`data:` placeholders among others).

    Parameters that choose a rendition (`v`, `width`, `quality`, …) are dropped; any other stays,
    in order, since it may be what names the picture (`/image?id=7`).
    """
    address = canonical(url, base)
    if address is None:
        return None
    query = _browser_trim(url).partition("#")[0].partition("?")[2]
    kept = [
        _encode(pair).replace("+", "%20")
        for pair in query.split("&")
        if pair and pair.partition("=")[0].lower() not in _RENDITION
    ]
    return f"{address}?{'&'.join(kept)}" if kept else address


def is_page_of(url: str, base_url: str) -> bool:
    """Say whether the absolute address lies on the very host and port of `base_url`.

    A sub-domain, `www.` too, is another host; `http` and `https` on their default ports are one.
    """
    its = site(base_url)
    return its is not None and site(url) == its


@lru_cache(maxsize=16384)
def site(url: str) -> str | None:
    """The host of an absolute address, with its port where that is not the scheme's default."""
    address = canonical(url)
    return address and address.split("/", 3)[2]
