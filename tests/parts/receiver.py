"""Somebody else's system that webhooks are sent to: it keeps what it was sent, and answers as it is told to."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.parts.names import certified

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Sent:
    headers: Mapping[str, str]
    body: bytes
    path: str


@dataclass
class Receiver:
    port: int
    answer: Answer
    secure: bool = False
    sent: list[Sent] = field(default_factory=list)  # in the order in which it came

    @property
    def url(self) -> str:
        return f"{'https' if self.secure else 'http'}://127.0.0.1:{self.port}/in"

    def ids(self) -> list[str]:
        return [each.headers["webhook-id"] for each in self.sent]


def says(status: int, body: bytes = b"", **headers: str) -> Answer:
    def answer(asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            asked.send_header(name.replace("_", "-"), value)
        asked.end_headers()
        asked.wfile.write(body)

    return answer


def takes() -> Answer:
    return says(200, b"thanks")


def at_first(times: int, first: Answer, then: Answer) -> Answer:
    """It answers so many times like this, and then like that."""
    left = [first] * times

    def answer(asked: BaseHTTPRequestHandler) -> None:
        (left.pop() if left else then)(asked)

    return answer


def slow(seconds: float) -> Answer:
    def answer(asked: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        says(200, b"at last")(asked)

    return answer


def trickles(asked: BaseHTTPRequestHandler) -> None:
    """A header that never ends, a byte now and then."""
    with suppress(OSError):
        asked.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while True:
            asked.wfile.write(b"x")
            asked.wfile.flush()
            time.sleep(0.05)


def endless(asked: BaseHTTPRequestHandler) -> None:
    asked.send_response(200)
    asked.end_headers()
    with suppress(OSError):
        while True:
            asked.wfile.write(b"more and more \x00\xff " * 100)


def resets(asked: BaseHTTPRequestHandler) -> None:
    asked.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    asked.connection.close()


def garbage(asked: BaseHTTPRequestHandler) -> None:
    asked.wfile.write(b"\x16\x03\x01\x00 this is no HTTP \x00\xff\r\n\r\n")


@contextmanager
def receiver(answer: Answer | None = None, *, folder: Path | None = None) -> Iterator[Receiver]:
    """`folder`: by HTTPS, with a certificate for 127.0.0.1 that nobody else signed, as site.pem."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told.sent.append(Sent({name.lower(): value for name, value in self.headers.items()}, body, self.path))
            told.answer(self)
            self.close_connection = True

        def log_message(self, format: str, *arguments: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            return

    with Server(("127.0.0.1", 0), Handler) as server:
        if folder is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certified("127.0.0.1", folder))
            server.socket = context.wrap_socket(server.socket, server_side=True)
        told = Receiver(server.server_address[1], answer or takes(), secure=folder is not None)
        serving = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        serving.start()
        try:
            yield told
        finally:
            server.shutdown()
            serving.join()
