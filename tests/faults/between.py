"""A door between the store and its registry that counts what goes through, and does something when so many have."""

import http.client
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import urlsplit

HOP = {"connection", "transfer-encoding", "keep-alive", "content-length"}


@dataclass
class Between:
    """`then` is called once, after the registry has answered request number `at` and before that answer goes on."""

    address: str
    at: int = 0
    then: Callable[[], None] = lambda: None
    seen: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def expect(self, at: int, then: Callable[[], None]) -> None:
        with self._lock:
            self.seen.clear()
            self.at, self.then = at, then

    def passed(self, request: str) -> None:
        with self._lock:
            self.seen.append(request)
            reached = len(self.seen) == self.at
        if reached:
            self.then()


@contextmanager
def between(registry: str) -> Iterator[Between]:
    """Stands before the registry at this address."""
    target = urlsplit(registry).netloc
    made: list[Between] = []

    class Passing(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def carry(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            with closing(http.client.HTTPConnection(target, timeout=30)) as onward:
                onward.request(self.command, self.path, sent, dict(self.headers))
                answer = onward.getresponse()
                content = answer.read()
            made[0].passed(f"{self.command} {self.path}")
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in HOP:
                    self.send_header(name, value)
            length = answer.getheader("Content-Length") if self.command == "HEAD" else str(len(content))
            self.send_header("Content-Length", length or "0")
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_HEAD = do_PUT = do_POST = do_PATCH = do_DELETE = carry  # noqa: N815 — http.server's names

        def log_message(self, *_: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            return  # whoever asked was killed

    server = Server(("127.0.0.1", 0), Passing)
    made.append(Between(f"http://127.0.0.1:{server.server_port}"))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made[0]
    finally:
        server.shutdown()
        server.server_close()
