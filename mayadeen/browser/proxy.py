"""The browser's one way out: a proxy on loopback that asks for what the crawler would ask for."""

from __future__ import annotations

import asyncio
import ssl
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from scrapy import Request
from scrapy.http import Headers, Response

Send = Callable[[Request], Awaitable[Response | None]]

# What a request brings along, in bytes; a listing's button sends a few fields.
_HEAD = 64 * 1024
_BODY = 1024 * 1024
# What is of one connection alone, and would be wrong on the next; lengths are stated anew.
_OF_CONNECTION = {
    *(b"Connection", b"Keep-Alive", b"Proxy-Connection", b"Proxy-Authorization", b"Te"),
    *(b"Transfer-Encoding", b"Trailer", b"Content-Length", b"Host", b"Alt-Svc"),
}


class Proxy:
    """An HTTP proxy whose requests are made by `send`, which gives the answer, or None to refuse.

    A refused request's connection is closed without a word. A tunnel (CONNECT) ends here: its
    client is shown a certificate of the proxy's own and must take it, so that addresses of https
    are judged like all others; that the site is who it says is for `send` to see. What is neither
    a request of HTTP/1.1 nor one in TLS, as a WebSocket in the clear, is closed, too. A connection
    carries one request.
    """

    def __init__(self, send: Send) -> None:
        self.send = send
        self.tls = _context()
        self.open: set[asyncio.Task[None]] = set()
        self.server: asyncio.Server | None = None

    async def start(self) -> int:
        """Listen on loopback; gives the port."""
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_HEAD)
        port: int = self.server.sockets[0].getsockname()[1]
        return port

    def drop(self) -> None:
        """Close all connections, whatever they wait for."""
        for one in self.open:
            one.cancel()

    async def close(self) -> None:
        """Listen no more."""
        if self.server:
            self.server.close()
        self.drop()
        await asyncio.gather(*self.open)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self.open.add(task)
        try:
            with suppress(
                *(OSError, ValueError, asyncio.CancelledError),
                *(asyncio.IncompleteReadError, asyncio.LimitOverrunError),
            ):
                await self._answer(reader, writer)
        finally:
            self.open.discard(task)
            writer.transport.abort() if task.cancelling() else writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tunnel, head = "", await reader.readuntil(b"\r\n\r\n")
        if head.startswith(b"CONNECT "):
            tunnel = head.split(b" ")[1].decode("latin-1").removesuffix(":443")
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            await writer.start_tls(self.tls)
            head = await reader.readuntil(b"\r\n\r\n")
        method, url, headers = _read(head, tunnel)
        length = int(headers.get("Content-Length") or 0)
        if length > _BODY or "Transfer-Encoding" in headers:
            return
        body = await reader.readexactly(length)
        request = Request(url, method=method, headers=_through(headers), body=body)
        if response := await self.send(request):
            writer.write(_written(response))
            await writer.drain()


def _read(head: bytes, tunnel: str) -> tuple[str, str, Headers]:
    """Method, address and headers of a request; ValueError where it is none."""
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    method, target, _ = first.split(" ")
    headers = Headers()
    for line in lines:
        name, _, value = line.partition(":")
        headers.appendlist(name, value.strip())
    return method, f"https://{tunnel}{target}" if tunnel else target, headers


def _through(headers: Headers) -> Headers:
    return Headers({name: values for name, values in headers.items() if _is_through(name)})


def _is_through(name: bytes) -> bool:
    return name not in _OF_CONNECTION


def _written(response: Response) -> bytes:
    lines = [
        b"%s: %s\r\n" % (name, value)
        for name, values in _through(response.headers).items()
        for value in values
    ]
    head = b"HTTP/1.1 %d -\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n" % (
        response.status,
        b"".join(lines),
        len(response.body),
    )
    return head + response.body


def _context() -> ssl.SSLContext:
    """A server's TLS with a key that was made for it and is kept nowhere."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mayadeen")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:  # Python reads it from a file alone
        path = Path(folder, "pair.pem")
        path.touch(mode=0o600)
        path.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        context.load_cert_chain(path)
    return context
