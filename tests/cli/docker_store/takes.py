"""A registry that takes what is pushed, and whose trouble is written down before."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cli.docker_store.registry import Registry
from cli.docker_store.signed_in import Login

CONTENT = bytes(range(256)) * 12_000
HALF = len(CONTENT) // 2


class Takes(ThreadingHTTPServer):
    """Registry that hangs up in the middle of so many requests, and then knows how far it came, if it `remembers`.

    `busy`: for what it has no time, one after the other: method, status, Retry-After. Of a blob it has kept half by
    then, if it `keeps_half`, and all, if it `takes_busy`.
    """

    def __init__(
        self,
        *,
        cuts: int = 0,
        remembers: bool = True,
        mounts: bool = False,
        busy: Sequence[tuple[str, int, str]] = (),
        keeps_half: bool = False,
        takes_busy: bool = False,
    ) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.cuts, self.remembers, self.mounts = cuts, remembers, mounts
        self.busy, self.keeps_half, self.takes_busy = list(busy), keeps_half, takes_busy
        self.has, self.taken, self.asked = b"", b"", list[str]()

    def registry(self) -> Registry:
        return Registry(f"127.0.0.1:{self.server_port}", "acme/db", Login(), "pull,push")


class Handler(BaseHTTPRequestHandler):
    server: Takes

    def has_no_time(self) -> bool:
        """Whether it answered so; what came along was read."""
        if not self.server.busy or self.server.busy[0][0] != self.command:
            return False
        _, status, after = self.server.busy.pop(0)
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.server.keeps_half:
            self.server.has += content[:HALF]
        if self.server.takes_busy:
            self.server.taken = self.server.has + content
        said = b'{"errors": [{"code": "TOOMANYREQUESTS", "message": "no time"}]}'
        self.answer(status, said, **({"Retry-After": after.encode().decode("latin-1")} if after else {}))
        return True

    def do_HEAD(self) -> None:
        if self.has_no_time():
            return
        self.answer(200 if self.server.taken else 404)

    def do_POST(self) -> None:
        if self.has_no_time():
            return
        self.server.has = b""
        self.answer(201 if self.server.mounts else 202, Location="/uploads/1?state=0")

    def do_PATCH(self) -> None:
        if self.has_no_time():
            return
        length = int(self.headers["Content-Length"])
        if self.server.cuts:
            self.server.cuts -= 1
            self.server.has += self.rfile.read(min(HALF, length))
            self.close_connection = True
            self.connection.close()
            return
        self.server.has += self.rfile.read(length)
        self.answer(202, Location="/uploads/1?state=1")

    def do_GET(self) -> None:
        told = {"Range": f"0-{max(len(self.server.has) - 1, 0)}", "Location": "/uploads/1?state=2"}
        self.answer(204 if self.server.remembers else 404, **told)

    def do_PUT(self) -> None:
        if self.has_no_time():
            return
        if self.server.cuts:
            self.server.cuts -= 1
            self.rfile.read(1)
            self.close_connection = True
            self.connection.close()
            return
        self.server.taken = self.server.has + self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(201)

    def answer(self, status: int, content: bytes = b"", **headers: str) -> None:
        self.server.asked.append(self.command)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *arguments: Any) -> None:
        pass


@contextmanager
def takes(**told: Any) -> Iterator[Takes]:
    server = Takes(**told)
    running = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    running.start()
    try:
        yield server
    finally:
        server.shutdown()
        running.join()
        server.server_close()
