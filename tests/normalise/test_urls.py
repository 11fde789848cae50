"""One page, one address: whatever way the page writes it."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayadeen.normalise import urls

PAGE = "https://news.example/politics/a-story?from=home"

anything = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("printed", "address"),
    [
        # clean already
        ("https://news.example/politics/a-story", "https://news.example/politics/a-story"),
        ("http://news.example/a", "http://news.example/a"),
        # scheme, host, port
        ("HTTPS://News.Example/Blog/A-Story", "https://news.example/Blog/A-Story"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("http://news.example:80/a", "http://news.example/a"),
        ("http://news.example:443/a", "http://news.example:443/a"),
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a"),
        ("https://news.example:/a", "https://news.example/a"),
        ("https://news.example:0443/a", "https://news.example/a"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://xn--bcher-kva.example/a", "https://xn--bcher-kva.example/a"),
        # query, fragment, trailing slash, root
        ("https://news.example/a?utm_source=x&page=2", "https://news.example/a"),
        ("https://news.example/a#comments", "https://news.example/a"),
        ("https://news.example/a/?x#y", "https://news.example/a"),
        ("https://news.example/a///", "https://news.example/a"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example/", "https://news.example/"),
        ("https://news.example?x", "https://news.example/"),
        # dot segments
        ("https://news.example/a/./b/../c", "https://news.example/a/c"),
        ("https://news.example/../../a", "https://news.example/a"),
        ("https://news.example/a/%2e%2E/b", "https://news.example/b"),
        ("https://news.example/a/..", "https://news.example/"),
        # percent-encoding
        ("https://news.example/خبر", "https://news.example/%D8%AE%D8%A8%D8%B1"),
        ("https://news.example/%d8%ae%d8%a8%d8%b1", "https://news.example/%D8%AE%D8%A8%D8%B1"),
        ("https://news.example/%7Euser/%61", "https://news.example/~user/a"),
        ("https://news.example/a%2Fb", "https://news.example/a%2Fb"),
        ("https://news.example/a%2fb", "https://news.example/a%2Fb"),
        ("https://news.example/a%3Fb%23c", "https://news.example/a%3Fb%23c"),
        ("https://news.example/100%-sure", "https://news.example/100%25-sure"),
        ("https://news.example/100%25-sure", "https://news.example/100%25-sure"),
        ("https://news.example/a b", "https://news.example/a%20b"),
        ("https://news.example/arts%26culture", "https://news.example/arts&culture"),
        ("https://news.example/%ff", "https://news.example/%FF"),
        # kept as it is
        ("https://news.example/a--b---c-", "https://news.example/a--b---c-"),
        ("https://news.example/a//b", "https://news.example/a//b"),
        # what browsers forgive
        ("  https://news.example/a\n", "https://news.example/a"),
        ("https://news.example/long-\n\tslug", "https://news.example/long-slug"),
        ("https:\\\\news.example\\a\\b", "https://news.example/a/b"),
        ("https:////news.example/a", "https://news.example/a"),
        # lone surrogates, and pairs that were written as two escapes
        ("https://news.example/\ud800", "https://news.example/%EF%BF%BD"),
        ("https://news.example/\ud83d\ude00", "https://news.example/%F0%9F%98%80"),
        # relative ones
        ("//other.example/a", "https://other.example/a"),
        ("/articles/b", "https://news.example/articles/b"),
        ("b", "https://news.example/politics/b"),
        ("../b", "https://news.example/b"),
        ("?page=2", "https://news.example/politics/a-story"),
        ("#top", "https://news.example/politics/a-story"),
        ("", "https://news.example/politics/a-story"),
    ],
)
def test_canonical(printed: str, address: str) -> None:
    assert urls.canonical(printed, PAGE) == address


@pytest.mark.parametrize(
    "printed",
    [
        "javascript:void(0)",
        "mailto:desk@news.example",
        "tel:+9611000000",
        "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
        "ftp://news.example/a",
        "https://user@news.example/a",
        "https://user:secret@news.example/a",
        "https://news.example:99999/a",
        "https://news.example:0/a",
        "https://news.example:eight/a",
        "https://news.example:-1/a",
        "https://",
        "https:news.example",
        "https://new s.example/a",
        "https://news..example/a",
        "https://[::1]/a",
        "https://[bad/a",
        "https://" + "a" * 300 + ".example/",
        "https://\ud800.example/a",
    ],
)
def test_unusable_addresses_are_none(printed: str) -> None:
    assert urls.canonical(printed, PAGE) is None


def test_a_relative_address_needs_a_base() -> None:
    assert urls.canonical("/a") is None
    assert urls.canonical("/a", "about:blank") is None


def test_length_is_not_judged() -> None:
    long = "https://news.example/" + "a" * 5000
    assert urls.canonical(long) == long


@given(anything, st.none() | anything)
def test_nothing_raises(printed: str, base: str | None) -> None:
    urls.canonical(printed, base)
    urls.image(printed, base)
    urls.is_page_of(printed, base or PAGE)


addresses = st.builds(
    "{}://{}{}/{}{}".format,
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["news.example", "News.Example", "bücher.example", "127.0.0.1"]),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.text(st.sampled_from("aZ09-_.~/%2FdDéخ &'(),;=@:+!*$|<>[]^`{}\\\t")) | anything,
    st.sampled_from(["", "/", "?q=1", "#f"]),
)


@given(addresses)
def test_a_canonical_address_is_its_own(address: str) -> None:
    once = urls.canonical(address)
    assert once is not None
    assert once.isascii()
    assert urls.canonical(once) == once


segments = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc",), exclude_characters="/\\?#%"),
    min_size=1,
).filter(lambda s: s == s.strip(" ") and s not in (".", ".."))


@given(st.lists(segments, min_size=1, max_size=4), st.sampled_from(["", "'(),&", "-_.~"]))
def test_the_encoded_and_the_raw_path_are_one(parts: list[str], safe: str) -> None:
    raw = "https://news.example/" + "/".join(parts)
    encoded = "https://news.example/" + "/".join(quote(part, safe=safe) for part in parts)
    lower_hex = re.sub("%..", lambda match: match[0].lower(), encoded)
    assert urls.canonical(raw) == urls.canonical(encoded) == urls.canonical(lower_hex)


def test_article_id() -> None:
    address = "https://news.example/politics/%D8%AE"
    digest = hashlib.sha256(b"/politics/%D8%AE").hexdigest()
    assert urls.article_id("en", "12345", address) == "en:12345"
    assert urls.article_id("ar", None, address) == f"ar:u{digest[:16]}"
    assert urls.article_id("ar", "", address) == f"ar:u{digest[:16]}"


@pytest.mark.parametrize(
    ("printed", "address"),
    [
        ("https://media.example/i/a.jpg?v=3&width=1000", "https://media.example/i/a.jpg"),
        (
            "https://media.example/i/a.jpg?W=10&H=20&format=webp&q=80",
            "https://media.example/i/a.jpg",
        ),
        ("https://media.example/image?id=7&width=10", "https://media.example/image?id=7"),
        ("/image?id=7&of=b%c3%a9&v=2#x", "https://news.example/image?id=7&of=b%C3%A9"),
        ("//media.example/a.jpg", "https://media.example/a.jpg"),
        ("https://media.example/a.jpg?", "https://media.example/a.jpg"),
        ("data:image/gif;base64,R0lGODlhAQABAAAAACw=", None),
        ("blob:https://news.example/1", None),
    ],
)
def test_image(printed: str, address: str | None) -> None:
    assert urls.image(printed, PAGE) == address


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://news.example/a", True),
        ("https://NEWS.example:443/a?b", True),
        ("http://news.example/a", True),
        ("https://www.news.example/a", False),
        ("https://media.news.example/a", False),
        ("https://news.example.evil.example/a", False),
        ("https://news.example:8443/a", False),
        ("https://news.example@evil.example/", False),
        ("/a", False),
        ("mailto:a@news.example", False),
    ],
)
def test_is_page_of(url: str, same: bool) -> None:
    assert urls.is_page_of(url, "https://news.example/") is same
