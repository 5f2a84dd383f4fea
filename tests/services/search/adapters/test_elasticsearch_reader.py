"""An Elasticsearch that is away or silent: whoever asks is told soon, and it is not asked over and over."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from eventlog.refusal import Unavailable
from services.search.adapters import elasticsearch_reader
from services.search.reader import Query, SearchReader
from tests.parts.process import free_port


class Door:
    """Takes connections; says nothing, or closes each at once."""

    def __init__(self, *, silent: bool) -> None:
        self._silent = silent
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.taken: list[socket.socket] = []
        Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                self.taken.append(connection)
                if not self._silent:
                    connection.close()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connection in self.taken:
            connection.close()


@pytest.fixture
def silent() -> Iterator[Door]:
    door = Door(silent=True)
    yield door
    door.close()


@pytest.fixture
def broken() -> Iterator[Door]:
    door = Door(silent=False)
    yield door
    door.close()


@pytest.fixture
def guarded(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a node that answers every question with this status: it does not know who asks."""

    class Refusing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(request.param)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("guarded", [401, 403], indirect=True)
def test_a_node_that_lets_the_store_in_no_more_is_told_as_one_that_is_away(guarded: str) -> None:
    ask(SearchReader(guarded), match="lets the store in no more")


def ask(reader: SearchReader, match: str = "search-not-ready") -> None:
    with pytest.raises(Unavailable, match=match):
        reader.search(Query("redis"))


def test_a_node_that_is_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = SearchReader(f"http://127.0.0.1:{free_port()}")
    ask(reader)
    with pytest.raises(Unavailable, match="search-not-ready"):
        reader.suggest("redis")


def test_a_silent_node_is_asked_once_and_whoever_comes_meanwhile_is_told_at_once(
    silent: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elasticsearch_reader, "PATIENCE", 0.2)
    monkeypatch.setattr(elasticsearch_reader, "REST", 600.0)
    reader = SearchReader(silent.address)
    for _ in range(20):
        ask(reader)
    assert len(silent.taken) == 1


def test_after_a_rest_it_is_asked_again(broken: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elasticsearch_reader, "REST", 0.0)
    reader = SearchReader(broken.address)
    ask(reader)
    ask(reader)
    assert len(broken.taken) == 2
