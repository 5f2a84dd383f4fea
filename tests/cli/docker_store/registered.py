"""A registry whose trouble is written down before: connections that break off, lies, ends of tokens, other hosts."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cli.docker_store.manifests import Descriptor
from cli.docker_store.registry import Registry
from cli.docker_store.signed_in import Login

CONTENT = bytes(range(256)) * 400


@dataclass
class Troubled:
    """`cuts` are where its answers break off, one after the other; `asked` is method, path, Range and Authorization.

    `busy`: what the paths begin with for which it has no time, one after the other.
    """

    url: str
    content: bytes = CONTENT
    cuts: list[int] = field(default_factory=list)
    leads_to: str = ""
    tokens: list[str] = field(default_factory=list)
    busy: list[str] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def registry(self) -> Registry:
        return Registry(self.url.removeprefix("http://"), "acme/db", Login("ada", "chy_kept"), "pull")

    @property
    def ranges(self) -> list[str]:
        return [told for path, told, _ in self.asked if "/blobs/" in path]


def descriptor(content: bytes = CONTENT) -> Descriptor:
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return Descriptor({"mediaType": "application/octet-stream", "digest": digest, "size": len(content)})


@contextmanager
def troubled(**told: Any) -> Iterator[Troubled]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            authorization = self.headers.get("Authorization", "")
            made.asked.append((self.path, self.headers.get("Range", ""), authorization))
            if made.busy and self.path.startswith(made.busy[0]):
                made.busy.pop(0)
                self.answer(503, b"")
            elif self.path.startswith("/token"):
                self.answer(200, b'{"token": "%s"}' % made.tokens[0].encode())
            elif made.tokens and authorization != f"Bearer {made.tokens[0]}":
                challenge = f'Bearer realm="{made.url}/token",service="s",scope="repository:acme/db:pull"'
                self.answer(401, b"{}", **{"WWW-Authenticate": challenge})
            elif made.leads_to:
                self.answer(307, b"", Location=made.leads_to)
            else:
                self.give(self.headers.get("Range", ""))

        def give(self, asked: str) -> None:
            start = int(asked[len("bytes=") : -1]) if asked else 0
            content = made.content[start:]
            told = {"Content-Range": f"bytes {start}-{len(made.content) - 1}/{len(made.content)}"} if start else {}
            cut = made.cuts.pop(0) if made.cuts else len(content)
            self.answer(206 if start else 200, content[:cut], len(content), **told)
            self.close_connection = True

        def answer(self, status: int, content: bytes, length: int = -1, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content) if length < 0 else length))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Troubled(f"http://127.0.0.1:{server.server_port}", **told)
    running = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    running.start()
    try:
        yield made
    finally:
        server.shutdown()
        running.join()
        server.server_close()
