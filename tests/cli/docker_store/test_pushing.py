"""A blob goes to a registry once, and on from where a connection broke off, as far as the registry remembers that."""

import hashlib
import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from cli.docker_store import pushing
from cli.docker_store.ending import Stop
from cli.docker_store.opened import Section
from cli.docker_store.registry import Registry
from cli.docker_store.signed_in import Login

CONTENT = bytes(range(256)) * 12_000
DIGEST = f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"
HALF = len(CONTENT) // 2


class Takes(ThreadingHTTPServer):
    """Registry that hangs up in the middle of so many requests, and then knows how far it came, if it `remembers`."""

    def __init__(self, *, cuts: int = 0, remembers: bool = True, mounts: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.cuts, self.remembers, self.mounts = cuts, remembers, mounts
        self.has, self.taken, self.asked = b"", b"", list[str]()

    def registry(self) -> Registry:
        return Registry(f"127.0.0.1:{self.server_port}", "acme/db", Login(), "pull,push")


class Handler(BaseHTTPRequestHandler):
    server: Takes

    def do_HEAD(self) -> None:
        self.answer(200 if self.server.taken else 404)

    def do_POST(self) -> None:
        self.server.has = b""
        self.answer(201 if self.server.mounts else 202, Location="/uploads/1?state=0")

    def do_PATCH(self) -> None:
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
        told = {"Range": f"0-{len(self.server.has) - 1}", "Location": "/uploads/1?state=2"}
        self.answer(204 if self.server.remembers else 404, **told)

    def do_PUT(self) -> None:
        if self.server.cuts:
            self.server.cuts -= 1
            self.rfile.read(1)
            self.close_connection = True
            self.connection.close()
            return
        self.server.taken = self.server.has + self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(201)

    def answer(self, status: int, **headers: str) -> None:
        self.server.asked.append(self.command)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments: Any) -> None:
        pass


@pytest.fixture
def takes(request: pytest.FixtureRequest) -> Iterator[Takes]:
    server = Takes(**request.param)
    running = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    running.start()
    yield server
    server.shutdown()
    running.join()
    server.server_close()


def sends(takes: Takes, content: bytes = CONTENT) -> bool:
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return pushing.blob(takes.registry(), digest, Section(io.BytesIO(content), 0, len(content)))


@pytest.mark.parametrize("takes", [{"cuts": 1}], indirect=True)
def test_a_connection_that_breaks_off_is_gone_on_with(takes: Takes) -> None:
    assert (sends(takes), takes.taken) == (True, CONTENT)
    assert takes.asked == ["HEAD", "POST", "GET", "PATCH", "PUT"]


@pytest.mark.parametrize("takes", [{"cuts": 1, "remembers": False}], indirect=True)
def test_a_registry_that_does_not_remember_is_sent_it_anew(takes: Takes) -> None:
    assert (sends(takes), takes.taken) == (True, CONTENT)
    assert takes.asked == ["HEAD", "POST", "GET", "POST", "PATCH", "PUT"]


@pytest.mark.parametrize("takes", [{"cuts": 9, "remembers": False}], indirect=True)
def test_a_connection_that_goes_on_breaking_off_is_given_up_in_a_sentence(takes: Takes) -> None:
    with pytest.raises(Stop, match="Run the same command again: what is there already is not sent again"):
        sends(takes)


@pytest.mark.parametrize("takes", [{"mounts": True}], indirect=True)
def test_what_the_registry_has_elsewhere_is_not_sent(takes: Takes) -> None:
    assert (sends(takes), takes.asked) == (False, ["HEAD", "POST"])


@pytest.mark.parametrize("takes", [{"cuts": 1}], indirect=True)
def test_a_small_blob_is_sent_whole_again(takes: Takes) -> None:
    assert (sends(takes, b"small"), takes.taken) == (True, b"small")


@pytest.mark.parametrize("takes", [{}], indirect=True)
def test_a_small_blob_goes_in_one_request(takes: Takes) -> None:
    assert (sends(takes, b"small"), takes.taken, takes.asked) == (True, b"small", ["HEAD", "POST", "PUT"])
