"""A store whose answers are written down before, for what a real one says only once in a while."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, Any]


@dataclass
class Scripted:
    """`answers` by “METHOD /path”, one after the other, the last one again and again; `asked` is what came."""

    url: str
    answers: dict[str, list[Answer]]
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def next(self, what: str) -> Answer:
        left = self.answers.get(what)
        if not left:
            return 404, problem("not-found", "There is nothing at this address.")
        return left.pop(0) if len(left) > 1 else left[0]

    def bodies(self, what: str) -> list[Any]:
        return [body for name, body in self.asked if name == what]


def problem(code: str, title: str) -> dict[str, str]:
    return {"type": f"https://store.example/problems/{code}", "title": title, "code": code}


@contextmanager
def scripted(**answers: list[Answer]) -> Iterator[Scripted]:
    """Named `GET_store`, `POST_device_token`: paths below /api/v1 with underscores for slashes."""
    told = {
        f"{name.partition('_')[0]} /api/v1/{name.partition('_')[2].replace('_', '/')}": those
        for name, those in answers.items()
    }

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            what = f"{self.command} {self.path.partition('?')[0]}"
            store.asked.append((what, body))
            status, answer = store.next(what)
            content = json.dumps(answer).encode()
            self.send_response(status)
            if "Location" in answer:
                self.send_header("Location", answer["Location"])
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    store = Scripted(f"http://127.0.0.1:{server.server_port}", told)
    running = threading.Thread(target=server.serve_forever, daemon=True)
    running.start()
    try:
        yield store
    finally:
        server.shutdown()
        running.join()
        server.server_close()
