"""Which records of a file are whole, however it is packed, and where they are found again."""

from __future__ import annotations

import gzip
from contextlib import closing

import pytest

from mayadeen.crawl.warc_file import Broken, WarcFile

DATE = "2024-05-20T10:00:00Z"
TEXT = b"<p>Two masons mended the harbour wall.</p>" * 20


def record(name, body=TEXT, *, length=None, date=DATE, **headers):
    http = "".join(f"{key.replace('_', '-')}: {value}\r\n" for key, value in headers.items())
    block = f"HTTP/1.1 200 OK\r\n{http}\r\n".encode() + body
    size = len(block) if length is None else length
    about = f"WARC-Type: response\r\nWARC-Target-URI: http://site.example/{name}\r\n"
    about += f"WARC-Date: {date}\r\nContent-Length: {size}\r\n"
    return f"WARC/1.0\r\n{about}\r\n".encode() + block + b"\r\n\r\n"


def by_record(*records):
    return b"".join(map(gzip.compress, records))


def in_one(*records):
    return gzip.compress(b"".join(records))


def in_blocks(*records):
    text = b"".join(records)
    return b"".join(gzip.compress(text[at : at + 700]) for at in range(0, len(text), 700))


def first_alone(*records):
    return gzip.compress(records[0]) + in_one(*records[1:])


def read(path):
    """The names of a file's whole records, and the faults of the others."""
    names, faults = [], []
    with closing(WarcFile(str(path))) as file:
        for one in list(file.records()):
            if one.fault:
                faults.append(one.fault)
                continue
            with file.at(one.place) as again:
                assert again.content(10**6) == TEXT
                names.append(again.url.rsplit("/", 1)[1])
    return "".join(names), faults


PACKED = [b"".join, by_record, in_one, in_blocks, first_alone]
NAMES = ["plain", "by record", "in one", "in blocks", "first alone"]


@pytest.mark.parametrize("pack", PACKED, ids=NAMES)
def test_a_file_is_read_however_it_is_packed(pack, tmp_path):
    records = [record(name) for name in "abcde"]
    path = tmp_path / "x.warc"
    path.write_bytes(pack(records) if pack is PACKED[0] else pack(*records))
    assert read(path) == ("abcde", [])


@pytest.mark.parametrize("length", [-1, 10**17, 10**40, "many", "", "+9", 700, 1100])
@pytest.mark.parametrize("pack", PACKED, ids=NAMES)
def test_a_wrong_length_costs_its_own_record_alone(pack, length, tmp_path):
    records = [record("a"), record("b", length=length), record("c"), record("d")]
    path = tmp_path / "x.warc"
    path.write_bytes(pack(records) if pack is PACKED[0] else pack(*records))
    names, faults = read(path)
    assert names == "acd"
    assert len(faults) == 1


@pytest.mark.parametrize("pack", PACKED, ids=NAMES)
def test_what_is_cut_is_told_and_what_stands_before_is_kept(pack, tmp_path):
    records = [record(name) for name in "abc"]
    path = tmp_path / "x.warc"
    if pack in (in_one, in_blocks, first_alone):
        path.write_bytes(pack(*records[:2], records[2][:-300]))
    else:
        path.write_bytes((pack(records) if pack is PACKED[0] else pack(*records))[:-40])
    names, faults = read(path)
    assert names == "ab"
    assert faults == ["cut short"]


def test_a_damaged_member_costs_its_own_record_alone(tmp_path):
    members = [bytearray(gzip.compress(record(name))) for name in "abc"]
    members[1][60:64] = b"\xff\xff\xff\xff"
    (tmp_path / "x.warc.gz").write_bytes(b"".join(members))
    names, faults = read(tmp_path / "x.warc.gz")
    assert names == "ac"
    assert len(faults) == 1


CHUNKED = {"Transfer_Encoding": "chunked"}
HALF = b"%x\r\n%b\r\n" % (len(TEXT) // 2, TEXT[: len(TEXT) // 2])
REST = b"%X;x=y\r\n%b\r\n" % (len(TEXT) - len(TEXT) // 2, TEXT[len(TEXT) // 2 :])
BODIES = {
    "two chunks": (HALF + REST + b"0\r\n\r\n", CHUNKED, True),
    "many zeros": (HALF + REST + b"00000000\r\n\r\n", CHUNKED, True),
    "a trailer": (HALF + REST + b"0\r\nX-Sum: 1\r\n\r\n", CHUNKED, True),
    "stored joined": (TEXT, CHUNKED, True),
    "no last chunk": (HALF + REST, CHUNKED, False),
    "a chunk cut": (HALF + REST[:-50], CHUNKED, False),
    "half": (HALF, CHUNKED, False),
    "as long as stated": (TEXT, {"Content_Length": len(TEXT)}, True),
    "shorter than stated": (TEXT, {"Content_Length": len(TEXT) + 9}, False),
    "stored unpacked": (TEXT, {"Content_Length": 10**5, "Content_Encoding": "br"}, True),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_is_whole_or_none(name, tmp_path):
    body, headers, is_whole = BODIES[name]
    (tmp_path / "x.warc").write_bytes(record("a", body, **headers))
    file = WarcFile(str(tmp_path / "x.warc"))
    [one] = file.records()
    with file.at(one.place) as again:
        if is_whole:
            assert again.content(10**6) == TEXT
        else:
            with pytest.raises(Broken, match="cut short"):
                again.content(10**6)


@pytest.mark.parametrize(
    "date", ["", "yesterday", "2024-13-01T00:00:00Z", "9999-12-31T23:59:59-14:00"]
)
def test_a_date_that_is_none(date, tmp_path):
    (tmp_path / "x.warc").write_bytes(record("a", date=date))
    [one] = WarcFile(str(tmp_path / "x.warc")).records()
    with pytest.raises(Broken, match="no date"):
        one.moment()
