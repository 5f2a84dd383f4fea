"""The gateway as granian's event loop calls it (RSGI): token decisions there and then, all else by WSGI in threads."""

import asyncio
import io
import logging
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, cast

from flask import Flask
from granian.rsgi import Scope

from gateway.registry.asking import Asked, of_form, of_query
from gateway.registry.door import TOKEN, TokenDoor, short, shown_by

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol

WHOLE = 1024 * 1024  # bytes; an answer that says it is larger, or does not say, is sent piece by piece
SPELLED = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
log = logging.getLogger("chandlery.gateway")


class Serving:
    """Handing a decision that takes a tenth of a millisecond to a thread and back costs more than the decision."""

    def __init__(self, app: Flask, threads: int) -> None:
        self._app = app
        self._door = cast("TokenDoor", app.wsgi_app)
        self._threads = ThreadPoolExecutor(threads, "request")
        self._loop: asyncio.AbstractEventLoop

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._threads.shutdown(cancel_futures=True)

    async def __rsgi__(self, scope: Scope, protocol: "HTTPProtocol") -> None:
        asked = await _asked(scope, protocol) if scope.path == TOKEN else None
        if asked is None:
            await self._loop.run_in_executor(self._threads, self._by_wsgi, scope, protocol)
        elif self._door.tokens.at_once(asked):
            self._answer(asked, scope, protocol)
        else:
            await self._loop.run_in_executor(self._threads, self._answer, asked, scope, protocol)

    def _answer(self, asked: Asked, scope: Scope, protocol: "HTTPProtocol") -> None:
        forwarded = ",".join(_all(scope, "x-forwarded-for"))
        answer = self._door.answer(asked, _peer(scope), forwarded)
        if answer.status == 403:
            answer = shown_by(scope.headers.get("user-agent", ""), answer)
        protocol.response_bytes(answer.status, list(answer.headers.items()), answer.body)

    def _by_wsgi(self, scope: Scope, protocol: "HTTPProtocol") -> None:
        told: list[tuple[int, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], problem: Any = None) -> Any:
            told[:] = [(int(status[:3]), headers)]

        parts = self._app(environ_of(scope, protocol, self._loop), start)
        try:
            self._send(protocol, *told[0], parts)
        finally:
            getattr(parts, "close", lambda: None)()

    def _send(
        self, protocol: "HTTPProtocol", status: int, headers: list[tuple[str, str]], parts: Iterable[bytes]
    ) -> None:
        length = next((int(value) for name, value in headers if name.lower() == "content-length"), WHOLE + 1)
        if length <= WHOLE:
            protocol.response_bytes(status, headers, b"".join(parts))
            return
        stream = protocol.response_stream(status, headers)
        for part in parts:
            asyncio.run_coroutine_threadsafe(_sent(stream, part), self._loop).result()


def environ_of(scope: Scope, protocol: "HTTPProtocol", loop: asyncio.AbstractEventLoop) -> "WSGIEnvironment":
    """PEP 3333."""
    server, _, port = scope.server.rpartition(":")
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": _peer(scope),
        "HTTP_HOST": scope.authority or "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BufferedReader(Body(protocol, loop)),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name in scope.headers.keys():  # noqa: SIM118 — the headers are no mapping
        key = SPELLED.get(name) or "HTTP_" + name.upper().replace("-", "_")
        environ[key] = ("; " if name == "cookie" else ",").join(_all(scope, name))
    return environ


class Body(io.RawIOBase):
    """What a client sends, fetched from the loop piece by piece as the application reads it."""

    def __init__(self, protocol: "HTTPProtocol", loop: asyncio.AbstractEventLoop) -> None:
        self._protocol = protocol
        self._loop = loop
        self._pieces: Any = None
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = memoryview(asyncio.run_coroutine_threadsafe(self._next(), self._loop).result())
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    async def _next(self) -> bytes:
        if self._pieces is None:
            self._pieces = aiter(self._protocol)
        try:
            return bytes(await self._pieces.__anext__())  # by `anext` with a default the process would end
        except StopAsyncIteration:
            return b""


async def _sent(stream: Any, part: bytes) -> None:
    await stream.send_bytes(part)


async def _asked(scope: Scope, protocol: "HTTPProtocol") -> Asked | None:
    headers = scope.headers
    if scope.method == "GET":
        return of_query(scope.query_string, headers.get("authorization", ""))
    if scope.method == "POST" and short(headers.get("content-length", "")):
        return of_form(headers.get("content-type", ""), await protocol())
    return None


def _all(scope: Scope, name: str) -> list[str]:
    return cast("list[str]", cast("Any", scope.headers).get_all(name))  # which granian's stub leaves out


def _peer(scope: Scope) -> str:
    return scope.client.rpartition(":")[0].strip("[]")
