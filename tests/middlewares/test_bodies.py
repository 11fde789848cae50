"""Bodies of every kind: what is a page is read, what is not is dropped and counted."""

import gzip
import zlib

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from mayadeen.normalise.encodings import Cut, TooLarge, encoding_of, opened
from tests.middlewares.crawl import Outcome, crawl
from tests.middlewares.server import Answer, Stream, answer, page, serve

MB = 1024 * 1024
STORY = "ذهب المزارعون إلى الحقول"
ARABIC = f"<html><head><title>حصاد الزيتون</title></head><body><p>{STORY}</p></body></html>"
SPANISH = (
    "<html><head><title>Año</title></head><body><p>La cosecha empezó en otoño.</p></body></html>"
)
PAGE = page("Harvest", "The olive harvest began.")
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


@pytest.mark.parametrize(
    ("body", "stated", "encoding"),
    [
        (b"", [], "utf-8"),
        (b"plain", ["cp1256"], "utf-8"),
        (ARABIC.encode(), [], "utf-8"),
        (ARABIC.encode(), ["utf-8"], "utf-8"),
        (ARABIC.encode(), ["cp1256"], "utf-8"),
        (ARABIC.encode("cp1256"), ["cp1256"], "cp1256"),
        (ARABIC.encode("cp1256"), ["utf-8"], "cp1256"),
        (ARABIC.encode("cp1256"), ["utf-8", "cp1256"], "cp1256"),
        (ARABIC.encode("cp1256"), [], "cp1256"),
        (ARABIC.encode("iso8859-6"), ["iso8859-6"], "iso8859-6"),
        (ARABIC.encode("cp1256"), ["rot13"], "cp1256"),
        (SPANISH.encode("cp1252"), ["utf-8"], "cp1252"),
        ("“Quoted”".encode("cp1252"), ["utf-8"], "cp1252"),
        (ARABIC.encode()[:-30] + b"\xd8", ["utf-8"], "utf-8"),
        (STORY.encode() + b"\x93" + STORY.encode(), ["utf-8"], "utf-8"),
        (ARABIC.encode("utf-16"), [], "utf-16-le"),
        (b"\xef\xbb\xbf" + ARABIC.encode(), ["cp1256"], "utf-8"),
        (ARABIC.encode(), ["utf-16"], "utf-8"),
        (ARABIC.encode("cp1256") + b" ", ["utf-16"], "cp1256"),
        (ARABIC.encode("utf-16-le"), [], "utf-16-le"),
        (ARABIC.encode("utf-16-be"), ["utf-8"], "utf-16-be"),
        (ARABIC.encode("utf-32-le"), [], "utf-32-le"),
    ],
)
def test_encoding(body: bytes, stated: list[str], encoding: str) -> None:
    assert encoding_of(body, stated) == encoding


@given(st.text())
def test_utf_8_is_always_known(text: str) -> None:
    body = text.encode("utf-8", "ignore")
    if not body.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" not in body[:4]:
        assert encoding_of(body, ["cp1256"]) == "utf-8"


PACKED = {
    "gzip": gzip.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
    "deflate": zlib.compress,
}


def raw_deflate(body: bytes) -> bytes:
    return zlib.compress(body)[2:-4]


@pytest.mark.parametrize("declared", [*PACKED, "utf-8", "", "gzip, br"])
@pytest.mark.parametrize(
    "body", [PAGE, ARABIC.encode(), ARABIC.encode("cp1256"), b"", b"User-agent: *"]
)
def test_a_plain_body_is_plain_whatever_it_is_called(body: bytes, declared: str) -> None:
    assert opened(body, [one.strip().encode() for one in declared.split(",")], MB) == body


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        *((pack(PAGE), name) for name, pack in PACKED.items()),
        (raw_deflate(PAGE), "deflate"),
        (gzip.compress(PAGE), ""),
        (gzip.compress(PAGE), "br"),
        (zstd.compress(PAGE), "gzip"),
        (gzip.compress(gzip.compress(PAGE)), "gzip"),
        (gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:]), "gzip"),
    ],
)
def test_a_packed_body_is_opened_whatever_it_is_called(body: bytes, declared: str) -> None:
    assert opened(body, [declared.encode()], MB) == PAGE


@pytest.mark.parametrize("name", PACKED)
def test_a_bomb_is_stopped(name: str) -> None:
    with pytest.raises(TooLarge):
        opened(PACKED[name](bytes(4 * MB)), [name.encode()], MB)


@pytest.mark.parametrize("name", PACKED)
@given(st.binary(min_size=1), st.integers(min_value=1, max_value=30))
def test_a_cut_body_is_never_taken_for_a_whole_one(name: str, body: bytes, cut: int) -> None:
    whole = PACKED[name](PAGE + body)
    with pytest.raises((Cut, ValueError)):
        opened(whole[: -min(cut, len(whole) - 20)], [name.encode()], MB)


@pytest.mark.parametrize("declared", ["br", "deflate"])
def test_bytes_that_are_nothing_are_not_opened(declared: str) -> None:
    with pytest.raises((Cut, ValueError)):
        opened(b"\xff\0\xff\0" * 9, [declared.encode()], MB)


def packed(body: bytes, encoding: str = "gzip", **headers: str) -> bytes:
    return answer(body=body, content_encoding=encoding, **headers)


BODIES: dict[str, tuple[Answer | list[Answer], str, str | None]] = {
    # what is sent: (answers, outcome, what its paragraph says or the stat that counts it)
    "/page": (answer(body=PAGE), "page", "The olive harvest began."),
    "/octet-stream": (
        answer(body=PAGE, content_type="application/octet-stream"),
        "page",
        "The olive harvest began.",
    ),
    "/no-type": (answer(body=PAGE, content_type=None), "page", "The olive harvest began."),
    "/nonsense-type": (answer(body=PAGE, content_type=";;"), "page", "The olive harvest began."),
    "/page-as-image": (
        answer(body=PAGE, content_type="image/png"),
        "page",
        "The olive harvest began.",
    ),
    "/page-with-controls": (
        answer(body=b"<p>One\x00\x01\x02 two</p>", content_type=None),
        "page",
        "One\x01\x02 two",
    ),
    "/empty": (answer(content_type=None), "page", None),
    "/json": (answer(body=b'{"cards": []}', content_type="application/json"), "page", None),
    "/image": (answer(body=PICTURE, content_type="image/png"), "content_type", "content_type"),
    "/image-as-page": (answer(body=PICTURE), "content_type", "content_type"),
    "/svg": (answer(body=b"<svg/>", content_type="image/svg+xml"), "content_type", "content_type"),
    "/pdf": (answer(body=PDF, content_type="application/pdf"), "content_type", "content_type"),
    "/pdf-as-page": (answer(body=PDF), "content_type", "content_type"),
    "/image-that-is-missing": (answer(404, PICTURE, "image/png"), "HttpError", None),
    "/wrong-charset": (answer(body=ARABIC.encode("cp1256")), "page", STORY),
    "/wrong-charset-other-way": (
        answer(body=ARABIC.encode(), content_type="text/html; charset=windows-1256"),
        "page",
        STORY,
    ),
    "/unknown-charset": (
        answer(body=ARABIC.encode(), content_type="text/html; charset=klingon"),
        "page",
        STORY,
    ),
    "/utf-16": (answer(body=ARABIC.encode("utf-16"), content_type="text/html"), "page", STORY),
    "/gzip": (packed(gzip.compress(PAGE)), "page", "The olive harvest began."),
    "/gzip-octet-stream": (
        packed(gzip.compress(PAGE), content_type="application/octet-stream"),
        "page",
        "The olive harvest began.",
    ),
    "/gzip-that-is-plain": (packed(PAGE), "page", "The olive harvest began."),
    "/gzip-empty": (packed(b""), "page", None),
    "/gzip-cut": (
        [packed(gzip.compress(PAGE)[:-20]), packed(gzip.compress(PAGE))],
        "page",
        "The olive harvest began.",
    ),
    "/gzip-cut-for-ever": (packed(gzip.compress(PAGE)[:-20]), "truncated", "truncated"),
    "/gzip-broken": (packed(b"\x1f\x8b\x08" + b"\xff" * 50), "truncated", "truncated"),
    "/gzip-twice": (
        packed(gzip.compress(gzip.compress(PAGE)), "gzip, gzip"),
        "page",
        "The olive harvest began.",
    ),
    "/deflate": (packed(zlib.compress(PAGE), "deflate"), "page", "The olive harvest began."),
    "/brotli": (packed(brotli.compress(PAGE), "br"), "page", "The olive harvest began."),
    "/zstandard": (packed(zstd.compress(PAGE), "zstd"), "page", "The olive harvest began."),
    "/brotli-that-is-plain": (packed(PAGE, "br"), "page", "The olive harvest began."),
    "/gzip-without-a-word": (answer(body=gzip.compress(PAGE)), "page", "The olive harvest began."),
    "/brotli-that-is-nothing": (packed(b"\xff\0" * 40, "br"), "encoding", None),
    "/length-too-small": (
        [answer(body=PAGE, content_length="60"), answer(body=PAGE)],
        "page",
        "The olive harvest began.",
    ),
    "/no-length-cut": (
        [answer(body=PAGE[:-20], content_length=None), answer(body=PAGE)],
        "page",
        "The olive harvest began.",
    ),
    "/never-closed": (answer(body=PAGE[:-7]), "page", "The olive harvest began."),
    "/length-too-small-again": (
        [answer(body=PAGE, content_length="60"), answer(body=PAGE)],
        "page",
        "The olive harvest began.",
    ),
    "/too-long": (answer(body=b"x", content_length=str(17 * MB)), "too_large", "too_large"),
}


@pytest.fixture(scope="module")
def crawled() -> Outcome:
    with serve({path: given for path, (given, _, _) in BODIES.items()}) as site:
        return crawl(site.url, [*BODIES])


@pytest.mark.parametrize("path", BODIES)
def test_bodies(path: str, crawled: Outcome) -> None:
    _, outcome, story = BODIES[path]
    assert crawled.of(path) == outcome
    if outcome == "page":
        assert crawled.pages[path]["story"] == story


def test_each_broken_body_is_counted(crawled: Outcome) -> None:
    counted = {
        key.removeprefix("mayadeen/hostile/"): value
        for key, value in crawled.stats.items()
        if key.startswith("mayadeen/hostile/")
    }
    assert counted == {
        "content_type": 5,
        "charset": 2,
        "truncated": 2,
        "encoding": 7,
        "too_large": 1,
        "unclosed": 1,
    }
    assert "Traceback" not in crawled.log
    assert crawled.reason == "finished"


def test_a_site_that_never_closes_its_pages_is_asked_once() -> None:
    with serve({"/a": answer(body=PAGE[:-7]), "/b": answer(body=PAGE[:-7])}) as site:
        crawled = crawl(site.url, ["/a", "/b"])
    assert (crawled.of("/a"), crawled.of("/b")) == ("page", "page")
    assert site.paths() == ["/a", "/b"]


def test_a_body_without_end_and_a_bomb_do_not_fill_the_memory() -> None:
    gigabyte = 1024
    bomb = zlib.compressobj(level=6, wbits=31)  # packed, it is below the largest page
    bombs = b"".join(bomb.compress(bytes(MB)) for _ in range(gigabyte)) + bomb.flush()
    head = answer(content_length=None)
    answers: dict[str, Answer | list[Answer]] = {
        "/small": answer(body=PAGE),
        "/stated": Stream(answer(content_length=str(gigabyte * MB)), bytes(MB), gigabyte),
        "/unstated": Stream(head, b"<p>" + b"x" * (MB - 3), gigabyte),
        "/bomb": packed(bombs),
    }
    with serve(answers) as site:
        ordinary = crawl(site.url, ["/small"])
        hostile = crawl(site.url, ["/stated", "/unstated", "/bomb"], {"DOWNLOAD_TIMEOUT": 30})
    assert [hostile.of(path) for path in ["/stated", "/unstated", "/bomb"]] == [
        "too_large",
        "too_large",
        "bomb",
    ]
    assert hostile.peak_kb - ordinary.peak_kb < 150 * 1024
