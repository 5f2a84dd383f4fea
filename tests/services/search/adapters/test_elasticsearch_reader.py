"""An Elasticsearch that is away or silent: whoever asks is told soon, and it is not asked over and over.

One that answers is asked once a question, and what it said of words earlier never makes an answer wrong.
"""

import base64
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Semaphore, Thread
from typing import Any

import pytest

from eventlog.refusal import Unavailable
from services.search.adapters import elasticsearch_reader
from services.search.ports import Change
from services.search.reader import Query, SearchReader
from tests.parts.process import free_port
from tests.services.search.backs import InCluster, Opening, in_cluster
from tests.services.search.ending import ending
from tests.services.search.shelf import changes, document


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


@pytest.fixture(scope="module")
def clusters(elasticsearch: str) -> Iterator[Opening]:
    with in_cluster(elasticsearch) as opening:
        yield opening


def counted(reader: SearchReader, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the requests that the reader sends from here on."""
    node = reader._engine._door._node  # type: ignore[attr-defined]
    perform, sent = node.perform_request, []

    def sending(method: str, path: str, *rest: object) -> object:
        sent.append(path)
        return perform(method, path, *rest)

    monkeypatch.setattr(node, "perform_request", sending)
    return sent


TWELVE = [document(f"acme/ledger-{n}", "Keeps double entry books", pulls=n) for n in range(12)]


def test_a_question_in_words_that_were_asked_with_is_one_request(
    clusters: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = clusters().filled(TWELVE)
    reader.search(Query("double ledger"))
    reader.search(Query("zo7 books"))
    sent = counted(reader, monkeypatch)
    for text in ("ledger books", "zo7 books"):
        reader.search(Query(text))
    assert [path.rpartition("/")[2] for path in sent] == ["_search", "_msearch"]  # what no product has is asked again


@pytest.mark.parametrize("text", ["zorptool", "zorptol", "ledger zorptool", "double entry"])
def test_what_came_since_a_word_was_learnt_is_in_the_next_answer(text: str, clusters: Opening) -> None:
    back = clusters()
    assert isinstance(back, InCluster)
    reader = back.filled(TWELVE)
    reader.search(Query(text))
    back.apply(list(_more()))
    fresh = SearchReader(back.address, back.prefix)
    before, now = reader.search(Query(text)), fresh.search(Query(text))
    assert replace(before, next=None) == replace(now, next=None)  # whose scores may differ by a little


def _more() -> Iterator[Change]:
    yield from changes([document(f"acme/zorptool-{n}", "Counts double entries", pulls=n) for n in range(9)])


class Gone(HTTPServer):
    """Tells of each connection that it has closed."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.closed = Semaphore(0)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        self.closed.release()


@pytest.fixture
def closing() -> Iterator[tuple[Gone, list[tuple[object, ...]]]]:
    """A node that closes each connection after its answer and does not say so, and what it is asked."""
    asked: list[tuple[object, ...]] = []

    class Closing(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked.append((self.client_address, self.path, self.headers["Authorization"]))
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")
            self.close_connection = True

        def log_message(self, format: str, *arguments: object) -> None:
            return

    with Gone(Closing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server, asked
        server.shutdown()


def test_a_connection_that_the_node_has_closed_meanwhile_is_opened_anew(
    closing: tuple[Gone, list[tuple[object, ...]]],
) -> None:
    server, asked = closing
    node = elasticsearch_reader.node(f"http://127.0.0.1:{server.server_port}")
    for _ in range(3):
        assert node.perform_request("POST", "/x", b"{}", elasticsearch_reader.JSON)[1] == b"{}"
        assert server.closed.acquire(timeout=60)
    assert len({client for client, *_ in asked}) == 3


def test_a_question_is_asked_again_where_the_node_ends_the_connection_that_it_came_on(clusters: Opening) -> None:
    back = clusters()
    assert isinstance(back, InCluster)
    direct = back.filled(TWELVE).search(Query("ledger"))
    with ending(back.address) as door:
        reader = SearchReader(door.address, back.prefix)
        assert [reader.search(Query("ledger")) for _ in range(2)] == [direct, direct]
    assert door.asked == [("_search", answered) for answered in (True, False, True, False, True)]


def test_an_address_names_the_user_and_a_folder(closing: tuple[Gone, list[tuple[object, ...]]]) -> None:
    server, asked = closing
    node = elasticsearch_reader.node(f"http://me:s%20cret@127.0.0.1:{server.server_port}/beside/")
    node.perform_request("POST", "/x", b"{}", elasticsearch_reader.JSON)
    told = base64.b64encode(b"me:s cret").decode()
    assert asked[0][1:] == ("/beside/x", f"Basic {told}")
