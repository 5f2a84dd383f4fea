"""A line between a client and a server that lets so many bytes a second through, in each direction."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 4096


class Line:
    """One direction of all connections together; bytes wait for their turn."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._free = 0.0  # the moment from which the line is free
        self._alone = threading.Lock()

    def wait_for(self, size: int) -> None:
        with self._alone:
            self._free = max(self._free, time.monotonic()) + size / self._rate
            turn = self._free
        time.sleep(max(0.0, turn - time.monotonic()))

    def carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(PIECE):
                self.wait_for(len(piece))
                target.sendall(piece)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)


@contextmanager
def slow_link(port: int, to: int, rate: float) -> Iterator[None]:
    """Whoever connects to `port` on loopback reaches what listens at `to`, at `rate` bytes a second."""
    there, back = Line(rate), Line(rate)
    with socket.create_server(("127.0.0.1", port)) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2 * PIECE)  # what lies in buffers is not slowed
        accepting = threading.Thread(target=_accept, args=(listening, to, there, back))
        accepting.start()
        yield
        listening.shutdown(socket.SHUT_RDWR)
        accepting.join()


def _accept(listening: socket.socket, to: int, there: Line, back: Line) -> None:
    with suppress(OSError):
        while True:
            client, _ = listening.accept()
            threading.Thread(target=_connect, args=(client, to, there, back), daemon=True).start()


def _connect(client: socket.socket, to: int, there: Line, back: Line) -> None:
    with client, suppress(OSError), socket.create_connection(("127.0.0.1", to)) as server:
        up = threading.Thread(target=there.carry, args=(client, server), daemon=True)
        up.start()
        back.carry(server, client)
        up.join()
