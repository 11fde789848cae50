"""A loopback server that answers each path with prepared bytes, however broken."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any

RESET = b"\0reset"
"""An answer that is a connection reset instead of bytes."""

Answer = bytes | Iterable[bytes]


def answer(
    status: int = 200,
    body: bytes = b"",
    content_type: str | None = "text/html; charset=utf-8",
    **headers: str | None,
) -> bytes:
    """One whole response; `content_length=None` leaves that header out, a value overrides it."""
    given = {"content_length": str(len(body)), "content_type": content_type, **headers}
    lines = "".join(
        f"{name.replace('_', '-')}: {value}\r\n"
        for name, value in given.items()
        if value is not None
    )
    head = f"HTTP/1.1 {status} Answer\r\nConnection: close\r\n{lines}\r\n"
    return head.encode() + body


def redirect(to: str, status: int = 302) -> bytes:
    return answer(status, location=to)


def page(title: str, story: str = "A story that a reader can read.") -> bytes:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head>"
        f"<body><h1>{title}</h1><p>{story}</p></body></html>"
    ).encode()


@dataclass
class Stream:
    """A response whose body is `piece` over and over, `pause` seconds apart."""

    head: bytes
    piece: bytes
    times: int
    pause: float = 0

    def __iter__(self) -> Iterator[bytes]:
        yield self.head
        for _ in range(self.times):
            time.sleep(self.pause)
            yield self.piece


@dataclass
class Site:
    """`answers` gives each path its answers in turn, the last one for ever; others are 404."""

    answers: dict[str, list[Answer]]
    port: int = 0
    requests: list[tuple[str, float]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    asked: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def paths(self) -> list[str]:
        """What was asked, in order, without robots.txt."""
        return [path for path, _ in self.requests if path != "/robots.txt"]

    def times(self, path: str) -> list[float]:
        """When the path was asked, in seconds on a steady clock."""
        return [at for asked, at in self.requests if asked == path]

    def wait_for(self, path: str) -> None:
        """Return once the path was asked for."""
        with self.asked:
            assert self.asked.wait_for(lambda: path in self.paths(), timeout=20)

    def answer_to(self, head: str) -> Answer:
        path = head.split(" ", 2)[1]
        with self.asked:
            self.headers.append(head)
            self.requests.append((path, time.monotonic()))
            self.asked.notify_all()
            left = self.answers.get(path, [answer(404)])
            return left.pop(0) if len(left) > 1 else left[0]


@contextmanager
def serve(answers: dict[str, list[Answer] | Answer]) -> Iterator[Site]:
    """Run a site on a free port of 127.0.0.1. `{origin}` in an answer is the site's own."""
    site = Site(
        {path: given if isinstance(given, list) else [given] for path, given in answers.items()}
    )

    class Handler(BaseRequestHandler):
        request: socket.socket

        def handle(self) -> None:
            head = b""
            while b"\r\n\r\n" not in head:
                received = self.request.recv(65536)
                if not received:
                    return
                head += received
            given = site.answer_to(head.decode("latin-1"))
            if given == RESET:
                self.request.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
                return
            try:
                for piece in [given] if isinstance(given, bytes) else given:
                    self.request.sendall(piece.replace(b"{origin}", site.url[:-1].encode()))
            except OSError:
                return  # the client has had enough, which is what some tests want to see

        def finish(self) -> None:
            self.request.close()

    class Server(ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

        def shutdown_request(self, request: Any) -> None:
            request.close()

    with Server(("127.0.0.1", 0), Handler) as server:
        site.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
