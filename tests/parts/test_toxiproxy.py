"""The links that fault tests put between parts do what their names say."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.parts.toxiproxy import Link, toxiproxy

pytestmark = pytest.mark.faults


@pytest.fixture
def echo() -> Iterator[int]:
    """The port of a server that answers each line with itself."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_answer_all, args=(listening,), daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def link(tmp_path: Path, echo: int) -> Iterator[Link]:
    with toxiproxy(tmp_path) as proxy:
        yield proxy.link("echo", echo)


def test_a_cut_link_closes_what_was_open_and_lets_nobody_in_until_it_is_whole(link: Link) -> None:
    with connected(link) as client:
        assert said_back(client) == b"hello\n"
        with link.cut():
            assert client.recv(10) == b""
            with pytest.raises(ConnectionRefusedError):
                connected(link)
    with connected(link) as client:
        assert said_back(client) == b"hello\n"


def test_a_slow_link_is_slow_as_long_as_the_block_lasts(link: Link) -> None:
    with connected(link) as client:
        with link.with_toxic("latency", latency=300):
            began = time.monotonic()
            assert said_back(client) == b"hello\n"
            assert time.monotonic() - began >= 0.3
        assert said_back(client) == b"hello\n"


def test_a_reset_reaches_the_client_as_one(link: Link) -> None:
    with link.with_toxic("reset_peer", timeout=0), connected(link) as client:
        client.sendall(b"hello\n")
        with pytest.raises(ConnectionResetError):
            client.recv(100)


def connected(link: Link) -> socket.socket:
    return socket.create_connection(("127.0.0.1", link.port), timeout=10)


def said_back(client: socket.socket) -> bytes:
    client.sendall(b"hello\n")
    return client.recv(100)


def _answer_all(listening: socket.socket) -> None:
    with suppress(OSError):
        while True:
            client, _ = listening.accept()
            threading.Thread(target=_answer, args=(client,), daemon=True).start()


def _answer(client: socket.socket) -> None:
    with client, suppress(OSError):
        while said := client.recv(100):
            client.sendall(said)
