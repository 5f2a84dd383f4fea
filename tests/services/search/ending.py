"""A door before a node that ends every connection which is asked a second time, as a node does that starts anew."""

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Ending:
    address: str
    asked: list[tuple[str, bool]] = field(default_factory=list)  # paths, and whether it was answered


@contextmanager
def ending(node: str) -> Iterator[Ending]:
    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        answered = False  # on this connection

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            door.asked.append((self.path.partition("?")[0].rpartition("/")[2], not self.answered))
            if self.answered:
                self.close_connection = True
                return
            self.answered = True
            said = {name: self.headers[name] for name in ("Accept", "Content-Type")}
            passed = urllib.request.Request(f"{node}{self.path}", body, said, method=self.command)  # noqa: S310 — ours
            with urllib.request.urlopen(passed, timeout=60) as told:  # noqa: S310
                answer = told.read()
            self.send_response(200)
            for name in ("Content-Type", "X-Elastic-Product"):
                self.send_header(name, told.headers[name])
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def do_PUT(self) -> None:
            self.do_POST()

        def log_message(self, format: str, *arguments: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        door = Ending(f"http://127.0.0.1:{server.server_port}")
        Thread(target=server.serve_forever, daemon=True).start()
        yield door
        server.shutdown()
