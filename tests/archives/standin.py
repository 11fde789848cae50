"""A stand-in for web archives: Common Crawl's, Wayback's and pywb's shapes on loopback.

Answers are in the shapes in which those archives were recorded to answer; see docs/archives.md.
"""

from __future__ import annotations

import gzip
import json
import re
import threading
from base64 import b32encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.request import urlopen
from uuid import NAMESPACE_URL, uuid5

HTML = "text/html; charset=utf-8"
SLOW_DOWN = (
    b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
)
PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
EXCLUDED = "org.archive.wayback.exception.AdministrativeAccessControlException: Blocked Site Error"


@dataclass(frozen=True)
class Captured:
    """One capture: what the site answered, and what became of it in the archive."""

    url: str
    at: datetime
    body: bytes = b""
    status: int = 200
    location: str | None = None
    kind: str = "response"
    truncated: str | None = None
    befell: str | None = None  # excluded, excluded_page, lost, other, damaged
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def stamp(self) -> str:
        return f"{self.at:%Y%m%d%H%M%S}"

    @property
    def digest(self) -> str:
        return b32encode(sha1(self.body).digest()).decode()

    @property
    def answered(self) -> list[tuple[str, str]]:
        given = [("Content-Type", HTML), *self.headers]
        return [*given, ("Location", self.location)] if self.location else given

    def line(self) -> dict[str, Any]:
        """What an index tells of it, in all dialects."""
        is_revisit = self.kind == "revisit"
        return {
            "timestamp": self.stamp,
            "url": self.url,
            "mime": "warc/revisit" if is_revisit else "text/html",
            "status": "-" if is_revisit else str(self.status),
            "digest": self.digest,
        }

    def record(self) -> bytes:
        """It as a record of a WARC file."""
        body = self.body[:3000] if self.truncated else self.body
        head = "".join(f"{name}: {value}\r\n" for name, value in self.answered)
        block = f"HTTP/1.1 {self.status} X\r\n{head}\r\n".encode() + body
        if self.kind == "revisit":
            block = block.removesuffix(body)
        refers = {"WARC-Profile": PROFILE, "WARC-Refers-To-Target-URI": self.url}
        about = [
            ("WARC-Type", self.kind),
            ("WARC-Record-ID", f"<urn:uuid:{uuid5(NAMESPACE_URL, self.url + self.stamp)}>"),
            ("WARC-Target-URI", self.url),
            ("WARC-Date", f"{self.at:%Y-%m-%dT%H:%M:%SZ}"),
            ("WARC-Payload-Digest", f"sha1:{self.digest}"),
            ("Content-Type", "application/http; msgtype=response"),
            ("Content-Length", len(block)),
            *([("WARC-Truncated", self.truncated)] if self.truncated else []),
            *(refers.items() if self.kind == "revisit" else ()),
        ]
        fields = "".join(f"{name}: {value}\r\n" for name, value in about)
        return f"WARC/1.0\r\n{fields}\r\n".encode() + block + b"\r\n\r\n"


@dataclass
class Crawl:
    """One crawl of Common Crawl's: its file of records, and the lines of its index."""

    id: str
    captures: Sequence[Captured]
    per_page: int = 5
    lines: list[dict[str, Any]] = field(default_factory=list)
    file: bytes = b""

    def __post_init__(self) -> None:
        for one in sorted(self.captures, key=lambda each: (each.url, each.at)):
            kept = one
            if one.befell == "damaged":  # the store gives other bytes than the index means
                kept = replace(one, body=one.body.replace(b"<h1", b"<h1 x", 1))
            packed = gzip.compress(kept.record(), mtime=0)
            place = {"offset": str(len(self.file)), "length": str(len(packed))}
            self.lines.append({**one.line(), "filename": self.name, **place})
            self.file += packed

    @property
    def name(self) -> str:
        return f"crawl-data/{self.id}/segments/1/warc/{self.id}-00000.warc.gz"


Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Archive:
    """All three archives at one address.

    `faults` are answers given once each before the true one, by the beginning of a path. `log` has
    each request with its headers. Indexes are asked of a pywb at `behind`, where there is one.
    """

    captures: Sequence[Captured] = ()
    crawls: Sequence[Crawl] = ()
    faults: dict[str, list[Answer]] = field(default_factory=dict)
    rows: int = 1000
    url: str = ""
    log: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    asked: threading.Condition = field(default_factory=threading.Condition)
    behind: str | None = None

    @property
    def settings(self) -> dict[str, str]:
        """The settings by which the named archives are this one."""
        names = ("COMMONCRAWL_INDEX", "COMMONCRAWL_DATA", "WAYBACK", "ARQUIVO")
        return {f"MAYADEEN_{name}": self.url for name in names}

    def paths(self, *beginnings: str) -> list[str]:
        """What was asked for, below these paths."""
        return [path for path, _ in self.log if path.startswith(beginnings)]

    def fetched(self) -> list[tuple[str, str]]:
        """The captures that were asked for: path, and range of bytes."""
        return [
            (path, headers.get("Range", ""))
            for path, headers in self.log
            if path.startswith(("/crawl-data", "/web/", "/press/2"))
        ]

    def wait_for(self, number: int) -> None:
        """Return once so many captures were asked for."""
        with self.asked:
            assert self.asked.wait_for(lambda: len(self.fetched()) >= number, timeout=60)

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        with self.asked:
            self.log.append((path, headers))
            self.asked.notify_all()
        parts = urlsplit(path)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        for beginning, left in self.faults.items():
            if parts.path.startswith(beginning) and left:
                return left.pop(0)
        if parts.path == "/collinfo.json":
            return _json(self._collinfo())
        if parts.path == "/cdx/search/cdx":
            return self._table(asked)
        if parts.path == "/press/cdx":
            return 200, {"Content-Type": "text/x-ndjson"}, _lines(self._found(self._all(), asked))
        if found := re.match(r"/(web|press)/(\d+)id_/(.*)", path, re.DOTALL):
            return self._replay(found[1], found[2], found[3])
        for crawl in self.crawls:
            if parts.path == f"/{crawl.id}-index":
                return self._behind(path, asked) if self.behind else self._index(crawl, asked)
            if parts.path == f"/{crawl.name}":
                return _part(crawl.file, headers.get("Range", ""))
        return 404, {"Content-Type": "text/html"}, b"<html><h1>Not Found</h1></html>"

    def _collinfo(self) -> list[dict[str, Any]]:
        told = []
        for crawl in self.crawls:
            moments = [one.at for one in crawl.captures]
            span = {}
            if moments:
                span = {"from": f"{min(moments):%Y-%m-%dT%H:%M:%S}"}
                span |= {"to": f"{max(moments):%Y-%m-%dT%H:%M:%S}"}
            # As recorded: on the public host, newest first.
            address = f"https://index.commoncrawl.org/{crawl.id}-index"
            told.append({"id": crawl.id, "name": crawl.id, "cdx-api": address, **span})
        return told[::-1]

    def _all(self) -> list[dict[str, Any]]:
        return [one.line() for one in sorted(self.captures, key=lambda one: (one.url, one.at))]

    def _found(self, lines: list[dict[str, Any]], asked: dict[str, str]) -> list[dict[str, Any]]:
        host = asked["url"].removesuffix("/*")
        since, until = asked.get("from", "0"), asked.get("to", "9")
        return [
            line
            for line in lines
            if urlsplit(line["url"]).netloc == host and since <= line["timestamp"] <= until
        ]

    def _index(self, crawl: Crawl, asked: dict[str, str]) -> Answer:
        """Pages hold all hosts' lines; what a query leaves of one may be nothing."""
        pages = max(-(-len(crawl.lines) // crawl.per_page), 1)
        if "showNumPages" in asked:
            return _json({"pages": pages, "pageSize": 5, "blocks": pages})
        page = int(asked.get("page", 0))
        if page >= pages:
            said = f"Page {page} invalid: First Page is 0, Last Page is {pages - 1}"
            return _json({"message": said}, 400)
        start = page * crawl.per_page
        found = self._found(crawl.lines[start : start + crawl.per_page], asked)
        if not found:
            return _json({"message": f"No Captures found for: {asked['url']}"}, 404)
        return 200, {"Content-Type": "text/x-ndjson"}, _lines(found)

    def _behind(self, path: str, asked: dict[str, str]) -> Answer:
        """What a pywb answers, but that Common Crawl's says 404 where there is nothing."""
        try:
            with urlopen(f"{self.behind}{path[1:]}") as answer:
                body = answer.read()
        except HTTPError as error:
            return error.code, {"Content-Type": "application/json"}, error.read()
        if body:
            return 200, {"Content-Type": "text/x-ndjson"}, body
        return _json({"message": f"No Captures found for: {asked['url']}"}, 404)

    def _table(self, asked: dict[str, str]) -> Answer:
        names = {"original": "url", "mimetype": "mime", "statuscode": "status"}
        head = asked["fl"].split(",")
        found = self._found(self._all(), asked)
        start = int(asked.get("resumeKey", "0").rsplit(" ", 1)[-1])
        end = start + min(int(asked["limit"]), self.rows)
        rows = [
            [{"urlkey": "k", "length": "-", **line}[names.get(name, name)] for name in head]
            for line in found[start:end]
        ]
        more: list[list[str]] = [[], [f"net,example)/ {end}"]] if end < len(found) else []
        return _json([head, *rows, *more] if rows else [])

    def _replay(self, archive: str, stamp: str, url: str) -> Answer:
        url = unquote(url)
        own = [one for one in self.captures if unquote(one.url) == url]
        one = next((one for one in own if one.stamp == stamp), None)
        if one is None or one.befell == "lost":
            return 404, {"Content-Type": HTML}, b"<p>The Wayback Machine has not archived that URL."
        if one.befell == "excluded":
            return 403, {"X-Archive-Wayback-Runtime-Error": EXCLUDED}, b"Blocked Site Error"
        if one.befell == "excluded_page":
            said = b"<html><p>This URL has been excluded from the Wayback Machine.</p></html>"
            return 200, {"Content-Type": HTML}, said
        if one.befell == "other" or (one.location and one.location == _secure(one.url)):
            other = next(each for each in self.captures if each.stamp != stamp)
            place = f"{self.url}{archive}/{other.stamp}id_/{other.url}"
            why = f"found capture at {other.stamp}"
            return 302, {"Location": place, "x-archive-redirect-reason": why}, b""
        given = {"Memento-Datetime": format_datetime(one.at, usegmt=True), "Content-Type": HTML}
        for name, value in one.headers:
            given[f"x-archive-orig-{name}"] = value
        if one.location:
            given["Location"] = f"{self.url}{archive}/{stamp}id_/{one.location}"
        body = one.body[:3000] if one.truncated else one.body
        return one.status, given, body


def _secure(url: str) -> str:
    return url.replace("http://", "https://", 1)


def _json(value: Any, status: int = 200) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


def _lines(found: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(line) + "\n" for line in found).encode()


def _part(file: bytes, asked: str) -> Answer:
    first, last = (int(number) for number in asked.removeprefix("bytes=").split("-"))
    about = {"Content-Range": f"bytes {first}-{last}/{len(file)}"}
    return 206, {"Content-Type": "application/octet-stream", **about}, file[first : last + 1]


@contextmanager
def serve(archive: Archive) -> Iterator[Archive]:
    """Run it on a free port of 127.0.0.1, gone with the `with`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = archive.answer(self.path, dict(self.headers))
            self.send_response_only(status, "Answer")
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """The archive keeps a log of its own."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: Any) -> None:
            """A client that was killed has gone."""

    with Server(("127.0.0.1", 0), Handler) as server:
        archive.url = f"http://127.0.0.1:{server.server_address[1]}/"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield archive
        finally:
            server.shutdown()
            thread.join()
